/** Proposal: what a pull request would do to the jobs of its repository, told before it is merged. */
import type { ChangedFile, Proposal } from "../facts.ts";
import type { JobFault, JobsConfig } from "./presubmit.ts";

export const noProposal: Proposal = { faults: [], leaving: [], unchecked: 0 };

/** Which job files a pull request takes away or writes anew, by path. */
export interface EditedJobFiles {
  readonly gone: ReadonlySet<string>;
  readonly written: ReadonlySet<string>;
}

/** A file that is moved is gone from where it was. */
export function editedJobFiles(changed: readonly ChangedFile[], isJobFile: (path: string) => boolean): EditedJobFiles {
  const gone = changed.flatMap(({ path, previousPath, status }) => [
    ...(status === "removed" ? [path] : []),
    ...(status === "renamed" && previousPath !== undefined ? [previousPath] : []),
  ]);
  const written = changed.flatMap(({ path, status }) => (status === "removed" ? [] : [path]));
  return { gone: new Set(gone.filter(isJobFile)), written: new Set(written.filter(isJobFile)) };
}

/** `after`: the jobs of the repository and the faults of all its files as the pull request would leave them. */
export function proposalOf(now: JobsConfig, after: JobsConfig, { written }: EditedJobFiles): Proposal {
  const known = new Set(now.faults.map(sameness));
  const left = new Set(after.presubmits.map(({ name }) => name));
  return {
    faults: after.faults.filter((fault) => written.has(fault.file) || !known.has(sameness(fault))),
    leaving: [...new Set(now.presubmits.map(({ name }) => name))].filter((name) => !left.has(name)),
    unchecked: 0,
  };
}

/** A fault is the same one wherever the lines above it have moved it. */
const sameness = ({ file, job, what }: JobFault): string => JSON.stringify([file, job, what]);
