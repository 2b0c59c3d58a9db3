/** Routes about GitHub Actions: dispatching a workflow, and looking at, cancelling and deleting its runs. */

import type { RunProgress, WorkflowRun } from "../actions/runs.ts";
import { runPage, runShape, runUrl, workflowShape } from "../actions/shapes.ts";
import type { Workflow } from "../actions/workflows.ts";
import { notFound, unprocessable } from "../refusal.ts";
import { type Answer, type Call, noContent, ok, type Route } from "./call.ts";

function workflowOf(call: Call, level: "read" | "write"): Workflow {
  const repository = call.repository(level);
  call.require(level, "actions");
  const found = call.world.actions.workflow(repository, call.parameter("workflow"));
  if (found === undefined) throw notFound();
  return found;
}

function runOf(call: Call, level: "read" | "write"): { readonly run: WorkflowRun; readonly progress: RunProgress } {
  const repository = call.repository(level);
  call.require(level, "actions");
  const run = call.world.actions.run(repository, Number(call.parameter("run")));
  const progress = run?.at(level === "read" ? call.moment : undefined);
  if (run === undefined || progress === undefined) throw notFound();
  return { run, progress };
}

function inputsIn(call: Call): ReadonlyMap<string, string> {
  const { inputs } = call.body;
  if (inputs === undefined || inputs === null) return new Map();
  if (typeof inputs !== "object") throw unprocessable("Invalid request.\n\nFor 'properties/inputs', it is not an object.");
  return new Map(Object.entries(inputs).map(([name, value]) => [name, String(value)]));
}

function dispatch(call: Call): Answer {
  const { actions } = call.world;
  const detailed = call.body.return_run_details;
  const { repository } = workflowOf(call, "write");
  if (detailed !== undefined && !actions.givesRunDetails)
    throw unprocessable('Invalid request.\n\n"return_run_details" is not a permitted key.');
  const run = actions.dispatch(repository, call.parameter("workflow"), call.requiredText("ref"), inputsIn(call), call.actor);
  if (detailed !== true) return noContent;
  return ok({ workflow_run_id: run.id, run_url: runUrl(run), html_url: runPage(run) });
}

/** `YYYY-MM-DD…`, alone or after a comparison, or two with `..` between them: as in GitHub's search. */
function isCreated(createdAt: number, wanted: string | undefined): boolean {
  if (wanted === undefined) return true;
  const [from = "", to] = wanted.split("..");
  const [, comparison = "", text = ""] = /^(>=|<=|>|<)?(.*)$/.exec(from) ?? [];
  const [first, last] = [Date.parse(text) / 1000, to === undefined ? undefined : Date.parse(to) / 1000];
  if (Number.isNaN(first)) throw unprocessable("Validation Failed", [{ resource: "WorkflowRun", code: "invalid", field: "created" }]);
  if (last !== undefined) return createdAt >= first && createdAt <= last;
  switch (comparison) {
    case ">=":
      return createdAt >= first;
    case "<=":
      return createdAt <= first;
    case ">":
      return createdAt > first;
    case "<":
      return createdAt < first;
    default:
      return createdAt >= first && createdAt < first + 24 * 60 * 60;
  }
}

/** A filter finds so many at most. */
const mostFound = 1000;

function list(call: Call, isWanted: (run: WorkflowRun) => boolean): Answer {
  const [actor, branch, event, status, sha, created] = ["actor", "branch", "event", "status", "head_sha", "created"].map((name) =>
    call.query(name),
  );
  const now = call.world.clock.now();
  const found = call.world.actions.runs
    .filter((run) => run.listedAt <= now && isWanted(run))
    .flatMap((run) => {
      const progress = run.at(call.moment);
      return progress === undefined ? [] : [{ run, progress }];
    })
    .filter(({ run }) => (actor ?? run.actor.restLogin).toLowerCase() === run.actor.restLogin.toLowerCase())
    .filter(({ run }) => (branch ?? run.branch) === run.branch && (sha ?? run.commit) === run.commit)
    .filter(({ progress }) => status === undefined || status === progress.status || status === progress.conclusion)
    .filter(({ run }) => (event ?? "workflow_dispatch") === "workflow_dispatch" && isCreated(run.createdAt, created))
    .toReversed();
  const shown = found.slice(0, mostFound);
  return call.page(
    shown,
    ({ run, progress }) => runShape(run, progress),
    (page) => ({ total_count: found.length, workflow_runs: page }),
  );
}

function runs(call: Call): Answer {
  const repository = call.repository();
  call.require("read", "actions");
  return list(call, (run) => run.repository === repository);
}

function runsOfWorkflow(call: Call): Answer {
  const { id } = workflowOf(call, "read");
  return list(call, ({ workflow }) => workflow.id === id);
}

function shown(call: Call): Answer {
  const { run, progress } = runOf(call, "read");
  return ok(runShape(run, progress));
}

function cancel(call: Call): Answer {
  call.world.actions.cancel(runOf(call, "write").run);
  return { status: 202, body: {} };
}

function rerun(call: Call): Answer {
  call.world.actions.reruns(runOf(call, "write").run, call.actor);
  return { status: 201, body: {} };
}

function remove(call: Call): Answer {
  call.world.actions.deletes(runOf(call, "write").run);
  return noContent;
}

const on = "/repos/{owner}/{repo}/actions";

export const actionRoutes: readonly Route[] = [
  { method: "GET", path: `${on}/workflows/{workflow}`, answer: (call) => ok(workflowShape(workflowOf(call, "read"))) },
  { method: "POST", path: `${on}/workflows/{workflow}/dispatches`, answer: dispatch },
  { method: "GET", path: `${on}/workflows/{workflow}/runs`, answer: runsOfWorkflow },
  { method: "GET", path: `${on}/runs`, answer: runs },
  { method: "GET", path: `${on}/runs/{run}`, answer: shown },
  { method: "DELETE", path: `${on}/runs/{run}`, answer: remove },
  { method: "POST", path: `${on}/runs/{run}/cancel`, answer: cancel },
  { method: "POST", path: `${on}/runs/{run}/rerun`, answer: rerun },
];
