/** Reads a folder of mined pull requests with the OWNERS files of each one's own base (`prs.jsonl.gz` and its companions). */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { z } from "zod";
import { BadInput } from "./outcome.ts";

const fileShape = z.object({
  path: z.string(),
  status: z.enum(["added", "modified", "removed", "renamed", "changed"]),
  previous_path: z.string().optional(),
  additions: z.int(),
  deletions: z.int(),
});
const pullShape = z.object({
  number: z.int(),
  title: z.string().nullable(),
  author: z.string(),
  branch: z.string(),
  merged_at: z.string(),
  base_sha: z.string(),
  owners_snapshot: z.string(),
  files: z.array(fileShape),
});
const snapshotShape = z.object({ id: z.string(), set: z.record(z.string(), z.string()), del: z.array(z.string()) });
const blobsShape = z.record(z.string(), z.string());

export type CorpusFile = z.infer<typeof fileShape>;
export type CorpusPull = z.infer<typeof pullShape>;

export interface Corpus {
  /** Oldest first. */
  readonly pulls: readonly CorpusPull[];
  /** OWNERS and OWNERS_ALIASES texts by path, of the base of a pull request, by its `owners_snapshot`. */
  readonly ownersAt: (snapshot: string) => ReadonlyMap<string, string>;
}

/** Throws `BadInput` where the folder is not such a corpus. */
export function readCorpus(folder: string): Corpus {
  const pulls = readJsonLines(join(folder, "prs.jsonl.gz"), pullShape);
  const blobs = parsed(join(folder, "owners-blobs.json.gz"), blobsShape, gunzipped(join(folder, "owners-blobs.json.gz")));
  const snapshots = snapshotsOf(readJsonLines(join(folder, "owners-snapshots.jsonl.gz"), snapshotShape));
  const ownersAt = (snapshot: string): ReadonlyMap<string, string> => {
    const files = snapshots.get(snapshot);
    if (files === undefined) throw new BadInput(`${folder}: no OWNERS snapshot ${snapshot}`);
    return new Map([...files].map(([path, blob]) => [path, textOf(blobs, blob, folder)]));
  };
  return { pulls, ownersAt };
}

function textOf(blobs: Readonly<Record<string, string>>, blob: string, folder: string): string {
  const text = blobs[blob];
  if (text === undefined) throw new BadInput(`${folder}: no OWNERS text ${blob}`);
  return text;
}

/** Each line is a change against the one before it. */
function snapshotsOf(changes: readonly z.infer<typeof snapshotShape>[]): ReadonlyMap<string, ReadonlyMap<string, string>> {
  const snapshots = new Map<string, ReadonlyMap<string, string>>();
  let files: ReadonlyMap<string, string> = new Map();
  for (const { id, set, del } of changes) {
    const next = new Map(files);
    for (const path of del) next.delete(path);
    for (const [path, blob] of Object.entries(set)) next.set(path, blob);
    snapshots.set(id, next);
    files = next;
  }
  return snapshots;
}

/** Throws `BadInput`, naming the file and the line, where a line is not of the shape. */
export function readJsonLines<T>(file: string, shape: z.ZodType<T>): readonly T[] {
  return gunzipped(file)
    .split("\n")
    .filter((line) => line !== "")
    .map((line, at) => parsed(`${file}:${at + 1}`, shape, line));
}

function gunzipped(file: string): string {
  try {
    return gunzipSync(readFileSync(file)).toString("utf8");
  } catch (error) {
    throw new BadInput(`cannot read ${file}: ${error instanceof Error ? error.message : error}`);
  }
}

function parsed<T>(place: string, shape: z.ZodType<T>, json: string): T {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    throw new BadInput(`${place} is not JSON`);
  }
  const result = shape.safeParse(value);
  if (!result.success) throw new BadInput(`${place}: ${z.prettifyError(result.error).replaceAll(/\s+/g, " ")}`);
  return result.data;
}
