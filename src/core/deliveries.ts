/** The App's delivery log: what GitHub tried to deliver, and which deliveries never arrived. */
import type { Instant } from "./ids.ts";

/** One try at a delivery. */
export interface Attempt {
  readonly id: number;
  /** Of the delivery: the same in every try at it. */
  readonly guid: string;
  readonly at: Instant;
  readonly event: string;
  /** `OK`, or what went wrong in GitHub's words. */
  readonly status: string;
  /** HTTP status of the receiver's answer; 0 where there was none. */
  readonly code: number;
}

export interface Delivery {
  readonly guid: string;
  readonly event: string;
  readonly last: Attempt;
  /** Whether any try was answered as it should be. */
  readonly isDone: boolean;
}

/** In the order in which each was tried last, the newest first. */
export function deliveriesIn(attempts: readonly Attempt[]): readonly Delivery[] {
  const newestFirst = attempts.toSorted((a, b) => b.at - a.at || b.id - a.id);
  return [...Map.groupBy(newestFirst, ({ guid }) => guid).values()].flatMap((tries) => {
    const [last] = tries;
    return last === undefined ? [] : [{ guid: last.guid, event: last.event, last, isDone: tries.some(({ status }) => status === "OK") }];
  });
}
