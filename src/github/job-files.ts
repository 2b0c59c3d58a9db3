/** Job files of a commit: found where the options say, within bounds, and read; what `.prowignore` names is none of them. */
import type { Sha } from "../core/ids.ts";
import type { JobFileText } from "../core/jobs/file.ts";
import { ignoredBy, ignoreName } from "../core/jobs/ignore.ts";
import type { JobPlaces } from "../core/jobs/places.ts";
import { textsOf } from "./blobs.ts";
import { TooMuch } from "./errors.ts";
import type { Place } from "./place.ts";
import { directoriesAt, type SizedEntry } from "./trees.ts";

const mostDirectories = 200;
const mostFiles = 200;
/** Bytes of all job files together; SIG Node's take 200,000. */
const mostBytes = 4_000_000;

export interface JobFileFound extends JobFileText {
  readonly oid: Sha;
}

export interface JobFiles {
  /** In the order of their paths. */
  readonly files: readonly JobFileFound[];
  readonly isJobFile: (path: string) => boolean;
}

/** Throws where a part cannot be read, or there is more than is read. */
export async function jobFilesIn(place: Place, commit: Sha, places: JobPlaces): Promise<JobFiles> {
  const entries = await entriesIn(place, commit, places);
  const isIgnored = await ignoring(
    place,
    entries.filter(({ name }) => name === ignoreName),
  );
  const isJobFile = (path: string): boolean => places.isJobFile(path) && (places.isNamed(path) || !isIgnored(path));
  const wanted = entries.filter(({ path }) => isJobFile(path));
  if (wanted.length > mostFiles) throw new TooMuch(`more than ${mostFiles} job files`);
  if (bytesOf(wanted) > mostBytes) throw new TooMuch(`job files of more than ${mostBytes} bytes`);
  return { files: await jobFilesOf(place, wanted, places), isJobFile };
}

export interface JobFileEntry extends SizedEntry {
  readonly path: string;
}

/** The regular files of these names in a commit; what is there otherwise, or not at all, is left out. */
export async function entriesAt(place: Place, commit: Sha, paths: readonly string[]): Promise<readonly JobFileEntry[]> {
  const directories = await directoriesAt(place, commit, [...new Set(paths.map(directoryOf))]);
  return paths.flatMap((path): JobFileEntry[] => {
    const entry = directories.get(directoryOf(path))?.find(({ name }) => name === path.slice(path.lastIndexOf("/") + 1));
    return entry === undefined || !isRegular(entry.mode) ? [] : [{ ...entry, path }];
  });
}

/** What is no text is a file that is refused, and takes no other with it. */
export async function jobFilesOf(place: Place, entries: readonly JobFileEntry[], places: JobPlaces): Promise<readonly JobFileFound[]> {
  const { owner, name } = place.repository;
  const files = await read(place, entries);
  return files.map((file) => ({ ...file, home: `${owner}/${name}`, isFound: !places.isNamed(file.path) }));
}

async function read(place: Place, entries: readonly JobFileEntry[]): Promise<readonly JobFileFound[]> {
  const texts = await textsOf(
    place,
    entries.map(({ oid }) => oid),
    new Map(entries.map(({ oid, size }) => [oid, size])),
  );
  return entries.map(({ path, oid }) => ({ path, oid, text: texts.get(oid) ?? { reason: "no answer" } }));
}

export const bytesOf = (entries: readonly JobFileEntry[]): number => entries.reduce((sum, { size }) => sum + size, 0);

/** Level by level. What is ignored may be said in a directory around the job files as well. */
async function entriesIn(place: Place, commit: Sha, places: JobPlaces): Promise<readonly JobFileEntry[]> {
  const found: JobFileEntry[] = [];
  const begins = new Set(places.roots.flatMap((root) => [root, ...directoriesAround(root)]));
  let seen = 0;
  for (let level: readonly string[] = [...begins]; level.length > 0; ) {
    seen += level.length;
    if (seen > mostDirectories) throw new TooMuch(`more than ${mostDirectories} directories of job files`);
    const directories = await directoriesAt(place, commit, level);
    const entries = [...directories].flatMap(([directory, all]) =>
      (all ?? []).map((entry) => ({ ...entry, path: directory === "" ? entry.name : `${directory}/${entry.name}` })),
    );
    found.push(...entries.filter(({ mode, path, name }) => isRegular(mode) && (name === ignoreName || places.isJobFile(path))));
    level = entries.filter(({ mode, path }) => isDirectory(mode) && !begins.has(path) && places.mayHold(path)).map(({ path }) => path);
  }
  return [...new Map(found.map((entry) => [entry.path, entry])).values()].toSorted((a, b) => (a.path < b.path ? -1 : 1));
}

/** Up to the root. */
const directoriesAround = (directory: string): readonly string[] =>
  directory === "" ? [] : directory.split("/").map((_, at, names) => names.slice(0, at).join("/"));

const mostIgnoreFiles = 20;

/** Throws where one cannot be read: what it ignores would run. */
async function ignoring(place: Place, entries: readonly JobFileEntry[]): Promise<(path: string) => boolean> {
  if (entries.length > mostIgnoreFiles) throw new TooMuch(`more than ${mostIgnoreFiles} files ${ignoreName}`);
  const files = await read(place, entries);
  return ignoredBy(
    files.map(({ path, text }) => {
      if (typeof text !== "string") throw new TooMuch(`${path} cannot be read: ${text.reason}`);
      return { directory: directoryOf(path), text };
    }),
  );
}

/** A symlink is none, whatever it leads to. */
const isRegular = (mode: string): boolean => mode === "100644" || mode === "100755";
const isDirectory = (mode: string): boolean => mode === "040000";

const directoryOf = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf("/")));
