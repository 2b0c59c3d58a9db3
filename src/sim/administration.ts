/** What owners and administrators do: rights, installations, renaming and archiving. */
import type { Account, Team } from "./accounts.ts";
import { announceCollaborator, announceInstallation, announceRepository, announceSelection } from "./announcements.ts";
import type { App, Installation, Permissions } from "./apps.ts";
import type { Repository, Role, Rule } from "./repositories.ts";
import { accountShape } from "./shapes.ts";
import type { World } from "./world.ts";

/** Null takes the direct grant away. */
export function setCollaborator(repository: Repository, account: Account, role: Role | null): void {
  const isNew = !repository.collaborators.has(account);
  if (role === null) repository.collaborators.delete(account);
  else repository.collaborators.set(account, role);
  announceCollaborator(repository, role === null ? "removed" : isNew ? "added" : "edited", account);
}

/** What all members of a team may do; null takes it away. */
export function setTeamRole(repository: Repository, team: Team, role: Role | null): void {
  if (role === null) repository.teams.delete(team);
  else repository.teams.set(team, role);
}

/** A ruleset for the branch, instead of the one that was there. Nobody is told. */
export function setRules(repository: Repository, branch: string, rules: readonly Rule[]): void {
  repository.rules.set(branch, rules);
}

/** A rule that lets nothing in without these checks; from this App, where one is named. */
export const checksRule = (names: readonly string[], app?: App): Rule => ({
  type: "required_status_checks",
  parameters: {
    strict_required_status_checks_policy: false,
    required_status_checks: names.map((context) => ({ context, ...(app === undefined ? {} : { integration_id: app.id }) })),
  },
});

/** Whether a ruleset wants this check or status on the branch; pinned to another App it wants another one. */
export function isRequiredOn(repository: Repository, branch: string, name: string, app?: App): boolean {
  const rules = (repository.rules.get(branch) ?? []).filter(({ type }) => type === "required_status_checks");
  const wanted = rules.flatMap(({ parameters }): unknown[] => {
    const list = parameters?.required_status_checks;
    return Array.isArray(list) ? list : [];
  });
  return wanted.some((check) => {
    if (typeof check !== "object" || check === null || Reflect.get(check, "context") !== name) return false;
    const pinned: unknown = Reflect.get(check, "integration_id");
    return pinned === undefined || pinned === null || pinned === app?.id;
  });
}

/** A ruleset that requires these checks and keeps the branch from being deleted. */
export const requireChecks = (repository: Repository, branch: string, names: readonly string[], app?: App): void =>
  setRules(repository, branch, [{ type: "deletion" }, checksRule(names, app)]);

/** Classic protection of the branch, which requires these statuses or checks; from this App, where one is named. */
export function protectBranch(repository: Repository, branch: string, contexts: readonly string[], app?: App): void {
  repository.protections.set(
    branch,
    contexts.map((context) => ({ context, app })),
  );
}

export function archive(repository: Repository): void {
  repository.isArchived = true;
  announceRepository(repository, "archived");
}

/** The old name leads nowhere here; GitHub would redirect it. */
export function renameRepository(repository: Repository, name: string): void {
  const from = repository.name;
  repository.world.unregister(repository);
  repository.name = name;
  repository.world.register(repository);
  announceRepository(repository, "renamed", { changes: { repository: { name: { from } } } });
}

/** It keeps its id, its threads and its direct collaborators. Who is installed at the old owner is not told. */
export function transferRepository(repository: Repository, owner: Account): void {
  const { world, owner: from } = repository;
  world.unregister(repository);
  repository.owner = owner;
  world.register(repository);
  const kind = from.__typename === "Organization" ? "organization" : "user";
  announceRepository(repository, "transferred", { changes: { owner: { from: { [kind]: accountShape(world, from) } } } });
}

export function setDefaultBranch(repository: Repository, branch: string): void {
  const from = repository.defaultBranch;
  repository.defaultBranch = branch;
  announceRepository(repository, "edited", { changes: { default_branch: { from } } });
}

/** While suspended: no deliveries, no tokens, and the old tokens are refused. */
export function setSuspended(world: World, installation: Installation, suspended: boolean): void {
  installation.suspended = suspended;
  installation.updatedAt = world.clock.now();
  announceInstallation(world, installation, suspended ? "suspend" : "unsuspend");
}

/** An owner accepts what the App asks for, or takes something away. */
export function setPermissions(world: World, installation: Installation, permissions: Permissions): void {
  installation.permissions = permissions;
  installation.updatedAt = world.clock.now();
  announceInstallation(world, installation, "new_permissions_accepted");
}

export function selectRepositories(
  world: World,
  installation: Installation,
  added: readonly Repository[],
  removed: readonly Repository[] = [],
): void {
  const before = installation.selected ?? new Set(world.repositoriesOf(installation.account));
  installation.selected = new Set([...before, ...added].filter((repository) => !removed.includes(repository)));
  if (added.length > 0) announceSelection(world, installation, added, []);
  if (removed.length > 0) announceSelection(world, installation, [], removed);
}

export function uninstall(world: World, installation: Installation): void {
  announceInstallation(world, installation, "deleted");
  world.installations.delete(installation.id);
  world.app.installations.splice(world.app.installations.indexOf(installation), 1);
  for (const token of world.tokens.values()) if (token.access === installation) world.tokens.delete(token.value);
}
