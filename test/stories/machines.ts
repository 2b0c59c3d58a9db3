/** What runs the jobs of a story: GitHub Actions or a server of the operator's own, which stories see alike. */
import { z } from "zod";
import type { RunnerName } from "../../src/core/jobs/presubmit.ts";
import type { Pull, RunConclusion, WorkflowRun, World } from "../../src/sim/index.ts";
import type { OwnServer } from "../runners/own-server.ts";

export interface JobRun {
  readonly key: string;
  readonly job: string;
  readonly head: string;
  /** The branch that it is merged onto. */
  readonly base: string;
  /** `owner/name#number`. */
  readonly pull: string;
  readonly isLive: boolean;
  /** As its runner calls it; null: it goes on. */
  readonly end: RunConclusion | "error" | null;
}

/** Seconds after which a run begins, and then ends. Undefined: it goes on for ever. */
export type End = "success" | "failure" | undefined;
const [waits, takes] = [5, 120];

export interface Machines {
  readonly runner: RunnerName;
  /** All that were ever started, oldest first; vanished ones are gone. */
  readonly runs: readonly JobRun[];
  /** What comes of the runs from now on. */
  plays(end: (run: JobRun) => End): void;
  ends(run: JobRun, end: "success" | "failure"): void;
  /** Nobody knows of it any more. */
  forgets(run: JobRun): void;
}

export const nameOf = ({ repository, number }: Pull): string => `${repository.fullName}#${number}`;

export function actionsOf(world: World): Machines {
  const { actions } = world;
  const shown = ({ inputs, isLive, progress }: WorkflowRun): JobRun => ({
    ...{
      key: inputs.get("key") ?? "",
      job: inputs.get("job") ?? "",
      head: inputs.get("head_sha") ?? "",
      base: inputs.get("base_ref") ?? "",
    },
    ...{ pull: `${inputs.get("repository")}#${inputs.get("pull_request")}`, isLive, end: progress.conclusion },
  });
  const withKey = (key: string): WorkflowRun[] => actions.runs.filter(({ inputs }) => inputs.get("key") === key);
  return {
    runner: "github-actions",
    get runs() {
      return actions.runs.map(shown);
    },
    plays: (end) => {
      actions.player = (run) => {
        const conclusion = end(shown(run));
        return conclusion === undefined ? undefined : { waits, takes, conclusion };
      };
    },
    ends: ({ key }, end) => {
      for (const run of withKey(key)) if (run.isLive) actions.ends(run, end);
    },
    forgets: ({ key }) => {
      for (const run of withKey(key)) actions.deletes(run);
    },
  };
}

const order = z.object({ job: z.string(), head_sha: z.string(), base_ref: z.string(), repository: z.string(), pull_request: z.int() });

export function ownMachines(server: OwnServer): Machines {
  const shown = (key: string): JobRun[] => {
    const run = server.runs.get(key);
    if (run === undefined) return [];
    const { job, head_sha: head, base_ref: base, repository, pull_request: number } = order.parse(run.order);
    const isLive = run.state === "queued" || run.state === "running";
    const end = run.state === "queued" || run.state === "running" ? null : run.state === "aborted" ? "cancelled" : run.state;
    return [{ key, job, head, base, pull: `${repository}#${number}`, isLive, end }];
  };
  return {
    runner: "webhook",
    get runs() {
      return [...server.runs.keys()].flatMap(shown);
    },
    plays: (end) => {
      server.player = (run) => {
        const [key = ""] = [...server.runs].flatMap(([one, other]) => (other === run ? [one] : []));
        const [conclusion] = shown(key).map(end);
        return conclusion === undefined ? undefined : { waits, takes, conclusion };
      };
    },
    ends: ({ key }, end) => server.ends(end, key),
    forgets: ({ key }) => void server.runs.delete(key),
  };
}
