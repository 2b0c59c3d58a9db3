/** Real and derived pairs of heads with git's own word on whether the second is the reviewed change: ours must be no more generous. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { brotliDecompressSync } from "node:zlib";
import { z } from "zod";
import { readJsonLines } from "../../src/cli/corpus.ts";
import { type Sha, shaOf } from "../../src/core/ids.ts";
import type { ObjectsRead, Unreadable } from "../../src/core/revision/objects.ts";
import type { CarryReason } from "../../src/core/revision/revision.ts";
import { Objects, walked } from "../core/revision/trees.ts";

const entryShape = z.tuple([z.string(), z.string().transform(shaOf)]).nullable();
const quadShape = z.tuple([z.string(), entryShape, entryShape, entryShape, entryShape]);
const pairShape = z.object({
  set: z.enum(["case", "real"]),
  id: z.string(),
  /** Whether the contents that a merge needs are given. */
  contents: z.boolean(),
  /** At every other path neither head differs from its merge base. */
  quads: z.array(quadShape),
  truth: z.enum(["carries", "differs", "conflict"]).optional(),
});
const blobsShape = z.record(z.string(), z.union([z.string(), z.object({ base64: z.string() })]));
const caseShape = z.object({ id: z.string(), kind: z.string().default("kept aside") });

const oid = z.string().transform(shaOf);
const diffShape = z.array(z.object({ path: z.string(), old_mode: z.string(), new_mode: z.string(), old_oid: oid, new_oid: oid }));
const revisionShape = z.object({ id: z.string(), old_diff: diffShape, new_diff: diffShape });

type Pair = z.infer<typeof pairShape>;

export interface Line {
  readonly set: "case" | "real";
  readonly id: string;
  /** Null where only the contents could tell, and they are not given. */
  readonly carries: boolean | null;
  readonly class: string;
  readonly reason: CarryReason | null;
}

export interface Judged {
  readonly line: Line;
  readonly kind: string;
  readonly truth: "carries" | "differs" | "conflict" | undefined;
}

export const preservationFolder = (data: string): string => join(data, "lgtm-preservation");

export const hasPreservation = (data: string): boolean => existsSync(join(preservationFolder(data), "quads.jsonl.gz"));

/** Every pair, in the order of the file, and last the one that an equal tree of the head alone would keep. */
export function judgedPairs(data: string): readonly Judged[] {
  const folder = preservationFolder(data);
  const pairs = readJsonLines(join(folder, "quads.jsonl.gz"), pairShape);
  const blobs = blobsShape.parse(JSON.parse(brotliDecompressSync(readFileSync(join(folder, "blobs.json.br"))).toString()));
  const kinds = new Map(readJsonLines(join(folder, "cases.jsonl.gz"), caseShape).map(({ id, kind }) => [id, kind]));
  const judged = pairs.map((pair) => ({
    line: lineOf(pair, blobs),
    kind: pair.set === "real" ? "real pushes" : (kinds.get(pair.id) ?? "kept aside"),
    truth: pair.truth,
  }));
  return [...judged, { line: lineOf(onOneTree(folder), blobs), kind: "one tree, base undone", truth: "differs" }];
}

/** A merge that takes nothing from the base: both heads have one tree, so a path that a diff does not name is on its base as on the head. */
function onOneTree(folder: string): Pair {
  const found = readJsonLines(join(folder, "real-revisions.jsonl.gz"), revisionShape).find(({ id }) => id === "r397");
  if (found === undefined) throw new Error(`${folder}: no revision r397`);
  const { old_diff: before, new_diff: after } = found;
  const quads = [...new Set([...before, ...after].map(({ path }) => path))].map((path): z.infer<typeof quadShape> => {
    const old = before.find((one) => one.path === path);
    const young = after.find((one) => one.path === path);
    const head = endOf(old) ?? endOf(young) ?? null;
    return [path, old === undefined ? head : startOf(old), head, young === undefined ? head : startOf(young), head];
  });
  return { set: "real", id: "r397", contents: false, quads, truth: "differs" };
}

type Entry = z.infer<typeof entryShape>;
type Diff = z.infer<typeof diffShape>[number];

const startOf = ({ old_mode: mode, old_oid: id }: Diff): Entry => (mode === "000000" ? null : [mode, id]);
const endOf = (diff: Diff | undefined): Entry => (diff === undefined || diff.new_mode === "000000" ? null : [diff.new_mode, diff.new_oid]);

function lineOf({ set, id, contents, quads }: Pair, blobs: z.infer<typeof blobsShape>): Line {
  const objects = new Objects();
  const tree = (side: 1 | 2 | 3 | 4): Sha =>
    objects.treeOf(quads.flatMap(({ 0: path, [side]: entry }) => (entry === null ? [] : [{ path, mode: entry[0], oid: entry[1] }])));
  const roots = { oldBase: tree(1), oldHead: tree(2), newBase: tree(3), newHead: tree(4) };
  const blob = (wanted: Sha): Uint8Array | Unreadable =>
    (contents ? bytesOf(blobs[wanted]) : undefined) ?? { unreadable: "contents not given" };
  const answer: Objects["answer"] = (need): ObjectsRead =>
    need.kind === "trees" ? objects.answer(need) : { kind: "blobs", blobs: new Map(need.oids.map((wanted) => [wanted, blob(wanted)])) };
  const { carry } = walked({ answer }, roots);
  const reason = carry.carries ? null : carry.reason;
  return { set, id, carries: reason === "contents not given" ? null : carry.carries, class: carry.class, reason };
}

function bytesOf(blob: string | { base64: string } | undefined): Uint8Array | undefined {
  if (blob === undefined) return undefined;
  return typeof blob === "string" ? Buffer.from(blob) : Buffer.from(blob.base64, "base64");
}
