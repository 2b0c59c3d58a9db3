/** Moves branches, and with them the pull requests that come from them or aim at them. */
import type { Account } from "./accounts.ts";
import { announcePush, announceThread } from "./announcements.ts";
import { eventNow } from "./conversation.ts";
import { comparison, isAncestor, mergeBaseOf } from "./git/history.ts";
import type { Sha } from "./git/objects.ts";
import type { TimelineItem } from "./items.ts";
import { Refusal } from "./refusal.ts";
import type { Repository } from "./repositories.ts";
import type { Pull, PullState } from "./threads.ts";

/** What a pull request compares, seen from a head and the base's tip of now. */
export function revisionOf(
  repository: Repository,
  baseRef: string,
  head: Sha,
): Pick<PullState, "head" | "baseRef" | "baseOid" | "mergeBase" | "commits"> {
  const { store } = repository;
  const baseOid = repository.tip(baseRef);
  if (baseOid === undefined) throw new Refusal(422, `there is no branch ${baseRef}`);
  const mergeBase = mergeBaseOf(store, baseOid, head);
  if (mergeBase === undefined) throw new Refusal(422, `${baseRef} and ${head} have no common history`);
  return { head, baseRef, baseOid, mergeBase, commits: comparison(store, baseOid, head).ahead.toReversed() };
}

const patchOf = ({ repository }: Pull, { mergeBase, head }: Pick<PullState, "mergeBase" | "head">): string =>
  repository.network.comparisons.patchId(repository.store.commit(mergeBase).tree, repository.store.commit(head).tree);

/** Where the patch reads the same after a push, GitHub shows approvals (and no other reviews) on the new head. */
function repointed(pull: Pull, revision: Pick<PullState, "mergeBase" | "head">): readonly TimelineItem[] {
  const { state } = pull;
  const moves = (item: TimelineItem): boolean =>
    item.kind === "PullRequestReview" && item.state === "APPROVED" && item.commit === state.head;
  if (!state.timeline.some(moves) || patchOf(pull, state) !== patchOf(pull, revision)) return state.timeline;
  return state.timeline.map((item) => (item.kind === "PullRequestReview" && moves(item) ? { ...item, commit: revision.head } : item));
}

function withCommits(pull: Pull, timeline: readonly TimelineItem[], commits: readonly Sha[], actor: Account): TimelineItem[] {
  const kept = timeline.filter((item) => item.kind !== "PullRequestCommit" || commits.includes(item.commit));
  const shown = new Set(kept.map((item) => (item.kind === "PullRequestCommit" ? item.commit : undefined)));
  const added = commits.filter((oid) => !shown.has(oid)).map((commit) => eventNow(pull, { kind: "PullRequestCommit", actor, commit }));
  return [...kept, ...added];
}

function headMoved(pull: Pull, actor: Account, after: Sha): void {
  const before = pull.state.head;
  const revision = revisionOf(pull.repository, pull.state.baseRef, after);
  const timeline = withCommits(pull, repointed(pull, revision), revision.commits, actor);
  const forced = !isAncestor(pull.repository.store, before, after);
  const reviewThreads = pull.state.reviewThreads.map((thread) => ({
    ...thread,
    comments: thread.comments.map((comment) => ({ ...comment, commit: after })),
  }));
  const events = forced ? [eventNow(pull, { kind: "HeadRefForcePushedEvent", actor, before, after })] : [];
  pull.change({ ...revision, timeline, reviewThreads }, ...events);
  pull.repository.network.arrived(pull, after);
  announceThread(pull, actor, "synchronize", { before, after });
}

/** A pull request whose head has come into its base by other ways is merged. */
function absorbed(repository: Repository, actor: Account, branch: string, before: Sha, after: Sha): void {
  const targets = [...(repository.pullsByBase.get(branch) ?? [])].filter(({ state }) => state.state === "OPEN");
  if (targets.length === 0) return;
  const arrived = new Set(comparison(repository.store, before, after).ahead);
  for (const pull of targets) if (arrived.has(pull.state.head)) markMerged(pull, actor, after);
}

export function markMerged(pull: Pull, actor: Account, mergeCommit: Sha): void {
  const closedAt = pull.repository.world.clock.now();
  pull.change(
    { state: "MERGED", closedAt, mergeCommit, mergedBy: actor },
    eventNow(pull, { kind: "MergedEvent", actor, commit: mergeCommit }),
  );
  announceThread(pull, actor, "closed");
}

/** Sets a branch. `baseOid` of the pull requests that aim at it stays as it is: GitHub renews it with their next push. */
export function moveBranch(repository: Repository, actor: Account, branch: string, after: Sha): void {
  const before = repository.tip(branch);
  if (before === after) return;
  repository.setTip(branch, after);
  const forced = before !== undefined && !isAncestor(repository.store, before, after);
  announcePush(repository, actor, branch, before, after, forced);
  if (before !== undefined && forced) {
    for (const pull of repository.pullsByBase.get(branch) ?? []) {
      if (pull.state.state === "OPEN") pull.change({}, eventNow(pull, { kind: "BaseRefForcePushedEvent", actor, before, after }));
    }
  }
  if (before !== undefined && !forced) absorbed(repository, actor, branch, before, after);
  for (const pull of repository.network.pullsFrom(repository, branch)) headMoved(pull, actor, after);
  if (before === undefined) headRestored(repository, actor, branch, after);
}

function headRestored(repository: Repository, actor: Account, branch: string, after: Sha): void {
  for (const pull of repository.network.everyPullFrom(repository, branch)) {
    const isBack = pull.state.state !== "OPEN" && pull.state.head === after;
    if (isBack) pull.change({}, eventNow(pull, { kind: "HeadRefRestoredEvent", actor }));
  }
}

/** What a closed pull request missed: its branch may have moved forward meanwhile. */
export function catchUp(pull: Pull, actor: Account, tip: Sha): void {
  const revision = revisionOf(pull.repository, pull.state.baseRef, tip);
  pull.change({ ...revision, timeline: withCommits(pull, pull.state.timeline, revision.commits, actor) });
  pull.repository.network.arrived(pull, tip);
}

export function closePull(pull: Pull, actor: Account): void {
  if (pull.state.state !== "OPEN") return;
  pull.change({ state: "CLOSED", closedAt: pull.repository.world.clock.now() }, eventNow(pull, { kind: "ClosedEvent", actor }));
  announceThread(pull, actor, "closed");
}
