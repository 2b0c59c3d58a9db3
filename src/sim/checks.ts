/** What makes and changes check runs and commit statuses, and tells of them. */
import type { Account } from "./accounts.ts";
import { announceCheck, announceStatus } from "./announcements.ts";
import type { App } from "./apps.ts";
import type { Sha } from "./git/objects.ts";
import { unprocessable } from "./refusal.ts";
import type { Repository } from "./repositories.ts";
import type { CheckRun, CheckSuite, CommitStatus, Results } from "./results.ts";

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
