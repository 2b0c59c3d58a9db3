/** How the votes on a pull request read in its status comment and check: who reviewed what, and whether it still is the change of now. */
import type { RevisionFacts } from "../facts.ts";
import type { Sha } from "../ids.ts";
import { met, open, type Reason } from "../reasons.ts";
import { quoted } from "../report.ts";
import { type Carried, lastOfEach, type Vote } from "./ballot.ts";
import type { Revision } from "./revision.ts";
import type { Speaker } from "./stances.ts";

/** Without `@`: the status comment must not call people each time it changes. */
export const nameOf = (by: Speaker | undefined): string => quoted(by?.spelled ?? "somebody whose account is gone");

export const short = (sha: Sha): string => `\`${sha.slice(0, 8)}\``;

/** `counting`: the votes that keep the label on. */
export function lgtmReason(votes: readonly Vote[], counting: readonly Vote[]): Reason {
  const because = lastOfEach(votes).map((vote) =>
    (counting.includes(vote) ? met : open)(`${standingOf(vote, counting.includes(vote))}${sinceThen(vote)}`),
  );
  return counting.length > 0 ? met(`LGTM by ${namesOf(counting)}`, because) : open("needs an LGTM", because);
}

export const namesOf = (votes: readonly Vote[]): string => [...new Set(votes.map(({ by }) => nameOf(by)))].join(", ");

/** One sentence for each vote, without its full stop. */
function standingOf({ by, bearing }: Vote, counts: boolean): string {
  const who = nameOf(by);
  switch (bearing.kind) {
    case "carries":
      return `${who} reviewed ${headsOf(bearing.from.map(({ revision }) => revision))}`;
    case "changed":
      return counts
        ? `${who} reviewed ${headsOf(bearing.revisions)}; pushes of this author need no new review`
        : `${who} reviewed ${headsOf(bearing.revisions)}; the change is different now`;
    case "unknown":
      return `what ${who} reviewed is not known: ${quoted(bearing.reason)}`;
    case "pending":
      return `what ${who} reviewed cannot be told for some seconds`;
    case "elsewhere":
      return `${who} reviewed the change onto the branch ${quoted(bearing.baseRef)}`;
    default:
      return bearing satisfies never;
  }
}

/** Why a vote on an earlier head holds, for those who do not unfold the proof. */
function sinceThen({ bearing }: Vote): string {
  if (bearing.kind !== "carries" || bearing.from.every(({ carry }) => carry.class === "same commit")) return "";
  return "; the head of now is the same change";
}

const headsOf = (revisions: readonly Revision[]): string =>
  revisions.length === 1
    ? revisions.map(({ head }) => short(head)).join()
    : `one of ${revisions.map(({ head }) => short(head)).join(", ")}`;

/** A line for people who had given LGTM: for the change as it is now, nobody has. */
export function lostNote(votes: readonly Vote[], now: Revision): readonly string[] {
  const lost = lastOfEach(votes).flatMap(({ by, bearing }) => (bearing.kind === "changed" && !bearing.sawNow ? [{ by, bearing }] : []));
  if (lost.length === 0) return [];
  const each = lost.map(({ by, bearing }) => `${nameOf(by)} reviewed ${headsOf(bearing.revisions)}`).join(", ");
  return [`LGTM is lost: ${each}, and ${short(now.head)} is a different change. It needs \`/lgtm\` again.`];
}

/** Which revision each vote was about, and how anybody can check that it is the change of now. */
export function revisionDetails(votes: readonly Vote[], counting: readonly Vote[], { now }: RevisionFacts) {
  if (votes.length === 0) return [];
  const rows = votes.map((vote) => [`- ${standingOf(vote, counting.includes(vote))}`, ...proofs(vote, now)].join(": "));
  return [{ summary: "Reviewed revisions", text: rows.join("\n") }];
}

const proofs = ({ bearing }: Vote, now: Revision): readonly string[] =>
  bearing.kind === "carries" ? [bearing.from.map((carried) => proofOf(carried, now)).join("; ")] : [];

function proofOf({ revision, carry }: Carried, now: Revision): string {
  switch (carry.class) {
    case "same commit":
      return "the head of now";
    case "same change":
      return `the same change as ${short(now.head)}, as \`${proofCommand(revision, now)}\` shows by printing nothing`;
    case "base moved":
      return `the same change as ${short(now.head)} on a newer base`;
    default:
      return carry.class satisfies never;
  }
}

function proofCommand(revision: Revision, now: Revision): string {
  const heads = `git diff ${revision.head} ${now.head}`;
  return revision.mergeBase === now.mergeBase ? heads : `${heads}; git diff ${revision.mergeBase} ${now.mergeBase}`;
}
