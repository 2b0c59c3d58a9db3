/** Ballot: which votes stand, and whether each of them is about the change of now. */
import type { RevisionFacts } from "../facts.ts";
import type { Instant, NodeId } from "../ids.ts";
import type { Statement } from "../statements.ts";
import { type Carry, type Revision, revisionKey, type Sight } from "./revision.ts";
import type { Right } from "./right.ts";
import type { Stance } from "./stances.ts";

export interface RatedStance extends Stance {
  readonly right: Right;
}

/** What has become of the revisions that a vote may have been about. */
export type Bearing =
  | { readonly kind: "carries"; readonly from: readonly Carried[]; readonly isFinal: boolean }
  /** At least one of the revisions is not the change of now. `sawNow`: the change of now is one of several that may have been meant. */
  | { readonly kind: "changed"; readonly revisions: readonly Revision[]; readonly isFinal: boolean; readonly sawNow: boolean }
  | { readonly kind: "unknown"; readonly reason: string }
  /** Cannot be told yet. */
  | { readonly kind: "pending" }
  /** Given while the pull request aimed at another branch. */
  | { readonly kind: "elsewhere"; readonly baseRef: string };

export interface Carried {
  readonly revision: Revision;
  readonly carry: Extract<Carry, { readonly carries: true }>;
}

export interface Vote extends Stance {
  readonly baseRef: string;
  readonly sight: Sight | undefined;
  readonly bearing: Bearing;
}

export interface Tally<V> {
  /** Given by somebody who may, and not taken back. */
  readonly standing: readonly V[];
  readonly takenBack: readonly { readonly cancel: RatedStance; readonly votes: readonly V[] }[];
}

/** A cancel takes back every vote before it, whoever gave it. `doubtfulCancels`: whether one counts whose right could not be looked up. */
export function tallyOf<V extends RatedStance>(stances: readonly V[], doubtfulCancels: "count" | "do not count"): Tally<V> {
  let standing: V[] = [];
  const takenBack: { cancel: V; votes: readonly V[] }[] = [];
  for (const stance of stances) {
    const counts =
      stance.right.kind === "may" || (stance.wants === "cancel" && stance.right.kind === "undecided" && doubtfulCancels === "count");
    if (!counts) continue;
    if (stance.wants === "vote") standing.push(stance);
    else {
      if (standing.length > 0) takenBack.push({ cancel: stance, votes: standing });
      standing = [];
    }
  }
  return { standing, takenBack };
}

/** What a push may do to a reviewed change without making it another one. */
export const pushKinds = ["same-change", "rebase", "base-merge"] as const;
export type PushKind = (typeof pushKinds)[number];

export interface Terms {
  /** The branch that the pull request aims at now. */
  readonly baseRef: string;
  /** The pushes that a vote outlives. */
  readonly outlives: ReadonlySet<PushKind>;
  /** Of the thread: forced moves among them tell a rebase from a merge. */
  readonly statements: readonly Statement[];
}

/** A vote counts only if it carries from every revision that it may have been about. */
export function bearingOf(vote: Pick<Vote, "at" | "baseRef" | "sight">, { now, carries }: RevisionFacts, terms: Terms): Bearing {
  const { baseRef, sight } = vote;
  if (baseRef !== terms.baseRef) return { kind: "elsewhere", baseRef };
  if (sight === undefined) return { kind: "pending" };
  if (sight.kind === "unknown") return { kind: "unknown", reason: sight.reason };
  const { revisions, isFinal } = sight;
  if (revisions.length === 0) return { kind: "unknown", reason: "no revision is recorded for it" };
  const from = revisions.flatMap((revision): Carried[] => {
    const carry = carries.get(revisionKey(revision));
    if (!carry?.carries) return [];
    return revision.head === now.head || terms.outlives.has(pushBehind(carry, vote.at, terms.statements)) ? [{ revision, carry }] : [];
  });
  if (from.length === revisions.length) return { kind: "carries", from, isFinal };
  return { kind: "changed", revisions, isFinal, sawNow: from.some(({ revision }) => revision.head === now.head) };
}

/** GitHub lists every forced move of a head. Without one the reviewed head is part of the history of now, and the base was merged in. */
function pushBehind(carry: Carried["carry"], at: Instant, statements: readonly Statement[]): PushKind {
  if (carry.class !== "base moved") return "same-change";
  return statements.some((said) => said.kind === "head" && said.at >= at) ? "rebase" : "base-merge";
}

/** The last vote of each person, in order. */
export function lastOfEach<V extends Stance>(votes: readonly V[]): V[] {
  const last = new Map(votes.map((vote) => [vote.by?.id, vote.statement]));
  const kept = new Set<NodeId>(last.values());
  return votes.filter(({ statement }) => kept.has(statement));
}
