/** What a request about jobs was answered, as it is kept: what is said and set because of it follows from this alone. */
import type { Instant, NodeId, Sha } from "../ids.ts";
import type { RunKey } from "./run.ts";
import type { CommitStatus } from "./status.ts";

export interface RequestAnswer {
  /** The head it was decided on. */
  readonly head: Sha;
  /** The base branch, by its short name; absent in what an earlier version kept. */
  readonly base?: string;
  /** In Markdown, for a reply of its own. */
  readonly reply?: string;
  /** Sentences in Markdown, for the status comment as long as the head stays. */
  readonly notes: readonly string[];
  /** Statuses that were asked for, on that head. */
  readonly statuses: readonly CommitStatus[];
  /** Names of check runs that were overridden, on that head. */
  readonly checks?: readonly string[];
  /** Runs of contexts that were overridden: what becomes of them is not reported any more. */
  readonly overridden?: readonly RunKey[];
}

/** A request that was settled, and when. */
export interface Answered {
  readonly request: NodeId;
  readonly answer: RequestAnswer;
  readonly at: Instant;
}
