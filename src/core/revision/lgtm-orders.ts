/** What LGTM makes the bot do once: answer a word that did not count, assign who reviewed, ask for another review. */
import { type Instant, type NodeId, orderKeyOf, type UserId } from "../ids.ts";
import type { Deed, Order } from "../orders.ts";
import type { Surroundings } from "../plugin.ts";
import { pass } from "../route/words.ts";
import { lastActAt } from "../silence.ts";
import { isRequestChange, isText, type RequestChange, type Statement } from "../statements.ts";
import { wordsOf } from "../words.ts";
import { arrivalOf } from "./arrival.ts";
import { lastOfEach, type RatedStance, type Tally, type Vote } from "./ballot.ts";
import { againReply, editedReply, refusalReply } from "./lgtm-replies.ts";
import { usesIn } from "./lgtm-word.ts";
import type { Stance } from "./stances.ts";

type Around = Pick<Surroundings, "now" | "me" | "thread" | "statements" | "memory">;

const orderOf = (what: string, cause: string, causedAt: Instant, guard: Order["guard"], does: Deed): Order => ({
  key: orderKeyOf("lgtm", what, cause),
  ...{ causedAt, guard, does },
});

const reply = (text: string): Deed => ({ kind: "reply", text });
const whileOpen = { isOpen: true } as const;

/** To whoever said a word, or reviewed, without the right to. A label set by hand is put back instead, and a line tells why. */
export const refusals = (stances: readonly RatedStance[]): Order[] =>
  stances.flatMap((stance) =>
    stance.right.kind === "may not" && stance.how !== "label"
      ? [orderOf("refused", stance.statement, stance.at, whileOpen, reply(refusalReply(stance, stance.right.why, stance.wants)))]
      : [],
  );

/** To whoever edited a vote before it was read. One that counted before needs no lecture. */
export function editedVotes(statements: readonly Statement[], memory: Around["memory"], mayVote: (stance: Stance) => boolean): Order[] {
  return statements.filter(isText).flatMap((said) => {
    if (said.presence !== "edited" || memory.votes.has(said.id) || usesIn(said).at(-1) !== "vote") return [];
    if (said.kind === "comment" && said.place === "body") return [];
    const stance: Stance = { statement: said.id, at: said.at, by: said.by, wants: "vote", how: "word", url: said.url };
    return mayVote(stance) ? [orderOf("edited", said.id, said.at, whileOpen, reply(editedReply(stance)))] : [];
  });
}

/** To whoever voted on nobody knows which commit. */
export function repetitions(votes: readonly Vote[], { thread }: Around): Order[] {
  const guard = { head: thread.head, isOpen: true };
  return lastOfEach(votes).flatMap((vote) => {
    const why = whyUnclear(vote);
    if (why === undefined || vote.how === "receipt" || vote.how === "import") return [];
    return [orderOf("again", vote.statement, vote.at, guard, reply(againReply(vote, thread.head, why)))];
  });
}

/**
 * To whom a former bot gave its label, where nothing proves for which commit. The word may be years old: what calls for the question is
 * that somebody acts, because with that the label goes.
 */
export function repetitionsOfImports(votes: readonly Vote[], around: Around): Order[] {
  const { thread } = around;
  return votes.flatMap((vote) => {
    const voter = voterBehind(vote, votes);
    if (vote.how !== "import" || vote.bearing.kind !== "unknown" || voter === undefined) return [];
    const text = againReply(voter, thread.head, `${vote.by?.spelled ?? "the bot before"} gave the label, and ${vote.bearing.reason}`);
    return [orderOf("again", vote.statement, lastActAt(around) ?? vote.at, { head: thread.head, isOpen: true }, reply(text))];
  });
}

/** Whose word a former bot acted upon, as far as it stands on the thread: the last one before it set the label. */
const voterBehind = (imported: Vote, votes: readonly Vote[]): Vote | undefined =>
  votes.findLast((vote) => (vote.how === "word" || vote.how === "review") && vote.at <= imported.at);

function whyUnclear({ bearing }: Vote): string | undefined {
  if (bearing.kind === "unknown") return bearing.reason;
  return bearing.kind === "changed" && bearing.isFinal && bearing.sawNow ? "a push came at that moment" : undefined;
}

/** As in Prow, whoever gives LGTM or takes it back becomes an assignee, also where nothing changes. The author does not. */
export function assignments(stances: readonly RatedStance[], { thread }: Around): Order[] {
  return stances.flatMap(({ statement, at, by, how, right }) => {
    const isToBe = right.kind === "may" && (how === "word" || how === "review") && by !== undefined && by.id !== thread.author?.id;
    if (!isToBe || isAssigned(by.spelled, thread.assignees)) return [];
    return [orderOf("assign", statement, at, whileOpen, { kind: "assign", people: [by.spelled] })];
  });
}

const isAssigned = (spelled: string, assignees: readonly string[]): boolean => assignees.includes(spelled.toLowerCase());

/** The voters of a change that is another one now are asked once for each head; the base may have moved under one that they saw. */
export function newReviews(votes: readonly Vote[], around: Around): Order[] {
  const lost = votes.filter(({ bearing }) => bearing.kind === "changed" && bearing.isFinal && !bearing.sawNow);
  const last = lost.at(-1);
  const arrival = arrivalOf(around.thread.head, around.memory.sightings);
  if (last === undefined || arrival === undefined) return [];
  const causedAt = arrival < last.at ? last.at : arrival;
  return requestTo(votersOf(lost, votes), around, `${last.statement}@${around.thread.head}`, causedAt);
}

/** A former bot reviews nothing: whoever stands behind its vote does. */
const votersOf = (some: readonly Vote[], all: readonly Vote[]): Vote[] =>
  some.flatMap((vote) => (vote.how === "import" ? (voterBehind(vote, all) ?? []) : [vote]));

/** Whose votes somebody else took back is asked for another review. */
export const reviewsAfterCancels = (takenBack: Tally<Vote & RatedStance>["takenBack"], around: Around): Order[] =>
  takenBack.flatMap(({ cancel, votes }) =>
    requestTo(
      votersOf(votes, votes).filter(({ by }) => by?.id !== cancel.by?.id),
      around,
      cancel.statement,
      cancel.at,
    ),
  );

/**
 * Whoever answered a request with a comment is on GitHub's list still, because only a review that is submitted takes its author off: they
 * are asked anew. Not so whom somebody asked after they voted, and who has not answered yet; nor who has passed, or was taken off after that:
 * an author who pushes again and again must not have them mailed each time.
 */
function requestTo(votes: readonly Vote[], { thread, statements }: Around, cause: NodeId | string, causedAt: Instant): Order[] {
  const asked = new Set(thread.reviewRequests.map((name) => name.toLowerCase()));
  const isAsked = (name: string) => asked.has(name.toLowerCase());
  // Whose words are gone may be known by id alone.
  const voters = votes.flatMap(({ by, how, at }) =>
    by === undefined || by.id === thread.author?.id || how === "receipt" ? [] : [{ by, at }],
  );
  const people = voters.flatMap(({ by, at }) => {
    const requests = requestsOf(by.spelled, statements).filter((said) => said.at > at);
    const isSettled = requests.some(({ what }) => what === "review requested") && (isAsked(by.spelled) || isTakenOff(requests.at(-1)));
    return isSettled || hasPassed(by.id, at, statements) ? [] : [by.spelled];
  });
  if (people.length === 0) return [];
  const standing = [...new Set(people)].filter(isAsked);
  const does: Deed = { kind: "request review", people: [...new Set(people)], ...(standing.length === 0 ? {} : { standing }) };
  return [orderOf("review", cause, causedAt, { head: thread.head, isOpen: true }, does)];
}

const requestsOf = (name: string, statements: readonly Statement[]): readonly RequestChange[] =>
  statements.filter(isRequestChange).filter(({ whom }) => whom.toLowerCase() === name.toLowerCase());

const isTakenOff = (last: RequestChange | undefined): boolean => last?.what === "review request removed";

const hasPassed = (id: UserId, at: Instant, statements: readonly Statement[]): boolean =>
  wordsOf(statements, [pass]).some(({ said }) => said.at > at && said.by?.id === id);
