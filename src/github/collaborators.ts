/** Collaborators: everybody who may at least read a repository of an organisation because somebody said so, by login. */
import { z } from "zod";
import { type Login, loginOf } from "../core/ids.ts";
import { type Shelf, shelf } from "./cache.ts";
import { allRows } from "./pages.ts";
import type { Place } from "./place.ts";

/** Collaborators come and go seldom (seconds). */
const lifetime = 600;

const kept = ({ cache, clock }: Place): Shelf<string[]> => shelf(cache, clock, "collaborators", z.array(z.string()), lifetime);
const keyOf = ({ repository }: Place): string => String(repository.id);

export async function collaboratorsOf(place: Place): Promise<ReadonlySet<Login>> {
  const { session, repository } = place;
  const logins = await kept(place).one(keyOf(place), async () => {
    const parameters = { owner: repository.owner, repo: repository.name };
    const rows = await allRows(session, "/repos/{owner}/{repo}/collaborators", parameters, z.object({ login: z.string() }));
    return rows.map(({ login }) => login);
  });
  return new Set(logins.map(loginOf));
}

/** As they were read some minutes ago; undefined where nobody had to. */
export async function collaboratorsKnown(place: Place): Promise<ReadonlySet<Login> | undefined> {
  const logins = (await kept(place).known([keyOf(place)])).get(keyOf(place));
  return logins === undefined ? undefined : new Set(logins.map(loginOf));
}
