/**
 * Selection: which jobs run for a pull request as it is, or for what somebody wrote, by Prow's filters: each filter that holds for a job
 * says whether the job is forced and what counts where its changed paths do not concern it, and the first one decides.
 */
import type { Read } from "../facts.ts";
import { code } from "../quoting.ts";
import type { ChangedPaths } from "./changes.ts";
import type { Ask } from "./commands.ts";
import { needsExplicitTrigger, type Presubmit } from "./presubmit.ts";
import type { StatusState } from "./status.ts";

/** The latest state of each context on the head. */
export type Statuses = ReadonlyMap<string, StatusState>;

export interface Surroundings {
  /** The base branch, by its short name. */
  readonly branch: string;
  readonly changed: Read<ChangedPaths>;
  readonly statuses: Read<Statuses>;
}

/** Whether a job runs, and why or why not: a sentence without its full stop, in Markdown. `unread`: what must be known for it could not be read. */
export interface JobVerdict {
  readonly job: Presubmit;
  readonly runs: "yes" | "no" | "unread";
  readonly why: string;
}

/** A filter's word on one job. */
export interface Choice {
  readonly matches: boolean;
  /** Runs whatever changed. */
  readonly forced: boolean;
  /** Whether it runs although its changed paths do not concern it, or it has no rule about them. */
  readonly fallback: boolean;
  readonly why: string;
}

export type Filter = (job: Presubmit) => Choice;

/** Which automatic jobs there are: opened, pushed, `/test all`. */
export const automaticFilter: Filter = (job) => {
  const matches = !needsExplicitTrigger(job);
  return {
    matches,
    forced: false,
    fallback: false,
    why: matches ? "runs automatically" : `is started by hand, with \`${job.rerunCommand}\``,
  };
};

const commandFilter =
  ({ text }: Ask): Filter =>
  (job) => {
    const matches = job.trigger.matches(text);
    return { matches, forced: matches, fallback: true, why: matches ? "was asked for by name" : "was not asked for" };
  };

const suggestedFilter =
  (names: ReadonlySet<string>): Filter =>
  ({ name }) => {
    const matches = names.has(name);
    return { matches, forced: matches, fallback: true, why: matches ? "was suggested for the changed files" : "was not suggested" };
  };

/** What failed, and what runs by itself and has no status yet. A pending status is neither. */
const retestFilter =
  (statuses: Statuses, isForRequired: boolean): Filter =>
  (job) => {
    const state = statuses.get(job.context);
    const failed = state === "failure" || state === "error";
    const isMissing = state === undefined && !needsExplicitTrigger(job);
    const matches = (failed || isMissing) && !(isForRequired && job.optional);
    const why = failed ? "failed before" : isMissing ? "has not run yet" : `has not failed`;
    return { matches, forced: false, fallback: failed && matches, why };
  };

const manualRequiredFilter: Filter = (job) => {
  const matches = !job.optional && needsExplicitTrigger(job);
  return { matches, forced: matches, fallback: false, why: "is required and started by hand" };
};

/** The filters of a text in Prow's order. Unread: `/retest` cannot be judged without the statuses of the head. */
export function filtersOf(ask: Ask, statuses: Read<Statuses>, suggested: ReadonlySet<string>): Read<readonly Filter[]> {
  const filters: Filter[] = [commandFilter(ask)];
  if (ask.suggested) filters.push(suggestedFilter(suggested));
  if (ask.retest || ask.retestRequired) {
    if (statuses.kind === "unread") return statuses;
    if (ask.retest) filters.push(retestFilter(statuses.value, false));
    if (ask.retestRequired) filters.push(retestFilter(statuses.value, true));
  }
  if (ask.manualRequired) filters.push(manualRequiredFilter);
  if (ask.all || ask.okToTest) filters.push(automaticFilter);
  return { kind: "known", value: filters };
}

/** The word of the first filter that holds; that of the last where none does. */
export function choiceOf(job: Presubmit, filters: readonly Filter[]): Choice {
  let choice: Choice = { matches: false, forced: false, fallback: false, why: "was not asked for" };
  for (const filter of filters) {
    choice = filter(job);
    if (choice.matches) return choice;
  }
  return choice;
}

/** Prow's central rule. Nothing overrides the branches of a job, not even its name. */
export function verdictOf(job: Presubmit, choice: Choice, { branch, changed }: Surroundings): JobVerdict {
  const no = (why: string): JobVerdict => ({ job, runs: "no", why });
  const yes = (why: string): JobVerdict => ({ job, runs: "yes", why });
  if (!job.branches.includes(branch)) return no(`is not for the branch \`${branch}\``);
  if (!choice.matches) return no(choice.why);
  if (job.alwaysRun) return yes(choice.forced ? choice.why : "always runs");
  if (choice.forced) return yes(choice.why);
  if (job.changes === undefined) return choice.fallback ? yes(choice.why) : no(choice.why);
  if (choice.fallback) return yes(choice.why);
  if (changed.kind === "unread") return { job, runs: "unread", why: `the changed files could not be read: ${changed.reason}` };
  const concern = changed.value.concernOf(job.changes);
  return concern.concerns ? yes(concernText(job, concern.path)) : no(unconcernedText(job));
}

const concernText = ({ changes }: Presubmit, path: string): string =>
  changes?.kind === "run if changed" ? `\`run_if_changed\` matches ${code(path)}` : `\`skip_if_only_changed\` does not match ${code(path)}`;

const unconcernedText = ({ changes }: Presubmit): string =>
  changes?.kind === "run if changed" ? "`run_if_changed` matches no changed file" : "`skip_if_only_changed` matches every changed file";

/** In the order of the job files. */
export const verdictsOf = (jobs: readonly Presubmit[], filters: readonly Filter[], surroundings: Surroundings): readonly JobVerdict[] =>
  jobs.map((job) => verdictOf(job, choiceOf(job, filters), surroundings));

/** Those that the pull request as it is wants. */
export const automaticVerdicts = (jobs: readonly Presubmit[], surroundings: Surroundings): readonly JobVerdict[] =>
  verdictsOf(jobs, [automaticFilter], surroundings);
