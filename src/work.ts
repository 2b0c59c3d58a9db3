/** Work: takes what is due from the work set, passes over threads, answers merge groups, and expands everything larger into threads. */
import { type Action, sentence } from "./core/actions.ts";
import { Gone, RetryLater, Withheld } from "./core/errors.ts";
import type { Failing } from "./core/failing.ts";
import { type Instant, later, type ThreadKey } from "./core/ids.ts";
import type { Where } from "./core/look.ts";
import type { Wake } from "./core/memory.ts";
import { type Expansion, wakesBehind } from "./expansion.ts";
import { answerGroup, type Gate, offerCheck } from "./gate.ts";
import { type IssuePass, passOverIssue } from "./issues.ts";
import { LeaseLost } from "./pass/lease.ts";
import type { Bot } from "./pass/ports.ts";
import { type Pass, pass } from "./reconcile.ts";

/** The right to work on one subject for a while. */
interface Lease {
  readonly token: string;
  readonly until: Instant;
}

interface Claim {
  readonly lease: Lease;
  readonly wake: Wake;
  readonly attempts: number;
  /** Ids of the deliveries that it answers. */
  readonly causes: readonly string[];
}

/** What is asked of the work set: what is due, one pass at a time on each subject. */
export interface WorkSet {
  wake(
    arrival: { readonly wakes: readonly Wake[]; readonly causes?: readonly string[] },
    now: Instant,
    urgency?: "person" | "sweep",
  ): Promise<void>;
  claim(now: Instant, leaseSeconds: number): Promise<Claim | undefined>;
  nextDue(): Promise<Instant | undefined>;
  holds(lease: Lease, now: Instant): Promise<boolean>;
  finish(lease: Lease, now: Instant): Promise<boolean>;
  again(
    lease: Lease,
    at: Instant | undefined,
    now: Instant,
    failing?: { readonly error: string; readonly notBefore: Instant },
  ): Promise<boolean>;
  retry(lease: Lease, error: string, now: Instant, notBefore?: Instant): Promise<boolean>;
}

export interface Log {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

export interface Worker {
  readonly bot: Bot;
  readonly work: WorkSet;
  readonly expansion: Expansion;
  readonly gate: Gate;
  readonly log: Log;
  /** What was logged last of the plans that nobody carries out, so that the same plan is one line. */
  readonly plansLogged: Map<ThreadKey, string>;
  /** This machine's clock. */
  readonly now: () => Instant;
  /** Does something and counts the requests to GitHub that it takes. */
  readonly counted: <T>(count: RequestCount, work: () => Promise<T>) => Promise<T>;
  /** Told of everything that was worked on, however it ended. */
  readonly worked?: (work: Worked) => void;
  /** Told of every pass that came to its end: for the terminal and for tests. */
  readonly passed?: (pass: Pass) => void;
}

export interface RequestCount {
  requests: number;
}

/**
 * What became of one subject. `later`: GitHub asked for it. `lost`: somebody else works on it, or nobody may any longer. `withheld`: a
 * permission is missing without which there is nothing to do; all is looked at once it is granted.
 */
export interface Worked {
  readonly wake: Wake;
  readonly outcome: "done" | "off" | "gone" | "withheld" | "later" | "lost" | "failed";
  /** What was written. */
  readonly actions: readonly Action[];
  readonly requests: number;
  readonly milliseconds: number;
}

/** Long enough for a slow pass over a huge thread; a crashed one comes back after it (seconds). */
const leaseSeconds = 300;

/** Works on one due subject. False: nothing is due. */
export async function workOnce(worker: Worker): Promise<boolean> {
  const claim = await worker.work.claim(worker.now(), leaseSeconds);
  if (claim === undefined) return false;
  const count = { requests: 0 };
  const began = performance.now();
  const ending = await worker.counted(count, () => endingOf(worker, claim));
  const cost = { requests: count.requests, milliseconds: Math.round(performance.now() - began) };
  logPass(worker, claim, ending, cost);
  worker.worked?.({ wake: claim.wake, outcome: ending.outcome, actions: ending.actions ?? [], ...cost });
  return true;
}

interface Ending {
  readonly outcome: Worked["outcome"];
  readonly actions?: readonly Action[];
  /** Seconds after which the subject wants another look, or undefined. */
  readonly againIn?: number | undefined;
  readonly failing?: Failing | undefined;
}

async function endingOf(worker: Worker, claim: Claim): Promise<Ending> {
  try {
    const ending = await workOn(worker, claim);
    await settle(worker, claim, ending);
    return ending;
  } catch (error) {
    return { outcome: await putBack(worker, claim, error) };
  }
}

async function settle({ work, now }: Worker, { lease }: Claim, { againIn, failing }: Ending): Promise<void> {
  const at = againIn === undefined ? undefined : later(now(), againIn);
  if (failing !== undefined) await work.again(lease, at, now(), { error: failing.why, notBefore: later(now(), failing.againIn) });
  else if (at !== undefined) await work.again(lease, at, now());
  else await work.finish(lease, now());
}

async function workOn(worker: Worker, { wake, lease, attempts, causes }: Claim): Promise<Ending> {
  const own = { isHeld: () => worker.work.holds(lease, worker.now()) };
  if (wake.kind === "merge group") {
    await answerGroup(worker.bot, worker.gate, wake, { number: attempts, lease: own });
    return { outcome: "done" };
  }
  if (wake.kind === "issue") return overIssue(worker, wake, { number: attempts, lease: own });
  if (wake.kind !== "thread") {
    await worker.work.wake({ wakes: await wakesBehind(worker.expansion, wake), causes }, worker.now(), "sweep");
    return { outcome: "done" };
  }
  const done = await pass(worker.bot, wake, wake.thoroughly, own);
  if (done === undefined) return { outcome: "off" };
  if (done.facts.options.mode === "observe") logPlan(worker, done);
  await offer(worker, wake, done);
  logTroubles(worker, done.facts.thread, { ...done, faults: done.verdict.faults });
  worker.passed?.(done);
  const { againIn, failing } = done;
  return { outcome: "done", actions: done.facts.options.mode === "on" ? done.actions : [], againIn, failing };
}

async function overIssue(
  worker: Worker,
  wake: Extract<Wake, { readonly kind: "issue" }>,
  attempt: Parameters<typeof passOverIssue>[2],
): Promise<Ending> {
  const done = await passOverIssue(worker.bot, wake, attempt);
  if (done === undefined) return { outcome: "off" };
  logTroubles(worker, done.thread, done);
  return { outcome: "done", actions: done.actions };
}

function logTroubles(
  { log }: Worker,
  { url: thread }: IssuePass["thread"],
  { faults, declined }: Omit<IssuePass, "thread" | "actions">,
): void {
  for (const { plugin, error } of faults) log.error({ thread, plugin, err: error }, "a plugin failed");
  if (declined.length > 0) log.warn({ thread, declined }, "GitHub did not take a part of the plan");
}

/** One line for each pass: whose it was, what caused it, what it changed and what it cost. */
function logPass({ log }: Worker, { wake, causes }: Claim, { outcome, actions = [], failing }: Ending, cost: object): void {
  if (wake.kind !== "thread" && wake.kind !== "issue") return;
  const { owner, name } = wake.repository;
  const changed = actions.map(sentence);
  const told = { deliveries: causes, outcome, changed, ...(failing === undefined ? {} : { failing: failing.why }) };
  log.info({ thread: `${owner}/${name}#${wake.number}`, ...told, ...cost }, "a pass");
}

/** In mode observe the log is where people see what the bot would do. */
function logPlan({ log, plansLogged }: Worker, { facts: { thread }, actions }: Pass): void {
  const plan = actions.map(sentence);
  const text = plan.join("; ");
  if (text === (plansLogged.get(thread.key) ?? "")) return;
  if (text === "") plansLogged.delete(thread.key);
  else {
    plansLogged.set(thread.key, text);
    log.info({ thread: thread.url, plan }, "only observing: this would have been written");
  }
}

/** A pass is no failure because its repository could not be offered the check. */
async function offer({ gate, log }: Worker, where: Where, { facts }: Pass): Promise<void> {
  try {
    await offerCheck(gate, where, facts);
  } catch (error) {
    const { owner, name } = facts.thread.repository;
    log.info({ repository: `${owner}/${name}`, err: error }, "the check was not offered to the settings; a later pass tries again");
  }
}

async function putBack({ work, log, now }: Worker, claim: Claim, error: unknown): Promise<Worked["outcome"]> {
  const fields = { wake: claim.wake, attempts: claim.attempts, err: error };
  if (error instanceof LeaseLost) {
    log.info(fields, "the lease is lost: somebody else works on this now, or nobody may any longer");
    return "lost";
  }
  if (error instanceof Gone) {
    log.info(fields, "nothing there any more");
    await work.finish(claim.lease, now());
    return "gone";
  }
  if (error instanceof Withheld) {
    log.info(fields, "nothing may be done here");
    await work.finish(claim.lease, now());
    return "withheld";
  }
  if (error instanceof RetryLater) {
    await work.retry(claim.lease, error.message, now(), later(now(), error.againIn));
    return "later";
  }
  log.error(fields, "the pass failed and will be tried again");
  await work.retry(claim.lease, error instanceof Error ? error.message : String(error), now());
  return "failed";
}

/** Works until nothing is due at this moment. */
export async function workUntilIdle(worker: Worker): Promise<number> {
  let count = 0;
  while (await workOnce(worker)) count += 1;
  return count;
}
