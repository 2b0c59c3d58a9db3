/** What people do, in words that read like a story. */
import { Account, type Team } from "./accounts.ts";
import { announceCheck } from "./announcements.ts";
import { moveBranch } from "./branches.ts";
import { setStatus } from "./checks.ts";
import * as conversation from "./conversation.ts";
import { type Changes, commitChanges, forkOf } from "./creation.ts";
import { deleteBranch, deleteIssue } from "./deletion.ts";
import type { Sha } from "./git/objects.ts";
import type { Label, ReactionContent, ReviewState } from "./items.ts";
import * as labelling from "./labelling.ts";
import * as pulls from "./pulls.ts";
import { amendedHead, headWithBase, headWithOursOf, rebasedHead, squashedHead } from "./pushing.ts";
import { type MergeGroup, queueForMerge } from "./queue.ts";
import type { Repository } from "./repositories.ts";
import * as requesting from "./requesting.ts";
import type { CheckRun, CommitStatus } from "./results.ts";
import * as reviewing from "./reviewing.ts";
import { Said } from "./said.ts";
import { type Issue, type Pull, Thread } from "./threads.ts";

export interface OpenOptions {
  readonly title?: string;
  readonly body?: string;
  readonly changes: Changes;
  readonly base?: string;
  readonly branch?: string;
  /** From the person's fork, made where needed. */
  readonly fork?: boolean;
  readonly draft?: boolean;
  readonly message?: string;
}

export interface ReviewOptions {
  /** The commit the reviewer names; the head of now if none. */
  readonly commit?: Sha;
  readonly lines?: readonly reviewing.Line[];
}

export class Person extends Account {
  // Opening and pushing

  opens(repository: Repository, options: OpenOptions): Pull {
    const { title = "A change", body = "", changes, base = repository.defaultBranch, fork = false, draft = false } = options;
    const home = fork ? forkOf(repository, this) : repository;
    const branch = options.branch ?? `${this.login}-${repository.threads.size + 1}`;
    const head = commitChanges(repository, this, repository.tip(base), changes, options.message ?? `${title}\n`);
    moveBranch(home, this, branch, head);
    return pulls.openPull(repository, this, { title, body, headRepository: home, headRef: branch, head, baseRef: base, isDraft: draft });
  }

  /** Opens a pull request from a branch that is there already, perhaps the head of another one. */
  opensFrom(home: Repository, branch: string, repository: Repository, base: string, title = "A change", body = ""): Pull {
    const head = home.tip(branch) ?? "";
    return pulls.openPull(repository, this, { title, body, headRepository: home, headRef: branch, head, baseRef: base, isDraft: false });
  }

  opensIssue(repository: Repository, title: string, body = ""): Issue {
    return pulls.openIssue(repository, this, title, body);
  }

  deletesIssue(issue: Issue): void {
    deleteIssue(issue, this);
  }

  /** One more commit on the head. */
  pushes(pull: Pull, changes: Changes, message = "More\n"): Sha {
    return this.forcePushes(pull, commitChanges(pull.repository, this, pull.state.head, changes, message));
  }

  /** All commits of the pull request become one with the same tree. */
  squashes(pull: Pull, message = `${pull.state.title} (squashed)\n`): Sha {
    return this.forcePushes(pull, squashedHead(pull, this, message));
  }

  /** The last commit is written again: with another message, other content, or both. */
  amends(pull: Pull, { message = "Reworded\n", changes = {} }: { message?: string; changes?: Changes } = {}): Sha {
    return this.forcePushes(pull, amendedHead(pull, this, message, changes));
  }

  /** The commits are replayed on the base's tip of now. Throws Conflict where they do not apply. */
  rebases(pull: Pull): Sha {
    return this.forcePushes(pull, rebasedHead(pull, this));
  }

  /** The base's tip is merged into the head. */
  mergesBase(pull: Pull): Sha {
    return this.forcePushes(pull, headWithBase(pull, this));
  }

  /** `git merge -s ours BASE`: the head's tree stays as it is, and reverts what the base had. */
  mergesOurs(pull: Pull): Sha {
    return this.forcePushes(pull, headWithOursOf(pull, this));
  }

  /** Sets the head's branch, forward or not. */
  forcePushes(pull: Pull, head: Sha): Sha {
    if (pull.headRepository === null) throw new Error(`the fork of ${pull.repository.fullName}#${pull.number} is gone`);
    moveBranch(pull.headRepository, this, pull.state.headRef, head);
    return head;
  }

  pushesTo(repository: Repository, branch: string, changes: Changes, message = "Work\n"): Sha {
    const from = repository.tip(branch) ?? repository.tip(repository.defaultBranch);
    const head = commitChanges(repository, this, from, changes, message);
    moveBranch(repository, this, branch, head);
    return head;
  }

  /** Sets a branch to any commit of the network. */
  resets(repository: Repository, branch: string, to: Sha): void {
    moveBranch(repository, this, branch, to);
  }

  deletesBranch(repository: Repository, branch: string): void {
    deleteBranch(repository, this, branch);
  }

  // Saying

  says<T extends Thread>(thread: T, text: string): Said<T> {
    return new Said(thread, conversation.comment(thread, this, text).id);
  }

  /** A comment, a review, an inline comment, or the body of a thread. */
  edits(what: Said | Thread, text: string): void {
    if (what instanceof Thread) pulls.editBody(what, this, text);
    else conversation.editPost(what.thread, this, what.id, text);
  }

  deletes({ thread, id }: Said): void {
    conversation.deletePost(thread, this, id);
  }

  minimizes({ thread, id }: Said, reason = "outdated"): void {
    conversation.minimize(thread, id, reason);
  }

  reactsTo(what: Said | Thread, content: ReactionContent): void {
    if (what instanceof Thread) conversation.react(what, this, undefined, content);
    else conversation.react(what.thread, this, what.id, content);
  }

  reviews(pull: Pull, state: Exclude<ReviewState, "DISMISSED">, body = "", options: ReviewOptions = {}): Said<Pull> {
    return new Said(pull, reviewing.review(pull, this, { state, body, ...options }).id);
  }

  submits(pending: Said<Pull>, state: "COMMENTED" | "APPROVED" | "CHANGES_REQUESTED"): void {
    reviewing.submit(pending.thread, pending.id, state);
  }

  commentsOnLine(pull: Pull, path: string, body: string, line = 1): Said<Pull> {
    return new Said(pull, reviewing.commentOnLine(pull, this, { path, line, body }).id);
  }

  repliesTo(to: Said<Pull>, body: string): Said<Pull> {
    const before = to.post;
    if (before?.kind !== "PullRequestReviewComment") throw new Error("only comments on lines have replies");
    return new Said(to.thread, reviewing.commentOnLine(to.thread, this, { path: before.path, body, inReplyTo: before }).id);
  }

  dismisses(review: Said<Pull>, message = "Out of date"): void {
    reviewing.dismiss(review.thread, this, review.id, message);
  }

  // Setting

  labels(thread: Thread, ...names: string[]): void {
    labelling.addLabels(thread, this, names);
  }

  unlabels(thread: Thread, ...names: string[]): void {
    for (const name of names) labelling.removeLabel(thread, this, name);
  }

  assigns(thread: Thread, ...people: Account[]): void {
    requesting.assign(thread, this, people);
  }

  unassigns(thread: Thread, ...people: Account[]): void {
    requesting.unassign(thread, this, people);
  }

  asks(pull: Pull, ...reviewers: (Account | Team)[]): void {
    requesting.requestReviewers(pull, this, reviewers);
  }

  stopsAsking(pull: Pull, ...reviewers: (Account | Team)[]): void {
    requesting.withdrawRequests(pull, this, reviewers);
  }

  retitles(thread: Thread, title: string): void {
    pulls.retitle(thread, this, title);
  }

  retargets(pull: Pull, base: string): void {
    pulls.retarget(pull, this, base);
  }

  marksDraft(pull: Pull): void {
    pulls.setDraft(pull, this, true);
  }

  marksReady(pull: Pull): void {
    pulls.setDraft(pull, this, false);
  }

  closes(thread: Thread): void {
    pulls.close(thread, this);
  }

  reopens(thread: Thread): void {
    pulls.reopen(thread, this);
  }

  locks(thread: Thread): void {
    pulls.setLocked(thread, this, true);
  }

  unlocks(thread: Thread): void {
    pulls.setLocked(thread, this, false);
  }

  createsLabel(repository: Repository, name: string, color = "ededed", description: string | null = null): Label {
    return labelling.newLabel(repository, this, name, color, description);
  }

  renamesLabel(label: Label, name: string): void {
    labelling.renameLabel(label, this, name);
  }

  deletesLabel(label: Label): void {
    labelling.deleteLabel(label, this);
  }

  setsStatus(
    repository: Repository,
    commit: Sha,
    status: Pick<CommitStatus, "context" | "state"> & Partial<Pick<CommitStatus, "description">>,
  ): CommitStatus {
    return setStatus(repository, this, commit, status);
  }

  /** "Re-run" beside a check. */
  rerequests(run: CheckRun): void {
    announceCheck(run, "rerequested", this);
  }

  /** One of the buttons that the App put on its check. */
  presses(run: CheckRun, identifier: string): void {
    announceCheck(run, "requested_action", this, { requested_action: { identifier } });
  }

  /** "Merge when ready": the queue makes a group of it and asks for its checks. */
  queues(pull: Pull): MergeGroup {
    return queueForMerge(pull, this);
  }

  merges(pull: Pull, method: "merge" | "squash" = "merge"): Sha {
    return pulls.merge(pull, this, method);
  }
}
