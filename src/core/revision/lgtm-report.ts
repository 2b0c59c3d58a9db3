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
  return counting.length > 0 ? met(`LGTM ${sourcesOf(counting)}`, because) : open("needs an LGTM", because);
}

function sourcesOf(votes: readonly Vote[]): string {
  const named = (some: readonly Vote[]) => [...new Set(some.map(({ by }) => nameOf(by)))].join(", ");
  const voters = named(votes.filter(({ how }) => how !== "import"));
  const bots = named(votes.filter(({ how }) => how === "import"));
  return [...(voters === "" ? [] : [`by ${voters}`]), ...(bots === "" ? [] : [`imported from ${bots}`])].join(", ");
}

/** One sentence for each vote, without its full stop. */
function standingOf(vote: Vote, counts: boolean): string {
  const { how, by, bearing } = vote;
  const who = nameOf(by);
  switch (bearing.kind) {
    case "carries":
      return reviewOf(
        vote,
        bearing.from.map(({ revision }) => revision),
      );
    case "changed":
      return `${reviewOf(vote, bearing.revisions)}; ${counts ? "pushes of this author need no new review" : "the change is different now"}`;
    case "unknown":
      return how === "import"
        ? `no LGTM could be imported from ${who}: ${quoted(bearing.reason)}`
        : `what ${who} reviewed is not known: ${quoted(bearing.reason)}`;
    case "pending":
      return `what ${who} reviewed cannot be told for some seconds`;
    case "elsewhere":
      return how === "import"
        ? `the LGTM of ${who} was for the branch ${quoted(bearing.baseRef)}`
        : `${who} reviewed the change onto the branch ${quoted(bearing.baseRef)}`;
    default:
      return bearing satisfies never;
  }
}

/** A former bot reviewed nothing: it says that somebody did. */
const reviewOf = ({ how, by }: Pick<Vote, "how" | "by">, revisions: readonly Revision[]): string =>
  how === "import" ? `imported from ${nameOf(by)} on ${headsOf(revisions)}` : `${nameOf(by)} reviewed ${headsOf(revisions)}`;

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
  const lost = lastOfEach(votes).flatMap((vote) =>
    vote.bearing.kind === "changed" && !vote.bearing.sawNow ? [reviewOf(vote, vote.bearing.revisions)] : [],
  );
  if (lost.length === 0) return [];
  return [`LGTM is lost: ${lost.join(", ")}, and ${short(now.head)} is a different change. It needs \`/lgtm\` again.`];
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
