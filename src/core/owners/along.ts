/**
 * Which files of a base tree have to be read for a set of changed paths: OWNERS files along their directories, not the whole repository.
 */
import type { Sha } from "../ids.ts";
import { ignoredDirectories } from "./ignored.ts";
import { cleaned, joined, nameOf, parentOf, upwards } from "./paths.ts";
import type { FileText, OwnersReading } from "./tree.ts";

/** One entry of a git tree; `mode` in octal as git writes it (`100644`, `040000`). */
export interface TreeEntry {
  readonly name: string;
  readonly mode: string;
  readonly oid: Sha;
}

/**
 * What is needed next. `directories` is answered with `Entries`, `blobs` with `Texts`; each path and id asked for must be among the
 * answers.
 */
export type Need =
  | { readonly kind: "directories"; readonly paths: readonly string[] }
  | { readonly kind: "blobs"; readonly oids: readonly Sha[] };

/** Entries by directory, the root under the empty string; null where the base has no such directory. */
export interface Entries {
  readonly kind: "directories";
  readonly entries: ReadonlyMap<string, readonly TreeEntry[] | null>;
}
/** Texts by blob id, or why a text could not be had. */
export interface Texts {
  readonly kind: "blobs";
  readonly texts: ReadonlyMap<Sha, FileText>;
}

/** A symlink is none, whatever it leads to. */
export const isRegular = (mode: string): boolean => mode === "100644" || mode === "100755" || mode === "100664";
const isDirectory = (mode: string): boolean => mode === "040000" || mode === "40000";

/**
 * Returns the texts that `ownersOf` takes, by path. Symlinks and directories named OWNERS are passed over, and so are ignored
 * directories. Throws where an answer lacks what was asked: no answer about a directory is not an empty directory.
 */
export function* ownersAlong(
  paths: readonly string[],
  reading: OwnersReading,
): Generator<Need, ReadonlyMap<string, FileText>, Entries | Texts> {
  const changed = new Set(paths.map(cleaned));
  const isWalked = walkedDirectories(reading);
  const above = [...new Set(["", ...changed].flatMap((path) => [...upwards(parentOf(path))]))].filter(isWalked).sort();
  const wanted = new Map<string, Sha>();
  const isWanted = wantedFiles(changed, reading);
  const replaced: string[] = [];
  const look = (directories: readonly string[], answer: Entries | Texts): void => {
    for (const { path, mode, oid } of entriesOf(directories, answer)) {
      if (isRegular(mode) && isWanted(path)) wanted.set(path, oid);
      if (isDirectory(mode) && changed.has(path) && isWalked(path)) replaced.push(path);
    }
  };
  look(above, yield { kind: "directories", paths: above });
  // A file that takes the place of a directory is owned by that directory's OWNERS file.
  const inPlace = replaced.filter((path) => !above.includes(path));
  if (inPlace.length > 0) look(inPlace, yield { kind: "directories", paths: inPlace });
  if (wanted.size === 0) return new Map();
  const texts = textsIn(yield { kind: "blobs", oids: [...new Set(wanted.values())] });
  return new Map([...wanted].map(([path, oid]) => [path, textOf(texts, oid)]));
}

function walkedDirectories(reading: OwnersReading): (directory: string) => boolean {
  const ignored = ignoredDirectories(reading);
  return (directory) => directory === "" || !ignored.isPassedOver(directory);
}

function entriesOf(directories: readonly string[], answer: Entries | Texts): readonly { path: string; mode: string; oid: Sha }[] {
  if (answer.kind !== "directories") throw new TypeError("asked for directories, answered with blobs");
  return directories.flatMap((directory) => {
    const listed = answer.entries.get(directory);
    if (listed === undefined) throw new TypeError(`no answer about directory ${JSON.stringify(directory)}`);
    return (listed ?? []).map(({ name, mode, oid }) => ({ path: joined(directory, name), mode, oid }));
  });
}

function wantedFiles(changed: ReadonlySet<string>, reading: OwnersReading): (path: string) => boolean {
  const { owners, owners_aliases: aliases } = reading.filenames;
  return (path) =>
    (owners !== "" && nameOf(path) === owners) ||
    (aliases !== "" && path === aliases) ||
    (reading.mdyaml && path.endsWith(".md") && changed.has(path));
}

function textsIn(answer: Entries | Texts): Texts["texts"] {
  if (answer.kind !== "blobs") throw new TypeError("asked for blobs, answered with directories");
  return answer.texts;
}

function textOf(texts: Texts["texts"], oid: Sha): FileText {
  const text = texts.get(oid);
  if (text === undefined) throw new TypeError(`no answer about blob ${oid}`);
  return text;
}
