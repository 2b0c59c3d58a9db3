/** Texts of some files of one commit, by path. */
import type { Sha } from "../core/ids.ts";
import { isRegular } from "../core/owners/along.ts";
import { joined, parentOf } from "../core/owners/paths.ts";
import type { FileText } from "../core/owners/tree.ts";
import { textsOf } from "./blobs.ts";
import { TooMuch } from "./errors.ts";
import type { Place } from "./place.ts";
import { directoriesAt, type SizedEntry } from "./trees.ts";

/** Of files that a stranger may have written so much is read, in bytes: all of it is kept in memory, and parsed. */
export const mostBytes = 1024 * 1024;

/** Regular files only; a path that leads to anything else, or to nothing, is absent. Throws TooMuch before it reads more than `mostBytes`. */
export async function textsAt(place: Place, commit: Sha, paths: readonly string[]): Promise<ReadonlyMap<string, FileText>> {
  const directories = await directoriesAt(place, commit, paths.map(parentOf));
  const entries = new Map<string, SizedEntry>();
  for (const [directory, listed] of directories) for (const entry of listed ?? []) entries.set(joined(directory, entry.name), entry);
  const files = paths.flatMap((path) => {
    const entry = entries.get(path);
    return entry !== undefined && isRegular(entry.mode) ? [{ path, ...entry }] : [];
  });
  if (files.reduce((sum, { size }) => sum + size, 0) > mostBytes) throw new TooMuch(`these files hold more than ${mostBytes} bytes`);
  const texts = await textsOf(
    place,
    files.map(({ oid }) => oid),
    new Map(files.map(({ oid, size }) => [oid, size])),
  );
  return new Map(files.map(({ path, oid }) => [path, texts.get(oid) ?? { reason: "no answer" }]));
}
