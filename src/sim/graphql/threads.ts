/** GraphQL: pull requests and issues. */
import { timestamp } from "../clock.ts";
import { nodeId } from "../ids.ts";
import type { IssueComment, PullReview } from "../items.ts";
import { mergeability } from "../mergeability.ts";
import { threadUrl } from "../payloads.ts";
import { changedFiles, lineCounts, longestFileList } from "../rest/files.ts";
import { time } from "../shapes.ts";
import { Pull, type PullState, type Thread } from "../threads.ts";
import { page } from "./connection.ts";
import { type Arguments, type Context, type Fields, mayRead, recordOf, type Tables, textOf, textsOf } from "./context.ts";
import { objectView, readableRef } from "./git.ts";
import { actorOf, reviewerOf } from "./people.ts";
import { editsPage, lastEdit, postView, type ReviewThreadView, reactionGroups, submittedLines, type ThreadView } from "./posts.ts";
import { eventView, isVisible, timelinePage } from "./timeline.ts";

export type PullView = ThreadView<PullState>;

/** Null for a thread that was not there yet at that moment. */
export function threadView(thread: Thread | undefined, moment: number | undefined): ThreadView | null {
  const state = thread?.at(moment);
  return thread === undefined || state === undefined ? null : { __typename: thread.kind, thread, state };
}

/** By creation, unless the newest changes are asked for. */
function comments(view: ThreadView, args: Arguments) {
  const all = view.state.timeline.filter((item): item is IssueComment => item.kind === "IssueComment");
  const order = recordOf(args.orderBy);
  const byUpdate = textOf(order.field) === "UPDATED_AT";
  const sorted = byUpdate ? all.toSorted((a, b) => a.updatedAt - b.updatedAt) : all;
  const items = textOf(order.direction) === "DESC" ? sorted.toReversed() : sorted;
  const list = { name: "comments", items, node: (comment: IssueComment) => postView(view, comment) };
  return page(order.field === undefined ? { ...list, key: ({ id }: IssueComment) => id } : list, args);
}

const thread: Fields<ThreadView> = {
  number: (view) => view.thread.number,
  databaseId: (view) => view.thread.id,
  fullDatabaseId: (view) => String(view.thread.id),
  url: (view) => threadUrl(view.thread),
  title: ({ state }) => state.title,
  body: ({ state }) => state.body,
  state: ({ state }) => state.state,
  author: (view) => actorOf(view.thread.author),
  createdAt: (view) => timestamp(view.thread.createdAt),
  publishedAt: (view) => timestamp(view.thread.createdAt),
  updatedAt: ({ state }) => timestamp(state.updatedAt),
  closedAt: ({ state }) => time(state.closedAt),
  closed: ({ state }) => state.state !== "OPEN",
  locked: ({ state }) => state.locked,
  lastEditedAt: ({ state }) => time(lastEdit(state)?.editedAt ?? null),
  editor: ({ state }) => actorOf(lastEdit(state)?.editor ?? null),
  includesCreatedEdit: ({ state }) => state.edits.length > 0,
  userContentEdits: ({ state }, args) => editsPage(state.edits, args),
  reactionGroups: (view) => reactionGroups(view, view.state.reactions),
  viewerDidAuthor: (view, _, { token }) => view.thread.author === token.access.actor,
  repository: (view) => view.thread.repository,
  milestone: () => null,
  labels: ({ state }, args) => page({ name: "labels", items: state.labels, node: (label) => label }, args),
  assignees: ({ state }, args) => page({ name: "assignees", items: state.assignees, node: actorOf }, args),
  comments,
  timelineItems: timelinePage,
};

const issue: Fields<ThreadView> = { ...thread, id: (view) => nodeId("I", view.thread.id), stateReason: () => null };

/** Renamed files have their new name only. */
function files({ thread, state }: PullView, args: Arguments) {
  const { repository } = thread;
  const all = changedFiles(repository, state);
  return page(
    { name: "files", items: all.slice(0, longestFileList), node: (file) => ({ repository, file }), totalCount: all.length },
    args,
  );
}

type FileView = { readonly repository: Thread["repository"]; readonly file: ReturnType<typeof changedFiles>[number] };

const changeTypes = { added: "ADDED", removed: "DELETED", modified: "MODIFIED", renamed: "RENAMED", changed: "CHANGED" } as const;

const changedFile: Fields<FileView> = {
  path: ({ file }) => file.path,
  changeType: ({ file }) => changeTypes[file.status],
  additions: ({ repository, file }) => repository.network.comparisons.lines(file).additions,
  deletions: ({ repository, file }) => repository.network.comparisons.lines(file).deletions,
};

function commits(on: PullView, args: Arguments) {
  const events = new Map(on.state.timeline.flatMap((item) => (item.kind === "PullRequestCommit" ? [[item.commit, item]] : [])));
  const items = on.state.commits.flatMap((oid) => events.get(oid) ?? []);
  return page({ name: "commits", items, node: (event) => eventView(on, event), key: ({ id }) => id }, args);
}

function reviews(view: PullView, args: Arguments) {
  const [states, author] = [textsOf(args.states), textOf(args.author)];
  const items = view.state.timeline
    .filter((item): item is PullReview => item.kind === "PullRequestReview" && isVisible(item))
    .filter(({ state }) => states === undefined || states.includes(state))
    .filter((review) => author === undefined || review.author.login === author);
  return page({ name: "reviews", items, node: (review) => postView(view, review), key: ({ id }) => id }, args);
}

function reviewThreads(on: PullView, args: Arguments) {
  const items = on.state.reviewThreads.filter(({ comments }) => submittedLines(on.state, comments).length > 0);
  const node = (lines: (typeof items)[number]): ReviewThreadView => ({ __typename: "PullRequestReviewThread", on, lines });
  return page({ name: "reviewThreads", items, node, key: ({ id }) => id }, args);
}

function reviewRequests({ thread, state }: PullView, args: Arguments, context: Context) {
  const node = (reviewer: PullState["requested"][number]) => ({ thread, reviewer: reviewerOf(reviewer, context), id: reviewer.id });
  return page({ name: "reviewRequests", items: state.requested, node }, args);
}

/** "Fixes #1" in the body, within the same repository. */
function closingIssues({ thread, state }: PullView, args: Arguments, context: Context) {
  const numbers = [...state.body.matchAll(/\b(?:close[sd]?|fix(?:e[sd])?|resolve[sd]?):? #(\d+)/gi)].map(([, number]) => Number(number));
  const issues = [...new Set(numbers)].map((number) => thread.repository.threads.get(number)).filter((found) => found?.kind === "Issue");
  return page({ name: "closingIssuesReferences", items: issues, node: (found) => threadView(found, context.moment) }, args);
}

const isPull = (thread: Thread): thread is Pull => thread instanceof Pull;
const headRepository = ({ thread }: PullView) =>
  isPull(thread) && thread.headRepository?.isDeleted === false ? thread.headRepository : null;

const tried = ({ thread, state }: PullView) => (isPull(thread) ? mergeability(thread, state) : undefined);

const pull: Fields<PullView> = {
  ...thread,
  id: (view) => nodeId("PR", view.thread.id),
  isDraft: ({ state }) => state.isDraft,
  merged: ({ state }) => state.state === "MERGED",
  mergedAt: ({ state }) => (state.state === "MERGED" ? time(state.closedAt) : null),
  mergedBy: ({ state }) => actorOf(state.mergedBy),
  mergeCommit: ({ thread, state }) => (state.mergeCommit === null ? null : objectView(thread.repository, state.mergeCommit)),
  mergeable: (view) => tried(view)?.mergeable,
  mergeStateStatus: (view) => tried(view)?.mergeStateStatus,
  additions: ({ thread, state }) => lineCounts(thread.repository, state).additions,
  deletions: ({ thread, state }) => lineCounts(thread.repository, state).deletions,
  changedFiles: ({ thread, state }) => changedFiles(thread.repository, state).length,
  headRefName: ({ state }) => state.headRef,
  headRefOid: ({ state }) => state.head,
  headRepository,
  headRef: (view, _, context) => {
    const repository = headRepository(view);
    return repository === null ? null : readableRef(repository, view.state.headRef, context);
  },
  isCrossRepository: ({ thread }) => isPull(thread) && thread.isCrossRepository,
  maintainerCanModify: () => false,
  baseRefName: ({ state }) => state.baseRef,
  baseRefOid: ({ state }) => state.baseOid,
  baseRef: ({ thread, state }, _, context) => readableRef(thread.repository, state.baseRef, context),
  baseRepository: ({ thread }) => thread.repository,
  isInMergeQueue: () => false,
  mergeQueueEntry: () => null,
  autoMergeRequest: () => null,
  files,
  commits,
  reviews,
  reviewThreads,
  reviewRequests,
  closingIssuesReferences: closingIssues,
};

const request: Fields<{ readonly thread: Thread; readonly reviewer: unknown; readonly id: number }> = {
  id: ({ thread, id }) => nodeId("RRQ", thread.id, id),
  databaseId: ({ id }) => id,
  /** Nobody is asked by a CODEOWNERS file here. */
  asCodeOwner: () => false,
  requestedReviewer: ({ reviewer }) => reviewer,
};

export const threadTables: Tables = {
  PullRequest: pull,
  Issue: issue,
  PullRequestChangedFile: changedFile,
  ReviewRequest: request,
};

/** Each kind of thread has a right of its own. */
export const mayReadThread = (context: Context, { thread }: ThreadView): boolean =>
  mayRead(context, thread.repository, thread.kind === "PullRequest" ? "pull_requests" : "issues");
