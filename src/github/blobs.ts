/** Blobs: texts of files, and their bytes, by id. A content that has not the hash of its id is none. */
import { createHash } from "node:crypto";
import { z } from "zod";
import { type Sha, shaOf } from "../core/ids.ts";
import type { FileText } from "../core/owners/tree.ts";
import { mostBytes as mostMerged } from "../core/revision/merge/contents.ts";
import type { Unreadable } from "../core/revision/objects.ts";
import { shaped } from "./answers.ts";
import { type Shelf, shelf } from "./cache.ts";
import { IncompleteRead, NotFound } from "./errors.ts";
import { aliased, inBatches } from "./objects.ts";
import type { Place } from "./place.ts";
import { blobsQuery } from "./queries.ts";

/** What GitHub answers in one request without running out of time. */
const mostBlobs = 25;
const mostBytes = 50_000;

const sha = z.string().transform(shaOf);

const textShape = z.union([z.string(), z.object({ reason: z.string(), size: z.number() })]);
/** Of what is no text that can be had so, why, and how many bytes it has. */
type Text = z.infer<typeof textShape>;

/** Null where GitHub has no such object, or no longer. */
export const blobShape = z
  .object({
    __typename: z.string(),
    oid: sha,
    byteSize: z.number().optional(),
    isTruncated: z.boolean().optional(),
    text: z.string().nullish(),
  })
  .nullable();

export type BlobAnswer = z.infer<typeof blobShape>;

const keptTexts = ({ cache, clock }: Place): Shelf<Text> => shelf(cache, clock, "blob", textShape);

/**
 * Texts by blob id, or why one cannot be had. `sizes`: bytes where they are known, so that no request grows too large. Throws
 * IncompleteRead where GitHub shows no such blob: a replica may lack it for a while.
 */
export async function textsOf(place: Place, oids: readonly Sha[], sizes: ReadonlyMap<Sha, number>): Promise<ReadonlyMap<Sha, FileText>> {
  const texts = await textsThere(place, oids, sizes);
  const missing = oids.find((oid) => !texts.has(oid));
  if (missing !== undefined) throw new IncompleteRead(`blob ${missing} cannot be read`);
  return new Map([...texts].map(([oid, text]) => [oid, typeof text === "string" ? text : { reason: text.reason }]));
}

/** Those of the texts that GitHub has. */
async function textsThere(place: Place, oids: readonly Sha[], sizes: ReadonlyMap<Sha, number>): Promise<ReadonlyMap<Sha, Text>> {
  const texts = await keptTexts(place).all(oids, async (missing) => {
    const read = new Map<string, Text>();
    for (const batch of bySize(missing.map(shaOf), sizes)) {
      for (const [oid, text] of await inBatches(batch, mostBlobs, (part) => readBlobs(place, part))) read.set(oid, text);
    }
    return read;
  });
  return new Map([...texts].map(([oid, text]) => [shaOf(oid), text]));
}

/** Of the contents that are at hand, the ids. */
export async function knownTexts(place: Place, oids: readonly Sha[]): Promise<ReadonlySet<string>> {
  return new Set((await keptTexts(place).known(oids)).keys());
}

/** Keeps texts that came along with something else. */
export async function keepTexts(place: Place, answers: readonly BlobAnswer[]): Promise<void> {
  await keptTexts(place).keep(textsIn(answers));
}

const textsIn = (answers: readonly BlobAnswer[]): Map<Sha, Text> =>
  new Map(answers.flatMap((answer) => (answer?.__typename === "Blob" ? [[answer.oid, textIn(answer)] as const] : [])));

/** Only REST gives the bytes of what is no text, one by one: of so many. It gives a hundred million as well, more than is ever merged. */
const mostSingly = 20;

/** Contents by blob id, for merging. What GitHub has no longer, or what is too much, is unreadable; what may pass is thrown. */
export async function contentsOf(place: Place, oids: readonly Sha[]): Promise<ReadonlyMap<Sha, Uint8Array | Unreadable>> {
  const texts = await textsThere(place, oids, new Map());
  const contents = new Map<Sha, Uint8Array | Unreadable>();
  let singly = 0;
  for (const oid of oids) {
    const text = texts.get(oid);
    if (text === undefined) contents.set(oid, { unreadable: "unreadable" });
    else if (typeof text === "string") contents.set(oid, Buffer.from(text));
    else if (text.size > mostMerged || singly === mostSingly) contents.set(oid, { unreadable: "too large" });
    else {
      singly += 1;
      contents.set(oid, await bytesOf(place, oid));
    }
  }
  return contents;
}

/** Keeps contents for merges to come: never more of them in memory than one request brings. */
export async function keepContents(place: Place, oids: readonly Sha[]): Promise<void> {
  const singles: Sha[] = [];
  for (let start = 0; start < oids.length; start += mostBlobs) {
    const texts = await textsThere(place, oids.slice(start, start + mostBlobs), new Map());
    for (const [oid, text] of texts) if (typeof text !== "string" && text.size <= mostMerged) singles.push(oid);
  }
  for (const oid of singles.slice(0, mostSingly)) await bytesOf(place, oid);
}

const blobRowShape = z.object({ encoding: z.literal("base64"), content: z.string() });

async function bytesOf({ session, cache, clock, repository: { owner, name } }: Place, oid: Sha): Promise<Uint8Array | Unreadable> {
  try {
    const kept = await shelf(cache, clock, "bytes", z.base64()).one(oid, async () => {
      const { data } = await session.get("/repos/{owner}/{repo}/git/blobs/{oid}", { owner, repo: name, oid });
      const bytes = Buffer.from(shaped(blobRowShape, data, "blob").content, "base64");
      if (!hasHash("blob", bytes, oid)) throw new IncompleteRead(`blob ${oid} came otherwise than its id says`);
      return bytes.toString("base64");
    });
    return Buffer.from(kept, "base64");
  } catch (error) {
    if (error instanceof NotFound) return { unreadable: "unreadable" };
    throw error;
  }
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

async function readBlobs(place: Place, oids: readonly Sha[]): Promise<Map<Sha, Text>> {
  return textsIn(await aliased(place, blobsQuery(oids.length), "b", oids, blobShape));
}

/** GraphQL cuts long texts and mends bytes that are no UTF-8: only a text that still has its blob's hash is that blob's. */
function textIn({ oid, byteSize, isTruncated, text }: NonNullable<BlobAnswer>): Text {
  if (byteSize === undefined || isTruncated === undefined || text === undefined)
    throw new IncompleteRead(`blob ${oid} came without its text`);
  const size = byteSize;
  if (isTruncated) return { reason: `too large to be read (${size} bytes)`, size };
  if (text === null) return { reason: "a binary file", size };
  return hasHash("blob", Buffer.from(text), oid) ? text : { reason: "not UTF-8", size };
}

/** Whether git gives this content of this kind that id. */
export function hasHash(kind: "blob" | "tree", body: Uint8Array, oid: Sha): boolean {
  const algorithm = oid.length === 64 ? "sha256" : "sha1";
  return createHash(algorithm).update(`${kind} ${body.length}\0`).update(body).digest("hex") === oid;
}
