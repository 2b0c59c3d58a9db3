/** Git objects by batches of aliases: directories of a commit, texts of blobs. What never changes is read once. */
import { createHash } from "node:crypto";
import { z } from "zod";
import { type Sha, shaOf } from "../core/ids.ts";
import type { TreeEntry } from "../core/owners/along.ts";
import type { FileText } from "../core/owners/tree.ts";
import { shaped } from "./answers.ts";
import { shelf } from "./cache.ts";
import { IncompleteRead, Unanswered } from "./errors.ts";
import type { Place } from "./place.ts";
import { blobsQuery, directoriesQuery } from "./queries.ts";

/** What GitHub answers in one request without running out of time. */
const mostDirectories = 100;
const mostBlobs = 25;
const mostBytes = 50_000;

const sha = z.string().transform(shaOf);

export interface SizedEntry extends TreeEntry {
  /** Bytes of a blob. */
  readonly size: number;
}

const entryShape = z.object({ name: z.string(), mode: z.string(), oid: sha, size: z.number() });
const directoryShape = z
  .object({
    __typename: z.string(),
    oid: sha,
    entries: z.array(z.object({ name: z.string(), mode: z.number(), oid: sha, size: z.number() })).nullish(),
  })
  .nullable();

/** Entries by directory of one commit; null where it has no such directory. A commit shares most of its directories with the one before it. */
export async function directoriesAt(
  place: Place,
  commit: Sha,
  paths: readonly string[],
): Promise<ReadonlyMap<string, readonly SizedEntry[] | null>> {
  const { cache, clock, repository } = place;
  const keyOf = (path: string) => `${repository.id} ${commit}:${path}`;
  const ids = shelf(cache, clock, "directory", sha.nullable());
  const trees = shelf(cache, clock, "tree", z.array(entryShape));
  const wanted = [...new Set(paths)];
  const knownIds = await ids.known(wanted.map(keyOf));
  const knownTrees = await trees.known([...knownIds.values()].filter((oid) => oid !== null));
  const found = new Map<string, readonly SizedEntry[] | null>();
  for (const path of wanted) {
    const oid = knownIds.get(keyOf(path));
    const entries = oid === null ? null : knownTrees.get(oid ?? "");
    if (entries !== undefined) found.set(path, entries);
  }
  const missing = wanted.filter((path) => !found.has(path));
  const fresh = await inBatches(missing, mostDirectories, (batch) => readDirectories(place, commit, batch));
  await ids.keep(new Map([...fresh].map(([path, directory]) => [keyOf(path), directory?.oid ?? null])));
  await trees.keep(
    new Map([...fresh.values()].flatMap((directory) => (directory === null ? [] : [[directory.oid, [...directory.entries]]]))),
  );
  return new Map([...found, ...[...fresh].map(([path, directory]) => [path, directory?.entries ?? null] as const)]);
}

interface Directory {
  readonly oid: Sha;
  readonly entries: readonly SizedEntry[];
}

/** The root is asked for each time: where a replica lacks the commit, a directory that it does not show proves nothing. */
async function readDirectories(place: Place, commit: Sha, paths: readonly string[]): Promise<Map<string, Directory | null>> {
  const asked = [...new Set(["", ...paths])];
  const answers = await aliased(
    place,
    directoriesQuery(asked.length),
    "d",
    asked.map((path) => `${commit}:${path}`),
    directoryShape,
  );
  if (answers[0] === null) throw new IncompleteRead(`commit ${commit} cannot be read`);
  return new Map(asked.map((path, index) => [path, directoryOf(answers[index] ?? null)]));
}

function directoryOf(answer: z.infer<typeof directoryShape>): Directory | null {
  if (answer === null || answer.__typename !== "Tree") return null;
  if (!answer.entries) throw new IncompleteRead(`tree ${answer.oid} came without its entries`);
  const entries = answer.entries.map((entry) => ({ ...entry, mode: entry.mode.toString(8).padStart(6, "0") }));
  return { oid: answer.oid, entries };
}

const textShape: z.ZodType<FileText> = z.union([z.string(), z.object({ reason: z.string() })]);
const blobShape = z.object({
  __typename: z.literal("Blob"),
  oid: sha,
  byteSize: z.number(),
  isBinary: z.boolean().nullable(),
  isTruncated: z.boolean(),
  text: z.string().nullable(),
});

/** Texts by blob id, or why one cannot be had. `sizes`: bytes where they are known, so that no request grows too large. */
export async function textsOf(place: Place, oids: readonly Sha[], sizes: ReadonlyMap<Sha, number>): Promise<ReadonlyMap<Sha, FileText>> {
  const read = async (missing: readonly string[]): Promise<ReadonlyMap<string, FileText>> => {
    const texts = new Map<string, FileText>();
    for (const batch of bySize(missing.map(shaOf), sizes)) {
      for (const [oid, text] of await inBatches(batch, mostBlobs, (part) => readBlobs(place, part))) texts.set(oid, text);
    }
    return texts;
  };
  const texts = await shelf(place.cache, place.clock, "blob", textShape).all(oids, read);
  return new Map([...texts].map(([oid, text]) => [shaOf(oid), text]));
}

function bySize(oids: readonly Sha[], sizes: ReadonlyMap<Sha, number>): Sha[][] {
  const batches: Sha[][] = [];
  let room = 0;
  for (const oid of oids) {
    const size = sizes.get(oid) ?? 0;
    if (batches.length === 0 || room < size) {
      batches.push([]);
      room = mostBytes;
    }
    batches.at(-1)?.push(oid);
    room -= size;
  }
  return batches;
}

async function readBlobs(place: Place, oids: readonly Sha[]): Promise<Map<Sha, FileText>> {
  const answers = await aliased(place, blobsQuery(oids.length), "b", oids, blobShape);
  return new Map(answers.map((blob) => [blob.oid, textIn(blob)]));
}

/** GraphQL cuts long texts and mends bytes that are no UTF-8: only a text that still has its blob's hash is that blob's. */
function textIn({ oid, byteSize, isTruncated, text }: z.infer<typeof blobShape>): FileText {
  if (isTruncated) return { reason: `too large to be read (${byteSize} bytes)` };
  if (text === null) return { reason: "a binary file" };
  const bytes = Buffer.from(text);
  const algorithm = oid.length === 64 ? "sha256" : "sha1";
  const hash = createHash(algorithm).update(`blob ${bytes.length}\0`).update(bytes).digest("hex");
  return hash === oid ? text : { reason: "not UTF-8" };
}

/** One answer for each of the values, in their order. */
async function aliased<T>(
  { session, repository: { owner, name } }: Place,
  query: string,
  prefix: string,
  values: readonly string[],
  shape: z.ZodType<T>,
): Promise<T[]> {
  const variables = Object.fromEntries(values.map((value, index) => [`${prefix}${index}`, value]));
  const { data } = await session.query(query, { owner, name, ...variables });
  const { repository } = shaped(z.object({ repository: z.record(z.string(), z.unknown()) }), data, "objects");
  return values.map((_, index) => shaped(shape, repository[`${prefix}${index}`], "objects"));
}

/** A batch that is too much for one answer is asked for in halves. */
async function inBatches<K, V>(keys: readonly K[], most: number, read: (batch: readonly K[]) => Promise<Map<K, V>>): Promise<Map<K, V>> {
  const found = new Map<K, V>();
  for (let start = 0; start < keys.length; start += most) {
    const batch = keys.slice(start, start + most);
    for (const [key, value] of await halving(batch, read)) found.set(key, value);
  }
  return found;
}

async function halving<K, V>(batch: readonly K[], read: (batch: readonly K[]) => Promise<Map<K, V>>): Promise<Map<K, V>> {
  try {
    return await read(batch);
  } catch (error) {
    if (!(error instanceof Unanswered && error.isTooMuch) || batch.length === 1) throw error;
    const middle = Math.ceil(batch.length / 2);
    return new Map([...(await halving(batch.slice(0, middle), read)), ...(await halving(batch.slice(middle), read))]);
  }
}
