/** Carry: whether what was reviewed at one revision is provably what another one holds. */
import type { ObjectsNeed, ObjectsRead } from "./objects.ts";
import type { Carry, Revision } from "./revision.ts";

/** Counts the versions of the rule. Raised with every change that may answer otherwise: answers are kept. */
export const carryRule = 1;

/**
 * A vote carries where head and merge base are the same, or where both have the same trees: then the change is byte for byte the one that
 * was reviewed, whatever its commits look like. An equal head tree alone is not enough: a merge that takes nothing from the base leaves the
 * head's tree alone and undoes what the base brought. A generator like all that may have to look into trees; equal trees need no look.
 */
// biome-ignore lint/correctness/useYield: whoever asks drives it as one of the generators that may need content; equal hashes need none.
export function* carryOf(voted: Revision, now: Revision): Generator<ObjectsNeed, Carry, ObjectsRead> {
  if (voted.head === now.head && voted.mergeBase === now.mergeBase) return { carries: true, class: "same commit" };
  if (voted.tree === now.tree && voted.mergeBaseTree === now.mergeBaseTree) return { carries: true, class: "same change" };
  return { carries: false, class: "changed", reason: "differs", paths: [] };
}
