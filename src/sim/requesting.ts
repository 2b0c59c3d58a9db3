/** Who is asked to review a pull request and who is assigned to a thread. */
import { type Account, Team } from "./accounts.ts";
import { announceThread } from "./announcements.ts";
import { eventNow, refuseArchived } from "./conversation.ts";
import { unprocessable } from "./refusal.ts";
import { accountShape, teamShape } from "./shapes.ts";
import type { Pull, Thread } from "./threads.ts";

const mostAssignees = 10;

type Reviewer = Account | Team;

const named = (pull: Pull, reviewer: Reviewer) =>
  reviewer instanceof Team
    ? { requested_team: teamShape(pull.repository.world, reviewer) }
    : { requested_reviewer: accountShape(pull.repository.world, reviewer) };

const mayReview = ({ repository }: Pull, reviewer: Reviewer): boolean =>
  reviewer instanceof Team ? reviewer.organization === repository.owner : repository.isCollaborator(reviewer);

/** All or nothing: one bad name, and nobody is asked. Undefined stands for a name that nobody has. */
export function requestReviewers(pull: Pull, actor: Account, reviewers: readonly (Reviewer | undefined)[]): void {
  refuseArchived(pull);
  if (reviewers.includes(pull.author)) throw unprocessable("Review cannot be requested from pull request author.");
  const valid = reviewers.filter((reviewer) => reviewer !== undefined && mayReview(pull, reviewer));
  if (valid.length < reviewers.length) {
    const where = pull.repository.fullName;
    throw unprocessable(
      `Reviews may only be requested from collaborators. One or more of the users or teams you specified is not a collaborator of the ${where} repository.`,
    );
  }
  for (const reviewer of new Set(valid)) {
    if (reviewer === undefined || pull.state.requested.includes(reviewer)) continue;
    pull.change({ requested: [...pull.state.requested, reviewer] }, eventNow(pull, { kind: "ReviewRequestedEvent", actor, reviewer }));
    announceThread(pull, actor, "review_requested", named(pull, reviewer));
  }
}

/** Names that are not asked are passed over. */
export function withdrawRequests(pull: Pull, actor: Account, reviewers: readonly (Reviewer | undefined)[]): void {
  refuseArchived(pull);
  for (const reviewer of reviewers) {
    if (reviewer === undefined || !pull.state.requested.includes(reviewer)) continue;
    const requested = pull.state.requested.filter((other) => other !== reviewer);
    pull.change({ requested }, eventNow(pull, { kind: "ReviewRequestRemovedEvent", actor, reviewer }));
    announceThread(pull, actor, "review_request_removed", named(pull, reviewer));
  }
}

/** Collaborators, the author, and whoever has commented on this very thread. */
export function isAssignable(thread: Thread, account: Account): boolean {
  if (account.deleted || account.__typename === "Organization" || account.__typename === "Mannequin") return false;
  if (thread.repository.isCollaborator(account) || thread.author === account) return true;
  return thread.state.timeline.some((item) => item.kind === "IssueComment" && item.author === account);
}

/** Whoever cannot be assigned is passed over in silence, and so is the eleventh. */
export function assign(thread: Thread, actor: Account, accounts: readonly (Account | undefined)[]): void {
  refuseArchived(thread);
  for (const assignee of accounts) {
    const { assignees } = thread.state;
    if (assignee === undefined || assignees.includes(assignee) || assignees.length >= mostAssignees || !isAssignable(thread, assignee))
      continue;
    thread.change({ assignees: [...assignees, assignee] }, eventNow(thread, { kind: "AssignedEvent", actor, assignee }));
    announceThread(thread, actor, "assigned", { assignee: accountShape(thread.repository.world, assignee) });
  }
}

export function unassign(thread: Thread, actor: Account, accounts: readonly (Account | undefined)[]): void {
  refuseArchived(thread);
  for (const assignee of accounts) {
    if (assignee === undefined || !thread.state.assignees.includes(assignee)) continue;
    const assignees = thread.state.assignees.filter((other) => other !== assignee);
    thread.change({ assignees }, eventNow(thread, { kind: "UnassignedEvent", actor, assignee }));
    announceThread(thread, actor, "unassigned", { assignee: accountShape(thread.repository.world, assignee) });
  }
}
