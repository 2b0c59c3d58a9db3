/**
 * GitHub Actions, as far as runs that somebody dispatches need it: who starts them, how they end, and a player that plays the machines.
 * Nothing is ever executed: what becomes of a run is up to the test.
 */
import type { Account } from "../accounts.ts";
import { announceWorkflowRun } from "../announcements.ts";
import type { Sha } from "../git/objects.ts";
import { notFound, Refusal, unprocessable } from "../refusal.ts";
import type { Repository } from "../repositories.ts";
import type { World } from "../world.ts";
import { type RunConclusion, WorkflowRun } from "./runs.ts";
import { titleOf, type Workflow, workflowIn } from "./workflows.ts";

/** What a machine makes of a run: it waits so many seconds, works so many, and comes to this. */
export interface Part {
  readonly waits: number;
  readonly takes: number;
  readonly conclusion: RunConclusion;
}

/** Undefined: the run waits for ever. */
export type Player = (run: WorkflowRun) => Part | undefined;

const folder = ".github/workflows/";

export class Actions {
  /** A dispatched run is listed after at most so many seconds. */
  listedWithin = 0;
  /** How likely a dispatch is carried out twice, as where something on the way repeats it. */
  doubled = 0;
  /** Whether a dispatch may ask for the run's id: github.com, not Enterprise Servers up to 3.19. */
  givesRunDetails = true;
  /** 10 on an Enterprise Server up to 3.19. */
  mostInputs = 25;
  /** Whose machines the runs wait for. */
  player: Player | undefined;
  readonly #world: World;
  readonly #ids = new Map<string, number>();
  readonly #paths = new Map<number, string>();
  readonly #runs = new Map<number, WorkflowRun>();

  constructor(world: World) {
    this.#world = world;
  }

  /** Oldest first; deleted ones are gone. */
  get runs(): readonly WorkflowRun[] {
    return [...this.#runs.values()];
  }

  run(repository: Repository, id: number): WorkflowRun | undefined {
    const run = this.#runs.get(id);
    return run?.repository === repository ? run : undefined;
  }

  /** By its id or the name of its file. What is not on the default branch is not there, whatever other branches have. */
  workflow(repository: Repository, name: string): Workflow | undefined {
    const path = /^\d+$/.test(name) ? (this.#paths.get(Number(name)) ?? "") : `${folder}${name}`;
    const tip = repository.tip(repository.defaultBranch);
    return tip === undefined ? undefined : this.#workflowAt(repository, path, tip);
  }

  dispatch(repository: Repository, name: string, ref: string, given: ReadonlyMap<string, string>, actor: Account): WorkflowRun {
    const known = this.workflow(repository, name);
    if (known === undefined) throw notFound();
    const branch = ref.replace(/^refs\/heads\//, "");
    const commit = repository.tip(branch);
    if (commit === undefined) throw unprocessable(`No ref found for: ${ref}`);
    const workflow = this.#workflowAt(repository, known.path, commit);
    if (workflow?.inputs === undefined) throw unprocessable("Workflow does not have 'workflow_dispatch' trigger");
    const inputs = this.#inputs(workflow.inputs, given);
    const make = () => this.#make(workflow, { branch, commit, inputs, actor });
    const run = make();
    if (this.#world.random.happens(this.doubled)) make();
    return run;
  }

  starts(run: WorkflowRun): void {
    if (run.progress.status !== "queued") throw new Error(`run ${run.id} is ${run.progress.status}`);
    run.change({ status: "in_progress" });
    announceWorkflowRun(run, "in_progress");
  }

  ends(run: WorkflowRun, conclusion: RunConclusion): void {
    if (!run.isLive) throw new Error(`run ${run.id} has ended`);
    run.change({ status: "completed", conclusion });
    announceWorkflowRun(run, "completed");
  }

  cancel(run: WorkflowRun): void {
    if (!run.isLive) throw new Refusal(409, "Cannot cancel a workflow run that is completed.");
    this.ends(run, "cancelled");
  }

  /** Under its old id. "requested" is told of first attempts only. */
  reruns(run: WorkflowRun, by: Account): void {
    if (run.isLive) throw new Refusal(403, "This workflow is already running");
    const { attempt } = run.progress;
    run.change({ status: "queued", conclusion: null, attempt: attempt + 1, startedAt: this.#world.clock.now(), by });
  }

  /** Nobody is told. */
  deletes(run: WorkflowRun): void {
    this.#runs.delete(run.id);
  }

  /** All that the player's machines have done by now. */
  play(): void {
    const now = this.#world.clock.now();
    for (const run of this.runs.filter(({ isLive }) => isLive)) {
      const part = this.player?.(run);
      if (part === undefined) continue;
      const begins = run.progress.startedAt + part.waits;
      if (run.progress.status === "queued" && begins <= now) this.starts(run);
      if (run.progress.status === "in_progress" && begins + part.takes <= now) this.ends(run, part.conclusion);
    }
  }

  #workflowAt(repository: Repository, path: string, commit: Sha): Workflow | undefined {
    const key = `${repository.id}:${path}`;
    const id = this.#ids.get(key) ?? this.#world.nextId();
    const workflow = workflowIn(repository, id, path, commit);
    if (workflow === undefined) return undefined;
    this.#ids.set(key, id);
    this.#paths.set(id, path);
    return workflow;
  }

  #inputs(known: NonNullable<Workflow["inputs"]>, given: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
    if (given.size > this.mostInputs)
      throw unprocessable(`you may only define up to ${this.mostInputs} \`inputs\` for a \`workflow_dispatch\` event`);
    const strange = [...given.keys()].filter((name) => !known.has(name));
    if (strange.length > 0) throw unprocessable(`Unexpected inputs provided: ${JSON.stringify(strange)}`);
    const missing = [...known].find(([name, { isRequired, usual }]) => isRequired && usual === undefined && !given.has(name));
    if (missing !== undefined) throw unprocessable(`Required input '${missing[0]}' not provided`);
    const usual = [...known].flatMap(([name, input]) => (input.usual === undefined ? [] : [[name, input.usual] as const]));
    return new Map([...usual, ...given]);
  }

  #make(workflow: Workflow, given: Pick<WorkflowRun, "branch" | "commit" | "inputs" | "actor">): WorkflowRun {
    const { clock, random } = this.#world;
    const run = new WorkflowRun({
      ...given,
      workflow,
      id: this.#world.nextId(),
      number: 1 + this.runs.filter((other) => other.workflow.id === workflow.id).length,
      title: titleOf(workflow, given.actor, given.inputs),
      createdAt: clock.now(),
      listedAt: clock.now() + random.below(this.listedWithin + 1),
    });
    this.#runs.set(run.id, run);
    announceWorkflowRun(run, "requested");
    return run;
  }
}
