/** Apply: records what was decided of runs, writes the plan in its batches, then looks after the runs of the thread. */
import { type Action, isWrite } from "../core/actions.ts";
import { batchesOf } from "../core/batches.ts";
import type { Verdict } from "../core/decide.ts";
import type { Facts } from "../core/facts.ts";
import type { Failing } from "../core/failing.ts";
import type { Decided } from "../core/jobs/wanted.ts";
import type { ThreadName } from "../core/look.ts";
import type { Plan } from "../core/plan.ts";
import { carryOut } from "./carry-out.ts";
import type { Observed } from "./observe.ts";
import type { Bot, Runs } from "./ports.ts";

/** What became of a plan. */
export interface Applied {
  /** Why GitHub took a part of it from nobody. */
  readonly declined: readonly string[];
  readonly failing: readonly Failing[];
  /** Each in seconds after which the thread wants another look. */
  readonly againIn: readonly number[];
}

/** Our own assignments wake nobody, and the status comment names who is assigned: seconds until every replica shows them. */
const echoPause = 15;

const contentSpent = "this hour's comments and review requests are used up";

/** `mayWrite` throws before a request that must not be sent. Throws where GitHub or the ledger does. */
export async function apply(
  bot: Bot,
  target: ThreadName,
  facts: Observed,
  { labels }: Verdict,
  { actions, runs }: Plan,
  mayWrite: () => Promise<void>,
): Promise<Applied> {
  await settle(bot.runs, facts, runs);
  const declined: string[] = [];
  const failing: Failing[] = [];
  let wasRefused = false;
  const batches = batchesOf(
    actions.filter(isWrite),
    labels.map(({ label }) => label),
    facts.look,
  );
  for (const batch of batches) {
    const outcomes = await carryOut(bot, target, facts, batch, mayWrite);
    wasRefused ||= outcomes.some(({ refused = [] }) => refused.length > 0);
    failing.push(...outcomes.flatMap(({ waits: againIn }) => (againIn === undefined ? [] : [{ why: contentSpent, againIn }])));
    // People whom GitHub does not take are told on the thread.
    declined.push(...outcomes.flatMap(({ why, refused }) => (why !== undefined && refused === undefined ? [why] : [])));
  }
  const { isNews, againAt } = await bot.runs.tend(facts, mayWrite);
  const againIn = [
    ...(wasRefused || isNews ? [0] : []),
    ...(againAt === undefined ? [] : [Math.max(1, againAt - facts.now)]),
    ...(actions.some(movesAssignees) ? [echoPause] : []),
  ];
  return { declined, failing, againIn };
}

/** Before anything is written: a status of a run that no row knows would keep it from ever being wanted again. */
async function settle(keeper: Runs, { thread, now }: Facts, decided: Decided): Promise<void> {
  const { wanted, sought, aborted, answered } = decided;
  if (wanted.length + sought.length + aborted.length + answered.length > 0) await keeper.settle(thread.key, decided, now);
}

const movesAssignees = (action: Action): boolean =>
  action.kind === "carry out" && (action.order.does.kind === "assign" || action.order.does.kind === "unassign");
