/** Concurrency: whether a run may start now, or waits for others of its job on any pull request. */
import type { Run } from "./run.ts";

/** Prow's rule: those that run, and those that waited before it, are fewer than `max_concurrency`; 0 is no limit. `runs` are of one job name. */
export function mayStart(run: Run, runs: readonly Run[], maxConcurrency: number): boolean {
  if (maxConcurrency === 0) return true;
  const ahead = runs.filter((other) => other.key !== run.key && (isHeld(other) || (other.state === "waiting" && isBefore(other, run))));
  return ahead.length < maxConcurrency;
}

const isHeld = ({ state }: Run): boolean => state === "starting" || state === "running";

/** Two of one second are in the order of their keys, so that exactly one of them is first. */
const isBefore = (other: Run, run: Run): boolean =>
  other.createdAt < run.createdAt || (other.createdAt === run.createdAt && other.key < run.key);
