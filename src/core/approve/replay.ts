/**
 * Replay: who has approved a pull request, by everything that stands on its thread now, said again in the order in which it was said.
 * Whether an approval helps is for OWNERS to say; here everybody's is recorded.
 */
import type { Person, Thread } from "../facts.ts";
import type { Login, NodeId } from "../ids.ts";
import type { Review, Statement } from "../statements.ts";
import { usesOf, type Word, type WordDefinition, wordsOf } from "../words.ts";

/** What a line says about the approval of whoever wrote it. */
export type Consent = "approve" | "approve without issue" | "withdraw";

export interface Approval {
  readonly by: Person;
  readonly how: "Approved" | "LGTM" | "Author self-approved";
  /** Link to where it was said. */
  readonly reference: string;
  /** Whether it says that no issue is needed. */
  readonly waivesIssue: boolean;
}

export interface ReplayRules {
  /** Whether `/lgtm` says the same as `/approve`. */
  readonly lgtmApproves: boolean;
  /** Whether an approving review approves, and one that requests changes withdraws. */
  readonly reviewsApprove: boolean;
  /** Whether the author of a pull request approves it by opening it. */
  readonly authorApproves: boolean;
}

/** Prow's grammar: `cancel` anywhere behind the word withdraws, `no-issue` waives the issue only if nothing else stands there. */
function consentOf(name: string, rest: string): Consent {
  const argument = rest.trim().toLowerCase();
  if (name === "remove-approve" || argument.includes("cancel")) return "withdraw";
  return argument === "no-issue" ? "approve without issue" : "approve";
}

const rules = {
  kind: "standing",
  who: "owner",
  inDescription: false,
  parse: consentOf,
  restricts: (consent: Consent) => consent === "withdraw",
} as const;

export const approveWord: WordDefinition<Consent> = {
  ...rules,
  name: "approve",
  aliases: ["remove-approve"],
  usage: "/approve [no-issue|cancel]",
  does: "Approves the files you own, or takes that back. `/remove-approve` takes it back too.",
};

/** `/lgtm`, read as an approval. The word itself belongs to another plugin. */
const lgtmWord: WordDefinition<Consent> = { ...rules, name: "lgtm", usage: "/lgtm [cancel]", does: "Approves the files you own." };

/** By login. The last word of a person counts, but a plain approval does not take a waiver of the issue back. */
export function approvalsIn(
  { thread, statements }: { readonly thread: Pick<Thread, "author" | "url">; readonly statements: readonly Statement[] },
  { lgtmApproves, reviewsApprove, authorApproves }: ReplayRules,
): ReadonlyMap<Login, Approval> {
  const records = new Map<Login, Approval>();
  if (authorApproves && thread.author !== undefined && mayApprove(thread.author))
    record(records, { by: thread.author, how: "Author self-approved", reference: `${thread.url}#`, waivesIssue: false });
  const words = wordsByStatement(statements, lgtmApproves ? [approveWord, lgtmWord] : [approveWord]);
  for (const said of timeline(statements)) {
    if (said.by === undefined || !mayApprove(said.by)) continue;
    if (said.kind === "review" && reviewsApprove) recordReview(records, said, said.by);
    for (const word of words.get(said.id) ?? []) recordWord(records, word, said.by);
  }
  return records;
}

/** An App's comment is nobody's consent, and neither is that of an account made up in an import. */
const mayApprove = (person: Person): boolean => person.kind === "user";

function wordsByStatement(statements: readonly Statement[], definitions: readonly WordDefinition<Consent>[]) {
  return Map.groupBy(usesOf(wordsOf(statements, definitions), ...definitions), ({ said }): NodeId => said.id);
}

/** By time; what was said in one second counts in Prow's order of sources. */
const timeline = (statements: readonly Statement[]): readonly Statement[] =>
  statements.filter((said) => rank(said) > 0).toSorted((a, b) => a.at - b.at || rank(a) - rank(b));

function rank(said: Statement): number {
  if (said.kind === "review") return 3;
  if (said.kind !== "comment" || said.place === "body") return 0;
  return said.place === "inline" ? 1 : 2;
}

/** A review that was edited is still its author's: only its text may have been changed by somebody else. */
function recordReview(records: Map<Login, Approval>, review: Review, by: Person): void {
  const isThere = review.presence === "standing" || review.presence === "edited";
  if (review.state === "approved" && isThere) record(records, { by, how: "Approved", reference: review.url, waivesIssue: false });
  if (review.state === "changes requested" && review.presence !== "withdrawn") records.delete(by.login);
}

function recordWord(records: Map<Login, Approval>, { definition, argument, said }: Word<Consent>, by: Person): void {
  if (argument === "withdraw") records.delete(by.login);
  else
    record(records, {
      by,
      how: definition.name === "lgtm" ? "LGTM" : "Approved",
      reference: said.url,
      waivesIssue: argument === "approve without issue",
    });
}

function record(records: Map<Login, Approval>, approval: Approval): void {
  const earlier = records.get(approval.by.login);
  if (earlier?.waivesIssue && !approval.waivesIssue) return;
  records.set(approval.by.login, approval);
}
