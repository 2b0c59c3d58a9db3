/** A repository with jobs: its own job file, and the jobs repository in which they run. */
import { type RunnerName, runnerNames } from "../../src/core/jobs/presubmit.ts";
import { type Changes, jobPermissions, type Pull } from "../../src/sim/index.ts";
import { address } from "../runners/own-server.ts";
import { cast, change, opens } from "./cast.ts";
import type { End, JobRun } from "./machines.ts";
import type { Play } from "./play.ts";
import { type Script, story } from "./story.ts";
import { outdatedLedger } from "./troubles.ts";

export const workflow = `
name: Node e2e
run-name: "\${{ inputs.job }} on \${{ inputs.pull_request }} [\${{ inputs.key }}]"
on:
  workflow_dispatch:
    inputs: { job: {}, repository: {}, pull_request: {}, head_sha: {}, base_sha: {}, base_ref: {}, key: { required: true } }
`;

export const options = `jobs:
  github_actions: { repository: kubernetes/jobs, workflow: e2e.yml }
`;

export const optionsFor: Readonly<Record<RunnerName, string>> = {
  "github-actions": options,
  webhook: `jobs: {webhook: {url: ${address}}}\n`,
};

const job = (name: string, ...lines: string[]): string =>
  [`- name: ${name}`, "agent: github-actions", ...lines].map((line, at) => (at === 0 ? line : `  ${line}`)).join("\n");

/** `unit` runs by itself and is required; `kubelet` runs where the kubelet changes; `slow` is optional and started by hand. */
export const jobFile = `presubmits:
${job("pull-unit", "always_run: true")}
${job("pull-kubelet", "run_if_changed: ^pkg/kubelet/", "optional: true")}
${job("pull-slow", "optional: true")}
`;

export const jobFiles: Changes = { ".prow.yaml": jobFile, ".github/bowsprit.yaml": options };

/** What becomes of the runs, by job, or by job and commit: they end after two minutes, or go on for ever. Success, where nothing is said. */
export type Ends = Record<string, Exclude<End, undefined> | "never">;

/** A story that is the same whatever runs the jobs; told also with an old copy of the ledger, which knows less than has run. */
export function jobStory(sentence: string, script: Script, further = [outdatedLedger]): void {
  for (const runner of runnerNames) {
    const onRunner: Script = (play) => {
      play.runsOn(runner);
      return script(play);
    };
    story(`${sentence}, on ${runner}`, onRunner, further);
  }
}

/** Job files and options for the runner of a play. */
function filesFor(play: Play, { ".prow.yaml": jobs = jobFile, ...files }: Changes): Changes {
  const { runner } = play.machines;
  if (runner === "github-actions" || typeof jobs !== "string") return { ".prow.yaml": jobs, ...files };
  const own = jobs.replaceAll("agent: github-actions", `agent: ${runner}`);
  return { ...files, ".prow.yaml": own, ".github/bowsprit.yaml": optionsFor[runner] };
}

export async function jobsInstalled(play: Play, files: Changes = jobFiles, ends: Ends = {}) {
  const people = cast(play, filesFor(play, files));
  const { world } = play;
  const jobs = people.org.repository({ name: "jobs", files: { ".github/workflows/e2e.yml": workflow } });
  world.actions.listedWithin = 30;
  play.machines.plays(({ job, head }) => {
    const end = ends[`${job} ${head}`] ?? ends[job] ?? "success";
    return end === "never" ? undefined : end;
  });
  await play.step(() => world.installs(people.org, { permissions: jobPermissions }));
  return { ...people, jobs, ends };
}

/** Rita, a member, has opened a pull request that changes the kubelet. */
export async function jobsOpened(
  play: Play,
  { changes = change, files = jobFiles, ends = {} }: { changes?: Changes; files?: Changes; ends?: Ends } = {},
) {
  const people = await jobsInstalled(play, files, ends);
  const pull: Pull = await opens(play, () => people.rita.opens(people.repo, { changes, fork: true }));
  return { ...people, pull };
}

export const runsOf = (play: Play, job: string): readonly JobRun[] => play.machines.runs.filter((run) => run.job === job);

/** The newest status of a context on the head. */
export const statusOf = (pull: Pull, context: string): string | undefined =>
  pull.statuses().find((status) => status.context === context)?.state;
