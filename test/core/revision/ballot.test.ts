/** Ballot: a vote counts only if every revision that it may have been about carries, and none is not every one. */
import { expect, test } from "vitest";
import { bearingOf } from "../../../src/core/revision/ballot.ts";
import { type Carry, type Revision, revisionKey, type Sight } from "../../../src/core/revision/revision.ts";
import { revisionOfNow, sha } from "../../given.ts";

const squashed: Revision = { ...revisionOfNow, head: sha("before the squash") };
const other: Revision = { ...revisionOfNow, head: sha("other") };
const carries = new Map<string, Carry>([
  [revisionKey(revisionOfNow), { carries: true, class: "same commit" }],
  [revisionKey(squashed), { carries: true, class: "same change" }],
  [revisionKey(other), { carries: false, class: "changed", reason: "differs", paths: [] }],
]);
const facts = { now: revisionOfNow, sights: new Map(), carries };
const bearing = (sight: Sight | undefined, outlivesPush = true, baseRef = "main"): string =>
  bearingOf({ baseRef, sight }, facts, { baseRef: "main", outlivesPush }).kind;
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

test("without tree hashes only the very head counts", () => {
  expect(bearing(sees(revisionOfNow), false)).toBe("carries");
  expect(bearing(sees(squashed), false)).toBe("changed");
});

test("a vote for another branch counts for nothing here", () => {
  expect(bearing(sees(revisionOfNow), true, "release")).toBe("elsewhere");
});
