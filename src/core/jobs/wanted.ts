/** What a decision about runs looks at, and what it comes to. */
import type { Read } from "../facts.ts";
import type { Instant, OrderKey, UserId } from "../ids.ts";
import type { OrderOutcome } from "../memory.ts";
import type { ChangedPaths } from "./changes.ts";
import type { RequiredContext, StandingCheck } from "./contexts.ts";
import type { Presubmit, RunnerName } from "./presubmit.ts";
import type { NewRun, SoughtRun } from "./records.ts";
import type { Request, Standing } from "./requests.ts";
import { type Abort, type Cause, type Run, type RunKey, runKeyOf, type Tested } from "./run.ts";
import type { Statuses } from "./selection.ts";
import type { Trusted } from "./standing.ts";
import type { CommitStatus } from "./status.ts";

export interface PullRequest extends Tested {
  readonly state: "open" | "closed" | "merged";
  /** When its base branch was last changed; undefined where that never was. */
  readonly retargetedAt: Instant | undefined;
  readonly isDraft: boolean;
  /** False where GitHub says that it conflicts with its base branch; undefined where GitHub does not know yet. */
  readonly isMergeable: boolean | undefined;
  /** Whether its author is trusted, or a trusted person vouched for it. */
  readonly isTrusted: Trusted;
  readonly author: UserId | undefined;
}

export interface DecisionInput {
  readonly presubmits: readonly Presubmit[];
  readonly pull: PullRequest;
  readonly changed: Read<ChangedPaths>;
  readonly statuses: Read<Statuses>;
  /** The same with what they say: of each context on the head the newest. */
  readonly shown: Read<readonly CommitStatus[]>;
  /** What the base branch wants green, and everybody's check runs on the head; unread also where no request needs it. */
  readonly required: Read<readonly RequiredContext[]>;
  readonly checkRuns: Read<readonly StandingCheck[]>;
  /** Those that were not decided yet, in order. */
  readonly requests: readonly (Request & Standing)[];
  /** All runs of the pull request that are known, on whatever head. */
  readonly runs: readonly Run[];
  /** Names that `/test suggested` means. */
  readonly suggested: readonly string[];
  /** Whether anybody can vouch for a stranger's pull request here. */
  readonly honoursOkToTest: boolean;
  /** Who may override, for people, in Markdown. */
  readonly overriders: string;
}

export interface WantedRun extends Tested {
  readonly key: RunKey;
  readonly job: Presubmit;
  readonly cause: Cause;
  /** A sentence without its full stop, in Markdown. */
  readonly why: string;
}

export interface CancelledRun {
  readonly run: Run;
  readonly why: Abort;
}

export const wantedRun = (job: Presubmit, cause: Cause, why: string, { head, base }: Tested): WantedRun => ({
  ...{ key: runKeyOf(cause, job.name), job, cause, why, head, base },
});

/** `usual`: the runner of jobs that name none. */
export const newRunOf = ({ key, job, cause, head, base }: Omit<WantedRun, "why">, causedAt: Instant, usual: RunnerName): NewRun => ({
  ...{ key, job: job.name, context: job.context, cause, head, base },
  ...{ causedAt, runner: job.runner ?? usual, inputs: Object.fromEntries(job.workflowInputs) },
  ...(job.workflow === undefined ? {} : { workflow: job.workflow }),
  ...(job.timeLimit === undefined ? {} : { timeLimit: job.timeLimit }),
});

/** What a decision about a thread's jobs comes to. */
export interface Decided {
  readonly wanted: readonly NewRun[];
  /** Runs that an earlier ledger may have started: to be looked for, and not to be started. */
  readonly sought: readonly SoughtRun[];
  readonly aborted: readonly { readonly key: RunKey; readonly why: Abort }[];
  /** Requests and questions that are settled, and with what. */
  readonly answered: readonly { readonly key: OrderKey; readonly outcome: OrderOutcome }[];
}
