/** Presubmits: the job files in force, on the default branch and in the organisation's `.github` repository, and those that a pull request changes. */
import { setImmediate } from "node:timers/promises";
import type { ChangedFile, PresubmitFacts, Read } from "../core/facts.ts";
import type { Sha } from "../core/ids.ts";
import { jobsConfig, jobsIn } from "../core/jobs/config.ts";
import { type JobFile, type JobFileText, jobFile } from "../core/jobs/file.ts";
import { type JobPlaces, jobPlaces } from "../core/jobs/places.ts";
import type { JobsConfig } from "../core/jobs/presubmit.ts";
import { type EditedJobFiles, editedJobFiles, noProposal, type Proposal, proposalOf } from "../core/jobs/proposal.ts";
import type { JobsReading, Look } from "../core/look.ts";
import { textsOf } from "./blobs.ts";
import { TooMuch, Unanswered } from "./errors.ts";
import { organisationHome, organisationRepository } from "./options-text.ts";
import type { Place } from "./place.ts";
import { directoriesAt, type SizedEntry } from "./trees.ts";

const mostDirectories = 200;
const mostFiles = 200;
/** Bytes of all job files together; SIG Node's take 200,000. */
const mostBytes = 4_000_000;
/** Job files of one pull request, which anybody can open, and their bytes together. */
const mostProposed = 20;
const mostProposedBytes = 400_000;

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
  const [above, own] = [await organisationFiles(place, places), tip === undefined ? [] : await filesIn(place, tip, places, "")];
  const config = configOf([...above, ...own], `${owner}/${name}`, reading);
  return { ...config, proposed: await proposal(place, look.thread.head, { places, above, own, reading, config }, changed) };
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
  return (await read(place, entries)).map((file) => ({ ...file, path: `${prefix}${file.path}`, ...settingOf(place, places, file.path) }));
}

const settingOf = ({ repository: { owner, name } }: Place, places: JobPlaces, path: string): Pick<JobFileText, "home" | "isFound"> => ({
  ...{ home: `${owner}/${name}`, isFound: !places.isNamed(path) },
});

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

const bytesOf = (entries: readonly Entry[]): number => entries.reduce((sum, { size }) => sum + size, 0);

/** What is no text is a file that is refused, and takes no other with it. */
async function read(place: Place, entries: readonly Entry[]): Promise<readonly Found[]> {
  if (entries.length > mostFiles) throw new TooMuch(`more than ${mostFiles} job files`);
  if (bytesOf(entries) > mostBytes) throw new TooMuch(`job files of more than ${mostBytes} bytes`);
  const texts = await textsOf(
    place,
    entries.map(({ oid }) => oid),
    new Map(entries.map(({ oid, size }) => [oid, size])),
  );
  return entries.map(({ path, oid }) => ({ path, oid, text: texts.get(oid) ?? { reason: "no answer" } }));
}

/** All that what is read in it depends on. */
const idOf = ({ path, oid, isFound }: Found): unknown => [path, oid, isFound];

/** Files change seldom, and reading a hundred jobs takes longer than all else that a pass computes. */
const known = new Map<string, JobsConfig>();
const mostKnown = 50;

function configOf(files: readonly Found[], repository: string, { runners }: JobsReading): JobsConfig {
  const key = JSON.stringify([repository, runners, files.map(idOf)]);
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

interface InForce {
  readonly places: JobPlaces;
  readonly above: readonly Found[];
  readonly own: readonly Found[];
  readonly reading: JobsReading;
  readonly config: JobsConfig;
}

/** Which files it changes may be unknown, and so is then what it does to the jobs. */
async function proposal(place: Place, head: Sha, now: InForce, changed: Read<readonly ChangedFile[]>): Promise<Proposal> {
  if (changed.kind === "unread") return noProposal;
  const edited = editedJobFiles(changed.value, now.places.isJobFile);
  if (edited.gone.size + edited.written.size === 0) return noProposal;
  const unchecked: Proposal = { ...noProposal, unchecked: edited.written.size };
  if (edited.written.size > mostProposed) return unchecked;
  const entries = await entriesAt(place, head, [...edited.written]).catch(undefinedForTooMuch);
  if (entries === undefined || bytesOf(entries) > mostProposedBytes) return unchecked;
  const written = (await read(place, entries)).map((file) => ({ ...file, ...settingOf(place, now.places, file.path) }));
  const { owner, name } = place.repository;
  return await checkedProposal([...now.above, ...merged(now.own, written, edited)], edited, now, `${owner}/${name}`);
}

/** A directory of a million files can be pushed as well. */
function undefinedForTooMuch(error: unknown): undefined {
  if (error instanceof Unanswered && error.isTooMuch) return undefined;
  throw error;
}

async function entriesAt(place: Place, commit: Sha, paths: readonly string[]): Promise<readonly Entry[]> {
  const directories = await directoriesAt(place, commit, [...new Set(paths.map(directoryOf))]);
  return paths.flatMap((path): Entry[] => {
    const entry = directories.get(directoryOf(path))?.find(({ name }) => name === path.slice(path.lastIndexOf("/") + 1));
    return entry === undefined || !isRegular(entry.mode) ? [] : [{ ...entry, path }];
  });
}

/** In the order of their paths, which decides whose job of two with one name is refused. */
function merged(own: readonly Found[], written: readonly Found[], edited: EditedJobFiles): readonly Found[] {
  const kept = own.filter(({ path }) => !edited.gone.has(path) && !edited.written.has(path));
  return [...kept, ...written].toSorted((a, b) => (a.path < b.path ? -1 : 1));
}

const knownProposals = new Map<string, Proposal>();

/** Told are the first of its faults alone, and a stranger's must not fill the memory. */
const mostFaultsKept = 20;

async function checkedProposal(
  files: readonly Found[],
  edited: EditedJobFiles,
  { config, reading: { runners } }: InForce,
  repository: string,
): Promise<Proposal> {
  const key = JSON.stringify([repository, runners, files.map(idOf), config.faults]);
  const known = knownProposals.get(key);
  if (known !== undefined) return known;
  const checked: JobFile[] = [];
  for (const file of files) {
    // Anybody can propose files that take long to check: others have their turn in between.
    await setImmediate();
    checked.push(jobFile(file, runners));
  }
  const { faults, ...rest } = proposalOf(config, jobsIn(checked, repository), edited);
  return remembered(knownProposals, key, () => ({ ...rest, faults: faults.slice(0, mostFaultsKept) }));
}

const directoryOf = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf("/")));
