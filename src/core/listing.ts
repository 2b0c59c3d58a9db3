/** Listing: what a list of open pull requests shows of each, and its fingerprint: while that stays the same, nobody need look closer. */
import type { Instant, Sha } from "./ids.ts";

/** What both a list and a look show of an open pull request. */
export interface Shown {
  readonly head: Sha;
  readonly base: string;
  /** Of the base branch; undefined where that is gone. */
  readonly baseTip: Sha | undefined;
  readonly updatedAt: Instant;
  readonly labels: readonly string[];
}

export interface OpenThread extends Shown {
  readonly number: number;
  /** GitHub's clock when it made the list. */
  readonly listedAt: Instant;
}

/** Equal for what is equal; the order of labels says nothing. */
export const fingerprintOf = ({ head, base, baseTip, updatedAt, labels }: Shown): string =>
  JSON.stringify([head, base, baseTip ?? null, updatedAt, labels.toSorted()]);
