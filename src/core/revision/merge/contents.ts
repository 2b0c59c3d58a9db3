/** Contents: whether a file that both sides changed is what git's merge of both makes of it, byte for byte. */
import type { Four } from "../path-rule.ts";
import { type Budget, BudgetExceeded } from "./budget.ts";
import { areEqual, LineNumbers } from "./lines.ts";
import { mergedLines } from "./three-way.ts";

/** Larger files are not merged. */
export const mostBytes = 1_048_576;

/** Git takes a file for binary if a zero byte is among its first ones, and never merges it. */
const looksBinary = (bytes: Uint8Array): boolean => bytes.subarray(0, 8000).includes(0);

/**
 * Nothing but the bytes counts: no attribute of the repository, as in the merges that GitHub makes itself, and no setting of anybody's
 * git. A file that both sides added has an empty base.
 */
export function mergeOf(
  { oldBase, oldHead, newBase, newHead }: Four<Uint8Array>,
  budget: Budget,
): "holds" | "differs" | "conflict" | "too large" {
  const sides = [oldBase, oldHead, newBase];
  if (sides.some(looksBinary)) return "conflict";
  if ([...sides, newHead].some(({ length }) => length > mostBytes)) return "too large";
  const numbers = new LineNumbers();
  const [base, ours, theirs] = [numbers.of(oldBase), numbers.of(oldHead), numbers.of(newBase)];
  try {
    const merged = mergedLines(base, ours, theirs, budget);
    if (merged === undefined) return "conflict";
    return areEqual(merged, numbers.of(newHead)) ? "holds" : "differs";
  } catch (error) {
    if (error instanceof BudgetExceeded) return "too large";
    throw error;
  }
}
