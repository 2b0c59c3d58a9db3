/** Which sightings of heads the ledger keeps: all that a proof about the heads of a thread can need, and not one for every read. */
import type { Instant } from "../core/ids.ts";
import type { Sighting } from "../core/memory.ts";

/** Sightings younger than this are all kept: what stands between them may still be told late (seconds). */
const keptWhole = 60 * 60;
/** So many pushes are an attack; forgetting the oldest can only make a head unknown. */
const most = 2000;

/** The sightings with others added, in order of time, each once. */
export function withSightings(known: readonly Sighting[], more: readonly Sighting[]): Sighting[] {
  const byContent = new Map([...known, ...more].map((sighting) => [contentOf(sighting), sighting]));
  return [...byContent.values()].toSorted((a, b) => a.at - b.at);
}

const contentOf = ({ head, at, source, before }: Sighting): string => [head, at, source, before].join(" ");

/**
 * Fewer sightings that prove as much, of those in order of time. A *stay* is an unbroken row of sightings of one head. A head is proven
 * current between two sightings of one stay, and a change of heads is dated by the last sighting of one stay and the first of the next:
 * the first and the last of each stay are kept, for reads apart from the rest, because a read counts as earlier by a delay that options may
 * change. `moves` are the times of forced moves, across which a stay proves nothing: each of them ends it. The first sighting of a
 * thread and all that name the head before are kept.
 */
export function thinned(sightings: readonly Sighting[], moves: readonly Instant[]): Sighting[] {
  const last = sightings.at(-1);
  if (last === undefined) return [];
  const isOld = (sighting: Sighting) => sighting.at < last.at - keptWhole;
  const kept = new Set(staysOf(sightings, moves).flatMap((stay) => [...ends(stay.filter(isRead)), ...ends(stay.filter(isNoRead))]));
  return sightings
    .filter((sighting) => kept.has(sighting) || !isOld(sighting) || sighting.source === "opened" || sighting.before !== undefined)
    .slice(-most);
}

const isRead = (sighting: Sighting): boolean => sighting.source === "read";
const isNoRead = (sighting: Sighting): boolean => !isRead(sighting);

const ends = (stay: readonly Sighting[]): Sighting[] => [stay.at(0), stay.at(-1)].filter((end) => end !== undefined);

function staysOf(sightings: readonly Sighting[], moves: readonly Instant[]): Sighting[][] {
  const hasTwoHeads = secondsWithTwoHeads(sightings);
  const stays: Sighting[][] = [];
  for (const sighting of sightings) {
    const stay = stays.at(-1);
    const before = stay?.at(-1);
    const goesOn =
      before?.head === sighting.head &&
      ![before.at, sighting.at].some((second) => hasTwoHeads.has(second)) &&
      !moves.some((move) => before.at <= move && move <= sighting.at);
    if (goesOn && stay !== undefined) stay.push(sighting);
    else stays.push([sighting]);
  }
  return stays;
}

/** Within a second there is no order: a sighting beside one of another head may have come before it or after it, and stands alone. */
function secondsWithTwoHeads(sightings: readonly Sighting[]): ReadonlySet<Instant> {
  const heads = Map.groupBy(sightings, (sighting) => sighting.at);
  return new Set([...heads].filter(([, all]) => all.some(({ head }) => head !== all[0]?.head)).map(([second]) => second));
}
