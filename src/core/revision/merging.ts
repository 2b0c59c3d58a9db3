/** Merging: reads the contents of the files that both sides changed, and asks of each whether the new head has what git would merge. */
import type { Sha } from "../ids.ts";
import { byBytes } from "../owners/bytes.ts";
import type { Candidate, Findings } from "./findings.ts";
import { Budget } from "./merge/budget.ts";
import { mergeOf } from "./merge/contents.ts";
import { isUnreadable, type ObjectsNeed, type ObjectsRead } from "./objects.ts";
import type { CarryReason } from "./revision.ts";

/**
 * Files read at once and in all; fewer in all where the vote is lost anyway and only paths are missing. `steps` of all merges together
 * take less than a second.
 */
const most = { atOnce: 25, files: 200, filesForNames: 25, steps: 20_000_000 };

/** Yields the blobs of some files at a time, in order of their paths. */
export function* mergeCandidates(findings: Findings): Generator<ObjectsNeed, void, ObjectsRead> {
  const candidates = findings.candidates.toSorted((a, b) => byBytes(a.path, b.path));
  if (candidates.length > (findings.hasFailed ? most.filesForNames : most.files)) {
    for (const { path } of candidates) findings.fail(path, "too large");
    return;
  }
  const budget = new Budget(most.steps);
  for (let start = 0; start < candidates.length; start += most.atOnce) {
    const batch = candidates.slice(start, start + most.atOnce);
    const read = blobsIn(yield { kind: "blobs", oids: [...new Set(batch.flatMap(oidsOf))] });
    for (const candidate of batch) {
      const reason = reasonAgainst(candidate, read, budget);
      if (reason !== undefined) findings.fail(candidate.path, reason);
    }
  }
}

type Blobs = Extract<ObjectsRead, { kind: "blobs" }>["blobs"];

function blobsIn(answer: ObjectsRead): Blobs {
  if (answer.kind !== "blobs") throw new TypeError("asked for blobs, answered with trees");
  return answer.blobs;
}

function oidsOf({ contents: { oldBase, oldHead, newBase, newHead } }: Candidate): Sha[] {
  return [...(oldBase === undefined ? [] : [oldBase]), oldHead, newBase, newHead];
}

function reasonAgainst({ contents }: Candidate, read: Blobs, budget: Budget): CarryReason | undefined {
  const blob = (oid: Sha) => read.get(oid) ?? missing(oid);
  const oldBase = contents.oldBase === undefined ? new Uint8Array() : blob(contents.oldBase);
  const oldHead = blob(contents.oldHead);
  const newBase = blob(contents.newBase);
  const newHead = blob(contents.newHead);
  if (isUnreadable(oldBase)) return oldBase.unreadable;
  if (isUnreadable(oldHead)) return oldHead.unreadable;
  if (isUnreadable(newBase)) return newBase.unreadable;
  if (isUnreadable(newHead)) return newHead.unreadable;
  const outcome = mergeOf({ oldBase, oldHead, newBase, newHead }, budget);
  return outcome === "holds" ? undefined : outcome;
}

function missing(oid: Sha): never {
  throw new TypeError(`no answer about blob ${oid}`);
}
