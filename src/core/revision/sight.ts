/**
 * Sight: which heads may have been before somebody's eyes at one second.
 *
 * Take a head that was certainly there some time before, and one that was there after. If the moves that are known in between lead from
 * the one to the other, then none is missing: a move that nobody told us of can only be a fast-forward, because GitHub lists the forced
 * ones; fast-forwards lead to descendants, so those that are missing could never add up to nothing. All heads on the way were possible.
 */
import type { Instant, Sha } from "../ids.ts";
import type { Sighting } from "../memory.ts";
import type { HeadMove } from "../statements.ts";
import { type Evidence, evidenceOf, type Move, newestProof, type Proof } from "./proofs.ts";

export interface SightInput {
  /** When it was said, by GitHub's clock. */
  readonly at: Instant;
  /** Of the thread, this pass's own read among them. */
  readonly sightings: readonly Sighting[];
  readonly moves: readonly HeadMove[];
  /** Seconds that a replica of GitHub, or the page before somebody's eyes, may lag behind. */
  readonly settle: number;
  /** The commit that the delivery of a review named: one more that may have been meant. */
  readonly submittedOn?: Sha | undefined;
}

export type Heads =
  | { readonly kind: "known"; readonly heads: ReadonlySet<Sha>; readonly isFinal: boolean }
  /** `proven`: heads that were certainly there, although others may have been as well. Not final: a later look may tell. */
  | { readonly kind: "unknown"; readonly proven: ReadonlySet<Sha>; readonly isFinal: boolean };

/** The second from which on a read proves what was there after `at`. */
export const finalFrom = (at: Instant, settle: number): Instant => (at + settle + 1) as Instant;

/** What was there by this second had arrived before anything was said. Within one second there is no order. */
const before = (at: Instant, settle: number): number => at - Math.max(settle, 1);

/** So many proofs nearest to the second are tried on either side: more would only cost time on threads with hundreds of pushes. */
const tried = 12;

/** The heads that may have been looked at when something was said. The set is never too small: where it might be, it is unknown. */
export function headsAt({ at, sightings, moves, settle, submittedOn }: SightInput): Heads {
  const evidence = evidenceOf(sightings, moves, settle);
  const starts = evidence.proofs
    .filter((proof) => proof.departure === undefined && proof.to <= before(at, settle))
    .toSorted((a, b) => b.to - a.to || b.from - a.from);
  const later = evidence.proofs.filter((proof) => proof.from > at).toSorted((a, b) => a.from - b.from || a.to - b.to);
  const isFinal = later.length > 0;
  const newest = newestProof(sightings);
  const ends = isFinal ? later.slice(0, tried) : newest === undefined ? [] : [newest];
  const spans = nearest(starts).flatMap((start) => ends.map((end) => headsBetween(start, end, evidence, settle)));
  const smallest = spans.filter((span) => span !== undefined).toSorted((a, b) => a.size - b.size)[0];
  if (smallest !== undefined) return { kind: "known", heads: withHead(smallest, submittedOn), isFinal };
  return { kind: "unknown", proven: withHead(provenBy(at, before(at, settle), evidence), submittedOn), isFinal };
}

/** The proof that the thread began with one head is never too old. */
function nearest(starts: readonly Proof[]): readonly Proof[] {
  const opening = starts.at(-1);
  return opening === undefined || starts.length <= tried ? starts : [...starts.slice(0, tried), opening];
}

const withHead = (heads: ReadonlySet<Sha>, head: Sha | undefined): ReadonlySet<Sha> =>
  head === undefined ? heads : new Set([...heads, head]);

/** Every head between two proofs, or undefined where one may be missing. */
function headsBetween(start: Proof, end: Proof, { moves, proofs }: Evidence, settle: number): ReadonlySet<Sha> | undefined {
  const between = moves.filter((move) => !isBefore(move, start) && !isAfter(move, end));
  const heads = staysPut(start, end, between, settle) ? new Set([start.head]) : headsOnTheWay(start, end, between);
  if (heads === undefined) return undefined;
  const isContradicted = proofs.some((proof) => proof.from > start.to && proof.to < end.from && !heads.has(proof.head));
  return isContradicted ? undefined : heads;
}

/** One head at both ends and no forced move between them: to come back, it would have taken one. */
function staysPut(start: Proof, end: Proof, between: readonly Move[], settle: number): boolean {
  if (start.head !== end.head) return false;
  return between.every((move) => (move.isForced ? move.to > end.from + settle : !isWithin(move, start, end)));
}

function headsOnTheWay(start: Proof, end: Proof, between: readonly Move[]): ReadonlySet<Sha> | undefined {
  const heads = new Set([start.head, end.head]);
  // How often each head is left more often than it is reached: nothing is left over where the moves lead from the start to the end.
  const balance = new Map<Sha, number>();
  const count = (head: Sha, change: number) => balance.set(head, (balance.get(head) ?? 0) + change);
  count(start.head, -1);
  count(end.head, 1);
  for (const move of between) {
    // In one second with an end there is no order: whether the move belongs in between cannot be told.
    if (move.way === undefined || !isWithin(move, start, end)) return undefined;
    count(move.way.before, 1);
    count(move.way.after, -1);
    heads.add(move.way.before).add(move.way.after);
  }
  return [...balance.values()].every((difference) => difference === 0) ? heads : undefined;
}

const isBefore = (move: Move, proof: Proof): boolean => move === proof.arrival || move.to < proof.from;
const isAfter = (move: Move, proof: Proof): boolean => move === proof.departure || (move !== proof.arrival && move.from > proof.to);
const isWithin = (move: Move, start: Proof, end: Proof): boolean =>
  move !== start.arrival && move.from > start.to && (move === end.arrival || move.to < end.from);

/** The last heads that are certain, and those in the time that a page may lag. */
function provenBy(at: Instant, before: number, { proofs }: Evidence): ReadonlySet<Sha> {
  const last = proofs.reduce((latest, { to }) => (to <= before ? Math.max(latest, to) : latest), Number.NEGATIVE_INFINITY);
  return new Set(proofs.filter(({ to }) => to >= last && to <= at).map(({ head }) => head));
}
