/** Workflow runs on GitHub Actions, as a runner sees them. */

/** The workflow that is dispatched: `ref` is a branch or tag of its repository, and never anything of a pull request. */
export interface WorkflowPlace {
  readonly owner: string;
  readonly name: string;
  readonly workflow: string;
  readonly ref: string;
}

/** A run that this App has dispatched. */
export interface WorkflowRun {
  readonly id: number;
  readonly title: string;
  readonly url: string;
  readonly status: string;
  readonly conclusion: string | undefined;
}

/** What GitHub refuses a dispatch for. `declined`: what it says itself. */
export type DispatchRefusal =
  | { readonly kind: "not installed" }
  | { readonly kind: "no workflow" }
  | { readonly kind: "no permission"; readonly permission: string }
  | { readonly kind: "declined"; readonly message: string };

/** What GitHub says of the runs in a repository, or why it says nothing of them before a person does something about it. */
export type Listed =
  | { readonly kind: "listed"; readonly runs: readonly WorkflowRun[] }
  | { readonly kind: "refused"; readonly refusal: DispatchRefusal };

export type Dispatched =
  /** `run` where the server tells it. */
  | { readonly kind: "accepted"; readonly run?: { readonly id: number; readonly url: string } }
  | { readonly kind: "refused"; readonly refusal: DispatchRefusal }
  | { readonly kind: "postponed"; readonly why: string; readonly againIn: number }
  /** It may have been done. */
  | { readonly kind: "unanswered"; readonly why: string };
