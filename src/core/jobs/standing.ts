/** Standing: whose pull requests are tested and whose words start a run, from what is known of people. */
import { hasLabel, type PersonStanding, type Read, type Thread } from "../facts.ts";
import type { UserId } from "../ids.ts";
import type { Person } from "../people.ts";

export interface Standings {
  readonly isPullTrusted: boolean;
  readonly of: (person: Person | undefined) => { readonly isTrusted: boolean; readonly isMember: boolean };
}

/** Nobody of whom nothing is known is trusted. */
export function standingsOf(thread: Thread, people: Read<ReadonlyMap<UserId, PersonStanding>>): Standings {
  const known = people.kind === "known" ? people.value : new Map<UserId, PersonStanding>();
  const of: Standings["of"] = (person) => {
    const standing = person?.kind === "user" ? known.get(person.id) : undefined;
    const isMember = standing?.isMember === true;
    return { isTrusted: isMember || standing?.isCollaborator === true, isMember };
  };
  return { of, isPullTrusted: of(thread.author).isTrusted || hasLabel(thread, "ok-to-test") };
}
