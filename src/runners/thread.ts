/** Looks after all the runs of a thread: those that wait are started as far as their jobs have room, the others are watched. */
import { RetryLater } from "../core/errors.ts";
import { earliest, type Instant, later, type ThreadKey } from "../core/ids.ts";
import { mayStart } from "../core/jobs/concurrency.ts";
import type { RunRecord } from "../core/jobs/records.ts";
import type { Tended } from "../core/jobs/runner.ts";
import type { Runner } from "./runner.ts";
import { type Again, growing, isUnstarted, needsTending, type Runs, start, type Tools, tend } from "./tending.ts";

/** What is asked of the ledger. */
export interface RunMemory extends Runs {
  ofThread(thread: ThreadKey): Promise<readonly RunRecord[]>;
  /** Live ones of a job in all threads of a repository. */
  live(repositoryId: number, job: string): Promise<readonly RunRecord[]>;
}

export interface Caretaker {
  readonly runs: RunMemory;
  /** The one that was asked for the run; of one that waits, the one that the options set up now. Undefined: there is none, or it may not be asked. */
  readonly runnerOf: (run: RunRecord) => Runner | undefined;
  /** How many runs of a job there may be at once; 0: any number. Undefined: nobody knows, so that none is started. */
  readonly mostAtOnce: (job: string) => number | undefined;
  readonly now: Instant;
  /** Throws where nothing may be written any more. */
  readonly mayWrite: () => Promise<void>;
  /** Told of a run that its runner could not be asked about. */
  readonly complain: (run: RunRecord, error: unknown) => void;
}

/** A runner that does not answer is asked again after so many seconds. */
const pause = 60;
/** Whoever waits for room is woken when a run of the job ends: looking is for what nothing tells of, such as a higher limit. */
const roomPauses = { shortest: 60, longest: 600 } as const;

/** One run that cannot be asked about stops no other. Throws what `mayWrite` throws. */
export async function tendThread(thread: ThreadKey, caretaker: Caretaker): Promise<Tended> {
  const { runs } = caretaker;
  const before = await runs.ofThread(thread);
  const due = before.filter((run) => isUnstarted(run) || needsTending(run));
  if (due.length === 0) return { isNews: false, againAt: undefined };
  const again: Again[] = [];
  for (const run of due) again.push(await tendOne(run, caretaker));
  const after = await runs.ofThread(thread);
  return { isNews: JSON.stringify(after.map(shown)) !== JSON.stringify(before.map(shown)), againAt: earliest(...again) };
}

/** What a decision sees of a run. */
const shown = ({ state, url, why, twins }: RunRecord) => [state === "starting" ? "waiting" : state, url, why, twins];

async function tendOne(run: RunRecord, caretaker: Caretaker): Promise<Again> {
  const { runs, now, runnerOf, complain } = caretaker;
  const runner = runnerOf(run);
  if (runner === undefined) {
    if (run.state === "sought") await runs.note(run, { kind: "absent" }, now);
    await runs.note(run, { kind: "ended", state: "error", why: runnerless(run) }, now);
    await runs.note(run, { kind: "sole", twins: [] }, now);
    return undefined;
  }
  let mayNot: { readonly error: unknown } | undefined;
  const mayWrite: Tools["mayWrite"] = async () => {
    await caretaker.mayWrite().catch((error: unknown) => {
      mayNot = { error };
      throw error;
    });
  };
  try {
    const tools: Tools = { runner, runs, now, mayWrite };
    if (!isUnstarted(run)) return await tend(run, tools);
    return run.state === "sought" || (await hasRoom(run, caretaker)) ? await start(run, tools) : growing(run.createdAt, now, roomPauses);
  } catch (error) {
    if (mayNot !== undefined) throw mayNot.error;
    if (error instanceof RetryLater) return later(now, error.againIn);
    complain(run, error);
    return later(now, pause);
  }
}

const runnerless = ({ runner, place }: RunRecord): string =>
  place === undefined
    ? `No runner \`${runner}\` is set up any more.`
    : "The place where it was started may not be asked any more: the operator of this bot has taken it off the list.";

async function hasRoom(run: RunRecord, { runs, mostAtOnce }: Caretaker): Promise<boolean> {
  const most = mostAtOnce(run.job);
  if (most === undefined) return false;
  return most === 0 || mayStart(run, await runs.live(run.target.repository.id, run.job), most);
}
