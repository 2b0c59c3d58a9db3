/** Together: the writes that go to GitHub as parts of one request, what each of them needs, and what came of it. */
import { z } from "zod";
import type { CheckState, Write } from "../core/actions.ts";
import type { Annotation } from "../core/annotations.ts";
import { RetryLater } from "../core/errors.ts";
import type { Writable } from "../core/look.ts";
import type { Order } from "../core/orders.ts";
import { shaped } from "./answers.ts";
import { assignmentPart, reviewPart } from "./asking.ts";
import type { Session } from "./client.ts";
import { Forbidden, NotFound } from "./errors.ts";
import { ContentUsedUp } from "./limiter.ts";
import { writesMutation } from "./mutations.ts";
import { type Came, done, type Outcome, type Part } from "./part.ts";

/** Whether GitHub counts it apart, as one of the comments and the like of an hour. */
const isContent = ({ name }: Part): boolean => name === "comment" || name === "request review";

/** Sends them as one request, of which GitHub carries out all it can; without comments and the like where those of the hour are used up. */
export async function writeTogether(session: Session, parts: readonly Part[]): Promise<Came[]> {
  try {
    return await sent(session, parts);
  } catch (error) {
    if (!(error instanceof ContentUsedUp)) throw error;
    const others = parts.filter((part) => !isContent(part));
    const came = others.length === 0 ? [] : await sent(session, others);
    return parts.map((part) => came[others.indexOf(part)] ?? { answer: undefined, failure: error });
  }
}

async function sent(session: Session, parts: readonly Part[]): Promise<Came[]> {
  const variables = Object.fromEntries(parts.map(({ input }, index) => [`i${index}`, input]));
  const created = parts.filter(isContent).length;
  const kind = created > 0 ? "content" : "write";
  const { data, failures } = await session.change(kind, writesMutation(parts.map(({ name }) => name)), variables, created);
  const answers = shaped(z.record(z.string(), z.unknown()).nullish(), data, "writes") ?? {};
  return parts.map((_, index) => ({ answer: answers[`w${index}`], failure: failures.get(`w${index}`) }));
}

/** Undefined: only REST does it. Throws RetryLater where the plan is about something that the look does not show. */
export function partOf(look: Writable, action: Write): Part | undefined {
  const { thread, ids } = look;
  switch (action.kind) {
    case "add label": {
      const label = action.node ?? ids.labels.get(action.label.name.toLowerCase());
      if (label === undefined) return undefined;
      return { name: "add label", input: { labelableId: thread.id, labelIds: [label] }, outcome: retriedIfGone("the label") };
    }
    case "remove label": {
      const label = thread.labels.find(({ name }) => name === action.name);
      if (label === undefined) return undefined;
      return { name: "remove label", input: { labelableId: thread.id, labelIds: [label.id] }, outcome: unlessGone };
    }
    case "create comment":
      return { name: "comment", input: { subjectId: thread.id, body: action.body }, outcome: written };
    case "edit comment": {
      const id = look.ours.find(({ databaseId }) => databaseId === action.id)?.id;
      if (id === undefined) throw gone("the comment to be edited");
      return { name: "edit comment", input: { id, body: action.body }, outcome: retriedIfGone("the comment to be edited") };
    }
    case "minimize comment":
      return { name: "minimize comment", input: { subjectId: action.id, classifier: "OUTDATED" }, outcome: orWhyUnlessGone };
    case "create check": {
      const { head: headSha, name, externalId, state, annotations = [] } = action;
      return {
        name: "create check",
        input: { repositoryId: ids.repository, headSha, name, externalId, ...stateInput(state, annotations) },
        outcome: done,
      };
    }
    case "update check": {
      const checkRunId = look.checks.find(({ id }) => id === action.id)?.node;
      if (checkRunId === undefined) throw gone("the check run to be updated");
      return { name: "update check", input: { repositoryId: ids.repository, checkRunId, ...stateInput(action.state) }, outcome: done };
    }
    case "carry out":
      return deedPart(look, action.order);
    default:
      return action satisfies never;
  }
}

function deedPart(look: Writable, order: Order): Part | undefined {
  const { does } = order;
  switch (does.kind) {
    case "react":
      return { name: "react", input: { subjectId: does.subject, content: does.with }, outcome: orWhyIfGone };
    case "assign":
      return assignmentPart(look, order, does);
    case "request review":
      return reviewPart(look, order, does);
    case "reply":
    case "set status":
    case "pass check":
    case "unassign":
    case "remove review request":
    case "keep setting":
      return undefined;
    default:
      return does satisfies never;
  }
}

const stateInput = ({ status, conclusion, title, summary }: CheckState, annotations: readonly Annotation[] = []) => ({
  status: status.toUpperCase(),
  output: { title, summary, ...(annotations.length === 0 ? {} : { annotations: annotations.map(annotationInput) }) },
  ...(conclusion === undefined ? {} : { conclusion: conclusion.toUpperCase() }),
});

const annotationInput = ({ path, line, level, title, message }: Annotation) => ({
  ...{ path, location: { startLine: line, endLine: line }, annotationLevel: level.toUpperCase(), title, message },
});

/** Gone: deleted since the thread was read, or written so lately that a replica lacks it. Either way the plan is about another thread. */
const gone = (what: string): RetryLater => new RetryLater(`${what} is not there`, 2);

const commentShape = z.object({ commentEdge: z.object({ node: z.object({ fullDatabaseId: z.coerce.number() }) }) });

const written: Outcome = ({ answer, failure }) => {
  if (failure !== undefined) throw failure;
  return { written: shaped(commentShape, answer, "a new comment").commentEdge.node.fullDatabaseId };
};

const retriedIfGone =
  (what: string): Outcome =>
  ({ answer, failure }) =>
    done({ answer, failure: failure instanceof NotFound ? gone(what) : failure });

/** What is not there need not be taken away. */
const unlessGone: Outcome = (came) => (came.failure instanceof NotFound ? {} : done(came));

/** For what the bot can do without: a missing permission is told, and stops nothing else. */
const orWhy: Outcome = (came) => (came.failure instanceof Forbidden ? { why: came.failure.message } : done(came));

const orWhyUnlessGone: Outcome = (came) => (came.failure instanceof NotFound ? {} : orWhy(came));

/** What was to be reacted to may be gone by now. */
const orWhyIfGone: Outcome = (came) => (came.failure instanceof NotFound ? { why: came.failure.message } : orWhy(came));
