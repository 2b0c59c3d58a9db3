/** Histories of pull requests at random: what was reviewed, how the base moved, and how the author came to the head of now. */
import type { Random } from "../../../../src/sim/index.ts";
import { edited, randomSnapshot, type Snapshot, texts, withEdit } from "./snapshots.ts";
import { type Half, pick } from "./texts.ts";

/** `replayed`: each commit by itself, as `git rebase` does; `rebased`: all at once, which is also what merging the base gives. */
export type Push = "squashed" | "more commits" | "rebased" | "replayed" | "tampered" | "merged ours" | "took theirs";

export interface History {
  readonly push: Push;
  readonly base: Snapshot;
  /** Those that were reviewed, the head last. */
  readonly commits: readonly Snapshot[];
  readonly head: Snapshot;
  readonly newBase: Snapshot;
  readonly hasRename: boolean;
  /** Whether both sides edited one file. */
  readonly sharesFile: boolean;
}

const pushes: readonly (readonly [Push, weight: number])[] = [
  ["squashed", 6],
  ["more commits", 4],
  ["rebased", 40],
  ["replayed", 15],
  ["tampered", 28],
  ["merged ours", 5],
  ["took theirs", 2],
];

function drawnPush(random: Random): Push {
  let rest = random.below(pushes.reduce((sum, [, weight]) => sum + weight, 0));
  for (const [push, weight] of pushes) {
    if (rest < weight) return push;
    rest -= weight;
  }
  return "rebased";
}

export function randomHistory(random: Random): History {
  const push = drawnPush(random);
  const base = randomSnapshot(random);
  const isUnmoved = push === "squashed" || push === "more commits";
  const ours = side(random, base);
  const theirs = isUnmoved ? { commits: [base], hasRename: false } : side(random, base);
  const shared = isUnmoved || random.happens(0.3) ? undefined : pick(random, texts(base).slice(0, 3));
  const [ourHalf, theirHalf] = pick(random, halves);
  const last = (commits: readonly Snapshot[], half: Half): Snapshot => {
    const files = commits.at(-1) ?? base;
    return shared === undefined ? files : withEdit(random, files, shared, half);
  };
  const head = last(ours.commits, ourHalf);
  return {
    push,
    base,
    commits: [...ours.commits.slice(0, -1), head],
    head,
    newBase: last(theirs.commits, theirHalf),
    hasRename: ours.hasRename || theirs.hasRename,
    sharesFile: shared !== undefined,
  };
}

const halves = [
  ["upper", "lower"],
  ["lower", "upper"],
  ["any", "any"],
] as const;

/** One to three commits of one edit or two. */
function side(random: Random, base: Snapshot): { commits: readonly Snapshot[]; hasRename: boolean } {
  const commits: Snapshot[] = [];
  let hasRename = false;
  let files = base;
  for (let count = pick(random, [1, 1, 1, 2, 3]); count > 0; count--) {
    for (let edits = pick(random, [1, 1, 2]); edits > 0; edits--) {
      const done = edited(random, files);
      files = done.files;
      hasRename ||= done.hasRename;
    }
    commits.push(files);
  }
  return { commits, hasRename };
}
