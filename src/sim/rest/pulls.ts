/** Routes about pull requests and who is asked to review them. */
import type { Account, Team } from "../accounts.ts";
import { mergeability } from "../mergeability.ts";
import { pullShape } from "../payloads.ts";
import { requestReviewers, withdrawRequests } from "../requesting.ts";
import { authorShape, repositoryShape } from "../shapes.ts";
import { Pull } from "../threads.ts";
import { type Answer, type Call, created, ok, type Route } from "./call.ts";
import { changedFiles, fileShape, lineCounts, longestFileList } from "./files.ts";

function onePull(call: Call): Answer {
  const { pull, state } = call.pull("read");
  const { mergeable } = mergeability(pull, state);
  return ok({
    ...pullShape(pull, state),
    merged: state.state === "MERGED",
    mergeable: mergeable === "UNKNOWN" ? null : mergeable === "MERGEABLE",
    mergeable_state: mergeable === "UNKNOWN" ? "unknown" : mergeable === "MERGEABLE" ? "clean" : "dirty",
    merged_by: state.mergedBy === null ? null : authorShape(call.world, state.mergedBy),
    comments: state.timeline.filter(({ kind }) => kind === "IssueComment").length,
    review_comments: state.reviewThreads.reduce((sum, { comments }) => sum + comments.length, 0),
    maintainer_can_modify: false,
    commits: state.commits.length,
    changed_files: changedFiles(pull.repository, state).length,
    ...lineCounts(pull.repository, state),
  });
}

/** Newest first unless asked otherwise. */
function pulls(call: Call): Answer {
  const repository = call.repository();
  call.require("read", "pull_requests");
  const wanted = call.query("state") ?? "open";
  const [head, base] = [call.query("head"), call.query("base")];
  const found = [...repository.threads.values()].flatMap((thread) => {
    const state = thread instanceof Pull ? thread.at(call.moment) : undefined;
    if (!(thread instanceof Pull) || state === undefined) return [];
    if (wanted !== "all" && (state.state === "OPEN") !== (wanted === "open")) return [];
    if (head !== undefined && head !== `${thread.headRepository?.owner.login}:${state.headRef}`) return [];
    return base === undefined || base === state.baseRef ? [{ pull: thread, state }] : [];
  });
  const ordered = (call.query("direction") ?? "desc") === "desc" ? found.toReversed() : found;
  return call.page(ordered, ({ pull, state }) => pullShape(pull, state));
}

function files(call: Call): Answer {
  const { pull, state } = call.pull("read");
  const { repository } = pull;
  return call.page(changedFiles(repository, state).slice(0, longestFileList), (file) => fileShape(repository, state.head, file));
}

/** Names that nobody has are undefined. */
function reviewersNamed(call: Call): (Account | Team | undefined)[] {
  const { organization } = call.repository("write");
  const teams = call.texts("team_reviewers").map((slug) => organization?.teams.get(slug));
  return [...call.texts("reviewers").map((login) => call.world.account(login)), ...teams];
}

function ask(call: Call): Answer {
  const { pull } = call.pull("write");
  requestReviewers(pull, call.actor, reviewersNamed(call));
  return created(pullShape(pull, pull.state));
}

function stopAsking(call: Call): Answer {
  const { pull } = call.pull("write");
  withdrawRequests(pull, call.actor, reviewersNamed(call));
  return ok(pullShape(pull, pull.state));
}

export const pullRoutes: readonly Route[] = [
  { method: "GET", path: "/repos/{owner}/{repo}", answer: (call) => ok(repositoryShape(call.repository())) },
  { method: "GET", path: "/repos/{owner}/{repo}/pulls", answer: pulls },
  { method: "GET", path: "/repos/{owner}/{repo}/pulls/{number}", answer: onePull },
  { method: "GET", path: "/repos/{owner}/{repo}/pulls/{number}/files", answer: files },
  { method: "POST", path: "/repos/{owner}/{repo}/pulls/{number}/requested_reviewers", answer: ask },
  { method: "DELETE", path: "/repos/{owner}/{repo}/pulls/{number}/requested_reviewers", answer: stopAsking },
];
