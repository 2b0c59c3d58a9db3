/** Open requests: which are to be decided now, and what became of those that were. */
import type { Facts, Sources } from "../facts.ts";
import { type Instant, later, type NodeId, nodeIdOf, type OrderKey, orderKeyOf } from "../ids.ts";
import { type Order, orderLifetime } from "../orders.ts";
import { isText } from "../statements.ts";
import { type HeadsSeen, headsSeen } from "./heads.ts";
import { askedCheckOrders, askedStatusOrders, isShown } from "./reporting.ts";
import type { Answered } from "./request-answer.ts";
import type { Request } from "./requests.ts";
import { isAnswerOf, type Place } from "./results.ts";

const prefix = orderKeyOf("jobs", "asked", "");

/** Under which a request is marked as settled. */
export const askedKey = (request: NodeId): OrderKey => orderKeyOf("jobs", "asked", request);

/** Requests that nobody has settled yet, and that no history is. */
export const openRequests = (requests: readonly Request[], { memory, now }: Pick<Facts, "memory" | "now">): readonly Request[] =>
  requests.filter(({ id, at }) => !memory.orders.has(askedKey(id)) && at > memory.adoptedAt && at + orderLifetime >= now);

export interface Seen {
  readonly request: Request;
  readonly heads: Extract<HeadsSeen, { readonly kind: "known" }>["heads"] | undefined;
}

/** Those of which it can be told by now which commit they are about, or that nobody will ever tell; and when to look for the others. */
export function seenRequests(
  requests: readonly Request[],
  facts: Pick<Facts, "statements" | "memory" | "now">,
): { readonly seen: readonly Seen[]; readonly laterAt: readonly Instant[] } {
  const all = requests.map((request) => ({ request, sight: headsSeen(request.id, facts) }));
  return {
    seen: all.flatMap(({ request, sight }): Seen[] => {
      if (sight.kind === "known") return [{ request, heads: sight.heads }];
      return sight.until === undefined ? [{ request, heads: undefined }] : [];
    }),
    laterAt: all.flatMap(({ sight }) => (sight.kind === "unknown" && sight.until !== undefined ? [sight.until] : [])),
  };
}

/** What the ledger keeps of requests that were settled. */
export const answersKept = ({ orders }: Facts["memory"]): readonly Answered[] =>
  [...orders.values()].flatMap(({ key, at, outcome: { answer } }) =>
    answer === undefined || !key.startsWith(prefix) ? [] : [{ request: nodeIdOf(key.slice(prefix.length)), answer, at }],
  );

/** Seconds within which GitHub shows what was set on a commit, and between two looks for it: no delivery tells of it. */
const shownWithin = 60;
const pause = 5;

/** When to look whether statuses that were asked for are shown, so that what waits for them does not wait for an event. */
export const turnedShownAt = (
  answers: readonly Answered[],
  statuses: Sources["statuses"],
  place: Place,
  now: Instant,
): readonly Instant[] => {
  const isAwaited = (one: Answered): boolean =>
    isAnswerOf(one, place) && later(one.at, shownWithin) >= now && one.answer.statuses.some((status) => !isShown(statuses, status));
  return answers.some(isAwaited) ? [later(now, pause)] : [];
};

/**
 * What is said and set because of answers: the same however often it is derived, so that nothing of it gets lost between two steps. On a
 * head that aims at another branch by now nothing is set any more.
 */
export const answerOrders = (answers: readonly Answered[], statements: Facts["statements"], place: Place): readonly Order[] =>
  answers.flatMap((one): Order[] => {
    const { request, answer } = one;
    const said = statements.filter(isText).find(({ id }) => id === request);
    if (said === undefined) return [];
    const reply: Order[] =
      answer.reply === undefined
        ? []
        : [{ key: orderKeyOf("jobs", "reply", request), causedAt: said.at, guard: {}, does: { kind: "reply", text: answer.reply } }];
    if (answer.head === place.head && !isAnswerOf(one, place)) return reply;
    return [...reply, ...askedStatusOrders(request, answer, said.at), ...askedCheckOrders(said, answer)];
  });
