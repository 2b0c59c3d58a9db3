/** Tells the installations of Apps what happened, as GitHub's webhooks do. */
import type { Account, Membership, Team } from "./accounts.ts";
import type { WorkflowRun } from "./actions/runs.ts";
import { runShape, workflowShape } from "./actions/shapes.ts";
import type { Installation } from "./apps.ts";
import { comparison } from "./git/history.ts";
import type { IssueComment, Label, LineComment, PullReview } from "./items.ts";
import type { Organization } from "./organizations.ts";
import { commentShape, issueShape, lineCommentShape, pullPayload, pullShape, reviewShape, threadPayload } from "./payloads.ts";
import type { MergeGroup } from "./queue.ts";
import type { Repository } from "./repositories.ts";
import type { CheckRun, CommitStatus } from "./results.ts";
import {
  accountShape,
  checkRunShape,
  installationShape,
  labelShape,
  repositoryShape,
  repositoryStub,
  type Shape,
  statusShape,
  teamShape,
} from "./shapes.ts";
import { Pull, type Thread } from "./threads.ts";
import type { World } from "./world.ts";

/** An event on a repository, for every installation that includes it. */
function announce(repository: Repository, sender: Account, event: string, payload: () => Shape): void {
  const { world } = repository;
  for (const installation of world.installationsOn(repository, event)) {
    const { organization } = repository;
    world.outbox.add(installation, event, {
      ...payload(),
      repository: repositoryShape(repository),
      ...(organization === undefined ? {} : { organization: accountShape(world, organization) }),
      sender: accountShape(world, sender),
      installation: { id: installation.id },
    });
  }
}

/** An event on an organisation, for its installation. */
function announceTo(organization: Organization, event: string, payload: Shape): void {
  const { world } = organization;
  for (const installation of world.installationsFor(organization, event)) {
    const sender = accountShape(world, organization);
    world.outbox.add(installation, event, { ...payload, organization: sender, sender, installation: { id: installation.id } });
  }
}

/** `pull_request` or `issues`, whichever the thread is. */
export function announceThread(thread: Thread, sender: Account, action: string, more: Shape = {}): void {
  const event = thread instanceof Pull ? "pull_request" : "issues";
  announce(thread.repository, sender, event, () => ({ action, number: thread.number, ...threadPayload(thread), ...more }));
}

export function announceComment(thread: Thread, sender: Account, action: string, comment: IssueComment, more: Shape = {}): void {
  announce(thread.repository, sender, "issue_comment", () => ({
    action,
    issue: issueShape(thread, thread.state),
    comment: commentShape(thread, comment),
    ...more,
  }));
}

export function announceReview(pull: Pull, sender: Account, action: string, review: PullReview, more: Shape = {}): void {
  announce(pull.repository, sender, "pull_request_review", () => ({
    action,
    review: reviewShape(pull, review),
    pull_request: pullShape(pull, pull.state),
    ...more,
  }));
}

export function announceLineComment(pull: Pull, sender: Account, action: string, comment: LineComment, more: Shape = {}): void {
  announce(pull.repository, sender, "pull_request_review_comment", () => ({
    action,
    comment: lineCommentShape(pull, comment),
    pull_request: pullShape(pull, pull.state),
    ...more,
  }));
}

export function announceReviewThread(
  pull: Pull,
  sender: Account,
  action: "resolved" | "unresolved",
  comments: readonly LineComment[],
): void {
  announce(pull.repository, sender, "pull_request_review_thread", () => ({
    action,
    thread: { comments: comments.map((comment) => lineCommentShape(pull, comment)) },
    pull_request: pullPayload(pull),
  }));
}

/** GitHub lists so many of a push. */
const mostCommits = 2048;

const none = "0".repeat(40);

/** Oldest first, with the paths that each touched. */
function commitsPushed({ store, network }: Repository, before: string, after: string): Shape[] {
  return comparison(store, before, after)
    .ahead.toReversed()
    .slice(0, mostCommits)
    .map((id) => {
      const { tree, parents, message } = store.commit(id);
      const [first] = parents;
      const files = first === undefined ? [] : network.comparisons.files(store.commit(first).tree, tree);
      const paths = (...statuses: readonly string[]) => files.filter(({ status }) => statuses.includes(status)).map(({ path }) => path);
      const removed = files.flatMap(({ status, path, previousPath }) =>
        status === "removed" ? [path] : status === "renamed" && previousPath !== undefined ? [previousPath] : [],
      );
      return { id, tree_id: tree, message, added: paths("added", "renamed", "copied"), removed, modified: paths("modified", "changed") };
    });
}

/** Only a repository's own branches; what happens in a fork is not announced to the installation of its parent. */
export function announcePush(
  repository: Repository,
  sender: Account,
  branch: string,
  before: string | undefined,
  after: string | undefined,
  forced: boolean,
): void {
  announce(repository, sender, "push", () => ({
    ref: `refs/heads/${branch}`,
    before: before ?? none,
    after: after ?? none,
    created: before === undefined,
    deleted: after === undefined,
    forced,
    base_ref: null,
    compare: `${repository.world.web}/${repository.fullName}/compare/${before?.slice(0, 12)}...${after?.slice(0, 12)}`,
    commits: before === undefined || after === undefined ? [] : commitsPushed(repository, before, after),
    head_commit: after === undefined ? null : { id: after, tree_id: repository.store.commit(after).tree },
    pusher: { name: sender.restLogin },
  }));
}

export function announceMergeGroup({ repository, branch, base, baseOid, head }: MergeGroup, sender: Account): void {
  const { tree, message } = repository.store.commit(head);
  const group = { head_sha: head, head_ref: `refs/heads/${branch}`, base_sha: baseOid, base_ref: `refs/heads/${base}` };
  announce(repository, sender, "merge_group", () => ({
    action: "checks_requested",
    merge_group: { ...group, head_commit: { id: head, tree_id: tree, message } },
  }));
}

/** To the App that made the run, and "completed" also to the others. */
export function announceCheck(run: CheckRun, action: string, sender: Account = run.suite.app.bot, more: Shape = {}): void {
  announce(run.suite.repository, sender, "check_run", () => ({ action, check_run: checkRunShape(run), ...more }));
}

export function announceStatus(status: CommitStatus): void {
  announce(status.repository, status.creator, "status", () => ({
    ...statusShape(status),
    sha: status.commit,
    name: status.repository.fullName,
    branches: [],
    commit: { sha: status.commit },
  }));
}

export function announceWorkflowRun(run: WorkflowRun, action: "requested" | "in_progress" | "completed"): void {
  const workflow = workflowShape(run.workflow);
  announce(run.repository, run.progress.by, "workflow_run", () => ({ action, workflow_run: runShape(run), workflow }));
}

export function announceLabel(label: Label, sender: Account, action: string, more: Shape = {}): void {
  announce(label.repository, sender, "label", () => ({ action, label: labelShape(label), ...more }));
}

export function announceRepository(repository: Repository, action: string, more: Shape = {}): void {
  announce(repository, repository.owner, "repository", () => ({ action, ...more }));
}

export function announceCollaborator(repository: Repository, action: "added" | "removed" | "edited", member: Account): void {
  announce(repository, repository.owner, "member", () => ({ action, member: accountShape(repository.world, member) }));
}

export function announceMembership(organization: Organization, action: string, account: Account, { role, state }: Membership): void {
  const user = accountShape(organization.world, account);
  announceTo(organization, "organization", { action, membership: { role, state, user } });
}

export function announceTeamMembership(organization: Organization, team: Team, action: "added" | "removed", member: Account): void {
  const { world } = organization;
  announceTo(organization, "membership", { action, scope: "team", member: accountShape(world, member), team: teamShape(world, team) });
}

const installationPayload = (world: World, installation: Installation, sender: Account): Shape => ({
  installation: installationShape(world, installation),
  sender: accountShape(world, sender),
});

/** Installations are told about themselves whatever they subscribed to. */
export function announceInstallation(world: World, installation: Installation, action: string): void {
  const repositories = world.repositoriesOf(installation.account).filter((repository) => installation.includes(repository));
  world.outbox.add(installation, "installation", {
    action,
    ...installationPayload(world, installation, installation.account),
    repositories: repositories.map(repositoryStub),
  });
}

export function announceSelection(
  world: World,
  installation: Installation,
  added: readonly Repository[],
  removed: readonly Repository[],
): void {
  world.outbox.add(installation, "installation_repositories", {
    action: added.length > 0 ? "added" : "removed",
    repository_selection: installation.selected === undefined ? "all" : "selected",
    repositories_added: added.map(repositoryStub),
    repositories_removed: removed.map(repositoryStub),
    requester: null,
    ...installationPayload(world, installation, installation.account),
  });
}
