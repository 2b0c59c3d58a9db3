/** Opening pull requests and issues, and changing what they are: base, title, draft, open or closed, merged. */
import type { Account } from "./accounts.ts";
import { announceThread } from "./announcements.ts";
import { catchUp, closePull, markMerged, moveBranch, revisionOf } from "./branches.ts";
import { editsAfter, eventNow } from "./conversation.ts";
import { commitTree } from "./creation.ts";
import { isAncestor } from "./git/history.ts";
import { mergeOf } from "./git/merge.ts";
import type { Sha } from "./git/objects.ts";
import { Refusal, unprocessable } from "./refusal.ts";
import type { Repository } from "./repositories.ts";
import { Issue, Pull, type Thread, type ThreadState } from "./threads.ts";

const freshState = (repository: Repository, title: string, body: string): ThreadState => ({
  title,
  body,
  edits: [],
  state: "OPEN",
  closedAt: null,
  updatedAt: repository.world.clock.now(),
  locked: false,
  labels: [],
  assignees: [],
  reactions: [],
  timeline: [],
});

export interface NewPull {
  readonly title: string;
  readonly body: string;
  readonly headRepository: Repository;
  readonly headRef: string;
  readonly head: Sha;
  readonly baseRef: string;
  readonly isDraft: boolean;
}

function aimAt(pull: Pull, branch: string): void {
  const { pullsByBase } = pull.repository;
  pullsByBase.get(pull.state.baseRef)?.delete(pull);
  pullsByBase.set(branch, (pullsByBase.get(branch) ?? new Set()).add(pull));
}

export function openPull(repository: Repository, author: Account, options: NewPull): Pull {
  const { title, body, headRepository, headRef, head, baseRef, isDraft } = options;
  if (repository.isArchived) throw new Refusal(403, "Repository was archived so is read-only.");
  const revision = revisionOf(repository, baseRef, head);
  if (revision.commits.length === 0) throw unprocessable(`No commits between ${baseRef} and ${headRef}`);
  const pull = new Pull(repository, author, headRepository, {
    ...freshState(repository, title, body),
    ...revision,
    isDraft,
    headRef,
    mergeCommit: null,
    mergedBy: null,
    requested: [],
    reviewThreads: [],
  });
  aimAt(pull, baseRef);
  const timeline = revision.commits.map((commit) => eventNow(pull, { kind: "PullRequestCommit", actor: author, commit }));
  pull.change({ timeline });
  announceThread(pull, author, "opened");
  return pull;
}

export function openIssue(repository: Repository, author: Account, title: string, body: string): Issue {
  const issue = new Issue(repository, author, freshState(repository, title, body));
  announceThread(issue, author, "opened");
  return issue;
}

/** Aims at another branch. No commit moves; `baseOid` becomes that branch's tip. */
export function retarget(pull: Pull, actor: Account, branch: string, automatic = false): void {
  const previous = pull.state.baseRef;
  const revision = revisionOf(pull.repository, branch, pull.state.head);
  const kind = automatic ? "AutomaticBaseChangeSucceededEvent" : "BaseRefChangedEvent";
  const from = { ref: { from: previous }, sha: { from: pull.state.baseOid } };
  aimAt(pull, branch);
  pull.change(revision, eventNow(pull, { kind, actor, previous, now: branch }));
  announceThread(pull, actor, "edited", { changes: { base: from } });
}

export function retitle(thread: Thread, actor: Account, title: string): void {
  const previous = thread.state.title;
  thread.change({ title }, eventNow(thread, { kind: "RenamedTitleEvent", actor, previous, now: title }));
  announceThread(thread, actor, "edited", { changes: { title: { from: previous } } });
}

export function editBody(thread: Thread, editor: Account, body: string): void {
  const from = thread.state.body;
  const { author, createdAt, state } = thread;
  thread.change({ body, edits: editsAfter({ author, createdAt, body: state.body, edits: state.edits }, thread, editor, body) });
  announceThread(thread, editor, "edited", { changes: { body: { from } } });
}

export function setDraft(pull: Pull, actor: Account, isDraft: boolean): void {
  if (pull.state.isDraft === isDraft) return;
  pull.change({ isDraft }, eventNow(pull, { kind: isDraft ? "ConvertToDraftEvent" : "ReadyForReviewEvent", actor }));
  announceThread(pull, actor, isDraft ? "converted_to_draft" : "ready_for_review");
}

export function setLocked(thread: Thread, actor: Account, locked: boolean): void {
  if (thread.state.locked === locked) return;
  thread.change({ locked }, eventNow(thread, { kind: locked ? "LockedEvent" : "UnlockedEvent", actor }));
  announceThread(thread, actor, locked ? "locked" : "unlocked");
}

export function close(thread: Thread, actor: Account): void {
  if (thread instanceof Pull) {
    closePull(thread, actor);
    return;
  }
  if (thread.state.state !== "OPEN") return;
  thread.change({ state: "CLOSED", closedAt: thread.repository.world.clock.now() }, eventNow(thread, { kind: "ClosedEvent", actor }));
  announceThread(thread, actor, "closed");
}

/** A closed pull request does not follow its branch; reopening catches up, and is refused after a forced push. */
export function reopen(thread: Thread, actor: Account): void {
  if (thread.state.state !== "CLOSED") throw unprocessable("state cannot be changed. The pull request cannot be reopened.");
  if (thread instanceof Pull) {
    const tip = thread.headRepository?.tip(thread.state.headRef);
    if (tip === undefined) throw unprocessable("state cannot be changed. The branch has been deleted.");
    if (!isAncestor(thread.repository.store, thread.state.head, tip)) {
      throw unprocessable("state cannot be changed. The branch was force-pushed or recreated.");
    }
    if (tip !== thread.state.head) catchUp(thread, actor, tip);
  }
  thread.change({ state: "OPEN", closedAt: null }, eventNow(thread, { kind: "ReopenedEvent", actor }));
  announceThread(thread, actor, "reopened");
}

/** Merges by a merge commit, or squashed into one commit on the base. Throws Conflict where both sides changed a file. */
export function merge(pull: Pull, actor: Account, method: "merge" | "squash" = "merge"): Sha {
  const { repository, state } = pull;
  const tip = repository.tip(state.baseRef);
  if (tip === undefined || state.state !== "OPEN") throw new Refusal(405, "Pull Request is not mergeable");
  const tree = mergeOf(repository.store, tip, state.head);
  const parents = method === "merge" ? [tip, state.head] : [tip];
  const message = method === "merge" ? `Merge pull request #${pull.number}\n` : `${state.title} (#${pull.number})\n`;
  const commit = commitTree(repository, actor, tree, parents, message);
  if (method === "squash") markMerged(pull, actor, commit);
  moveBranch(repository, actor, state.baseRef, commit);
  return commit;
}
