/** Workflows and their runs as REST and webhooks show them. */
import { timestamp } from "../clock.ts";
import { nodeId } from "../ids.ts";
import { accountShape, authorShape, repositoryShape, type Shape } from "../shapes.ts";
import type { RunProgress, WorkflowRun } from "./runs.ts";
import type { Workflow } from "./workflows.ts";

export function workflowShape({ id, repository, path, name }: Workflow): Shape {
  const { world, fullName } = repository;
  return {
    ...{ id, node_id: nodeId("W", id), name, path, state: "active" },
    created_at: timestamp(repository.createdAt),
    updated_at: timestamp(repository.createdAt),
    url: `${world.api}/repos/${fullName}/actions/workflows/${id}`,
    html_url: `${world.web}/${fullName}/blob/${repository.defaultBranch}/${path}`,
    badge_url: `${world.web}/${fullName}/workflows/${encodeURIComponent(name)}/badge.svg`,
  };
}

export const runUrl = ({ repository, id }: WorkflowRun): string =>
  `${repository.world.api}/repos/${repository.fullName}/actions/runs/${id}`;
export const runPage = ({ repository, id }: WorkflowRun): string => `${repository.world.web}/${repository.fullName}/actions/runs/${id}`;

/** Of a commit as a run shows it. */
function commitStub({ repository, commit }: WorkflowRun): Shape {
  const { tree, message, author, committer } = repository.store.commit(commit);
  return {
    ...{ id: commit, tree_id: tree, message: message.trimEnd(), timestamp: timestamp(committer.date) },
    author: { name: author.name, email: author.email },
    committer: { name: committer.name, email: committer.email },
  };
}

/** A dispatched run is on the branch that it was dispatched on, and names no pull request. */
export function runShape(run: WorkflowRun, progress: RunProgress = run.progress): Shape {
  const { repository, workflow } = run;
  const { world, fullName } = repository;
  const url = runUrl(run);
  return {
    ...{ id: run.id, node_id: run.nodeId, name: workflow.name, path: workflow.path, display_title: run.title },
    ...{ run_number: run.number, run_attempt: progress.attempt, event: "workflow_dispatch", workflow_id: workflow.id },
    ...{ head_branch: run.branch, head_sha: run.commit, status: progress.status, conclusion: progress.conclusion },
    ...{ url, html_url: runPage(run), jobs_url: `${url}/jobs`, logs_url: `${url}/logs`, artifacts_url: `${url}/artifacts` },
    ...{ cancel_url: `${url}/cancel`, rerun_url: `${url}/rerun`, previous_attempt_url: null },
    check_suite_url: `${world.api}/repos/${fullName}/check-suites/${run.id}`,
    workflow_url: `${world.api}/repos/${fullName}/actions/workflows/${workflow.id}`,
    pull_requests: [],
    created_at: timestamp(run.createdAt),
    updated_at: timestamp(progress.updatedAt),
    run_started_at: timestamp(progress.startedAt),
    actor: authorShape(world, run.actor),
    triggering_actor: authorShape(world, progress.by),
    head_commit: commitStub(run),
    repository: { ...repositoryShape(repository), owner: accountShape(world, repository.owner) },
    head_repository: repositoryShape(repository),
  };
}
