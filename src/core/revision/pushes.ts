/** Pushes: the heads that a thread had, one after the other, and which of the reviewed changes each of them still was. For people to read. */
import type { Instant, Sha } from "../ids.ts";
import type { Sighting } from "../memory.ts";
import { type Carry, carryKey, type Revision, revisionKey } from "./revision.ts";

/** A head of the thread, as it was known while it was the head. */
export interface Pushed {
  readonly head: Sha;
  /** The first second at which it was certainly there. */
  readonly at: Instant;
  /** Undefined: it was gone again before anybody looked, or what was found then is forgotten. */
  readonly revision: Revision | undefined;
  /** Whether each reviewed change was the change of this head, by the `revisionKey` of the reviewed one, as far as it was asked then. */
  readonly carries: ReadonlyMap<string, Carry>;
}

/** What earlier passes found, as far as it is still at hand: it saves requests, and may lack anything. */
export interface Found {
  readonly revisions: ReadonlyMap<Sha, Revision>;
  /** By `carryKey`. Trees do not change, so what was found once holds for good. */
  readonly carries: ReadonlyMap<string, Carry>;
}

export const nothingFound: Found = { revisions: new Map(), carries: new Map() };

/** Of a thread with hundreds of pushes the newest tell enough. */
const mostShown = 20;

export function pushesIn(sightings: readonly Sighting[], reviewed: Iterable<Revision>, now: Revision, found: Found): readonly Pushed[] {
  const all = [...reviewed];
  const heads = arrivalsIn(sightings);
  return heads.slice(-mostShown).map(({ head, at }): Pushed => {
    const revision = head === now.head ? now : found.revisions.get(head);
    const carries = all.flatMap((from): [string, Carry][] => {
      const carry = revision === undefined ? undefined : found.carries.get(carryKey(from, revision));
      return carry === undefined ? [] : [[revisionKey(from), carry]];
    });
    return { head, at, revision, carries: new Map(carries) };
  });
}

function arrivalsIn(sightings: readonly Sighting[]): readonly Pick<Pushed, "head" | "at">[] {
  const ordered = sightings.toSorted((a, b) => a.at - b.at);
  return ordered.filter(({ head }, index) => head !== ordered[index - 1]?.head);
}
