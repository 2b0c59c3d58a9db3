/** Trees: the entries of directories, by their path in a commit or by the id of the tree. What never changes is read once. */
import { z } from "zod";
import { type Sha, shaOf } from "../core/ids.ts";
import type { TreeEntry } from "../core/owners/along.ts";
import { hasHash } from "./blobs.ts";
import { type Shelf, shelf } from "./cache.ts";
import { IncompleteRead } from "./errors.ts";
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

/** One directory. Two entries never have one name: what is no UTF-8 is named in a way that no other file can be. */
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
const objectShape = z
  .object({
    __typename: z.string(),
    oid: sha,
    entries: z.array(z.object({ nameRaw: z.base64(), mode: z.number(), oid: sha, size: z.number() })).nullish(),
  })
  .nullable();

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
  return new Map(paths.map((path) => [path, trees.get(nameKey(place, { commit, path }))?.entries ?? null]));
}

/** Reads directories of several commits together, so that whoever asks for their trees later finds them. */
export async function readAhead(place: Place, directories: readonly DirectoryName[]): Promise<void> {
  await directoriesOf(place, directories);
}

async function directoriesOf(place: Place, directories: readonly DirectoryName[]): Promise<ReadonlyMap<string, Tree | null>> {
  const [names, trees] = [keptNames(place), keptTrees(place)];
  const wanted = new Map(directories.map((directory) => [nameKey(place, directory), directory]));
  const knownIds = await names.known([...wanted.keys()]);
  const knownTrees = await trees.known([...knownIds.values()].filter((oid) => oid !== null));
  const found = new Map<string, Tree | null>();
  for (const key of wanted.keys()) {
    const oid = knownIds.get(key);
    const tree = oid === null ? null : knownTrees.get(oid ?? "");
    if (tree !== undefined) found.set(key, tree);
  }
  const missing = [...wanted.keys()].filter((key) => !found.has(key));
  const fresh = await inBatches(missing, mostDirectories, (batch) =>
    readDirectories(
      place,
      batch.flatMap((key) => wanted.get(key) ?? []),
    ),
  );
  await names.keep(new Map([...fresh].map(([key, named]) => [key, named?.oid ?? null])));
  await trees.keep(new Map([...fresh.values()].flatMap((named) => (named === null ? [] : [[named.oid, named.tree]]))));
  return new Map([...found, ...[...fresh].map(([key, named]) => [key, named?.tree ?? null] as const)]);
}

interface NamedTree {
  readonly oid: Sha;
  readonly tree: Tree;
}

/** The roots are asked for each time: where a replica lacks a commit, a directory that it does not show proves nothing. */
async function readDirectories(place: Place, directories: readonly DirectoryName[]): Promise<Map<string, NamedTree | null>> {
  const roots = [...new Set(directories.map(({ commit }) => commit))].map((commit) => ({ commit, path: "" }));
  const asked = [...roots, ...directories.filter(({ path }) => path !== "")];
  const expressions = asked.map(({ commit, path }) => `${commit}:${path}`);
  const answers = await aliased(place, directoriesQuery(asked.length), "d", expressions, objectShape);
  for (const [index, { commit }] of roots.entries()) {
    if (answers[index] === null) throw new IncompleteRead(`commit ${commit} cannot be read`);
  }
  return new Map(asked.map((directory, index) => [nameKey(place, directory), treeIn(answers[index] ?? null)]));
}

/** Trees by id; null where GitHub has no such tree, or no longer. */
export async function treesOf(place: Place, oids: readonly Sha[]): Promise<ReadonlyMap<Sha, Tree | null>> {
  const trees = keptTrees(place);
  const wanted = [...new Set(oids)];
  const found = await trees.known(wanted);
  const missing = wanted.filter((oid) => !found.has(oid));
  const fresh = await inBatches(missing, mostDirectories, async (batch) => {
    const answers = await aliased(place, treesQuery(batch.length), "t", batch, objectShape);
    return new Map(batch.map((oid, index) => [oid, treeIn(answers[index] ?? null)]));
  });
  await trees.keep(new Map([...fresh].flatMap(([oid, named]) => (named === null ? [] : [[oid, named.tree]]))));
  return new Map(wanted.map((oid) => [oid, found.get(oid) ?? fresh.get(oid)?.tree ?? null]));
}

function treeIn(answer: z.infer<typeof objectShape>): NamedTree | null {
  if (answer === null || answer.__typename !== "Tree") return null;
  const { oid, entries } = answer;
  if (!entries) throw new IncompleteRead(`tree ${oid} came without its entries`);
  const told = entries.map((entry) => ({ ...entry, raw: Buffer.from(entry.nameRaw, "base64") }));
  return {
    oid,
    tree: {
      isProven: hasHash("tree", encoded(told), oid),
      entries: told.map(({ raw, mode, oid: id, size }) => ({ name: nameIn(raw), mode: mode.toString(8).padStart(6, "0"), oid: id, size })),
    },
  };
}

interface RawEntry {
  readonly raw: Buffer;
  readonly mode: number;
  readonly oid: Sha;
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

const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** No file's name holds a zero byte. */
function nameIn(raw: Buffer): string {
  try {
    return utf8.decode(raw);
  } catch {
    return `\0${raw.toString("latin1")}`;
  }
}
