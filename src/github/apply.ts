/** Apply: carries out actions, up to twenty in one request. What is there already counts as done; what GitHub declines is told. */
import type { Write } from "../core/actions.ts";
import { RetryLater } from "../core/errors.ts";
import type { Writable } from "../core/look.ts";
import type { OrderOutcome, WriteOutcome } from "../core/memory.ts";
import type { LabelDefinition } from "../core/plugin.ts";
import { createCheck, updateCheck } from "./checks.ts";
import type { Client } from "./client.ts";
import { carryOut } from "./deeds.ts";
import { Forbidden, NotFound, Refused } from "./errors.ts";
import { ContentUsedUp, type Urgency } from "./limiter.ts";
import type { Came, Part } from "./part.ts";
import { partOf, writeTogether } from "./together.ts";
import { comment, type MayWrite, repositoryOf, type Target, targetOf, unlessGone } from "./writing.ts";

const longestDescription = 100;

/** So many writes go into one request, which GitHub gives up after ten seconds: anybody can ask for many at once. */
const mostTogether = 20;

/** One outcome for each action, in their order. */
export type Apply = (installation: number, look: Writable, actions: readonly Write[], mayWrite: MayWrite) => Promise<WriteOutcome[]>;

interface Joined {
  readonly action: Write;
  readonly part: Part;
}

/**
 * Writes through one client. Throws where the plan is outdated (RetryLater), where GitHub does not answer, and where a permission is missing
 * without which the bot is of no use; what was in the same request may have been done then.
 */
export function applyThrough(client: Client): Apply {
  const onlyByRest = new Set<string>();
  return async (installation, look, actions, mayWrite) => {
    const keyOf = ({ name }: Part) => `${installation} ${name}`;
    const alone = async (action: Write): Promise<WriteOutcome> => {
      await mayWrite();
      return orWaits(applyAlone(targetOf(client.session(installation, urgencyOf(action)), look), look, action, mayWrite));
    };
    const settled = async (joined: Joined, came: Came): Promise<WriteOutcome> => {
      if (came.failure instanceof ContentUsedUp) return { waits: came.failure.againIn };
      const left = leftToRest(joined, came);
      if (left === undefined) return joined.part.outcome(came);
      const outcome = await alone(left);
      if (came.failure instanceof Forbidden && outcome.why === undefined) onlyByRest.add(keyOf(joined.part));
      return outcome;
    };
    const outcomes: WriteOutcome[] = [];
    let waiting: Joined[] = [];
    const send = async () => {
      const together = waiting;
      waiting = [];
      if (together.length === 0) return;
      await mayWrite();
      const parts = together.map(({ part }) => part);
      const came = await writeTogether(client.session(installation, "pass"), parts);
      for (const [index, joined] of together.entries()) {
        const one = came[index];
        if (one !== undefined) outcomes.push(await settled(joined, one));
      }
    };
    for (const action of actions) {
      const part = partOf(look, action);
      if (waiting.length === mostTogether) await send();
      if (part !== undefined && !onlyByRest.has(keyOf(part))) waiting.push({ action, part });
      else {
        await send();
        outcomes.push(await alone(action));
      }
    }
    await send();
    return outcomes;
  };
}

const urgencyOf = (action: Write): Urgency => (action.kind === "carry out" && action.order.does.kind === "reply" ? "answer" : "pass");

/** Anybody can use up the comments of an hour: labels and checks do not wait for them. */
async function orWaits(outcome: Promise<OrderOutcome>): Promise<WriteOutcome> {
  try {
    return await outcome;
  } catch (error) {
    if (error instanceof ContentUsedUp) return { waits: error.againIn };
    throw error;
  }
}

/** GraphQL has refused what REST takes from the same App, and does not say which right it misses: REST does. */
function leftToRest({ action, part }: Joined, came: Came): Write | undefined {
  if (part.left !== undefined) return part.left(came);
  return came.failure instanceof Forbidden && hasRoute(action) ? action : undefined;
}

/** Comments are folded by GraphQL alone, and it takes every kind of statement to react to. */
const hasRoute = ({ kind }: Write): boolean => kind !== "minimize comment" && kind !== "carry out";

async function applyAlone(target: Target, look: Writable, action: Write, mayWrite: MayWrite): Promise<OrderOutcome> {
  const { session, on } = target;
  switch (action.kind) {
    case "add label":
      if (action.node === undefined && !look.ids.labels.has(action.label.name.toLowerCase())) {
        await createLabel(target, action.label);
        await mayWrite();
      }
      await session.write("write", "POST /repos/{owner}/{repo}/issues/{number}/labels", { ...on, labels: [action.label.name] });
      return {};
    case "remove label":
      await unlessGone(session.write("write", "DELETE /repos/{owner}/{repo}/issues/{number}/labels/{name}", { ...on, name: action.name }));
      return {};
    case "create comment":
      return comment(target, action.body);
    case "edit comment":
      return edit(target, action.id, action.body);
    case "create check":
      return createCheck(session, repositoryOf(target), action);
    case "update check":
      return updateCheck(session, repositoryOf(target), action.id, action.state);
    case "carry out":
      return carryOut(target, look, action.order, mayWrite);
    case "minimize comment":
      throw new TypeError("REST folds no comment");
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
