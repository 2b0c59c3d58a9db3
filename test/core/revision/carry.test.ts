/** Carry: what hashes alone tell; all else is for the trees to say. */
import { expect, test } from "vitest";
import { carryOf } from "../../../src/core/revision/carry.ts";
import type { Revision } from "../../../src/core/revision/revision.ts";
import { revisionOfNow, sha } from "../../given.ts";

const classOf = (now: Partial<Revision>): string => {
  const step = carryOf(revisionOfNow, { ...revisionOfNow, ...now }).next();
  return step.done ? step.value.class : "asks for more";
};

test.each<[string, Partial<Revision>, string]>([
  ["nothing", {}, "same commit"],
  ["the message alone: a reword or a squash", { head: sha("reworded") }, "same change"],
  ["the merge base, with the same files: a rebase over an empty commit", { head: sha("rebased"), mergeBase: sha("newer") }, "same change"],
  ["the merge base alone, with the same files", { mergeBase: sha("newer") }, "same change"],
  ["the files", { head: sha("pushed"), tree: sha("other files") }, "asks for more"],
  [
    "the base under the same files: a merge that takes nothing from the base",
    { head: sha("merged"), mergeBase: sha("newer"), mergeBaseTree: sha("newer files") },
    "asks for more",
  ],
  ["the base under the same head", { mergeBase: sha("newer"), mergeBaseTree: sha("newer files") }, "asks for more"],
  ["both", { head: sha("rebased"), tree: sha("other files"), mergeBase: sha("newer"), mergeBaseTree: sha("newer files") }, "asks for more"],
])("what differs is %s", (_, now, expected) => {
  expect(classOf(now)).toBe(expected);
});
