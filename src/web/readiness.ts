/** Readiness: whether this process can do its work now, and how fresh what it knows is. */

export interface Readiness {
  /** What is in the way; empty: ready. Lines for people, without anything secret. */
  readonly problems: readonly string[];
  /** Counts, and ages in seconds; null: unknown, or not since the start. */
  readonly state: Readonly<Record<string, number | null>>;
}

/** What is in the way; undefined: nothing. */
export type Check = () => Promise<string | undefined>;

/**
 * Asks at most once in so many seconds, because the answer costs a request. While it is asked again the last answer stands; the first is
 * waited for. The check must not reject. `clock`: seconds.
 */
export function atMostEvery(seconds: number, check: Check, clock: () => number): Check {
  let askedAt = Number.NEGATIVE_INFINITY;
  let standing: Promise<string | undefined> | undefined;
  return async () => {
    if (clock() >= askedAt + seconds) {
      askedAt = clock();
      const answer = check();
      standing ??= answer;
      void answer.then(() => {
        standing = answer;
      });
    }
    return standing;
  };
}
