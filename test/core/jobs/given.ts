/** Jobs for tests, through the loader that real files go through. */
import { type Instant, shaOf } from "../../../src/core/ids.ts";
import { ChangedPaths } from "../../../src/core/jobs/changes.ts";
import { askIn } from "../../../src/core/jobs/commands.ts";
import { jobsConfig } from "../../../src/core/jobs/config.ts";
import type { JobFault, Presubmit, RunnerName } from "../../../src/core/jobs/presubmit.ts";
import { type Run, type RunState, runKeyOf } from "../../../src/core/jobs/run.ts";
import type { JobVerdict, Surroundings } from "../../../src/core/jobs/selection.ts";
import { answerTo } from "../../../src/core/jobs/started-jobs.ts";
import type { StatusState } from "../../../src/core/jobs/status.ts";
import { visibleText } from "../../../src/core/markdown.ts";

export const repository = "node-team/kubernetes";

export type JobText = { readonly name: string } & Readonly<Record<string, unknown>>;

const pod = { containers: [{ image: "alpine", command: ["true"] }] };

export const always = (name: string, more: object = {}): JobText => ({ name, always_run: true, ...more });
export const manual = (name: string, more: object = {}): JobText => ({ name, ...more });
export const ifChanged = (name: string, pattern: string, more: object = {}): JobText => ({ name, run_if_changed: pattern, ...more });
export const unlessOnly = (name: string, pattern: string, more: object = {}): JobText => ({ name, skip_if_only_changed: pattern, ...more });

/** JSON is YAML. */
export const jobFileText = (...jobs: readonly object[]): string =>
  JSON.stringify({ presubmits: { [repository]: jobs.map((job) => ({ spec: pod, ...job })) } }, undefined, 1);

/** Throws where the file does not load. */
export function presubmits(...jobs: readonly JobText[]): readonly Presubmit[] {
  const { presubmits, faults } = jobsConfig([{ path: "jobs.yaml", text: jobFileText(...jobs) }], { repository });
  if (faults.length > 0) throw new Error(faults.map(({ what }) => what).join("; "));
  return presubmits;
}

export const faultsOf = (text: string, runners?: readonly RunnerName[]): readonly JobFault[] =>
  jobsConfig([{ path: "jobs.yaml", text }], { repository, ...(runners === undefined ? {} : { runners }) }).faults;

export const faultsOfJobs = (...jobs: readonly object[]): readonly string[] => faultsOf(jobFileText(...jobs)).map(({ what }) => what);

export interface Around {
  readonly branch?: string;
  /** Undefined: cannot be read. */
  readonly changed?: readonly string[] | undefined;
  readonly statuses?: Readonly<Record<string, StatusState>> | undefined;
}

export function surroundings(around: Around = {}): Surroundings {
  const { branch = "master", changed = ["CHANGED"], statuses = {} } = around;
  const isKnown = (key: keyof Around): boolean => !(key in around) || around[key] !== undefined;
  return {
    branch,
    changed: isKnown("changed") ? { kind: "known", value: new ChangedPaths(changed) } : { kind: "unread", reason: "no answer" },
    statuses: isKnown("statuses") ? { kind: "known", value: new Map(Object.entries(statuses)) } : { kind: "unread", reason: "no answer" },
  };
}

export const names = (verdicts: readonly JobVerdict[], runs: JobVerdict["runs"] = "yes"): string[] =>
  verdicts.flatMap((verdict) => (verdict.runs === runs ? [verdict.job.name] : []));

/** What a trusted person's text starts, and the kind of help that answers it. */
export function said(text: string, jobs: readonly Presubmit[], around: Around = {}, suggested: readonly string[] = []) {
  const answer = answerTo(askIn(visibleText(text)), jobs, surroundings(around), { suggested, honoursOkToTest: true });
  return { starts: names(answer.verdicts), help: answer.help?.kind, answer };
}

export const head = shaOf("1".repeat(40));
export const older = shaOf("2".repeat(40));
export const tip = shaOf("abcdef0123".repeat(4));

/** By the rules of the job file on the head of now, unless told otherwise. */
export function run(job: string, state: RunState, more: Partial<Run> = {}): Run {
  const base = more.base ?? { name: "master", tip };
  const cause = more.cause ?? { kind: "head", head: more.head ?? head, base: base.name, attempt: 0 };
  return { job, context: job, state, cause, key: runKeyOf(cause, job), head, base, createdAt: instantAt(100), ...more };
}

export const instantAt = (second: number): Instant => second as Instant;
