/** Reconcile: observe, decide, plan, apply, once, for one thread: the whole bot on one screen. */
import { type Action, isWrite, type Write } from "./core/actions.ts";
import { batchesOf } from "./core/batches.ts";
import { decide, pluginsOn, type Verdict } from "./core/decide.ts";
import { RetryLater } from "./core/errors.ts";
import type { Facts, RepositoryOptions, Source } from "./core/facts.ts";
import { attributed } from "./core/former-bots.ts";
import { type Instant, later, type NodeId, type OrderKey, type ThreadKey, threadKeyOf } from "./core/ids.ts";
import type { Decided } from "./core/jobs/records.ts";
import { isUntold } from "./core/jobs/reporting.ts";
import type { Tended } from "./core/jobs/runner.ts";
import { guardedPaths, trustOptionsIn } from "./core/jobs/trust-options.ts";
import { type Look, type LookIds, type Reading, type ThreadName, type TrustReading, withPeople } from "./core/look.ts";
import type { Memory, OrderOutcome, Remembered, Sighting, VoteRecord, WriteOutcome } from "./core/memory.ts";
import { isOnGitHub, markOf, type Order } from "./core/orders.ts";
import { plan } from "./core/plan.ts";
import type { Plugin, SourcesWanted, Surroundings } from "./core/plugin.ts";
import type { PersonalSetting, Reviewing, Speaker } from "./core/route/settings.ts";
import { wordsOf } from "./core/words.ts";

/** What a pass asks of GitHub. Every answer is whole, or the call throws. */
export interface GitHub {
  look(target: ThreadName, remembered: Remembered | undefined, thoroughly: boolean): Promise<Look>;
  options(target: ThreadName, look: Look): Promise<RepositoryOptions>;
  read(target: ThreadName, look: Look, reading: Reading, memory: Memory, options: RepositoryOptions): Promise<Facts["sources"]>;
  /** One outcome for each action. `mayWrite` throws before a request that must not be sent. */
  applyAll(target: ThreadName, look: Look, actions: readonly Write[], mayWrite: () => Promise<void>): Promise<readonly WriteOutcome[]>;
}

/** What a pass asks of the ledger. */
export interface Ledger {
  remembered(thread: ThreadKey): Promise<Remembered | undefined>;
  /** Notes the thread and the repository as met, where they were not, and tells what is remembered of both. */
  meet(target: ThreadName, thread: ThreadKey, now: Instant, head: { readonly sha: string; readonly base: string }): Promise<Memory>;
  /** The repository was seen switched off: what was said until now is history, should it be switched on. */
  noteInactive(repositoryId: number, now: Instant): Promise<void>;
  /** What this pass learned. Where readiness changed, open threads that share the check run become due. */
  remember(thread: ThreadKey, learned: Learned): Promise<void>;
  /** What is known of the people in the organisation that this thread's repository belongs to. */
  reviewing(target: ThreadName): Promise<Reviewing>;
  /** What somebody said of themselves in this organisation; what they said later counts. */
  keepSetting(target: ThreadName, by: Speaker, setting: PersonalSetting, saidAt: Instant): Promise<void>;
  /** Whose review was asked for, or no longer is: GitHub shows it in the next look. */
  noteRequests(thread: ThreadKey, asked: readonly string[], withdrawn: readonly string[]): Promise<void>;
  startOrder(thread: ThreadKey, key: OrderKey, now: Instant): Promise<void>;
  finishOrder(thread: ThreadKey, key: OrderKey, outcome: OrderOutcome, now: Instant): Promise<void>;
}

/** What a pass asks of whoever keeps the runs. */
export interface Runs {
  /** Together or not at all: what was decided, before anything is done for it. */
  settle(thread: ThreadKey, decided: Decided, now: Instant): Promise<void>;
  /** Starts, watches and takes back the runs that are kept of a thread. One that cannot be asked about stops no other. */
  tend(facts: Facts, mayWrite: () => Promise<void>): Promise<Tended>;
}

export interface Learned {
  readonly look: Look;
  readonly sighting: Sighting;
  readonly votes: readonly VoteRecord[];
  readonly isReady: boolean;
}

export interface Bot {
  readonly github: GitHub;
  readonly ledger: Ledger;
  readonly runs: Runs;
  readonly plugins: readonly Plugin[];
}

/** What it takes to judge: nothing that writes to GitHub. */
export interface Observer {
  readonly github: Omit<GitHub, "applyAll">;
  readonly ledger: Pick<Ledger, "remembered" | "meet" | "noteInactive" | "reviewing">;
  readonly plugins: readonly Plugin[];
  /** Somebody wants to know what would be done and why, whether it is due or not. */
  readonly isExplained?: boolean;
}

/** One pass's right to write: checked before every write, because a lease may have run out while GitHub was slow. */
export interface Lease {
  readonly isHeld: () => Promise<boolean>;
}

/** Facts, with the look that they came from, as GitHub showed it. */
export type Observed = Facts & { readonly look: Look };

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

/** A part of a pass that failed in a way that may pass: why, the same in the same words, and seconds after which another try makes sense. */
export interface Failing {
  readonly why: string;
  readonly againIn: number;
}

/** Somebody else holds the thread now; nothing of this pass counts any longer. */
export class LeaseLost extends Error {}

/** One pass. Undefined where the bot is off in this repository. Throws where GitHub or the ledger does: the work set tries again. */
export async function pass(bot: Bot, target: ThreadName, thoroughly: boolean, lease: Lease): Promise<Pass | undefined> {
  const facts = await observe(bot, target, thoroughly, needlessOnceClosed);
  if (facts === undefined) return undefined;
  const verdict = decide(facts, bot.plugins);
  const { actions, runs, recheckAt } = plan(facts, verdict);
  await bot.ledger.remember(facts.thread.key, {
    look: facts.look,
    sighting: sightingOf(facts.look),
    votes: verdict.votes,
    isReady: verdict.isReadyAlone,
  });
  const declined: string[] = [];
  const failing = unreadFor(facts);
  let wantsAnother = false;
  const mayWrite = async () => {
    if (!(await lease.isHeld())) throw new LeaseLost(`the lease on ${facts.thread.url} ran out before all was written`);
  };
  let tended: Tended = { isNews: false, againAt: undefined };
  if (facts.options.mode === "on") {
    await settle(bot.runs, facts, runs);
    const labels = verdict.labels.map(({ label }) => label);
    for (const batch of batchesOf(actions.filter(isWrite), labels, facts.look)) {
      const outcomes = await carryOut(bot, target, facts, batch, mayWrite);
      wantsAnother ||= outcomes.some(({ refused = [] }) => refused.length > 0);
      // People whom GitHub does not take are told on the thread.
      failing.push(...outcomes.flatMap(({ waits: againIn }) => (againIn === undefined ? [] : [{ why: contentSpent, againIn }])));
      declined.push(...outcomes.flatMap(({ why, refused }) => (why !== undefined && refused === undefined ? [why] : [])));
    }
    tended = await bot.runs.tend(facts, mayWrite);
  }
  const waits = [
    ...(recheckAt === undefined ? [] : [Math.max(1, recheckAt - facts.now)]),
    ...(wantsAnother || tended.isNews ? [0] : []),
    ...(tended.againAt === undefined ? [] : [Math.max(1, tended.againAt - facts.now)]),
    ...(facts.options.mode === "on" && actions.some(movesAssignees) ? [echoPause] : []),
  ];
  return { facts, verdict, actions, declined, againIn: waits.length === 0 ? undefined : Math.min(...waits), failing: together(failing) };
}

/** Our own assignments wake nobody, and the status comment names who is assigned: seconds until every replica shows them. */
const echoPause = 15;

const movesAssignees = (action: Action): boolean =>
  action.kind === "carry out" && (action.order.does.kind === "assign" || action.order.does.kind === "unassign");

/** A source that failed in a way that may pass brings the thread back by itself. */
const unreadFor = ({ sources }: Facts): Failing[] =>
  Object.values(sources).flatMap((read) =>
    read.kind === "unread" && read.againIn !== undefined ? [{ why: read.reason, againIn: read.againIn }] : [],
  );

const contentSpent = "this hour's comments and review requests are used up";

function together(failing: readonly Failing[]): Failing | undefined {
  if (failing.length === 0) return undefined;
  const reasons = new Set(failing.map(({ why }) => why));
  return { why: [...reasons].join("; "), againIn: Math.min(...failing.map(({ againIn }) => againIn)) };
}

/** Observes and decides. Undefined where the bot is off in this repository. Throws where GitHub or the ledger does. */
export async function judge(observer: Observer, target: ThreadName, thoroughly: boolean): Promise<Judged | undefined> {
  const facts = await observe(observer, target, thoroughly, () => false);
  return facts === undefined ? undefined : { facts, verdict: decide(facts, observer.plugins) };
}

/** Whether the sources of a thread can be left unread. */
type Needless = (look: Look, reading: Reading, memory: Memory) => boolean;

/** Before anything is written: a status of a run that no row knows would keep it from ever being wanted again. */
async function settle(keeper: Runs, { thread, now }: Facts, decided: Decided): Promise<void> {
  const { wanted, aborted, answered } = decided;
  if (wanted.length + aborted.length + answered.length > 0) await keeper.settle(thread.key, decided, now);
}

/**
 * On a thread that is closed only orders run, which need no source, and no words count but those that nobody has judged yet. Runs that were
 * not told of to the end want all that is known.
 */
const needlessOnceClosed: Needless = ({ now, thread, statements }, { binding }, { votes, runs }) =>
  thread.state !== "open" &&
  !runs.some((run) => isUntold(run, now)) &&
  statements.every(({ id, by }) => by?.kind !== "user" || !binding.has(id) || votes.has(id));

async function observe(
  { github, ledger, plugins, isExplained = false }: Observer,
  target: ThreadName,
  thoroughly: boolean,
  isNeedless: Needless,
): Promise<Observed | undefined> {
  const key = threadKeyOf(target.repository.id, target.number);
  const shown = await github.look(target, await ledger.remembered(key), thoroughly);
  const options = await github.options(target, shown);
  if (options.mode === "off") {
    await ledger.noteInactive(target.repository.id, shown.now);
    return undefined;
  }
  const look = attributed(shown, options.formerBots);
  const met = await ledger.meet(target, key, look.now, { sha: look.thread.head, base: look.thread.base.name });
  if (isHeadOld(look, met)) throw new RetryLater("GitHub shows an older head than it announced", headPause);
  const seen: Memory = { ...met, sightings: [...met.sightings, sightingOf(look)] };
  const wanted = readingOf({ ...look, memory: seen, isExplained }, plugins, options);
  const reading = isNeedless(look, wanted, seen) ? { ...wanted, sources: new Set<Source>() } : wanted;
  const memory = reading.sources.has("reviewLoad") ? { ...seen, reviewing: await ledger.reviewing(target) } : seen;
  const sources = await github.read(target, look, reading, memory, options);
  return { ...look, look: withPeople(shown, idsIn(sources.reviewLoad)), memory, isExplained, options, sources };
}

/** Whoever is to be asked for a review may never have been seen on the thread. */
const idsIn = (load: Facts["sources"]["reviewLoad"]): LookIds["people"] =>
  new Map(load.kind === "known" ? [...load.value].flatMap(([login, told]) => (told === undefined ? [] : [[login, told.node]])) : []);

/** Seconds after which a replica shows what was announced, and after which it is believed. */
const headPause = 5;
const headLag = 30;

/** The newest delivery named another head a moment ago. Passing over the old one would use up the wake that the new one caused. */
function isHeadOld(look: Look, { sightings }: Memory): boolean {
  const told = sightings.filter(({ source }) => source !== "read").toSorted((a, b) => b.at - a.at)[0];
  return told !== undefined && told.head !== look.thread.head && look.now <= later(told.at, headLag);
}

/** This read is a sighting too. */
const sightingOf = (look: Look): Sighting => ({ head: look.thread.head, at: look.now, source: "read" });

function readingOf(look: Look & Surroundings, plugins: readonly Plugin[], options: RepositoryOptions): Reading {
  const on = pluginsOn(plugins, options);
  const asked = on.map((plugin) => plugin.sources(options, look));
  const sources = new Set(asked.flatMap(({ read }) => read));
  return {
    sources,
    teams: [...new Set(asked.flatMap(({ teams }) => teams))],
    ...(sources.has("members") ? { trust: trustReadingOf(options) } : {}),
    ...jobsIn(asked),
    binding: bindingOf(look, on, asked),
    settle: Math.max(0, ...asked.map(({ settle }) => settle)),
    candidates: (...from) => [...new Set(asked.flatMap(({ candidates }) => candidates(...from)))],
  };
}

function trustReadingOf(options: RepositoryOptions): TrustReading {
  const trust = trustOptionsIn(options);
  return { otherOrganisation: trust.trusted_org, paths: guardedPaths(trust) };
}

function jobsIn(asked: readonly SourcesWanted[]): Pick<Reading, "jobs"> {
  const [jobs] = asked.flatMap((wanted) => wanted.jobs ?? []);
  return jobs === undefined ? {} : { jobs };
}

function bindingOf(look: Look, on: readonly Plugin[], asked: readonly SourcesWanted[]): ReadonlySet<NodeId> {
  const words = wordsOf(
    look.statements,
    on.flatMap((plugin) => plugin.words).filter((word) => word.binds === "head"),
  );
  const others = look.statements.filter((said) => asked.some(({ binds }) => binds(said)));
  return new Set([...words.map((word) => word.said.id), ...others.map((said) => said.id)]);
}

/** Writes some actions. What happens once is noted before and after it, so that a crash in between is noticed. */
async function carryOut(
  { github, ledger }: Bot,
  target: ThreadName,
  facts: Observed,
  actions: readonly Write[],
  mayWrite: () => Promise<void>,
): Promise<readonly WriteOutcome[]> {
  const { thread, now } = facts;
  await mayWrite();
  for (const key of actions.flatMap((action) => onceKey(action) ?? [])) await ledger.startOrder(thread.key, key, now);
  for (const { does, causedAt } of actions.flatMap(ordersIn))
    if (does.kind === "keep setting") await ledger.keepSetting(target, does.by, does.setting, causedAt);
  const unsaid = actions.filter((action) => !isSaidAlready(facts, action) && isSent(action));
  const outcomes = unsaid.length === 0 ? [] : await github.applyAll(target, facts.look, unsaid, mayWrite);
  for (const action of actions) {
    const key = onceKey(action);
    const { waits, ...outcome } = outcomes[unsaid.indexOf(action)] ?? {};
    if (waits !== undefined) continue;
    for (const { does } of ordersIn(action)) await noteRequests(ledger, thread.key, does, outcome);
    const areas = ordersIn(action).flatMap((order) => (order.areas === undefined ? [] : [{ areas: order.areas }]))[0];
    if (key !== undefined) await ledger.finishOrder(thread.key, key, { ...outcome, ...areas }, now);
  }
  return outcomes;
}

/** Until the next look nobody else tells how much these people have to do. */
async function noteRequests(ledger: Ledger, thread: ThreadKey, does: Order["does"], { refused = [] }: OrderOutcome): Promise<void> {
  if (does.kind !== "request review" && does.kind !== "remove review request") return;
  const people = does.people.filter((name) => !refused.includes(name));
  if (people.length === 0) return;
  await (does.kind === "request review" ? ledger.noteRequests(thread, people, []) : ledger.noteRequests(thread, [], people));
}

const ordersIn = (action: Write): Order[] => (action.kind === "carry out" ? [action.order] : []);

/** What is no write is done with being noted. */
const isSent = (action: Write): boolean => ordersIn(action).every(({ does }) => isOnGitHub(does));

function onceKey(action: Write): OrderKey | undefined {
  if (action.kind === "carry out") return action.order.key;
  return action.kind === "create comment" ? action.key : undefined;
}

/** A reply that was begun before a crash, or that an older copy of the ledger knows nothing of, and that stands on the thread all the same. */
export const isSaidAlready = (facts: Facts, action: Action): boolean =>
  action.kind === "carry out" &&
  action.order.does.kind === "reply" &&
  facts.ours.some((comment) => comment.body.includes(markOf(action.order.key)));
