/** Runs: one try of one job on one commit, why it exists, and how far it has come. */
import type { Instant, NodeId, Sha, UserId } from "../ids.ts";

declare const brand: unique symbol;
/** Names a run by its cause, so that a run is wanted once however often the cause is looked at. Goes into the run's name on GitHub. */
export type RunKey = string & { readonly [brand]: "RunKey" };

/** What a run is made of: the head that is tested and the tip of the base branch that it is tested against. */
export interface Tested {
  readonly head: Sha;
  readonly base: { readonly name: string; readonly tip: Sha };
}

/** `head`: the rules of the job file; `attempt` counts the runs of the job that were there before. `asked`: a statement, of somebody who was trusted then or not. */
export type Cause =
  | { readonly kind: "head"; readonly head: Sha; readonly base: string; readonly attempt: number }
  | { readonly kind: "asked"; readonly statement: NodeId; readonly by: UserId | undefined; readonly isByTrusted: boolean };

/**
 * `sought`: an earlier ledger may have started it, and if it is found it is taken over; it is never started. `waiting`: wanted, but
 * `max_concurrency` is reached. `starting`: being handed to a runner. `running`: a runner has it.
 * `aborted`: taken back. `error`: it came to no result of its own (refused, vanished, timed out).
 */
export type RunState = "sought" | "waiting" | "starting" | "running" | "success" | "failure" | "aborted" | "error";

/** Why a run was taken back. Only the first five follow from the state of the pull request, and are forgotten when that comes back. */
export const aborts = ["closed", "pushed", "base changed", "draft", "not trusted", "newer run", "cancelled"] as const;
export type Abort = (typeof aborts)[number];

export interface Run extends Tested {
  readonly key: RunKey;
  readonly job: string;
  readonly context: string;
  readonly cause: Cause;
  readonly state: RunState;
  readonly createdAt: Instant;
  readonly url?: string;
  /** Where it was taken back. */
  readonly abort?: Abort;
  /** Why it was aborted or came to an error: a sentence. */
  readonly why?: string;
}

const live: ReadonlySet<RunState> = new Set(["sought", "waiting", "starting", "running"]);

export const isLive = ({ state }: Pick<Run, "state">): boolean => live.has(state);

export const abortTexts: Readonly<Record<Abort, string>> = {
  closed: "Cancelled: the pull request was closed.",
  pushed: "Cancelled: superseded by a push.",
  "base changed": "Cancelled: the pull request aims at another branch.",
  draft: "Cancelled: the pull request became a draft.",
  "not trusted": "Cancelled: the pull request is not trusted any more.",
  "newer run": "Cancelled: superseded by a newer run.",
  cancelled: "Cancelled on request.",
};

const passing: ReadonlySet<Abort> = new Set(["closed", "pushed", "base changed", "draft", "not trusted"]);

/** Taken back for the state that the pull request was in then, and by nobody's word. */
export const isTakenBackForNow = ({ state, abort }: Pick<Run, "state" | "abort">): boolean =>
  state === "aborted" && abort !== undefined && passing.has(abort);

const causeText = (cause: Cause): string =>
  cause.kind === "head" ? `head:${cause.head}:${cause.base}:${cause.attempt}` : `asked:${cause.statement}`;

/** Equal for equal causes: an event that is seen twice wants one run. */
export const runKeyOf = (cause: Cause, job: string): RunKey => `${causeText(cause)}:${job}` as RunKey;
