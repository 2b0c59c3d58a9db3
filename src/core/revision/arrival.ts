/** Arrival: since when the head of now is the head, as far as it was seen. */
import type { Instant, Sha } from "../ids.ts";
import type { Sighting } from "../memory.ts";

/** The first second at which the head of now was seen since another one was; undefined where it was not seen yet. */
export function arrivalOf(head: Sha, sightings: readonly Sighting[]): Instant | undefined {
  const ordered = sightings.toSorted((a, b) => a.at - b.at);
  const other = ordered.findLastIndex((sighting) => sighting.head !== head);
  return ordered[other + 1]?.at;
}
