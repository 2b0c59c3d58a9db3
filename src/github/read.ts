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
import type { Look, Reading } from "../core/look.ts";
import type { Memory } from "../core/memory.ts";
import { compareSmall } from "./comparison.ts";
import { GitHubFailure, IncompleteRead, Unanswered } from "./errors.ts";
import { changedFiles } from "./files.ts";
import { repositoryLabels } from "./labels.ts";
import { ownersFacts } from "./owners.ts";
import { speakersOn, standings, teamsOf } from "./people.ts";
import type { Place } from "./place.ts";
import { revisionsOf } from "./revisions.ts";

export async function read(
  place: Place,
  look: Look,
  reading: Reading,
  memory: Memory,
  options: Pick<RepositoryOptions, "owners">,
): Promise<Facts["sources"]> {
  const wanted = <S extends Source>(source: S, value: () => Promise<Sources[S]>): Promise<Read<Sources[S]>> =>
    reading.sources.has(source) ? whole(value) : Promise.resolve(unread("nobody asked for it"));
  const needsFiles = reading.sources.has("files") || reading.sources.has("owners");
  // What fails here fails again for whoever needs it, and is told there.
  if (needsFiles && reading.sources.has("revisions")) await whole(() => compareSmall(place, look.thread));
  const listed: Promise<Read<readonly ChangedFile[]>> = needsFiles
    ? whole(() => changedFiles(place, look.thread))
    : Promise.resolve(unread("nobody asked for it"));
  const [files, owners, people, revisions, authorTeams, labels] = await Promise.all([
    listed,
    reading.sources.has("owners") ? listed.then((files) => ownersOfFiles(place, look, files, options)) : unread("nobody asked for it"),
    wanted("people", () => standings(place, speakersOn(look.statements), reading.asksMembers ?? true)),
    wanted("revisions", () => revisionsOf(place, look, reading, memory, listed)),
    wanted("authorTeams", () => teamsOf(place, look.thread.author, reading.teams)),
    wanted("repositoryLabels", () => repositoryLabels(place)),
  ]);
  return { files, owners, people, revisions, authorTeams, repositoryLabels: labels };
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

/** Both names of a renamed file have owners. Without the files nobody knows whose, and coming back helps as far as it helps them. */
async function ownersOfFiles(
  place: Place,
  look: Look,
  files: Read<readonly ChangedFile[]>,
  options: Pick<RepositoryOptions, "owners">,
): Promise<Read<OwnersFacts>> {
  if (files.kind === "unread") return unread(`the changed files are unknown: ${files.reason}`, files.againIn);
  const paths = files.value.flatMap(({ path, previousPath }) => (previousPath === undefined ? [path] : [path, previousPath]));
  return whole(() => ownersFacts(place, look, paths, options.owners));
}
