/** What stands on a thread: labels, comments, reviews and the events of its timeline. All immutable but the labels. */
import type { Account, Team } from "./accounts.ts";
import type { Sha } from "./git/objects.ts";
import type { Repository } from "./repositories.ts";

export interface Label {
  readonly __typename: "Label";
  readonly id: number;
  readonly repository: Repository;
  name: string;
  color: string;
  description: string | null;
}

export const reactionContents = ["THUMBS_UP", "THUMBS_DOWN", "LAUGH", "HOORAY", "CONFUSED", "HEART", "ROCKET", "EYES"] as const;
export type ReactionContent = (typeof reactionContents)[number];

export interface Reaction {
  readonly id: number;
  readonly content: ReactionContent;
  readonly account: Account;
  readonly createdAt: number;
}

export interface Edit {
  readonly id: number;
  readonly editor: Account;
  readonly editedAt: number;
  readonly body: string;
}

/** Anything with words in it. */
export interface Written {
  readonly id: number;
  readonly author: Account;
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly body: string;
  readonly edits: readonly Edit[];
  readonly reactions: readonly Reaction[];
  readonly minimized: string | null;
}

export interface IssueComment extends Written {
  readonly kind: "IssueComment";
}

export type ReviewState = "PENDING" | "COMMENTED" | "APPROVED" | "CHANGES_REQUESTED" | "DISMISSED";

export interface PullReview extends Written {
  readonly kind: "PullRequestReview";
  readonly state: ReviewState;
  readonly submittedAt: number | null;
  readonly commit: Sha;
}

export interface LineComment extends Written {
  readonly kind: "PullRequestReviewComment";
  readonly review: number;
  readonly path: string;
  readonly line: number;
  /** Follows the head. */
  readonly commit: Sha;
  readonly originalCommit: Sha;
  readonly inReplyTo: number | null;
}

interface Event<Kind extends string> {
  readonly kind: Kind;
  readonly id: number;
  readonly createdAt: number;
  readonly actor: Account;
}

export type ThreadEvent =
  | (Event<"LabeledEvent" | "UnlabeledEvent"> & { readonly label: Label })
  | (Event<"AssignedEvent" | "UnassignedEvent"> & { readonly assignee: Account })
  | (Event<"ReviewRequestedEvent" | "ReviewRequestRemovedEvent"> & { readonly reviewer: Account | Team })
  | (Event<"ReviewDismissedEvent"> & { readonly review: number; readonly previousState: ReviewState; readonly message: string })
  | (Event<"HeadRefForcePushedEvent" | "BaseRefForcePushedEvent"> & { readonly before: Sha; readonly after: Sha })
  | (Event<"BaseRefChangedEvent" | "AutomaticBaseChangeSucceededEvent"> & { readonly previous: string; readonly now: string })
  | (Event<"RenamedTitleEvent"> & { readonly previous: string; readonly now: string })
  | (Event<"CommentDeletedEvent"> & { readonly deletedAuthor: Account })
  | (Event<"PullRequestCommit" | "MergedEvent"> & { readonly commit: Sha })
  | Event<"HeadRefDeletedEvent" | "HeadRefRestoredEvent" | "ReadyForReviewEvent" | "ConvertToDraftEvent">
  | Event<"ClosedEvent" | "ReopenedEvent" | "LockedEvent" | "UnlockedEvent">;

export type TimelineItem = IssueComment | PullReview | ThreadEvent;
export type Post = IssueComment | PullReview | LineComment;

export interface ReviewThread {
  readonly id: number;
  readonly path: string;
  readonly line: number;
  readonly resolvedBy: Account | null;
  readonly comments: readonly LineComment[];
}
