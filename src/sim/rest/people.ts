/** Routes about people: members, teams, collaborators and their roles. */
import type { Account, Team } from "../accounts.ts";
import type { Organization } from "../organizations.ts";
import { notFound, Refusal } from "../refusal.ts";
import type { Repository, Role } from "../repositories.ts";
import { accountShape, teamShape } from "../shapes.ts";
import { type Answer, type Call, noContent, ok, type Route } from "./call.ts";

function organizationOf(call: Call): Organization {
  const account = call.world.account(call.parameter("org"));
  const organization = account === undefined ? undefined : call.world.organizationOf(account);
  if (organization === undefined) throw notFound();
  return organization;
}

const accountOf = (call: Call): Account | undefined => call.world.account(call.parameter("login"));

const mayAskFor = (call: Call, organization: Organization): boolean =>
  call.token.access.isWithin(organization) && call.may("members", "read");

/** Who may not ask is sent on to the list of public members, where a private one looks like a stranger. */
function member(call: Call): Answer {
  const organization = organizationOf(call);
  if (!mayAskFor(call, organization)) {
    const location = `${call.url.origin}/orgs/${organization.login}/public_members/${call.parameter("login")}`;
    return { status: 302, headers: { location } };
  }
  const account = accountOf(call);
  if (account === undefined || !organization.isMember(account)) throw notFound();
  return noContent;
}

/** Who may not ask is shown those who show themselves, without a word about the others. */
function members(call: Call): Answer {
  const organization = organizationOf(call);
  const isShown = mayAskFor(call, organization)
    ? (account: Account) => organization.isMember(account)
    : (account: Account) => organization.members.get(account)?.isPublic === true;
  return call.page([...organization.members.keys()].filter(isShown), (account) => accountShape(call.world, account));
}

function publicMember(call: Call): Answer {
  const account = accountOf(call);
  if (account === undefined || organizationOf(call).members.get(account)?.isPublic !== true) throw notFound();
  return noContent;
}

function membership(call: Call): Answer {
  const organization = organizationOf(call);
  call.require("read", "members");
  const account = accountOf(call);
  const found = account === undefined ? undefined : organization.members.get(account);
  if (account === undefined || found === undefined) throw notFound();
  return ok({
    state: found.state,
    role: found.role,
    user: accountShape(call.world, account),
    organization: accountShape(call.world, organization),
  });
}

/** 404 also for a team that the App may not see. */
function teamOf(call: Call): Team {
  const organization = organizationOf(call);
  const team = mayAskFor(call, organization) ? organization.teams.get(call.parameter("team")) : undefined;
  if (team === undefined) throw notFound();
  return team;
}

function teamMembership(call: Call): Answer {
  const team = teamOf(call);
  const account = accountOf(call);
  const state = account === undefined ? undefined : team.membership(account);
  if (state === undefined) throw notFound();
  return ok({ state, role: "member", url: `${call.world.api}${call.url.pathname}` });
}

function teams(call: Call): Answer {
  const organization = organizationOf(call);
  call.require("read", "members");
  return call.page([...organization.teams.values()], (team) => teamShape(call.world, team));
}

const permissions = { admin: "admin", maintain: "write", write: "write", triage: "read", read: "read" } as const satisfies Record<
  Role,
  string
>;

const flags = (role: Role): Record<string, boolean> => ({
  admin: role === "admin",
  maintain: role === "admin" || role === "maintain",
  push: permissions[role] === "write" || role === "admin",
  triage: role !== "read",
  pull: true,
});

/** A person without the right to push is told of none. */
function collaborative(call: Call): Repository {
  const repository = call.repository();
  if (call.token.access.maySeeCollaborators(repository)) return repository;
  throw new Refusal(403, "Must have push access to view repository collaborators.");
}

function collaborators(call: Call): Answer {
  const repository = collaborative(call);
  const wanted = call.query("affiliation") ?? "all";
  const everybody = repository.allCollaborators().filter((account) => {
    const isDirect = repository.collaborators.has(account);
    if (wanted === "direct") return isDirect;
    return wanted === "outside" ? isDirect && repository.organization?.isMember(account) !== true : true;
  });
  return call.page(everybody, (account) => {
    const role = repository.roleOf(account) ?? "read";
    return { ...accountShape(call.world, account), permissions: flags(role), role_name: role };
  });
}

function collaborator(call: Call): Answer {
  const account = accountOf(call);
  if (account === undefined || !collaborative(call).isCollaborator(account)) throw notFound();
  return noContent;
}

/** On a public repository everybody has at least "read": that does not make a collaborator. */
const visibleRole = (repository: Repository, account: Account): Role | undefined =>
  repository.roleOf(account) ?? (repository.isPrivate ? undefined : "read");

function permission(call: Call): Answer {
  const account = accountOf(call);
  if (account === undefined) throw notFound();
  const role = visibleRole(call.repository(), account);
  const name = role === undefined ? "none" : permissions[role];
  return ok({ permission: name, role_name: role ?? "none", user: accountShape(call.world, account) });
}

function user(call: Call): Answer {
  const account = accountOf(call);
  if (account === undefined) throw notFound();
  return ok({ ...accountShape(call.world, account), name: account.name, public_repos: 0, followers: 0, following: 0 });
}

export const peopleRoutes: readonly Route[] = [
  { method: "GET", path: "/orgs/{org}/members", answer: members },
  { method: "GET", path: "/orgs/{org}/members/{login}", answer: member },
  { method: "GET", path: "/orgs/{org}/public_members/{login}", answer: publicMember },
  { method: "GET", path: "/orgs/{org}/memberships/{login}", answer: membership },
  { method: "GET", path: "/orgs/{org}/teams", answer: teams },
  { method: "GET", path: "/orgs/{org}/teams/{team}", answer: (call) => ok(teamShape(call.world, teamOf(call))) },
  { method: "GET", path: "/orgs/{org}/teams/{team}/memberships/{login}", answer: teamMembership },
  {
    method: "GET",
    path: "/orgs/{org}/teams/{team}/members",
    answer: (call) => call.page(teamOf(call).everybody(), (account) => accountShape(call.world, account)),
  },
  { method: "GET", path: "/repos/{owner}/{repo}/collaborators", answer: collaborators },
  { method: "GET", path: "/repos/{owner}/{repo}/collaborators/{login}", answer: collaborator },
  { method: "GET", path: "/repos/{owner}/{repo}/collaborators/{login}/permission", answer: permission },
  { method: "GET", path: "/users/{login}", answer: user },
];
