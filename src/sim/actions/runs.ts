/** Runs of workflows: what was started by a dispatch, and how far it has come. */
import type { Account } from "../accounts.ts";
import type { Sha } from "../git/objects.ts";
import { nodeId } from "../ids.ts";
import type { Repository } from "../repositories.ts";
import { Versioned } from "../versioned.ts";
import type { Workflow } from "./workflows.ts";

export const runConclusions = [
  "success",
  "failure",
  "neutral",
  "cancelled",
  "skipped",
  "timed_out",
  "action_required",
  "stale",
  "startup_failure",
] as const;
export type RunConclusion = (typeof runConclusions)[number];

export interface RunProgress {
  readonly status: "queued" | "in_progress" | "completed";
  readonly conclusion: RunConclusion | null;
  /** From 1 on: a run keeps its id when it is run again. */
  readonly attempt: number;
  readonly startedAt: number;
  readonly updatedAt: number;
  /** Who asked for this attempt. */
  readonly by: Account;
}

export class WorkflowRun {
  readonly id: number;
  readonly workflow: Workflow;
  /** Counted from 1 in each workflow. */
  readonly number: number;
  readonly title: string;
  readonly branch: string;
  readonly commit: Sha;
  readonly inputs: ReadonlyMap<string, string>;
  readonly actor: Account;
  readonly createdAt: number;
  /** Lists show it from then on; who knows its id sees it at once. */
  readonly listedAt: number;
  readonly #progress: Versioned<RunProgress>;

  constructor(
    given: Pick<WorkflowRun, "id" | "workflow" | "number" | "title" | "branch" | "commit" | "inputs" | "actor" | "createdAt" | "listedAt">,
  ) {
    this.id = given.id;
    this.workflow = given.workflow;
    this.number = given.number;
    this.title = given.title;
    this.branch = given.branch;
    this.commit = given.commit;
    this.inputs = given.inputs;
    this.actor = given.actor;
    this.createdAt = given.createdAt;
    this.listedAt = given.listedAt;
    const { createdAt: now, actor: by } = given;
    const first: RunProgress = { status: "queued", conclusion: null, attempt: 1, startedAt: now, updatedAt: now, by };
    this.#progress = new Versioned(this.repository.world.moments, first);
  }

  get repository(): Repository {
    return this.workflow.repository;
  }

  get nodeId(): string {
    return nodeId("WFR", this.id);
  }

  get progress(): RunProgress {
    return this.#progress.current;
  }

  get isLive(): boolean {
    return this.progress.status !== "completed";
  }

  /** As a replica shows it; undefined where that does not know the run yet. */
  at(moment: number | undefined): RunProgress | undefined {
    return this.#progress.at(moment);
  }

  change(changes: Partial<RunProgress>): void {
    this.#progress.set({ ...this.progress, ...changes, updatedAt: this.repository.world.clock.now() });
  }
}
