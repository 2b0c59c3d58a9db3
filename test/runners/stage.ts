/** A pull request with jobs on the simulated GitHub: the jobs repository, the ledger, the runner, and a bot that tends the runs. */
import { type Instant, later, nodeIdOf, shaOf, threadKeyOf, userIdOf } from "../../src/core/ids.ts";
import type { RunnerName } from "../../src/core/jobs/presubmit.ts";
import type { RunRecord } from "../../src/core/jobs/records.ts";
import { type Abort, runKeyOf } from "../../src/core/jobs/run.ts";
import type { Decided } from "../../src/core/jobs/wanted.ts";
import type { WorkflowPlace } from "../../src/core/jobs/workflows.ts";
import type { ThreadName } from "../../src/core/look.ts";
import { connect } from "../../src/github/index.ts";
import type { Ledger } from "../../src/ledger/ledger.ts";
import { openLedger } from "../../src/ledger/sqlite/open.ts";
import { githubActions } from "../../src/runners/github-actions.ts";
import type { Runner } from "../../src/runners/runner.ts";
import { isUnstarted, type Runs, start, tend } from "../../src/runners/tending.ts";
import { jobPermissions, noFaults, type Permissions, type WorkflowRun, World } from "../../src/sim/index.ts";

const workflowFile = `
name: Node e2e
run-name: "\${{ inputs.job }} on \${{ inputs.pull_request }} [\${{ inputs.key }}]"
on:
  workflow_dispatch:
    inputs: { job: {}, repository: {}, pull_request: {}, head_sha: {}, base_sha: {}, base_ref: {}, key: { required: true } }
`;

export interface StageOptions {
  readonly permissions?: Permissions;
  readonly place?: Partial<WorkflowPlace>;
  readonly seed?: number;
  /** In place of a small one. */
  readonly file?: string;
  readonly inputs?: Readonly<Record<string, string>>;
  readonly runnerName?: RunnerName;
  /** Seconds since the ledger was opened: what was asked for before that may have been started by an earlier one. */
  readonly openFor?: number;
}

export const usualPlace: WorkflowPlace = { owner: "acme", name: "jobs", workflow: "e2e.yml", ref: "main" };

/** The key of the run that the stage wants. */
export const cause = { kind: "asked", statement: nodeIdOf("IC_1"), by: userIdOf(7), isByTrusted: true } as const;
export const key = runKeyOf(cause, "unit");

export async function stage({
  permissions = jobPermissions,
  place = {},
  seed = 1,
  file = workflowFile,
  inputs = {},
  runnerName = "github-actions",
  openFor = 24 * 60 * 60,
}: StageOptions = {}) {
  const world = new World({ faults: noFaults, seed });
  const org = world.organization("acme");
  const bob = world.user("bob");
  const repository = org.repository({ name: "widgets", files: { "a.go": "package a\n" } });
  const jobs = org.repository({ name: "jobs", files: { ".github/workflows/e2e.yml": file } });
  const { id: installation } = world.installs(org, { permissions });
  const pull = bob.opens(repository, { changes: { "b.go": "package b\n" }, fork: true });
  const { id: appId, privateKey } = world.app;
  const github = connect({
    ...{ appId, privateKey, baseUrl: world.api, fetch: world.fetch },
    limits: { spacing: 0, contentAnHour: 100_000 },
    clock: () => world.clock.now(),
  });
  const now = () => world.clock.now() as Instant;
  const target: ThreadName = { installation, repository: { id: repository.id, owner: "acme", name: "widgets" }, number: pull.number };
  const thread = threadKeyOf(repository.id, pull.number);
  const ledger: Ledger = await openLedger(":memory:", later(now(), -openFor));
  await ledger.threads.meet(target, thread, now(), { sha: pull.head, base: "main" });
  const runner = githubActions(github.workflows, { ...usualPlace, ...place });
  const base = { name: "main", tip: shaOf(repository.tip("main") ?? "") };
  const causedAt = now();
  const run = { key, job: "unit", context: "ci/unit", cause, head: shaOf(pull.head), base, runner: runnerName, inputs, causedAt };
  const nothing: Decided = { wanted: [], sought: [], aborted: [], answered: [] };
  const settle = (decided: Partial<Decided>) => ledger.runs.settle(thread, { ...nothing, ...decided }, now());
  const want = (timeLimit?: number) => settle({ wanted: [{ ...run, ...(timeLimit === undefined ? {} : { timeLimit }) }] });
  const seek = () => settle({ sought: [run] });
  const abort = (why: Abort) => settle({ aborted: [{ key, why }] });
  const record = async (): Promise<RunRecord> => {
    const [found] = await ledger.runs.ofThread(thread);
    if (found === undefined) throw new Error("no run is wanted");
    return found;
  };
  const worlds = { world, org, bob, repository, jobs, pull, github, installation };
  return { ...worlds, now, target, thread, ledger, runner, want, seek, abort, record };
}

export type Stage = Awaited<ReturnType<typeof stage>>;

export interface Parts {
  readonly runner?: Runner;
  readonly runs?: Runs;
  readonly mayWrite?: () => Promise<void>;
}

/** One pass over the run, as a worker would make it. */
export async function pass(given: Stage, parts: Parts = {}): Promise<Instant | undefined> {
  const tools = { runner: given.runner, runs: given.ledger.runs, now: given.now(), mayWrite: async () => {}, ...parts };
  const record = await given.record();
  return isUnstarted(record) ? await start(record, tools) : await tend(record, tools);
}

/** Passes as the run asks for them, for at most so many seconds; returns what is known of it then. */
export async function passesFor(given: Stage, seconds: number, parts: Parts = {}): Promise<RunRecord> {
  const { world } = given;
  const until = world.clock.now() + seconds;
  for (let again = await pass(given, parts); again !== undefined && again <= until; again = await pass(given, parts)) {
    world.clock.advance(Math.max(1, again - world.clock.now()));
    world.actions.play();
  }
  return await given.record();
}

export const liveRuns = ({ world }: Stage): WorkflowRun[] => world.actions.runs.filter(({ isLive }) => isLive);
