/** The vote comment: what Prow's users and tools read when LGTM is given, and the votes behind it, so that they outlive the ledger. */
import { z } from "zod";
import type { OurComment } from "../facts.ts";
import { isSha, type NodeId, nodeIdOf, type Sha, type UserId, userIdOf } from "../ids.ts";
import type { StandingComment } from "../plugin.ts";
import type { Revision } from "./revision.ts";

export interface Receipt {
  readonly id: UserId;
  readonly statement: NodeId;
  /** The whole set of revisions that the vote may have been about. */
  readonly revisions: readonly Revision[];
}

export interface Receipts {
  readonly comment: OurComment;
  /** The branch that the pull request aimed at when the votes were given. */
  readonly baseRef: string;
  readonly by: readonly Receipt[];
}

const sha = z.custom<Sha>((value) => typeof value === "string" && isSha(value));
const revision: z.ZodType<Revision> = z.strictObject({ head: sha, tree: sha, mergeBase: sha, mergeBaseTree: sha });
const shape = z.strictObject({
  v: z.literal(1),
  baseRef: z.string().min(1),
  by: z
    .array(
      z.strictObject({
        id: z.int().positive().transform(userIdOf),
        statement: z.string().min(1).transform(nodeIdOf),
        revisions: z.array(revision).min(1),
      }),
    )
    .min(1),
});

// Two blanks before the tag: Prow's own pattern has them.
const firstLine = (tree: string): string => `LGTM label has been added.  <details>Git tree hash: ${tree}</details>`;
const bodyShape = /^LGTM label has been added\. {2}<details>Git tree hash: [0-9a-f]*<\/details>\r?\n<!-- bowsprit:vote (\{[^\r\n]*\}) -->/;

/** Whatever became of it since. */
export const isVoteComment = ({ body }: OurComment): boolean => bodyShape.test(body);

/** GitHub refuses a comment above 65,536 characters. */
const longest = 60_000;

/** The receipts that still count: in comments of ours that nobody edited and that were not folded away. One that does not parse grants nothing. */
export const receiptsIn = (ours: readonly OurComment[]): Receipts[] =>
  ours.filter((comment) => !comment.isEdited && !comment.isMinimized).flatMap(receiptsOf);

function receiptsOf(comment: OurComment): Receipts[] {
  const [, json] = bodyShape.exec(comment.body) ?? [];
  if (json === undefined) return [];
  const parsed = shape.safeParse(parsedJson(json));
  return parsed.success ? [{ comment, baseRef: parsed.data.baseRef, by: parsed.data.by }] : [];
}

function parsedJson(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

/**
 * The comment for votes that turn the label on, or undefined where there is none. A turn that repeats an earlier one, because the label
 * went and came back, gets a number: the earlier comment was folded away and must not be taken for this one.
 */
export function voteComment(
  tree: Sha,
  baseRef: string,
  votes: readonly Receipt[],
  ours: readonly OurComment[],
): StandingComment | undefined {
  const by = fitting(votes);
  const last = by.at(-1);
  if (last === undefined) return undefined;
  const turn = `bowsprit:turn ${hidden(`${last.statement}@${tree}`)}`;
  const earlier = ours.filter((comment) => comment.body.includes(`<!-- ${turn} `)).length;
  const mark = `<!-- ${turn} ${earlier + 1} -->`;
  return { mark, body: [firstLine(tree), `<!-- bowsprit:vote ${hidden(JSON.stringify({ v: 1, baseRef, by }))} -->`, mark].join("\n") };
}

/** Branch names may hold `-->`, which would end the HTML comment early. */
const hidden = (text: string): string => text.replaceAll("<", "\\u003c").replaceAll(">", "\\u003e");

/** The newest votes, as many as one comment can hold. */
function fitting(votes: readonly Receipt[]): readonly Receipt[] {
  let room = longest;
  return votes
    .toReversed()
    .filter((vote) => {
      room -= JSON.stringify(vote).length;
      return room >= 0;
    })
    .toReversed();
}
