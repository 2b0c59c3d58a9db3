/** Writes actions to GitHub. What happens once is noted in the ledger before and after it, so that a crash in between is noticed. */
import type { Action, Write } from "../core/actions.ts";
import type { Facts } from "../core/facts.ts";
import type { OrderKey, ThreadKey } from "../core/ids.ts";
import type { ThreadName, Writable } from "../core/look.ts";
import type { OrderOutcome, WriteOutcome } from "../core/memory.ts";
import { isOnGitHub, markOf, type Order } from "../core/orders.ts";
import type { Bot, Ledger } from "./ports.ts";

/** A thread of either kind. */
interface Carried extends Pick<Facts, "now" | "ours"> {
  readonly thread: Pick<Facts["thread"], "key">;
  readonly look: Writable;
}

export async function carryOut(
  { github, ledger }: Pick<Bot, "github" | "ledger">,
  target: ThreadName,
  facts: Carried,
  actions: readonly Write[],
  mayWrite: () => Promise<void>,
): Promise<readonly WriteOutcome[]> {
  const { thread, now } = facts;
  await mayWrite();
  for (const key of actions.flatMap((action) => onceKey(action) ?? [])) await ledger.startOrder(thread.key, key, now);
  for (const { does, causedAt } of actions.flatMap(ordersIn))
    if (does.kind === "keep setting") await ledger.keepSetting(target, does.by, does.setting, causedAt);
  const unsaid = actions.filter((action) => !isSaidAlready(facts, action) && isSent(action));
  const outcomes = unsaid.length === 0 ? [] : await github.applyAll(target, facts.look, unsaid, mayWrite);
  for (const action of actions) {
    const key = onceKey(action);
    const { waits, ...outcome } = outcomes[unsaid.indexOf(action)] ?? {};
    if (waits !== undefined) continue;
    for (const { does } of ordersIn(action)) await noteRequests(ledger, thread.key, does, outcome);
    const areas = ordersIn(action).flatMap((order) => (order.areas === undefined ? [] : [{ areas: order.areas }]))[0];
    if (key !== undefined) await ledger.finishOrder(thread.key, key, { ...outcome, ...areas }, now);
  }
  return outcomes;
}

/** Until the next look nobody else tells how much these people have to do. */
async function noteRequests(ledger: Ledger, thread: ThreadKey, does: Order["does"], { refused = [] }: OrderOutcome): Promise<void> {
  if (does.kind !== "request review" && does.kind !== "remove review request") return;
  const people = does.people.filter((name) => !refused.includes(name));
  if (people.length === 0) return;
  await (does.kind === "request review" ? ledger.noteRequests(thread, people, []) : ledger.noteRequests(thread, [], people));
}

const ordersIn = (action: Write): Order[] => (action.kind === "carry out" ? [action.order] : []);

/** What is no write is done with being noted. */
const isSent = (action: Write): boolean => ordersIn(action).every(({ does }) => isOnGitHub(does));

function onceKey(action: Write): OrderKey | undefined {
  if (action.kind === "carry out") return action.order.key;
  return action.kind === "create comment" ? action.key : undefined;
}

/** A reply that was begun before a crash, or that an older copy of the ledger knows nothing of, and that stands on the thread all the same. */
export const isSaidAlready = (facts: Pick<Facts, "ours">, action: Action): boolean =>
  action.kind === "carry out" &&
  action.order.does.kind === "reply" &&
  facts.ours.some((comment) => comment.body.includes(markOf(action.order.key)));
