/** Detail: the word that people have for what happened between two revisions. It decides nothing. */
import type { Sha } from "../ids.ts";
import type { Carry } from "./revision.ts";

export type Detail = "squash" | "reword" | "rebase" | "base merged in";

/** The commits from merge base to head. */
export interface Commits {
  readonly head: Sha;
  readonly count: number;
  /** Of the head alone: two for a merge. */
  readonly parents: number;
}

/** Null where nothing carried, or nothing was pushed. */
export function detailOf(carry: Carry, voted: Commits, now: Commits): Detail | null {
  if (voted.head === now.head) return null;
  switch (carry.class) {
    case "same commit":
    case "changed":
      return null;
    case "same change":
      return now.count < voted.count ? "squash" : "reword";
    case "base moved":
      return now.parents > 1 ? "base merged in" : "rebase";
    default:
      return carry satisfies never;
  }
}
