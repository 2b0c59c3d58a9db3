/** What a walk over trees needs, read by id: trees that are proven to be whole, and contents. */
import type { Sha } from "../core/ids.ts";
import type { Directory, ObjectsNeed, ObjectsRead, Unreadable } from "../core/revision/objects.ts";
import { contentsOf } from "./blobs.ts";
import { IncompleteRead } from "./errors.ts";
import type { Place } from "./place.ts";
import { type Tree, treesOf } from "./trees.ts";

/**
 * Throws what may pass. `there`: trees that stand on the thread, so that a replica lags where GitHub shows none. One that it shows, but not
 * as its id says, is unreadable for good: whoever makes such a tree must not keep a label by it.
 */
export async function objectsRead(place: Place, need: ObjectsNeed, there: readonly Sha[] = []): Promise<ObjectsRead> {
  switch (need.kind) {
    case "trees": {
      const trees = await treesOf(place, need.oids);
      const lost = there.find((oid) => trees.get(oid) === null);
      if (lost !== undefined) throw new IncompleteRead(`tree ${lost} cannot be read`);
      return { kind: "trees", trees: directoriesIn(trees) };
    }
    case "blobs":
      return { kind: "blobs", blobs: await contentsOf(place, need.oids) };
    default:
      return need satisfies never;
  }
}

const directoriesIn = (trees: Awaited<ReturnType<typeof treesOf>>): ReadonlyMap<Sha, Directory | Unreadable> =>
  new Map([...trees].map(([oid, tree]) => [oid, directoryIn(tree)]));

function directoryIn(tree: Tree | "too large" | null): Directory | Unreadable {
  if (tree === "too large") return { unreadable: tree };
  return tree?.isProven ? tree.entries : { unreadable: "unreadable" };
}
