/** Directories: what the four trees have at one path, name by name. */
import type { Sha } from "../ids.ts";
import { joined } from "../owners/paths.ts";
import { type Directory, isUnreadable, isWellFormed, type ObjectsRead, type Unreadable } from "./objects.ts";
import { type Entry, type Four, sides } from "./path-rule.ts";

/** A path at which at least one of the four trees has a directory. */
export interface Place {
  /** The root is the empty string. */
  readonly path: string;
  readonly oids: Four<Sha | undefined>;
  /** Whether something in it is known not to be as reviewed. */
  readonly isKnownToDiffer: boolean;
}

export type Trees = Extract<ObjectsRead, { readonly kind: "trees" }>["trees"];

/** Of all four together. */
export function countEntries(place: Place, trees: Trees): number {
  return directoriesAt(place, trees).reduce((sum, [, directory]) => sum + (isUnreadable(directory) ? 0 : directory.length), 0);
}

/** What the four have at each path in the directory, or why that cannot be told. */
export function entriesAt(place: Place, trees: Trees): Map<string, Four<Entry | undefined>> | Unreadable["unreadable"] {
  const entries = new Map<string, Four<Entry | undefined>>();
  for (const [side, directory] of directoriesAt(place, trees)) {
    if (isUnreadable(directory)) return directory.unreadable;
    if (!isWellFormed(directory, place.path)) return "unreadable";
    for (const entry of directory) {
      const path = joined(place.path, entry.name);
      entries.set(path, { ...(entries.get(path) ?? nothing), [side]: entry });
    }
  }
  return entries;
}

function directoriesAt({ oids }: Place, trees: Trees): [side: (typeof sides)[number], directory: Directory | Unreadable][] {
  return sides.flatMap((side) => {
    const oid = oids[side];
    if (oid === undefined) return [];
    const directory = trees.get(oid);
    if (directory === undefined) throw new TypeError(`no answer about tree ${oid}`);
    return [[side, directory]];
  });
}

const nothing: Four<undefined> = { oldBase: undefined, oldHead: undefined, newBase: undefined, newHead: undefined };
