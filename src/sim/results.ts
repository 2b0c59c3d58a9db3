/** Results: check runs, check suites and commit statuses, which hang on a commit, not on a pull request, and what they come to. */
import type { Account } from "./accounts.ts";
import type { App } from "./apps.ts";
import type { Sha } from "./git/objects.ts";
import type { Repository } from "./repositories.ts";

export const conclusions = ["action_required", "cancelled", "failure", "neutral", "success", "skipped", "stale", "timed_out"] as const;
export type Conclusion = (typeof conclusions)[number];
export const checkStatuses = ["queued", "in_progress", "completed", "waiting", "requested", "pending"] as const;
export type CheckStatus = (typeof checkStatuses)[number];

export const annotationLevels = ["notice", "warning", "failure"] as const;

/** A remark on lines of a file. */
export interface Annotation {
  readonly path: string;
  readonly startLine: number;
  readonly endLine: number;
  readonly level: (typeof annotationLevels)[number];
  readonly message: string;
  readonly title: string | null;
}

/** So many are taken in one request. */
export const mostAnnotations = 50;

export interface CheckOutput {
  readonly title: string | null;
  readonly summary: string | null;
  readonly text: string | null;
  /** In the order in which they came; what an update brings is added to them. */
  readonly annotations: readonly Annotation[];
}

export interface CheckRun {
  readonly __typename: "CheckRun";
  readonly id: number;
  readonly suite: CheckSuite;
  readonly name: string;
  readonly externalId: string;
  readonly status: CheckStatus;
  readonly conclusion: Conclusion | null;
  readonly startedAt: number;
  readonly completedAt: number | null;
  readonly detailsUrl: string | null;
  readonly output: CheckOutput;
  readonly actions: readonly { label: string; description: string; identifier: string }[];
}

export interface CheckSuite {
  readonly __typename: "CheckSuite";
  readonly id: number;
  readonly repository: Repository;
  readonly app: App;
  readonly commit: Sha;
  readonly createdAt: number;
}

export const statusStates = ["error", "failure", "pending", "success"] as const;
export type StatusState = (typeof statusStates)[number];

export interface CommitStatus {
  readonly __typename: "StatusContext";
  readonly id: number;
  readonly context: string;
  readonly state: StatusState;
  readonly description: string | null;
  readonly targetUrl: string | null;
  readonly creator: Account;
  readonly createdAt: number;
  readonly commit: Sha;
  readonly repository: Repository;
}

export interface Results {
  readonly suites: readonly CheckSuite[];
  /** Oldest first; superseded runs stay. */
  readonly runs: readonly CheckRun[];
  /** Oldest first; of one context the newest counts. */
  readonly statuses: readonly CommitStatus[];
}

export const noResults: Results = { suites: [], runs: [], statuses: [] };

export const failing: readonly Conclusion[] = ["action_required", "cancelled", "failure", "timed_out", "stale"];

/** Of each context (their case does not matter) the newest status. */
export const currentStatuses = ({ statuses }: Results): readonly CommitStatus[] => [
  ...new Map(statuses.map((status) => [status.context.toLowerCase(), status])).values(),
];

/** GraphQL's StatusState over everything on a commit; undefined where there is nothing. */
export function rolledUpState(results: Results): "SUCCESS" | "FAILURE" | "PENDING" | undefined {
  const latest = [...new Map(results.runs.map((run) => [`${run.suite.app.id}/${run.name}`, run])).values()];
  const states = currentStatuses(results).map(({ state }) => state);
  if (latest.length + states.length === 0) return undefined;
  if (latest.some(({ conclusion }) => conclusion !== null && failing.includes(conclusion))) return "FAILURE";
  if (states.some((state) => state === "failure" || state === "error")) return "FAILURE";
  return latest.some(({ status }) => status !== "completed") || states.includes("pending") ? "PENDING" : "SUCCESS";
}
