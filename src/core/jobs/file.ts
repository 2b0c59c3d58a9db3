/** A job file: the presubmits of all repositories in it, or every fault for which none of them counts. */
import { nearestName } from "../nearest.ts";
import { documentOf, type MappingNode, type Node } from "../owners/document.ts";
import { weightOf } from "../owners/pattern.ts";
import type { FileText } from "../owners/tree.ts";
import { code } from "../quoting.ts";
import { type FieldFault, Fields } from "./fields.ts";
import { checkFileKeys, jobKinds } from "./keys.ts";
import type { JobFault, Presubmit, RunnerName } from "./presubmit.ts";
import { patternsIn, presubmitForm, type Setting } from "./presubmit-form.ts";

export interface JobFileText {
  readonly path: string;
  /** Or why it cannot be had. */
  readonly text: FileText;
  /** `org/repo` of the repository that the file stands in: whose jobs a plain list of presubmits are. */
  readonly home?: string;
  /** It was found in a directory, and nobody named it: it may as well be no job file. */
  readonly isFound?: boolean;
}

export interface JobFile {
  readonly path: string;
  /** None where there are faults. */
  readonly presubmits: readonly Presubmit[];
  readonly faults: readonly JobFault[];
  /** It is no job file, and nobody said it was. */
  readonly isPassedOver: boolean;
  /** How many jobs of kinds that are not run here the file holds. */
  readonly others: { readonly postsubmits: number; readonly periodics: number };
}

/** The most presubmits of one file; kubernetes' whole directory of SIG Node has 108. */
const mostJobs = 1000;

/** Never throws. */
export function jobFile(file: JobFileText, runners?: readonly RunnerName[]): JobFile {
  const empty: JobFile = { path: file.path, presubmits: [], faults: [], isPassedOver: false, others: { postsubmits: 0, periodics: 0 } };
  const refused = (line: number, what: string): JobFile => ({ ...empty, faults: [{ file: file.path, line, what }] });
  if (typeof file.text !== "string") return refused(1, `cannot be read: ${file.text.reason}`);
  const document = documentOf(file.text);
  if (document.kind === "broken") return refused(document.fault.line, `not YAML: ${code(document.fault.reason.slice(0, 200))}`);
  const { root } = document;
  if (root.kind === "null") return empty;
  if (root.kind !== "mapping") return refused(root.line, "not a job file: expected a mapping with `presubmits`");
  if (file.isFound === true && !holdsJobs(root)) return { ...empty, isPassedOver: true };
  return jobFileOf(file, root, runners);
}

/** Among job files stand Prow's other files, in which Prow's loader finds no job. A slip of a key of job files is none of them. */
const holdsJobs = (root: MappingNode): boolean => {
  const keys = new Fields(root).keys();
  return keys.length === 0 || keys.some((key) => nearestName(key, jobKinds) !== undefined);
};

/**
 * The most that the patterns of one file weigh; SIG Node's have 1,600 at most. With more, a file that anybody proposes would take seconds
 * to check.
 */
const heaviestPatterns = 100_000;

/** The most faults that are told of one file: one of nothing but faults must not cost more than a sound one. */
const mostFaults = 50;

function jobFileOf(file: JobFileText, root: MappingNode, runners: readonly RunnerName[] | undefined): JobFile {
  const top = new Fields(root);
  checkFileKeys(top);
  const jobs = jobsIn(top, file);
  if (jobs.length > mostJobs) top.fault("presubmits", `more than ${mostJobs} presubmits`);
  const isTooHeavy = jobs.reduce((sum, { job }) => sum + patternsWeight(job), 0) > heaviestPatterns;
  if (isTooHeavy) top.fault("presubmits", `patterns of more than ${heaviestPatterns} characters in all`);
  const read = isTooHeavy ? [] : jobs.slice(0, mostJobs);
  const forms = read.map(({ job, repository }) => presubmitForm(job, { file: file.path, repository, runners } satisfies Setting));
  const found = [
    ...top.faults.map((fault) => ({ fault, job: "" })),
    ...forms.flatMap((form) => (form.kind === "presubmit" ? [] : form.faults.map((fault) => ({ fault, job: form.name })))),
  ];
  const faults = found
    .slice(0, mostFaults)
    .map(({ fault, job }) => ({ file: file.path, line: fault.line, ...named(job), what: told(fault) }));
  const others = { postsubmits: countOf(top.node("postsubmits")), periodics: countOf(top.node("periodics")) };
  const presubmits = faults.length > 0 ? [] : forms.flatMap((form) => (form.kind === "presubmit" ? [form.presubmit] : []));
  return { path: file.path, presubmits, faults, isPassedOver: false, others };
}

const patternsWeight = (job: Fields): number => patternsIn(job).reduce((sum, pattern) => sum + weightOf(pattern), 0);

function told({ what, slip }: FieldFault): string {
  const meant = slip === undefined ? undefined : nearestName(slip.written, slip.names);
  return meant === undefined ? what : `${what}; did you mean ${code(meant)}?`;
}

const named = (job: string): { job?: string } => (job === "" ? {} : { job: job.slice(0, 100) });

interface Placed {
  readonly repository: string;
  readonly job: Fields;
}

/** Prow's two forms: by repository in a file that speaks of many, a plain list in a repository's own. */
function jobsIn(top: Fields, { home }: JobFileText): readonly Placed[] {
  const node = top.node("presubmits");
  if (node === undefined) return [];
  if (node.kind === "mapping") return [...node.entries].flatMap(([repository, jobs]) => listed(top, repository, jobs));
  if (node.kind === "list" && home !== undefined) return listed(top, home, node);
  top.fault(
    "presubmits",
    node.kind === "list" ? "a plain list of presubmits does not say for which repository" : "`presubmits` is no mapping",
  );
  return [];
}

function listed(top: Fields, repository: string, jobs: Node): readonly Placed[] {
  if (jobs.kind === "null") return [];
  if (jobs.kind !== "list") {
    top.faults.push({ line: jobs.line, what: `the jobs of ${code(repository.slice(0, 100))} are no list` });
    return [];
  }
  return jobs.items.flatMap((item) => {
    if (item.kind === "mapping") return [{ repository, job: new Fields(item) }];
    top.faults.push({ line: item.line, what: `a job of ${code(repository.slice(0, 100))} is no mapping` });
    return [];
  });
}

/** Jobs in a list, or in the lists of a mapping. */
function countOf(node: Node | undefined): number {
  if (node?.kind === "list") return node.items.length;
  return node?.kind === "mapping" ? [...node.entries.values()].reduce((sum, jobs) => sum + countOf(jobs), 0) : 0;
}
