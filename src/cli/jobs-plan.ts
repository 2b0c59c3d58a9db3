/** `bowsprit jobs plan`: the decision about jobs for a change that is not on GitHub. */
import { adviceFaults, soundRules, suggestionsFor } from "../core/jobs/advice.ts";
import { answerTo, isGermane } from "../core/jobs/answer.ts";
import { ChangedPaths } from "../core/jobs/changes.ts";
import { askIn } from "../core/jobs/commands.ts";
import { soundJobs } from "../core/jobs/config.ts";
import { jobFile } from "../core/jobs/file.ts";
import type { JobFault, Presubmit } from "../core/jobs/presubmit.ts";
import { automaticVerdicts, type JobVerdict, type Surroundings } from "../core/jobs/selection.ts";
import { visibleText } from "../core/markdown.ts";
import { adviceProblems, jobsSettingsIn, linesOf, statusesIn, yamlFiles } from "./jobs-files.ts";

export interface PlanSettings {
  readonly config: readonly string[];
  readonly filesFrom: string;
  readonly branch: string;
  readonly comment?: string;
  readonly statuses?: string;
  readonly options?: string;
  readonly repository?: string;
  readonly json?: true;
}

interface PlanDocument {
  readonly runs: readonly { readonly job: string; readonly context: string; readonly why: string }[];
  readonly skipped: readonly { readonly job: string; readonly why: string }[];
  /** What the comment is answered, in Markdown. */
  readonly reply: string | null;
  /** What is worth running beside; only where rules are given. */
  readonly suggested?: readonly { readonly job: string; readonly why: string }[];
}

export interface Plan {
  readonly repository: string | undefined;
  readonly problems: readonly JobFault[];
  readonly document: PlanDocument & { readonly problems?: readonly JobFault[] };
}

/** The jobs of a file that names no repository. */
const here = "this/repository";

/** Throws `BadInput` where something cannot be read. Broken job files are problems, and the others count. */
export function jobsPlan(settings: PlanSettings): Plan {
  const files = yamlFiles(settings.config).map((file) => jobFile({ ...file, home: settings.repository ?? here }));
  const { presubmits: all, faults } = soundJobs(files);
  const repository = settings.repository ?? mostFrequent(all.map((job) => job.repository));
  const presubmits = all.filter((job) => job.repository === repository);
  const paths = linesOf(settings.filesFrom);
  const statuses = settings.statuses === undefined ? new Map() : statusesIn(settings.statuses);
  const surroundings: Surroundings = {
    branch: settings.branch,
    changed: { kind: "known", value: new ChangedPaths(paths) },
    statuses: { kind: "known", value: statuses },
  };
  const advice = settings.options === undefined ? undefined : jobsSettingsIn(settings.options);
  const automatic = new Set(automaticVerdicts(presubmits, surroundings).flatMap(({ job, runs }) => (runs === "yes" ? [job.name] : [])));
  const change = { paths, labels: new Set<string>(), branch: settings.branch, automatic, reported: new Set(statuses.keys()) };
  const rules = advice?.rules ?? [];
  const suggested = suggestionsFor(soundRules(rules, adviceFaults(rules, all)), presubmits, change);
  const problems = [...faults, ...(advice === undefined ? [] : adviceProblems(advice, all))];
  const { verdicts, reply } = verdictsFor(
    settings.comment,
    presubmits,
    surroundings,
    suggested.map(({ job }) => job.name),
  );
  return {
    repository,
    problems,
    document: {
      runs: verdicts.filter(({ runs }) => runs === "yes").map(({ job, why }) => ({ job: job.name, context: job.context, why })),
      skipped: verdicts.filter(({ runs }) => runs !== "yes").map(({ job, why }) => ({ job: job.name, why })),
      reply: reply ?? null,
      ...(advice === undefined ? {} : { suggested: suggested.map(({ job, why }) => ({ job: job.name, why })) }),
      ...(problems.length === 0 ? {} : { problems }),
    },
  };
}

function mostFrequent(names: readonly string[]): string | undefined {
  const counts = [...Map.groupBy(names, (name) => name)].map(([name, all]) => ({ name, count: all.length }));
  return counts.toSorted((a, b) => b.count - a.count)[0]?.name;
}

function verdictsFor(
  comment: string | undefined,
  presubmits: readonly Presubmit[],
  surroundings: Surroundings,
  suggested: readonly string[],
): { readonly verdicts: readonly JobVerdict[]; readonly reply: string | undefined } {
  if (comment === undefined) return { verdicts: automaticVerdicts(presubmits, surroundings), reply: undefined };
  const ask = askIn(visibleText(comment));
  if (!isGermane(ask, presubmits) || ask.okToTestCancelled)
    return { verdicts: presubmits.map((job) => ({ job, runs: "no", why: "the comment asks for nothing" })), reply: undefined };
  const { verdicts, help } = answerTo(ask, presubmits, surroundings, { suggested, honoursOkToTest: true });
  return { verdicts, reply: help?.text };
}

/** Most jobs that are listed as not running. */
const mostSkipped = 20;

export function planText({ repository, problems, document: { runs, skipped, reply, suggested = [] } }: Plan): string {
  const listed = (title: string, jobs: readonly { readonly job: string; readonly why: string }[]): readonly string[] =>
    jobs.length === 0 ? [] : [title, ...jobs.map(({ job, why }) => `  ${job}: ${why}`)];
  return [
    ...problems.map(({ file, line, job, what }) => `${file}:${line}: ${job === undefined ? "" : `${job}: `}${what}`),
    ...(repository === undefined ? ["no presubmits"] : [`jobs of ${repository}`]),
    ...listed("would run:", runs),
    ...listed(`would not run (${skipped.length}):`, skipped.slice(0, mostSkipped)),
    ...(skipped.length > mostSkipped ? [`  and ${skipped.length - mostSkipped} more`] : []),
    ...listed("worth running:", suggested),
    ...(reply === null ? [] : ["reply:", ...reply.split("\n").map((line) => `  ${line}`.trimEnd())]),
  ]
    .map((line) => `${line}\n`)
    .join("");
}
