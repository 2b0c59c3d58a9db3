/** The gate beyond pull requests: answers the merge queue, and offers the check to repositories whose rules do not require it yet. */
import type { Check, CheckState } from "./core/actions.ts";
import { Gone, RetryLater, Withheld } from "./core/errors.ts";
import type { OurCheck } from "./core/facts.ts";
import { checkName, checkOn, groupState, offerEvery, offerState, saysTheSame, turnedAway } from "./core/gate.ts";
import { type Instant, later, type Sha } from "./core/ids.ts";
import type { Where } from "./core/look.ts";
import type { MergeGroup, OrderOutcome } from "./core/memory.ts";
import { isWithheld } from "./core/permissions.ts";
import { type Lease, LeaseLost } from "./pass/lease.ts";
import type { Observed } from "./pass/observe.ts";
import type { Bot } from "./pass/ports.ts";
import { judge } from "./reconcile.ts";

/** What the gate asks of GitHub. Every answer is whole, or the call throws. */
export interface Checks {
  standingCheck(where: Where, head: Sha, name: string): Promise<OurCheck | undefined>;
  placeCheck(where: Where, check: Check, insteadOf: OurCheck | undefined): Promise<OrderOutcome>;
  /** Names of the checks that are required on a branch, as far as an App may see. */
  requiredChecks(where: Where, branch: string): Promise<ReadonlySet<string>>;
}

/** What the gate asks of the ledger. */
export interface Offers {
  /** For one of all who ask. `again`: an offer was begun, and nobody knows whether it was made. */
  start(repositoryId: number, branch: string, now: Instant): Promise<"first" | "weekly" | "again" | undefined>;
  finish(repositoryId: number, branch: string, outcome: OrderOutcome, now: Instant): Promise<void>;
  wereMade(repositoryId: number): Promise<boolean>;
}

export interface Gate {
  readonly checks: Checks;
  readonly offers: Offers;
}

/** With growing delays between them, so many tries take ten minutes; GitHub itself gives a group up after an hour. */
const mostTries = 8;
/** Seconds until what could not be read is read again. */
const pause = 15;

/** One try at a merge group. `number` counts from 1. */
export interface Try {
  readonly number: number;
  readonly lease: Lease;
}

/**
 * Puts the completed check on a merge group's head, where the bot is on. Throws RetryLater while the pull request cannot be judged; after
 * some tries the group is turned away, for a queue must not hang. Throws Gone where the group is, Withheld where no check may be written.
 */
export async function answerGroup(bot: Bot, gate: Gate, group: MergeGroup, attempt: Try): Promise<void> {
  const state = await stateOf(bot, gate, group, attempt);
  if (state === undefined) return;
  const check = checkOn(group.head, group.base, state);
  const standing = await gate.checks.standingCheck(group, check.head, check.name);
  if (standing !== undefined && saysTheSame(standing, state)) return;
  if (!(await attempt.lease.isHeld())) throw new LeaseLost(`the lease on the merge group ${group.head} ran out`);
  await gate.checks.placeCheck(group, check, standing);
}

async function stateOf(bot: Bot, gate: Gate, group: MergeGroup, { number: tries }: Try): Promise<CheckState | undefined> {
  const { number } = group;
  if (number === undefined) return refusal(gate, group, "GitHub's name for this merge group tells no pull request");
  try {
    return await judgedState(bot, group, number, tries < mostTries);
  } catch (error) {
    if (error instanceof Withheld) return refusal(gate, group, `#${number} cannot be read: ${error.message}`);
    if (tries >= mostTries) return refusal(gate, group, `#${number} could not be read`);
    // A pull request that is queued exists, whatever a replica says.
    throw error instanceof Gone ? new RetryLater(error.message, pause) : error;
  }
}

async function judgedState(bot: Bot, group: MergeGroup, number: number, mayWait: boolean): Promise<CheckState | undefined> {
  const judged = await judge(bot, { ...group, number }, false);
  if (judged?.facts.options.mode !== "on") return undefined;
  const unread = judged.verdict.reasons.find(({ state }) => state === "unread");
  if (unread !== undefined && mayWait) throw new RetryLater(unread.what, pause);
  return groupState(group.base, judged.facts.thread, judged.verdict);
}

/** Where nobody could look, nobody knows whether the bot is on: only where the check was offered can a queue wait for it. */
const refusal = async ({ offers }: Gate, { repository }: MergeGroup, why: string): Promise<CheckState | undefined> =>
  (await offers.wereMade(repository.id)) ? turnedAway(why) : undefined;

/**
 * Puts one success on the default branch, once a week and only until a ruleset requires the check: one that never ran cannot be chosen in
 * the settings. The first is put there unasked, for it can do no harm. Whatever fails is tried again by a later pass.
 */
export async function offerCheck({ checks, offers }: Gate, { installation }: Where, facts: Observed): Promise<void> {
  const { repository } = facts.thread;
  const { defaultBranch: branch } = repository;
  const { tip } = facts.look.repository;
  if (facts.options.mode !== "on" || tip === undefined || isWithheld(facts.withheld, "the required check")) return;
  const turn = await offers.start(repository.id, branch, facts.now);
  if (turn === undefined) return;
  const where = { installation, repository };
  const isThere = async () => turn === "again" && isOffered(await checks.standingCheck(where, tip, checkName(branch)), facts.now);
  const isRequired = async () => (await checks.requiredChecks(where, branch)).has(checkName(branch));
  const isNeedless = turn !== "first" && ((await isRequired()) || (await isThere()));
  const outcome = isNeedless ? {} : await checks.placeCheck(where, checkOn(tip, branch, offerState), undefined);
  await offers.finish(repository.id, branch, outcome, facts.now);
}

const isOffered = (standing: OurCheck | undefined, now: Instant): boolean =>
  standing?.startedAt !== undefined && now < later(standing.startedAt, offerEvery);
