/** Comments: writing, editing, deleting, minimising them and reacting to them. */
import type { Account } from "./accounts.ts";
import { announceComment, announceLineComment, announceReview } from "./announcements.ts";
import type { Edit, IssueComment, Post, Reaction, ReactionContent, ThreadEvent, Written } from "./items.ts";
import { notFound, Refusal, unprocessable } from "./refusal.ts";
import { Pull, postIn, type Thread } from "./threads.ts";

/** Characters; GitHub names this limit in its error. */
const longestBody = 65_536;

type Particulars<E> = E extends unknown ? Omit<E, "id" | "createdAt"> : never;

/** An event of a timeline that happens now. */
export function eventNow<E extends ThreadEvent>(thread: Thread, event: Particulars<E>) {
  const { world } = thread.repository;
  return { ...event, id: world.nextId(), createdAt: world.clock.now() };
}

/** New words of somebody, as of now. */
export function written(thread: Thread, author: Account, body: string): Written {
  const { world } = thread.repository;
  if (body.length > longestBody) {
    const message = `body is too long (maximum is ${longestBody} characters)`;
    throw unprocessable("Validation Failed", [{ resource: "IssueComment", code: "unprocessable", field: "data", message }]);
  }
  const now = world.clock.now();
  return { id: world.nextId(), author, createdAt: now, updatedAt: now, body, edits: [], reactions: [], minimized: null };
}

export function refuseArchived(thread: Thread): void {
  if (thread.repository.isArchived) throw new Refusal(403, "Repository was archived so is read-only.");
}

export function comment(thread: Thread, author: Account, body: string): IssueComment {
  refuseArchived(thread);
  if (body.trim() === "") throw unprocessable("Validation Failed", [{ resource: "IssueComment", code: "missing_field", field: "body" }]);
  if (thread.state.locked && (author.__typename === "Bot" || !thread.repository.mayWrite(author))) {
    throw new Refusal(403, "Unable to create comment because issue is locked.");
  }
  const made: IssueComment = { kind: "IssueComment", ...written(thread, author, body) };
  thread.change({}, made);
  thread.repository.threadOfPost.set(made.id, thread);
  announceComment(thread, author, "created", made);
  return made;
}

function replaced(thread: Thread, id: number, change: (post: Post) => Post): Post {
  const { state } = thread;
  const before = postIn(state, id);
  if (before === undefined) throw notFound();
  const after = change(before);
  if (after.kind !== "PullRequestReviewComment") {
    thread.change({ timeline: state.timeline.map((item) => (item.id === id ? after : item)) });
  } else if (thread instanceof Pull) {
    const reviewThreads = thread.state.reviewThreads.map((lines) => ({
      ...lines,
      comments: lines.comments.map((line) => (line.id === id ? after : line)),
    }));
    thread.change({ reviewThreads });
  }
  return after;
}

function announcePost(thread: Thread, sender: Account, action: string, post: Post, more = {}): void {
  if (post.kind === "IssueComment") announceComment(thread, sender, action, post, more);
  else if (!(thread instanceof Pull)) return;
  else if (post.kind === "PullRequestReview") announceReview(thread, sender, action, post, more);
  else announceLineComment(thread, sender, action, post, more);
}

/** The edits after another one; the first edit also records what was there before. */
export function editsAfter(
  before: Pick<Written, "edits" | "author" | "createdAt" | "body">,
  thread: Thread,
  editor: Account,
  body: string,
): readonly Edit[] {
  const { world } = thread.repository;
  const first =
    before.edits.length > 0 ? [] : [{ id: world.nextId(), editor: before.author, editedAt: before.createdAt, body: before.body }];
  return [...before.edits, ...first, { id: world.nextId(), editor, editedAt: world.clock.now(), body }];
}

/** Whoever may write can edit anybody's words; only the last editor shows. */
export function editPost(thread: Thread, editor: Account, id: number, body: string): Post {
  refuseArchived(thread);
  const before = postIn(thread.state, id);
  if (before === undefined) throw notFound();
  written(thread, editor, body);
  const now = thread.repository.world.clock.now();
  const after = replaced(thread, id, (post) => ({ ...post, body, edits: editsAfter(post, thread, editor, body), updatedAt: now }));
  announcePost(thread, editor, "edited", after, { changes: { body: { from: before.body } } });
  return after;
}

/** Leaves an event on the timeline that does not say which comment it was; none at all for inline comments. */
export function deletePost(thread: Thread, actor: Account, id: number): void {
  refuseArchived(thread);
  const post = postIn(thread.state, id);
  if (post === undefined || post.kind === "PullRequestReview") throw notFound();
  if (post.kind === "IssueComment") {
    const timeline = thread.state.timeline.filter((item) => item.id !== id);
    thread.change({ timeline }, eventNow(thread, { kind: "CommentDeletedEvent", actor, deletedAuthor: post.author }));
  } else if (thread instanceof Pull) {
    const emptied = thread.state.reviewThreads.map((lines) => ({ ...lines, comments: lines.comments.filter((line) => line.id !== id) }));
    thread.change({ reviewThreads: emptied.filter(({ comments }) => comments.length > 0) });
  }
  thread.repository.threadOfPost.delete(id);
  announcePost(thread, actor, "deleted", post);
}

/** No event is sent, but `updatedAt` moves. Doing it again changes nothing. */
export function minimize(thread: Thread, id: number, reason: string | null): Post {
  const before = postIn(thread.state, id);
  if (before === undefined) throw notFound();
  if ((before.minimized === null) === (reason === null)) return before;
  return replaced(thread, id, (post) => ({ ...post, minimized: reason, updatedAt: thread.repository.world.clock.now() }));
}

/** The same reaction twice is one reaction, and on a locked thread there is none. No event is sent. */
export function react(
  thread: Thread,
  account: Account,
  id: number | undefined,
  content: ReactionContent,
): { reaction: Reaction; isNew: boolean } {
  const reactions = id === undefined ? thread.state.reactions : postIn(thread.state, id)?.reactions;
  if (reactions === undefined) throw notFound();
  if (thread.state.locked) throw new Refusal(403, `${account.login} does not have the correct permissions to execute \`AddReaction\``);
  const known = reactions.find((reaction) => reaction.account === account && reaction.content === content);
  if (known !== undefined) return { reaction: known, isNew: false };
  const { world } = thread.repository;
  const reaction: Reaction = { id: world.nextId(), content, account, createdAt: world.clock.now() };
  if (id === undefined) thread.change({ reactions: [...reactions, reaction] });
  else replaced(thread, id, (post) => ({ ...post, reactions: [...post.reactions, reaction] }));
  return { reaction, isNew: true };
}
