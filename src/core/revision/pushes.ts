/** Pushes: the heads that a thread had, one after the other, and which of the reviewed changes each of them still was. For people to read. */
import type { Instant, Sha } from "../ids.ts";
import type { Sighting } from "../memory.ts";
import type { Statement } from "../statements.ts";
import { carryByHashes } from "./carry.ts";
import { type Carry, carryKey, type Revision, revisionKey } from "./revision.ts";

/** A head of the thread, as it was known while it was the head. */
export interface Pushed {
  readonly head: Sha;
  /** The first second at which it was certainly there. */
  readonly at: Instant;
  /** Undefined: it was gone again before anybody looked, or what was found then is forgotten. */
  readonly revision: Revision | undefined;
  /** From merge base to head; undefined as the revision is. */
  readonly commits: number | undefined;
  /** Whether a forced push brought it. */
  readonly isForced: boolean;
  /** Whether each reviewed change was the change of this head, by the `revisionKey` of the reviewed one, as far as it was asked then. */
  readonly carries: ReadonlyMap<string, Carry>;
}

/** A head as it was once seen. */
export interface Head {
  readonly revision: Revision;
  readonly commits: number;
}

/** What earlier passes found, as far as it is still at hand: it saves requests, and may lack anything. */
export interface Found {
  readonly heads: ReadonlyMap<Sha, Head>;
  /** By `carryKey`. Trees do not change, so what was found once holds for good. */
  readonly carries: ReadonlyMap<string, Carry>;
}

export const nothingFound: Found = { heads: new Map(), carries: new Map() };

/** Of a thread with hundreds of pushes the newest tell enough. */
const mostShown = 20;

export interface PushesInput {
  readonly statements: readonly Statement[];
  readonly sightings: readonly Sighting[];
  /** What votes are about. */
  readonly reviewed: readonly Revision[];
  readonly now: Head;
  readonly found: Found;
}

export function pushesIn({ statements, sightings, reviewed, now, found }: PushesInput): readonly Pushed[] {
  const forced = new Set(statements.flatMap((said) => (said.kind === "head" && said.after !== undefined ? [said.after] : [])));
  return arrivalsIn(sightings).map(({ head, at }): Pushed => {
    const seen = head === now.revision.head ? now : found.heads.get(head);
    const carries = reviewed.flatMap((from): [string, Carry][] => {
      const carry = seen && (carryByHashes(from, seen.revision) ?? found.carries.get(carryKey(from, seen.revision)));
      return carry === undefined ? [] : [[revisionKey(from), carry]];
    });
    return { head, at, revision: seen?.revision, commits: seen?.commits, isForced: forced.has(head), carries: new Map(carries) };
  });
}

/** The newest ones, in their order. */
export function arrivalsIn(sightings: readonly Sighting[]): readonly Pick<Pushed, "head" | "at">[] {
  const ordered = sightings.toSorted((a, b) => a.at - b.at);
  return ordered.filter(({ head }, index) => head !== ordered[index - 1]?.head).slice(-mostShown);
}
