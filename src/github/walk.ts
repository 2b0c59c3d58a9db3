/** What a walk over trees needs, read by id: trees that are proven to be whole, and contents. */
import type { Sha } from "../core/ids.ts";
import type { Directory, ObjectsNeed, ObjectsRead, Unreadable } from "../core/revision/objects.ts";
import { contentsOf } from "./blobs.ts";
import type { Place } from "./place.ts";
import { type Tree, treesOf } from "./trees.ts";

/** Throws what may pass. */
export async function objectsRead(place: Place, need: ObjectsNeed): Promise<ObjectsRead> {
  switch (need.kind) {
    case "trees":
      return { kind: "trees", trees: directoriesIn(await treesOf(place, need.oids)) };
    case "blobs":
      return { kind: "blobs", blobs: await contentsOf(place, need.oids) };
    default:
      return need satisfies never;
  }
}

const directoriesIn = (trees: ReadonlyMap<Sha, Tree | null>): ReadonlyMap<Sha, Directory | Unreadable> =>
  new Map([...trees].map(([oid, tree]) => [oid, tree?.isProven ? tree.entries : { unreadable: "unreadable" }]));
