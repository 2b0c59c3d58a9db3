/** Branches: for which base branches a job is, and whether two jobs can meet on one. */
import { compiled } from "../owners/pattern.ts";
import type { BranchRule } from "./presubmit.ts";

export type CompiledBranches =
  | { readonly kind: "branches"; readonly branches: BranchRule }
  | { readonly kind: "faulty"; readonly key: "branches" | "skip_branches"; readonly reason: string };

/**
 * Prow's rule: each list is one pattern, joined with `|` and searched anywhere in the name, so that `main` is also for `maintenance`. Who is
 * never for a branch is not, whatever else is said.
 */
export function branchesOf(only: readonly string[], never: readonly string[]): CompiledBranches {
  const wanted = compiled(only.join("|"));
  if (wanted.kind !== "pattern") return { kind: "faulty", key: "branches", reason: wanted.reason };
  const unwanted = compiled(never.join("|"));
  if (unwanted.kind !== "pattern") return { kind: "faulty", key: "skip_branches", reason: unwanted.reason };
  const includes = (branch: string): boolean => {
    if (never.length > 0 && unwanted.pattern.matches(branch)) return false;
    return only.length === 0 || wanted.pattern.matches(branch);
  };
  return { kind: "branches", branches: { only, never, includes } };
}

/** Whether two jobs of one name or context are in each other's way. Prow compares what is written, since patterns have no intersection to compute. */
export function intersect(left: BranchRule, right: BranchRule): boolean {
  if (isForAll(left) || isForAll(right)) return true;
  if (left.only.length > 0 && right.only.length > 0) return left.only.some((branch) => right.only.includes(branch));
  if (left.only.length > 0) return left.only.some(right.includes);
  if (right.only.length > 0) return right.only.some(left.includes);
  return true;
}

const isForAll = ({ only, never }: BranchRule): boolean => only.length === 0 && never.length === 0;
