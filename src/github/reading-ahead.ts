/**
 * Reading ahead for walks over trees: directories of several commits in one request, and what a reviewed head holds while GitHub certainly
 * has it, for GitHub promises nothing about commits that were pushed away.
 */
import { z } from "zod";
import type { ChangedFile, Read } from "../core/facts.ts";
import type { Sha } from "../core/ids.ts";
import { parentOf, upwards } from "../core/owners/paths.ts";
import { changesBetween } from "../core/revision/changes.ts";
import { type Revision, revisionKey } from "../core/revision/revision.ts";
import { shaped } from "./answers.ts";
import { blobShape, contentsOf, keepTexts } from "./blobs.ts";
import { shelf } from "./cache.ts";
import { GitHubFailure } from "./errors.ts";
import { aliased } from "./objects.ts";
import type { Place } from "./place.ts";
import { reviewedQuery } from "./queries.ts";
import { directoriesIn, expressionOf, keepDirectories, knownDirectories, objectShape, readAhead, withRoots } from "./trees.ts";
import { objectsRead } from "./walk.ts";

/** So many directories and contents go into one request. */
const mostDirectories = 100;
const mostContents = 25;
/** Of larger changes so much is kept beforehand; the rest is read when a walk needs it, as long as GitHub has it. */
const mostKeptDirectories = 500;
const mostKeptContents = 250;

/** The directories that a walk between two revisions will meet, as far as the changed files tell: it reads those that are missing by itself. */
export async function readForWalk(place: Place, from: Revision, to: Revision, files: Read<readonly ChangedFile[]>): Promise<void> {
  if (files.kind === "unread") return;
  const paths = directoriesAlong(files.value);
  const commits = [...new Set([to.head, to.mergeBase, from.head, from.mergeBase])];
  if (paths.length * commits.length > mostDirectories) return;
  const directories = commits.flatMap((commit) => paths.map((path) => ({ commit, path })));
  await readAhead(place, directories, new Set([to.head, to.mergeBase]));
}

/** Keeps what a walk from this revision will need of its head. What could not be read is tried again by the next pass. */
export async function keepReviewed(place: Place, reviewed: Revision, files: Read<readonly ChangedFile[]>): Promise<void> {
  const kept = shelf(place.cache, place.clock, "reviewed", z.literal(true));
  const key = `${place.repository.id} ${revisionKey(reviewed)}`;
  if ((await kept.known([key])).has(key)) return;
  try {
    const paths = files.kind === "known" ? directoriesAlong(files.value) : undefined;
    const modified = files.kind === "known" ? files.value.filter(({ status }) => status === "modified").map(({ path }) => path) : [];
    const isSmall = paths !== undefined && paths.length <= mostDirectories && modified.length <= mostContents;
    await (isSmall ? keepAtOnce(place, reviewed.head, paths, modified) : keepByWalking(place, reviewed));
    await kept.keep(new Map([[key, true]]));
  } catch (error) {
    if (!(error instanceof GitHubFailure)) throw error;
  }
}

async function keepAtOnce(place: Place, commit: Sha, paths: readonly string[], modified: readonly string[]): Promise<void> {
  const { missing } = await knownDirectories(
    place,
    paths.map((path) => ({ commit, path })),
  );
  const asked = withRoots(missing);
  if (asked.length + modified.length === 0) return;
  const expressions = [...asked.map(expressionOf), ...modified.map((path) => expressionOf({ commit, path }))];
  const answers = await aliased(place, reviewedQuery(asked.length, modified.length), "o", expressions, z.unknown());
  const [directories, files] = [answers.slice(0, asked.length), answers.slice(asked.length)];
  await keepDirectories(
    place,
    directoriesIn(
      asked,
      directories.map((answer) => shaped(objectShape, answer, "objects")),
    ),
  );
  await keepTexts(
    place,
    files.map((answer) => shaped(blobShape, answer, "objects")),
  );
}

async function keepByWalking(place: Place, { tree, mergeBaseTree }: Revision): Promise<void> {
  const walk = changesBetween(mergeBaseTree, tree, mostKeptDirectories);
  let step = walk.next();
  while (!step.done) step = walk.next(await objectsRead(place, step.value));
  if (step.value.kind === "unread") return;
  const contents = step.value.changes.flatMap(({ before, after }) => (before === undefined || after === undefined ? [] : [after.oid]));
  await contentsOf(place, [...new Set(contents)].slice(0, mostKeptContents));
}

/** The root first. A file's new name and its old one are both on the way. */
function directoriesAlong(files: readonly ChangedFile[]): readonly string[] {
  const paths = files.flatMap(({ path, previousPath }) => (previousPath === undefined ? [path] : [path, previousPath]));
  return [...new Set(["", ...paths.flatMap((path) => [...upwards(parentOf(path))])])];
}
