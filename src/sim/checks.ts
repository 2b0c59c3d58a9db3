/** Check runs, check suites and commit statuses: what hangs on a commit, not on a pull request. */
import type { Account } from "./accounts.ts";
import { announceCheck, announceStatus } from "./announcements.ts";
import type { App } from "./apps.ts";
import type { Sha } from "./git/objects.ts";
import { unprocessable } from "./refusal.ts";
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

type RunChanges = Partial<Omit<CheckRun, "__typename" | "id" | "suite">>;

function suiteOf(repository: Repository, app: App, commit: Sha): CheckSuite {
  const results = repository.results(commit);
  const known = results.current.suites.find((suite) => suite.app === app);
  if (known !== undefined) return known;
  const { clock } = repository.world;
  const suite: CheckSuite = { __typename: "CheckSuite", id: repository.world.nextId(), repository, app, commit, createdAt: clock.now() };
  results.set({ ...results.current, suites: [...results.current.suites, suite] });
  return suite;
}

/** Every call makes a new run, also under a name that is there already. */
export function createCheckRun(repository: Repository, app: App, commit: Sha, name: string, changes: RunChanges): CheckRun {
  const suite = suiteOf(repository, app, commit);
  const { clock } = repository.world;
  const run: CheckRun = {
    __typename: "CheckRun",
    id: repository.world.nextId(),
    suite,
    name,
    externalId: "",
    status: "queued",
    conclusion: null,
    startedAt: clock.now(),
    completedAt: changes.status === "completed" ? clock.now() : null,
    detailsUrl: null,
    output: { title: null, summary: null, text: null, annotations: [] },
    actions: [],
    ...changes,
  };
  const results = repository.results(commit);
  results.set({ ...results.current, runs: [...results.current.runs, run] });
  repository.checkRuns.set(run.id, commit);
  announceCheck(run, run.status === "completed" ? "completed" : "created");
  return run;
}

export function checkRun(repository: Repository, id: number): CheckRun | undefined {
  const commit = repository.checkRuns.get(id);
  return commit === undefined ? undefined : repository.results(commit).current.runs.find((run) => run.id === id);
}

export function updateCheckRun(repository: Repository, before: CheckRun, changes: RunChanges): CheckRun {
  const isDone = (changes.status ?? before.status) === "completed";
  const completedAt = isDone ? (before.completedAt ?? repository.world.clock.now()) : null;
  const run: CheckRun = { ...before, completedAt, ...(isDone ? {} : { conclusion: null }), ...changes };
  const results = repository.results(before.suite.commit);
  results.set({ ...results.current, runs: results.current.runs.map((other) => (other.id === run.id ? run : other)) });
  if (isDone && before.status !== "completed") announceCheck(run, "completed");
  return run;
}

/** Of one context on one commit. */
const mostStatuses = 1000;

function refuseFlood({ statuses }: Results, context: string): void {
  const alike = statuses.filter((status) => status.context.toLowerCase() === context.toLowerCase());
  if (alike.length < mostStatuses) return;
  const message = "This SHA and context has reached the maximum number of statuses.";
  throw unprocessable("Validation Failed", [{ resource: "Status", code: "custom", message }]);
}

export function setStatus(
  repository: Repository,
  creator: Account,
  commit: Sha,
  status: Pick<CommitStatus, "context" | "state"> & Partial<CommitStatus>,
): CommitStatus {
  const { clock } = repository.world;
  refuseFlood(repository.results(commit).current, status.context);
  const made: CommitStatus = {
    description: null,
    targetUrl: null,
    ...status,
    __typename: "StatusContext",
    id: repository.world.nextId(),
    creator,
    createdAt: clock.now(),
    commit,
    repository,
  };
  const results = repository.results(commit);
  results.set({ ...results.current, statuses: [...results.current.statuses, made] });
  announceStatus(made);
  return made;
}
