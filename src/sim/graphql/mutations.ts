/** GraphQL: the mutations that a review bot uses. */
import { minimize, react } from "../conversation.ts";
import { type ReactionContent, reactionContents } from "../items.ts";
import { changes, changeTables } from "./changes.ts";
import {
  type Arguments,
  type Context,
  type Fields,
  failure,
  recordOf,
  requireWrite,
  requireWriteOn,
  type Tables,
  textOf,
} from "./context.ts";
import { reactionGroups } from "./posts.ts";
import { refused, renewed, subjectOf, threadOf } from "./subjects.ts";

function addReaction(_: unknown, args: Arguments, context: Context): unknown {
  const input = recordOf(args.input);
  const subject = subjectOf(input.subjectId, context);
  const content: ReactionContent | undefined = reactionContents.find((candidate) => candidate === input.content);
  if (content === undefined) throw failure("UNPROCESSABLE", "There is no such reaction.");
  const isOnComment = "on" in subject && subject.post.kind === "IssueComment";
  requireWrite(context, threadOf(subject).repository, ...(isOnComment || !("on" in subject) ? ["issues"] : ["pull_requests"]));
  const post = "on" in subject ? subject.post.id : undefined;
  const { reaction } = refused(() => react(threadOf(subject), context.token.access.actor, post, content));
  const after = renewed(subject);
  const reactions = "on" in after ? after.post.reactions : after.state.reactions;
  return { clientMutationId: input.clientMutationId, reaction, subject: after, reactionGroups: reactionGroups(after, reactions) };
}

/** Minimised already is minimised. */
const setMinimized =
  (isMinimized: boolean, field: string) =>
  (_: unknown, args: Arguments, context: Context): unknown => {
    const input = recordOf(args.input);
    const subject = subjectOf(input.subjectId, context);
    if (!("on" in subject)) throw failure("UNPROCESSABLE", "Only comments and reviews can be minimized.");
    requireWriteOn(context, subject.on.thread);
    const reason = isMinimized ? (textOf(input.classifier) ?? "").toLowerCase().replaceAll("_", "-") : null;
    refused(() => minimize(subject.on.thread, subject.post.id, reason));
    return { clientMutationId: input.clientMutationId, [field]: renewed(subject) };
  };

const mutation: Fields<undefined> = {
  ...changes,
  addReaction,
  minimizeComment: setMinimized(true, "minimizedComment"),
  unminimizeComment: setMinimized(false, "unminimizedComment"),
};

type Payload = Readonly<Record<string, unknown>>;

export const mutationTables: Tables = {
  ...changeTables,
  Mutation: mutation,
  AddReactionPayload: {
    clientMutationId: (payload: Payload) => payload.clientMutationId,
    reaction: (payload: Payload) => payload.reaction,
    subject: (payload: Payload) => payload.subject,
    reactionGroups: (payload: Payload) => payload.reactionGroups,
  },
  MinimizeCommentPayload: {
    clientMutationId: (payload: Payload) => payload.clientMutationId,
    minimizedComment: (payload: Payload) => payload.minimizedComment,
  },
  UnminimizeCommentPayload: {
    clientMutationId: (payload: Payload) => payload.clientMutationId,
    unminimizedComment: (payload: Payload) => payload.unminimizedComment,
  },
};
