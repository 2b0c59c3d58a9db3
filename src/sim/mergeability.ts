/** Whether a pull request merges: GitHub tries it in the background when somebody asks, and says so the next time. */
import { isMergeable } from "./git/merge.ts";
import type { Pull, PullState } from "./threads.ts";

export interface Mergeability {
  readonly mergeable: "MERGEABLE" | "CONFLICTING" | "UNKNOWN";
  readonly mergeStateStatus: "CLEAN" | "DIRTY" | "DRAFT" | "UNKNOWN";
}

const unknown: Mergeability = { mergeable: "UNKNOWN", mergeStateStatus: "UNKNOWN" };

export function mergeability(pull: Pull, { head, baseRef, isDraft, state }: PullState): Mergeability {
  const tip = pull.repository.tip(baseRef);
  if (tip === undefined || state !== "OPEN") return unknown;
  const { requests } = pull.repository.world.journal;
  const attempt = `${head} ${tip}`;
  if (pull.triedMerge.attempt !== attempt) pull.triedMerge = { attempt, askedIn: requests };
  if (pull.triedMerge.askedIn === requests) return unknown;
  if (!isMergeable(pull.repository.store, tip, head)) return { mergeable: "CONFLICTING", mergeStateStatus: "DIRTY" };
  return { mergeable: "MERGEABLE", mergeStateStatus: isDraft ? "DRAFT" : "CLEAN" };
}
