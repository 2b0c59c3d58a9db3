/** GraphQL: comments, reviews, comments on lines, their edits and reactions. */
import { timestamp } from "../clock.ts";
import { nodeId } from "../ids.ts";
import {
  type Edit,
  type IssueComment,
  type LineComment,
  type Post,
  type PullReview,
  type Reaction,
  type ReviewThread,
  reactionContents,
  type Written,
} from "../items.ts";
import { postNodeId, postUrl } from "../payloads.ts";
import { time } from "../shapes.ts";
import { isPullState, postIn, type Thread, type ThreadState } from "../threads.ts";
import { page } from "./connection.ts";
import type { Arguments, Context, Fields, Tables } from "./context.ts";
import { objectView } from "./git.ts";
import { actorOf } from "./people.ts";

export interface ThreadView<S extends ThreadState = ThreadState> {
  readonly __typename: "Issue" | "PullRequest";
  readonly thread: Thread<S>;
  readonly state: S;
}

export interface PostView<P extends Post = Post> {
  readonly __typename: P["kind"];
  readonly on: ThreadView;
  readonly post: P;
}

export const postView = <P extends Post>(on: ThreadView, post: P): PostView<P> => ({ __typename: post.kind, on, post });

/** All groups, also the empty ones, as GitHub lists them. */
export const reactionGroups = (subject: unknown, reactions: readonly Reaction[]) =>
  reactionContents.map((content) => ({ subject, content, reactions }));

export const editsPage = (edits: readonly Edit[], args: Arguments) =>
  page({ name: "userContentEdits", items: edits.toReversed(), node: (edit) => edit }, args);

export const lastEdit = ({ edits }: Pick<Written, "edits">): Edit | undefined => edits.at(-1);

const post: Fields<PostView> = {
  id: ({ on, post }) => postNodeId(on.thread, post),
  databaseId: ({ post }) => post.id,
  fullDatabaseId: ({ post }) => String(post.id),
  url: ({ on, post }) => postUrl(on.thread, post),
  author: ({ post }) => actorOf(post.author),
  body: ({ post }) => post.body,
  createdAt: ({ post }) => timestamp(post.createdAt),
  publishedAt: ({ post }) => timestamp(post.createdAt),
  updatedAt: ({ post }) => timestamp(post.updatedAt),
  lastEditedAt: ({ post }) => time(lastEdit(post)?.editedAt ?? null),
  editor: ({ post }) => actorOf(lastEdit(post)?.editor ?? null),
  includesCreatedEdit: ({ post }) => post.edits.length > 0,
  isMinimized: ({ post }) => post.minimized !== null,
  minimizedReason: ({ post }) => post.minimized,
  viewerDidAuthor: ({ post }, _, { token }) => post.author === token.access.actor,
  viewerCanMinimize: () => true,
  userContentEdits: ({ post }, args) => editsPage(post.edits, args),
  reactionGroups: (view) => reactionGroups(view, view.post.reactions),
};

const comment: Fields<PostView<IssueComment>> = {
  ...post,
  issue: ({ on }) => (on.__typename === "Issue" ? on : null),
  pullRequest: ({ on }) => (on.__typename === "PullRequest" ? on : null),
  repository: ({ on }) => on.thread.repository,
};

const review: Fields<PostView<PullReview>> = {
  ...post,
  state: ({ post }) => post.state,
  submittedAt: ({ post }) => time(post.submittedAt),
  commit: ({ on, post }) => objectView(on.thread.repository, post.commit),
  pullRequest: ({ on }) => on,
  repository: ({ on }) => on.thread.repository,
  comments: ({ on, post }, args) => {
    const items = isPullState(on.state)
      ? on.state.reviewThreads.flatMap(({ comments }) => comments).filter((line) => line.review === post.id)
      : [];
    return page({ name: "comments", items, node: (line) => postView(on, line), key: ({ id }) => id }, args);
  },
};

const lineComment: Fields<PostView<LineComment>> = {
  ...post,
  path: ({ post }) => post.path,
  line: ({ post }) => post.line,
  originalLine: ({ post }) => post.line,
  state: ({ on, post }) => {
    const around = postIn(on.state, post.review);
    return around?.kind === "PullRequestReview" && around.state === "PENDING" ? "PENDING" : "SUBMITTED";
  },
  commit: ({ on, post }) => objectView(on.thread.repository, post.commit),
  originalCommit: ({ on, post }) => objectView(on.thread.repository, post.originalCommit),
  pullRequest: ({ on }) => on,
  pullRequestReview: ({ on, post }) => {
    const around = postIn(on.state, post.review);
    return around === undefined ? null : postView(on, around);
  },
  replyTo: ({ on, post }) => {
    const before = post.inReplyTo === null ? undefined : postIn(on.state, post.inReplyTo);
    return before === undefined ? null : postView(on, before);
  },
};

export interface ReviewThreadView {
  readonly __typename: "PullRequestReviewThread";
  readonly on: ThreadView;
  readonly lines: ReviewThread;
}

const reviewThread: Fields<ReviewThreadView> = {
  id: ({ on, lines }) => nodeId("PRRT", on.thread.id, lines.id),
  path: ({ lines }) => lines.path,
  line: ({ lines }) => lines.line,
  isResolved: ({ lines }) => lines.resolvedBy !== null,
  resolvedBy: ({ lines }) => actorOf(lines.resolvedBy),
  pullRequest: ({ on }) => on,
  comments: ({ on, lines }, args) =>
    page(
      { name: "comments", items: submittedLines(on.state, lines.comments), node: (line) => postView(on, line), key: ({ id }) => id },
      args,
    ),
};

/** What belongs to a pending review is seen by its author only. */
export function submittedLines(state: ThreadState, lines: readonly LineComment[]): readonly LineComment[] {
  const pending = new Set(
    state.timeline.flatMap((item) => (item.kind === "PullRequestReview" && item.state === "PENDING" ? [item.id] : [])),
  );
  return pending.size === 0 ? lines : lines.filter(({ review }) => !pending.has(review));
}

interface GroupView {
  readonly subject: unknown;
  readonly content: string;
  readonly reactions: readonly Reaction[];
}

const of = ({ content, reactions }: GroupView): readonly Reaction[] => reactions.filter((reaction) => reaction.content === content);

const group: Fields<GroupView> = {
  content: ({ content }) => content,
  subject: ({ subject }) => subject,
  viewerHasReacted: (view, _: Arguments, { token }: Context) => of(view).some(({ account }) => account === token.access.actor),
  reactors: (view, args) => page({ name: "reactors", items: of(view), node: ({ account }) => actorOf(account) }, args),
  createdAt: (view) => time(of(view)[0]?.createdAt ?? null),
};

const reaction: Fields<Reaction> = {
  id: ({ id }) => nodeId("REA", id),
  databaseId: ({ id }) => id,
  content: ({ content }) => content,
  createdAt: ({ createdAt }) => timestamp(createdAt),
  /** Typed as a user, so bots are nobody. */
  user: ({ account }) => (account.__typename === "User" ? actorOf(account) : null),
};

const edit: Fields<Edit> = {
  id: ({ id }) => nodeId("UCE", id),
  editedAt: ({ editedAt }) => timestamp(editedAt),
  createdAt: ({ editedAt }) => timestamp(editedAt),
  updatedAt: ({ editedAt }) => timestamp(editedAt),
  deletedAt: () => null,
  deletedBy: () => null,
  editor: ({ editor }) => actorOf(editor),
  diff: ({ body }) => body,
};

export const postTables: Tables = {
  IssueComment: comment,
  PullRequestReview: review,
  PullRequestReviewComment: lineComment,
  PullRequestReviewThread: reviewThread,
  ReactionGroup: group,
  Reaction: reaction,
  UserContentEdit: edit,
};
