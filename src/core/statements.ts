/** Statements: what people said or did on a thread, in order, with what may still be taken from each of them. */

import type { Instant, NodeId, Sha } from "./ids.ts";
import type { Person } from "./people.ts";

interface Said {
  readonly id: NodeId;
  readonly at: Instant;
  readonly by: Person | undefined;
}

/**
 * Whether a text may still be relied upon.
 * `standing`: on the thread, never edited. `edited`: on the thread, changed since; it has no `firstBody` where a delivery said that its
 * own author changed it, so that only what it says now restricts. `withdrawn`: its own author deleted it (a delivery said so).
 * `gone`: no longer on the thread, and nobody knows that its author took it away.
 */
export type Presence = "standing" | "edited" | "withdrawn" | "gone";

interface Text extends Said {
  readonly body: string;
  /** What it said when it was first read, if that was before an edit. */
  readonly firstBody?: string;
  readonly presence: Presence;
  readonly url: string;
}

/** `body`: the pull request's description, said by its author when it was opened. `inline`: on a line of the diff. */
export interface Comment extends Text {
  readonly kind: "comment";
  readonly place: "body" | "thread" | "inline";
  readonly isMinimized: boolean;
  /** The review that a first comment on a line was sent with. A reply has none: it hangs on its thread, whatever page it was written on. */
  readonly review?: NodeId;
  readonly submittedOn?: Sha;
}

export interface Review extends Text {
  readonly kind: "review";
  readonly state: "approved" | "changes requested" | "commented" | "dismissed";
  /** The commit that the delivery of its submission named, also for its comments on lines. One read later proves nothing: GitHub moves it. */
  readonly submittedOn?: Sha;
}

export interface LabelChange extends Said {
  readonly kind: "label";
  readonly label: string;
  readonly on: boolean;
  /** Who it was, where a former bot did it: then `by` is us. */
  readonly formerly?: Person;
}

/** A move of the head that is not a plain push: only these can lead back to an earlier head. */
export interface HeadMove extends Said {
  readonly kind: "head";
  readonly what: "forced" | "deleted" | "restored";
  /** Null on GitHub where the commit is no longer known. */
  readonly before: Sha | undefined;
  readonly after: Sha | undefined;
}

export interface BaseChange extends Said {
  readonly kind: "base";
  readonly from: string;
  readonly to: string;
}

/** What is of interest only as something that a person did. */
export interface Act extends Said {
  readonly kind: "act";
  readonly what:
    | "ready"
    | "draft"
    | "assigned"
    | "unassigned"
    | "review requested"
    | "review request removed"
    | "dismissed"
    | "comment deleted";
  /** Whose review was asked for, or no longer is: a login, or `organisation/team`. Absent where GitHub does not say. */
  readonly whom?: string;
}

/** A request for somebody's review that was made, or taken off. */
export interface RequestChange extends Act {
  readonly what: "review requested" | "review request removed";
  readonly whom: string;
}

export const isRequestChange = (said: Statement): said is RequestChange =>
  said.kind === "act" && said.whom !== undefined && (said.what === "review requested" || said.what === "review request removed");

export type Statement = Comment | Review | LabelChange | HeadMove | BaseChange | Act;

/** What was done to a label, in order. GitHub compares names of labels without case. */
export const changesOfLabel = (name: string, statements: readonly Statement[]): readonly LabelChange[] =>
  statements.filter((said): said is LabelChange => said.kind === "label" && said.label.toLowerCase() === name.toLowerCase());

export const isText = (statement: Statement): statement is Comment | Review => statement.kind === "comment" || statement.kind === "review";
