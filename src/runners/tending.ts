/**
 * Tends runs: each is started once, although the process may end between any two steps and the ledger may be lost, watched until it ends,
 * taken back where it should be, and given up where it takes too long. What a runner shows counts, and what happened is recorded before and after every step that
 * somebody else can see.
 */
import { type Instant, later, latest } from "../core/ids.ts";
import type { RunName, RunNote, RunRecord } from "../core/jobs/records.ts";
import { isLive } from "../core/jobs/run.ts";
import type { Errand, Found, Refusal, RunPlace } from "../core/jobs/runner.ts";
import type { Runner } from "./runner.ts";

/** Where it is recorded how far runs have come: the ledger has it. */
export interface Runs {
  /** What was started before this moment, by this machine's clock, need not be recorded: an earlier ledger may have had it. */
  readonly knowsAllSince: Instant;
  /** To be recorded before a runner is asked. False: somebody else asked meanwhile, or it has ended; the runner must not be asked. */
  begin(run: RunName, triesBefore: number, now: Instant, place: RunPlace): Promise<boolean>;
  /** False: the run is past that, and nothing was changed. */
  note(run: RunName, note: RunNote, now: Instant): Promise<boolean>;
}

export interface Tools {
  readonly runner: Runner;
  readonly runs: Runs;
  readonly now: Instant;
  /** Throws where nothing may be written any more. */
  readonly mayWrite: () => Promise<void>;
}

/** When a run wants to be looked at again; undefined: never. */
export type Again = Instant | undefined;

/** Prow's limit for a job that names none (seconds). */
const usualLimit = 24 * 60 * 60;
/** A run that was asked for so often, without its being found out what came of it, is not asked for again. */
const mostLost = 3;
/** One that the runner has accepted is looked for so many times longer before it counts as vanished. */
const patience = 5;
/** So long ago an earlier ledger may have started what still runs, or has ended since (seconds). */
const oldest = 24 * 60 * 60;
/** The clocks of this machine and of GitHub differ by less (seconds). */
const skew = 60;
/** Seconds between two looks at a run: events tell of its end earlier, and the longer it goes on the less some minutes matter. */
const lookPauses = { shortest: 120, longest: 900 } as const;
const seekEvery = 20;

/** Whether nobody asked a runner for it, or a runner did not take it. */
export const isUnstarted = ({ state }: RunRecord): boolean => state === "sought" || state === "waiting";

/** Whether anything is left to be done for a run that was handed to a runner. */
export const needsTending = (record: RunRecord): boolean =>
  !isUnstarted(record) && (isLive(record) || (!record.isSole && record.triedAt !== undefined));

/**
 * Hands a run that waits to its runner. What may have been started by an earlier ledger, of which this one is an older copy or knows nothing,
 * is looked for before, and taken over where it is found. Does nothing where another process was faster.
 */
export async function start(record: RunRecord, tools: Tools): Promise<Again> {
  const { runner, runs, now } = tools;
  const unknownUntil = later(runs.knowsAllSince, skew);
  if (record.causedAt > unknownUntil) return await absent(record, tools);
  const found = await findAll(record, tools);
  // Where nobody may look for runs, nobody may start any.
  if ("kind" in found) return record.state === "sought" ? await drop(record, tools) : await refused(record, tools, found);
  const kept = chosen(found);
  if (kept !== undefined) return await takeOver(record, kept, tools);
  const certainAt = later(unknownUntil, runner.settles);
  if (now < certainAt) return certainAt;
  return await absent(record, tools);
}

/** No earlier ledger started it. */
const absent = (record: RunRecord, tools: Tools): Promise<Again> =>
  record.state === "sought" ? drop(record, tools) : handOver(record, tools);

async function takeOver(record: RunRecord, kept: Found, tools: Tools): Promise<Again> {
  const { id, url } = kept;
  const { now } = tools;
  if (!(await note(record, tools, { kind: "taken over", place: tools.runner.place, id, ...(url === undefined ? {} : { url }) })))
    return later(now, seekEvery);
  return await watch({ ...record, state: "running", id, tries: 0, startedAt: now, triedAt: now }, id, tools, kept);
}

/** Nothing tells of a run that was only sought. */
async function drop(record: RunRecord, tools: Tools): Promise<Again> {
  await note(record, tools, { kind: "absent" });
  return undefined;
}

async function refused(record: RunRecord, tools: Tools, { why, fix }: Refusal): Promise<Again> {
  await note(record, tools, errorNote(`${why} ${fix}`));
  // An earlier try, of which nothing is known, may have been heard.
  if (record.lost > 0 || record.state === "starting") return later(tools.now, tools.runner.settles);
  await note(record, tools, { kind: "sole", twins: [] });
  return undefined;
}

async function handOver(record: RunRecord, tools: Tools): Promise<Again> {
  const { runner, runs, now, mayWrite } = tools;
  await mayWrite();
  if (!(await runs.begin(record, record.tries, now, runner.place))) return later(now, seekEvery);
  const came = await runner.start(errandOf(record));
  switch (came.kind) {
    case "started": {
      const { id, url } = came;
      await note(record, tools, { kind: "started", ...(id === undefined ? {} : { id }), ...(url === undefined ? {} : { url }) });
      return later(now, id === undefined ? seekEvery : lookPauses.shortest);
    }
    case "refused":
      return await refused(record, tools, came);
    case "postponed":
      await note(record, tools, { kind: "postponed" });
      return later(now, came.againIn);
    case "unknown":
      return later(now, seekEvery);
    default:
      return came satisfies never;
  }
}

/** One look at a run that was handed to a runner, and what follows from it. Throws where the runner cannot be asked. */
export async function tend(record: RunRecord, tools: Tools): Promise<Again> {
  if (!needsTending(record)) return undefined;
  if (!isLive(record)) return await unite(record, tools);
  return record.id === undefined ? await seek(record, tools) : await watch(record, record.id, tools);
}

/** Nobody knows whether the runner took it: it is looked for by its ticket. */
async function seek(record: RunRecord, tools: Tools): Promise<Again> {
  const { runner, now } = tools;
  const found = readable(await findAll(record, tools));
  const kept = chosen(found);
  if (kept !== undefined) {
    await note(record, tools, { kind: "started", id: kept.id, ...(kept.url === undefined ? {} : { url: kept.url }) });
    return await watch({ ...record, state: "running", id: kept.id }, kept.id, tools, kept);
  }
  const isAccepted = record.state === "running";
  if (age(record, tools) < runner.settles * (isAccepted ? patience : 1)) return later(now, seekEvery);
  if (record.abort !== undefined) return await ended(record, tools, takenBack);
  if (!isAccepted && record.lost + 1 < mostLost) return await handOver(record, tools);
  return await ended(record, tools, errorNote("Nobody knows whether it ran: its runner shows no run with its key."));
}

async function watch(record: RunRecord, id: string, tools: Tools, seen?: Found): Promise<Again> {
  const { runner, now, mayWrite } = tools;
  const found = seen ?? (await runner.look(errandOf(record), id));
  if (found === undefined) {
    if (age(record, tools) < runner.settles) return later(now, seekEvery);
    return await ended(record, tools, errorNote("The run has vanished from its runner."));
  }
  const { progress, url } = found;
  const givenUp = reasonToGiveUp(record, now);
  if (progress.kind === "ended") {
    const { state, why } = progress;
    // It may be this bot that cancelled it, and died before it could say so.
    const own: RunNote = { kind: "ended", state, ...(why === undefined ? {} : { why }), ...(url === undefined ? {} : { url }) };
    return await ended(record, tools, state === "aborted" && givenUp !== undefined ? givenUp : own);
  }
  if (givenUp !== undefined) {
    await mayWrite();
    await runner.cancel(errandOf(record), id);
    return await ended(record, tools, givenUp);
  }
  const isSettled = !record.isSole && age(record, tools) >= runner.settles;
  return (isSettled ? await unite(record, tools) : undefined) ?? lookAgain(record, now);
}

/** At its time limit at the latest. */
function lookAgain({ startedAt, timeLimit = usualLimit }: RunRecord, now: Instant): Instant {
  if (startedAt === undefined) return later(now, lookPauses.shortest);
  const next = growing(startedAt, now, lookPauses);
  const limit = later(startedAt, timeLimit);
  return limit < next ? limit : next;
}

/** A fifth of what has passed since then, so that looks grow rarer with it. */
export const growing = (
  since: Instant,
  now: Instant,
  { shortest, longest }: { readonly shortest: number; readonly longest: number },
): Instant => later(now, Math.min(Math.max(Math.floor((now - since) / 5), shortest), longest));

function reasonToGiveUp({ abort, startedAt, timeLimit = usualLimit }: RunRecord, now: Instant): RunNote | undefined {
  if (abort !== undefined) return takenBack;
  if (startedAt === undefined || now < later(startedAt, timeLimit)) return undefined;
  return errorNote(`It came to no end within ${Math.ceil(timeLimit / 60)} minutes.`);
}

/** Looks for further runs with the ticket and cancels those that live. Undefined: there are none any more. */
async function unite(record: RunRecord, tools: Tools): Promise<Again> {
  const { runner, now, mayWrite } = tools;
  const wait = runner.settles - age(record, tools);
  if (wait > 0) return later(now, wait);
  const found = readable(await findAll(record, tools));
  // Of a run that ended before any was found, none is the one that counts.
  const others = found.filter(({ id }) => id !== record.id);
  for (const { id, progress } of others) {
    if (progress.kind === "ended") continue;
    await mayWrite();
    await runner.cancel(errandOf(record), id);
  }
  await note(record, tools, { kind: "sole", twins: others.map(({ id, url }) => url ?? id) });
  return undefined;
}

/** Records the end, and comes back for what may still run under the same ticket. */
async function ended(record: RunRecord, tools: Tools, what: RunNote): Promise<Again> {
  await note(record, tools, what);
  return record.isSole ? undefined : await unite(record, tools);
}

const findAll = (record: RunRecord, { runner, now }: Tools): Promise<readonly Found[] | Refusal> =>
  runner.find(errandOf(record), { first: firstAsked(record, now), last: isUnstarted(record) ? now : (record.triedAt ?? now) });

/** What was not started here may have been since its cause was there. */
const firstAsked = (record: RunRecord, now: Instant): Instant =>
  isUnstarted(record) || record.tries === 0 || record.startedAt === undefined
    ? latest(record.causedAt, later(now, -oldest))
    : record.startedAt;

/** Of a run that was started already it proves nothing that nobody may look for it. */
function readable(found: readonly Found[] | Refusal): readonly Found[] {
  if ("kind" in found) throw new Error(`${found.why} ${found.fix}`);
  return found;
}

/** The one whose result counts: the oldest that nobody cancelled. */
const chosen = (found: readonly Found[]): Found | undefined =>
  found.find(({ progress }) => progress.kind === "live" || progress.state !== "aborted") ?? found[0];

/** Seconds since it was asked for last: by this process, or by an earlier one of which nothing was recorded. */
const age = ({ triedAt }: RunRecord, { runs, now }: Tools): number =>
  triedAt === undefined ? 0 : now - latest(triedAt, runs.knowsAllSince);

/** Why, the record says itself. */
const takenBack: RunNote = { kind: "ended", state: "aborted" };

const errorNote = (why: string): RunNote => ({ kind: "ended", state: "error", why });

const note = (record: RunRecord, { runs, now }: Tools, what: RunNote): Promise<boolean> => runs.note(record, what, now);

const errandOf = ({ ticket, job, target, head, base, workflow, inputs }: RunRecord): Errand => ({
  ...{ ticket, job, target, head, base, inputs },
  ...(workflow === undefined ? {} : { workflow }),
});
