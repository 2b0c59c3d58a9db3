/** Decides every case of a corpus and counts where the decision differs from the reference's. */
import { type Change, changeOf } from "../../src/core/owners/approval.ts";
import { defaultReading, type Owners, ownersOf } from "../../src/core/owners/tree.ts";
import { isForcedAsSaid } from "./cc-pool.ts";
import { type Difference, differences, type Field } from "./comparison.ts";
import type { Case, Corpus } from "./corpora.ts";
import { type Line, lineOf } from "./line.ts";
import { exceptionsOf, uncoveredTrials } from "./predicates.ts";
import { asTheReferenceReads, rememberedForm } from "./shaping.ts";

export interface Decided {
  readonly one: Case;
  readonly owners: Owners;
  readonly change: Change;
  readonly line: Line;
}

export interface Tally {
  readonly corpus: string;
  readonly lines: number;
  readonly compared: number;
  readonly byField: ReadonlyMap<Field | "forced" | "uncovered", number>;
  readonly shown: readonly { readonly name: string; readonly difference: Difference }[];
  /** Cases in which the predicate "every file checked" holds for some decision; `answered` says whether the reference's answer is given. */
  readonly hits: readonly { readonly name: string; readonly answered: boolean }[];
  /** Of these the ones in which our `approved` is another than the reference's, or than its rule says where its answer is kept aside. */
  readonly differing: number;
}

/** Most differences that are kept to be shown in full. */
const mostShown = 5;

export function* decided(corpus: Corpus): Generator<Decided, void, void> {
  const trees = new Map<string, Owners>();
  for (const one of corpus.cases) {
    const owners = trees.get(one.treeKey) ?? ownersOfCase(one);
    trees.set(one.treeKey, owners);
    const change = changeOf(owners, one.paths);
    yield { one, owners, change, line: lineOf(one, change) };
  }
}

export function ownersOfCase(one: Case): Owners {
  const { mdyaml, denylist } = one;
  return ownersOf({
    files: asTheReferenceReads(one.tree()),
    reading: {
      ...defaultReading,
      mdyaml,
      owners_dir_denylist: denylist.default,
      ignore_preconfigured_defaults: denylist.ignore_preconfigured_defaults,
    },
    collaborators: undefined,
    formOf: rememberedForm,
  });
}

export function tallyOf(corpus: string, results: Iterable<Decided>): Tally {
  const byField = new Map<Field | "forced" | "uncovered", number>();
  const shown: { name: string; difference: Difference }[] = [];
  const hits: { name: string; answered: boolean }[] = [];
  let lines = 0;
  let compared = 0;
  let differing = 0;
  for (const { one, change, line } of results) {
    lines++;
    const exceptions = exceptionsOf(one, change);
    if (exceptions.trials.size > 0 || exceptions.implicit || exceptions.explicit)
      hits.push({ name: one.name, answered: one.expected !== undefined });
    if ([...exceptions.trials].some((at) => line.trials[at]?.approved !== (one.expected?.trials[at]?.approved ?? true))) differing++;
    if (one.expected === undefined) continue;
    compared++;
    for (const difference of differences(line, one.expected, exceptions)) {
      byField.set(difference.field, (byField.get(difference.field) ?? 0) + 1);
      if (shown.length < mostShown) shown.push({ name: one.name, difference });
    }
    if (!isForcedAsSaid(change, one, one.expected)) byField.set("forced", (byField.get("forced") ?? 0) + 1);
    const contrary = contraryTrials(line, one.expected.trials);
    if (!sameSet(contrary, uncoveredTrials(one.expected))) byField.set("uncovered", (byField.get("uncovered") ?? 0) + 1);
  }
  return { corpus, lines, compared, byField, shown, hits, differing };
}

function contraryTrials(line: Line, expected: readonly { readonly approved: boolean }[]): ReadonlySet<number> {
  return new Set(line.trials.flatMap(({ approved }, at) => (approved === expected[at]?.approved ? [] : [at])));
}

const sameSet = (left: ReadonlySet<number>, right: ReadonlySet<number>): boolean => left.size === right.size && left.isSubsetOf(right);

/** Whether the run may be called equal: no difference outside the predicate, and at least one under it, or the predicate is idle. */
export function isEqual(tallies: readonly Tally[]): boolean {
  return tallies.every(({ byField }) => byField.size === 0) && tallies.some(({ differing }) => differing > 0);
}
