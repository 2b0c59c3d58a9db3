/**
 * Reading ahead, by names: directories of several commits and texts of files in one request, and what a reviewed head holds while GitHub
 * certainly has it, for GitHub promises nothing about commits that were pushed away.
 */
import { z } from "zod";
import type { ChangedFile, Read } from "../core/facts.ts";
import type { Sha } from "../core/ids.ts";
import { parentOf, upwards } from "../core/owners/paths.ts";
import { changesBetween } from "../core/revision/changes.ts";
import { type Revision, revisionKey } from "../core/revision/revision.ts";
import { shaped } from "./answers.ts";
import { blobShape, keepContents, keepTexts, knownTexts } from "./blobs.ts";
import { shelf } from "./cache.ts";
import { GitHubFailure, IncompleteRead, Unanswered } from "./errors.ts";
import { aliased, inBatches } from "./objects.ts";
import type { Place } from "./place.ts";
import { objectsQuery } from "./queries.ts";
import { type DirectoryName, directoriesIn, expressionOf, keepDirectories, knownDirectories, objectShape, withRoots } from "./trees.ts";
import { objectsRead } from "./walk.ts";

/** So many directories and contents go into one request. */
const atOnce = 125;
/** So many directories are asked for by their names: of larger changes walks read level by level, and only where something differs. */
const mostDirectories = 300;
const mostContents = 25;
/** Of larger changes so much is kept beforehand; the rest is read when a walk needs it, as long as GitHub has it. */
const mostKeptDirectories = 500;
const mostKeptContents = 250;

/**
 * What a walk between two revisions will meet, as far as the changed files tell, and what the next vote will have to keep: whatever else it
 * needs it reads by itself. Throws IncompleteRead where a replica lacks what stands on the thread.
 */
export async function readForWalk(place: Place, from: Revision, to: Revision, files: Read<readonly ChangedFile[]>): Promise<void> {
  if (files.kind === "unread") return;
  const paths = directoriesAlong(files.value);
  const commits = [...new Set([to.head, to.mergeBase, from.head, from.mergeBase])];
  const directories = commits.flatMap((commit) => paths.map((path) => ({ commit, path })));
  try {
    if (!(await readByName(place, directories, to.head, modifiedIn(files.value).slice(0, mostContents)))) return;
  } catch (error) {
    // A directory may be more than GraphQL ever gets through: the walk finds out.
    if (error instanceof Unanswered && error.isTooMuch) return;
    throw error;
  }
  await requireThere(
    place,
    directories.filter(({ commit }) => commit === to.head || commit === to.mergeBase),
  );
}

/** Keeps what a walk from this revision will need of its head. What could not be read is tried again by the next pass. */
export async function keepReviewed(place: Place, reviewed: Revision, files: Read<readonly ChangedFile[]>): Promise<void> {
  const kept = shelf(place.cache, place.clock, "reviewed", z.literal(true));
  const key = `${place.repository.id} ${revisionKey(reviewed)}`;
  if ((await kept.known([key])).has(key)) return;
  try {
    if (!(await keepByName(place, reviewed, files))) await keepByWalking(place, reviewed);
    await kept.keep(new Map([[key, true]]));
  } catch (error) {
    if (!(error instanceof GitHubFailure)) throw error;
  }
}

/** Whether the changed files are known, and few enough. */
async function keepByName(place: Place, { head: commit }: Revision, files: Read<readonly ChangedFile[]>): Promise<boolean> {
  if (files.kind === "unread") return false;
  const directories = directoriesAlong(files.value).map((path) => ({ commit, path }));
  const modified = modifiedIn(files.value);
  if (modified.length > mostContents || !(await readByName(place, directories, commit, modified))) return false;
  await requireThere(place, directories);
  return true;
}

interface Named extends DirectoryName {
  readonly kind: "directory" | "file";
}

/** Reads directories, and texts of files at one commit, that are not at hand; nothing, and false, where those are too many. */
export async function readByName(
  place: Place,
  directories: readonly DirectoryName[],
  commit: Sha,
  files: readonly string[],
): Promise<boolean> {
  const { missing } = await knownDirectories(place, directories);
  if (missing.length > mostDirectories) return false;
  const contents = await filesMissing(place, commit, files);
  const named = [
    ...missing.map((directory): Named => ({ kind: "directory", ...directory })),
    ...contents.map((path): Named => ({ kind: "file", commit, path })),
  ];
  await inBatches(named, atOnce, (batch) => readTogether(place, batch));
  return true;
}

/** What is read is kept, and nothing of it handed over. */
async function readTogether(place: Place, named: readonly Named[]): Promise<Map<Named, never>> {
  const directories = withRoots(named.filter(({ kind }) => kind === "directory"));
  const files = named.filter(({ kind }) => kind === "file");
  const query = objectsQuery(directories.length, files.length);
  const answers = await aliased(place, query, "o", [...directories, ...files].map(expressionOf), z.unknown());
  const trees = answers.slice(0, directories.length).map((answer) => shaped(objectShape, answer, "objects"));
  await keepDirectories(place, directoriesIn(directories, trees));
  await keepTexts(
    place,
    answers.slice(directories.length).map((answer) => shaped(blobShape, answer, "objects")),
  );
  return new Map<Named, never>();
}

/** A replica that lags shows a commit that is there as if it were not. */
async function requireThere(place: Place, directories: readonly DirectoryName[]): Promise<void> {
  const [lost] = (await knownDirectories(place, directories)).missing;
  if (lost !== undefined) throw new IncompleteRead(`commit ${lost.commit} cannot be read`);
}

/** Those whose directory is not at hand, and those that it has and whose content is not. */
async function filesMissing(place: Place, commit: Sha, files: readonly string[]): Promise<readonly string[]> {
  const directories = [...new Set(files.map(parentOf))].map((path) => ({ commit, path }));
  const { entryAt, missing } = await knownDirectories(place, directories);
  const unlisted = new Set(missing.map(({ path }) => path));
  const oids = new Map(files.map((path) => [path, entryAt(commit, path)?.oid]));
  const there = await knownTexts(
    place,
    [...oids.values()].filter((oid) => oid !== undefined),
  );
  return files.filter((path) => {
    const oid = oids.get(path);
    return oid === undefined ? unlisted.has(parentOf(path)) : !there.has(oid);
  });
}

const modifiedIn = (files: readonly ChangedFile[]): readonly string[] =>
  files.filter(({ status }) => status === "modified").map(({ path }) => path);

async function keepByWalking(place: Place, reviewed: Revision): Promise<void> {
  const walk = changesBetween(reviewed.mergeBaseTree, reviewed.tree, mostKeptDirectories);
  let step = walk.next();
  while (!step.done) step = walk.next(await objectsRead(place, step.value));
  if (step.value.kind === "unreadable") throw new IncompleteRead(`the change up to ${reviewed.head} cannot be read`);
  if (step.value.kind !== "changes") return;
  const contents = step.value.changes.flatMap(({ before, after }) => (before === undefined || after === undefined ? [] : [after.oid]));
  await keepContents(place, [...new Set(contents)].slice(0, mostKeptContents));
}

/** The root first. A file's new name and its old one are both on the way. */
function directoriesAlong(files: readonly ChangedFile[]): readonly string[] {
  const paths = files.flatMap(({ path, previousPath }) => (previousPath === undefined ? [path] : [path, previousPath]));
  return [...new Set(["", ...paths.flatMap((path) => [...upwards(parentOf(path))])])];
}
