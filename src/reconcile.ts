/** Reconcile: observe, decide, plan, apply, once, for one thread: the whole bot on one screen. */
import type { Action } from "./core/actions.ts";
import { decide, type Verdict } from "./core/decide.ts";
import { type Failing, together, unreadIn } from "./core/failing.ts";
import type { ThreadName } from "./core/look.ts";
import { plan } from "./core/plan.ts";
import { type Applied, apply } from "./pass/apply.ts";
import { type Lease, writesUnder } from "./pass/lease.ts";
import { needlessOnceClosed, type Observed, observe, sightingOf } from "./pass/observe.ts";
import type { Bot, Observer } from "./pass/ports.ts";

/** What there is and what follows from it: all of a pass that writes nothing to GitHub. */
export interface Judged {
  readonly facts: Observed;
  readonly verdict: Verdict;
}

export interface Pass extends Judged {
  readonly actions: readonly Action[];
  /** Why GitHub took a part of the plan from nobody: a permission that the App lacks, mostly. */
  readonly declined: readonly string[];
  /** Seconds from now after which the thread wants another look, or undefined. */
  readonly againIn: number | undefined;
  /** What could not be read or written and may be later. */
  readonly failing: Failing | undefined;
}

/** One pass. Undefined where the bot is off in this repository. Throws where GitHub or the ledger does: the work set tries again. */
export async function pass(bot: Bot, target: ThreadName, thoroughly: boolean, lease: Lease): Promise<Pass | undefined> {
  const facts = await observe(bot, target, thoroughly, needlessOnceClosed);
  if (facts === undefined) return undefined;
  const verdict = decide(facts, bot.plugins);
  const planned = plan(facts, verdict);
  await bot.ledger.remember(facts.thread.key, {
    look: facts.look,
    sighting: sightingOf(facts.look),
    votes: verdict.votes,
    isReady: verdict.isReadyAlone,
  });
  const mayWrite = writesUnder(lease, facts.thread);
  const isOn = facts.options.mode === "on";
  const applied = isOn ? await apply(bot, target, facts, verdict, planned, mayWrite) : nothingApplied;
  const waits = [...(planned.recheckAt === undefined ? [] : [Math.max(1, planned.recheckAt - facts.now)]), ...applied.againIn];
  return {
    ...{ facts, verdict },
    ...{ actions: planned.actions, declined: applied.declined },
    againIn: waits.length === 0 ? undefined : Math.min(...waits),
    failing: together([...unreadIn(facts), ...applied.failing]),
  };
}

const nothingApplied: Applied = { declined: [], failing: [], againIn: [] };

/** Observes and decides. Undefined where the bot is off in this repository. Throws where GitHub or the ledger does. */
export async function judge(observer: Observer, target: ThreadName, thoroughly: boolean): Promise<Judged | undefined> {
  const facts = await observe(observer, target, thoroughly, () => false);
  return facts === undefined ? undefined : { facts, verdict: decide(facts, observer.plugins) };
}
