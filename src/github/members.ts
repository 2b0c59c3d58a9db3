/** Members: who belongs to the organisation, and to another one that is trusted. */
import type { Membership, Person } from "../core/facts.ts";
import { loginOf, type UserId } from "../core/ids.ts";
import { Forbidden } from "./errors.ts";
import { eachOf, isListed } from "./people.ts";
import type { Place } from "./place.ts";

/** By id. Throws Forbidden where the App may not ask the organisation itself. `otherOrganisation`: empty where there is none. */
export async function membersAmong(
  place: Place,
  people: readonly Person[],
  otherOrganisation: string,
): Promise<ReadonlyMap<UserId, Membership>> {
  const { owner } = place.repository;
  const hasOther = otherOrganisation !== "" && loginOf(otherOrganisation) !== loginOf(owner);
  const isMember = await eachOf(place, "member", loginOf(owner), people, ({ spelled }) => isMemberOf(place, owner, spelled));
  const strangers = hasOther ? people.filter(({ id }) => isMember.get(id) !== true) : [];
  const ofOther = new Map(
    await Promise.all(strangers.map(async (person) => [person.id, await isMemberOfOther(place, otherOrganisation, person)] as const)),
  );
  return new Map(
    people.map(({ id }) => [id, { isMember: isMember.get(id) === true, isMemberOfTrusted: ofOther.has(id) ? ofOther.get(id) : false }]),
  );
}

const isMemberOf = (place: Place, org: string, login: string): Promise<boolean> =>
  isListed(place, "/orgs/{org}/members/{login}", { org, login });

/** An installation is asked about its own organisation only: elsewhere it may see who shows their membership, and of others nothing at all. */
async function isMemberOfOther(place: Place, org: string, person: Person): Promise<boolean | undefined> {
  const ask = async (kind: string, route: string) => {
    const answers = await eachOf(place, kind, loginOf(org), [person], ({ spelled }) => isListed(place, route, { org, login: spelled }));
    return answers.get(person.id) === true;
  };
  try {
    return await ask("member", "/orgs/{org}/members/{login}");
  } catch (error) {
    if (!(error instanceof Forbidden)) throw error;
    return (await ask("public member", "/orgs/{org}/public_members/{login}")) ? true : undefined;
  }
}
