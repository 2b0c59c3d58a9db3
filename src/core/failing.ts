/** What failed in a way that may pass, of a look or a write: it brings the thread back by itself. */
import type { Facts } from "./facts.ts";

/** Why, the same in the same words, and seconds after which another try makes sense. */
export interface Failing {
  readonly why: string;
  readonly againIn: number;
}

/** Sources that could not be read and may be later. */
export const unreadIn = ({ sources }: Pick<Facts, "sources">): readonly Failing[] =>
  Object.values(sources).flatMap((read) =>
    read.kind === "unread" && read.againIn !== undefined ? [{ why: read.reason, againIn: read.againIn }] : [],
  );

/** Each reason once, and the soonest try. Undefined where nothing fails. */
export function together(failing: readonly Failing[]): Failing | undefined {
  if (failing.length === 0) return undefined;
  const reasons = new Set(failing.map(({ why }) => why));
  return { why: [...reasons].join("; "), againIn: Math.min(...failing.map(({ againIn }) => againIn)) };
}
