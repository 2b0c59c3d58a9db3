/** News: what one delivery says, as far as it matters: where to look, and what GitHub will not tell again. */
import type { Instant, ThreadKind } from "../ids.ts";
import type { Ticket } from "../jobs/runner.ts";
import type { ThreadName } from "../look.ts";
import type { Evidence, Wake } from "../memory.ts";

export interface News {
  readonly kind: "news";
  readonly wakes: readonly Wake[];
  readonly learnt: readonly Learnt[];
  /** What the App may not look at from now on: whatever was to be done there is dropped. */
  readonly lost?: readonly Lost[];
  /** Runs of jobs that have ended: their threads are to be looked at. */
  readonly runs?: readonly Ticket[];
  /** An installation whose rights are others than before: a token from before has the old ones. */
  readonly renewed?: number;
}

/** All of an installation, or one repository of it by its database id. */
export interface Lost {
  readonly installation: number;
  readonly repository?: number;
}

/** What a delivery says about one thread, beyond that it should be looked at. */
export interface Learnt {
  readonly kind: ThreadKind;
  readonly thread: ThreadName;
  /**
   * Where the history of a thread ends that is met through this delivery, by GitHub's clock: the second before a person's act, so
   * that this very act is no history. Undefined where the delivery does not date what it tells of: history ends when it is heard.
   */
  readonly adoptedAt: Instant | undefined;
  readonly evidence: readonly Evidence[];
}

/** A payload that lacks what every version of GitHub sends. `why` names fields and types, never values. */
export interface Unreadable {
  readonly kind: "unreadable";
  readonly why: string;
}

/** Who this bot is on GitHub, as far as it is known: what it did itself is no reason to look. And what it listens for. */
export interface Self {
  readonly appId: number;
  /** The App's slug: it acts as `<slug>[bot]`. */
  readonly slug: string | undefined;
  /** Names of the words that are heard on issues, in lower case: a comment there without one of them is no news. */
  readonly heardOnIssues: ReadonlySet<string>;
}

export type Reader = (payload: unknown, self: Self) => News | Unreadable;

export const newsFrom = (wakes: readonly Wake[], learnt: readonly Learnt[] = []): News => ({ kind: "news", wakes, learnt });
export const noNews: News = newsFrom([]);
