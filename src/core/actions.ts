/** Actions: single writes to GitHub and changes of runs, as data. A plan is a list of them. */
import type { Annotation } from "./annotations.ts";
import type { NodeId, OrderKey, Sha } from "./ids.ts";
import type { NewRun } from "./jobs/records.ts";
import type { Abort, RunKey } from "./jobs/run.ts";
import type { LabelDefinition } from "./label.ts";
import type { Order } from "./orders.ts";

/** What the check run says: `failure` only for an error that a person must fix. Never neutral or skipped: both would let a merge through. */
export interface CheckState {
  readonly status: "in_progress" | "completed";
  readonly conclusion: "success" | "failure" | undefined;
  readonly title: string;
  readonly summary: string;
}

/** A check run as it is to stand on a commit. */
export interface Check {
  readonly head: Sha;
  readonly name: string;
  readonly externalId: string;
  readonly state: CheckState;
  /** GitHub adds those of an update to those that are there: only a new run has any. */
  readonly annotations?: readonly Annotation[];
}

/**
 * A check run of a plugin's own, with remarks on lines. It guards nothing: the gate's own check says whether a pull request may be merged.
 */
export interface AnnotatedCheck {
  /** Not the gate's: a base branch could be called like anything that stands behind its colon. */
  readonly name: string;
  /** Tells two sets of annotations apart: GitHub shows no set for comparison, and takes none back. */
  readonly state: CheckState;
  readonly annotations: readonly Annotation[];
  /** Only in the place of one that says something else. */
  readonly isOnlyUpdate: boolean;
}

export type Write =
  | { readonly kind: "add label"; readonly label: LabelDefinition; readonly node?: NodeId }
  | { readonly kind: "remove label"; readonly name: string }
  | { readonly kind: "create comment"; readonly key: OrderKey; readonly body: string }
  | { readonly kind: "edit comment"; readonly id: number; readonly body: string }
  | { readonly kind: "minimize comment"; readonly id: NodeId }
  | ({ readonly kind: "create check" } & Check)
  | { readonly kind: "update check"; readonly id: number; readonly state: CheckState }
  | { readonly kind: "carry out"; readonly order: Order };

/** The ledger is told of it first, and their runners are asked for what it keeps. */
export type RunChange =
  | { readonly kind: "start run"; readonly run: NewRun }
  | { readonly kind: "cancel run"; readonly run: RunKey; readonly job: string; readonly why: Abort };

export type Action = Write | RunChange;

export const isWrite = (action: Action): action is Write => action.kind !== "start run" && action.kind !== "cancel run";

/** One line for logs, plans on the terminal and tests. */
export function sentence(action: Action): string {
  switch (action.kind) {
    case "add label":
      return `put the label ${action.label.name} on`;
    case "remove label":
      return `take the label ${action.name} off`;
    case "create comment":
      return `write a comment (${action.key})`;
    case "edit comment":
      return "edit the status comment";
    case "minimize comment":
      return "fold an outdated comment";
    case "create check":
      return `report on ${action.head.slice(0, 8)}: ${action.state.title}`;
    case "update check":
      return `report: ${action.state.title}`;
    case "carry out":
      return deed(action.order);
    case "start run":
      return `start ${action.run.job} on ${action.run.head.slice(0, 8)}`;
    case "cancel run":
      return `cancel ${action.job}: ${action.why}`;
    default:
      return action satisfies never;
  }
}

function deed({ does }: Order): string {
  switch (does.kind) {
    case "assign":
      return `assign ${does.people.join(", ")}`;
    case "unassign":
      return `unassign ${does.people.join(", ")}`;
    case "request review":
      return `ask ${does.people.length === 0 ? "nobody" : does.people.join(", ")} for a review`;
    case "remove review request":
      return `no longer ask ${does.people.join(", ")} for a review`;
    case "reply":
      return "reply";
    case "set status":
      return `report ${does.status.context} on ${does.on.slice(0, 8)} as ${does.status.state}`;
    case "pass check":
      return `report ${does.name} on ${does.on.slice(0, 8)} as passed: ${does.title}`;
    case "react":
      return `react with ${does.with}`;
    case "keep setting":
      return `remember what ${does.by.login} says of their time for reviews`;
    default:
      return does satisfies never;
  }
}
