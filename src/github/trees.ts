/** Trees: the entries of directories, by their path in a commit or by the id of the tree. What never changes is read once. */
import { z } from "zod";
import { type Sha, shaOf } from "../core/ids.ts";
import type { TreeEntry } from "../core/owners/along.ts";
import { nameOf, parentOf } from "../core/owners/paths.ts";
import { entryName } from "../core/revision/objects.ts";
import { shaped } from "./answers.ts";
import { hasHash } from "./blobs.ts";
import { type Shelf, shelf } from "./cache.ts";
import { IncompleteRead, NotFound, Unanswered } from "./errors.ts";
import { aliased, inBatches } from "./objects.ts";
import type { Place } from "./place.ts";
import { directoriesQuery, treesQuery } from "./queries.ts";

/** What GitHub answers in one request without running out of time. */
const mostDirectories = 100;

const sha = z.string().transform(shaOf);

export interface SizedEntry extends TreeEntry {
  /** Bytes of a blob. */
  readonly size: number;
}

/** One directory. */
export interface Tree {
  readonly entries: readonly SizedEntry[];
  /** Whether the entries, as they were told, have the hash that is the tree's id: then none is missing, and none is another one. */
  readonly isProven: boolean;
}

/** A directory in a commit. */
export interface DirectoryName {
  readonly commit: Sha;
  /** The root is the empty string. */
  readonly path: string;
}

const keptShape = z.object({
  entries: z.array(z.object({ name: z.string(), mode: z.string(), oid: sha, size: z.number() })),
  isProven: z.boolean(),
});
export const objectShape = z
  .object({
    __typename: z.string(),
    oid: sha,
    entries: z.array(z.object({ nameRaw: z.base64(), mode: z.number(), oid: sha, size: z.number() })).nullish(),
  })
  .nullable();

export type TreeAnswer = z.infer<typeof objectShape>;

const keptTrees = ({ cache, clock }: Place): Shelf<Tree> => shelf(cache, clock, "tree", keptShape);
const keptNames = ({ cache, clock }: Place): Shelf<Sha | null> => shelf(cache, clock, "directory", sha.nullable());
const nameKey = ({ repository }: Place, { commit, path }: DirectoryName): string => `${repository.id} ${commit}:${path}`;

/** Entries by directory of one commit; null where it has no such directory. A commit shares most of its directories with the one before it. */
export async function directoriesAt(
  place: Place,
  commit: Sha,
  paths: readonly string[],
): Promise<ReadonlyMap<string, readonly SizedEntry[] | null>> {
  const trees = await directoriesOf(
    place,
    paths.map((path) => ({ commit, path })),
  );
  const entriesOf = (path: string): readonly SizedEntry[] | null => {
    const tree = trees.get(nameKey(place, { commit, path }));
    if (tree === undefined) throw new IncompleteRead(`commit ${commit} cannot be read`);
    return tree?.entries ?? null;
  };
  return new Map(paths.map((path) => [path, entriesOf(path)]));
}

/** Absent where the commit cannot be read, null where it has no such directory. */
type Named = ReadonlyMap<string, Tree | null>;

async function directoriesOf(place: Place, directories: readonly DirectoryName[]): Promise<Named> {
  const { found, missing } = await knownDirectories(place, directories);
  const fresh = await inBatches(missing, mostDirectories, (batch) => readDirectories(place, batch));
  await keepDirectories(place, fresh);
  return new Map([...found, ...[...fresh].map(([directory, named]) => [nameKey(place, directory), named?.tree ?? null] as const)]);
}

interface AtHand {
  readonly found: Named;
  readonly missing: readonly DirectoryName[];
  /** Undefined also where its directory is not at hand. */
  readonly entryAt: (commit: Sha, path: string) => SizedEntry | undefined;
}

/** What is at hand of them, and what has to be read. */
export async function knownDirectories(place: Place, directories: readonly DirectoryName[]): Promise<AtHand> {
  const wanted = new Map(directories.map((directory) => [nameKey(place, directory), directory]));
  const knownIds = await keptNames(place).known([...wanted.keys()]);
  const knownTrees = await keptTrees(place).known([...knownIds.values()].filter((oid) => oid !== null));
  const found = new Map<string, Tree | null>();
  for (const key of wanted.keys()) {
    const oid = knownIds.get(key);
    const tree = oid === null ? null : knownTrees.get(oid ?? "");
    if (tree !== undefined) found.set(key, tree);
  }
  return {
    found,
    missing: [...wanted].flatMap(([key, directory]) => (found.has(key) ? [] : [directory])),
    entryAt: (commit, path) =>
      found.get(nameKey(place, { commit, path: parentOf(path) }))?.entries.find(({ name }) => name === nameOf(path)),
  };
}

export interface NamedTree {
  readonly oid: Sha;
  readonly tree: Tree;
}

/** By the directories that were asked for; null where a commit has none of that name. */
type Fresh = ReadonlyMap<DirectoryName, NamedTree | null>;

export async function keepDirectories(place: Place, fresh: Fresh): Promise<void> {
  await keptNames(place).keep(new Map([...fresh].map(([directory, named]) => [nameKey(place, directory), named?.oid ?? null])));
  await keptTrees(place).keep(new Map([...fresh.values()].flatMap((named) => (named === null ? [] : [[named.oid, named.tree]]))));
}

/** The roots are asked for each time: where a replica lacks a commit, a directory that it does not show proves nothing. */
async function readDirectories(place: Place, directories: readonly DirectoryName[]): Promise<Map<DirectoryName, NamedTree | null>> {
  const asked = withRoots(directories);
  const expressions = asked.map(expressionOf);
  return directoriesIn(asked, await aliased(place, directoriesQuery(asked.length), "d", expressions, objectShape));
}

export const expressionOf = ({ commit, path }: DirectoryName): string => `${commit}:${path}`;

/** The roots of all commits first. */
export function withRoots(directories: readonly DirectoryName[]): readonly DirectoryName[] {
  const roots = [...new Set(directories.map(({ commit }) => commit))].map((commit) => ({ commit, path: "" }));
  return [...roots, ...directories.filter(({ path }) => path !== "")];
}

/** Nothing about a commit whose root did not come. */
export function directoriesIn(asked: readonly DirectoryName[], answers: readonly TreeAnswer[]): Map<DirectoryName, NamedTree | null> {
  const named = asked.map((directory, index) => [directory, treeIn(answers[index] ?? null)] as const);
  const there = new Set(named.flatMap(([{ commit, path }, tree]) => (path === "" && tree !== null ? [commit] : [])));
  return new Map(named.filter(([{ commit }]) => there.has(commit)));
}

/** A tree that GitHub does not list as a whole. It is never kept as a tree: nothing must be taken to be missing from it. */
type Listed = NamedTree | "too large" | null;

/** Trees by id; null where GitHub has no such tree, or no longer. */
export async function treesOf(place: Place, oids: readonly Sha[]): Promise<ReadonlyMap<Sha, Tree | "too large" | null>> {
  const trees = keptTrees(place);
  const wanted = [...new Set(oids)];
  const found = await trees.known(wanted);
  const missing = wanted.filter((oid) => !found.has(oid));
  const fresh = await inBatches(missing, mostDirectories, (batch) => readTrees(place, batch));
  const whole = new Map([...fresh].flatMap(([oid, listed]) => (typeof listed === "object" && listed !== null ? [[oid, listed.tree]] : [])));
  await trees.keep(whole);
  return new Map(wanted.map((oid) => [oid, found.get(oid) ?? whole.get(oid) ?? (fresh.get(oid) === "too large" ? "too large" : null)]));
}

async function readTrees(place: Place, oids: readonly Sha[]): Promise<Map<Sha, Listed>> {
  try {
    const answers = await aliased(place, treesQuery(oids.length), "t", oids, objectShape);
    return new Map(oids.map((oid, index) => [oid, treeIn(answers[index] ?? null)]));
  } catch (error) {
    const [oid, ...others] = oids;
    if (!(error instanceof Unanswered && error.isTooMuch) || oid === undefined || others.length > 0) throw error;
    return new Map([[oid, await listedTree(place, oid)]]);
  }
}

const rowsShape = z.object({
  truncated: z.boolean(),
  tree: z.array(z.object({ path: z.string(), mode: z.string(), sha, size: z.number().optional() })),
});

/**
 * REST tells when a directory is too large to be listed. GraphQL only runs out of time, which may pass: without this whoever makes a
 * directory of a million entries would never be told that it is another change.
 */
async function listedTree({ session, repository: { owner, name } }: Place, oid: Sha): Promise<Listed> {
  try {
    const { data } = await session.get("/repos/{owner}/{repo}/git/trees/{oid}", { owner, repo: name, oid });
    const { tree, truncated } = shaped(rowsShape, data, "tree");
    if (truncated) return "too large";
    const entries = tree.map(({ path, mode, sha: id, size = 0 }) => ({
      raw: Buffer.from(path),
      mode: Number.parseInt(mode, 8),
      oid: id,
      size,
    }));
    return namedTree(oid, entries);
  } catch (error) {
    if (error instanceof NotFound) return null;
    throw error;
  }
}

function treeIn(answer: TreeAnswer): NamedTree | null {
  if (answer === null || answer.__typename !== "Tree") return null;
  const { oid, entries } = answer;
  if (!entries) throw new IncompleteRead(`tree ${oid} came without its entries`);
  return namedTree(
    oid,
    entries.map((entry) => ({ ...entry, raw: Buffer.from(entry.nameRaw, "base64") })),
  );
}

const namedTree = (oid: Sha, entries: readonly RawEntry[]): NamedTree => ({
  oid,
  tree: {
    isProven: hasHash("tree", encoded(entries), oid),
    entries: entries.map(({ raw, mode, oid: id, size }) => ({
      name: entryName(raw),
      mode: mode.toString(8).padStart(6, "0"),
      oid: id,
      size,
    })),
  },
});

interface RawEntry {
  readonly raw: Buffer;
  readonly mode: number;
  readonly oid: Sha;
  readonly size: number;
}

const directoryMode = 0o40000;

/** As git writes a tree: in the order of the names as bytes, a directory's as if it ended in a slash. */
function encoded(entries: readonly RawEntry[]): Buffer {
  const sortKey = ({ raw, mode }: RawEntry) => (mode === directoryMode ? Buffer.concat([raw, Buffer.from("/")]) : raw);
  const sorted = entries.toSorted((a, b) => Buffer.compare(sortKey(a), sortKey(b)));
  return Buffer.concat(
    sorted.flatMap(({ raw, mode, oid }) => [Buffer.from(`${mode.toString(8)} `), raw, Buffer.from([0]), Buffer.from(oid, "hex")]),
  );
}
