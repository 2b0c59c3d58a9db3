/** Silence: whether a thread was met for the first time and nobody has acted on it since, so that nothing may be said there. */
import type { Facts } from "./facts.ts";
import type { Instant, UserId } from "./ids.ts";
import type { Statement } from "./statements.ts";

/**
 * Silent until a person says or does something after the ledger met the thread. Not silent: a thread opened while the repository was
 * active or whose opening was delivered, and one where a comment of ours stands, because an earlier ledger knew it.
 */
export function isSilent(facts: Pick<Facts, "thread" | "memory" | "ours" | "statements" | "me">): boolean {
  const { thread, memory } = facts;
  if (thread.createdAt >= memory.activeSince || wasOpenedToUs(memory) || facts.ours.length > 0) return false;
  return !facts.statements.some((said) => isActOfPerson(said, facts.me.id, memory.adoptedAt)) && !wasPushed(facts);
}

const isActOfPerson = (said: Statement, me: UserId, after: Instant): boolean =>
  said.at > after && said.by !== undefined && said.by.id !== me && said.by.kind === "user";

/** A plain push leaves no dated trace on the thread: its delivery does. */
const wasPushed = ({ memory }: Pick<Facts, "memory">): boolean =>
  memory.sightings.some((sighting) => sighting.source === "delivery" && sighting.before !== undefined && sighting.at > memory.adoptedAt);

/** Whether the delivery of its opening reached this ledger: no earlier one can have known the thread. */
export const wasOpenedToUs = (memory: Pick<Facts["memory"], "sightings">): boolean =>
  memory.sightings.some((sighting) => sighting.source === "opened");
