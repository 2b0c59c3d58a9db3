/**
 * Tends runs: each is started once, although the process may end between any two steps, watched until it ends, taken back where it should
 * be, and given up where it takes too long. What a runner shows counts, and what happened is recorded before and after every step that
 * somebody else can see.
 */
import { type Instant, later } from "../core/ids.ts";
import type { RunName, RunNote, RunRecord } from "../core/jobs/records.ts";
import { isLive } from "../core/jobs/run.ts";
import type { Errand, Found, RunPlace } from "../core/jobs/runner.ts";
import type { Runner } from "./runner.ts";

/** Where it is recorded how far runs have come: the ledger has it. */
export interface Runs {
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
/** Seconds between two looks: events tell earlier. */
const lookEvery = 120;
const seekEvery = 20;

/** Whether anything is left to be done for a run that was handed to a runner. */
export const needsTending = (record: RunRecord): boolean =>
  record.state !== "waiting" && (isLive(record) || (!record.isSole && record.triedAt !== undefined));

/** Hands a run that waits to its runner. Does nothing where another process was faster. */
export async function start(record: RunRecord, tools: Tools): Promise<Again> {
  const { runner, runs, now, mayWrite } = tools;
  await mayWrite();
  if (!(await runs.begin(record, record.tries, now, runner.place))) return later(now, seekEvery);
  const came = await runner.start(errandOf(record));
  switch (came.kind) {
    case "started": {
      const { id, url } = came;
      await note(record, tools, { kind: "started", ...(id === undefined ? {} : { id }), ...(url === undefined ? {} : { url }) });
      return later(now, id === undefined ? seekEvery : lookEvery);
    }
    case "refused":
      await end(record, tools, `${came.why} ${came.fix}`);
      // An earlier try, of which nothing is known, may have been heard.
      if (record.lost > 0 || record.state !== "waiting") return later(now, runner.settles);
      await note(record, tools, { kind: "sole", twins: [] });
      return undefined;
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
  const found = await findAll(record, tools);
  const kept = chosen(found);
  if (kept !== undefined) {
    await note(record, tools, { kind: "started", id: kept.id, ...(kept.url === undefined ? {} : { url: kept.url }) });
    return await watch({ ...record, state: "running", id: kept.id }, kept.id, tools, kept);
  }
  const isAccepted = record.state === "running";
  if (age(record, now) < runner.settles * (isAccepted ? patience : 1)) return later(now, seekEvery);
  if (record.abort !== undefined) return await ended(record, tools, takenBack);
  if (!isAccepted && record.lost + 1 < mostLost) return await start(record, tools);
  return await ended(record, tools, errorNote("Nobody knows whether it ran: its runner shows no run with its key."));
}

async function watch(record: RunRecord, id: string, tools: Tools, seen?: Found): Promise<Again> {
  const { runner, now, mayWrite } = tools;
  const found = seen ?? (await runner.look(errandOf(record), id));
  if (found === undefined) {
    if (age(record, now) < runner.settles) return later(now, seekEvery);
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
  const isSettled = !record.isSole && age(record, now) >= runner.settles;
  return (isSettled ? await unite(record, tools) : undefined) ?? later(now, lookEvery);
}

function reasonToGiveUp({ abort, startedAt, timeLimit = usualLimit }: RunRecord, now: Instant): RunNote | undefined {
  if (abort !== undefined) return takenBack;
  if (startedAt === undefined || now < later(startedAt, timeLimit)) return undefined;
  return errorNote(`It came to no end within ${Math.ceil(timeLimit / 60)} minutes.`);
}

/** Looks for further runs with the ticket and cancels those that live. Undefined: there are none any more. */
async function unite(record: RunRecord, tools: Tools): Promise<Again> {
  const { runner, now, mayWrite } = tools;
  const wait = runner.settles - age(record, now);
  if (wait > 0) return later(now, wait);
  const found = await findAll(record, tools);
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

const findAll = (record: RunRecord, { runner, now }: Tools): Promise<readonly Found[]> =>
  runner.find(errandOf(record), { first: record.startedAt ?? now, last: record.triedAt ?? now });

/** The one whose result counts: the oldest that nobody cancelled. */
const chosen = (found: readonly Found[]): Found | undefined =>
  found.find(({ progress }) => progress.kind === "live" || progress.state !== "aborted") ?? found[0];

const age = ({ triedAt }: RunRecord, now: Instant): number => (triedAt === undefined ? 0 : now - triedAt);

/** Why, the record says itself. */
const takenBack: RunNote = { kind: "ended", state: "aborted" };

const errorNote = (why: string): RunNote => ({ kind: "ended", state: "error", why });

const end = (record: RunRecord, tools: Tools, why: string): Promise<boolean> => note(record, tools, errorNote(why));

const note = (record: RunRecord, { runs, now }: Tools, what: RunNote): Promise<boolean> => runs.note(record, what, now);

const errandOf = ({ ticket, job, target, head, base, workflow, inputs }: RunRecord): Errand => ({
  ...{ ticket, job, target, head, base, inputs },
  ...(workflow === undefined ? {} : { workflow }),
});
