/** Ends a process in good order: each part after what feeds it, and none for ever. */
import { setTimeout as sleep } from "node:timers/promises";
import type { Log } from "./log.ts";

export interface Stage {
  readonly what: string;
  readonly end: () => Promise<void>;
}

/**
 * Ends the stages one after another: first what takes in, then what works on it, then the store. A stage that fails or takes longer than
 * `seconds` is left behind, and the next one ends all the same. True where every stage came to its end.
 */
export async function drain(stages: readonly Stage[], seconds: number, log: Log): Promise<boolean> {
  let isClean = true;
  for (const { what, end } of stages) {
    const late = new AbortController();
    const outcome = await Promise.race([
      end().then(
        () => "ended",
        (error: unknown) => error,
      ),
      sleep(seconds * 1000, "late", { signal: late.signal }).catch(() => "ended"),
    ]);
    late.abort();
    if (outcome === "ended") continue;
    isClean = false;
    if (outcome === "late") log.warn({ what, seconds }, "did not end in time");
    else log.error({ what, err: outcome }, "did not end well");
  }
  return isClean;
}
