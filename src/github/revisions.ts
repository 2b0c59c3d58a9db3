/** Revisions: the heads that people may have seen, with their trees and merge bases, and whether each of them is the change of now. */
import { z } from "zod";
import { type ChangedFile, hasLabel, known, type Read, type RevisionFacts, unread } from "../core/facts.ts";
import { type Sha, shaOf } from "../core/ids.ts";
import type { Look, Reading } from "../core/look.ts";
import type { Memory } from "../core/memory.ts";
import type { Revision } from "../core/revision/revision.ts";
import { type RevisionAnswer, type RevisionNeed, revisionFacts } from "../core/revision/sights.ts";
import { shaped } from "./answers.ts";
import { shelf } from "./cache.ts";
import { NotFound } from "./errors.ts";
import { foundEarlier, keepFound } from "./found.ts";
import { mergeBaseOf } from "./merge-base.ts";
import type { Place } from "./place.ts";
import { keepReviewed, readForWalk } from "./reading-ahead.ts";
import { objectsRead } from "./walk.ts";

/** `listed`: the changed files, where anybody asked for them. */
export async function revisionsOf(
  place: Place,
  look: Look,
  reading: Reading,
  memory: Memory,
  listed: Promise<Read<readonly ChangedFile[]>>,
): Promise<RevisionFacts> {
  const { thread, me, statements, ours } = look;
  const { base } = thread;
  const now: Revision = { head: thread.head, tree: thread.headTree, ...(await mergeBaseOf(place, thread.head, base.tip)) };
  const { binding, settle } = reading;
  const { sightings, votes } = memory;
  const found = await foundEarlier(place, look, memory, now);
  const computation = revisionFacts({
    ...{ now, me: me.id, baseRef: base.name, statements, binding, sightings, votes, ours, settle, found },
    ...{ commits: thread.commits, isLabelled: hasLabel(thread, "lgtm") },
  });
  const read = { place, baseTip: base.tip, now, listed, ahead: new Set<Sha>() };
  let step = computation.next();
  while (!step.done) step = computation.next(await answered(read, step.value));
  await keepFound(place, look, step.value);
  const { sights } = step.value;
  if ([...sights.values()].some((sight) => sight.kind === "known" && sight.revisions.some(({ head }) => head === now.head)))
    await keepReviewed(place, now, await listed);
  return step.value;
}

interface Progress {
  readonly place: Place;
  readonly baseTip: Sha;
  readonly now: Revision;
  readonly listed: Promise<Read<readonly ChangedFile[]>>;
  /** Reviewed heads whose directories were read ahead. */
  readonly ahead: Set<Sha>;
}

async function answered({ place, baseTip, now, listed, ahead }: Progress, need: RevisionNeed): Promise<RevisionAnswer> {
  if (need.kind === "revision") return { kind: "revision", revision: await revisionAt(place, need.head, baseTip) };
  if (!ahead.has(need.from.head)) await readForWalk(place, need.from, need.to, await listed);
  ahead.add(need.from.head);
  return { kind: "objects", objects: await objectsRead(place, need.objects, [now.tree, now.mergeBaseTree]) };
}

/** Unread only where GitHub has the commit no more: what may pass is thrown, or people would be asked to repeat themselves in vain. */
async function revisionAt(place: Place, head: Sha, baseTip: Sha): Promise<Read<Revision>> {
  try {
    const [tree, mergeBase] = await Promise.all([treeOf(place, head), mergeBaseOf(place, head, baseTip)]);
    return known({ head, tree, ...mergeBase });
  } catch (error) {
    if (error instanceof NotFound) return unread(`GitHub no longer has commit ${head.slice(0, 12)}`);
    throw error;
  }
}

const sha = z.string().transform(shaOf);
const treeShape = z.object({ tree: z.object({ sha }) });

function treeOf({ session, cache, clock, repository: { owner, name } }: Place, commit: Sha): Promise<Sha> {
  return shelf(cache, clock, "commit", sha).one(commit, async () => {
    const { data } = await session.get("/repos/{owner}/{repo}/git/commits/{commit}", { owner, repo: name, commit });
    return shaped(treeShape, data, "commit").tree.sha;
  });
}
