/**
 * The label `lgtm`: somebody who may has reviewed exactly this change. `/lgtm` is a vote on the commit that its writer had before them; the
 * label is on as long as a vote carries to the head of now: the same commit, the same files on the same base (after a squash, a reword or an
 * amend), or exactly the reviewed change on a newer base (after a rebase, or a merge of the base), which the four trees prove. A push of
 * anything else takes it off, names the files that differ, and asks the voters for another review; it comes back when the reviewed change
 * does. `carry` says which of these pushes a vote outlives.
 *
 * Collaborators may vote, under `skip_collaborators` approvers and reviewers of at least one changed file; authors never. `/lgtm cancel`, by
 * any of them or the author, takes back every vote before it. The last word counts. An edited comment grants nothing. Setting the label by
 * hand is a vote, taking it off a cancel, by the same people; what others do to it is put back. A vote said within `settle` seconds of a push
 * may be about either commit, so it counts only if both hold the same change; where it is not known, the bot asks for it again. An `lgtm`
 * that a bot set which the organisation names as a former one is that bot's vote, if its own comment names the tree of the head.
 */
import { z } from "zod";
import type { Read, RevisionFacts } from "../core/facts.ts";
import type { Instant, NodeId, UserId } from "../core/ids.ts";
import { definePlugin, type Input, type LabelDefinition, type Wants } from "../core/plugin.ts";
import type { Reason } from "../core/reasons.ts";
import {
  type Bearing,
  bearingOf,
  type PushKind,
  pushKinds,
  type RatedStance,
  type Tally,
  tallyOf,
  type Vote,
} from "../core/revision/ballot.ts";
import { branchAt } from "../core/revision/branch.ts";
import {
  assignments,
  editedVotes,
  newReviews,
  refusals,
  repetitions,
  repetitionsOfImports,
  reviewsAfterCancels,
} from "../core/revision/lgtm-orders.ts";
import { lgtmReason, lostNote, nameOf, revisionDetails } from "../core/revision/lgtm-report.ts";
import { lgtmWord } from "../core/revision/lgtm-word.ts";
import { ownersOfChange, type Rights, rightOf, type Standing } from "../core/revision/right.ts";
import { finalFrom } from "../core/revision/sight.ts";
import { type Stance, stancesOf } from "../core/revision/stances.ts";
import { type Receipt, receiptsIn, voteComment } from "../core/revision/vote-comment.ts";
import { recordsOf } from "../core/revision/vote-records.ts";
import { usesOf } from "../core/words.ts";

const lgtmLabel: LabelDefinition = {
  name: "lgtm",
  color: "15dd18",
  description: "Somebody who may has reviewed this very change, and it looks good to them.",
  effect: "grants",
};

const options = z.strictObject({
  review_acts_as_lgtm: z
    .boolean()
    .default(false)
    .describe("Whether an approving review without words about LGTM is a vote, and one that requests changes a cancel."),
  carry: z
    .array(z.enum(pushKinds))
    .default([...pushKinds])
    .describe(
      "Which pushes a vote outlives, where they leave the reviewed change provably as it is: `same-change` (equal files on an equal base: a squash, a reword, an amend), `rebase` (replayed onto a newer base), `base-merge` (the base merged in). `[]`: none, every push takes LGTM off.",
    ),
  store_tree_hash: z
    .boolean()
    .nullable()
    .default(null)
    .describe("Prow's word for a limit on `carry`: `true` means `[same-change]` at most, `false` means `[]`, `null` no limit."),
  trusted_team_for_sticky_lgtm: z
    .string()
    .default("")
    .describe("Display name of a team. Pushes to pull requests of its members never take LGTM off, whatever they change."),
  settle: z
    .int()
    .min(0)
    .max(600)
    .default(10)
    .describe(
      "Seconds that GitHub, or the page before somebody's eyes, may lag behind. A vote so soon after a push may be about either commit.",
    ),
});

type Options = z.infer<typeof options>;
type Asked = "people" | "files" | "owners" | "authorTeams";
type LgtmInput = Input<"revisions", Asked, Options>;
/** Everything that was said, with its right and its bearing. */
type Said = RatedStance & Vote;

export default definePlugin({
  name: "lgtm",
  isOnByDefault: true,
  labels: [lgtmLabel],
  needs: ["revisions"],
  asks: {
    may: ["people", "files", "owners", "authorTeams"],
    when: ({ trusted_team_for_sticky_lgtm: team }, { skip_collaborators }): Asked[] => [
      ...(skip_collaborators ? (["files", "owners"] as const) : (["people"] as const)),
      ...(team === "" ? [] : (["authorTeams"] as const)),
    ],
  },
  teams: ({ trusted_team_for_sticky_lgtm: team }) => (team === "" ? [] : [team]),
  words: [lgtmWord],
  binds: (said, { review_acts_as_lgtm: reviewsCount }) =>
    (reviewsCount && said.kind === "review" && said.state === "approved") ||
    (said.kind === "label" && said.on && said.label.toLowerCase() === lgtmLabel.name),
  settle: ({ settle }) => settle,
  options,
  decide: (input) => {
    const rights = rightsIn(input);
    const said = saidIn(input, rights);
    const tally = tallyOf(said, "count");
    const counting = countingVotes(tally.standing, isSticky(input) === true);
    const isOn = counting.length > 0;
    const isDoubtful = isOn !== isOnAtBest(input, said);
    const unread = isOn && !isDoubtful ? [] : unreadIn(input, said);
    const revisions = { ...input.sources.revisions, repositoryUrl: input.thread.url.replace(/\/pull\/\d+$/, "") };
    return {
      ...(isDoubtful ? {} : { labels: [{ label: lgtmLabel, on: isOn, ...sinceOf(said) }], ...commentWants(input, counting) }),
      reasons: [...unread, lgtmReason(tally.standing, counting, revisions)],
      notes: [...(isOn ? [] : lostNote(tally.standing, revisions)), ...putBackNote(said, input)],
      details: revisionDetails(tally.standing, counting, revisions),
      orders: [...answers(input, said, rights), ...(isOn || isDoubtful ? [] : requests(tally, input))],
      votes: recordsOf(said, input.memory.votes),
      ...recheckOf(input, tally.standing),
    };
  },
});

/** Prow's option knows only the equal tree. */
function outlivedPushes({ carry, store_tree_hash: storesTreeHash }: Options): ReadonlySet<PushKind> {
  if (storesTreeHash === false) return new Set();
  return new Set(storesTreeHash === true ? carry.filter((kind) => kind === "same-change") : carry);
}

function rightsIn({ thread, memory, ours, asked, ownersOptions }: LgtmInput): Rights {
  const receipts = receiptsIn(ours).flatMap(({ by }) => by.map(({ statement, id }): [NodeId, UserId] => [statement, id]));
  const standing: Standing = ownersOptions.skip_collaborators
    ? { by: "owners", owners: ownersOfChange(asked.files, asked.owners) }
    : { by: "collaborators", people: asked.people };
  return { author: thread.author, votes: memory.votes, receipts: new Map(receipts), standing };
}

function saidIn({ statements, words, ours, memory, me, thread, options, sources }: LgtmInput, rights: Rights): Said[] {
  const stances = stancesOf({
    ...{ statements, words: usesOf(words, lgtmWord), ours, votes: memory.votes, me: me.id },
    ...{ label: lgtmLabel.name, reviewsCount: options.review_acts_as_lgtm },
  });
  const terms = { baseRef: thread.base.name, outlives: outlivedPushes(options), statements };
  return stances.map((stance) => {
    const baseRef = memory.votes.get(stance.statement)?.baseRef ?? stance.baseRef ?? branchAt(statements, stance.at, thread.base.name);
    const sight = sources.revisions.sights.get(stance.statement);
    return {
      ...stance,
      right: rightOf(stance, rights),
      baseRef,
      sight,
      bearing: bearingOf({ at: stance.at, baseRef, sight }, sources.revisions, terms),
    };
  });
}

/** Undefined: could not be looked up. */
function isSticky({ options, asked }: Pick<LgtmInput, "options" | "asked">): boolean | undefined {
  const team = options.trusted_team_for_sticky_lgtm;
  if (team === "") return false;
  return asked.authorTeams.kind === "unread" ? undefined : asked.authorTeams.value.has(team);
}

const countingVotes = (votes: readonly Said[], sticky: boolean): readonly Said[] =>
  votes.filter(({ bearing }) => bearing.kind === "carries" || (sticky && bearing.kind !== "elsewhere"));

/**
 * Whether the label could be on for all that is known: while it is not known whether somebody may cancel, or put the label on by hand, or
 * whether the author is trusted, the label stays as it is. A word that could not be judged puts nothing on and keeps nothing.
 */
function isOnAtBest(input: LgtmInput, said: readonly Said[]): boolean {
  const taken = said.map(
    (one): Said =>
      one.right.kind === "undecided" && one.how === "label" && one.wants === "vote" ? { ...one, right: { kind: "may" } } : one,
  );
  return countingVotes(tallyOf(taken, "do not count").standing, isSticky(input) !== false).length > 0;
}

function unreadIn(input: LgtmInput, said: readonly Said[]): Reason[] {
  const people = said.flatMap(({ right }) => (right.kind === "undecided" ? [right.reason] : []));
  const teams = isSticky(input) === undefined ? [`could not read authorTeams: ${reasonOf(input.asked.authorTeams)}`] : [];
  return [...new Set([...people, ...teams])].map((what) => ({ state: "unread", what: `lgtm: ${what}` }));
}

const reasonOf = (read: Read<unknown>): string => (read.kind === "unread" ? read.reason : "");

const sinceOf = (said: readonly Said[]): { since?: Instant } => {
  const last = said.findLast(({ right }) => right.kind === "may");
  return last === undefined ? {} : { since: last.at };
};

function answers(input: LgtmInput, said: readonly Said[], rights: Rights) {
  const mayVote = (stance: Stance) => rightOf(stance, rights).kind === "may";
  return [
    ...refusals(said),
    ...editedVotes(input.statements, input.memory, mayVote),
    ...(input.ownersOptions.skip_collaborators ? [] : assignments(said, input)),
  ];
}

const requests = ({ standing, takenBack }: Tally<Said>, input: LgtmInput) => [
  ...repetitions(standing, input),
  ...repetitionsOfImports(standing, input),
  ...newReviews(standing, input),
  ...reviewsAfterCancels(takenBack, input),
];

/** Tells why the label does not stay as somebody set it, until something else is said. */
function putBackNote(said: readonly Said[], { memory }: LgtmInput): readonly string[] {
  const last = said.at(-1);
  if (last?.how !== "label" || last.at <= memory.adoptedAt || (last.right.kind !== "may not" && last.right.kind !== "nobody")) return [];
  const did = last.wants === "vote" ? "put `lgtm` on" : "took `lgtm` off";
  return [`${nameOf(last.by)} ${did} by hand, but may neither give LGTM nor take it back; this was undone.`];
}

/**
 * One comment keeps the votes that count, all of them final; it is folded away as soon as one of them does not count any more. Without
 * tree hashes nothing is kept, and neither for authors whose pushes never take LGTM off: as in Prow.
 */
function commentWants(input: LgtmInput, counting: readonly Said[]): Pick<Wants, "comments" | "outdated"> {
  const { ours, thread, options, sources } = input;
  const keeps = outlivedPushes(options).size > 0 && isSticky(input) !== true;
  const receipts = new Map(counting.flatMap(receiptOf).map((receipt) => [receipt.statement, receipt]));
  const standing = receiptsIn(ours).map((one) => ({
    ...one,
    holds: one.baseRef === thread.base.name && one.by.every((receipt) => isSame(receipt, receipts.get(receipt.statement))),
  }));
  const outdated = standing.filter(({ holds }) => !holds).map(({ comment }) => comment.id);
  if (!keeps || standing.some(({ holds }) => holds)) return { outdated };
  const comment = voteComment(sources.revisions.now.tree, thread.base.name, [...receipts.values()], ours);
  return comment === undefined ? { outdated } : { outdated, comments: [comment] };
}

function receiptOf({ by, statement, bearing }: { by: Said["by"]; statement: NodeId; bearing: Bearing }): Receipt[] {
  if (by === undefined || bearing.kind !== "carries" || !bearing.isFinal) return [];
  return [{ id: by.id, statement, revisions: bearing.from.map(({ revision }) => revision) }];
}

const isSame = (a: Receipt, b: Receipt | undefined): boolean =>
  b !== undefined && a.id === b.id && headsIn(a.revisions) === headsIn(b.revisions);

const headsIn = (revisions: readonly RevisionFacts["now"][]): string =>
  revisions.map(({ head, mergeBase }) => `${head}:${mergeBase}`).join(" ");

/** A vote that is not final yet is looked at again as soon as a read proves what was there after it. */
function recheckOf({ now, options }: LgtmInput, votes: readonly Said[]): { recheckAt?: Instant } {
  const times = votes
    .filter(({ bearing }) => bearing.kind === "pending" || ("isFinal" in bearing && !bearing.isFinal))
    .map(({ at }) => finalFrom(at, options.settle))
    .filter((at) => at > now);
  const first = times.toSorted((a, b) => a - b)[0];
  return first === undefined ? {} : { recheckAt: first };
}
