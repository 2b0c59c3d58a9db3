/** What the ledger keeps of runs, and how it may change: each run under its cause, so that a cause has one run. */
import type { Instant, ThreadKey } from "../ids.ts";
import type { ThreadName } from "../names.ts";
import type { RunnerName } from "./presubmit.ts";
import type { Abort, Run, RunKey } from "./run.ts";
import type { EndState, Errand, RunPlace, Ticket } from "./runner.ts";

/** Which run: keys are unique on a thread. */
export interface RunName {
  readonly thread: ThreadKey;
  readonly key: RunKey;
}

/** A run that should exist, before anything was done for it. */
export interface NewRun extends Pick<Run, "key" | "job" | "context" | "cause" | "head" | "base">, Pick<Errand, "workflow" | "inputs"> {
  readonly runner: RunnerName;
  /** No earlier than this anybody can have started it, by GitHub's clock. */
  readonly causedAt: Instant;
  /** Seconds from the start after which it is given up. */
  readonly timeLimit?: number;
}

/** `abort`: why it is cancelled where it is found. */
export interface SoughtRun extends NewRun {
  readonly abort?: Abort;
}

/** `abort` of a live run: why it is to be taken back; it is live until its runner has been told. */
export interface RunRecord extends Run, Pick<NewRun, "runner" | "causedAt" | "workflow" | "inputs" | "timeLimit"> {
  readonly thread: ThreadKey;
  /** The thread, under the name by which it was met last. */
  readonly target: ThreadName;
  readonly ticket: Ticket;
  /** How often a runner was asked for it, and how often of these it was never found out what came of it. */
  readonly tries: number;
  readonly lost: number;
  /** When a runner was first asked, and when last. */
  readonly startedAt?: Instant;
  readonly triedAt?: Instant;
  /** Where it was asked for. Absent before anybody was asked, and of runs that an earlier release started. */
  readonly place?: RunPlace;
  readonly endedAt?: Instant;
  /** The runner's own name for it, once it is known. */
  readonly id?: string;
  /** What is to be said of its end beyond its state: a sentence in Markdown. */
  readonly why?: string;
  /** Whether it is certain that no other run with its ticket was left alive. */
  readonly isSole: boolean;
  /** Addresses of further runs with its ticket, which were cancelled. */
  readonly twins: readonly string[];
}

/** What happened to a run. */
export type RunNote =
  /** An earlier ledger had started it. */
  | { readonly kind: "taken over"; readonly place: RunPlace; readonly id: string; readonly url?: string }
  /** It was looked for, and no runner has it: as if it had never been sought. */
  | { readonly kind: "absent" }
  /** The runner has it. Without `id` it is looked for by its ticket. */
  | { readonly kind: "started"; readonly id?: string; readonly url?: string }
  /** The runner did not take it now: as if it had not been asked. */
  | { readonly kind: "postponed" }
  | { readonly kind: "ended"; readonly state: EndState; readonly why?: string; readonly url?: string }
  | { readonly kind: "sole"; readonly twins: readonly string[] };

/** What a runner says of a run unasked. `at`: when it says so, by its own clock; what it says of an earlier second is outdated. */
export interface RunReport {
  /** Who says it: of runs that another one has it can say nothing. */
  readonly runner: RunnerName;
  readonly ticket: Ticket;
  readonly at: Instant;
  readonly state: "running" | EndState;
  readonly url?: string;
  readonly why?: string;
}

/** `over`: the run has ended, or something newer was said of it, so that nothing changed. */
export type Reception = "kept" | "over" | "unknown";
