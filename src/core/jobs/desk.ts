/** Desk: puts what is known of a pull request before the decision about its jobs, and what comes of it into what a plugin wants. */
import type { Facts, Read, Sources } from "../facts.ts";
import type { Instant } from "../ids.ts";
import type { Wants } from "../plugin.ts";
import { broken, type Reason } from "../reasons.ts";
import { type AdviceRule, adviceFaults, adviceNotes, adviceText, type Suggestion, soundRules, suggestionsFor } from "./advice.ts";
import type { RequestAnswer } from "./answered.ts";
import { type Answered, answerOrders, answersKept, askedKey, openRequests, seenRequests } from "./asking.ts";
import { ChangedPaths } from "./changes.ts";
import { faultText } from "./config.ts";
import { type Decision, decisionOf } from "./decide.ts";
import { failuresOf, failureTable } from "./failures.ts";
import { forgottenNotes, jobNotes, mostFaults, refusedStatuses } from "./notes.ts";
import type { Presubmit, RunnerName } from "./presubmit.ts";
import { type NewRun, newRunOf, type RunRecord } from "./records.ts";
import { statesOf, statusOrders } from "./reporting.ts";
import { requestsIn } from "./requests.ts";
import { jobReasons } from "./required.ts";
import type { Run } from "./run.ts";
import { automaticVerdicts, type Statuses } from "./selection.ts";
import { skippedDescription } from "./skip.ts";
import type { Standings } from "./standing.ts";

export interface Known extends Pick<Facts, "now" | "me" | "thread" | "statements" | "memory"> {
  readonly presubmits: Sources["presubmits"];
  readonly statuses: Read<Sources["statuses"]>;
  readonly files: Read<Sources["files"]>;
  /** Labels that OWNERS files give to changed files. */
  readonly ownersLabels: ReadonlySet<string>;
  readonly standings: Standings;
  readonly advise: readonly AdviceRule[];
  /** The runner of jobs that name none. */
  readonly usualRunner: RunnerName;
}

export function jobWants(known: Known): Wants {
  const { now, thread, memory, presubmits: config } = known;
  const changed = changedIn(known);
  const states = statesIn(known);
  const unadvised = adviceFaults(known.advise, config.presubmits);
  const suggestions = suggestionsIn({ ...known, advise: soundRules(known.advise, unadvised) }, changed, states);
  const { decision, laterAt } = decided(known, changed, states, suggestions);
  const wanted = decision.wanted
    .filter((run) => isNews(run.job, run.cause.kind === "head", known))
    .map((run) => newRunOf(run, known.usualRunner));
  const fresh = decision.outcomes.flatMap((outcome): Answered[] =>
    outcome.is === "later" ? [] : [{ request: outcome.request, answer: answerOf(outcome, known) }],
  );
  const answers = [...answersKept(memory), ...fresh];
  const runs = [...memory.runs.map((run) => takenBack(run, decision)), ...wanted.map((run) => fromNow(run, now))];
  const table = failureTable(failuresOf(runs, config.presubmits, thread.base.name));
  return {
    reasons: reasonsIn(known, decision, states),
    notes: [
      ...jobNotes(config, memory.runs, answers, thread.head),
      ...adviceNotes(unadvised).slice(0, mostFaults),
      ...refusedStatuses(memory, thread.head),
      ...forgotten(known, runs),
      ...advice(suggestions),
    ],
    sections: table === "" ? [] : [table],
    orders: [...statusOrdersIn(known, runs), ...answerOrders(answers, known)],
    runs: {
      wanted,
      aborted: decision.cancelled.map(({ run: { key }, why }) => ({ key, why })),
      answered: fresh.map(({ request, answer }) => ({ key: askedKey(request), outcome: { answer } })),
    },
    ...recheck([...laterAt, ...laterOutcomes(decision, now)]),
  };
}

/** A file that was removed counts under the name it had; one that was renamed under the new name alone. */
function changedIn({ files }: Known): Read<ChangedPaths> {
  return files.kind === "unread" ? files : { kind: "known", value: new ChangedPaths(files.value.map(({ path }) => path)) };
}

function statesIn({ statuses, memory, thread }: Known): Read<Statuses> {
  return statuses.kind === "unread" ? statuses : { kind: "known", value: statesOf(statuses.value, memory.runs, thread.head) };
}

function suggestionsIn(known: Known, changed: Read<ChangedPaths>, statuses: Read<Statuses>): readonly Suggestion[] {
  const { presubmits, advise, ownersLabels: labels, thread } = known;
  if (changed.kind === "unread" || thread.state !== "open") return [];
  const branch = thread.base.name;
  const verdicts = automaticVerdicts(presubmits.presubmits, { branch, changed, statuses });
  return suggestionsFor(advise, presubmits.presubmits, {
    ...{ paths: changed.value.paths, labels, branch },
    automatic: new Set(verdicts.flatMap(({ job, runs }) => (runs === "yes" ? [job.name] : []))),
    reported: new Set(statuses.kind === "known" ? statuses.value.keys() : []),
  });
}

interface Decided {
  readonly decision: Decision;
  readonly laterAt: readonly Instant[];
}

function decided(known: Known, changed: Read<ChangedPaths>, statuses: Read<Statuses>, suggestions: readonly Suggestion[]): Decided {
  const { me, thread, statements, memory, presubmits, standings } = known;
  const { seen, laterAt } = seenRequests(openRequests(requestsIn(statements, me.id, presubmits.presubmits), known), known);
  const decision = decisionOf({
    presubmits: presubmits.presubmits,
    pull: {
      ...{ head: thread.head, base: thread.base, state: thread.state, isDraft: thread.isDraft },
      ...{ isMergeable: thread.isMergeable, isTrusted: standings.isPullTrusted, author: thread.author?.id },
    },
    ...{ changed, statuses },
    requests: seen.map(({ request, heads }) => ({ ...request, ...standings.of(request.by), heads })),
    runs: memory.runs,
    suggested: suggestions.map(({ job }) => job.name),
  });
  return { decision, laterAt };
}

/**
 * What runs by itself is no news where the head has a status of it and no run is known: an earlier ledger, or the bot that worked here before,
 * saw to it.
 */
function isNews({ context }: Presubmit, isAutomatic: boolean, { statuses, memory, thread }: Known): boolean {
  if (!isAutomatic) return true;
  if (memory.runs.some((run) => run.context === context && run.head === thread.head)) return true;
  return statuses.kind === "known" && !statuses.value.has(context);
}

const answerOf = ({ reply, notes, skipped }: Decision["outcomes"][number], { thread }: Known): RequestAnswer => ({
  ...{ head: thread.head, notes },
  ...(reply === undefined ? {} : { reply }),
  statuses: skipped.map((context) => ({ context, state: "success", description: skippedDescription, url: undefined })),
});

const fromNow = (run: NewRun, now: Instant): Run => ({ ...run, state: "waiting", createdAt: now });

/** One that no runner was asked for ends with the decision. */
function takenBack(run: RunRecord, { cancelled }: Decision): RunRecord {
  const why = cancelled.find((one) => one.run.key === run.key)?.why;
  return why === undefined || run.state !== "waiting" ? run : { ...run, state: "aborted", abort: why };
}

function reasonsIn(
  { thread, presubmits: { presubmits, faults } }: Known,
  { verdicts }: Decision,
  statuses: Read<Statuses>,
): readonly Reason[] {
  const automatic = new Set(verdicts.flatMap(({ job, runs }) => (runs === "no" ? [] : [job.context])));
  return [
    ...faults.map((fault) => broken(`a job file counts for nothing: ${faultText(fault)}`)),
    ...jobReasons(presubmits, thread.base.name, statuses, automatic),
  ];
}

const statusOrdersIn = ({ statuses, presubmits, thread, now }: Known, runs: readonly Run[]) =>
  statuses.kind === "unread" ? [] : statusOrders(runs, presubmits.presubmits, { head: thread.head, statuses: statuses.value }, now);

const forgotten = ({ statuses, presubmits, thread }: Known, runs: readonly Run[]): readonly string[] =>
  statuses.kind === "unread" ? [] : forgottenNotes(presubmits.presubmits, statuses.value, runs, thread.head);

function advice(suggestions: readonly Suggestion[]): readonly string[] {
  const text = adviceText(suggestions);
  return text === "" ? [] : [text];
}

/** Seconds after which a read that failed in passing is tried again, where nothing else says so. */
const retry = 60;

const laterOutcomes = ({ outcomes }: Decision, now: Instant): readonly Instant[] =>
  outcomes.some(({ is }) => is === "later") ? [(now + retry) as Instant] : [];

const recheck = (instants: readonly Instant[]): Pick<Wants, "recheckAt"> =>
  instants.length === 0 ? {} : { recheckAt: instants.reduce((first, next) => (next < first ? next : first)) };

/** Why nothing can be decided: the jobs themselves are unknown. */
export const withoutJobs = (reason: string): Wants => ({
  reasons: [{ state: "unread", what: `jobs: could not read the job files: ${reason}` }],
});
