/** The program's own decision on one case, in the format of the expected lines. */
import { createHash } from "node:crypto";
import type { Login } from "../../src/core/ids.ts";
import { type Change, type Decision, decisionOf } from "../../src/core/owners/approval.ts";
import { sortedSet } from "../../src/core/owners/bytes.ts";
import { labelsIn } from "../../src/core/owners/labels.ts";
import type { Answer } from "../../src/core/owners/questions.ts";
import { potentialApprovers, suggestedApprovers } from "../../src/core/owners/suggestion.ts";
import { isCoveredBy } from "../core/owners/given.ts";
import { approver } from "./approver.ts";
import { type CcPool, ccPoolOf } from "./cc-pool.ts";
import type { Case } from "./corpora.ts";

export interface Line {
  readonly id?: string;
  readonly n: number;
  readonly answers: readonly object[];
  readonly files: readonly number[] | { readonly count: number; readonly sha256: string };
  readonly required: readonly string[];
  readonly selfApproved: { readonly implicit: Decision; readonly explicit: Decision };
  readonly suggested: Suggested;
  readonly trials: readonly ({ readonly kind: string; readonly by: readonly string[] } & Decision)[];
  readonly ccPool: CcPool;
  readonly ownersLabels: readonly string[];
}

export interface Suggested {
  readonly nobody: readonly string[];
  readonly author: readonly string[];
  readonly pool: readonly string[];
  readonly poolSize: number;
  readonly coverable: boolean;
  readonly covers: boolean;
}

/** Above this many files a line gives a hash of the answers instead of an index for each file. */
const mostListedFiles = 400;

const nobody: ReadonlySet<Login> = new Set();

export function lineOf(one: Case, change: Change): Line {
  const decision = (people: readonly string[]): Decision =>
    decisionOf(change, { by: new Set(people.map(approver)), administrators: nobody });
  const answers = [...new Set(change.files.map(({ answer }) => answer))];
  const distinct = new Map<string, number>();
  const indexes = new Map(answers.map((answer) => [answer, indexIn(distinct, JSON.stringify(shown(answer)))]));
  return {
    ...(one.id === undefined ? {} : { id: one.id }),
    n: one.n,
    answers: [...distinct.keys()].map((json): object => JSON.parse(json)),
    files: change.files.length > mostListedFiles ? hashed(change) : change.files.map(({ answer }) => indexes.get(answer) ?? -1),
    required: change.required,
    selfApproved: { implicit: decision([one.author]), explicit: decision([]) },
    suggested: suggestedOf(change, one),
    trials: one.trials.map(({ kind, by }) => ({ kind, by, ...decision(by) })),
    ccPool: ccPoolOf(change, one),
    ownersLabels: labelsIn(answers),
  };
}

function indexIn(distinct: Map<string, number>, json: string): number {
  const index = distinct.get(json) ?? distinct.size;
  distinct.set(json, index);
  return index;
}

function shown(answer: Answer): object {
  const { owner, approvers, leafApprovers, reviewers, leafReviewers, requiredReviewers, labels, reviewerOwner, noParentOwners } = answer;
  return { owner, approvers, leafApprovers, reviewers, leafReviewers, requiredReviewers, labels, reviewerOwner, noParentOwners };
}

function hashed(change: Change): { count: number; sha256: string } {
  const list = change.files.map(({ path, answer }) => {
    const { owner, approvers, leafApprovers, reviewers, leafReviewers, requiredReviewers, labels } = answer;
    return { path, owner, approvers, leafApprovers, reviewers, leafReviewers, requiredReviewers, labels };
  });
  return { count: list.length, sha256: createHash("sha256").update(JSON.stringify(list)).digest("hex") };
}

function suggestedOf(change: Change, one: Case): Suggested {
  const suggestion = (approvers: ReadonlySet<Login>) => suggestedApprovers(change, { approvers, assignees: nobody, number: one.n });
  const potential = potentialApprovers(change);
  const first = suggestion(nobody);
  return {
    nobody: first,
    author: suggestion(new Set([approver(one.author)])),
    pool: sortedSet(potential),
    poolSize: potential.length,
    coverable: isCoveredBy(change, new Set(potential)),
    covers: isCoveredBy(change, new Set(first)),
  };
}
