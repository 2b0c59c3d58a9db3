/** Issue: whether a pull request names the issue that it belongs to, where a repository asks for one. */
import type { Thread } from "../facts.ts";
import type { Login } from "../ids.ts";
import type { Approval } from "./replay.ts";

export type IssueState =
  | { readonly kind: "not asked" }
  | { readonly kind: "named"; readonly number: number }
  | { readonly kind: "waived"; readonly by: readonly Approval[] }
  | { readonly kind: "missing" };

/**
 * `approvals` in the order in which they are shown, `owning` everybody who may approve a required part: the waiver of anybody else does
 * not count.
 */
export function issueState(
  thread: Pick<Thread, "body" | "repository">,
  approvals: readonly Approval[],
  owning: ReadonlySet<Login>,
): IssueState {
  const number = issueIn(thread.body, thread.repository.owner);
  if (number !== undefined) return { kind: "named", number };
  const by = approvals.filter((approval) => approval.waivesIssue && owning.has(approval.by.login));
  return by.length > 0 ? { kind: "waived", by } : { kind: "missing" };
}

/**
 * Prow's rule: the first `#12` or `<organisation>/<repository>/issues/12` in the description, whatever repository a `#12` stands behind.
 * Only the first one is looked at: `#0 and #5` names none.
 */
function issueIn(description: string, organisation: string): number | undefined {
  const digits = new RegExp(`(?:${organisation.replaceAll(/\W/g, "\\$&")}/[^/]+/issues/|#)(\\d+)`).exec(description)?.[1];
  const number = Number(digits ?? 0);
  return number > 0 && Number.isSafeInteger(number) ? number : undefined;
}
