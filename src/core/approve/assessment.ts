/** Assessment: what the approvals of a pull request amount to under its OWNERS files: which parts are approved, what is missing, whom to ask. */
import type { ChangedFile, OwnersFacts, Thread } from "../facts.ts";
import type { Login } from "../ids.ts";
import { type Approvals, type Change, changeOf, decisionOf } from "../owners/approval.ts";
import { byBytes } from "../owners/bytes.ts";
import { ownedPaths } from "../owners/changed-paths.ts";
import { joined } from "../owners/paths.ts";
import type { Standing } from "../owners/questions.ts";
import { peopleByKey, suggestedApprovers } from "../owners/suggestion.ts";
import type { Problem } from "../owners/tree.ts";
import { type IssueState, issueState } from "./issue.ts";
import type { Approval } from "./replay.ts";

/** One owner key that needs approval. */
export interface Part {
  readonly key: string;
  /** The file that says who owns it. */
  readonly file: string;
  readonly isApproved: boolean;
  /** Approvals of people who may approve some of its files, in order of logins. */
  readonly by: readonly Approval[];
  /** Who may approve some of it, nearest first where it is not approved. */
  readonly candidates: readonly Login[];
  /** What keeps the approvers from being known, or makes the part a repair. */
  readonly standing: Standing;
}

export interface Assessment {
  /** In order of logins, people included whose approval helps nothing. */
  readonly approvals: readonly Approval[];
  /** In order of keys. */
  readonly parts: readonly Part[];
  readonly areFilesApproved: boolean;
  readonly changesNothing: boolean;
  readonly issue: IssueState;
  /** Whether everything is given that the rules ask for. */
  readonly isMet: boolean;
  /** Whom to ask, in order of bytes: those it is assigned to already, and the others. */
  readonly ask: { readonly all: readonly Login[]; readonly assigned: readonly Login[]; readonly others: readonly Login[] };
  /** What is wrong with the OWNERS files that were read, whether it matters here or not. */
  readonly problems: readonly Problem[];
}

export interface AssessmentInput {
  readonly thread: Thread;
  readonly files: readonly ChangedFile[];
  readonly owners: OwnersFacts;
  readonly approvals: ReadonlyMap<Login, Approval>;
  readonly issueRequired: boolean;
}

export function assess({ thread, files, owners, approvals, issueRequired }: AssessmentInput): Assessment {
  const change = changeOf(owners.owners, ownedPaths(files));
  const given: Approvals = { by: new Set(approvals.keys()), administrators: new Set(owners.admins) };
  const { approved, unapproved } = decisionOf(change, given);
  const shown = [...approvals.values()].toSorted((a, b) => byBytes(a.by.login, b.by.login));
  const owning = new Set([...peopleByKey(change, "approvers").values()].flatMap((people) => [...people]));
  const issue: IssueState = issueRequired ? issueState(thread, shown, owning) : { kind: "not asked" };
  const all = suggestedApprovers(change, { approvers: given.by, assignees: new Set(thread.assignees), number: thread.number });
  return {
    approvals: shown,
    parts: partsOf(change, new Set(unapproved), given, shown),
    areFilesApproved: approved,
    changesNothing: files.length === 0,
    issue,
    isMet: approved && issue.kind !== "missing",
    ask: {
      all,
      assigned: all.filter((login) => thread.assignees.includes(login)),
      others: all.filter((login) => !thread.assignees.includes(login)),
    },
    problems: owners.owners.problems,
  };
}

/** The required keys, and those below them whose files nobody who approved may approve. */
function partsOf(change: Change, unapproved: ReadonlySet<string>, given: Approvals, approvals: readonly Approval[]): readonly Part[] {
  const keys = [...new Set([...change.required, ...unapproved])].sort(byBytes);
  const answers = Map.groupBy(change.checked, ({ owner }) => owner);
  return keys.map((key): Part => {
    const own = answers.get(key) ?? [];
    const standing = worstOf(own.map((answer) => answer.standing));
    const approvers = new Set(own.flatMap((answer) => answer.approvers));
    const mayApprove = ({ by: { login } }: Approval) =>
      approvers.has(login) || (standing.kind === "administrators" && given.administrators.has(login));
    return {
      key,
      file: fileOf(change, key),
      isApproved: !unapproved.has(key),
      by: approvals.filter(mayApprove),
      candidates: [...new Set(own.flatMap((answer) => answer.leafApprovers))].sort(byBytes),
      standing,
    };
  });
}

/** The repair of a broken root file stands under one key with all that the file blocks. */
const worstOf = (standings: readonly Standing[]): Standing =>
  standings.find(({ kind }) => kind === "blocked") ?? standings.find(({ kind }) => kind === "administrators") ?? { kind: "owned" };

/** With front matter, a Markdown file names its own owners. */
const fileOf = ({ owners }: Change, key: string): string => (key.endsWith(".md") ? key : joined(key, owners.filenames.owners || "OWNERS"));
