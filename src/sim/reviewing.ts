/** Reviews and the comments on lines that come with them. */
import type { Account } from "./accounts.ts";
import { announceLineComment, announceReview, announceReviewThread } from "./announcements.ts";
import { eventNow, written } from "./conversation.ts";
import type { Sha } from "./git/objects.ts";
import type { LineComment, PullReview, ReviewState } from "./items.ts";
import { notFound, unprocessable } from "./refusal.ts";
import { lineComments, type Pull, postIn } from "./threads.ts";

export interface Line {
  readonly path: string;
  readonly line?: number;
  readonly body: string;
  readonly inReplyTo?: LineComment;
}

export interface NewReview {
  readonly state: Exclude<ReviewState, "DISMISSED">;
  readonly body?: string;
  /** The commit it is attributed to: any the reviewer names, else the head of now. */
  readonly commit?: Sha;
  readonly lines?: readonly Line[];
}

function withLine(pull: Pull, author: Account, review: PullReview, { path, line = 1, body, inReplyTo }: Line): LineComment {
  const { repository } = pull;
  const made: LineComment = {
    kind: "PullRequestReviewComment",
    ...written(pull, author, body),
    review: review.id,
    path: inReplyTo?.path ?? path,
    line: inReplyTo?.line ?? line,
    commit: pull.state.head,
    originalCommit: review.commit,
    inReplyTo: inReplyTo?.id ?? null,
  };
  const { reviewThreads } = pull.state;
  const isReply = reviewThreads.some(({ comments }) => comments.some(({ id }) => id === inReplyTo?.id));
  const continued = reviewThreads.map((thread) =>
    thread.comments.some(({ id }) => id === inReplyTo?.id) ? { ...thread, comments: [...thread.comments, made] } : thread,
  );
  const fresh = { id: repository.world.nextId(), path: made.path, line: made.line, resolvedBy: null, comments: [made] };
  pull.change({ reviewThreads: isReply ? continued : [...continued, fresh] });
  repository.threadOfPost.set(made.id, pull);
  return made;
}

/** A review that has been submitted takes its author off the list of those asked. */
function withoutRequest(pull: Pull, author: Account): void {
  if (pull.state.requested.includes(author)) pull.change({ requested: pull.state.requested.filter((other) => other !== author) });
}

function announceSubmitted(pull: Pull, review: PullReview): void {
  announceReview(pull, review.author, "submitted", review);
  for (const line of lineComments(pull.state)) if (line.review === review.id) announceLineComment(pull, review.author, "created", line);
}

/** One submission: a review, and an event for each comment on a line. A PENDING one is seen by its author only. */
export function review(pull: Pull, author: Account, { state, body = "", commit = pull.state.head, lines = [] }: NewReview): PullReview {
  const { world } = pull.repository;
  if (author === pull.author && (state === "APPROVED" || state === "CHANGES_REQUESTED")) {
    throw unprocessable(`Review Can not ${state === "APPROVED" ? "approve" : "request changes on"} your own pull request`);
  }
  if (body === "" && lines.length === 0 && (state === "COMMENTED" || state === "CHANGES_REQUESTED"))
    throw unprocessable("Review body is required");
  const submittedAt = state === "PENDING" ? null : world.clock.now();
  const made: PullReview = { kind: "PullRequestReview", ...written(pull, author, body), state, submittedAt, commit };
  pull.change({}, made);
  pull.repository.threadOfPost.set(made.id, pull);
  for (const line of lines) withLine(pull, author, made, line);
  if (state === "PENDING") return made;
  withoutRequest(pull, author);
  announceSubmitted(pull, made);
  return made;
}

/** Submits a review that was pending; it takes its place on the timeline now. */
export function submit(pull: Pull, id: number, state: Exclude<ReviewState, "PENDING" | "DISMISSED">): PullReview {
  const pending = postIn(pull.state, id);
  if (pending?.kind !== "PullRequestReview" || pending.state !== "PENDING") throw notFound();
  const now = pull.repository.world.clock.now();
  const submitted: PullReview = { ...pending, state, submittedAt: now, updatedAt: now };
  pull.change({ timeline: pull.state.timeline.filter((item) => item.id !== id) }, submitted);
  withoutRequest(pull, pending.author);
  announceSubmitted(pull, submitted);
  return submitted;
}

/** A comment on a line outside a review makes a COMMENTED review with an empty body. */
export function commentOnLine(pull: Pull, author: Account, line: Line): LineComment {
  const around = review(pull, author, { state: "COMMENTED", lines: [line] });
  const made = lineComments(pull.state).find((comment) => comment.review === around.id);
  if (made === undefined) throw notFound();
  return made;
}

/** Hides the old state, which only the event remembers. */
export function dismiss(pull: Pull, actor: Account, id: number, message: string): PullReview {
  const before = postIn(pull.state, id);
  if (before?.kind !== "PullRequestReview") throw notFound();
  if (before.state !== "APPROVED" && before.state !== "CHANGES_REQUESTED")
    throw unprocessable("Can not dismiss a commented pull request review");
  const after: PullReview = { ...before, state: "DISMISSED", updatedAt: pull.repository.world.clock.now() };
  const timeline = pull.state.timeline.map((item) => (item.id === id ? after : item));
  const event = eventNow(pull, { kind: "ReviewDismissedEvent", actor, review: id, previousState: before.state, message });
  pull.change({ timeline }, event);
  announceReview(pull, actor, "dismissed", after);
  return after;
}

export function resolve(pull: Pull, actor: Account, comment: LineComment, resolved: boolean): void {
  const found = pull.state.reviewThreads.find(({ comments }) => comments.some(({ id }) => id === comment.id));
  if (found === undefined) throw notFound();
  const after = { ...found, resolvedBy: resolved ? actor : null };
  pull.change({ reviewThreads: pull.state.reviewThreads.map((thread) => (thread === found ? after : thread)) });
  announceReviewThread(pull, actor, resolved ? "resolved" : "unresolved", found.comments);
}
