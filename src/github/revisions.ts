/** Revisions: the heads that people may have seen, with their trees and merge bases, as far as GitHub still has them. */
import { z } from "zod";
import { RetryLater } from "../core/errors.ts";
import { hasLabel, known, type RevisionFacts, unread } from "../core/facts.ts";
import { type Sha, shaOf } from "../core/ids.ts";
import type { Look, Reading } from "../core/look.ts";
import type { Memory } from "../core/memory.ts";
import type { Revision } from "../core/revision/revision.ts";
import { type RevisionAnswer, revisionFacts } from "../core/revision/sights.ts";
import { shaped } from "./answers.ts";
import { shelf } from "./cache.ts";
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

const mergeBaseShape = z.object({ mergeBase: sha, mergeBaseTree: sha });
const commitShape = z.object({ sha, commit: treeShape });
const comparisonShape = z.object({ base_commit: commitShape, merge_base_commit: commitShape });
const withoutFiles = 2;

/** Throws NotFound where the two have nothing in common, or GitHub lacks one of them. */
function mergeBaseOf(place: Place, head: Sha, baseTip: Sha): Promise<z.infer<typeof mergeBaseShape>> {
  const { cache, clock, repository } = place;
  return shelf(cache, clock, "merge base", mergeBaseShape).one(`${repository.id} ${head} ${baseTip}`, async () => {
    const { base_commit: base, merge_base_commit: merge } = await comparison(place, head, baseTip);
    if (base.sha !== baseTip) throw new RetryLater("GitHub compared with another commit than the one asked for", 1);
    return { mergeBase: merge.sha, mergeBaseTree: merge.commit.tree.sha };
  });
}

/** The first page has up to 300 files with their patches; the second has what is wanted, where GitHub repeats it there. */
async function comparison(
  { session, repository: { owner, name } }: Place,
  head: Sha,
  baseTip: Sha,
): Promise<z.infer<typeof comparisonShape>> {
  const compare = (page: number) =>
    session.get("/repos/{owner}/{repo}/compare/{basehead}", { owner, repo: name, basehead: `${baseTip}...${head}`, per_page: 1, page });
  const small = comparisonShape.safeParse((await compare(withoutFiles)).data);
  return small.success ? small.data : shaped(comparisonShape, (await compare(1)).data, "comparison");
}
