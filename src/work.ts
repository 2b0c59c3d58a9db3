/** Work: takes what is due from the work set, passes over threads, answers merge groups, and expands everything larger into threads. */
import { sentence } from "./core/actions.ts";
import { Gone, RetryLater } from "./core/errors.ts";
import { type Instant, later, type Sha, type ThreadKey } from "./core/ids.ts";
import type { ThreadName, Where } from "./core/look.ts";
import type { MergeGroup, RepositoryName, Wake } from "./core/memory.ts";
import { answerGroup, type Gate, offerCheck } from "./gate.ts";
import { type Bot, LeaseLost, type Pass, pass } from "./reconcile.ts";

/** The right to work on one subject for a while. */
interface Lease {
  readonly token: string;
  readonly until: Instant;
}

interface Claim {
  readonly lease: Lease;
  readonly wake: Wake;
  readonly attempts: number;
}

/** What is asked of the work set: what is due, one pass at a time on each subject. */
export interface WorkSet {
  wake(news: { readonly wakes: readonly Wake[] }, now: Instant, urgency?: "person" | "sweep"): Promise<void>;
  claim(now: Instant, leaseSeconds: number): Promise<Claim | undefined>;
  nextDue(): Promise<Instant | undefined>;
  holds(lease: Lease, now: Instant): Promise<boolean>;
  finish(lease: Lease, now: Instant): Promise<boolean>;
  again(lease: Lease, at: Instant, now: Instant): Promise<boolean>;
  retry(lease: Lease, error: string, now: Instant, notBefore?: Instant): Promise<boolean>;
}

/** Finds the threads behind a wake that names none. */
export interface Expansion {
  threadsWithHead(repositoryId: number, head: Sha): Promise<readonly ThreadName[]>;
  /** Open threads that the ledger knows, of one base branch. */
  threadsOnto(repositoryId: number, base: string): Promise<readonly ThreadName[]>;
  /** All open threads, as GitHub lists them now. */
  openThreads(installation: number, repository: RepositoryName): Promise<readonly { readonly number: number }[]>;
  repositories(installation: number): Promise<readonly RepositoryName[]>;
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
  /** Told of every pass that came to its end: for the terminal and for tests. */
  readonly passed?: (pass: Pass) => void;
}

/** Long enough for a slow pass over a huge thread; a crashed one comes back after it (seconds). */
const leaseSeconds = 300;

/** Works on one due subject. False: nothing is due. */
export async function workOnce(worker: Worker): Promise<boolean> {
  const claim = await worker.work.claim(worker.now(), leaseSeconds);
  if (claim === undefined) return false;
  try {
    const againIn = await workOn(worker, claim);
    if (againIn === undefined) await worker.work.finish(claim.lease, worker.now());
    else await worker.work.again(claim.lease, later(worker.now(), againIn), worker.now());
  } catch (error) {
    await putBack(worker, claim, error);
  }
  return true;
}

/** Seconds after which the subject wants another look, or undefined. */
async function workOn(worker: Worker, { wake, lease, attempts }: Claim): Promise<number | undefined> {
  const own = { isHeld: () => worker.work.holds(lease, worker.now()) };
  if (wake.kind === "merge group") {
    await answerGroup(worker.bot, worker.gate, wake, { number: attempts, lease: own });
    return undefined;
  }
  if (wake.kind !== "thread") {
    await worker.work.wake({ wakes: await threadsBehind(worker.expansion, wake) }, worker.now(), "sweep");
    return undefined;
  }
  const done = await pass(worker.bot, wake, wake.thoroughly, own);
  if (done === undefined) return undefined;
  if (done.facts.options.mode === "observe") logPlan(worker, done);
  await offer(worker, wake, done);
  for (const { plugin, error } of done.verdict.faults)
    worker.log.error({ thread: done.facts.thread.url, plugin, err: error }, "a plugin failed");
  const { declined } = done;
  if (declined.length > 0) worker.log.warn({ thread: done.facts.thread.url, declined }, "GitHub did not take a part of the plan");
  worker.passed?.(done);
  return done.againIn;
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

type Expandable = Exclude<Wake, MergeGroup | { readonly kind: "thread" }>;

async function threadsBehind(expansion: Expansion, wake: Expandable): Promise<readonly Wake[]> {
  const named = (threads: readonly ThreadName[]) => threads.map((thread) => ({ kind: "thread", ...thread, thoroughly: false }) as const);
  switch (wake.kind) {
    case "commit":
      return named(await expansion.threadsWithHead(wake.repository.id, wake.sha));
    case "branch":
      return named(await expansion.threadsOnto(wake.repository.id, wake.branch));
    case "repository":
      return named(
        (await expansion.openThreads(wake.installation, wake.repository)).map(({ number }) => ({
          ...{ installation: wake.installation, repository: wake.repository, number },
        })),
      );
    case "installation": {
      const repositories = await expansion.repositories(wake.installation);
      return repositories.map((repository) => ({ kind: "repository", installation: wake.installation, repository }));
    }
    default:
      return wake satisfies never;
  }
}

async function putBack({ work, log, now }: Worker, claim: Claim, error: unknown): Promise<void> {
  const fields = { wake: claim.wake, attempts: claim.attempts, err: error };
  if (error instanceof LeaseLost) return log.warn(fields, "somebody else works on this now");
  if (error instanceof Gone) {
    log.info(fields, "nothing there any more");
    await work.finish(claim.lease, now());
  } else if (error instanceof RetryLater) {
    await work.retry(claim.lease, error.message, now(), later(now(), error.againIn));
  } else {
    log.error(fields, "the pass failed and will be tried again");
    await work.retry(claim.lease, error instanceof Error ? error.message : String(error), now());
  }
}

/** Works until nothing is due at this moment. */
export async function workUntilIdle(worker: Worker): Promise<number> {
  let count = 0;
  while (await workOnce(worker)) count += 1;
  return count;
}

export interface Crew {
  /** Something arrived. */
  kick(): void;
  /** Takes nothing new, waits for what is under way. */
  drain(): Promise<void>;
}

/** The most that an idle worker sleeps between two looks at the clock (milliseconds). */
const longestSleep = 15_000;

/** Keeps so many passes going at a time, on different subjects, until it is drained. */
export function startWork(worker: Worker, parallel: number): Crew {
  let isDraining = false;
  let wakeUp = () => {};
  const sleep = (milliseconds: number) =>
    new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, milliseconds);
      const previous = wakeUp;
      wakeUp = () => {
        clearTimeout(timer);
        previous();
        resolve();
      };
    });
  const loop = async () => {
    while (!isDraining) {
      const found = await workOnce(worker).catch((error: unknown) => worker.log.error({ err: error }, "the work set could not be read"));
      if (found !== true && !isDraining) await sleep(await pauseBefore(worker));
    }
  };
  const loops = Array.from({ length: parallel }, loop);
  const kick = () => {
    const wake = wakeUp;
    wakeUp = () => {};
    wake();
  };
  return {
    kick,
    drain: async () => {
      isDraining = true;
      kick();
      await Promise.all(loops);
    },
  };
}

async function pauseBefore({ work, now }: Worker): Promise<number> {
  const due = await work.nextDue().catch(() => undefined);
  return due === undefined ? longestSleep : Math.min(longestSleep, Math.max(100, (due - now()) * 1000));
}
