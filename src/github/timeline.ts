/** The timeline: items as GraphQL shows them, made into statements; our own comments are kept apart. */
import { z } from "zod";
import type { OurComment, Person } from "../core/facts.ts";
import type { Shown } from "../core/history.ts";
import { instantOf, type NodeId, nodeIdOf, shaOf, type UserId } from "../core/ids.ts";
import type { Act, Comment, Review } from "../core/statements.ts";
import { personOf, reviewerName, reviewerShape, type Who, whoShape } from "./accounts.ts";
import { IncompleteRead } from "./errors.ts";

const instant = z.iso.datetime().transform(instantOf);
const text = {
  id: z.string().transform(nodeIdOf),
  url: z.string(),
  author: whoShape,
  body: z.string(),
  lastEditedAt: z.string().nullable(),
  editor: whoShape,
};

export const commentShape = z.object({ ...text, fullDatabaseId: z.coerce.number(), createdAt: instant, isMinimized: z.boolean() });

const states = { APPROVED: "approved", CHANGES_REQUESTED: "changes requested", COMMENTED: "commented", DISMISSED: "dismissed" } as const;
const stateShape = z.enum(["APPROVED", "CHANGES_REQUESTED", "COMMENTED", "DISMISSED", "PENDING"]);
export const reviewShape = z.object({ ...text, state: stateShape, submittedAt: instant.nullable() });

const inlineShape = z.object({
  ...text,
  createdAt: instant,
  publishedAt: instant.nullable(),
  isMinimized: z.boolean(),
  replyTo: z.object({ id: z.string() }).nullable(),
});

export const inlinePageShape = z.object({
  totalCount: z.number(),
  pageInfo: z.object({ hasNextPage: z.boolean(), endCursor: z.string().nullable() }),
  nodes: z.array(inlineShape),
});

const event = { id: z.string().transform(nodeIdOf), createdAt: instant, actor: whoShape };
const commit = z.object({ oid: z.string().transform(shaOf) }).nullable();

const actName = z.enum([
  "ReadyForReviewEvent",
  "ConvertToDraftEvent",
  "ReviewDismissedEvent",
  "AssignedEvent",
  "UnassignedEvent",
  "CommentDeletedEvent",
]);
const requestName = z.enum(["ReviewRequestedEvent", "ReviewRequestRemovedEvent"]);
const acts: Readonly<Record<z.infer<typeof actName> | z.infer<typeof requestName>, Act["what"]>> = {
  ReadyForReviewEvent: "ready",
  ConvertToDraftEvent: "draft",
  ReviewRequestedEvent: "review requested",
  ReviewRequestRemovedEvent: "review request removed",
  ReviewDismissedEvent: "dismissed",
  AssignedEvent: "assigned",
  UnassignedEvent: "unassigned",
  CommentDeletedEvent: "comment deleted",
};

const itemShape = z.discriminatedUnion("__typename", [
  commentShape.extend({ __typename: z.literal("IssueComment") }),
  reviewShape.extend({ __typename: z.literal("PullRequestReview"), comments: inlinePageShape }),
  z.object({ __typename: z.enum(["LabeledEvent", "UnlabeledEvent"]), ...event, label: z.object({ name: z.string() }) }),
  z.object({ __typename: z.literal("HeadRefForcePushedEvent"), ...event, beforeCommit: commit, afterCommit: commit }),
  z.object({ __typename: z.enum(["HeadRefDeletedEvent", "HeadRefRestoredEvent"]), ...event }),
  z.object({ __typename: z.literal("BaseRefChangedEvent"), ...event, previousRefName: z.string(), currentRefName: z.string() }),
  z.object({ __typename: z.literal("AutomaticBaseChangeSucceededEvent"), ...event, oldBase: z.string(), newBase: z.string() }),
  z.object({ __typename: actName, ...event }),
  // Null where it is a team and the App may not read members, or where the account is gone.
  z.object({ __typename: requestName, ...event, requestedReviewer: reviewerShape.nullable() }),
]);

export const timelineShape = z.object({
  filteredCount: z.number(),
  pageInfo: z.object({ hasPreviousPage: z.boolean(), startCursor: z.string().nullable() }),
  nodes: z.array(itemShape),
});

export type Item = z.infer<typeof itemShape>;
type CommentItem = z.infer<typeof commentShape>;
type ReviewItem = z.infer<typeof reviewShape>;
type InlineItem = z.infer<typeof inlineShape>;

export interface Sorted {
  readonly shown: readonly Shown[];
  readonly ours: readonly OurComment[];
  readonly threadStarts: readonly NodeId[];
}

export const isOurs = (author: Who, me: UserId): boolean => author?.__typename === "Bot" && author.databaseId === me;

/** Items in GitHub's order, ours apart by who wrote them: anybody may copy a mark of ours into a comment. */
export function sorted(items: readonly Item[], me: UserId): Sorted {
  const inline = items.flatMap((item) => (item.__typename === "PullRequestReview" ? item.comments.nodes : []));
  return {
    shown: items.flatMap((item): Shown[] => (item.__typename === "IssueComment" && isOurs(item.author, me) ? [] : shownOf(item))),
    ours: items.flatMap((item) => (item.__typename === "IssueComment" && isOurs(item.author, me) ? [ourCommentOf(item)] : [])),
    threadStarts: inline.filter(({ replyTo }) => replyTo === null).map(({ id }) => id),
  };
}

function shownOf(item: Item): Shown[] {
  switch (item.__typename) {
    case "IssueComment":
      return [shownComment(item)];
    case "PullRequestReview":
      return [...shownReview(item), ...item.comments.nodes.map((comment) => shownInline(comment, item.id))];
    case "LabeledEvent":
    case "UnlabeledEvent":
      return [{ statement: { ...said(item), kind: "label", label: item.label.name, on: item.__typename === "LabeledEvent" } }];
    case "HeadRefForcePushedEvent":
      return [{ statement: { ...said(item), kind: "head", what: "forced", before: item.beforeCommit?.oid, after: item.afterCommit?.oid } }];
    case "HeadRefDeletedEvent":
      return [{ statement: { ...said(item), kind: "head", what: "deleted", before: undefined, after: undefined } }];
    case "HeadRefRestoredEvent":
      return [{ statement: { ...said(item), kind: "head", what: "restored", before: undefined, after: undefined } }];
    case "BaseRefChangedEvent":
      return [{ statement: { ...said(item), kind: "base", from: item.previousRefName, to: item.currentRefName } }];
    case "AutomaticBaseChangeSucceededEvent":
      return [{ statement: { ...said(item), kind: "base", from: item.oldBase, to: item.newBase } }];
    case "ReviewRequestedEvent":
    case "ReviewRequestRemovedEvent": {
      const whom = item.requestedReviewer === null ? {} : { whom: reviewerName(item.requestedReviewer) };
      return [{ statement: { ...said(item), kind: "act", what: acts[item.__typename], ...whom } }];
    }
    default:
      return [{ statement: { ...said(item), kind: "act", what: acts[item.__typename] } }];
  }
}

const said = ({ id, createdAt, actor }: { id: NodeId; createdAt: ReturnType<typeof instantOf>; actor: Who }) => ({
  id,
  at: createdAt,
  by: personOf(actor),
});

interface TextItem {
  readonly id: NodeId;
  readonly url: string;
  readonly author: Who;
  readonly body: string;
  readonly lastEditedAt: string | null;
  readonly editor: Who;
}

/** What is common to all texts. A word counts only while nobody edited it, whoever that was. */
export function textOf({
  id,
  url,
  author,
  body,
  lastEditedAt,
}: TextItem): Pick<Comment, "id" | "url" | "body" | "presence"> & { by: Person | undefined } {
  return { id, url, body, by: personOf(author), presence: lastEditedAt === null ? "standing" : "edited" };
}

export function shownText(statement: Comment | Review, editor: Who): Shown {
  const lastEditor = personOf(editor)?.id;
  return lastEditor === undefined ? { statement } : { statement, lastEditor };
}

export const commentIn = (item: CommentItem): Comment => ({
  ...{ ...textOf(item), kind: "comment", place: "thread", at: item.createdAt, isMinimized: item.isMinimized },
});

export const shownComment = (item: CommentItem): Shown => shownText(commentIn(item), item.editor);

/** Nobody but its author sees a pending review: it has not been said. */
export function shownReview(item: ReviewItem): Shown[] {
  if (item.state === "PENDING") return [];
  if (item.submittedAt === null) throw new IncompleteRead(`review ${item.id} has no time of submission`);
  return [shownText({ ...textOf(item), kind: "review", at: item.submittedAt, state: states[item.state] }, item.editor)];
}

/** Said when it was published: it may have been drafted long before. */
const shownInline = (item: InlineItem, review: NodeId): Shown =>
  shownText(
    {
      ...{ ...textOf(item), kind: "comment", place: "inline", at: item.publishedAt ?? item.createdAt, isMinimized: item.isMinimized },
      ...(item.replyTo === null ? { review } : {}),
    },
    item.editor,
  );

export const ourCommentOf = ({ id, fullDatabaseId, body, createdAt, lastEditedAt, isMinimized }: CommentItem): OurComment => ({
  ...{ id, databaseId: fullDatabaseId, body, at: createdAt, isEdited: lastEditedAt !== null, isMinimized },
});
