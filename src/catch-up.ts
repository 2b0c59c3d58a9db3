/** Catching up: what no webhook told is found in the App's delivery log, and by a sweep over what is open. */
import { type Attempt, deliveriesIn } from "./core/deliveries.ts";
import { type Instant, instantOf, isoOf, later } from "./core/ids.ts";
import type { Wake } from "./core/memory.ts";

/** What is asked of GitHub. */
export interface Source {
  /** Newest first. */
  deliveryAttempts(since: Instant): Promise<readonly Attempt[]>;
  deliveryNumbered(id: number): Promise<{ readonly event: string; readonly payload: unknown } | undefined>;
  installations(): Promise<readonly number[]>;
}

/** What is asked of the ledger: a place for small texts, which may get lost. */
export interface Cache {
  get(kind: string, keys: readonly string[], now: Instant): Promise<ReadonlyMap<string, string>>;
  put(kind: string, entries: readonly { readonly key: string; readonly text: string; readonly expiresAt?: Instant }[]): Promise<void>;
}

export interface CatchUpOptions {
  readonly github: Source;
  readonly cache: Cache;
  /** Takes up one delivery, as if it came now. */
  readonly hear: (delivery: { readonly id: string; readonly event: string; readonly payload: unknown }) => Promise<void>;
  /** Puts work into the set that nobody waits for. */
  readonly wake: (wakes: readonly Wake[]) => Promise<void>;
  /** This machine's clock. */
  readonly now: () => Instant;
}

export interface CatchUp {
  /** Takes up what GitHub failed to deliver since the last read, each delivery once, and says how many that were. */
  readDeliveryLog(): Promise<number>;
  /** Has every open pull request looked at that changed since the last pass over it. */
  sweep(): Promise<void>;
  /** When each came to its end last, by this machine's clock; undefined: not since the start. */
  readonly sweptAt: Instant | undefined;
  readonly logReadAt: Instant | undefined;
}

/** An attempt may enter the log after a later one: each read goes back a little behind the last (seconds). */
const overlap = 15 * 60;
/** GitHub keeps its log for so long (seconds). */
const kept = 3 * 24 * 60 * 60;
/** Longer than any GitHub keeps its log (seconds). */
const remembered = 8 * 24 * 60 * 60;
const [takenUp, mark, markKey] = ["delivery taken up", "delivery log", "read up to"];

export function catchingUp(options: CatchUpOptions): CatchUp {
  const { now } = options;
  let sweptAt: Instant | undefined;
  let logReadAt: Instant | undefined;
  return {
    readDeliveryLog: async () => {
      const count = await takeUpMissed(options);
      logReadAt = now();
      return count;
    },
    sweep: async () => {
      await sweep(options);
      sweptAt = now();
    },
    get sweptAt() {
      return sweptAt;
    },
    get logReadAt() {
      return logReadAt;
    },
  };
}

async function sweep({ github, wake }: CatchUpOptions): Promise<void> {
  await wake((await github.installations()).map((installation) => ({ kind: "installation", installation, thoroughly: false })));
}

/** Only once all are taken up the mark moves: what failed halfway is found again. */
async function takeUpMissed(options: CatchUpOptions): Promise<number> {
  const { github, cache, hear, now } = options;
  const read = (await cache.get(mark, [markKey], now())).get(markKey);
  const attempts = await github.deliveryAttempts(read === undefined ? later(now(), -kept) : later(instantOf(read), -overlap));
  const missed = deliveriesIn(attempts).filter(({ isDone }) => !isDone);
  const guids = missed.map(({ guid }) => guid);
  const known = await cache.get(takenUp, guids, now());
  const fresh = missed.filter(({ guid }) => !known.has(guid)).toReversed();
  for (const { guid, last } of fresh) {
    const told = await github.deliveryNumbered(last.id);
    if (told !== undefined) await hear({ id: guid, ...told });
    await cache.put(takenUp, [{ key: guid, text: isoOf(now()), expiresAt: later(now(), remembered) }]);
  }
  // Told so late, "removed" and "suspended" may be over: what there is to see now is the answer.
  if (fresh.some(({ event }) => event.startsWith("installation"))) await sweep(options);
  const newest = attempts[0]?.at;
  if (newest !== undefined) await cache.put(mark, [{ key: markKey, text: isoOf(newest) }]);
  return fresh.length;
}
