/** Wants: what follows for a plugin from the decision about a pull request's jobs, and what is known before it. */
import type { Facts, Origin, Read, Sources } from "../facts.ts";
import { earliest, type Instant } from "../ids.ts";
import type { Wants } from "../plugin.ts";
import { broken, type Reason } from "../reasons.ts";
import { type AdviceRule, adviceFaults, adviceText, refusalOf, type Suggestion, soundRules, suggestionsFor } from "./advice.ts";
import { causedAt } from "./causes.ts";
import { ChangedPaths } from "./changes.ts";
import { faultText } from "./config.ts";
import { type Decision, decisionOf } from "./decide.ts";
import { failuresOf, failureTable } from "./failures.ts";
import { draftNotes, forgottenNotes, jobNotes, leavingNotes, refusedStatuses, refusedTurns } from "./notes.ts";
import { answerOrders, answersKept, askedKey, openRequests, seenRequests, turnedShownAt } from "./open-requests.ts";
import { mayOverride, type OverrideFacts, overridersText } from "./overriders.ts";
import type { Presubmit, RunnerName } from "./presubmit.ts";
import type { NewRun, RunRecord } from "./records.ts";
import { statusOrders } from "./reporting.ts";
import type { Answered, RequestAnswer } from "./request-answer.ts";
import { type Request, requestsIn } from "./requests.ts";
import { jobReasons } from "./required.ts";
import { forcedContexts, overriddenIn, type Place, placeOf, speakerOf, statesOf } from "./results.ts";
import type { Run } from "./run.ts";
import { automaticVerdicts, type Statuses } from "./selection.ts";
import { skippedDescription } from "./skip.ts";
import { soughtRuns } from "./sought.ts";
import type { Standings } from "./standing.ts";
import type { CommitStatus } from "./status.ts";
import { newRunOf, type WantedRun } from "./wanted.ts";

export interface Known extends Pick<Facts, "now" | "me" | "thread" | "statements" | "memory"> {
  readonly presubmits: Sources["presubmits"];
  readonly statuses: Read<Sources["statuses"]>;
  readonly files: Read<Sources["files"]>;
  /** Labels that OWNERS files give to changed files. */
  readonly ownersLabels: ReadonlySet<string>;
  readonly standings: Standings;
  /** Who may override. */
  readonly override: OverrideFacts;
  readonly required: Read<Sources["requiredContexts"]>;
  readonly checkRuns: Read<Sources["checkRuns"]>;
  readonly advise: readonly AdviceRule[];
  /** Where its rules were written. */
  readonly adviceOrigin: Origin | undefined;
  /** The runner of jobs that name none. */
  readonly usualRunner: RunnerName;
}

export function jobWants(known: Known): Wants {
  const { now, thread, memory, presubmits: config } = known;
  const place = placeOf(known);
  const changed = changedIn(known);
  const states = statesIn(known, place);
  const unadvised = adviceFaults(known.advise, config.presubmits);
  // The jobs of a file that is refused may be those that seem to be missing.
  const refusal = refusalOf(config.faults.length > 0 ? [] : unadvised, known.adviceOrigin);
  const suggestions = suggestionsIn({ ...known, advise: soundRules(known.advise, unadvised) }, changed, states);
  const all = requestsIn(known.statements, known.me.id, config.presubmits);
  const open = openRequests(all, known);
  const sought = soughtRuns({ ...known, place, presubmits: config.presubmits, requests: all.filter((request) => !open.includes(request)) });
  // What is asked of the jobs may be about a run that is still to be found.
  const { decision, laterAt } = decided(known, place, changed, states, suggestions, sought.runs.length === 0 ? open : []);
  const fresh = decision.outcomes.flatMap((outcome): Answered[] =>
    outcome.is === "later" ? [] : [{ request: outcome.request, answer: answerOf(outcome, known), at: now }],
  );
  const answers = [...answersKept(memory), ...fresh];
  const forced = forcedContexts(answers, place);
  const asNew = (run: WantedRun): NewRun => newRunOf(run, causedAt(run.cause, known), known.usualRunner);
  const wanted = decision.wanted
    .filter(({ job, cause }) => cause.kind === "asked" || (!forced.has(job.context) && isNews(job, memory.runs, states, place)))
    .map(asNew);
  const runs = [...memory.runs.map((run) => takenBack(run, decision)), ...wanted.map((run) => fromNow(run, now))];
  const overridden = overriddenIn(answers, place);
  const heard = runs.filter(({ key }) => !overridden.has(key));
  const results = runs.map((run): Run => (overridden.has(run.key) ? { ...run, state: "success" } : run));
  const table = failureTable(failuresOf(results, config.presubmits, thread.base.name));
  return {
    reasons: [...refusal.reasons, ...reasonsIn(known, decision, states)],
    notes: [
      ...jobNotes(
        config,
        memory.runs.filter(({ key }) => !overridden.has(key)),
        answers,
        place,
      ),
      ...leavingNotes(config.proposed, known.advise),
      ...refusal.notes,
      ...refusedStatuses(memory, thread.head),
      ...refusedTurns(memory, answers, place),
      ...(states.kind === "unread" ? [] : forgottenNotes(config.presubmits, states.value, runs, place)),
      ...(known.standings.isPullTrusted === true ? draftNotes(thread, decision.verdicts, runs, place) : []),
      ...advice(suggestions),
    ],
    sections: table === "" ? [] : [table],
    orders: [...statusOrdersIn(known, heard, place), ...answerOrders(answers, known.statements, place)],
    runs: {
      wanted,
      sought: [...sought.runs, ...decision.withdrawn.map(({ run, why }) => ({ ...asNew(run), abort: why }))],
      aborted: decision.cancelled.map(({ run: { key }, why }) => ({ key, why })),
      answered: [
        ...fresh.map(({ request, answer }) => ({ key: askedKey(request), outcome: { answer } })),
        ...sought.keys.map((key) => ({ key, outcome: {} })),
      ],
    },
    ...recheck([
      ...(sought.runs.length === 0 ? [] : [now]),
      ...laterAt,
      ...laterOutcomes(decision, now),
      ...turnedAt(known, answers, place),
    ]),
  };
}

/** A file that was removed counts under the name it had; one that was renamed under the new name alone. */
function changedIn({ files }: Known): Read<ChangedPaths> {
  return files.kind === "unread" ? files : { kind: "known", value: new ChangedPaths(files.value.map(({ path }) => path)) };
}

function statesIn({ statuses, memory, presubmits: { presubmits } }: Known, place: Place): Read<Statuses> {
  if (statuses.kind === "unread") return statuses;
  const { runs } = memory;
  return { kind: "known", value: statesOf(statuses.value, { presubmits, runs, answers: answersKept(memory), place }) };
}

/** With what a replica of GitHub may not show yet of our own runs. */
const shownIn = ({ statuses }: Known, states: Read<Statuses>): Read<readonly CommitStatus[]> => {
  if (statuses.kind === "unread") return statuses;
  if (states.kind === "unread") return states;
  const value = [...states.value].map(([context, state]) => ({
    description: "",
    url: undefined,
    ...statuses.value.get(context),
    context,
    state,
  }));
  return { kind: "known", value };
};

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

function decided(
  known: Known,
  place: Place,
  changed: Read<ChangedPaths>,
  statuses: Read<Statuses>,
  suggestions: readonly Suggestion[],
  requests: readonly Request[],
): Decided {
  const { thread, memory, presubmits, standings } = known;
  const { seen, laterAt } = seenRequests(requests, known);
  const decision = decisionOf({
    presubmits: presubmits.presubmits,
    pull: {
      ...{ head: thread.head, base: thread.base, state: thread.state, isDraft: thread.isDraft },
      ...{
        retargetedAt: place.arrival === undefined ? undefined : place.since,
        isMergeable: thread.isMergeable,
        isTrusted: standings.isPullTrusted,
        author: thread.author?.id,
      },
    },
    ...{ changed, statuses },
    ...{ shown: shownIn(known, statuses), required: known.required, checkRuns: known.checkRuns },
    requests: seen.map(({ request, heads }) => ({
      ...{ ...request, ...standings.of(request.by), heads },
      mayOverride: mayOverride(request.by, known.override),
    })),
    runs: memory.runs,
    suggested: suggestions.map(({ job }) => job.name),
    honoursOkToTest: standings.honoursOkToTest,
    overriders: overridersText(known.override.options),
  });
  return { decision, laterAt };
}

/**
 * What runs by itself is no news where the head has a status of it for this branch and no run is known: an earlier ledger, or the bot that
 * worked here before, saw to it.
 */
function isNews(job: Presubmit, runs: readonly Run[], states: Read<Statuses>, place: Place): boolean {
  if (speakerOf(job, runs, place) !== undefined) return true;
  return states.kind === "known" && !states.value.has(job.context);
}

function answerOf({ reply, notes, skipped, overridden }: Decision["outcomes"][number], { thread }: Known): RequestAnswer {
  const green = skipped.map((context): CommitStatus => ({ context, state: "success", description: skippedDescription, url: undefined }));
  return {
    ...{ head: thread.head, base: thread.base.name, notes },
    ...(reply === undefined ? {} : { reply }),
    statuses: [...new Map([...green, ...overridden.statuses].map((status) => [status.context, status])).values()],
    ...(overridden.checks.length === 0 ? {} : { checks: overridden.checks }),
    ...(overridden.runs.length === 0 ? {} : { overridden: overridden.runs }),
  };
}

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

const statusOrdersIn = ({ statuses, presubmits, now }: Known, runs: readonly Run[], place: Place) =>
  statuses.kind === "unread" ? [] : statusOrders(runs, presubmits.presubmits, { place, statuses: statuses.value }, now);

const turnedAt = ({ statuses, now }: Known, answers: readonly Answered[], place: Place): readonly Instant[] =>
  statuses.kind === "unread" ? [] : turnedShownAt(answers, statuses.value, place, now);

function advice(suggestions: readonly Suggestion[]): readonly string[] {
  const text = adviceText(suggestions);
  return text === "" ? [] : [text];
}

/** Seconds after which a read that failed in passing is tried again, where nothing else says so. */
const retry = 60;

const laterOutcomes = ({ outcomes }: Decision, now: Instant): readonly Instant[] =>
  outcomes.some(({ is }) => is === "later") ? [(now + retry) as Instant] : [];

function recheck(instants: readonly Instant[]): Pick<Wants, "recheckAt"> {
  const recheckAt = earliest(...instants);
  return recheckAt === undefined ? {} : { recheckAt };
}

/** Why nothing can be decided: the jobs themselves are unknown. */
export const withoutJobs = (reason: string): Wants => ({
  reasons: [{ state: "unread", what: `jobs: could not read the job files: ${reason}` }],
});
