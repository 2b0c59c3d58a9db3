/** Base commits: whether what a status names as the base of its test belongs to the base branch of a pull request. */
import { z } from "zod";
import type { Thread } from "../core/facts.ts";
import { isSha, type Sha } from "../core/ids.ts";
import type { Run } from "../core/jobs/run.ts";
import { baseIn, type ReportedStatus } from "../core/jobs/status.ts";
import { shelf } from "./cache.ts";
import { NotFound } from "./errors.ts";
import { mergeBaseOf } from "./merge-base.ts";
import type { Place } from "./place.ts";

/** A commit that is not in the branch may get there by a merge. */
const lifetime = 24 * 60 * 60;

/** Statuses of one commit name few commits; of more than so many only those count that need no question. */
const mostAsked = 10;

/**
 * Each with whether the commit that it names belongs to the base branch. Tips that runs of the pull request were tested against are known;
 * of each other one GitHub is asked once a day. Throws where that fails: what cannot be told must not look like another branch's.
 */
export async function withBases(
  place: Place,
  { base }: Pick<Thread, "base">,
  runs: readonly Pick<Run, "base">[],
  statuses: readonly ReportedStatus[],
): Promise<readonly ReportedStatus[]> {
  const own = runs.filter((run) => run.base.name === base.name).map((run) => run.base.tip);
  const known = new Map<Sha, boolean>(runs.map((run) => [run.base.tip, false]));
  for (const tip of [...own, base.tip]) known.set(tip, true);
  const named = new Set(statuses.map(namedIn).filter((commit) => commit !== undefined));
  const asked = [...named].filter((commit) => !known.has(commit)).slice(0, mostAsked);
  const told = await Promise.all(asked.map(async (commit) => [commit, await isInBranch(place, commit, base)] as const));
  const isOfBase = new Map([...known, ...told]);
  return statuses.map((status) => {
    const commit = namedIn(status);
    return commit === undefined ? status : { ...status, isOfBase: isOfBase.get(commit) ?? false };
  });
}

function namedIn({ description }: ReportedStatus): Sha | undefined {
  const commit = baseIn(description);
  return commit !== undefined && isSha(commit) ? commit : undefined;
}

/** By the commit where the two part: it is the older one itself. */
const isInBranch = (place: Place, commit: Sha, { name, tip }: Thread["base"]): Promise<boolean> =>
  shelf(place.cache, place.clock, "base commit", z.boolean(), lifetime).one(`${place.repository.id} ${name} ${commit}`, async () => {
    try {
      return (await mergeBaseOf(place, commit, tip)).mergeBase === commit;
    } catch (error) {
      if (error instanceof NotFound) return false;
      throw error;
    }
  });
