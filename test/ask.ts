/** Ask: what one plugin wants under given facts, and what the plan makes of all of them. */
import { decide, pluginsOn, type Verdict } from "../src/core/decide.ts";
import type { Facts } from "../src/core/facts.ts";
import { type Plan, plan } from "../src/core/plan.ts";
import type { Plugin, Wants } from "../src/core/plugin.ts";

/** The wants of a plugin; an error where it waits or fails. */
export function wantsOf(plugin: Plugin, facts: Facts, plugins: readonly Plugin[] = [plugin]): Wants {
  const vocabulary = pluginsOn(plugins, facts.options).flatMap((on) => on.words.map((word) => ({ plugin: on.name, word })));
  const outcome = plugin.outcome(facts, vocabulary);
  if (outcome.kind === "decided") return outcome.wants;
  throw outcome.kind === "failed" ? outcome.error : new Error(`${plugin.name} waits for ${outcome.for.map(({ source }) => source)}`);
}

export function planOf(facts: Facts, plugins: readonly Plugin[]): Plan & { readonly verdict: Verdict } {
  const verdict = decide(facts, plugins);
  return { ...plan(facts, verdict), verdict };
}
