/** Proofs: what sightings and forced moves say about heads, as stretches of time in which each was certainly the head of the thread. */
import type { Sha } from "../ids.ts";
import type { Sighting } from "../memory.ts";
import type { HeadMove } from "../statements.ts";

/** The head went from one commit to another at some moment between two seconds, both included. */
export interface Move {
  /** Undefined where GitHub no longer knows the commits, or the branch was deleted or restored: then it leads nobody knows where. */
  readonly way: { readonly before: Sha; readonly after: Sha } | undefined;
  /** Only a forced move can lead back to an earlier head: all others go on to a descendant. */
  readonly isForced: boolean;
  readonly from: number;
  readonly to: number;
}

/** At some moment between two seconds, both included, this was the head. */
export interface Proof {
  readonly head: Sha;
  readonly from: number;
  readonly to: number;
  /** The move that brought the head: it lies just before this proof, whatever the seconds say. */
  readonly arrival?: Move;
  /** The move that led away from the head: it lies just after this proof. */
  readonly departure?: Move;
}

export interface Evidence {
  readonly proofs: readonly Proof[];
  readonly moves: readonly Move[];
}

/**
 * What a replica shows may have been outdated for `settle` seconds, so a read proves only that its head was current somewhere in that
 * time: whichever end of it proves less counts. A forced move is written down after it happened, by no more than the same time.
 */
export function evidenceOf(given: readonly Sighting[], headMoves: readonly HeadMove[], settle: number): Evidence {
  const sightings = eachOnce(given);
  const told = sightings.filter(isTold);
  const arrivals = new Map<Sighting, Move>();
  const untold: Proof[] = [];
  const delivered = deliveriesOf(headMoves, told, settle);
  const forced = headMoves.map((headMove): Move => {
    const way = wayOf(headMove);
    const sighting = delivered.get(headMove);
    const time = sighting === undefined ? { from: headMove.at - settle, to: headMove.at } : { from: sighting.at, to: sighting.at };
    const move: Move = { ...time, way, isForced: true };
    if (sighting !== undefined) arrivals.set(sighting, move);
    else if (way !== undefined) untold.push({ ...time, head: way.after, arrival: move });
    return move;
  });
  const forwards = told
    .filter((sighting) => !arrivals.has(sighting))
    .map((sighting): Move => {
      const move: Move = { from: sighting.at, to: sighting.at, way: { before: sighting.before, after: sighting.head }, isForced: false };
      arrivals.set(sighting, move);
      return move;
    });
  const departures = [...forced, ...forwards].flatMap((move) => departureOf(move, settle));
  const seen = sightings.map((sighting) => proofOf(sighting, arrivals.get(sighting), settle));
  return { moves: [...forced, ...forwards], proofs: [...untold, ...departures, ...seen] };
}

/**
 * Which delivery tells of which forced move: of those that can, the nearest in time. A head may go the same way twice within seconds, and
 * a delivery that is taken for the other one's would put a move where none was, and none where one was.
 */
function deliveriesOf(headMoves: readonly HeadMove[], told: readonly Told[], settle: number): ReadonlyMap<HeadMove, Told> {
  const pairs = headMoves.flatMap((headMove) =>
    told
      .filter((sighting) => isOf(sighting, wayOf(headMove)))
      .map((sighting) => ({ headMove, sighting, distance: Math.abs(sighting.at - headMove.at) }))
      .filter(({ distance }) => distance <= settle),
  );
  const delivered = new Map<HeadMove, Told>();
  const taken = new Set<Told>();
  for (const { headMove, sighting } of pairs.toSorted((a, b) => a.distance - b.distance)) {
    if (delivered.has(headMove) || taken.has(sighting)) continue;
    delivered.set(headMove, sighting);
    taken.add(sighting);
  }
  return delivered;
}

/** Whatever moved the head away found it there. A delivery may date the move later than it was, by no more than a read lags. */
const departureOf = (move: Move, settle: number): Proof[] =>
  move.way === undefined ? [] : [{ head: move.way.before, from: move.to - settle, to: move.to, departure: move }];

const wayOf = ({ what, before, after }: HeadMove): Move["way"] =>
  what === "forced" && before !== undefined && after !== undefined ? { before, after } : undefined;

/** In an order that does not depend on when each arrived. GitHub delivers some twice, word for word: that was one move. */
function eachOnce(sightings: readonly Sighting[]): Sighting[] {
  const byContent = new Map(
    sightings.map((sighting) => [[sighting.at, sighting.source, sighting.head, sighting.before].join(" "), sighting]),
  );
  return [...byContent].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, sighting]) => sighting);
}

type Told = Sighting & { readonly before: Sha };

/** Only the delivery of a push names the head before. */
const isTold = (sighting: Sighting): sighting is Told =>
  sighting.source === "delivery" && sighting.before !== undefined && sighting.before !== sighting.head;

const isOf = (sighting: Told, way: Move["way"]): boolean => way?.before === sighting.before && way.after === sighting.head;

function proofOf({ head, at, source }: Sighting, arrival: Move | undefined, settle: number): Proof {
  switch (source) {
    case "opened":
      return { head, from: Number.NEGATIVE_INFINITY, to: Number.NEGATIVE_INFINITY };
    case "delivery":
      return arrival === undefined ? { head, from: at, to: at } : { head, from: at, to: at, arrival };
    case "read":
      return { head, from: at - settle, to: at };
    default:
      return source satisfies never;
  }
}

/** What the newest sighting says if nothing has moved since: good enough until a later one can be had. */
export function newestProof(sightings: readonly Sighting[]): Proof | undefined {
  const newest = sightings.reduce<Sighting | undefined>(
    (best, next) => (best === undefined || next.at > best.at || (next.at === best.at && next.source === "read") ? next : best),
    undefined,
  );
  return newest === undefined ? undefined : { head: newest.head, from: newest.at, to: newest.at };
}
