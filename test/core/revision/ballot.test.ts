/** Ballot: a vote counts only if every revision that it may have been about carries, and none is not every one. */
import { expect, test } from "vitest";
import { nodeIdOf } from "../../../src/core/ids.ts";
import { bearingOf, type PushKind, pushKinds } from "../../../src/core/revision/ballot.ts";
import { type Carry, type Revision, revisionKey, type Sight } from "../../../src/core/revision/revision.ts";
import type { Statement } from "../../../src/core/statements.ts";
import { minute, revisionOfNow, sha } from "../../given.ts";

const squashed: Revision = { ...revisionOfNow, head: sha("before the squash") };
const rebased: Revision = { ...revisionOfNow, head: sha("before the rebase"), mergeBase: sha("an older base") };
const other: Revision = { ...revisionOfNow, head: sha("other") };
const carries = new Map<string, Carry>([
  [revisionKey(revisionOfNow), { carries: true, class: "same commit" }],
  [revisionKey(squashed), { carries: true, class: "same change" }],
  [revisionKey(rebased), { carries: true, class: "base moved" }],
  [revisionKey(other), { carries: false, class: "changed", reason: "differs", paths: [] }],
]);
const facts = { now: revisionOfNow, sights: new Map(), carries, pushes: [] };
const at = minute(10);
const forced = (at: number): Statement => ({
  ...{ kind: "head", what: "forced", id: nodeIdOf(`forced in minute ${at}`), at: minute(at), by: undefined },
  ...{ before: undefined, after: undefined },
});
const bearing = (
  sight: Sight | undefined,
  {
    outlives = pushKinds,
    baseRef = "main",
    statements = [],
  }: { outlives?: readonly PushKind[]; baseRef?: string; statements?: readonly Statement[] } = {},
): string => bearingOf({ at, baseRef, sight }, facts, { baseRef: "main", outlives: new Set(outlives), statements }).kind;
const sees = (...revisions: Revision[]): Sight => ({ kind: "known", revisions, isFinal: true });

test.each<[string, Sight | undefined, string]>([
  ["the head of now", sees(revisionOfNow), "carries"],
  ["an earlier one with the same change", sees(squashed), "carries"],
  ["either of the two", sees(squashed, revisionOfNow), "carries"],
  ["another change", sees(other), "changed"],
  ["perhaps another change", sees(revisionOfNow, other), "changed"],
  ["a revision that was never compared", sees({ ...other, head: sha("never") }), "changed"],
  ["nothing at all", sees(), "unknown"],
  ["nobody knows what", { kind: "unknown", reason: "a gap" }, "unknown"],
  ["what a later look will tell", undefined, "pending"],
])("a vote on %s", (_, sight, expected) => {
  expect(bearing(sight)).toBe(expected);
});

test("where a vote outlives no push only the very head counts", () => {
  expect(bearing(sees(revisionOfNow), { outlives: [] })).toBe("carries");
  expect(bearing(sees(squashed), { outlives: [] })).toBe("changed");
  expect(bearing(sees(rebased), { outlives: [] })).toBe("changed");
});

test.each<[PushKind, Sight, readonly Statement[]]>([
  ["same-change", sees(squashed), [forced(15)]],
  ["rebase", sees(rebased), [forced(15)]],
  ["rebase", sees(rebased), [forced(10)]],
  ["base-merge", sees(rebased), []],
  ["base-merge", sees(rebased), [forced(5)]],
])("a vote outlives a push of the kind %s where the options name it, and only there", (kind, sight, statements) => {
  expect(bearing(sight, { outlives: [kind], statements })).toBe("carries");
  expect(bearing(sight, { outlives: pushKinds.filter((other) => other !== kind), statements })).toBe("changed");
});

test("a vote for another branch counts for nothing here", () => {
  expect(bearing(sees(revisionOfNow), { baseRef: "release" })).toBe("elsewhere");
});

test.each<[string, Sight, boolean]>([
  ["the change of now or another", sees(revisionOfNow, other), true],
  ["another change", sees(other), false],
  ["the head of now on a base that made it another change", sees({ ...revisionOfNow, mergeBase: sha("an older base") }), false],
])("whoever saw %s may have seen the change of now: %j", (_, sight, sawNow) => {
  const older = revisionKey({ ...revisionOfNow, mergeBase: sha("an older base") });
  const moved = new Map([...carries, [older, { carries: false, class: "changed", reason: "differs", paths: ["a.go"] } as const]]);
  const terms = { baseRef: "main", outlives: new Set(pushKinds), statements: [] };
  expect(bearingOf({ at, baseRef: "main", sight }, { ...facts, carries: moved }, terms)).toMatchObject({ kind: "changed", sawNow });
});
