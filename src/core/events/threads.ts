/** Deliveries about one thread: what happened to a pull request, and what was said on one or on an issue. */
import { z } from "zod";
import type { Instant } from "../ids.ts";
import { commandLines } from "../markdown.ts";
import type { Evidence, Sighting } from "../memory.ts";
import { type News, newsFrom, noNews, type Reader, type Self } from "./news.ts";
import {
  comment,
  type envelope,
  historyBefore,
  isOurs,
  isOwnAct,
  onRepository,
  pull,
  reading,
  review,
  sha,
  threadOf,
  time,
} from "./payloads.ts";

/** Actions that leave a dated trace on the thread; for these the pull request's `updated_at` is the second of the act. */
const acts = new Set([
  "opened",
  "reopened",
  "closed",
  "synchronize",
  "edited",
  "labeled",
  "unlabeled",
  "assigned",
  "unassigned",
  "review_requested",
  "review_request_removed",
  "ready_for_review",
  "converted_to_draft",
]);

type Pull = z.output<typeof pull>;
type Placed = Parameters<typeof threadOf>[0];

interface Told {
  readonly adoptedAt?: Instant;
  readonly evidence: readonly Evidence[];
  readonly thoroughly: boolean;
  readonly isEcho: boolean;
}

function newsOfThread(payload: Placed, number: number, { adoptedAt, evidence, thoroughly, isEcho }: Told): News {
  const thread = threadOf(payload, number);
  return newsFrom(isEcho ? [] : [{ kind: "thread", ...thread, thoroughly }], [{ kind: "pull request", thread, adoptedAt, evidence }]);
}

const sighted = (sighting: Sighting): Evidence => ({ kind: "sighting", sighting });
const changed = (at: Instant): Evidence => ({ kind: "changed", at });
const delivered = ({ head, updated_at }: Pull): Evidence => sighted({ head: head.sha, at: updated_at, source: "delivery" });

const pullRequest = reading(
  z.object({ ...onRepository, action: z.string(), pull_request: pull, before: sha.exactOptional(), after: sha.exactOptional() }),
  (payload, self) => {
    const { action, pull_request: at, sender } = payload;
    return newsOfThread(payload, at.number, {
      ...(acts.has(action) ? { adoptedAt: historyBefore(sender, action === "opened" ? at.created_at : at.updated_at) } : {}),
      evidence: [sightingOf(payload), changed(at.updated_at)],
      thoroughly: false,
      isEcho: isOurs(sender, self),
    });
  },
);

interface PullPayload {
  readonly action: string;
  readonly pull_request: Pull;
  readonly before?: z.output<typeof sha>;
  readonly after?: z.output<typeof sha>;
}

function sightingOf({ action, pull_request: at, before, after }: PullPayload): Evidence {
  if (action === "opened") return sighted({ head: at.head.sha, at: at.created_at, source: "opened" });
  if (action !== "synchronize" || before === undefined || after === undefined) return delivered(at);
  return sighted({ head: after, at: at.updated_at, source: "delivery", before });
}

const pullRequestReview = reading(z.object({ ...onRepository, action: z.string(), review, pull_request: pull }), (payload, self) => {
  const { action, review: said, pull_request: at, sender } = payload;
  const isSubmission = action === "submitted";
  const evidence: Evidence[] = [delivered(at), changed(at.updated_at)];
  // Only here: GitHub moves a review to a later commit when the patch looks alike, and then reports that one.
  if (isSubmission && said.commit_id) evidence.push({ kind: "reviewed", statement: said.node_id, commit: said.commit_id });
  if (action === "edited" && isOwnAct(sender, said.user)) evidence.push({ kind: "withdrawn", statement: said.node_id });
  return newsOfThread(payload, at.number, {
    ...(isSubmission && said.submitted_at ? { adoptedAt: historyBefore(sender, said.submitted_at) } : {}),
    evidence,
    // A look at the newest reviews does not show that an old one changed.
    thoroughly: !isSubmission,
    isEcho: isOurs(sender, self),
  });
});

const pullRequestReviewComment = reading(
  z.object({ ...onRepository, action: z.string(), comment, pull_request: pull }),
  (payload, self) => {
    const { action, comment: said, pull_request: at, sender } = payload;
    return newsOfThread(payload, at.number, {
      ...dated(action, said, sender),
      evidence: [delivered(at), changed(at.updated_at), ...withdrawal(action, said, sender)],
      thoroughly: true,
      isEcho: isOurs(sender, self),
    });
  },
);

const pullRequestReviewThread = reading(z.object({ ...onRepository, pull_request: pull }), (payload, self) =>
  newsOfThread(payload, payload.pull_request.number, {
    evidence: [delivered(payload.pull_request), changed(payload.pull_request.updated_at)],
    thoroughly: false,
    isEcho: isOurs(payload.sender, self),
  }),
);

const issue = z.object({ number: z.int(), updated_at: time, pull_request: z.object({}).nullish() });

const words = comment.extend({ body: z.string() });

/** Comments on issues come under the same name. */
const issueComment = reading(z.object({ ...onRepository, action: z.string(), comment: words, issue }), (payload, self) => {
  const { action, comment: said, issue: on, sender } = payload;
  if (!on.pull_request) return newsOfIssue(payload, self);
  return newsOfThread(payload, on.number, {
    ...dated(action, said, sender),
    evidence: [changed(on.updated_at), ...withdrawal(action, said, sender)],
    thoroughly: action === "deleted",
    isEcho: isOurs(sender, self),
  });
});

type IssueComment = Placed & { readonly action: string; readonly comment: z.output<typeof words>; readonly issue: z.output<typeof issue> };

/**
 * The text only says that it is worth a look: what counts is what GitHub shows then. Only a new comment is: no word counts that was
 * written into an old one, and what was deleted has been heard by now, or never will be.
 */
function newsOfIssue(payload: IssueComment, self: Self): News {
  const { action, comment: said, issue: on, sender } = payload;
  const isHeard = commandLines(said.body).some(({ name }) => self.heardOnIssues.has(name.toLowerCase()));
  if (action !== "created" || isOurs(sender, self) || !isHeard) return noNews;
  const thread = threadOf(payload, on.number);
  const adoptedAt = historyBefore(sender, said.created_at);
  return newsFrom([{ kind: "issue", ...thread }], [{ kind: "issue", thread, adoptedAt, evidence: [changed(on.updated_at)] }]);
}

type Comment = z.output<typeof comment>;
type Sender = z.output<typeof envelope.sender>;

function dated(action: string, said: Comment, sender: Sender): { adoptedAt?: Instant } {
  if (action === "created") return { adoptedAt: historyBefore(sender, said.created_at) };
  return action === "edited" ? { adoptedAt: historyBefore(sender, said.updated_at) } : {};
}

/** That a text was taken back by its own author, and not by somebody who wanted it gone, is told nowhere else. */
const withdrawal = (action: string, said: Comment, sender: Sender): Evidence[] =>
  action !== "created" && isOwnAct(sender, said.user) ? [{ kind: "withdrawn", statement: said.node_id }] : [];

export const threadReaders: Readonly<Record<string, Reader>> = {
  pull_request: pullRequest,
  pull_request_review: pullRequestReview,
  pull_request_review_comment: pullRequestReviewComment,
  pull_request_review_thread: pullRequestReviewThread,
  issue_comment: issueComment,
};
