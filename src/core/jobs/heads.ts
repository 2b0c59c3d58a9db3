/** Heads: which commits may have been before the eyes of whoever asked for a run, or said that the code may run. */
import type { Facts } from "../facts.ts";
import { type Instant, later, type NodeId, type Sha } from "../ids.ts";
import { finalFrom, headsAt } from "../revision/sight.ts";
import { isText, type Statement } from "../statements.ts";
import { isDescription } from "../words.ts";

/** Seconds that a replica of GitHub, or the page before somebody's eyes, may lag behind. */
const settle = 10;

/** A proof of what was there after `at` may be missing yet. */
const headsKnownFrom = (at: Instant): Instant => finalFrom(at, settle);

export type HeadsSeen =
  | { readonly kind: "known"; readonly heads: ReadonlySet<Sha> }
  /** `until`: a look at that second may tell more; absent where none ever will. */
  | { readonly kind: "unknown"; readonly until?: Instant };

const never: HeadsSeen = { kind: "unknown" };

/**
 * As far as anybody can tell now. A set that a later look could still make larger counts: a run starts on the head of now alone, and only if
 * it is the one in the set. What the pull request was opened with is what its description speaks of.
 */
export function headsSeen(request: NodeId, { statements, memory, now }: Pick<Facts, "statements" | "memory" | "now">): HeadsSeen {
  const said = statements.find(({ id }) => id === request);
  if (said === undefined || !(isText(said) || said.kind === "label")) return never;
  if (isText(said) && isDescription(said)) {
    const opening = memory.sightings.find(({ source }) => source === "opened");
    return opening === undefined ? never : { kind: "known", heads: new Set([opening.head]) };
  }
  const submittedOn = isText(said) ? said.submittedOn : undefined;
  if (isOfPage(said) && submittedOn === undefined) return never;
  const moves = statements.filter((one) => one.kind === "head");
  const seen = headsAt({ at: said.at, sightings: memory.sightings, moves, settle, submittedOn });
  if (seen.kind === "known") return { kind: "known", heads: seen.heads };
  const until = headsKnownFrom(said.at);
  return seen.isFinal || until <= now ? never : { kind: "unknown", until: later(until, 1) };
}

/** A review is about the page that its writer had open, however long, which its own delivery alone tells. */
const isOfPage = (said: Statement): boolean => said.kind === "review" || (said.kind === "comment" && said.review !== undefined);
