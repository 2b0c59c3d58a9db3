/** `bowsprit jobs check`: what is wrong with job files, and what is dangerous in the workflows that run them. */
import { soundJobs } from "../core/jobs/config.ts";
import { type JobFile, jobFile } from "../core/jobs/file.ts";
import type { JobFault } from "../core/jobs/presubmit.ts";
import { dangersIn } from "../core/jobs/workflow/lint.ts";
import { isWorkflow } from "../core/jobs/workflow/shape.ts";
import { type FileOnDisk, yamlFiles } from "./jobs-files.ts";
import { adviceProblems, type JobsSettings } from "./jobs-options.ts";

export interface Check {
  readonly files: readonly CheckedFile[];
  /** In the order of files, and of lines in each. */
  readonly problems: readonly JobFault[];
}

type CheckedFile =
  /** `other`: found in a directory, without jobs of any kind. */
  | { readonly file: string; readonly kind: "workflow" | "other" }
  | { readonly file: string; readonly kind: "jobs"; readonly presubmits: number; readonly postsubmits: number; readonly periodics: number };

/** Where it is not known which runners are set up, nothing is said about runners. */
export function checkOf(paths: readonly string[], options: JobsSettings | undefined): Check {
  const files = yamlFiles(paths);
  const workflows = files.filter(({ text }) => isWorkflow(text));
  const jobs = files
    .filter((file) => !workflows.includes(file))
    .map((file) => jobFile({ ...file, home: "this/repository" }, options?.runners));
  const { presubmits, faults } = soundJobs(jobs);
  const unadvised = options === undefined ? [] : adviceProblems(options, presubmits);
  const problems = [...faults, ...workflows.flatMap(({ path, text }) => dangersIn(text).map((danger) => ({ file: path, ...danger })))];
  const order = new Map(files.map(({ path }, at) => [path, at]));
  const placeOf = ({ file }: JobFault): number => order.get(file) ?? files.length;
  return {
    files: files.map((file) => checkedFile(file, jobs)),
    problems: [...problems.toSorted((a, b) => placeOf(a) - placeOf(b) || a.line - b.line), ...unadvised],
  };
}

function checkedFile({ path }: FileOnDisk, jobs: readonly JobFile[]): CheckedFile {
  const file = jobs.find((one) => one.path === path);
  if (file === undefined) return { file: path, kind: "workflow" };
  if (file.isPassedOver) return { file: path, kind: "other" };
  return { file: path, kind: "jobs", presubmits: file.presubmits.length, ...file.others };
}

/** `FILE:LINE: JOB: WHAT`, so that editors and terminals link it. */
export function checkText({ files, problems }: Check): string {
  const broken = new Set(problems.map(({ file }) => file));
  const sound = files.filter(({ file }) => !broken.has(file)).map((file) => `${file.file}: ${contentsOf(file)}`);
  const wrong = problems.map(({ file, line, job, what }) => `${file}:${line}: ${job === undefined ? "" : `${job}: `}${what}`);
  return [...sound, ...wrong].map((line) => `${line}\n`).join("");
}

const contents = { workflow: "a workflow, with nothing dangerous found", other: "no jobs, and passed over" } as const;

function contentsOf(file: CheckedFile): string {
  if (file.kind !== "jobs") return contents[file.kind];
  const others = [counted(file.postsubmits, "postsubmit"), counted(file.periodics, "periodic")].filter((part) => part !== "");
  const notRun = others.length === 0 ? "" : `; ${others.join(" and ")}, which are not run here`;
  return `${counted(file.presubmits, "presubmit") || "no presubmits"}${notRun}`;
}

const counted = (count: number, what: string): string => (count === 0 ? "" : `${count} ${what}${count === 1 ? "" : "s"}`);
