/** GraphQL: the mutations that change what stands on a thread: comments, labels, check runs, and whom it asks for what. */
import type { Account } from "../accounts.ts";
import { checkRun, createCheckRun, updateCheckRun } from "../checks.ts";
import { comment, editPost } from "../conversation.ts";
import { nodeKey } from "../ids.ts";
import type { Label } from "../items.ts";
import { addLabels, removeLabel } from "../labelling.ts";
import { Repository } from "../repositories.ts";
import { assign, requestReviewers, withdrawRequests } from "../requesting.ts";
import {
  type Annotation,
  annotationLevels,
  type CheckOutput,
  type CheckRun,
  checkStatuses,
  conclusions,
  mostAnnotations,
} from "../results.ts";
import { Pull, type Thread } from "../threads.ts";
import {
  type Arguments,
  type Context,
  type Fields,
  failure,
  forbidden,
  integerOf,
  recordOf,
  requireWrite,
  requireWriteOn,
  type Tables,
  textOf,
  textsOf,
  unimitated,
} from "./context.ts";
import { type PostView, postView, type ThreadView } from "./posts.ts";
import { nodeNamed } from "./repository.ts";
import { refused, subjectOf } from "./subjects.ts";

const missing = (id: unknown) => failure("NOT_FOUND", `Could not resolve to a node with the global id of '${String(id)}'`);
const viewOf = (thread: Thread): ThreadView => ({ __typename: thread.kind, thread, state: thread.state });

function threadNamed(id: unknown, context: Context): Thread {
  const subject = subjectOf(id, context);
  if ("on" in subject) throw failure("UNPROCESSABLE", "The subject is no issue or pull request.");
  requireWriteOn(context, subject.thread);
  return subject.thread;
}

function addComment(_: unknown, args: Arguments, context: Context): unknown {
  const input = recordOf(args.input);
  const thread = threadNamed(input.subjectId, context);
  const made = refused(() => comment(thread, context.token.access.actor, textOf(input.body) ?? ""));
  context.world.journal.said(thread, made);
  const edge = { cursor: String(made.id), node: postView(viewOf(thread), made) };
  return { clientMutationId: input.clientMutationId, subject: viewOf(thread), commentEdge: edge };
}

function updateIssueComment(_: unknown, args: Arguments, context: Context): unknown {
  const input = recordOf(args.input);
  const subject = subjectOf(input.id, context);
  if (!("on" in subject) || subject.post.kind !== "IssueComment") throw failure("UNPROCESSABLE", "The subject is no comment.");
  const { thread } = subject.on;
  requireWriteOn(context, thread);
  const edited = refused(() => editPost(thread, context.token.access.actor, subject.post.id, textOf(input.body) ?? ""));
  context.world.journal.edited(thread, edited);
  return { clientMutationId: input.clientMutationId, issueComment: postView(viewOf(thread), edited) satisfies PostView };
}

function labelsNamed(ids: unknown, { labels }: Repository): Label[] {
  return (textsOf(ids) ?? []).map((id) => {
    const key = nodeKey(id);
    const found = key?.prefix === "LA" ? [...labels.values()].find((label) => label.id === key.numbers[0]) : undefined;
    if (found === undefined) throw missing(id);
    return found;
  });
}

/** What is on already, or not on, stays so. */
const setLabels =
  (isOn: boolean) =>
  (_: unknown, args: Arguments, context: Context): unknown => {
    const input = recordOf(args.input);
    const thread = threadNamed(input.labelableId, context);
    const { actor } = context.token.access;
    for (const label of labelsNamed(input.labelIds, thread.repository)) {
      if (isOn) refused(() => addLabels(thread, actor, [label.name]));
      else if (thread.state.labels.includes(label)) refused(() => removeLabel(thread, actor, label.name));
    }
    return { clientMutationId: input.clientMutationId, labelable: viewOf(thread) };
  };

function repositoryNamed(id: unknown, context: Context): Repository {
  const found = nodeNamed(textOf(id) ?? "", context);
  if (!(found instanceof Repository)) throw missing(id);
  requireWrite(context, found, "checks");
  return found;
}

const oneOf = <T extends string>(value: unknown, values: readonly T[]): T | undefined =>
  values.find((candidate) => candidate.toUpperCase() === value);

function outputIn(value: unknown, before: CheckOutput | undefined): CheckOutput | undefined {
  if (value === undefined || value === null) return undefined;
  const { title, summary, text, annotations } = recordOf(value);
  const added = Array.isArray(annotations) ? annotations.map(annotationIn) : [];
  if (added.length > mostAnnotations) throw failure("UNPROCESSABLE", `More than ${mostAnnotations} annotations.`);
  const all = [...(before?.annotations ?? []), ...added];
  return { title: textOf(title) ?? null, summary: textOf(summary) ?? null, text: textOf(text) ?? null, annotations: all };
}

/** The schema has checked what must be there. */
function annotationIn(value: unknown): Annotation {
  const { path, location, annotationLevel, message, title } = recordOf(value);
  const { startLine, endLine } = recordOf(location);
  return {
    ...{ path: textOf(path) ?? "", startLine: integerOf(startLine) ?? 0, endLine: integerOf(endLine) ?? 0 },
    ...{ level: oneOf(annotationLevel, annotationLevels) ?? "notice", message: textOf(message) ?? "", title: textOf(title) ?? null },
  };
}

/** A conclusion completes the run; a run that is completed needs one. */
function runChanges(input: Arguments, before: CheckRun | undefined): Partial<CheckRun> {
  const conclusion = oneOf(input.conclusion, conclusions);
  const status = conclusion === undefined ? oneOf(input.status, checkStatuses) : "completed";
  if (status === "completed" && conclusion === undefined && before?.conclusion === undefined)
    throw failure("UNPROCESSABLE", "A completed check run needs a conclusion.");
  const output = outputIn(input.output, before?.output);
  const externalId = textOf(input.externalId);
  return {
    ...(status === undefined ? {} : { status }),
    ...(conclusion === undefined ? {} : { conclusion }),
    ...(output === undefined ? {} : { output }),
    ...(externalId === undefined ? {} : { externalId }),
  };
}

function makeRun(_: unknown, args: Arguments, context: Context): unknown {
  const input = recordOf(args.input);
  const repository = repositoryNamed(input.repositoryId, context);
  const head = textOf(input.headSha) ?? "";
  if (repository.store.object(head)?.type !== "commit") throw failure("UNPROCESSABLE", `No commit found for SHA: ${head}`);
  const app = context.world.apps.find(({ bot }) => bot === context.token.access.actor);
  if (app === undefined) throw forbidden();
  const made = createCheckRun(repository, app, head, textOf(input.name) ?? "", runChanges(input, undefined));
  return { clientMutationId: input.clientMutationId, checkRun: made };
}

function changeRun(_: unknown, args: Arguments, context: Context): unknown {
  const input = recordOf(args.input);
  const repository = repositoryNamed(input.repositoryId, context);
  const key = nodeKey(textOf(input.checkRunId) ?? "");
  const before = key?.prefix === "CR" ? checkRun(repository, key.numbers[0] ?? 0) : undefined;
  if (before === undefined) throw missing(input.checkRunId);
  if (before.suite.app.bot !== context.token.access.actor) throw forbidden();
  return { clientMutationId: input.clientMutationId, checkRun: updateCheckRun(repository, before, runChanges(input, before)) };
}

function addAssignees(_: unknown, args: Arguments, context: Context): unknown {
  const input = recordOf(args.input);
  const thread = threadNamed(input.assignableId, context);
  const accounts = accountsNamed(input.assigneeIds, context);
  refused(() => assign(thread, context.token.access.actor, accounts));
  return { clientMutationId: input.clientMutationId, assignable: viewOf(thread) };
}

/** Without `union` all others are asked no longer. */
function requestReviews(_: unknown, args: Arguments, context: Context): unknown {
  const input = recordOf(args.input);
  const subject = subjectOf(input.pullRequestId, context);
  if ("on" in subject || !(subject.thread instanceof Pull)) throw failure("UNPROCESSABLE", "The subject is no pull request.");
  if (textsOf(input.teamIds)?.length) throw unimitated("teamIds of requestReviews");
  const { thread: pull } = subject;
  requireWrite(context, pull.repository, "pull_requests");
  const { actor } = context.token.access;
  const wanted = accountsNamed(input.userIds, context);
  refused(() => requestReviewers(pull, actor, wanted));
  const others = pull.state.requested.filter((reviewer) => !wanted.some((account) => account === reviewer));
  if (input.union !== true) withdrawRequests(pull, actor, others);
  return { clientMutationId: input.clientMutationId, actor, pullRequest: viewOf(pull) };
}

function accountsNamed(ids: unknown, { world }: Context): Account[] {
  return (textsOf(ids) ?? []).map((id) => {
    const key = nodeKey(id);
    const found = key?.prefix === "U" ? world.accountById(key.numbers[0] ?? 0) : undefined;
    if (found === undefined || found.deleted) throw missing(id);
    return found;
  });
}

export const changes: Fields<undefined> = {
  addComment,
  updateIssueComment,
  addLabelsToLabelable: setLabels(true),
  removeLabelsFromLabelable: setLabels(false),
  createCheckRun: makeRun,
  updateCheckRun: changeRun,
  addAssigneesToAssignable: addAssignees,
  requestReviews,
};

type Payload = Readonly<Record<string, unknown>>;

const payload = (...fields: readonly string[]): Fields<Payload> =>
  Object.fromEntries(["clientMutationId", ...fields].map((field) => [field, (source: Payload) => source[field]]));

export const changeTables: Tables = {
  AddCommentPayload: payload("commentEdge", "subject"),
  UpdateIssueCommentPayload: payload("issueComment"),
  AddLabelsToLabelablePayload: payload("labelable"),
  RemoveLabelsFromLabelablePayload: payload("labelable"),
  CreateCheckRunPayload: payload("checkRun"),
  UpdateCheckRunPayload: payload("checkRun"),
  AddAssigneesToAssignablePayload: payload("assignable"),
  RequestReviewsPayload: payload("actor", "pullRequest"),
};
