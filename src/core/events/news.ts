/** News: what one delivery says, as far as it matters: where to look, and what GitHub will not tell again. */
import type { Instant } from "../ids.ts";
import type { ThreadName } from "../look.ts";
import type { Evidence, Wake } from "../memory.ts";

export interface News {
  readonly kind: "news";
  readonly wakes: readonly Wake[];
  readonly learnt: readonly Learnt[];
}

/** What a delivery says about one thread, beyond that it should be looked at. */
export interface Learnt {
  readonly thread: ThreadName;
  /**
   * Where the history of a thread ends that is met through this delivery, by GitHub's clock: the second before a person's act, so
   * that this very act is no history; otherwise the second of the delivery.
   */
  readonly adoptedAt: Instant;
  readonly evidence: readonly Evidence[];
}

/** A payload that lacks what every version of GitHub sends. `why` names fields and types, never values. */
export interface Unreadable {
  readonly kind: "unreadable";
  readonly why: string;
}

export const noNews: News = { kind: "news", wakes: [], learnt: [] };
