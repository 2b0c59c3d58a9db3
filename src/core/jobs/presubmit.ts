/** Presubmits: what a job file says of one job, complete and checked, and the faults for which a file is refused. */
import type { PathPattern } from "../owners/pattern.ts";

/** What is wrong with a job file, where, and in which job. A file with a fault gives no job at all. */
export interface JobFault {
  readonly file: string;
  /** Counted from 1. */
  readonly line: number;
  /** Absent where the file as a whole is meant. */
  readonly job?: string;
  /** A sentence without its full stop, in Markdown. */
  readonly what: string;
}

/** The base branches that a job is for: Prow's two lists, each joined with `|` and searched anywhere in the name. */
export interface BranchRule {
  readonly only: readonly string[];
  readonly never: readonly string[];
  readonly includes: (branch: string) => boolean;
}

/** Which changed paths a job is for. */
export interface ChangeRule {
  readonly kind: "run if changed" | "skip if only changed";
  readonly pattern: PathPattern;
}

/** The text that starts a job when somebody says it. */
export interface Trigger {
  readonly source: string;
  /** Prow's own pattern around the job's name, and not one that the file gives. */
  readonly isDefault: boolean;
  readonly matches: (text: string) => boolean;
}

/** Who runs a job: the repository's usual runner, or one that the job names. */
export type RunnerName = "github-actions" | "webhook";

export interface Presubmit {
  readonly name: string;
  /** Of the commit status: the job's name where the file gives none. */
  readonly context: string;
  /** `org/repo` as the file spells it. */
  readonly repository: string;
  readonly file: string;
  readonly line: number;
  readonly alwaysRun: boolean;
  readonly optional: boolean;
  readonly skipReport: boolean;
  readonly runBeforeMerge: boolean;
  readonly branches: BranchRule;
  readonly changes: ChangeRule | undefined;
  readonly trigger: Trigger;
  /** What people are told to write. */
  readonly rerunCommand: string;
  /** How many runs of this job there may be at once, over all pull requests; 0: any number. */
  readonly maxConcurrency: number;
  /** Seconds after which a run is given up; undefined: the runner's own limit. */
  readonly timeLimit: number | undefined;
  readonly description: string | undefined;
  /** Undefined: the repository's usual runner. */
  readonly runner: RunnerName | undefined;
  /** File name of a workflow of its own in the jobs repository. */
  readonly workflow: string | undefined;
}

/** The job never starts by itself: only a word starts it. */
export const needsExplicitTrigger = ({ alwaysRun, changes }: Pick<Presubmit, "alwaysRun" | "changes">): boolean =>
  !alwaysRun && changes === undefined;

/** Whether a result can keep a pull request from merging. */
export const isContextRequired = ({ optional, skipReport }: Pick<Presubmit, "optional" | "skipReport">): boolean =>
  !optional && !skipReport;

/** The presubmits of one repository, and what was refused on the way. */
export interface JobsConfig {
  /** In the order of files and of jobs in them. */
  readonly presubmits: readonly Presubmit[];
  readonly faults: readonly JobFault[];
}
