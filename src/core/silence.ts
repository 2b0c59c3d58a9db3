/** Silence: whether a thread was met for the first time and nobody has acted on it since, so that nothing may be said there. */
import type { Facts } from "./facts.ts";
import type { Instant, UserId } from "./ids.ts";
import type { Statement } from "./statements.ts";

/**
 * Silent until a person says or does something after the ledger met the thread. Not silent: a thread opened while the repository was
 * active, or whose opening was delivered since what happened before is history, and one where a comment of ours stands, because an
 * earlier ledger knew it.
 */
export function isSilent(facts: Pick<Facts, "thread" | "memory" | "ours" | "statements" | "me">): boolean {
  const { thread, memory } = facts;
  const isOpenedSince = memory.sightings.some(({ source, at }) => source === "opened" && at > memory.adoptedAt);
  if (thread.createdAt >= memory.activeSince || isOpenedSince || facts.ours.length > 0) return false;
  return lastActAt(facts) === undefined;
}

/** When a person last said or did something since the ledger met the thread. A plain push leaves no dated trace there: its delivery does. */
export function lastActAt({ statements, memory, me }: Pick<Facts, "memory" | "statements" | "me">): Instant | undefined {
  const said = statements.filter((statement) => isActOfPerson(statement, me.id)).map(({ at }) => at);
  const pushed = memory.sightings.filter(({ source, before }) => source === "delivery" && before !== undefined).map(({ at }) => at);
  return [...said, ...pushed].filter((at) => at > memory.adoptedAt).toSorted((a, b) => b - a)[0];
}

export const isActOfPerson = ({ by }: Statement, me: UserId): boolean => by !== undefined && by.id !== me && by.kind === "user";

/** Whether the delivery of its opening reached this ledger: no earlier one can have known the thread. */
export const wasOpenedToUs = (memory: Pick<Facts["memory"], "sightings">): boolean =>
  memory.sightings.some((sighting) => sighting.source === "opened");
