/** A trial: random histories in a real repository, and for each whether our answer is git's. */
import type { Sha } from "../../../../src/core/ids.ts";
import type { Carry } from "../../../../src/core/revision/revision.ts";
import { Random } from "../../../../src/sim/index.ts";
import { walked } from "../trees.ts";
import { GitTrees, type Merged } from "./git-trees.ts";
import { type History, randomHistory } from "./histories.ts";
import { edited, type Snapshot, tampered, withFile } from "./snapshots.ts";
import { isSameSnapshot, mergedWithoutGuesses } from "./truth.ts";

export interface Tried {
  readonly history: History;
  /** What git says of the new head: that it is the merge of the reviewed head and the new base, that it is not, or that there is none. */
  readonly truth: "carries" | "differs" | "conflict";
  readonly carry: Carry;
}

interface Laid {
  readonly history: History;
  readonly base: Sha;
  readonly newBase: Sha;
  readonly commits: readonly Sha[];
  readonly head: Sha;
}

export function tryHistories(count: number, seed: number): Tried[] {
  const random = new Random(seed);
  const git = new GitTrees();
  try {
    const histories = Array.from({ length: count }, () => randomHistory(random));
    const truths = mergedWithoutGuesses(
      git,
      histories.map(({ base, head, newBase }) => ({ base, ours: head, theirs: newBase })),
    );
    const laid = lay(git, histories);
    const merged = rebased(git, laid);
    git.readAll();
    const heads = laid.map((one, at) => newHead(random, git, one, merged(one, at)));
    const trees = git.write(heads);
    git.readAll();
    return laid.map(({ history, base: oldBase, head: oldHead, newBase }, at) => {
      const [files, tree, truth] = [heads[at], trees[at], truths[at]?.()];
      if (files === undefined || tree === undefined) throw new Error("a head is missing");
      const { carry } = walked(git, { oldBase, oldHead, newBase, newHead: tree });
      return { history, truth: truth === undefined ? "conflict" : isSameSnapshot(truth, files) ? "carries" : "differs", carry };
    });
  } finally {
    git.remove();
  }
}

function lay(git: GitTrees, histories: readonly History[]): Laid[] {
  const trees = git.write(histories.flatMap(({ base, newBase, commits }) => [base, newBase, ...commits]));
  return histories.map((history) => {
    const [base, newBase, ...commits] = trees.splice(0, 2 + history.commits.length);
    const head = commits.at(-1);
    if (base === undefined || newBase === undefined || head === undefined) throw new Error("a tree is missing");
    return { history, base, newBase, commits, head };
  });
}

/** What git makes of each when people rebase, with its guesses: commit by commit, or all at once. */
function rebased(git: GitTrees, laid: readonly Laid[]): (one: Laid, at: number) => Merged {
  const atOnce = git.merge(
    laid.map(({ base, head, newBase }) => ({ base, ours: head, theirs: newBase })),
    "guess renames",
  );
  const replayed = replay(
    git,
    laid.filter(({ history }) => history.push === "replayed"),
  );
  return (one, at) => {
    const merged = replayed.get(one) ?? atOnce[at];
    if (merged === undefined) throw new Error("a merge is missing");
    return merged;
  };
}

/** Each commit onto what became of the one before it, as long as there is no conflict. */
function replay(git: GitTrees, all: readonly Laid[]): ReadonlyMap<Laid, Merged> {
  const now = new Map<Laid, Merged>(all.map((one) => [one, { isClean: true, tree: one.newBase, conflicts: [] }]));
  for (let step = 0; ; step++) {
    const going = all.filter((one) => step < one.commits.length && now.get(one)?.isClean);
    if (going.length === 0) return now;
    const merges = going.map((one) => ({
      base: one.commits[step - 1] ?? one.base,
      ours: now.get(one)?.tree ?? one.newBase,
      theirs: one.commits[step] ?? one.head,
    }));
    for (const [at, merged] of git.merge(merges, "guess renames").entries()) {
      const one = going[at];
      if (one !== undefined) now.set(one, merged);
    }
  }
}

function newHead(random: Random, git: GitTrees, { history: { push, base, head, newBase } }: Laid, merged: Merged): Snapshot {
  switch (push) {
    case "squashed":
    case "merged ours":
      return head;
    case "took theirs":
      return newBase;
    case "more commits":
      return edited(random, head).files;
    case "rebased":
    case "replayed":
      return merged.isClean ? git.snapshot(merged.tree) : resolved(random, git, merged, head, newBase);
    case "tampered":
      return tampered(random, git.snapshot(merged.tree), [head, base, newBase]);
    default:
      return push satisfies never;
  }
}

/** With the marks left in, or each file in conflict from one side. */
function resolved(random: Random, git: GitTrees, { tree, conflicts }: Merged, ours: Snapshot, theirs: Snapshot): Snapshot {
  const way = random.below(3);
  const files = git.snapshot(tree);
  if (way === 0) return files;
  return conflicts.reduce((now, path) => withFile(now, path, (way === 1 ? ours : theirs).get(path)), files);
}
