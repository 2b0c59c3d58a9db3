/** Reasons: why a pull request is approved or not, part by part, in the words of the verdict. */
import type { Login } from "../ids.ts";
import { code, quoted } from "../quoting.ts";
import { broken, met, open, type Reason } from "../reasons.ts";
import type { Assessment, Part } from "./assessment.ts";
import { problemText } from "./links.ts";

/** `setByHand`: who set the label by hand, where that counts. */
export function approvalReasons(assessment: Assessment, setByHand: string | undefined): readonly Reason[] {
  const parts = assessment.parts.map(partReason);
  if (setByHand !== undefined && !assessment.isMet) return [met(`approved by hand, by ${quoted(setByHand)}`, parts)];
  return [filesReason(assessment, parts), ...issueReasons(assessment)];
}

function filesReason({ areFilesApproved, changesNothing, parts, ask }: Assessment, because: readonly Reason[]): Reason {
  if (areFilesApproved) return met("approved", because);
  if (changesNothing) return open("changes no file, so there is nothing to approve");
  if (because.some(({ state }) => state === "broken")) return broken("cannot be approved until an OWNERS file is fixed", because);
  if (ask.all.length > 0) return open(`needs approval: ask ${someOf(ask.all)}`, because);
  const owned = parts.some((part) => part.candidates.length > 0 || part.standing.kind === "administrators");
  return open(owned ? "needs approval" : "needs approval, but OWNERS names nobody who may give it", because);
}

function partReason({ file, isApproved, by, candidates, standing }: Part): Reason {
  if (isApproved) return met(`${code(file)}: approved by ${someOf(by.map((approval) => approval.by.spelled))}`);
  switch (standing.kind) {
    case "blocked":
      return broken(`${code(file)}: nobody can approve until this is fixed: ${problemText(standing.by)}`);
    case "administrators":
      return open(`${code(file)}: an administrator of the repository may approve its repair: ${problemText(standing.repair)}`);
    case "owned":
      return open(
        `${code(file)}: ${candidates.length === 0 ? "nobody may approve it" : `needs ${candidates.length === 1 ? "" : "one of "}${someOf(candidates)}`}`,
      );
    default:
      return standing satisfies never;
  }
}

function issueReasons({ issue }: Assessment): readonly Reason[] {
  switch (issue.kind) {
    case "not asked":
      return [];
    case "named":
      return [met(`belongs to issue ${issue.number}`)];
    case "waived":
      return [met(`needs no issue, says ${someOf(issue.by.map(({ by }) => by.spelled))}`)];
    case "missing":
      return [open("needs an issue in its description, or `/approve no-issue` by an approver")];
    default:
      return issue satisfies never;
  }
}

/** So many names of a list are shown. */
const mostNames = 10;

const someOf = (names: readonly (Login | string)[]): string =>
  [...names.slice(0, mostNames).map(quoted), ...(names.length > mostNames ? [`${names.length - mostNames} more`] : [])].join(", ");
