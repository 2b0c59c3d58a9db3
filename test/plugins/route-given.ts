/** Given: a change that people own, and what the plugin route would do about it. */
import { type Instant, later, loginOf, orderKeyOf } from "../../src/core/ids.ts";
import type { OrderOutcome, OrderRecord } from "../../src/core/memory.ts";
import type { Deed } from "../../src/core/orders.ts";
import type { Availability } from "../../src/core/route/settings.ts";
import type { Act } from "../../src/core/statements.ts";
import route from "../../src/plugins/route.ts";
import { planOf } from "../ask.ts";
import { type Change, type Draft, given, person, start, type us } from "../given.ts";

export const plugins = ["route"];

/** One reviewer, as in Prow's own test. */
export const owners = { "a/OWNERS": "reviewers: [al]" };

/** What is to be done now, in order. */
export function deeds(change: Change): string[] {
  const facts = given({ plugins, owners, files: ["a/a.go"], ...change });
  return planOf(facts, [route]).actions.flatMap((action) => (action.kind === "carry out" ? told(action.order.does) : []));
}

function told(does: Deed): string[] {
  if (does.kind === "react") return [];
  return ["people" in does ? [does.kind, ...does.people].join(" ") : does.kind];
}

/** An occasion that is noted, and on which nobody is asked. */
export const nobody = "request review";

export const act =
  (what: Act["what"], by: string | typeof us, whom?: string): Draft =>
  ({ id, at }) => ({ kind: "act", what, id, at, by: typeof by === "string" ? person(by) : by, ...(whom === undefined ? {} : { whom }) });

export const options = (own: object) => ({ options: { route: own } });
export const two = { "a/OWNERS": "reviewers: [al, bo]", OWNERS: "reviewers: [root]\napprovers: [cy]", "b/OWNERS": "reviewers: [di]" };
export const afterOpening = later(start, 30);

/** The record of a routing that is done. */
export const done = (key: string, outcome: OrderOutcome = {}, at: Instant = later(start, 5)): OrderRecord => ({
  ...{ key: orderKeyOf("route", ...(key.split(" ") as [string, string])), state: "done", at, outcome },
});
export const routed = (areas: readonly string[] = ["a"], outcome: OrderOutcome = {}) => done("opened pull-1", { areas, ...outcome });

export function ledger(waiting: Readonly<Record<string, number>>, availability: Readonly<Record<string, Partial<Availability>>> = {}) {
  return {
    requests: new Map(Object.entries(waiting).map(([login, count]) => [loginOf(login), { waiting: count, answered: 0 }])),
    availability: new Map(
      Object.entries(availability).map(([login, one]) => [loginOf(login), { capacity: undefined, away: undefined, ...one }]),
    ),
  };
}
