/** Detail: the word for what happened follows from counts and parents. */
import { expect, test } from "vitest";
import { type Commits, detailOf } from "../../../src/core/revision/detail.ts";
import { mergeCommandOf } from "../../../src/core/revision/merge-command.ts";
import type { Carry } from "../../../src/core/revision/revision.ts";
import { revisionOfNow, sha } from "../../given.ts";

const voted: Commits = { head: sha("voted"), count: 3, parents: 1 };
const carries = (what: Extract<Carry, { carries: true }>["class"]): Carry => ({ carries: true, class: what });

test.each<[string, Carry, Partial<Commits>, string | null]>([
  ["fewer commits", carries("same change"), { count: 1 }, "squash"],
  ["as many commits", carries("same change"), {}, "reword"],
  ["more commits", carries("same change"), { count: 4 }, "reword"],
  ["a moved base", carries("base moved"), {}, "rebase"],
  ["a moved base and fewer commits", carries("base moved"), { count: 1 }, "rebase"],
  ["a merge", carries("base moved"), { count: 4, parents: 2 }, "base merged in"],
  ["nothing pushed", carries("base moved"), { head: voted.head }, null],
  ["the same commit", carries("same commit"), { head: voted.head }, null],
  ["another change", { carries: false, class: "changed", reason: "differs", paths: ["f"] }, {}, null],
])("%s", (_, carry, now, expected) => expect(detailOf(carry, voted, { ...voted, head: sha("now"), ...now })).toBe(expected));

test("the git command names the three commits that are merged, and prints the tree of the fourth", () => {
  const now = { head: sha("now"), tree: sha("tree of now"), mergeBase: sha("base of now"), mergeBaseTree: sha("its tree") };
  const { command, prints } = mergeCommandOf(revisionOfNow, now);
  expect(command).toMatch(/^git -c merge.renames=false -c merge.directoryRenames=false merge-tree --write-tree --merge-base=/);
  expect(command.split("--merge-base=")[1]).toBe(`${revisionOfNow.mergeBase} ${revisionOfNow.head} ${now.mergeBase}`);
  expect(prints).toBe(now.tree);
});
