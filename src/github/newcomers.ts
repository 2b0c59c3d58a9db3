/** Newcomers: which of the people whom an edit newly names belong to the organisation or the repository, in a bounded number of requests. */
import { z } from "zod";
import { type Instant, type Login, loginOf } from "../core/ids.ts";
import { shelf } from "./cache.ts";
import { NotFound, TooMuch } from "./errors.ts";
import { allRows } from "./pages.ts";
import { isListed } from "./people.ts";
import type { Place } from "./place.ts";

/** A login as GitHub gives it out, an App's bot included. */
const loginForm = /^[a-z\d](?:[a-z\d_-]{0,99})(?:\[bot\])?$/;

/** So many are looked up one by one, in two requests each at most: anybody may name hundreds, and name others with every push. */
const mostSingly = 5;

/** The list of members is read as long as it is no longer than this: 30 requests. */
const mostMembers = 3000;

/** Members come and go seldom (seconds). */
const lifetime = 600;

export interface Newcomers {
  /** Neither members of the organisation nor collaborators. What is no login is nobody's, and not asked for. */
  readonly strangers: ReadonlySet<Login>;
  /** More than are looked up one by one, of an organisation with too many members to be listed. */
  readonly unasked: ReadonlySet<Login>;
}

/** What is asked. */
export interface Question {
  readonly names: readonly Login[];
  /** By GitHub's clock. */
  readonly now: Instant;
  /** When somebody last said that they are to be looked up again: what was found before counts no longer. */
  readonly renewedAt: Instant | undefined;
}

/** Throws Forbidden where the App may not ask who is a member: that was asked of each person whom the list of members lacks, up to a bound. */
export async function newcomersAmong(place: Place, { names, now, renewedAt }: Question): Promise<Newcomers> {
  const logins = names.filter((name) => loginForm.test(name));
  const members = logins.length > mostSingly ? await membersOf(place) : undefined;
  const rest = logins.filter((login) => members?.has(login) !== true);
  const singly = rest.slice(0, mostSingly);
  const trusted = await trustedAmong(place, singly, now, renewedAt);
  const others = rest.slice(mostSingly);
  return {
    strangers: new Set([
      ...names.filter((name) => !loginForm.test(name)),
      ...singly.filter((login) => !trusted.has(login)),
      ...(members === undefined ? [] : others),
    ]),
    unasked: new Set(members === undefined ? others : []),
  };
}

/**
 * As they were some minutes ago; undefined where there are too many. Whoever may not ask gets those who show their membership and no error,
 * so that the list proves nothing against anybody before somebody whom it lacks was looked up.
 */
async function membersOf({ session, cache, clock, repository: { owner } }: Place): Promise<ReadonlySet<Login> | undefined> {
  const kept = shelf(cache, clock, "members", z.array(z.string()).nullable(), lifetime);
  const logins = await kept.one(loginOf(owner), async () => {
    try {
      const rows = await allRows(session, "/orgs/{org}/members", { org: owner }, z.object({ login: z.string() }), mostMembers);
      return rows.map(({ login }) => login);
    } catch (error) {
      // A person's account has no members.
      if (error instanceof NotFound) return [];
      if (error instanceof TooMuch) return null;
      throw error;
    }
  });
  return logins === null ? undefined : new Set(logins.map(loginOf));
}

const answer = z.object({ isTrusted: z.boolean(), at: z.int() });

async function trustedAmong(
  place: Place,
  logins: readonly Login[],
  now: Instant,
  renewedAt: Instant | undefined,
): Promise<ReadonlySet<Login>> {
  const { cache, clock, repository } = place;
  const answers = shelf(cache, clock, "newcomer", answer, lifetime);
  const keyOf = (login: Login) => `${repository.id} ${login}`;
  const known = await answers.known(logins.map(keyOf));
  const isTrusted = async (login: Login): Promise<boolean> => {
    const before = known.get(keyOf(login));
    if (before !== undefined && (renewedAt === undefined || before.at > renewedAt)) return before.isTrusted;
    const found = await isMemberOrCollaborator(place, login);
    await answers.keep(new Map([[keyOf(login), { isTrusted: found, at: now }]]));
    return found;
  };
  const found = await Promise.all(logins.map(async (login) => ((await isTrusted(login)) ? [login] : [])));
  return new Set(found.flat());
}

const isMemberOrCollaborator = async (place: Place, login: Login): Promise<boolean> => {
  const { owner, name } = place.repository;
  return (
    (await isListed(place, "/orgs/{org}/members/{login}", { org: owner, login })) ||
    (await isListed(place, "/repos/{owner}/{repo}/collaborators/{login}", { owner, repo: name, login }))
  );
};
