/** Routes about commit statuses: setting one, the history of a commit, and what counts of it now. */
import { setStatus } from "../checks.ts";
import { notFound, unprocessable } from "../refusal.ts";
import type { Repository } from "../repositories.ts";
import { type CommitStatus, currentStatuses, type Results, type StatusState, statusStates } from "../results.ts";
import { repositoryShape, statusShape } from "../shapes.ts";
import { type Answer, type Call, created, type Route } from "./call.ts";
import { commitNamed } from "./git.ts";

const longestDescription = 140;

const invalid = (field: string) => unprocessable("Validation Failed", [{ resource: "Status", code: "invalid", field }]);

function set(call: Call): Answer {
  const repository = call.repository("write");
  call.require("write", "statuses");
  const commit = commitNamed(repository, call.parameter("sha"));
  if (commit === undefined) throw unprocessable(`No commit found for SHA: ${call.parameter("sha")}`);
  const state: StatusState | undefined = statusStates.find((candidate) => candidate === call.text("state"));
  if (state === undefined) throw invalid("state");
  const [description, targetUrl] = [call.text("description") ?? null, call.text("target_url") ?? null];
  if ((description ?? "").length > longestDescription) throw invalid("description");
  const given = { context: call.text("context") ?? "default", state, description, targetUrl };
  return created(statusShape(setStatus(repository, call.actor, commit, given)));
}

interface Standing {
  readonly repository: Repository;
  readonly commit: string;
  readonly results: Results;
}

function standingOn(call: Call): Standing {
  const repository = call.repository();
  call.require("read", "statuses");
  const commit = commitNamed(repository, call.parameter("ref"), call.moment);
  if (commit === undefined) throw notFound();
  return { repository, commit, results: repository.resultsAt(commit, call.moment) };
}

/** Newest first, superseded ones too. */
const list = (call: Call): Answer => call.page(standingOn(call).results.statuses.toReversed(), statusShape);

/** Checks do not count here, and a commit without statuses is pending. */
function combinedState(statuses: readonly CommitStatus[]): "failure" | "pending" | "success" {
  if (statuses.some(({ state }) => state === "error" || state === "failure")) return "failure";
  return statuses.length === 0 || statuses.some(({ state }) => state === "pending") ? "pending" : "success";
}

function combined(call: Call): Answer {
  const { repository, commit, results } = standingOn(call);
  const statuses = currentStatuses(results);
  const url = `${call.world.api}/repos/${repository.fullName}/commits/${commit}`;
  return call.page(statuses, statusShape, (page) => ({
    ...{ state: combinedState(statuses), sha: commit, total_count: statuses.length, statuses: page },
    ...{ repository: repositoryShape(repository), commit_url: url, url: `${url}/status` },
  }));
}

const on = "/repos/{owner}/{repo}";

export const statusRoutes: readonly Route[] = [
  { method: "POST", path: `${on}/statuses/{sha}`, answer: set },
  { method: "GET", path: `${on}/commits/{ref}/status`, answer: combined },
  { method: "GET", path: `${on}/commits/{ref}/statuses`, answer: list },
];
