/** Routes about the App, its installations and its limits. */
import type { Account } from "../accounts.ts";
import type { App, Installation, Permissions, Token } from "../apps.ts";
import { timestamp } from "../clock.ts";
import { notFound, Refusal, unprocessable } from "../refusal.ts";
import type { Repository } from "../repositories.ts";
import { appShape, installationShape, repositoryShape } from "../shapes.ts";
import { type Answer, type Call, created, ok, type Route } from "./call.ts";
import { quotaOf } from "./quota.ts";

function installationOf(call: Call): Installation {
  const installation = call.world.installations.get(Number(call.parameter("installation")));
  if (installation === undefined) throw notFound();
  return installation;
}

function installationOn(call: Call, owner: Account | undefined, repository?: Repository): Answer {
  const found = call.world.app.installations.find(
    (installation) => installation.account === owner && (repository === undefined || installation.includes(repository)),
  );
  if (found === undefined) throw notFound();
  return ok(installationShape(call.world, found));
}

/** Fewer permissions than the installation has, never more. */
function permissionsAsked(call: Call, installation: Installation): Permissions {
  const asked = call.body.permissions;
  if (typeof asked !== "object" || asked === null) return installation.permissions;
  const entries = Object.entries(asked).map(([name, level]): [string, "read" | "write"] => {
    if ((level !== "read" && level !== "write") || !installation.may(name, level)) {
      throw unprocessable("The permissions requested are not granted to this installation.");
    }
    return [name, level];
  });
  return { metadata: "read", ...Object.fromEntries(entries) };
}

function repositoriesAsked(call: Call, installation: Installation): ReadonlySet<Repository> | undefined {
  const names = call.texts("repositories").map((name) => call.world.repository(`${installation.account.login}/${name}`));
  const ids = Array.isArray(call.body.repository_ids) ? call.body.repository_ids.map((id) => call.world.repositoryById(Number(id))) : [];
  const asked = [...names, ...ids];
  if (asked.length === 0) return undefined;
  const found = asked.filter((repository) => repository !== undefined && installation.includes(repository));
  if (found.length < asked.length)
    throw unprocessable("There is at least one repository that does not exist or is not accessible to the parent installation.");
  return new Set(found.filter((repository) => repository !== undefined));
}

function mint(call: Call): Answer {
  const { world } = call;
  const installation = installationOf(call);
  if (installation.suspended) throw new Refusal(403, "This installation has been suspended");
  const repositories = repositoriesAsked(call, installation);
  const token: Token = {
    value: `ghs_${installation.id}_${world.nextId()}_${"0123456789abcdef".repeat(4)}`,
    access: installation,
    permissions: permissionsAsked(call, installation),
    repositories,
    expiresAt: world.clock.now() + 3600,
  };
  world.tokens.set(token.value, token);
  return created({
    token: token.value,
    expires_at: timestamp(token.expiresAt),
    permissions: token.permissions,
    repository_selection: installation.selected === undefined && repositories === undefined ? "all" : "selected",
    ...(repositories === undefined ? {} : { repositories: [...repositories].map(repositoryShape) }),
  });
}

function visibleRepositories(call: Call): Answer {
  const { installation } = call;
  const { repositories } = call.token;
  const included = call.world.repositoriesOf(installation.account).filter((repository) => installation.includes(repository));
  const visible = included.filter((repository) => repositories === undefined || repositories.has(repository));
  const selection = installation.selected === undefined ? "all" : "selected";
  return call.page(visible, repositoryShape, (page) => ({
    total_count: visible.length,
    repository_selection: selection,
    repositories: page,
  }));
}

function limits(call: Call): Answer {
  const core = quotaOf(call.world, call.token.access, "core");
  return ok({ resources: { core, graphql: quotaOf(call.world, call.token.access, "graphql") }, rate: core });
}

const appOf = (call: Call): App => call.world.app;

export const appRoutes: readonly Route[] = [
  { method: "GET", path: "/app", forApp: true, answer: (call) => ok(appShape(call.world, appOf(call))) },
  { method: "POST", path: "/app/installations/{installation}/access_tokens", forApp: true, answer: mint },
  {
    method: "GET",
    path: "/app/installations/{installation}",
    forApp: true,
    answer: (call) => ok(installationShape(call.world, installationOf(call))),
  },
  {
    method: "GET",
    path: "/app/installations",
    forApp: true,
    answer: (call) => call.page(appOf(call).installations, (installation) => installationShape(call.world, installation)),
  },
  {
    method: "GET",
    path: "/repos/{owner}/{repo}/installation",
    forApp: true,
    answer: (call) => {
      const repository = call.world.repository(`${call.parameter("owner")}/${call.parameter("repo")}`);
      if (repository === undefined) throw notFound();
      return installationOn(call, repository.owner, repository);
    },
  },
  {
    method: "GET",
    path: "/orgs/{org}/installation",
    forApp: true,
    answer: (call) => installationOn(call, call.world.account(call.parameter("org"))),
  },
  { method: "GET", path: "/installation/repositories", answer: visibleRepositories },
  { method: "GET", path: "/rate_limit", answer: limits },
];
