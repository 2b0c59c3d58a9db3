/** Apply: carries out one action. What is there already counts as done; what GitHub declines is told in the outcome. */
import type { Action } from "../core/actions.ts";
import { RetryLater } from "../core/errors.ts";
import type { Look } from "../core/look.ts";
import type { OrderOutcome } from "../core/memory.ts";
import type { LabelDefinition } from "../core/plugin.ts";
import { createCheck, updateCheck } from "./checks.ts";
import { carryOut } from "./deeds.ts";
import { NotFound, Refused } from "./errors.ts";
import { minimizeMutation } from "./queries.ts";
import { comment, orWhy, repositoryOf, type Target, unlessGone } from "./writing.ts";

const longestDescription = 100;

/** Throws where the plan is outdated (RetryLater), where GitHub does not answer, and where a permission is missing without which the bot is of no use. */
export async function apply(target: Target, look: Look, action: Action): Promise<OrderOutcome> {
  const { session, on } = target;
  switch (action.kind) {
    case "add label":
      if (action.exists !== true) await createLabel(target, action.label);
      await session.write("write", "POST /repos/{owner}/{repo}/issues/{number}/labels", { ...on, labels: [action.label.name] });
      return {};
    case "remove label":
      await unlessGone(session.write("write", "DELETE /repos/{owner}/{repo}/issues/{number}/labels/{name}", { ...on, name: action.name }));
      return {};
    case "create comment":
      return comment(target, action.body);
    case "edit comment":
      return edit(target, action.id, action.body);
    case "minimize comment":
      return orWhy(unlessGone(session.mutate(minimizeMutation, { subject: action.id })));
    case "create check":
      return createCheck(session, repositoryOf(target), action);
    case "update check":
      return updateCheck(session, repositoryOf(target), action.id, action.state);
    case "carry out":
      return carryOut(target, look, action.order);
    default:
      return action satisfies never;
  }
}

/** GitHub makes up a label that it lacks: grey, and without a word about what it means. */
async function createLabel(target: Target, { name, color, description }: LabelDefinition): Promise<void> {
  const body = { name, color, description: description.slice(0, longestDescription) };
  try {
    await target.session.write("write", "POST /repos/{owner}/{repo}/labels", { ...repositoryOf(target), ...body });
  } catch (error) {
    if (!(error instanceof Refused && error.codes.includes("already_exists"))) throw error;
  }
}

/** Gone: deleted since the thread was read, or written so lately that a replica lacks it. Either way the plan is about another thread. */
async function edit(target: Target, id: number, body: string): Promise<OrderOutcome> {
  const route = "PATCH /repos/{owner}/{repo}/issues/comments/{id}";
  try {
    await target.session.write("write", route, { ...repositoryOf(target), id, body });
    return {};
  } catch (error) {
    throw error instanceof NotFound ? new RetryLater("the comment to be edited is not there", 2) : error;
  }
}
