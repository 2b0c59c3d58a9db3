/** Stances: everything on a thread that gives LGTM or takes it back, in order: words, reviews, a label set by hand, receipts of ours. */

import type { OurComment, Person } from "../facts.ts";
import { type Instant, later, type NodeId, type UserId } from "../ids.ts";
import type { VoteRecord } from "../memory.ts";
import { passTime } from "../ours.ts";
import { type Comment, isText, type Review, type Statement } from "../statements.ts";
import type { Word } from "../words.ts";
import { importedIn } from "./import.ts";
import { holdsWord, type LgtmUse } from "./lgtm-word.ts";
import { isCancelSight } from "./revision.ts";
import { receiptsIn } from "./vote-comment.ts";

export type Speaker = Pick<Person, "id" | "spelled" | "kind">;

export interface Stance {
  readonly statement: NodeId;
  readonly at: Instant;
  /** Undefined: the account is gone. */
  readonly by: Speaker | undefined;
  readonly wants: LgtmUse;
  /**
   * `receipt`: what was said is gone from the thread, and a comment of ours tells of it. `import`: a former bot set the label, and `by` is
   * that bot.
   */
  readonly how: "word" | "review" | "label" | "receipt" | "import";
  readonly url: string | undefined;
  /** Only a receipt tells it itself. */
  readonly baseRef?: string;
}

export interface StancesInput {
  readonly statements: readonly Statement[];
  readonly words: readonly Word<LgtmUse>[];
  readonly ours: readonly OurComment[];
  readonly votes: ReadonlyMap<NodeId, VoteRecord>;
  readonly me: UserId;
  readonly label: string;
  /** Whether an approving review votes and one that requests changes cancels. */
  readonly reviewsCount: boolean;
}

export function stancesOf(input: StancesInput): Stance[] {
  const last = new Map(input.words.map(({ said, argument }) => [said.id, argument]));
  const said = input.statements.flatMap((statement) => stanceOf(statement, last.get(statement.id), input) ?? []);
  // A receipt of the same second comes first, so that a cancel there takes it back.
  return [...receiptStances(input, new Set(said.map(({ statement }) => statement))), ...importStances(input), ...said].toSorted(
    (a, b) => a.at - b.at,
  );
}

/** A former bot's label is worth a word as long as it decides, or a vote was taken over from it. */
function importStances({ statements, votes, ours, me }: StancesInput): Stance[] {
  const imported = importedIn(statements, me);
  if (imported === undefined) return [];
  const { labelling, by, isLastWord } = imported;
  const isTakenOver = votes.has(labelling.id) || receiptsIn(ours).some((one) => one.by.some(({ statement }) => statement === labelling.id));
  if (!isLastWord && !isTakenOver) return [];
  return [{ statement: labelling.id, at: labelling.at, by, wants: "vote", how: "import", url: undefined }];
}

function stanceOf(statement: Statement, word: LgtmUse | undefined, input: StancesInput): Stance | undefined {
  const { id, at, by } = statement;
  if (by?.id === input.me) return undefined;
  if (statement.kind === "label" && statement.label.toLowerCase() === input.label)
    return { statement: id, at, by, wants: statement.on ? "vote" : "cancel", how: "label", url: undefined };
  if (!isText(statement)) return undefined;
  const isDismissed = statement.kind === "review" && statement.state === "dismissed";
  if (word !== undefined) return word === "vote" && isDismissed ? undefined : stance(statement, word, "word");
  if (statement.kind === "comment" || !input.reviewsCount || holdsWord(statement)) return undefined;
  const wants = byState(statement, input.votes);
  return wants === undefined ? undefined : stance(statement, wants, "review");
}

const stance = ({ id, at, by, url }: Comment | Review, wants: LgtmUse, how: Stance["how"]): Stance => ({
  statement: id,
  at,
  by,
  wants,
  how,
  url,
});

/** A review that asked for changes goes on doing so when it is edited or dismissed: that must not bring back what it took. */
function byState(review: Review, votes: StancesInput["votes"]): LgtmUse | undefined {
  if (review.presence === "withdrawn") return undefined;
  switch (review.state) {
    case "approved":
      return review.presence === "standing" ? "vote" : undefined;
    case "changes requested":
      return "cancel";
    case "dismissed":
      return wasCancel(votes.get(review.id)) ? "cancel" : undefined;
    case "commented":
      return undefined;
    default:
      return review.state satisfies never;
  }
}

const wasCancel = (record: VoteRecord | undefined): boolean => record !== undefined && isCancelSight(record.sight);

function receiptStances({ ours, statements, votes }: StancesInput, said: ReadonlySet<NodeId>): Stance[] {
  const onThread = new Map(statements.map((statement) => [statement.id, statement]));
  const stances = receiptsIn(ours).flatMap(({ comment, baseRef, by }) =>
    by.flatMap(({ id, statement }): Stance[] => {
      const left = onThread.get(statement);
      const common = { statement, wants: "vote", how: "receipt", url: undefined, baseRef } as const;
      const since = left?.at ?? later(comment.at, -passTime);
      if (hasDeleted(id, since, statements)) return [];
      if (left === undefined) {
        const spelled = votes.get(statement)?.login ?? "somebody";
        return [{ ...common, at: since, by: { id, spelled, kind: "user" } }];
      }
      const isGone = isText(left) && left.presence === "gone" && left.by?.id === id;
      return isGone && !said.has(statement) ? [{ ...common, at: left.at, by: left.by }] : [];
    }),
  );
  return [...new Map(stances.map((one) => [one.statement, one])).values()];
}

/** GitHub says who deleted a comment and not which: where the voter did, it may have been the vote, and no delivery may have told. */
const hasDeleted = (id: UserId, since: Instant, statements: readonly Statement[]): boolean =>
  statements.some((said) => said.kind === "act" && said.what === "comment deleted" && said.by?.id === id && said.at >= since);
