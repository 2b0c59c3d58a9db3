/** Deeds: what orders do on GitHub. Whom GitHub does not take is listed in the outcome, by name. */
import { z } from "zod";
import { loginOf } from "../core/ids.ts";
import type { Writable } from "../core/look.ts";
import type { OrderOutcome } from "../core/memory.ts";
import { markOf, type Order } from "../core/orders.ts";
import { shaped } from "./answers.ts";
import { createCheck } from "./checks.ts";
import { Forbidden, NotFound, Refused } from "./errors.ts";
import { reportStatus } from "./statuses.ts";
import { comment, type MayWrite, repositoryOf, type Target } from "./writing.ts";

/** GitHub refuses a comment above 65,536 characters, and the mark must not be what is cut off. */
const longestReply = 64_000;

/** `mayWrite` is asked before a second request. */
export async function carryOut(target: Target, look: Writable, order: Order, mayWrite: MayWrite): Promise<OrderOutcome> {
  const { does } = order;
  switch (does.kind) {
    case "assign":
      return assign(target, does.people);
    case "unassign":
      return unassign(target, does.people);
    case "request review":
      if (does.standing === undefined) return requestReview(target, does.people, "content");
      // Counted as the request that follows it: nobody is taken off whom the hour's comments, used up, would keep from being asked.
      await withdrawRequest(target, does.standing, "content");
      await mayWrite();
      return requestReview(target, does.people, "write");
    case "remove review request":
      return withdrawRequest(target, does.people, "write");
    case "reply":
      return reply(target, `${addressed(does.text, look, order).slice(0, longestReply)}\n\n${markOf(order.key)}`);
    case "set status":
      return setStatus(target, does);
    case "pass check":
      return passCheck(target, does, order.key);
    case "react":
      throw new TypeError("a reaction is a part of a larger request");
    case "keep setting":
      throw new TypeError("the ledger keeps settings, not GitHub");
    default:
      return does satisfies never;
  }
}

/** Where GitHub takes no more comments, nobody can be answered: what else is to be written, and perhaps takes a label off, must not wait for it. */
async function reply(target: Target, body: string): Promise<OrderOutcome> {
  try {
    return await comment(target, body);
  } catch (error) {
    if (error instanceof Forbidden || error instanceof Refused) return { why: error.message };
    throw error;
  }
}

type StatusDeed = Extract<Order["does"], { readonly kind: "set status" }>;

/** A commit that GitHub has not got any more wants no status. */
async function setStatus(target: Target, { on: head, status }: StatusDeed): Promise<OrderOutcome> {
  const { owner, repo: name } = target.on;
  try {
    return await reportStatus(target.session, { owner, name }, head, status);
  } catch (error) {
    if (error instanceof NotFound) return { why: error.message };
    throw error;
  }
}

type CheckDeed = Extract<Order["does"], { readonly kind: "pass check" }>;

async function passCheck(target: Target, { on: head, name, title, summary }: CheckDeed, externalId: string): Promise<OrderOutcome> {
  const state = { status: "completed", conclusion: "success", title, summary } as const;
  try {
    return await createCheck(target.session, repositoryOf(target), { head, name, externalId, state });
  } catch (error) {
    if (error instanceof NotFound || error instanceof Refused) return { why: error.message };
    throw error;
  }
}

/** A reply notifies whoever it answers: the writer of the statement that the order's key ends with. */
function addressed(text: string, { statements }: Writable, { key }: Order): string {
  const writer = statements.find(({ id }) => key.endsWith(`/${id}`))?.by;
  return writer?.kind !== "user" || text.startsWith("@") ? text : `@${writer.spelled}: ${text}`;
}

const assigneesRoute = "/repos/{owner}/{repo}/issues/{number}/assignees";
const assignedShape = z.object({ assignees: z.array(z.object({ login: z.string() })) });

/** GitHub passes over whom it does not take, without a word: only its answer tells. */
async function assign({ session, on }: Target, people: readonly string[]): Promise<OrderOutcome> {
  try {
    const { data } = await session.write("write", `POST ${assigneesRoute}`, { ...on, assignees: people });
    const assigned = new Set(shaped(assignedShape, data, "assignees").assignees.map(({ login }) => loginOf(login)));
    return refusedOnly(people.filter((login) => !assigned.has(loginOf(login))));
  } catch (error) {
    return refusal(error, people);
  }
}

async function unassign({ session, on }: Target, people: readonly string[]): Promise<OrderOutcome> {
  try {
    await session.write("write", `DELETE ${assigneesRoute}`, { ...on, assignees: people });
    return {};
  } catch (error) {
    return refusal(error, people);
  }
}

/** As what a request is counted: GitHub takes only so much content in an hour. */
type Counted = "content" | "write";

const reviewersRoute = "/repos/{owner}/{repo}/pulls/{number}/requested_reviewers";

/** People by login, teams as `organisation/slug`. GitHub wants the list of people even where it is empty. */
function reviewers(people: readonly string[]): { readonly reviewers: readonly string[]; readonly team_reviewers?: readonly string[] } {
  const teams = people.filter((name) => name.includes("/")).map((name) => name.slice(name.indexOf("/") + 1));
  const persons = people.filter((name) => !name.includes("/"));
  return teams.length === 0 ? { reviewers: persons } : { reviewers: persons, team_reviewers: teams };
}

/** So many names are asked for one by one: anybody may write a comment with thousands, and each costs a request of those that are scarce. */
const mostSingly = 20;

/** All or nobody: one name that GitHub does not take refuses the whole list, which is then asked for name by name. */
async function requestReview(target: Target, people: readonly string[], kind: Counted): Promise<OrderOutcome> {
  const { session, on } = target;
  try {
    await session.write(kind, `POST ${reviewersRoute}`, { ...on, ...reviewers(people) });
    return {};
  } catch (error) {
    if (!(error instanceof Refused) || people.length === 1) return refusal(error, people);
  }
  const refused: string[] = [];
  for (const name of people.slice(0, mostSingly)) refused.push(...((await requestReview(target, [name], kind)).refused ?? []));
  return refusedOnly([...refused, ...people.slice(mostSingly)]);
}

async function withdrawRequest({ session, on }: Target, people: readonly string[], kind: Counted): Promise<OrderOutcome> {
  try {
    await session.write(kind, `DELETE ${reviewersRoute}`, { ...on, ...reviewers(people) });
    return {};
  } catch (error) {
    return refusal(error, people);
  }
}

const refusedOnly = (refused: readonly string[]): OrderOutcome => (refused.length === 0 ? {} : { refused });

function refusal(error: unknown, people: readonly string[]): OrderOutcome {
  if (error instanceof Refused || error instanceof NotFound) return { refused: people, why: error.message };
  throw error;
}
