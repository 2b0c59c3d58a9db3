/** The jobs of a repository: its presubmits out of all job files. A file that is refused takes no other one with it. */
import { code } from "../quoting.ts";
import { intersect } from "./branches.ts";
import { sameContext } from "./contexts.ts";
import { type JobFile, type JobFileText, jobFile } from "./file.ts";
import type { JobFault, JobsConfig, Presubmit, RunnerName } from "./presubmit.ts";

/** `repository` is `org/repo`, spelled as the files spell it. `runners`: those that the options set up, where that is known. */
export function jobsConfig(
  files: readonly JobFileText[],
  { repository, runners }: { readonly repository: string; readonly runners?: readonly RunnerName[] },
): JobsConfig {
  return jobsIn(
    files.map((file) => jobFile(file, runners)),
    repository,
  );
}

/** The jobs of one repository, of files that were read. */
export function jobsIn(files: readonly JobFile[], repository: string): JobsConfig {
  const { presubmits, faults } = soundJobs(files);
  return { presubmits: presubmits.filter((job) => job.repository === repository), faults };
}

/** The presubmits of all repositories in files that are sound, each by itself and beside those before it. */
export function soundJobs(files: readonly JobFile[]): JobsConfig {
  const presubmits: Presubmit[] = [];
  const faults: JobFault[] = [];
  const taken = new Taken();
  for (const file of files) {
    const clashes = file.presubmits.length === 0 ? [] : taken.clashesOf(file.presubmits);
    faults.push(...file.faults, ...clashes);
    if (file.faults.length > 0 || clashes.length > 0) continue;
    taken.add(file.presubmits);
    presubmits.push(...file.presubmits);
  }
  return { presubmits, faults };
}

/** The most jobs of one name or context, each for other branches: every one of them is compared with all before it. */
const mostOfOneName = 100;

/** Which names and contexts are in use, in each repository. */
class Taken {
  readonly #byName = new Map<string, Presubmit[]>();
  readonly #byContext = new Map<string, Presubmit[]>();

  add(jobs: readonly Presubmit[]): void {
    for (const job of jobs) {
      append(this.#byName, nameKey(job), job);
      append(this.#byContext, contextKey(job), job);
    }
  }

  /** Where jobs of one name, or other jobs of one context, can meet on a branch: with what is taken already, and among themselves. */
  clashesOf(jobs: readonly Presubmit[]): readonly JobFault[] {
    const [byName, byContext] = [new Map<string, Presubmit[]>(), new Map<string, Presubmit[]>()];
    return jobs.flatMap((job): JobFault[] => {
      const namesakes = [...(this.#byName.get(nameKey(job)) ?? []), ...(byName.get(nameKey(job)) ?? [])];
      const rivals = [...(this.#byContext.get(contextKey(job)) ?? []), ...(byContext.get(contextKey(job)) ?? [])];
      if (Math.max(namesakes.length, rivals.length) >= mostOfOneName) return [tooMany(job)];
      const twin = namesakes.find((other) => meets(job, other));
      const rival = rivals.find((other) => other.name !== job.name && meets(job, other));
      append(byName, nameKey(job), job);
      append(byContext, contextKey(job), job);
      return [
        ...(twin === undefined ? [] : [clash(job, `two jobs are called ${code(job.name)}`, twin)]),
        ...(rival === undefined ? [] : [clash(job, `two jobs report as ${code(job.context.slice(0, 100))}`, rival)]),
      ];
    });
  }
}

const tooMany = ({ file, line, name }: Presubmit): JobFault => ({
  ...{ file, line, job: name },
  what: `more than ${mostOfOneName} jobs have this name or context`,
});

const nameKey = ({ repository, name }: Presubmit): string => `${repository} ${name}`;
const contextKey = ({ repository, context }: Presubmit): string => `${repository} ${sameContext(context)}`;
const meets = (job: Presubmit, other: Presubmit): boolean => intersect(job.branches, other.branches);

function append(map: Map<string, Presubmit[]>, key: string, job: Presubmit): void {
  const jobs = map.get(key);
  if (jobs === undefined) map.set(key, [job]);
  else jobs.push(job);
}

const clash = ({ file, line, name }: Presubmit, what: string, other: Presubmit): JobFault => ({
  ...{ file, line, job: name },
  what: `${what} on the same branches; the other one stands in ${code(other.file)}, line ${other.line}`,
});

/** `file, line 3, job x: what`, in Markdown. */
export const faultText = ({ file, line, job, what }: JobFault): string =>
  `${code(file)}, line ${line}${job === undefined ? "" : `, job ${code(job)}`}: ${what}`;
