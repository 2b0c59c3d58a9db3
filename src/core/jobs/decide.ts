/**
 * Which runs should exist for the head of a pull request: by the rules of the job files, by what people asked, and by what has run. Deciding
 * again on what came of it wants nothing more.
 */
import type { Instant } from "../ids.ts";
import { type Asked, asked, type RequestOutcome } from "./request-outcome.ts";
import { type Abort, isLive, isTakenBackForNow, type Run } from "./run.ts";
import { automaticVerdicts, type JobVerdict, type Surroundings } from "./selection.ts";
import { type CancelledRun, type DecisionInput, type PullRequest, type WantedRun, wantedRun } from "./wanted.ts";

export interface Decision {
  readonly wanted: readonly WantedRun[];
  /** What was asked for, and taken back or overtaken by what somebody asked since: nothing of it starts, and where it runs it is cancelled. */
  readonly withdrawn: readonly Withdrawn[];
  readonly cancelled: readonly CancelledRun[];
  readonly outcomes: readonly RequestOutcome[];
  /** Of every job, whether it runs by itself, and why. Empty on a pull request that is not open. */
  readonly verdicts: readonly JobVerdict[];
}

export interface Withdrawn {
  readonly run: WantedRun;
  readonly why: Abort;
}

export function decisionOf(input: DecisionInput): Decision {
  const { pull, presubmits, runs } = input;
  const surroundings: Surroundings = { branch: pull.base.name, changed: input.changed, statuses: input.statuses };
  const answers = answersTo(input, surroundings);
  const verdicts = pull.state === "open" ? automaticVerdicts(presubmits, surroundings) : [];
  const byWord = answers.flatMap(({ cancelled }) => cancelled);
  const requested = answers.flatMap(({ wanted }) => wanted);
  const takenBack = requested.filter(({ key }) => byWord.some((run) => run.key === key));
  const byName = new Map(requested.filter((run) => !takenBack.includes(run)).map((run) => [run.job.name, run]));
  const automatic = automaticRuns(verdicts, input).filter(({ job }) => !byName.has(job.name));
  const isNew = ({ key }: WantedRun): boolean => !runs.some((run) => run.key === key);
  const wanted = [...byName.values(), ...automatic].filter(isNew);
  return {
    wanted,
    withdrawn: requested
      .filter((run) => byName.get(run.job.name) !== run && isNew(run))
      .map((run) => ({ run, why: takenBack.includes(run) ? "cancelled" : "newer run" })),
    cancelled: cancelledRuns(runs, pull, new Set(wanted.map(({ job }) => job.name)), byWord),
    outcomes: answers.map(({ outcome }: Asked) => outcome),
    verdicts,
  };
}

/**
 * So often a job starts by itself on one head and base branch: whoever closes and reopens a pull request must not start runs without end. A word
 * starts it all the same.
 */
const mostStarts = 5;

/** In the order of the thread: what one request wants, a later one can take back. */
function answersTo(input: DecisionInput, surroundings: Surroundings): readonly Asked[] {
  const answers: Asked[] = [];
  const runs = [...input.runs];
  for (const request of input.requests) {
    const answer = asked(request, surroundings, { ...input, runs });
    answers.push(answer);
    runs.push(...answer.wanted.map((run) => waiting(run, request.at)));
  }
  return answers;
}

const waiting = ({ key, job, cause, head, base }: WantedRun, createdAt: Instant): Run => ({
  ...{ key, job: job.name, context: job.context, cause, head, base },
  ...{ state: "waiting", createdAt },
});

/** One run for each automatic job on this head and base branch. What came to a result is not run again because a pull request is reopened. */
function automaticRuns(verdicts: readonly JobVerdict[], { pull, runs }: DecisionInput): readonly WantedRun[] {
  if (pull.state !== "open" || pull.isDraft || pull.isTrusted !== true || pull.isMergeable === false) return [];
  return verdicts.flatMap(({ job, runs: does, why }) => {
    const here = runs.filter((run) => run.job === job.name && run.head === pull.head && run.base.name === pull.base.name);
    if (does !== "yes" || !here.every(isTakenBackForNow) || here.length >= mostStarts) return [];
    return [wantedRun(job, { kind: "head", head: pull.head, base: pull.base.name, attempt: nextAttempt(here) }, why, pull)];
  });
}

/** Of an earlier ledger's runs the last may be known alone. */
const nextAttempt = (here: readonly Run[]): number =>
  Math.max(here.length, ...here.map(({ cause }) => (cause.kind === "head" ? cause.attempt + 1 : 0)));

/** Prow aborts at an event; here whatever is live and should not be is cancelled, whenever that is seen. Each run once. */
function cancelledRuns(
  runs: readonly Run[],
  pull: PullRequest,
  replaced: ReadonlySet<string>,
  byWord: readonly Run[],
): readonly CancelledRun[] {
  return runs.filter(isLive).flatMap((run) => {
    const why = obsolescence(run, pull) ?? (replaced.has(run.job) ? "newer run" : byWord.includes(run) ? "cancelled" : undefined);
    return why === undefined ? [] : [{ run, why }];
  });
}

/** What is not known takes nothing back. What somebody asked for goes on while the pull request is a draft: there it can only be asked for. Without trust only the word of the trusted holds. */
function obsolescence(run: Run, pull: PullRequest): Abort | undefined {
  if (pull.state !== "open") return "closed";
  if (run.head !== pull.head) return "pushed";
  if (run.base.name !== pull.base.name) return "base changed";
  if (pull.isTrusted === false && !(run.cause.kind === "asked" && run.cause.isByTrusted)) return "not trusted";
  return pull.isDraft && run.cause.kind === "head" ? "draft" : undefined;
}
