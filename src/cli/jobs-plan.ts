/** `bowsprit jobs plan`: the decision about jobs for a change that is not on GitHub. */
import { adviceFaults, soundRules, suggestionsFor } from "../core/jobs/advice.ts";
import { ChangedPaths } from "../core/jobs/changes.ts";
import { type Ask, askIn } from "../core/jobs/commands.ts";
import { soundJobs } from "../core/jobs/config.ts";
import { jobFile } from "../core/jobs/file.ts";
import type { JobFault, Presubmit } from "../core/jobs/presubmit.ts";
import { automaticVerdicts, type JobVerdict, type Surroundings } from "../core/jobs/selection.ts";
import { answerTo, isGermane } from "../core/jobs/started-jobs.ts";
import { visibleText } from "../core/markdown.ts";
import { linesOf, statusesIn, yamlFiles } from "./jobs-files.ts";
import { adviceProblems, type JobsSettings } from "./jobs-options.ts";
import { type Turned, turnedBy } from "./jobs-turned.ts";
import { BadInput } from "./outcome.ts";

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
  /** Statuses that the comment sets, where somebody says it who may; only where it asks for that. */
  readonly statuses?: readonly Turned[];
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

/**
 * Throws `BadInput` where something cannot be read, or the repository that is named has no job. Broken job files are problems, and the others
 * count.
 */
export function jobsPlan(settings: PlanSettings, options: JobsSettings | undefined): Plan {
  const files = yamlFiles(settings.config).map((file) => jobFile({ ...file, home: settings.repository ?? here }, options?.runners));
  const { presubmits: all, faults } = soundJobs(files);
  const repository = settings.repository ?? mostFrequent(all.map((job) => job.repository));
  const presubmits = all.filter((job) => job.repository === repository);
  if (settings.repository !== undefined && presubmits.length === 0 && faults.length === 0)
    throw new BadInput(`no job file has presubmits of ${settings.repository}${othersText(all)}`);
  const paths = linesOf(settings.filesFrom);
  const statuses = settings.statuses === undefined ? new Map() : statusesIn(settings.statuses);
  const surroundings: Surroundings = {
    branch: settings.branch,
    changed: { kind: "known", value: new ChangedPaths(paths) },
    statuses: { kind: "known", value: statuses },
  };
  const automatic = new Set(automaticVerdicts(presubmits, surroundings).flatMap(({ job, runs }) => (runs === "yes" ? [job.name] : [])));
  const change = { paths, labels: new Set<string>(), branch: settings.branch, automatic, reported: new Set(statuses.keys()) };
  const rules = options?.advise ?? [];
  const suggested = suggestionsFor(soundRules(rules, adviceFaults(rules, all)), presubmits, change);
  const problems = [...faults, ...(options === undefined ? [] : adviceProblems(options, all))];
  const { verdicts, reply, turned } = verdictsFor(
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
      ...(turned === undefined ? {} : { statuses: turned }),
      ...(options === undefined ? {} : { suggested: suggested.map(({ job, why }) => ({ job: job.name, why })) }),
      ...(problems.length === 0 ? {} : { problems }),
    },
  };
}

/** Most repositories that are named. */
const mostNamed = 5;

function othersText(presubmits: readonly Presubmit[]): string {
  const others = [...new Set(presubmits.map(({ repository }) => repository))];
  if (others.length === 0) return "";
  const more = others.length > mostNamed ? ` and ${others.length - mostNamed} more` : "";
  return `; there are some of ${others.slice(0, mostNamed).join(", ")}${more}`;
}

function mostFrequent(names: readonly string[]): string | undefined {
  const counts = [...Map.groupBy(names, (name) => name)].map(([name, all]) => ({ name, count: all.length }));
  return counts.toSorted((a, b) => b.count - a.count)[0]?.name;
}

interface Answered {
  readonly verdicts: readonly JobVerdict[];
  readonly reply: string | undefined;
  readonly turned?: readonly Turned[];
}

function verdictsFor(
  comment: string | undefined,
  presubmits: readonly Presubmit[],
  surroundings: Surroundings,
  suggested: readonly string[],
): Answered {
  if (comment === undefined) return { verdicts: automaticVerdicts(presubmits, surroundings), reply: undefined };
  const ask = askIn(visibleText(comment));
  const answered = startedBy(ask, presubmits, surroundings, suggested);
  const started = new Set(answered.verdicts.flatMap(({ job, runs }) => (runs === "yes" ? [job.name] : [])));
  const { branch, statuses } = surroundings;
  const turned = statuses.kind === "unread" ? undefined : turnedBy(ask, { presubmits, branch, statuses: statuses.value, started });
  if (turned === undefined) return answered;
  const verdicts = isAboutRuns(ask, presubmits)
    ? answered.verdicts
    : nothingRuns(presubmits, `the comment asks for no run, and for statuses: ${turned.who.join("; ")}`);
  const replies = [turned.reply, answered.reply].filter((reply) => reply !== undefined);
  return { verdicts, reply: replies.length === 0 ? undefined : replies.join("\n\n"), turned: turned.statuses };
}

function startedBy(ask: Ask, presubmits: readonly Presubmit[], surroundings: Surroundings, suggested: readonly string[]): Answered {
  if (!isAboutRuns(ask, presubmits)) return { verdicts: nothingRuns(presubmits, "the comment asks for nothing"), reply: undefined };
  const { verdicts, help } = answerTo(ask, presubmits, surroundings, { suggested, honoursOkToTest: true });
  return { verdicts, reply: help?.text };
}

const isAboutRuns = (ask: Ask, presubmits: readonly Presubmit[]): boolean => isGermane(ask, presubmits) && !ask.okToTestCancelled;

const nothingRuns = (presubmits: readonly Presubmit[], why: string): readonly JobVerdict[] =>
  presubmits.map((job) => ({ job, runs: "no", why }));

/** Most jobs that are listed as not running. */
const mostSkipped = 20;

export function planText({ repository, problems, document: { runs, skipped, reply, statuses = [], suggested = [] } }: Plan): string {
  const listed = (title: string, jobs: readonly { readonly job: string; readonly why: string }[]): readonly string[] =>
    jobs.length === 0 ? [] : [title, ...jobs.map(({ job, why }) => `  ${job}: ${why}`)];
  return [
    ...problems.map(({ file, line, job, what }) => `${file}:${line}: ${job === undefined ? "" : `${job}: `}${what}`),
    ...(repository === undefined ? ["no presubmits"] : [`jobs of ${repository}`]),
    ...listed("would run:", runs),
    ...listed(`would not run (${skipped.length}):`, skipped.slice(0, mostSkipped)),
    ...(skipped.length > mostSkipped ? [`  and ${skipped.length - mostSkipped} more`] : []),
    ...listed(
      "would set statuses:",
      statuses.map(({ context, state, why }) => ({ job: `${context} to ${state}`, why })),
    ),
    ...listed("worth running:", suggested),
    ...(reply === null ? [] : ["reply:", ...reply.split("\n").map((line) => `  ${line}`.trimEnd())]),
  ]
    .map((line) => `${line}\n`)
    .join("");
}
