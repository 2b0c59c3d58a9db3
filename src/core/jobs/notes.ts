/** Notes: what the status comment says of jobs beside the table of failures. */
import type { Facts, PresubmitFacts, Proposal } from "../facts.ts";
import { orderKeyOf, type Sha } from "../ids.ts";
import { code } from "../quoting.ts";
import type { AdviceRule } from "./advice.ts";
import { faultText } from "./config.ts";
import type { Presubmit } from "./presubmit.ts";
import type { RunRecord } from "./records.ts";
import type { Answered } from "./request-answer.ts";
import { isAnswerOf, isRunOf, type Place, speakerOf } from "./results.ts";
import { isTakenBackForNow, type Run } from "./run.ts";
import type { JobVerdict, Statuses } from "./selection.ts";

/** Most faults of job files that are listed. */
const mostFaults = 10;

/** In the order: what keeps jobs from running, then what became of runs, then what people asked for. */
export function jobNotes(
  { presubmits, proposed }: Pick<PresubmitFacts, "presubmits" | "proposed">,
  runs: readonly RunRecord[],
  answers: readonly Answered[],
  place: Place,
): readonly string[] {
  const newest = presubmits.flatMap((job) => (job.skipReport ? [] : (speakerOf(job, runs, place) ?? [])));
  return [
    ...proposed.faults.slice(0, mostFaults).map((fault) => `This pull request breaks a job file: ${faultText(fault)}.`),
    ...(proposed.unchecked > 0 ? [uncheckedNote(proposed.unchecked)] : []),
    ...newest.flatMap((run) => (run.state === "error" ? [`${code(run.job)} came to no result. ${run.why ?? ""}`.trim()] : [])),
    ...newest.flatMap(({ job, twins }) => twins.map((twin) => `${code(job)} was started twice; the second run was cancelled: ${twin}`)),
    ...answers.filter((one) => isAnswerOf(one, place)).flatMap(({ answer }) => answer.notes),
  ];
}

const uncheckedNote = (files: number): string =>
  `This pull request changes more job files than are looked into before they are merged (${files} of them, or too large): whether it breaks one is not known. \`bowsprit jobs check FILE...\` tells.`;

/** What `jobs.advise` would miss; said beforehand, because the check tells of it afterwards. */
export const leavingNotes = ({ faults, leaving }: Proposal, rules: readonly AdviceRule[]): readonly string[] => {
  if (faults.length > 0) return [];
  const advised = leaving.filter((name) => rules.some(({ jobs }) => jobs.includes(name))).slice(0, mostFaults);
  return advised.map((name) => `This pull request takes away the job ${code(name)}, which a rule of \`jobs.advise\` names.`);
};

/** Jobs that were started by nobody whom this ledger knows: an earlier one, or another bot that works here. Nobody may tell how they end. */
export const forgottenNotes = (presubmits: readonly Presubmit[], states: Statuses, runs: readonly Run[], place: Place): readonly string[] =>
  presubmits
    .filter((job) => job.branches.includes(place.base) && !job.skipReport && states.get(job.context) === "pending")
    .filter(({ context }) => !runs.some((run) => run.context === context && isRunOf(run, place)))
    .map((job) => `${code(job.context)} is pending, and who runs it is not known here: ${code(job.rerunCommand)} starts it anew.`);

/** That a draft waits, where something would run by itself and has not. `verdicts`: of every job, whether it runs by itself. */
export function draftNotes(
  { isDraft }: Facts["thread"],
  verdicts: readonly JobVerdict[],
  runs: readonly Run[],
  place: Place,
): readonly string[] {
  const hasRun = (job: Presubmit): boolean => runs.some((run) => run.job === job.name && isRunOf(run, place) && !isTakenBackForNow(run));
  if (!isDraft || !verdicts.some(({ job, runs: does }) => does === "yes" && !hasRun(job))) return [];
  return ["Jobs do not run by themselves on a draft: `/test all` starts them now, and they start once it is ready for review."];
}

/** What GitHub refused to take of what people turned green here, or back: the answer that they got said otherwise. */
export function refusedTurns({ orders }: Facts["memory"], answers: readonly Answered[], place: Place): readonly string[] {
  const prefixes = answers
    .filter((one) => isAnswerOf(one, place))
    .flatMap(({ request }) => [orderKeyOf("jobs", "turned", `${request}:`), orderKeyOf("jobs", "passed", `${request}:`)]);
  const last = [...orders.values()].findLast(
    ({ key, outcome: { why } }) => why !== undefined && prefixes.some((prefix) => key.startsWith(prefix)),
  );
  if (last === undefined) return [];
  return [`What was to be overridden or skipped stays as it is on GitHub: ${code((last.outcome.why ?? "").slice(0, 200))}.`];
}

/** What GitHub refused to take as a status of these runs; one sentence, however many jobs it is true of. */
export function refusedStatuses({ orders, runs }: Facts["memory"], head: Sha): readonly string[] {
  const keys = runs.filter((run) => run.head === head).map(({ key }) => orderKeyOf("jobs", "status", `${key}:`));
  const refusals = [...orders.values()].flatMap(({ key, outcome: { why } }) =>
    why !== undefined && keys.some((prefix) => key.startsWith(prefix)) ? [why] : [],
  );
  const last = refusals.at(-1);
  return last === undefined ? [] : [`Results of jobs are not shown as commit statuses: ${code(last.slice(0, 200))}.`];
}
