/** A revision: a head with its tree, its merge base and that merge base's tree, and the base branch it is aimed at. */
import type { Sha } from "../ids.ts";

export interface Revision {
  readonly head: Sha;
  readonly tree: Sha;
  readonly mergeBase: Sha;
  readonly mergeBaseTree: Sha;
}

/** Two revisions with one key are the same one: a commit has one tree. */
export const revisionKey = (revision: Revision): string => `${revision.head}:${revision.mergeBase}`;

/** Names the question whether the change at one revision is that of another: only trees tell, whatever commits they hang on. */
export const carryKey = (from: Revision, to: Revision): string => `${treesKey(from)} ${treesKey(to)}`;
const treesKey = ({ tree, mergeBaseTree }: Revision): string => `${tree}:${mergeBaseTree}`;

/**
 * Which revisions may have been before the writer's eyes.
 * `known` and not `isFinal`: a later sighting is still to come; it counts for now, and more may join the set.
 */
export type Sight =
  | { readonly kind: "known"; readonly revisions: readonly Revision[]; readonly isFinal: boolean }
  | { readonly kind: "unknown"; readonly reason: string };

/** What is recorded as the sight of a cancel: it is about every revision. It also tells later that the statement was a cancel. */
export const cancelSight = { kind: "unknown", reason: "takes back what was said before" } as const satisfies Sight;

export const isCancelSight = (sight: Sight): boolean => sight.kind === "unknown" && sight.reason === cancelSight.reason;

/** Whether the reviewed change is provably the change of now. */
export type Carry =
  | { readonly carries: true; readonly class: "same commit" | "same change" | "base moved" }
  | {
      readonly carries: false;
      readonly class: "changed";
      readonly reason: CarryReason;
      /** The first ten that are not provably as reviewed, in order of bytes; a directory that was not looked into ends in a slash. */
      readonly paths: readonly string[];
    };

/**
 * Why it does not carry, said of the paths that are named. Proven: another content (`differs`), both sides changed the same place or one
 * deleted what the other edited (`conflict`, or `rename` where the deleted file went to another path). Not decided, and so never a yes:
 * permissions changed beside other changes (`mode`), a `symlink` or `submodule` that both sides changed. Not known: the rest.
 */
export type CarryReason =
  | "differs"
  | "conflict"
  | "mode"
  | "symlink"
  | "submodule"
  | "rename"
  | "too large"
  | "unreadable"
  | "contents not given";
