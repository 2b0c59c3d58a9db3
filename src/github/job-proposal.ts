/** What a pull request would make of the job files in force: read at its head and checked together with the others, within bounds. */
import { setImmediate } from "node:timers/promises";
import type { ChangedFile, Proposal, Read } from "../core/facts.ts";
import type { Sha } from "../core/ids.ts";
import { jobsIn } from "../core/jobs/config.ts";
import { type JobFile, jobFile } from "../core/jobs/file.ts";
import type { JobPlaces } from "../core/jobs/places.ts";
import type { JobsConfig } from "../core/jobs/presubmit.ts";
import { type EditedJobFiles, editedJobFiles, noProposal, proposalOf } from "../core/jobs/proposal.ts";
import type { JobsReading } from "../core/look.ts";
import { Unanswered } from "./errors.ts";
import { bytesOf, entriesAt, type JobFileFound, type JobFiles, jobFilesOf } from "./job-files.ts";
import type { Place } from "./place.ts";

/** Job files of one pull request, which anybody can open, and their bytes together. */
const mostFiles = 20;
const mostBytes = 400_000;

export interface JobsInForce {
  readonly places: JobPlaces;
  /** The organisation's. */
  readonly above: readonly JobFileFound[];
  readonly own: JobFiles;
  readonly runners: JobsReading["runners"];
  readonly config: JobsConfig;
}

/** Which files it changes may be unknown, and so is then what it does to the jobs. Throws where a part cannot be read now. */
export async function proposal(place: Place, head: Sha, now: JobsInForce, changed: Read<readonly ChangedFile[]>): Promise<Proposal> {
  if (changed.kind === "unread") return noProposal;
  const edited = editedJobFiles(changed.value, now.own.isJobFile);
  if (edited.gone.size + edited.written.size === 0) return noProposal;
  const unchecked: Proposal = { ...noProposal, unchecked: edited.written.size };
  if (edited.written.size > mostFiles) return unchecked;
  const entries = await entriesAt(place, head, [...edited.written]).catch(undefinedForTooMuch);
  if (entries === undefined || bytesOf(entries) > mostBytes) return unchecked;
  const written = await jobFilesOf(place, entries, now.places);
  const { owner, name } = place.repository;
  return await checkedProposal([...now.above, ...merged(now.own.files, written, edited)], edited, now, `${owner}/${name}`);
}

/** A directory of a million files can be pushed as well. */
function undefinedForTooMuch(error: unknown): undefined {
  if (error instanceof Unanswered && error.isTooMuch) return undefined;
  throw error;
}

/** In the order of their paths, which decides whose job of two with one name is refused. */
function merged(own: readonly JobFileFound[], written: readonly JobFileFound[], edited: EditedJobFiles): readonly JobFileFound[] {
  const kept = own.filter(({ path }) => !edited.gone.has(path) && !edited.written.has(path));
  return [...kept, ...written].toSorted((a, b) => (a.path < b.path ? -1 : 1));
}

const known = new Map<string, Proposal>();
const mostKnown = 50;
/** Told are the first of its faults alone, and a stranger's must not fill the memory. */
const mostFaultsKept = 20;

async function checkedProposal(
  files: readonly JobFileFound[],
  edited: EditedJobFiles,
  { config, runners }: JobsInForce,
  repository: string,
): Promise<Proposal> {
  const key = JSON.stringify([repository, runners, files.map(({ path, oid, isFound }) => [path, oid, isFound]), config.faults]);
  const before = known.get(key);
  if (before !== undefined) return before;
  const checked: JobFile[] = [];
  for (const file of files) {
    // Anybody can propose files that take long to check: others have their turn in between.
    await setImmediate();
    checked.push(jobFile(file, runners));
  }
  const { faults, ...rest } = proposalOf(config, jobsIn(checked, repository), edited);
  const [oldest] = known.keys();
  if (known.size >= mostKnown && oldest !== undefined) known.delete(oldest);
  const found = { ...rest, faults: faults.slice(0, mostFaultsKept) };
  known.set(key, found);
  return found;
}
