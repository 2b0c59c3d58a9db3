/** A repository with jobs: its own job file, and the jobs repository in which they run. */
import { type Changes, jobPermissions, type Part, type Pull, type WorkflowRun } from "../../src/sim/index.ts";
import { cast, change, opens } from "./cast.ts";
import type { Play } from "./play.ts";

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

const job = (name: string, ...lines: string[]): string =>
  [`- name: ${name}`, "agent: github-actions", ...lines].map((line, at) => (at === 0 ? line : `  ${line}`)).join("\n");

/** `unit` runs by itself and is required; `kubelet` runs where the kubelet changes; `slow` is optional and started by hand. */
export const jobFile = `presubmits:
${job("pull-unit", "always_run: true")}
${job("pull-kubelet", "run_if_changed: ^pkg/kubelet/", "optional: true")}
${job("pull-slow", "optional: true")}
`;

export const jobFiles: Changes = { ".prow.yaml": jobFile, ".github/bowsprit.yaml": options };

/** What becomes of the runs, by job, or by job and commit: they wait five seconds and take two minutes, or go on for ever. Success, where nothing is said. */
export type Ends = Record<string, Part["conclusion"] | "never">;

export async function jobsInstalled(play: Play, files: Changes = jobFiles, ends: Ends = {}) {
  const people = cast(play, files);
  const { world } = play;
  const jobs = people.org.repository({ name: "jobs", files: { ".github/workflows/e2e.yml": workflow } });
  world.actions.listedWithin = 30;
  world.actions.player = ({ inputs }) => {
    const job = inputs.get("job") ?? "";
    const end = ends[`${job} ${inputs.get("head_sha")}`] ?? ends[job] ?? "success";
    return end === "never" ? undefined : { waits: 5, takes: 120, conclusion: end };
  };
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

export const runsOf = (play: Play, job: string): readonly WorkflowRun[] =>
  play.world.actions.runs.filter(({ inputs }) => inputs.get("job") === job);

/** The newest status of a context on the head. */
export const statusOf = (pull: Pull, context: string): string | undefined =>
  pull.statuses().find((status) => status.context === context)?.state;
