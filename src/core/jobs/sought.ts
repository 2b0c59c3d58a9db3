/**
 * Sought runs: a job that is pending on the head although nothing of it is known here was started by an earlier ledger, which is lost or of
 * which this one is an older copy; or by another bot. Every cause that it can have had is looked for once, so that a run that goes on is
 * watched, reported and cancelled like any other. Nothing is ever started for it.
 */
import type { Facts, Read, Sources } from "../facts.ts";
import { isSha, later, type OrderKey, orderKeyOf, shaOf } from "../ids.ts";
import { orderLifetime } from "../orders.ts";
import { headCameAt } from "./causes.ts";
import type { Presubmit, RunnerName } from "./presubmit.ts";
import type { NewRun, RunRecord } from "./records.ts";
import type { Request } from "./requests.ts";
import { isRunOf, type Place } from "./results.ts";
import { type Cause, isLive, runKeyOf } from "./run.ts";
import { mayAsk, type Standings } from "./standing.ts";
import { baseIn } from "./status.ts";
import { newRunOf } from "./wanted.ts";

export interface SoughtInput extends Pick<Facts, "thread" | "statements" | "memory" | "now"> {
  readonly place: Place;
  readonly presubmits: readonly Presubmit[];
  readonly statuses: Read<Sources["statuses"]>;
  /** Those that are settled, or history. */
  readonly requests: readonly Request[];
  readonly standings: Pick<Standings, "of">;
  readonly usualRunner: RunnerName;
}

export interface Sought {
  readonly runs: readonly NewRun[];
  /** To be kept, so that nothing is looked for twice. */
  readonly keys: readonly OrderKey[];
}

/** So often a job may have been started by itself on one head; further tries are not looked for. */
const mostAttempts = 3;
/** Of what people asked, the newest. */
const mostRequests = 10;
/** A replica of GitHub may go on showing as pending what has ended here (seconds). */
const lag = 60;

export function soughtRuns(input: SoughtInput): Sought {
  const { thread, statuses, presubmits } = input;
  if (thread.state !== "open" || statuses.kind === "unread") return { runs: [], keys: [] };
  const jobs = presubmits.filter((job) => isUnexplained(job, statuses.value, input));
  return {
    runs: jobs.flatMap((job) => runsOf(job, baseIn(statuses.value.get(job.context)?.description ?? ""), input)),
    keys: jobs.map((job) => soughtKey(job, input)),
  };
}

const soughtKey = ({ context }: Presubmit, { place: { head, base } }: SoughtInput): OrderKey =>
  orderKeyOf("jobs", "sought", `${head}:${base}:${context}`);

function isUnexplained(job: Presubmit, statuses: Sources["statuses"], input: SoughtInput): boolean {
  const { place, memory, now } = input;
  const explains = (run: RunRecord): boolean =>
    run.context === job.context && isRunOf(run, place) && (isLive(run) || later(run.endedAt ?? now, lag) >= now);
  return (
    job.branches.includes(place.base) &&
    statuses.get(job.context)?.state === "pending" &&
    !memory.runs.some(explains) &&
    !memory.orders.has(soughtKey(job, input))
  );
}

/** In the order of their causes, so that the newest one that is found speaks for the job. */
function runsOf(job: Presubmit, testedOn: string | undefined, input: SoughtInput): readonly NewRun[] {
  const { thread, memory, usualRunner } = input;
  const base = testedOn !== undefined && isSha(testedOn) ? { ...thread.base, tip: shaOf(testedOn) } : thread.base;
  // The same for all, so that a runner need not be asked about each.
  const came = headCameAt(input);
  return causesOf(input).flatMap((cause) => {
    const key = runKeyOf(cause, job.name);
    if (memory.runs.some((run) => run.key === key)) return [];
    return [newRunOf({ key, job, cause, head: thread.head, base }, came, usualRunner)];
  });
}

function causesOf({ thread, now, requests, standings }: SoughtInput): readonly Cause[] {
  const automatic = Array.from({ length: mostAttempts }, (_, attempt): Cause => {
    return { kind: "head", head: thread.head, base: thread.base.name, attempt };
  });
  const recent = requests.filter(({ at }) => later(at, orderLifetime) >= now).slice(-mostRequests);
  const asked = recent.map(({ id, by }): Cause => {
    return { kind: "asked", statement: id, by: by?.id, isByTrusted: mayAsk(by, standings.of(by).isTrusted) === true };
  });
  return [...automatic, ...asked];
}
