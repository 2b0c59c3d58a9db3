/** Issues: one pass over one. It carries out what its newest comments ask for, and writes to GitHub nothing but reactions to them. */
import type { Write } from "./core/actions.ts";
import type { PluginFault } from "./core/decide.ts";
import { Gone, RetryLater } from "./core/errors.ts";
import { isBeforeChange } from "./core/history.ts";
import { threadKeyOf } from "./core/ids.ts";
import type { Issue, IssueLook } from "./core/issue.ts";
import { issuePlan } from "./core/issue-plan.ts";
import type { ThreadName } from "./core/look.ts";
import { carryOut } from "./pass/carry-out.ts";
import { type Lease, writesUnder } from "./pass/lease.ts";
import type { Bot } from "./pass/ports.ts";

export interface IssuePass {
  readonly thread: Pick<Issue, "url">;
  /** What was written. */
  readonly actions: readonly Write[];
  /** Why GitHub did not take a part of it. */
  readonly declined: readonly string[];
  readonly faults: readonly PluginFault[];
}

/** Seconds after which a replica shows what a delivery announced, and after which its absence is believed. */
const lagPause = 5;
const longestLag = 60;

/**
 * Undefined where the bot is off in this repository; where it only observes, nobody's words count and nothing is kept. Throws Gone only at
 * a later try than the first: a replica may not show an issue yet on which somebody has commented.
 */
export async function passOverIssue(
  { github, ledger, plugins }: Bot,
  target: ThreadName,
  attempt: { readonly number: number; readonly lease: Lease },
): Promise<IssuePass | undefined> {
  const key = threadKeyOf(target.repository.id, target.number);
  const look = await looked(github, target, attempt.number === 1);
  if (isBeforeChange(look.updatedAt, await ledger.remembered(key), look.now))
    throw new RetryLater("GitHub does not show yet what it announced", lagPause);
  const options = await github.options(target, look);
  if (options.mode === "off") {
    await ledger.noteInactive(target.repository.id, look.now);
    return undefined;
  }
  if (options.mode === "observe") return { thread: look.thread, actions: [], declined: [], faults: [] };
  const facts = { ...look, memory: await ledger.meetIssue(target, key, look.now), options };
  const { actions, faults } = issuePlan(facts, plugins);
  if (actions.length === 0) return { thread: look.thread, actions, declined: [], faults };
  const carried = { ...facts, look: { ...look, checks: [] } };
  const outcomes = await carryOut({ github, ledger }, target, carried, actions, writesUnder(attempt.lease, look.thread));
  return { thread: look.thread, actions, declined: outcomes.flatMap(({ why }) => why ?? []), faults };
}

async function looked(github: Pick<Bot["github"], "lookAtIssue">, target: ThreadName, isFirstTry: boolean): Promise<IssueLook> {
  try {
    return await github.lookAtIssue(target);
  } catch (error) {
    throw isFirstTry && error instanceof Gone ? new RetryLater(error.message, longestLag) : error;
  }
}
