/** What stands at some paths of some commits, to be compared. */

import type { Guarded } from "../core/facts.ts";
import type { Sha } from "../core/ids.ts";
import { IncompleteRead, NotFound } from "./errors.ts";
import type { Place } from "./place.ts";
import { directoriesAt } from "./trees.ts";

/** Throws where one of `now` cannot be read. Of the `earlier` commits those that GitHub no longer has are left out. */
export async function guardedAt(place: Place, paths: readonly string[], now: readonly Sha[], earlier: Iterable<Sha>): Promise<Guarded> {
  const found = await Promise.all([
    ...now.map(async (commit) => [commit, await entriesAt(place, commit, paths)] as const),
    ...[...earlier].filter((commit) => !now.includes(commit)).map(async (commit) => [commit, await ifThere(place, commit, paths)] as const),
  ]);
  return new Map(found.flatMap(([commit, entries]) => (entries === undefined ? [] : [[commit, entries] as const])));
}

async function ifThere(place: Place, commit: Sha, paths: readonly string[]): Promise<ReadonlyMap<string, string | null> | undefined> {
  try {
    return await entriesAt(place, commit, paths);
  } catch (error) {
    if (error instanceof IncompleteRead || error instanceof NotFound) return undefined;
    throw error;
  }
}

/** A file that becomes executable, or a link, is another one: the mode belongs to it. */
async function entriesAt(place: Place, commit: Sha, paths: readonly string[]): Promise<ReadonlyMap<string, string | null>> {
  const split = paths.map((path) => ({ path, ...parted(path.replace(/\/$/, "")) }));
  const directories = await directoriesAt(
    place,
    commit,
    split.map(({ parent }) => parent),
  );
  return new Map(
    split.map(({ path, parent, name }) => {
      const entry = directories.get(parent)?.find((one) => one.name === name);
      return [path, entry === undefined ? null : `${entry.mode} ${entry.oid}`];
    }),
  );
}

function parted(path: string): { readonly parent: string; readonly name: string } {
  const slash = path.lastIndexOf("/");
  return { parent: path.slice(0, Math.max(0, slash)), name: path.slice(slash + 1) };
}
