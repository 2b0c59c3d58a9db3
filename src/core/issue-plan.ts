/** What is to be done for an issue: the orders that its plugins want and that are due, and the reactions to their words. */
import { acknowledgements } from "./acknowledgement.ts";
import type { Write } from "./actions.ts";
import { onceEach, type PluginFault, pluginsOn } from "./decide.ts";
import type { IssueFacts } from "./issue.ts";
import { orderState } from "./orders.ts";
import type { Plugin } from "./plugin.ts";
import { permitted } from "./withheld.ts";
import { isSaidOn } from "./words.ts";

export interface IssuePlan {
  readonly actions: readonly Write[];
  readonly faults: readonly PluginFault[];
}

/** The same facts give the same plan. What the App may not write for lack of a permission is not in it. */
export function issuePlan(facts: IssueFacts, plugins: readonly Plugin[]): IssuePlan {
  const on = pluginsOn(plugins, facts.options).filter(({ threads }) => threads.includes("issue"));
  const outcomes = on.map((plugin) => ({ plugin: plugin.name, outcome: plugin.outcomeOnIssue(facts) }));
  const wanted = outcomes.flatMap(({ outcome }) => (outcome.kind === "decided" ? (outcome.wants.orders ?? []) : []));
  const words = on.flatMap((plugin) => plugin.words).filter((word) => isSaidOn(word, "issue"));
  const due = onceEach([...wanted, ...acknowledgements(facts, words, wanted)]).filter((order) =>
    ["due", "undecided"].includes(orderState(order, facts)),
  );
  return {
    actions: permitted(
      due.map((order) => ({ kind: "carry out", order }) as const),
      facts.withheld,
      facts.statements,
    ),
    faults: outcomes.flatMap(({ plugin, outcome }) => (outcome.kind === "failed" ? [{ plugin, error: outcome.error }] : [])),
  };
}
