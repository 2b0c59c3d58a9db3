/** Blobs: texts of files, and their bytes, by id. A content that has not the hash of its id is none. */
import { createHash } from "node:crypto";
import { z } from "zod";
import { type Sha, shaOf } from "../core/ids.ts";
import type { FileText } from "../core/owners/tree.ts";
import { shelf } from "./cache.ts";
import { aliased, inBatches } from "./objects.ts";
import type { Place } from "./place.ts";
import { blobsQuery } from "./queries.ts";

/** What GitHub answers in one request without running out of time. */
const mostBlobs = 25;
const mostBytes = 50_000;

const sha = z.string().transform(shaOf);

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
  return hasHash("blob", Buffer.from(text), oid) ? text : { reason: "not UTF-8" };
}

/** Whether git gives this content of this kind that id. */
export function hasHash(kind: "blob" | "tree", body: Uint8Array, oid: Sha): boolean {
  const algorithm = oid.length === 64 ? "sha256" : "sha1";
  return createHash(algorithm).update(`${kind} ${body.length}\0`).update(body).digest("hex") === oid;
}
