/** Presubmits: the job files in force, on the default branch and in the organisation's `.github` repository, and those that a pull request changes. */
import { setImmediate } from "node:timers/promises";
import type { ChangedFile, PresubmitFacts, Read } from "../core/facts.ts";
import type { Sha } from "../core/ids.ts";
import { jobsConfig } from "../core/jobs/config.ts";
import { type JobFileText, jobFile } from "../core/jobs/file.ts";
import { type JobPlaces, jobPlaces } from "../core/jobs/places.ts";
import type { JobFault, JobsConfig } from "../core/jobs/presubmit.ts";
import type { JobsReading, Look } from "../core/look.ts";
import { textsOf } from "./blobs.ts";
import { TooMuch } from "./errors.ts";
import { organisationHome, organisationRepository } from "./options-text.ts";
import type { Place } from "./place.ts";
import { directoriesAt, type SizedEntry } from "./trees.ts";

const mostDirectories = 200;
const mostFiles = 200;
/** Bytes of all job files together; SIG Node's take 200,000. */
const mostBytes = 4_000_000;

/** `changed`: the files that the pull request changes. Throws where a part cannot be read: nobody knows then which jobs there are. */
export async function presubmitsOf(
  place: Place,
  look: Look,
  reading: JobsReading,
  changed: Read<readonly ChangedFile[]>,
): Promise<PresubmitFacts> {
  const places = jobPlaces(reading.files);
  const { owner, name } = place.repository;
  const { tip } = look.repository;
  const files = [...(await organisationFiles(place, places)), ...(tip === undefined ? [] : await filesIn(place, tip, places, ""))];
  const { presubmits, faults } = configOf(files, `${owner}/${name}`, reading);
  return { presubmits, faults, proposed: await proposedFaults(place, look.thread.head, places, reading, changed) };
}

/** Where a file stands shows in its path, for people who are told of a fault. */
interface Found extends JobFileText {
  readonly oid: Sha;
}

async function organisationFiles(place: Place, places: JobPlaces): Promise<readonly Found[]> {
  const { owner, name } = place.repository;
  if (name.toLowerCase() === organisationRepository) return [];
  const home = await organisationHome(place);
  if (home === null) return [];
  const there: Place = { ...place, repository: { id: home.id, owner, name: organisationRepository } };
  return await filesIn(there, home.tip, places, `${owner}/${organisationRepository}: `);
}

async function filesIn(place: Place, commit: Sha, places: JobPlaces, prefix: string): Promise<readonly Found[]> {
  const entries = await entriesIn(place, commit, places);
  const { owner, name } = place.repository;
  return (await read(place, entries)).map((file) => ({ ...file, path: `${prefix}${file.path}`, home: `${owner}/${name}` }));
}

interface Entry extends SizedEntry {
  readonly path: string;
}

/** Level by level, in the order of their paths. */
async function entriesIn(place: Place, commit: Sha, places: JobPlaces): Promise<readonly Entry[]> {
  const found: Entry[] = [];
  let seen = 0;
  for (let level: readonly string[] = places.roots; level.length > 0; ) {
    seen += level.length;
    if (seen > mostDirectories) throw new TooMuch(`more than ${mostDirectories} directories of job files`);
    const directories = await directoriesAt(place, commit, level);
    const entries = [...directories].flatMap(([directory, all]) =>
      (all ?? []).map((entry) => ({ ...entry, path: directory === "" ? entry.name : `${directory}/${entry.name}` })),
    );
    found.push(...entries.filter(({ mode, path }) => isRegular(mode) && places.isJobFile(path)));
    level = entries.filter(({ mode, path }) => isDirectory(mode) && places.mayHold(path)).map(({ path }) => path);
  }
  return [...new Map(found.map((entry) => [entry.path, entry])).values()].toSorted((a, b) => (a.path < b.path ? -1 : 1));
}

/** A symlink is none, whatever it leads to. */
const isRegular = (mode: string): boolean => mode === "100644" || mode === "100755";
const isDirectory = (mode: string): boolean => mode === "040000";

/** What is no text is a file that is refused, and takes no other with it. */
async function read(place: Place, entries: readonly Entry[]): Promise<readonly Found[]> {
  if (entries.length > mostFiles) throw new TooMuch(`more than ${mostFiles} job files`);
  if (entries.reduce((sum, { size }) => sum + size, 0) > mostBytes) throw new TooMuch(`job files of more than ${mostBytes} bytes`);
  const texts = await textsOf(
    place,
    entries.map(({ oid }) => oid),
    new Map(entries.map(({ oid, size }) => [oid, size])),
  );
  return entries.map(({ path, oid }) => ({ path, oid, text: texts.get(oid) ?? { reason: "no answer" } }));
}

/** Files change seldom, and reading a hundred jobs takes longer than all else that a pass computes. */
const known = new Map<string, JobsConfig>();
const mostKnown = 50;

function configOf(files: readonly Found[], repository: string, { runners }: JobsReading): JobsConfig {
  const key = JSON.stringify([repository, runners, files.map(({ path, oid }) => [path, oid])]);
  return remembered(known, key, () => jobsConfig(files, { repository, runners }));
}

function remembered<T>(known: Map<string, T>, key: string, compute: () => T): T {
  const found = known.get(key);
  if (found !== undefined) return found;
  const value = compute();
  const [oldest] = known.keys();
  if (known.size >= mostKnown && oldest !== undefined) known.delete(oldest);
  known.set(key, value);
  return value;
}

/** A pull request is told of what it breaks before it is merged. Which files it changes may be unknown, and so is then what it breaks. */
async function proposedFaults(
  place: Place,
  head: Sha,
  places: JobPlaces,
  { runners }: JobsReading,
  changed: Read<readonly ChangedFile[]>,
): Promise<readonly JobFault[]> {
  if (changed.kind === "unread") return [];
  const paths = changed.value.filter(({ path, status }) => status !== "removed" && places.isJobFile(path)).map(({ path }) => path);
  if (paths.length === 0) return [];
  const directories = await directoriesAt(place, head, [...new Set(paths.map(directoryOf))]);
  const entries = paths.flatMap((path): Entry[] => {
    const entry = directories.get(directoryOf(path))?.find(({ name }) => name === path.slice(path.lastIndexOf("/") + 1));
    return entry === undefined || !isRegular(entry.mode) ? [] : [{ ...entry, path }];
  });
  const { owner, name } = place.repository;
  const faults: JobFault[] = [];
  for (const file of await read(place, entries)) {
    // Anybody can propose files that take seconds to check: others have their turn in between.
    await setImmediate();
    faults.push(...faultsOf({ ...file, home: `${owner}/${name}` }, runners));
  }
  return faults;
}

const knownFaults = new Map<string, readonly JobFault[]>();

function faultsOf(file: Found, runners: JobsReading["runners"]): readonly JobFault[] {
  return remembered(knownFaults, JSON.stringify([file.home, runners, file.path, file.oid]), () => jobFile(file, runners).faults);
}

const directoryOf = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf("/")));
