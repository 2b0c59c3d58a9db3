/** GraphQL: users, bots, organisations, teams, Apps. */
import type { Account, Team } from "../accounts.ts";
import { type App, mayWith } from "../apps.ts";
import { timestamp } from "../clock.ts";
import type { Organization } from "../organizations.ts";
import { page } from "./connection.ts";
import { type Context, type Fields, type Tables, textOf } from "./context.ts";

/** Whoever is gone is nobody. */
export const actorOf = (account: Account | null): Account | null => (account === null || account.deleted ? null : account);

const urlOf = (account: Account, { world }: Context): string =>
  `${world.web}/${account.__typename === "Bot" ? `apps/${account.login}` : account.login}`;

const actor: Fields<Account> = {
  id: ({ nodeId }) => nodeId,
  databaseId: ({ id }) => id,
  url: (account, _, context) => urlOf(account, context),
  resourcePath: (account, _, context) => urlOf(account, context).slice(context.world.web.length),
  avatarUrl: ({ id }, _, { world }) => `${world.web}/avatars/${id}`,
};

/** The bare name, except where an App asks who it is: then with "[bot]". */
const login = (account: Account): string => (account.__typename === "Bot" ? account.restLogin : account.login);

function status(account: Account, { world }: Context): unknown {
  const until = account.busyUntil;
  if (until === undefined || (until !== null && until <= world.clock.now())) return null;
  return { until };
}

const organization: Fields<Organization> = {
  ...actor,
  login: (account) => account.login,
  name: (account) => account.name ?? account.login,
  team: (account, args, { token }) =>
    token.access.isWithin(account) && mayWith(token, "members", "read") ? account.teams.get(textOf(args.slug) ?? "") : null,
};

const team: Fields<Team> = {
  id: ({ nodeId }) => nodeId,
  databaseId: ({ id }) => id,
  slug: ({ slug }) => slug,
  name: ({ name }) => name,
  combinedSlug: (source) => `${source.organization.login}/${source.slug}`,
  parentTeam: ({ parent }) => parent,
  organization: (source) => source.organization,
  members: (source, args) => {
    const immediate = [...source.members].filter(([, state]) => state === "active").map(([account]) => account);
    const everybody = source.everybody();
    const chosen = { ALL: everybody, IMMEDIATE: immediate, CHILD_TEAM: everybody.filter((account) => !immediate.includes(account)) };
    const membership = textOf(args.membership) ?? "ALL";
    const items = membership === "IMMEDIATE" || membership === "CHILD_TEAM" ? chosen[membership] : chosen.ALL;
    return page({ name: "members", items, node: (account) => account }, args);
  },
};

const app: Fields<App> = {
  id: ({ nodeId }) => nodeId,
  databaseId: ({ id }) => id,
  slug: ({ slug }) => slug,
  name: ({ slug }) => slug,
};

/** A team is null for an App that may not see it. */
export const reviewerOf = (reviewer: Account | Team, context: Context): Account | Team | null => {
  if (reviewer.__typename !== "Team") return actorOf(reviewer);
  const { token } = context;
  return token.access.isWithin(reviewer.organization) && mayWith(token, "members", "read") ? reviewer : null;
};

const userStatus: Fields<{ readonly until: number | null }> = {
  indicatesLimitedAvailability: () => true,
  expiresAt: ({ until }) => (until === null ? null : timestamp(until)),
  message: () => "Busy",
};

export const peopleTables: Tables = {
  User: { ...actor, login, name: ({ name }: Account) => name, status: (account: Account, _, context) => status(account, context) },
  Bot: { ...actor, login: (account: Account) => account.login },
  Mannequin: { ...actor, login: (account: Account) => account.login },
  Organization: organization,
  Team: team,
  App: app,
  UserStatus: userStatus,
};
