/**
 * Results: what the statuses on a commit are worth for one pull request on one base branch. A commit has one status of each context, whoever
 * set it last and for whatever branch: it counts only where it is known to be about this place.
 */
import type { Facts, Sources } from "../facts.ts";
import type { Instant, NodeId, Sha } from "../ids.ts";
import type { Presubmit } from "./presubmit.ts";
import type { Answered } from "./request-answer.ts";
import { isLive, type Run, type RunKey } from "./run.ts";
import type { Statuses } from "./selection.ts";
import { type CommitStatus, isEqual, type ReportedStatus, type StatusState, statusOf } from "./status.ts";

/** What results are asked for. */
export interface Place {
  readonly head: Sha;
  /** The base branch, by its short name. */
  readonly base: string;
  /** Since when the pull request has aimed at it: what was set before is about something else. */
  readonly since: Instant;
  /** The change of the base branch by which it came here; absent where it was opened here. */
  readonly arrival?: NodeId;
  /** Whether another pull request that is known has the head, so that nobody can tell which of them a status is about. */
  readonly isShared: boolean;
}

export function placeOf({ thread, statements, memory }: Pick<Facts, "thread" | "statements" | "memory">): Place {
  const arrival = statements.findLast(({ kind }) => kind === "base");
  return {
    ...{ head: thread.head, base: thread.base.name, since: arrival?.at ?? thread.createdAt, isShared: memory.isHeadShared },
    ...(arrival === undefined ? {} : { arrival: arrival.id }),
  };
}

/** Whether a run tests what results are asked for. */
export const isRunOf = ({ head, base }: Pick<Run, "head" | "base">, place: Pick<Place, "head" | "base">): boolean =>
  head === place.head && base.name === place.base;

/** Whether an answer is about it, and was given since the pull request came here. One that an earlier version kept names no branch, and is about none. */
export const isAnswerOf = ({ answer, at }: Answered, { head, base, since }: Place): boolean =>
  answer.head === head && answer.base === base && at > since;

/** The run of a job whose result counts there: the newest. */
export const speakerOf = <R extends Run>(job: Pick<Presubmit, "name" | "context">, runs: readonly R[], place: Place): R | undefined =>
  newestOf(runs.filter((run) => isRunOf(run, place) && run.job === job.name && run.context === job.context));

/** What is only sought may not be there. */
export const newestOf = <R extends Run>(runs: readonly R[]): R | undefined =>
  runs
    .filter(({ state }) => state !== "sought")
    .reduce<R | undefined>((newest, run) => (newest !== undefined && newest.createdAt > run.createdAt ? newest : run), undefined);

export interface Known {
  readonly presubmits: readonly Presubmit[];
  /** All that are known of the pull request. */
  readonly runs: readonly Run[];
  readonly answers: readonly Answered[];
  readonly place: Place;
}

/** Runs of contexts that were overridden there, unless something else was said of one of them since: what becomes of them is not heard any more. */
export const overriddenIn = (answers: readonly Answered[], place: Place): ReadonlySet<RunKey> =>
  new Set(answers.flatMap((one) => (isAnswerOf(one, place) && isLastWord(one, answers, place) ? (one.answer.overridden ?? []) : [])));

const isLastWord = (one: Answered, answers: readonly Answered[], place: Place): boolean =>
  one.answer.statuses.every(({ context }) => lastWordOn(context, answers, place) === one);

/**
 * What was said last of a context there. An earlier word would come back if somebody set its status again. The order of two in one second is
 * not known: then what turned it green is not the last.
 */
function lastWordOn(context: string, answers: readonly Answered[], place: Place): Answered | undefined {
  const stateIn = ({ answer }: Answered): StatusState | undefined => answer.statuses.find((status) => status.context === context)?.state;
  return answers
    .filter((one) => isAnswerOf(one, place) && stateIn(one) !== undefined)
    .reduce<Answered | undefined>((last, one) => {
      if (last === undefined || last.at < one.at) return one;
      return last.at === one.at && stateIn(one) !== "success" ? one : last;
    }, undefined);
}

/** What was turned green on a commit, and not turned back, does not start by itself there any more. */
export const forcedContexts = (answers: readonly Answered[], place: Place): ReadonlySet<string> =>
  new Set(
    answers.flatMap((one) =>
      one.answer.statuses.flatMap(({ context, state }) =>
        state === "success" && lastWordOn(context, answers, place) === one ? [context] : [],
      ),
    ),
  );

/** Of contexts that no job of the branch has, what is shown. */
export function statesOf(shown: Sources["statuses"], known: Known): Statuses {
  const owners = new Map(known.presubmits.flatMap((job) => (job.branches.includes(known.place.base) ? [[job.context, job] as const] : [])));
  const overridden = overriddenIn(known.answers, known.place);
  const heard = known.runs.filter(({ key }) => !overridden.has(key));
  const contexts = [...new Set([...shown.keys(), ...owners.keys()])];
  return new Map(
    contexts.flatMap((context): [string, StatusState][] => {
      const owner = owners.get(context);
      const status = shown.get(context);
      const state = owner === undefined ? status?.state : stateOf(owner, status, heard, known);
      return state === undefined ? [] : [[context, state]];
    }),
  );
}

/**
 * What somebody's last word set here stands until the job is wanted anew, in the same second perhaps; else the job's own run speaks, though a
 * replica of GitHub may not show yet what was said of it. A later failure that somebody else reports of this branch takes its success back.
 */
function stateOf(job: Presubmit, shown: ReportedStatus | undefined, heard: readonly Run[], known: Known): StatusState | undefined {
  const { place, answers } = known;
  const speaker = speakerOf(job, heard, place);
  const word = lastWordOn(job.context, answers, place);
  const isNewest = word !== undefined && (speaker === undefined || speaker.createdAt < word.at);
  if (shown !== undefined && isNewest && isSetBy(word, shown)) return shown.state;
  const other = shown === undefined || isOfSomethingElse(shown, speaker, known) ? undefined : shown.state;
  if (speaker === undefined) return other === "success" && shown?.isOfBase !== true ? undefined : other;
  const told = statusOf(speaker, { skipReport: false })?.state;
  return told === "success" && !isLive(speaker) && (other === "failure" || other === "error") ? other : told;
}

const isSetBy = ({ answer }: Answered, shown: CommitStatus): boolean => answer.statuses.some((status) => isEqual(status, shown));

/** Whether a status is about another place than this, or about an earlier run. */
function isOfSomethingElse(shown: ReportedStatus, speaker: Run | undefined, { runs, answers, place }: Known): boolean {
  if (place.isShared || shown.at <= place.since || shown.isOfBase === false) return true;
  const isSaidOf = (run: Run): boolean => run.context === shown.context && isEqual(shown, statusOf(run, { skipReport: false }));
  return runs.some((run) => run.key !== speaker?.key && isSaidOf(run)) || answers.some((one) => isSetBy(one, shown));
}
