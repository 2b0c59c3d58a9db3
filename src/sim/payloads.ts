/** Issues, pull requests and what is said on them, as REST and webhooks show them. */
import { timestamp } from "./clock.ts";
import { nodeId } from "./ids.ts";
import { type IssueComment, type LineComment, type Post, type PullReview, type ReactionContent, reactionContents } from "./items.ts";
import type { Repository } from "./repositories.ts";
import { accountShape, authorShape, labelShape, repositoryShape, type Shape, teamShape, time } from "./shapes.ts";
import { isPullState, Pull, type PullState, type Thread, type ThreadState } from "./threads.ts";

export const restReactions: Readonly<Record<ReactionContent, string>> = {
  THUMBS_UP: "+1",
  THUMBS_DOWN: "-1",
  LAUGH: "laugh",
  HOORAY: "hooray",
  CONFUSED: "confused",
  HEART: "heart",
  ROCKET: "rocket",
  EYES: "eyes",
};

/** The web address of a thread. */
export const threadUrl = ({ repository, number, kind }: Thread): string =>
  `${repository.world.web}/${repository.fullName}/${kind === "Issue" ? "issues" : "pull"}/${number}`;

export function postUrl(thread: Thread, post: Post): string {
  switch (post.kind) {
    case "IssueComment":
      return `${threadUrl(thread)}#issuecomment-${post.id}`;
    case "PullRequestReview":
      return `${threadUrl(thread)}#pullrequestreview-${post.id}`;
    case "PullRequestReviewComment":
      return `${threadUrl(thread)}#discussion_r${post.id}`;
    default:
      return post satisfies never;
  }
}

const prefixes = { IssueComment: "IC", PullRequestReview: "PRR", PullRequestReviewComment: "PRRC" } as const satisfies Record<
  Post["kind"],
  string
>;

export const postNodeId = (thread: Thread, post: Post): string => nodeId(prefixes[post.kind], thread.id, post.id);

const apiUrl = (thread: Thread, kind: "issues" | "pulls"): string =>
  `${thread.repository.world.api}/repos/${thread.repository.fullName}/${kind}/${thread.number}`;

/** Not the deprecated field: who somebody is must be asked elsewhere, and this one lies for private members. */
function authorAssociation(repository: Repository, post: Pick<Post, "author">): string {
  if (post.author === repository.owner) return "OWNER";
  const membership = repository.organization?.members.get(post.author);
  if (membership?.isPublic === true) return "MEMBER";
  return repository.collaborators.has(post.author) ? "COLLABORATOR" : membership === undefined ? "NONE" : "CONTRIBUTOR";
}

function reactionCounts({ reactions }: Pick<Post, "reactions">): Shape {
  const counts = reactionContents.map((content) => [
    restReactions[content],
    reactions.filter((reaction) => reaction.content === content).length,
  ]);
  return { total_count: reactions.length, ...Object.fromEntries(counts) };
}

function threadShape(thread: Thread, state: ThreadState): Shape {
  const { world } = thread.repository;
  const assignees = state.assignees.map((account) => authorShape(world, account));
  return {
    id: thread.id,
    number: thread.number,
    state: state.state === "OPEN" ? "open" : "closed",
    locked: state.locked,
    title: state.title,
    body: state.body === "" ? null : state.body,
    user: authorShape(world, thread.author),
    labels: state.labels.map(labelShape),
    assignee: assignees[0] ?? null,
    assignees,
    milestone: null,
    created_at: timestamp(thread.createdAt),
    updated_at: timestamp(state.updatedAt),
    closed_at: time(state.closedAt),
    author_association: authorAssociation(thread.repository, thread),
    html_url: threadUrl(thread),
    active_lock_reason: null,
  };
}

/** An issue, or the issue side of a pull request. */
export function issueShape(thread: Thread, state: ThreadState): Shape {
  const { world, fullName } = thread.repository;
  const pull = {
    url: apiUrl(thread, "pulls"),
    html_url: threadUrl(thread),
    diff_url: `${threadUrl(thread)}.diff`,
    patch_url: `${threadUrl(thread)}.patch`,
    merged_at: null,
  };
  return {
    ...threadShape(thread, state),
    node_id: thread.kind === "Issue" ? nodeId("I", thread.id) : nodeId("PR", thread.id),
    url: apiUrl(thread, "issues"),
    repository_url: `${world.api}/repos/${fullName}`,
    comments_url: `${apiUrl(thread, "issues")}/comments`,
    labels_url: `${apiUrl(thread, "issues")}/labels{/name}`,
    comments: state.timeline.filter(({ kind }) => kind === "IssueComment").length,
    reactions: reactionCounts(state),
    ...(thread.kind === "PullRequest" ? { pull_request: pull, draft: isPullState(state) && state.isDraft } : {}),
  };
}

const end = (repository: Repository | null, ref: string, sha: string): Shape => ({
  label: repository === null ? ref : `${repository.owner.login}:${ref}`,
  ref,
  sha,
  user: repository === null ? null : accountShape(repository.world, repository.owner),
  repo: repository === null || repository.isDeleted ? null : repositoryShape(repository),
});

/** A pull request as lists and webhooks have it: without what must be computed. */
export function pullShape(pull: Pull, state: PullState): Shape {
  const { world } = pull.repository;
  const people = state.requested.filter((reviewer) => reviewer.__typename !== "Team");
  const teams = state.requested.filter((reviewer) => reviewer.__typename === "Team");
  return {
    ...threadShape(pull, state),
    node_id: pull.nodeId,
    url: apiUrl(pull, "pulls"),
    issue_url: apiUrl(pull, "issues"),
    diff_url: `${threadUrl(pull)}.diff`,
    patch_url: `${threadUrl(pull)}.patch`,
    draft: state.isDraft,
    head: end(pull.headRepository, state.headRef, state.head),
    base: end(pull.repository, state.baseRef, state.baseOid),
    requested_reviewers: people.map((account) => accountShape(world, account)),
    requested_teams: teams.map((team) => teamShape(world, team)),
    merge_commit_sha: state.mergeCommit,
    merged_at: state.state === "MERGED" ? time(state.closedAt) : null,
    auto_merge: null,
  };
}

/** A pull request as a webhook has it. */
export const pullPayload = (pull: Pull, state: PullState = pull.state): Shape => ({
  ...pullShape(pull, state),
  merged: state.state === "MERGED",
  mergeable: null,
  merged_by: state.mergedBy === null ? null : authorShape(pull.repository.world, state.mergedBy),
  comments: state.timeline.filter(({ kind }) => kind === "IssueComment").length,
  commits: state.commits.length,
  maintainer_can_modify: false,
});

const writtenShape = (thread: Thread, post: Post): Shape => ({
  id: post.id,
  node_id: postNodeId(thread, post),
  html_url: postUrl(thread, post),
  user: authorShape(thread.repository.world, post.author),
  body: post.body,
  author_association: authorAssociation(thread.repository, post),
});

export const commentShape = (thread: Thread, comment: IssueComment): Shape => ({
  ...writtenShape(thread, comment),
  url: `${thread.repository.world.api}/repos/${thread.repository.fullName}/issues/comments/${comment.id}`,
  issue_url: apiUrl(thread, "issues"),
  created_at: timestamp(comment.createdAt),
  updated_at: timestamp(comment.updatedAt),
  reactions: reactionCounts(comment),
  performed_via_github_app: null,
});

export const reviewShape = (pull: Thread, review: PullReview): Shape => ({
  ...writtenShape(pull, review),
  state: review.state.toLowerCase(),
  commit_id: review.commit,
  submitted_at: time(review.submittedAt),
  pull_request_url: apiUrl(pull, "pulls"),
});

export const lineCommentShape = (pull: Thread, comment: LineComment): Shape => ({
  ...writtenShape(pull, comment),
  url: `${pull.repository.world.api}/repos/${pull.repository.fullName}/pulls/comments/${comment.id}`,
  pull_request_review_id: comment.review,
  pull_request_url: apiUrl(pull, "pulls"),
  diff_hunk: `@@ -${comment.line},1 +${comment.line},1 @@`,
  path: comment.path,
  line: comment.line,
  original_line: comment.line,
  side: "RIGHT",
  commit_id: comment.commit,
  original_commit_id: comment.originalCommit,
  ...(comment.inReplyTo === null ? {} : { in_reply_to_id: comment.inReplyTo }),
  created_at: timestamp(comment.createdAt),
  updated_at: timestamp(comment.updatedAt),
  reactions: reactionCounts(comment),
});

/** Issue or pull request, whichever it is. */
export const threadPayload = (thread: Thread): Shape =>
  thread instanceof Pull ? { pull_request: pullPayload(thread) } : { issue: issueShape(thread, thread.state) };
