/** Routes about labels, comments, reactions and assignees, of issues and pull requests alike. */

import { timestamp } from "../clock.ts";
import { comment, deletePost, editPost, react } from "../conversation.ts";
import { nodeId } from "../ids.ts";
import type { IssueComment, ReactionContent } from "../items.ts";
import { addLabels, newLabel, removeLabel } from "../labelling.ts";
import { commentShape, issueShape, restReactions } from "../payloads.ts";
import { notFound, unprocessable } from "../refusal.ts";
import type { Repository } from "../repositories.ts";
import { assign, isAssignable, unassign } from "../requesting.ts";
import { authorShape, labelShape } from "../shapes.ts";
import { postIn, type Thread, type ThreadState } from "../threads.ts";
import { type Answer, type Call, created, noContent, ok, type Route } from "./call.ts";

const labelsOf = (state: ThreadState): unknown[] => state.labels.map(labelShape);

function repositoryLabels(call: Call): Repository {
  const repository = call.repository();
  call.require("read", "issues", "pull_requests");
  return repository;
}

function makeLabel(call: Call): Answer {
  const repository = call.repository("write");
  call.require("write", "issues", "pull_requests");
  const color = call.text("color") ?? "ededed";
  return created(labelShape(newLabel(repository, call.actor, call.requiredText("name"), color, call.text("description") ?? null)));
}

function oneLabel(call: Call): Answer {
  const label = repositoryLabels(call).label(call.parameter("name"));
  if (label === undefined) throw notFound();
  return ok(labelShape(label));
}

function putLabels(call: Call): Answer {
  const { thread } = call.thread("write");
  addLabels(thread, call.actor, call.texts("labels"));
  return ok(labelsOf(thread.state));
}

function takeLabel(call: Call): Answer {
  const { thread } = call.thread("write");
  removeLabel(thread, call.actor, call.parameter("name"));
  return ok(labelsOf(thread.state));
}

function say(call: Call): Answer {
  const { thread } = call.thread("write");
  const made = comment(thread, call.actor, call.requiredText("body"));
  call.world.journal.said(thread, made);
  return created(commentShape(thread, made));
}

function comments(call: Call): Answer {
  const { thread, state } = call.thread("read");
  const since = call.query("since");
  const said = state.timeline.filter((item) => item.kind === "IssueComment" && (since === undefined || timestamp(item.updatedAt) >= since));
  return call.page(
    said.filter((item): item is IssueComment => item.kind === "IssueComment"),
    (item) => commentShape(thread, item),
  );
}

/** The thread on which a comment is; 404 once it is deleted. */
function threadOfComment(call: Call, kind: "IssueComment" | "PullRequestReviewComment"): { thread: Thread; id: number } {
  const repository = call.repository("write");
  const id = Number(call.parameter("comment"));
  const thread = repository.threadOfPost.get(id);
  if (thread === undefined || postIn(thread.state, id)?.kind !== kind) throw notFound();
  return { thread, id };
}

function edit(call: Call): Answer {
  const { thread, id } = threadOfComment(call, "IssueComment");
  call.requireOn(thread, "write");
  const edited = editPost(thread, call.actor, id, call.requiredText("body"));
  call.world.journal.edited(thread, edited);
  return ok(edited.kind === "IssueComment" ? commentShape(thread, edited) : {});
}

function remove(call: Call): Answer {
  const { thread, id } = threadOfComment(call, "IssueComment");
  call.requireOn(thread, "write");
  deletePost(thread, call.actor, id);
  return noContent;
}

function contentNamed(name: string): ReactionContent {
  const found = Object.entries(restReactions).find(([, rest]) => rest === name)?.[0];
  for (const content of ["THUMBS_UP", "THUMBS_DOWN", "LAUGH", "HOORAY", "CONFUSED", "HEART", "ROCKET", "EYES"] as const) {
    if (content === found) return content;
  }
  throw unprocessable("Validation Failed", [{ resource: "Reaction", code: "invalid", field: "content" }]);
}

/** 201 for a new one, 200 where it was there. Reactions on comments of threads need the right on issues. */
const reactOn =
  (kind: "IssueComment" | "PullRequestReviewComment", permission: string) =>
  (call: Call): Answer => {
    const { thread, id } = threadOfComment(call, kind);
    call.require("write", permission);
    const { reaction, isNew } = react(thread, call.actor, id, contentNamed(call.requiredText("content")));
    const shape = {
      id: reaction.id,
      node_id: nodeId("REA", reaction.id),
      user: authorShape(call.world, reaction.account),
      content: restReactions[reaction.content],
      created_at: timestamp(reaction.createdAt),
    };
    return isNew ? created(shape) : ok(shape);
  };

function changeAssignees(call: Call, change: typeof assign): Thread {
  const { thread } = call.thread("write");
  change(
    thread,
    call.actor,
    call.texts("assignees").map((login) => call.world.account(login)),
  );
  return thread;
}

function mayBeAssigned(call: Call): Answer {
  const { thread } = call.thread("read");
  const account = call.world.account(call.parameter("login"));
  if (account === undefined || !isAssignable(thread, account)) throw notFound();
  return noContent;
}

const on = "/repos/{owner}/{repo}";

export const issueRoutes: readonly Route[] = [
  { method: "GET", path: `${on}/labels`, answer: (call) => call.page([...repositoryLabels(call).labels.values()], labelShape) },
  { method: "POST", path: `${on}/labels`, answer: makeLabel },
  { method: "GET", path: `${on}/labels/{name}`, answer: oneLabel },
  { method: "GET", path: `${on}/issues/{number}`, answer: (call) => ok(issueShape(call.thread("read").thread, call.thread("read").state)) },
  { method: "GET", path: `${on}/issues/{number}/labels`, answer: (call) => call.page(call.thread("read").state.labels, labelShape) },
  { method: "POST", path: `${on}/issues/{number}/labels`, answer: putLabels },
  { method: "DELETE", path: `${on}/issues/{number}/labels/{name}`, answer: takeLabel },
  { method: "GET", path: `${on}/issues/{number}/comments`, answer: comments },
  { method: "POST", path: `${on}/issues/{number}/comments`, answer: say },
  { method: "PATCH", path: `${on}/issues/comments/{comment}`, answer: edit },
  { method: "DELETE", path: `${on}/issues/comments/{comment}`, answer: remove },
  { method: "POST", path: `${on}/issues/comments/{comment}/reactions`, answer: reactOn("IssueComment", "issues") },
  { method: "POST", path: `${on}/pulls/comments/{comment}/reactions`, answer: reactOn("PullRequestReviewComment", "pull_requests") },
  {
    method: "POST",
    path: `${on}/issues/{number}/assignees`,
    answer: (call) => {
      const thread = changeAssignees(call, assign);
      return created(issueShape(thread, thread.state));
    },
  },
  {
    method: "DELETE",
    path: `${on}/issues/{number}/assignees`,
    answer: (call) => {
      const thread = changeAssignees(call, unassign);
      return ok(issueShape(thread, thread.state));
    },
  },
  { method: "GET", path: `${on}/issues/{number}/assignees/{login}`, answer: mayBeAssigned },
];
