/** Carry: whether what was reviewed at one revision is provably what another one holds. */
import type { ObjectsNeed, ObjectsRead } from "./objects.ts";
import type { Carry, Revision } from "./revision.ts";
import { walk } from "./walk.ts";

/** Counts the versions of the rule, since answers are kept: raised with every change that may answer otherwise. */
export const carryRule = 1;

/**
 * A vote carries where head and merge base are the same; where both have the same trees, for then the change is byte for byte the one that
 * was reviewed, whatever its commits look like; and where the new head is exactly the reviewed change replayed onto the new merge base. An
 * equal head tree alone is not enough: a merge that takes nothing from the base leaves the head's tree alone and undoes what the base
 * brought. Yields the trees and blobs it needs, and none where hashes tell.
 */
export function* carryOf(voted: Revision, now: Revision): Generator<ObjectsNeed, Carry, ObjectsRead> {
  return (
    carryByHashes(voted, now) ??
    (yield* walk({ oldBase: voted.mergeBaseTree, oldHead: voted.tree, newBase: now.mergeBaseTree, newHead: now.tree }))
  );
}

/** Undefined: only the trees can tell. */
export function carryByHashes(voted: Revision, now: Revision): Extract<Carry, { readonly carries: true }> | undefined {
  if (voted.head === now.head && voted.mergeBase === now.mergeBase) return { carries: true, class: "same commit" };
  if (voted.tree === now.tree && voted.mergeBaseTree === now.mergeBaseTree) return { carries: true, class: "same change" };
  return undefined;
}
