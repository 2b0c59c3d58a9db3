/** The merge queue, as far as an App is told of it: a group is a commit on a branch of its own, whose checks are asked for. */
import type { Account } from "./accounts.ts";
import { announceMergeGroup, announceThread } from "./announcements.ts";
import { moveBranch } from "./branches.ts";
import { commitTree } from "./creation.ts";
import { mergeOf } from "./git/merge.ts";
import type { Sha } from "./git/objects.ts";
import { unprocessable } from "./refusal.ts";
import type { Repository } from "./repositories.ts";
import type { Pull } from "./threads.ts";

export interface MergeGroup {
  readonly repository: Repository;
  readonly branch: string;
  readonly base: string;
  /** The base's tip on which the group stands. */
  readonly baseOid: Sha;
  readonly head: Sha;
}

/** A group of one, on the base's tip of now. It waits for its checks for ever: whether it is merged is not imitated. */
export function queueForMerge(pull: Pull, actor: Account): MergeGroup {
  const { repository, state, number } = pull;
  const base = state.baseRef;
  const baseOid = repository.tip(base);
  if (state.state !== "OPEN" || baseOid === undefined) throw unprocessable("Pull request is not mergeable");
  const tree = mergeOf(repository.store, baseOid, state.head);
  const head = commitTree(repository, actor, tree, [baseOid, state.head], `Merge pull request #${number}\n`);
  const group = { repository, branch: `gh-readonly-queue/${base}/pr-${number}-${baseOid}`, base, baseOid, head };
  announceThread(pull, actor, "enqueued");
  moveBranch(repository, actor, group.branch, head);
  announceMergeGroup(group, actor);
  return group;
}
