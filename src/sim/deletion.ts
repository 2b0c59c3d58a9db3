/** Deleting branches, forks and issues, and what that does to pull requests. */
import type { Account } from "./accounts.ts";
import { announcePush, announceThread } from "./announcements.ts";
import { closePull } from "./branches.ts";
import { eventNow } from "./conversation.ts";
import { retarget } from "./pulls.ts";
import type { Repository } from "./repositories.ts";
import type { Issue } from "./threads.ts";

/** Pull requests from it are closed. Those that aim at it follow where it was merged to; if it never was, they are closed too. */
export function deleteBranch(repository: Repository, actor: Account, branch: string): void {
  const before = repository.tip(branch);
  if (before === undefined) return;
  const leaving = repository.network.everyPullFrom(repository, branch);
  const mergedInto = leaving.find(({ state }) => state.state === "MERGED")?.state.baseRef;
  for (const pull of [...(repository.pullsByBase.get(branch) ?? [])].filter(({ state }) => state.state === "OPEN")) {
    if (mergedInto === undefined) closePull(pull, actor);
    else retarget(pull, actor, mergedInto, true);
  }
  repository.setTip(branch, null);
  announcePush(repository, actor, branch, before, undefined, false);
  for (const pull of leaving) {
    pull.change({}, eventNow(pull, { kind: "HeadRefDeletedEvent", actor }));
    closePull(pull, actor);
  }
}

/** The pull requests from a fork stay, without their head repository; the commits stay readable in the parent. */
export function deleteFork(fork: Repository): void {
  fork.isDeleted = true;
  fork.world.unregister(fork);
  fork.network.forks.delete(fork.owner);
  for (const branch of fork.branches.keys()) {
    for (const pull of fork.network.everyPullFrom(fork, branch)) pull.headRepository = null;
  }
}

/** It and all that was said on it are gone, for every replica. Whoever transfers an issue, or makes it a discussion, leaves as little behind. */
export function deleteIssue(issue: Issue, actor: Account): void {
  const { repository, number, id } = issue;
  repository.threads.delete(number);
  repository.world.threads.delete(id);
  for (const item of issue.state.timeline) repository.threadOfPost.delete(item.id);
  announceThread(issue, actor, "deleted");
}
