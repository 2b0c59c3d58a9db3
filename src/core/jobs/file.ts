/** A job file: the presubmits of all repositories in it, or every fault for which none of them counts. */
import { documentOf, type MappingNode, type Node } from "../owners/document.ts";
import type { FileText } from "../owners/tree.ts";
import { code } from "../report.ts";
import { Fields } from "./fields.ts";
import { presubmitForm, type Setting } from "./form.ts";
import { unknownFileKey } from "./keys.ts";
import type { JobFault, Presubmit, RunnerName } from "./presubmit.ts";

export interface JobFileText {
  readonly path: string;
  /** Or why it cannot be had. */
  readonly text: FileText;
  /** `org/repo` of the repository that the file stands in: whose jobs a plain list of presubmits are. */
  readonly home?: string;
}

export interface JobFile {
  readonly path: string;
  /** None where there are faults. */
  readonly presubmits: readonly Presubmit[];
  readonly faults: readonly JobFault[];
  /** How many jobs of kinds that are not run here the file holds. */
  readonly others: { readonly postsubmits: number; readonly periodics: number };
}

/** The most presubmits of one file; kubernetes' whole directory of SIG Node has 108. */
const mostJobs = 1000;

/** Never throws. */
export function jobFile(file: JobFileText, runners?: readonly RunnerName[]): JobFile {
  const refused = (line: number, what: string): JobFile => ({
    ...{ path: file.path, presubmits: [], others: { postsubmits: 0, periodics: 0 } },
    faults: [{ file: file.path, line, what }],
  });
  if (typeof file.text !== "string") return refused(1, `cannot be read: ${file.text.reason}`);
  const document = documentOf(file.text);
  if (document.kind === "broken") return refused(document.fault.line, `not YAML: ${code(document.fault.reason.slice(0, 200))}`);
  const { root } = document;
  if (root.kind === "null") return { path: file.path, presubmits: [], faults: [], others: { postsubmits: 0, periodics: 0 } };
  if (root.kind !== "mapping") return refused(root.line, "not a job file: expected a mapping with `presubmits`");
  return jobFileOf(file, root, runners);
}

const fileKeys = new Set(["presubmits", "postsubmits", "periodics", "presets"]);

function jobFileOf(file: JobFileText, root: MappingNode, runners: readonly RunnerName[] | undefined): JobFile {
  const top = new Fields(root);
  for (const key of top.keys()) if (!fileKeys.has(key)) top.fault(key, unknownFileKey(key));
  const jobs = jobsIn(top, file);
  const forms = jobs
    .slice(0, mostJobs)
    .map(({ job, repository }) => presubmitForm(job, { file: file.path, repository, runners } satisfies Setting));
  if (jobs.length > mostJobs) top.fault("presubmits", `more than ${mostJobs} presubmits`);
  const faults: readonly JobFault[] = [
    ...top.faults.map(({ line, what }) => ({ file: file.path, line, what })),
    ...forms.flatMap((form) =>
      form.kind === "presubmit" ? [] : form.faults.map(({ line, what }) => ({ file: file.path, line, ...named(form.name), what })),
    ),
  ];
  const others = { postsubmits: countOf(top.node("postsubmits")), periodics: countOf(top.node("periodics")) };
  const presubmits = faults.length > 0 ? [] : forms.flatMap((form) => (form.kind === "presubmit" ? [form.presubmit] : []));
  return { path: file.path, presubmits, faults, others };
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
