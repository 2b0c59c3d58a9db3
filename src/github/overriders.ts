/** Overriders: who of those who ask administers the repository, or is in a team that may override contexts. */

import type { OverrideRight } from "../core/facts.ts";
import type { UserId } from "../core/ids.ts";
import type { Person } from "../core/people.ts";
import { isInTeam, peopleAmong, rolesOf } from "./people.ts";
import type { Place } from "./place.ts";

/** By id; without people nothing is asked. Throws Withheld where a team would have to be asked and may not. A team that does not exist has no members. */
export async function overridersAmong(
  place: Place,
  asking: readonly Person[],
  teams: readonly string[],
): Promise<ReadonlyMap<UserId, OverrideRight>> {
  const people = peopleAmong(asking);
  const roles = await rolesOf(place, people);
  const rights = people.map(async (person) => {
    const isAdministrator = roles.get(person.login) === "admin";
    return [person.id, { isAdministrator, isInAllowedTeam: !isAdministrator && (await isInAny(place, teams, person)) }] as const;
  });
  return new Map(await Promise.all(rights));
}

async function isInAny(place: Place, teams: readonly string[], person: Person): Promise<boolean> {
  if (teams.length === 0) return false;
  await place.session.needs("members and teams");
  const memberships = await Promise.all(teams.map((team) => isInTeam(place, team, person)));
  return memberships.includes(true);
}
