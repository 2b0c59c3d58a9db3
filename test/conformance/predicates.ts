/** Where this program decides differently on purpose: conditions on the input alone, worked out before anything is compared. */
import type { Login } from "../../src/core/ids.ts";
import { type Change, isApprovedBy } from "../../src/core/owners/approval.ts";
import { approver } from "./approver.ts";
import type { Case, Expected } from "./corpora.ts";

/**
 * "every file checked": the people of a trial may approve all files of the required keys, but not some file whose own key was left out
 * for lying below one of them. The reference does not look at such a file and approves.
 */
export const everyFileChecked = "every file checked";

/** Decisions of one case that fall under the predicate; trials by their place. */
export interface Exceptions {
  readonly trials: ReadonlySet<number>;
  readonly implicit: boolean;
  readonly explicit: boolean;
}

export function exceptionsOf(one: Case, change: Change): Exceptions {
  return {
    trials: new Set(one.trials.flatMap(({ by }, at) => (isLeftOut(change, by) ? [at] : []))),
    implicit: isLeftOut(change, [one.author]),
    explicit: isLeftOut(change, []),
  };
}

function isLeftOut(change: Change, people: readonly string[]): boolean {
  const by: ReadonlySet<Login> = new Set(people.map(approver));
  const required = new Set(change.required);
  const open = [...change.checked].filter((answer) => !isApprovedBy(answer, { by, administrators: new Set() }));
  return open.length > 0 && open.every(({ owner }) => !required.has(owner));
}

/** Places of trials that the reference approves although nobody in them may approve some file: exactly there `approved` must differ. */
export const uncoveredTrials = (expected: Expected): ReadonlySet<number> =>
  new Set(expected.trials.flatMap(({ uncovered }, at) => ((uncovered?.length ?? 0) > 0 ? [at] : [])));
