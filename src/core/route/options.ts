/** Options of routing: blunderbuss' own under their names, and what is new. */
import type { RequestOptions } from "./prow.ts";
import type { Strategy } from "./routing.ts";

/** A report that has to be there before anybody is asked by itself. */
export interface AwaitedStatus {
  readonly context: string;
  readonly state: string;
  /** An RE2 pattern that the description matches somewhere. */
  readonly description: string;
}

export interface RouteOptions extends RequestOptions {
  readonly strategy: Strategy;
  readonly use_status_availability: boolean;
  readonly ignore_drafts: boolean;
  /** As GitHub spells them, bots with `[bot]`. */
  readonly ignore_authors: readonly string[];
  readonly wait_for_status: AwaitedStatus | null;
  /** Working hours; 0: never. */
  readonly escalate_after: number;
  readonly people: readonly PersonOptions[];
}

/** What the organisation's file says of one person's time. */
export interface PersonOptions {
  readonly login: string;
  readonly capacity?: number | undefined;
  /** A day, YYYY-MM-DD. */
  readonly away_until?: string | undefined;
}
