/** Where this program decides differently on purpose: conditions on the input alone, worked out before anything is compared. */

import type { Expected } from "./corpora.ts";
import type { Line } from "./line.ts";

/**
 * "every file checked": some file's owner key lies below a required key and was left out for it, and the people of the trial may approve what is
 * theirs of the required key, but not that file. The reference does not look at such a file.
 */
export const everyFileChecked = "every file checked";

/** Decisions of one line that fall under the predicate; trials by their place. */
export interface Exceptions {
  readonly trials: ReadonlySet<number>;
  readonly implicit: boolean;
  readonly explicit: boolean;
}

export function exceptionsOf(line: Line): Exceptions {
  const required = new Set(line.required);
  const isExcepted = (unapproved: readonly string[]): boolean => unapproved.some((key) => !required.has(key));
  return {
    trials: new Set(line.trials.flatMap(({ unapproved }, at) => (isExcepted(unapproved) ? [at] : []))),
    implicit: isExcepted(line.selfApproved.implicit.unapproved),
    explicit: isExcepted(line.selfApproved.explicit.unapproved),
  };
}

/** Places of trials that the reference approves although nobody in them may approve some file: exactly there `approved` must differ. */
export const uncoveredTrials = (expected: Expected): ReadonlySet<number> =>
  new Set(expected.trials.flatMap(({ uncovered }, at) => ((uncovered?.length ?? 0) > 0 ? [at] : [])));
