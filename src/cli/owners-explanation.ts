/** What `bowsprit owners explain` answers: a stable JSON document, described in docs/owners-explain.md. */
import type { Login } from "../core/ids.ts";
import { changeOf, decisionOf } from "../core/owners/approval.ts";
import { byBytes } from "../core/owners/bytes.ts";
import { joined } from "../core/owners/paths.ts";
import { suggestedApprovers } from "../core/owners/suggestion.ts";
import { type FileText, type Owners, type OwnersReading, ownersOf, type Problem } from "../core/owners/tree.ts";

export interface Asked {
  readonly files: ReadonlyMap<string, FileText>;
  readonly reading: OwnersReading;
  /** Undefined asks about every directory with an OWNERS file. */
  readonly paths: readonly string[] | undefined;
  readonly approvers: ReadonlySet<Login>;
  readonly number: number;
}

export interface ExplainedFile {
  readonly path: string;
  readonly owner: string;
  readonly approvers: readonly string[];
  readonly leafApprovers: readonly string[];
  readonly reviewers: readonly string[];
  readonly leafReviewers: readonly string[];
  readonly requiredReviewers: readonly string[];
  readonly labels: readonly string[];
}

export interface Explanation {
  readonly files: readonly ExplainedFile[];
  readonly required: readonly string[];
  readonly unapproved: readonly string[];
  readonly approved: boolean;
  readonly suggested: readonly string[];
  readonly problems: readonly Problem[];
}

const nobody: ReadonlySet<Login> = new Set();

export function explanationOf({ files, reading, paths, approvers, number }: Asked): Explanation {
  const owners = ownersOf({ files, reading, collaborators: undefined });
  const change = changeOf(owners, paths ?? directoriesWithOwners(owners, files));
  const { approved, unapproved } = decisionOf(change, { by: approvers, administrators: nobody });
  return {
    files: change.files.map(({ path, answer }) => {
      const { owner, leafApprovers, reviewers, leafReviewers, requiredReviewers, labels } = answer;
      return { path, owner, approvers: answer.approvers, leafApprovers, reviewers, leafReviewers, requiredReviewers, labels };
    }),
    required: change.required,
    unapproved,
    approved,
    suggested: suggestedApprovers(change, { approvers, assignees: nobody, number }),
    problems: owners.problems.map(({ file, line, what, reason }) => ({ file, line, what, reason })),
  };
}

/** The root stands as the empty string, its owner key. */
function directoriesWithOwners(owners: Owners, files: ReadonlyMap<string, FileText>): readonly string[] {
  return [...owners.places.keys()].filter((key) => files.has(joined(key, owners.filenames.owners))).sort(byBytes);
}
