/** Revisions: the heads that people may have seen, with their trees and merge bases, as far as GitHub still has them. */
import { z } from "zod";
import { hasLabel, known, type RevisionFacts, unread } from "../core/facts.ts";
import { type Sha, shaOf } from "../core/ids.ts";
import type { Look, Reading } from "../core/look.ts";
import type { Memory } from "../core/memory.ts";
import type { Revision } from "../core/revision/revision.ts";
import { type RevisionAnswer, revisionFacts } from "../core/revision/sights.ts";
import { shaped } from "./answers.ts";
import { shelf } from "./cache.ts";
import { mergeBaseOf } from "./comparison.ts";
import { NotFound } from "./errors.ts";
import type { Place } from "./place.ts";

export async function revisionsOf(place: Place, look: Look, reading: Reading, memory: Memory): Promise<RevisionFacts> {
  const { thread, me, statements, ours } = look;
  const { base } = thread;
  const now: Revision = { head: thread.head, tree: thread.headTree, ...(await mergeBaseOf(place, thread.head, base.tip)) };
  const { binding, settle } = reading;
  const { sightings, votes } = memory;
  const computation = revisionFacts({
    ...{ now, me: me.id, baseRef: base.name, statements, binding, sightings, votes, ours, settle },
    isLabelled: hasLabel(thread, "lgtm"),
  });
  let step = computation.next();
  while (!step.done) step = computation.next(await revisionAt(place, step.value.head, base.tip));
  return step.value;
}

/** Unread only where GitHub has the commit no more: what may pass is thrown, or people would be asked to repeat themselves in vain. */
async function revisionAt(place: Place, head: Sha, baseTip: Sha): Promise<RevisionAnswer> {
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
