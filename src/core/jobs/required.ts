/** Required jobs: which results a pull request needs before it may be merged, and what is missing. */
import type { Read } from "../facts.ts";
import { code } from "../quoting.ts";
import { met, open, type Reason } from "../reasons.ts";
import { isContextRequired, needsExplicitTrigger, type Presubmit } from "./presubmit.ts";
import type { Statuses } from "./selection.ts";
import type { StatusState } from "./status.ts";

/** `required`: must have succeeded. `if present`: must have succeeded where it was started. */
export type Bucket = "required" | "if present" | "optional";

/**
 * Prow's classes of jobs on one branch; undefined where the job is not for it. `isManualRequired`: Prow's `require_manually_triggered_jobs`.
 * A job with `run_before_merge` must have run, which is what Prow's merge automation would see to.
 */
export function bucketOf(job: Presubmit, branch: string, isManualRequired = false): Bucket | undefined {
  if (!job.branches.includes(branch)) return undefined;
  if (!isContextRequired(job)) return "optional";
  if (job.runBeforeMerge || (isManualRequired && needsExplicitTrigger(job))) return "required";
  return job.alwaysRun ? "required" : "if present";
}

/** What the required jobs ask of a pull request; `wanted`: contexts of jobs that run by themselves for it, so that none is forgotten before it starts. */
export function jobReasons(
  presubmits: readonly Presubmit[],
  branch: string,
  statuses: Read<Statuses>,
  wanted: ReadonlySet<string>,
): readonly Reason[] {
  const asked = presubmits.filter((job) => {
    const bucket = bucketOf(job, branch);
    const isStarted = statuses.kind === "known" && statuses.value.has(job.context);
    return bucket === "required" || (bucket === "if present" && (isStarted || wanted.has(job.context)));
  });
  if (asked.length === 0) return [];
  if (statuses.kind === "unread") return [{ state: "unread", what: `the commit statuses could not be read: ${statuses.reason}` }];
  return asked.map((job) => reasonOf(job, statuses.value.get(job.context)));
}

function reasonOf(job: Presubmit, state: StatusState | undefined): Reason {
  const name = code(job.context);
  switch (state) {
    case "success":
      return met(`${name} passed`);
    case "pending":
      return open(`${name} is running`);
    case "failure":
    case "error":
      return open(`${name} failed; ${code(job.rerunCommand)} starts it again`);
    case undefined:
      return open(needsExplicitTrigger(job) ? `${name} must be started with ${code(job.rerunCommand)}` : `${name} has not run yet`);
    default:
      return state satisfies never;
  }
}
