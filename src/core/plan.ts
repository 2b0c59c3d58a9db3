/** Plan: the differences between what a thread is and what the verdict says it should be, in the order in which they are written. */
import type { Action, AnnotatedCheck, RunChange } from "./actions.ts";
import type { Verdict } from "./decide.ts";
import type { Facts, OurCheck, OurComment } from "./facts.ts";
import { checkOn, checkState, saysTheSame } from "./gate.ts";
import { earliest, type Instant, later, type OrderKey, orderKeyOf } from "./ids.ts";
import type { Decided } from "./jobs/wanted.ts";
import { type Order, orderLifetime, orderState } from "./orders.ts";
import type { LabelWant, StandingComment } from "./plugin.ts";
import { statusMark } from "./report.ts";
import { isSilent, wasOpenedToUs } from "./silence.ts";
import { changesOfLabel } from "./statements.ts";
import { permitted } from "./withheld.ts";

export interface Plan {
  readonly actions: readonly Action[];
  /** What the ledger is to keep of the runs among them, and of what was asked for. */
  readonly runs: Decided;
  /** When to look again although nothing may have happened. */
  readonly recheckAt: Instant | undefined;
}

/** A comment of ours may be invisible to a read for a while after it was written: so long nobody writes it again (seconds). */
const commentLag = 60;
/** A ledger that is new to a thread may be the successor of one whose last comment no replica shows yet (seconds). */
const successionLag = 15;
/** GitHub calls a run stale after 14 days without an end; it is begun anew before that (seconds). */
const checkRenewal = 13 * 24 * 60 * 60;

/** What the App may not write for lack of a permission is not in it. */
export function plan(facts: Facts, verdict: Verdict): Plan {
  const wanted = wantedPlan(facts, verdict);
  return { ...wanted, actions: permitted(wanted.actions, facts.withheld, facts.statements) };
}

function wantedPlan(facts: Facts, verdict: Verdict): Plan {
  const orders = verdict.orders.map((order) => dueOrder(facts, order));
  if (facts.thread.state !== "open")
    return {
      actions: [...runChanges(facts, verdict.runs), ...orders.flatMap(({ action }) => action ?? [])],
      runs: verdict.runs,
      recheckAt: earliest(...orders.map(waitOf)),
    };
  const silent = isSilent(facts);
  const runs = silent ? nothingDecided : verdict.runs;
  const once = silent ? [] : [...wantedComments(facts, verdict), ...orders];
  const actions: Action[] = [
    ...checkActions(facts, verdict),
    ...verdict.labels.flatMap((want) => labelAction(facts, want, silent)),
    ...(silent ? [] : verdict.annotated.flatMap((wanted) => annotatedActions(facts, wanted))),
    ...(silent ? [] : outdatedActions(facts, verdict)),
    ...runChanges(facts, runs),
    ...once.flatMap(({ action }) => action ?? []),
  ];
  return { actions: actions.toSorted((a, b) => turn(a) - turn(b)), runs, recheckAt: earliest(verdict.recheckAt, ...once.map(waitOf)) };
}

/**
 * What restricts comes before what grants, and before all comments: anybody can use up the comments that GitHub takes in an hour. A hold turns
 * the check before it sets its label. Of what people are told, answers come first.
 */
function turn(action: Action): number {
  switch (action.kind) {
    case "minimize comment":
      return 0;
    case "create check":
    case "update check":
      return action.state.conclusion === "success" ? 8 : 1;
    case "remove label":
      return 2;
    case "add label":
      return action.label.effect === "grants" ? 6 : 3;
    case "carry out":
      return deedTurn(action.order.does.kind);
    case "create comment":
      return 5;
    case "edit comment":
      return 7;
    case "start run":
    case "cancel run":
      return 11;
    default:
      return action satisfies never;
  }
}

/** A reaction goes with what is written before it; what moves people is a request of its own. */
const deedTurns: Partial<Record<Order["does"]["kind"], number>> = { reply: 4, "set status": 5, "pass check": 8, react: 9 };

const deedTurn = (kind: Order["does"]["kind"]): number => deedTurns[kind] ?? 10;

const nothingDecided: Decided = { wanted: [], sought: [], aborted: [], answered: [] };

const runChanges = ({ memory }: Facts, { wanted, aborted }: Decided): RunChange[] => [
  ...aborted.map(
    ({ key, why }) => ({ kind: "cancel run", run: key, job: memory.runs.find((run) => run.key === key)?.job ?? key, why }) as const,
  ),
  ...wanted.map((run) => ({ kind: "start run", run }) as const),
];

/** Something that happens once: to be done now, or not before a read would show that it was done already. */
interface Once {
  readonly action?: Action;
  readonly waitsUntil?: Instant;
}

const waitOf = ({ waitsUntil }: Once): Instant | undefined => waitsUntil;

function dueOrder(facts: Facts, order: Order): Once {
  const state = orderState(order, facts);
  if (state === "done" || state === "void") return {};
  const started = facts.memory.orders.get(order.key);
  const isAnswer = order.does.kind === "reply";
  // All other deeds may be repeated; a reply begun before a crash is looked for first, once a read would show it.
  if (isAnswer && started !== undefined && facts.now <= later(started.at, commentLag))
    return { waitsUntil: later(started.at, commentLag + 1) };
  return { action: { kind: "carry out", order } };
}

function labelAction(facts: Facts, want: LabelWant, silent: boolean): Action[] {
  const { label, on, node } = want;
  const carried = facts.thread.labels.find((own) => own.name.toLowerCase() === label.name.toLowerCase());
  if (on === (carried !== undefined)) return [];
  if (silent && !mayTouchInSilence(facts, want)) return [];
  if (carried !== undefined) return [{ kind: "remove label", name: carried.name }];
  return [{ kind: "add label", label, ...(node === undefined ? {} : { node }) }];
}

/**
 * A thread that is met for the first time is left alone, but for two things that a lost ledger must not undo: a label that grants what
 * nobody granted goes, if we set it or if it was set since, and a restriction that somebody asked for within a day is set. What a former
 * bot set waits for somebody's act, whenever that was: years of its labels must not go in one hour.
 */
function mayTouchInSilence(facts: Facts, { label, on, since }: LabelWant): boolean {
  if (on) return label.effect === "restricts" && since !== undefined && since + orderLifetime >= facts.now;
  if (label.effect !== "grants") return false;
  const setter = changesOfLabel(label.name, facts.statements).findLast((change) => change.on);
  if (setter === undefined || setter.formerly !== undefined) return false;
  return setter.by?.id === facts.me.id || setter.at > facts.memory.adoptedAt;
}

const outdatedActions = (facts: Facts, verdict: Verdict): Action[] =>
  facts.ours
    .filter((comment) => verdict.outdated.includes(comment.id) && !comment.isMinimized)
    .map(({ id }) => ({ kind: "minimize comment", id }));

function wantedComments(facts: Facts, verdict: Verdict): Once[] {
  return [statusAction(facts, verdict.status), ...verdict.comments.map((comment) => standingAction(facts, comment))];
}

/** The oldest of ours with the mark: people's comments may hold the mark as well, and a second one of ours is never written. */
export const statusCommentOf = (facts: Pick<Facts, "ours">): OurComment | undefined =>
  facts.ours.find((comment) => comment.body.includes(statusMark));

function statusAction(facts: Facts, body: string): Once {
  // A failure that passes by itself is no news: the comment waits for the next look.
  if (Object.values(facts.sources).some((read) => read.kind === "unread" && read.againIn !== undefined)) return {};
  const existing = statusCommentOf(facts);
  if (existing !== undefined) return existing.body === body ? {} : { action: { kind: "edit comment", id: existing.databaseId, body } };
  return creation(facts, statusKey(facts), body);
}

/** Somebody may delete the status comment: the next one has the next key. */
function statusKey(facts: Facts): OrderKey {
  let key = orderKeyOf("status", "comment", "1");
  for (let n = 2; isLongDone(facts, key); n += 1) key = orderKeyOf("status", "comment", String(n));
  return key;
}

function isLongDone(facts: Facts, key: OrderKey): boolean {
  const record = facts.memory.orders.get(key);
  return record?.state === "done" && later(record.at, commentLag) < facts.now;
}

function standingAction(facts: Facts, { mark, body }: StandingComment): Once {
  if (facts.ours.some((comment) => comment.body.includes(mark) && !comment.isEdited)) return {};
  const key = orderKeyOf("comment", "standing", mark);
  return isLongDone(facts, key) ? {} : creation(facts, key, body);
}

/** Not yet visible is not the same as not written: after a start nobody writes it again before a read would show it. */
function creation(facts: Facts, key: OrderKey, body: string): Once {
  const record = facts.memory.orders.get(key);
  const seesAllFrom = later(facts.memory.adoptedAt, successionLag);
  if (record === undefined && !wasOpenedToUs(facts.memory) && facts.now <= seesAllFrom) return { waitsUntil: later(seesAllFrom, 1) };
  if (record === undefined) return { action: { kind: "create comment", key, body } };
  const waitsUntil = later(record.at, commentLag);
  if (facts.now <= waitsUntil) return { waitsUntil: later(waitsUntil, 1) };
  return record.state === "started" ? { action: { kind: "create comment", key, body } } : {};
}

function checkActions(facts: Facts, verdict: Verdict): Action[] {
  const { base, head } = facts.thread;
  const check = checkOn(head, base.name, checkState(verdict));
  const existing = newest(facts.checks.filter(({ name }) => name === check.name));
  // Of pull requests that share the run the first one words it, or they would rewrite it for ever; the others only take a success back.
  const isWordedElsewhere = facts.memory.siblings.some(({ number }) => number < facts.thread.number);
  if (isWordedElsewhere && existing !== undefined && (existing.conclusion !== "success" || verdict.isReady)) return [];
  if (existing !== undefined && saysTheSame(existing, check.state))
    return isStale(facts, existing) ? [{ kind: "create check", ...check }] : [];
  // A completed run cannot be set back in a way that every reader sees: GitHub takes the newest run of a name.
  if (existing === undefined || (existing.status === "completed" && check.state.status !== "completed"))
    return [{ kind: "create check", ...check }];
  return [{ kind: "update check", id: existing.id, state: check.state }];
}

/**
 * Each set of annotations is a run of its own: an update would add to them. The thread's number is in its external id, because another pull
 * request with the same head may be wrong in other ways, and the two would take turns for ever.
 */
function annotatedActions({ checks, thread }: Facts, { name, state, annotations, isOnlyUpdate }: AnnotatedCheck): Action[] {
  const externalId = `#${thread.number}`;
  const existing = newest(checks.filter((check) => check.name === name && check.externalId === externalId));
  if (existing === undefined ? isOnlyUpdate : saysTheSame(existing, state)) return [];
  return [{ kind: "create check", head: thread.head, name, externalId, state, annotations }];
}

const newest = (checks: readonly OurCheck[]): OurCheck | undefined => checks.toSorted((a, b) => b.id - a.id)[0];

const isStale = (facts: Facts, check: OurCheck): boolean =>
  check.status !== "completed" && check.startedAt !== undefined && later(check.startedAt, checkRenewal) < facts.now;
