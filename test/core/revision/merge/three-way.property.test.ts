/** Random texts that both sides changed: where ours is a clean merge, git's is the same, byte for byte. */
import { beforeAll, describe, expect, test } from "vitest";
import { Budget } from "../../../../src/core/revision/merge/budget.ts";
import { mergeOf } from "../../../../src/core/revision/merge/contents.ts";
import { Random } from "../../../../src/sim/index.ts";
import { hasGit } from "../../../git.ts";
import { GitTrees } from "../histories/git-trees.ts";
import type { Snapshot } from "../histories/snapshots.ts";
import { editedText, pick, randomText } from "../histories/texts.ts";

interface Merge {
  readonly base: string;
  readonly ours: string;
  readonly theirs: string;
  /** Undefined: a conflict. */
  readonly merged: string | undefined;
}

/** All in one merge: each is a file of its own. */
function mergesByGit(count: number, seed: number): Merge[] {
  const random = new Random(seed);
  const half = () => pick(random, ["upper", "lower", "any"] as const);
  const texts = Array.from({ length: count }, () => {
    const base = randomText(random);
    return { base, ours: editedText(random, base, half()), theirs: editedText(random, base, half()) };
  });
  const snapshot = (side: "base" | "ours" | "theirs"): Snapshot =>
    new Map(texts.map((text, at) => [`${at}`, { mode: "100644", contents: text[side] }]));
  const git = new GitTrees();
  try {
    const [base, ours, theirs] = git.write([snapshot("base"), snapshot("ours"), snapshot("theirs")]);
    if (base === undefined || ours === undefined || theirs === undefined) throw new Error("a tree is missing");
    const [merge] = git.merge([{ base, ours, theirs }], "guess nothing");
    git.readAll();
    const conflicts = new Set(merge?.conflicts);
    const files = merge === undefined ? undefined : git.snapshot(merge.tree);
    return texts.map((text, at) => ({ ...text, merged: conflicts.has(`${at}`) ? undefined : files?.get(`${at}`)?.contents }));
  } finally {
    git.remove();
  }
}

const bytes = (text: string): Uint8Array => Buffer.from(text, "latin1");

const outcome = ({ base, ours, theirs }: Merge, newHead: string) =>
  mergeOf({ oldBase: bytes(base), oldHead: bytes(ours), newBase: bytes(theirs), newHead: bytes(newHead) }, new Budget(20_000_000));

describe.skipIf(!hasGit)("over 3,000 random texts, if git is installed", () => {
  let all: readonly Merge[] = [];
  beforeAll(() => {
    all = mergesByGit(3000, 1);
  }, 120_000);
  const clean = () => all.flatMap((merge) => (merge.merged === undefined ? [] : [{ ...merge, merged: merge.merged }]));

  test("what git calls a conflict is one, and what it merges comes out alike", () => {
    const conflicts = all.filter(({ merged }) => merged === undefined);
    expect(conflicts.length).toBeGreaterThan(500);
    expect(conflicts.filter((merge) => outcome(merge, merge.ours) !== "conflict").slice(0, 3)).toEqual([]);
    expect(
      clean()
        .filter((merge) => outcome(merge, merge.merged) === "differs")
        .slice(0, 3),
    ).toEqual([]);
  });

  test("nearly all that git merges is merged", () => {
    expect(clean().length).toBeGreaterThan(500);
    // Versions of git do not agree about some.
    expect(clean().filter((merge) => outcome(merge, merge.merged) !== "holds").length).toBeLessThan(clean().length / 100);
  });

  test("nothing else is taken for the merge", () => {
    const others = clean().filter((merge) => [merge.base, merge.ours, merge.theirs].every((text) => text !== merge.merged));
    const taken = others.filter((merge) =>
      [merge.base, merge.ours, merge.theirs, `${merge.merged}\n`].some((text) => outcome(merge, text) === "holds"),
    );
    expect(taken.slice(0, 3)).toEqual([]);
  });
});
