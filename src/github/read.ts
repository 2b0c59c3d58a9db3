/** Read: every source that a decision needs, each known whole or unread with its reason. One that fails takes no other with it. */
import { Withheld } from "../core/errors.ts";
import {
  type ChangedFile,
  type Facts,
  known,
  type OwnersFacts,
  type Read,
  type RepositoryOptions,
  type Source,
  type Sources,
  unread,
} from "../core/facts.ts";
import { areCheckRunsSought, areRequiredSought, overridersSought } from "../core/jobs/overriders.ts";
import { needsStanding } from "../core/jobs/standing.ts";
import { vouchedHeads } from "../core/jobs/vouching.ts";
import type { JobsReading, Look, Reading } from "../core/look.ts";
import type { Memory } from "../core/memory.ts";
import { ownedPaths } from "../core/owners/changed-paths.ts";
import type { OptionsCheck } from "../core/owners-edit/mistake.ts";
import { ownersLabels } from "../core/owners-labels.ts";
import { withBases } from "./base-commits.ts";
import { standingChecks } from "./checks.ts";
import { compareSmall } from "./comparison.ts";
import { GitHubFailure, IncompleteRead, Unanswered } from "./errors.ts";
import { changedFiles } from "./files.ts";
import { guardedAt } from "./guarded.ts";
import { labelsNamed } from "./labels.ts";
import { membersAmong } from "./members.ts";
import { overridersAmong } from "./overriders.ts";
import { ownersFacts } from "./owners.ts";
import { ownersEdit } from "./owners-edit.ts";
import { peopleAmong, speakersOn, standings, teamsOf } from "./people.ts";
import type { Place } from "./place.ts";
import { presubmitsOf } from "./presubmits.ts";
import { requiredContexts } from "./required-contexts.ts";
import { reviewLoad } from "./review-load.ts";
import { revisionsOf } from "./revisions.ts";
import { statusesOn } from "./statuses.ts";

export async function read(
  place: Place,
  look: Look,
  reading: Reading,
  memory: Memory,
  options: Pick<RepositoryOptions, "owners">,
  checkOptions: OptionsCheck,
): Promise<Facts["sources"]> {
  const wanted = <S extends Source>(source: S, value: () => Promise<Read<Sources[S]>>): Promise<Read<Sources[S]>> =>
    reading.sources.has(source) ? value() : Promise.resolve(notAsked);
  const soughtOnly = <S extends Source>(source: S, isSought: Sought, value: () => Promise<Sources[S]>): Promise<Read<Sources[S]>> =>
    wanted(source, () => (isSought({ ...look, memory }) ? whole(value) : Promise.resolve(notAsked)));
  const needsFiles = needingFiles.some((source) => reading.sources.has(source));
  // What fails here fails again for whoever needs it, and is told there.
  if (needsFiles && reading.sources.has("revisions")) await whole(() => compareSmall(place, look.thread));
  const listed: Promise<Read<readonly ChangedFile[]>> = needsFiles
    ? whole(() => changedFiles(place, look.thread))
    : Promise.resolve(notAsked);
  const owned = wanted("owners", () => withFiles(listed, (files) => ownersFacts(place, look, ownedPaths(files), options.owners)));
  const load = wanted("reviewLoad", async () => loadOfOwners(place, look, reading, options.owners, await listed, await owned));
  const [
    files,
    owners,
    people,
    members,
    overriders,
    required,
    checkRuns,
    guarded,
    revisions,
    authorTeams,
    labels,
    edit,
    reviewLoaded,
    presubmits,
    statuses,
  ] = await Promise.all([
    listed,
    owned,
    wanted("people", () =>
      whole(() => standings(place, speakersOn(look.statements, reading.trust === undefined ? [] : [look.thread.author]))),
    ),
    wanted("members", () => whole(() => membersOf(place, look, reading))),
    wanted("overriders", () =>
      whole(() => overridersAmong(place, overridersSought({ ...look, memory }), reading.jobs?.overridingTeams ?? [])),
    ),
    soughtOnly("requiredContexts", areRequiredSought, () => requiredContexts(place.session, place.repository, look.thread.base.name)),
    soughtOnly("checkRuns", areCheckRunsSought, () => standingChecks(place.session, place.repository, look.thread.head)),
    wanted("guarded", () => whole(() => guardedOf(place, look, reading, memory))),
    wanted("revisions", () => whole(() => revisionsOf(place, look, reading, memory, listed))),
    wanted("authorTeams", () => whole(() => teamsOf(place, look.thread.author, reading.teams))),
    // After the review load, which looks them up as well: so they cost no request of their own.
    wanted("ownersLabels", async () => {
      await load;
      return withFiles(listed, async (files) => labelsNamed(place, labelsToGive(look, files, await owned, options.owners)));
    }),
    // After the OWNERS files of the base, which it needs too: so they are read once.
    wanted("ownersEdit", async () => {
      await owned;
      return withFiles(listed, (files) => ownersEdit(place, look, files, options.owners, checkOptions));
    }),
    load,
    wanted("presubmits", () => whole(async () => presubmitsOf(place, look, reading.jobs ?? noJobs, await listed))),
    wanted("statuses", () => whole(() => statusesByContext(place, look, memory))),
  ]);
  return {
    files,
    owners,
    people,
    members,
    overriders,
    requiredContexts: required,
    checkRuns,
    guarded,
    revisions,
    authorTeams,
    ownersLabels: labels,
    ownersEdit: edit,
    reviewLoad: reviewLoaded,
    presubmits,
    statuses,
  };
}

type Sought = typeof areRequiredSought;

const notAsked = unread("nobody asked for it");

/** What follows from the changed files. Without them nobody knows it, and coming back helps as far as it helps them. */
async function withFiles<T>(
  listed: Promise<Read<readonly ChangedFile[]>>,
  value: (files: readonly ChangedFile[]) => Promise<T>,
): Promise<Read<T>> {
  const files = await listed;
  if (files.kind === "unread") return unread(`the changed files are unknown: ${files.reason}`, files.againIn);
  return whole(() => value(files.value));
}

/** Asked for are only labels that are to be put on: on a thread that has its labels this costs nothing. */
const labelsToGive = (
  look: Look,
  files: readonly ChangedFile[],
  owned: Read<OwnersFacts>,
  { labels_denylist: denied }: RepositoryOptions["owners"],
): readonly string[] => (owned.kind === "unread" ? [] : ownersLabels(look, { owners: owned.value.owners, files, denied }).missing);

/** The author, and those whose words and hands may matter for trust. */
function membersOf(place: Place, { thread, statements }: Look, { trust }: Reading): Promise<Sources["members"]> {
  const people = peopleAmong([thread.author, ...statements.filter(needsStanding).map(({ by }) => by)]);
  return membersAmong(place, people, trust?.otherOrganisation ?? "");
}

const guardedOf = (place: Place, look: Look, { trust }: Reading, memory: Memory): Promise<Sources["guarded"]> =>
  guardedAt(place, trust?.paths ?? [], [look.thread.head, look.thread.base.tip], vouchedHeads({ ...look, memory }));

const needingFiles: readonly Source[] = ["files", "owners", "ownersEdit", "presubmits"];

const noJobs: JobsReading = { files: [], runners: [], overridingTeams: [] };

async function statusesByContext(place: Place, { thread }: Look, { runs }: Memory): Promise<Sources["statuses"]> {
  const statuses = await withBases(place, thread, runs, await statusesOn(place.session, place.repository, thread.head));
  return new Map(statuses.map((status) => [status.context, status]));
}

/** A choice without it is still a choice, so nothing comes back or waits where it could not be read. */
async function loadOfOwners(
  place: Place,
  look: Look,
  { candidates = () => [], sources }: Reading,
  options: RepositoryOptions["owners"],
  files: Read<readonly ChangedFile[]>,
  owners: Read<OwnersFacts>,
): Promise<Read<Sources["reviewLoad"]>> {
  if (files.kind === "unread" || owners.kind === "unread") return unread("nobody knows who owns the change");
  const labels = sources.has("ownersLabels") ? labelsToGive(look, files.value, owners, options) : [];
  const load = await whole(() => reviewLoad(place, candidates(files.value, owners.value.owners), labels));
  return load.kind === "unread" ? unread(load.reason) : load;
}

/** Being asked to come back later is no property of a source, and neither is a mistake of ours: both end the pass. */
async function whole<T>(value: () => Promise<T>): Promise<Read<T>> {
  try {
    return known(await value());
  } catch (error) {
    if (error instanceof GitHubFailure) return unread(error.message, againIn(error));
    if (error instanceof Withheld) return unread(error.message);
    throw error;
  }
}

/** Seconds. A gateway recovers soon; an answer with a hole may be whole next time; a missing right stays missing. */
function againIn(error: GitHubFailure): number | undefined {
  if (error instanceof Unanswered) return 60;
  return error instanceof IncompleteRead ? 300 : undefined;
}
