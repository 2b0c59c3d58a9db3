/** How the votes on a pull request read in its status comment and check: who reviewed what, and whether it still is the change of now. */
import type { RevisionFacts } from "../facts.ts";
import { quoted } from "../quoting.ts";
import { met, open, type Reason } from "../reasons.ts";
import { type Bearing, lastOfEach, type Vote } from "./ballot.ts";
import { lossOf, type PushOutcome, pushOutcomes, short } from "./carry-report.ts";
import { type Revision, revisionKey } from "./revision.ts";
import type { Speaker } from "./stances.ts";

/** Without `@`: the status comment must not call people each time it changes. */
export const nameOf = (by: Speaker | undefined): string => quoted(by?.spelled ?? "somebody whose account is gone");

/** What is known of the revisions, and where people find the repository. */
export interface Known extends Pick<RevisionFacts, "now" | "carries" | "pushes"> {
  readonly repositoryUrl: string;
}

/** `counting`: the votes that keep the label on. Below each vote what became of it with every push. */
export function lgtmReason(votes: readonly Vote[], counting: readonly Vote[], known: Known): Reason {
  const because = lastOfEach(votes).map((vote) =>
    (counting.includes(vote) ? met : open)(standingOf(vote, counting.includes(vote)), pushReasons(vote, known)),
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

const pushReasons = (vote: Vote, known: Known): Reason[] =>
  sinceVote(vote, known).map(({ text, proof, carries }) =>
    (carries === true ? met : open)(text, proof === undefined ? undefined : [met(proof)]),
  );

function sinceVote({ at, bearing }: Vote, { now, pushes, repositoryUrl }: Known): readonly PushOutcome[] {
  const reviewed = reviewedAt(bearing);
  if (reviewed.length === 0 || reviewed.every(({ head }) => head === now.head)) return [];
  const last = pushes.findLastIndex((push) => push.at <= at || (push.head !== now.head && reviewed.some(({ head }) => head === push.head)));
  return pushOutcomes(reviewed, pushes, repositoryUrl).slice(last + 1);
}

/** The revisions that a vote may be about, where that is known. */
function reviewedAt(bearing: Bearing): readonly Revision[] {
  if (bearing.kind === "carries") return bearing.from.map(({ revision }) => revision);
  return bearing.kind === "changed" ? bearing.revisions : [];
}

const headsOf = (revisions: readonly Revision[]): string =>
  revisions.length === 1
    ? revisions.map(({ head }) => short(head)).join()
    : `one of ${revisions.map(({ head }) => short(head)).join(", ")}`;

/** A line for people who had given LGTM: for the change as it is now, nobody has. */
export function lostNote(votes: readonly Vote[], known: Known): readonly string[] {
  const { head } = known.now;
  const lost = lastOfEach(votes).flatMap(({ bearing, ...vote }) =>
    bearing.kind === "changed" && !bearing.sawNow ? [{ ...vote, revisions: bearing.revisions }] : [],
  );
  if (lost.length === 0) return [];
  const reviews = lost.map((vote) => `${reviewOf(vote, vote.revisions)} (${whyLost(vote.revisions, known)})`);
  const isBaseAlone = lost.every(({ revisions }) => revisions.every((revision) => revision.head === head));
  const now = isBaseAlone ? "on the base of now it" : short(head);
  return [`LGTM is lost: ${reviews.join(", ")}, and ${now} is a different change. It needs \`/lgtm\` again.`];
}

function whyLost(revisions: readonly Revision[], { now, carries, repositoryUrl }: Known): string {
  for (const revision of revisions) {
    const carry = carries.get(revisionKey(revision));
    if (carry?.carries === false) return lossOf(carry, revision, now, repositoryUrl);
  }
  return "the options let LGTM outlive no such push";
}

/** What the folded part of the status comment is called. */
export const revisionsSummary = "Reviewed revisions";

/** Which revision each vote was about, and for each push since whether it still was that change, with the command that proves it. */
export function revisionDetails(votes: readonly Vote[], counting: readonly Vote[], known: Known) {
  if (votes.length === 0) return [];
  const rows = votes.flatMap((vote) => [
    `- ${standingOf(vote, counting.includes(vote))}`,
    ...sinceVote(vote, known).map(({ text, proof }) => `  - ${text}${proof === undefined ? "" : `: ${proof}`}`),
  ]);
  return [{ summary: revisionsSummary, text: rows.join("\n") }];
}
