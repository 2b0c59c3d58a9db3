/** People, repositories, Apps and checks as REST and webhooks show them. */
import type { Account, Team } from "./accounts.ts";
import type { App, Installation } from "./apps.ts";
import { timestamp } from "./clock.ts";
import { nodeId } from "./ids.ts";
import type { Label } from "./items.ts";
import type { Repository } from "./repositories.ts";
import type { CheckRun, CommitStatus } from "./results.ts";
import type { World } from "./world.ts";

export type Shape = Record<string, unknown>;

export const time = (seconds: number | null): string | null => (seconds === null ? null : timestamp(seconds));

export function accountShape(world: World, account: Account): Shape {
  const { restLogin: login, id } = account;
  return {
    login,
    id,
    node_id: account.nodeId,
    avatar_url: `${world.web}/avatars/${id}`,
    gravatar_id: "",
    url: `${world.api}/users/${encodeURIComponent(login)}`,
    html_url: `${world.web}/${account.__typename === "Bot" ? `apps/${account.login}` : login}`,
    type: account.__typename,
    site_admin: false,
  };
}

/** Whoever is gone is shown as the user "ghost". */
export const authorShape = (world: World, account: Account): Shape => accountShape(world, account.deleted ? world.ghost : account);

export function repositoryShape(repository: Repository): Shape {
  const { world, fullName } = repository;
  return {
    id: repository.id,
    node_id: repository.nodeId,
    name: repository.name,
    full_name: fullName,
    private: repository.isPrivate,
    owner: accountShape(world, repository.owner),
    html_url: `${world.web}/${fullName}`,
    description: null,
    fork: repository.parent !== null,
    url: `${world.api}/repos/${fullName}`,
    default_branch: repository.defaultBranch,
    archived: repository.isArchived,
    disabled: false,
    visibility: repository.isPrivate ? "private" : "public",
    has_issues: true,
    open_issues_count: 0,
    created_at: timestamp(repository.createdAt),
    updated_at: timestamp(repository.createdAt),
    pushed_at: timestamp(repository.createdAt),
  };
}

/** As `repository` lists in installation events have it. */
export const repositoryStub = ({ id, nodeId: node_id, name, fullName, isPrivate }: Repository): Shape => ({
  id,
  node_id,
  name,
  full_name: fullName,
  private: isPrivate,
});

export const labelShape = ({ id, repository, name, color, description }: Label): Shape => ({
  id,
  node_id: nodeId("LA", id),
  url: `${repository.world.api}/repos/${repository.fullName}/labels/${encodeURIComponent(name)}`,
  name,
  color,
  default: false,
  description,
});

export const teamShape = (world: World, team: Team): Shape => ({
  id: team.id,
  node_id: team.nodeId,
  name: team.name,
  slug: team.slug,
  description: null,
  privacy: "closed",
  notification_setting: "notifications_enabled",
  permission: "pull",
  url: `${world.api}/organizations/${team.organization.id}/team/${team.id}`,
  html_url: `${world.web}/orgs/${team.organization.login}/teams/${team.slug}`,
  members_url: `${world.api}/organizations/${team.organization.id}/team/${team.id}/members{/member}`,
  repositories_url: `${world.api}/organizations/${team.organization.id}/team/${team.id}/repos`,
  parent: team.parent === null ? null : teamShape(world, team.parent),
});

export const appShape = (world: World, app: App): Shape => ({
  id: app.id,
  slug: app.slug,
  node_id: app.nodeId,
  client_id: app.clientId,
  owner: accountShape(world, app.owner),
  name: app.slug,
  description: null,
  external_url: world.web,
  html_url: `${world.web}/apps/${app.slug}`,
  created_at: timestamp(world.startedAt),
  updated_at: timestamp(world.startedAt),
  permissions: app.permissions,
  events: world.eventsOf(app.permissions),
});

export const installationShape = (world: World, installation: Installation): Shape => ({
  id: installation.id,
  app_id: installation.app.id,
  app_slug: installation.app.slug,
  account: accountShape(world, installation.account),
  target_id: installation.account.id,
  target_type: installation.account.__typename,
  repository_selection: installation.selected === undefined ? "all" : "selected",
  permissions: installation.permissions,
  events: world.eventsOf(installation.permissions),
  access_tokens_url: `${world.api}/app/installations/${installation.id}/access_tokens`,
  repositories_url: `${world.api}/installation/repositories`,
  html_url: `${world.web}/settings/installations/${installation.id}`,
  created_at: timestamp(installation.createdAt),
  updated_at: timestamp(installation.updatedAt),
  single_file_name: null,
  has_multiple_single_files: false,
  single_file_paths: [],
  suspended_at: installation.suspended ? timestamp(installation.updatedAt) : null,
  suspended_by: null,
});

/** Only pull requests from the repository itself are named; those of forks are not. */
function pullsOfRun({ suite: { repository, commit } }: CheckRun): Shape[] {
  return repository.network
    .pullsAt(commit)
    .filter((pull) => pull.repository === repository && pull.headRepository === repository)
    .map(({ id, number, state }) => ({
      id,
      number,
      url: `${repository.world.api}/repos/${repository.fullName}/pulls/${number}`,
      head: { ref: state.headRef, sha: state.head, repo: { id: repository.id, name: repository.name } },
      base: { ref: state.baseRef, sha: state.baseOid, repo: { id: repository.id, name: repository.name } },
    }));
}

export const checkRunShape = (run: CheckRun): Shape => ({
  id: run.id,
  node_id: nodeId("CR", run.id),
  name: run.name,
  head_sha: run.suite.commit,
  external_id: run.externalId,
  url: `${run.suite.repository.world.api}/repos/${run.suite.repository.fullName}/check-runs/${run.id}`,
  html_url: `${run.suite.repository.world.web}/${run.suite.repository.fullName}/runs/${run.id}`,
  details_url: run.detailsUrl,
  status: run.status,
  conclusion: run.conclusion,
  started_at: timestamp(run.startedAt),
  completed_at: time(run.completedAt),
  output: {
    title: run.output.title,
    summary: run.output.summary,
    text: run.output.text,
    annotations_count: run.output.annotations.length,
    annotations_url: `${run.suite.repository.world.api}/repos/${run.suite.repository.fullName}/check-runs/${run.id}/annotations`,
  },
  check_suite: { id: run.suite.id },
  app: appShape(run.suite.repository.world, run.suite.app),
  pull_requests: pullsOfRun(run),
});

export const statusShape = (status: CommitStatus): Shape => ({
  id: status.id,
  node_id: nodeId("SC", status.id),
  url: `${status.repository.world.api}/repos/${status.repository.fullName}/statuses/${status.commit}`,
  state: status.state,
  description: status.description,
  target_url: status.targetUrl,
  context: status.context,
  creator: authorShape(status.repository.world, status.creator),
  created_at: timestamp(status.createdAt),
  updated_at: timestamp(status.createdAt),
});
