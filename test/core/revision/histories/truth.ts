/**
 * The truth about a history: git's merge of the reviewed head and the new base, without guesses about renames. Git before 2.50 guesses them
 * whatever it is told, and finds other conflicts by that, so it gets trees in which nothing is deleted and no directory is in a file's way.
 */
import type { Sha } from "../../../../src/core/ids.ts";
import type { GitTrees } from "./git-trees.ts";
import type { File, Snapshot } from "./snapshots.ts";

export interface Sides {
  readonly base: Snapshot;
  readonly ours: Snapshot;
  readonly theirs: Snapshot;
}

/** In their order, once all is read: the files of each clean merge, undefined for a conflict. */
export function mergedWithoutGuesses(git: GitTrees, merges: readonly Sides[]): (() => Snapshot | undefined)[] {
  const isTold = leavesRenamesAlone(git);
  const told = isTold ? merges : merges.map(withoutDeletions);
  return merged(git, told).map(
    ({ isClean, tree }) =>
      () =>
        isClean ? (isTold ? git.snapshot(tree) : withDeletions(git.snapshot(tree))) : undefined,
  );
}

function merged(git: GitTrees, merges: readonly Sides[]) {
  const trees = git.write(merges.flatMap(({ base, ours, theirs }) => [base, ours, theirs]));
  return git.merge(
    merges.map((_, at) => ({ base: treeAt(trees, 3 * at), ours: treeAt(trees, 3 * at + 1), theirs: treeAt(trees, 3 * at + 2) })),
    "guess nothing",
  );
}

function treeAt(trees: readonly Sha[], at: number): Sha {
  const tree = trees[at];
  if (tree === undefined) throw new Error("a tree is missing");
  return tree;
}

/** A file that one side moved and the other edited is a conflict where nothing is guessed. */
function leavesRenamesAlone(git: GitTrees): boolean {
  const file = (contents: string): File => ({ mode: "100644", contents });
  const text = "a\nb\nc\nd\n";
  const sides = { base: new Map([["f", file(text)]]), ours: new Map([["g", file(text)]]), theirs: new Map([["f", file(`${text}e\n`)]]) };
  return merged(git, [sides])[0]?.isClean === false;
}

/** What stands for a deletion is of another type than the file, so that it conflicts with whatever the other side did to it. */
const deletedFile: File = { mode: "120000", contents: "deleted" };
const deletedLink: File = { mode: "100644", contents: "deleted" };

const slash = "\u2215";

function withoutDeletions({ base, ours, theirs }: Sides): Sides {
  const deleted = [...base].map(([path, { mode }]) => [path, mode === "120000" ? deletedLink : deletedFile] as const);
  const flat = (files: Snapshot): Snapshot => new Map([...files].map(([path, file]) => [path.replaceAll("/", slash), file]));
  return { base: flat(base), ours: flat(new Map([...deleted, ...ours])), theirs: flat(new Map([...deleted, ...theirs])) };
}

function withDeletions(files: Snapshot): Snapshot {
  const kept = [...files].filter(([, { contents }]) => contents !== deletedFile.contents);
  return new Map(kept.map(([path, file]) => [path.replaceAll(slash, "/"), file]));
}

export const isSameSnapshot = (one: Snapshot, other: Snapshot): boolean =>
  one.size === other.size &&
  [...one].every(([path, { mode, contents }]) => other.get(path)?.mode === mode && other.get(path)?.contents === contents);
