/** People: who spoke on a thread, and what GitHub says of them in the repository, its organisation and its teams. */
import { z } from "zod";
import type { Person, PersonStanding } from "../core/facts.ts";
import { type Login, loginOf, type UserId } from "../core/ids.ts";
import { isText, type Statement } from "../core/statements.ts";
import { saidLines } from "../core/words.ts";
import { shaped } from "./answers.ts";
import { shelf } from "./cache.ts";
import { collaboratorsKnown } from "./collaborators.ts";
import { Forbidden, NotFound } from "./errors.ts";
import { allRows } from "./pages.ts";
import type { Place } from "./place.ts";

/** Rights that were taken away may linger for so long (seconds). */
const lifetime = 600;

/** People who said a word, reviewed, or set a label, and whoever else is named: nobody else's standing matters. Bots have none. */
export function speakersOn(statements: readonly Statement[], others: readonly (Person | undefined)[] = []): readonly Person[] {
  const counts = (said: Statement) => said.kind === "review" || said.kind === "label" || (isText(said) && saidLines(said).length > 0);
  return peopleAmong([...others, ...statements.filter(counts).map(({ by }) => by)]);
}

/** Accounts of people, each once. */
export const peopleAmong = (all: readonly (Person | undefined)[]): readonly Person[] => [
  ...new Map(all.flatMap((by) => (by?.kind === "user" ? [[by.id, by] as const] : []))).values(),
];

/** By id. */
export async function standings(place: Place, people: readonly Person[]): Promise<ReadonlyMap<UserId, PersonStanding>> {
  const { owner, name, id: repositoryId } = place.repository;
  const listed = await collaboratorsKnown(place);
  // Who is not on a list of some minutes ago may have become a collaborator since: that is asked.
  const others = people.filter(({ login }) => listed?.has(login) !== true);
  const isCollaborator = await eachOf(place, "collaborator", String(repositoryId), others, ({ spelled }) =>
    isListed(place, "/repos/{owner}/{repo}/collaborators/{login}", { owner, repo: name, login: spelled }),
  );
  return new Map(people.map(({ id }) => [id, { isCollaborator: isCollaborator.get(id) ?? true }]));
}

/** Asks for each of them what was not asked lately. */
export async function eachOf(
  { cache, clock }: Place,
  kind: string,
  where: string,
  people: readonly Person[],
  ask: (person: Person) => Promise<boolean>,
): Promise<ReadonlyMap<UserId, boolean>> {
  const answers = shelf(cache, clock, kind, z.boolean(), lifetime);
  const asked = people.map(async (person) => [person.id, await answers.one(`${where} ${person.id}`, () => ask(person))] as const);
  return new Map(await Promise.all(asked));
}

/** 204 or 404. A redirect leads to the list of public members, where a private one looks like a stranger: it means "may not ask". */
export async function isListed({ session }: Place, route: string, parameters: Readonly<Record<string, string>>): Promise<boolean> {
  try {
    const { status } = await session.get(route, parameters, "manual");
    if (status >= 300) throw new Forbidden("ask who is a member of the organisation", "members=read");
    return true;
  } catch (error) {
    if (error instanceof NotFound) return false;
    throw error;
  }
}

/** The highest role of each, by login. */
export async function rolesOf(place: Place, people: readonly Person[]): Promise<ReadonlyMap<Login, string>> {
  const { session, cache, clock, repository } = place;
  const { owner, name } = repository;
  const roles = shelf(cache, clock, "role", z.string(), lifetime);
  const read = async (login: string) => {
    const { data } = await session.get("/repos/{owner}/{repo}/collaborators/{login}/permission", { owner, repo: name, login });
    return shaped(z.object({ permission: z.string() }), data, "role").permission;
  };
  const found = people.map(
    async ({ id, login, spelled }) => [login, await roles.one(`${repository.id} ${id}`, () => read(spelled))] as const,
  );
  return new Map(await Promise.all(found));
}

const teamShape = z.object({ name: z.string(), slug: z.string() });

/** Which of the teams with these display names somebody belongs to. A team that the complete list lacks has no members. Throws Withheld. */
export async function teamsOf(place: Place, person: Person | undefined, names: readonly string[]): Promise<ReadonlySet<string>> {
  if (person?.kind !== "user" || names.length === 0) return new Set();
  await place.session.needs("members and teams");
  const wanted = (await teamsIn(place)).filter(({ name }) => names.includes(name));
  const memberships = await Promise.all(wanted.map(async (team) => ((await isInTeam(place, team.slug, person)) ? [team.name] : [])));
  return new Set(memberships.flat());
}

function teamsIn({ session, cache, clock, repository: { owner } }: Place): Promise<readonly z.infer<typeof teamShape>[]> {
  return shelf(cache, clock, "teams", z.array(teamShape), lifetime).one(loginOf(owner), async () => {
    try {
      return await allRows(session, "/orgs/{org}/teams", { org: owner }, teamShape);
    } catch (error) {
      // A person's account has no teams; an organisation that has the App installed is always there.
      if (error instanceof NotFound) return [];
      throw error;
    }
  });
}

/** `team`: its slug. One that does not exist has no members. */
export function isInTeam({ session, cache, clock, repository: { owner } }: Place, team: string, { id, spelled }: Person): Promise<boolean> {
  return shelf(cache, clock, "team member", z.boolean(), lifetime).one(`${loginOf(owner)}/${team} ${id}`, async () => {
    try {
      const { data } = await session.get("/orgs/{org}/teams/{team}/memberships/{login}", { org: owner, team, login: spelled });
      return shaped(z.object({ state: z.string() }), data, "membership").state === "active";
    } catch (error) {
      if (error instanceof NotFound) return false;
      throw error;
    }
  });
}
