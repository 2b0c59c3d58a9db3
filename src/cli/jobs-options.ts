/** Options files beside job files: taken only as the bot would take them, as a repository's file or the organisation's. */
import { type Checked, checked } from "../config/check.ts";
import { profileTexts, rulebookOf } from "../config/profiles.ts";
import { documentOf } from "../config/yaml.ts";
import { type AdviceRule, adviceFaults } from "../core/jobs/advice.ts";
import { type JobsOptions, jobsOptionsIn, runnersIn } from "../core/jobs/options.ts";
import type { JobFault, Presubmit, RunnerName } from "../core/jobs/presubmit.ts";
import { loadPlugins } from "../registry.ts";
import { textOf } from "./jobs-files.ts";
import { BadInput } from "./outcome.ts";

/** What an options file says of jobs, over the profile that it extends. */
export interface JobsSettings {
  readonly file: string;
  /** Undefined where it sets up none, since another file may. */
  readonly runners: readonly RunnerName[] | undefined;
  readonly advise: readonly AdviceRule[];
  /** The line of a rule; undefined for all where they are the profile's, of which not every repository has every job. */
  readonly lineOf: ((rule: number) => number) | undefined;
}

/** Throws `BadInput` where the bot would refuse the file. */
export async function jobsSettingsIn(file: string): Promise<JobsSettings> {
  const rulebook = rulebookOf(await loadPlugins(), profileTexts());
  const text = textOf(file);
  const named = { file, text };
  const asRepositorys = checked(rulebook, { repository: named, organisation: undefined });
  const jobs = jobsIn(asRepositorys) ?? jobsIn(checked(rulebook, { repository: undefined, organisation: named }));
  if (jobs === undefined) throw new BadInput(`${file} is no options file: ${firstProblem(asRepositorys)}`);
  const document = documentOf(text);
  const isWritten = document.kind !== "broken" && document.lineOf(["jobs", "advise"]) !== undefined;
  const runners = runnersIn(jobs);
  return {
    ...{ file, advise: jobs.advise, runners: runners.length === 0 ? undefined : runners },
    lineOf: isWritten ? (rule) => document.lineOf(["jobs", "advise", rule]) ?? 1 : undefined,
  };
}

const jobsIn = (outcome: Checked): JobsOptions | undefined =>
  outcome.kind === "valid" ? jobsOptionsIn(outcome.options.byPlugin) : undefined;

/** Rules of the file that name a job which there is not, each at its line. */
export function adviceProblems({ file, advise, lineOf }: JobsSettings, presubmits: readonly Presubmit[]): readonly JobFault[] {
  if (lineOf === undefined) return [];
  return adviceFaults(advise, presubmits).map(({ rule, what }) => ({
    ...{ file, line: lineOf(rule) },
    what: `rule ${rule + 1} of \`jobs.advise\`: ${what}`,
  }));
}

function firstProblem(outcome: Checked): string {
  if (outcome.kind === "valid") return "";
  const [first] = outcome.problems;
  if (first === undefined) return "";
  return [...(first.line === undefined ? [] : [`line ${first.line}`]), ...(first.path === "" ? [] : [first.path]), first.what].join(": ");
}
