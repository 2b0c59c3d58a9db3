/** GraphQL: what mutations are about: threads and what was said on them, found by node id. */
import { Refusal } from "../refusal.ts";
import { postIn } from "../threads.ts";
import { type Context, failure, textOf } from "./context.ts";
import { type PostView, postView, type ThreadView } from "./posts.ts";
import { nodeNamed } from "./repository.ts";

export type Subject = ThreadView | PostView;

export function subjectOf(id: unknown, context: Context): Subject {
  const found = nodeNamed(textOf(id) ?? "", { ...context, moment: undefined });
  if (typeof found === "object" && found !== null && ("on" in found || "thread" in found)) return found as Subject;
  throw failure("UNPROCESSABLE", "The subject is of a kind that this cannot be done to.");
}

export const threadOf = (subject: Subject) => ("on" in subject ? subject.on.thread : subject.thread);

/** As it is after the change. */
export function renewed(subject: Subject): Subject {
  const thread = threadOf(subject);
  const view: ThreadView = { __typename: thread.kind, thread, state: thread.state };
  const post = "on" in subject ? postIn(thread.state, subject.post.id) : undefined;
  return post === undefined ? view : postView(view, post);
}

export function refused<T>(change: () => T): T {
  try {
    return change();
  } catch (error) {
    if (error instanceof Refusal) throw failure(error.status === 403 ? "FORBIDDEN" : "UNPROCESSABLE", error.message);
    throw error;
  }
}
