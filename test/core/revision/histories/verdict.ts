/** What a trial comes to: holes, and how much of what could be kept is kept. */
import type { Tried } from "./trial.ts";

/** Of the histories without renames that git merges into the new head, so many must be kept. */
export const leastShare = 0.98;

export interface Verdict {
  /** Kept although the new head is not git's merge; each is a hole. */
  readonly unsafe: readonly Tried[];
  /** Without renames, and git merges them into the new head. */
  readonly keepable: readonly Tried[];
  readonly kept: readonly Tried[];
  readonly lost: readonly Tried[];
  readonly isSound: boolean;
}

export function verdictOn(tried: readonly Tried[]): Verdict {
  const unsafe = tried.filter(({ carry, truth }) => carry.carries && truth !== "carries");
  const keepable = tried.filter(({ history, truth }) => truth === "carries" && !history.hasRename);
  const kept = keepable.filter(({ carry }) => carry.carries);
  const lost = keepable.filter(({ carry }) => !carry.carries);
  return { unsafe, keepable, kept, lost, isSound: unsafe.length === 0 && kept.length >= leastShare * keepable.length };
}
