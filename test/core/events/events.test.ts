/** Which events wake what, and what a delivery tells beyond that. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { eventNames, newsOf } from "../../../src/core/events/events.ts";
import type { News } from "../../../src/core/events/news.ts";
import { instantOf } from "../../../src/core/ids.ts";
import {
  alice,
  appId,
  comment,
  inlineComment,
  installation,
  issueComment,
  mallory,
  mergeGroup,
  onIssue,
  onRepository,
  ourselves,
  pull,
  pullRequest,
  pullRequestReview,
  push,
  repository,
  review,
  robot,
  second,
  self,
  sha,
} from "./payloads.ts";

function news(event: string, payload: unknown): News {
  const found = newsOf(event, payload, self);
  if (found.kind === "unreadable") throw new Error(found.why);
  return found;
}

const place = { installation: 5, repository: { id: 12, owner: "acme", name: "anvil" } };
const thread = { ...place, number: 7 };
const look = [{ kind: "thread", ...thread, thoroughly: false }];
const thoroughLook = [{ kind: "thread", ...thread, thoroughly: true }];
const branch = (name: string) => ({ kind: "branch", ...place, branch: name });
const commit = (letter: string) => ({ kind: "commit", ...place, sha: sha(letter) });
const wholeRepository = { kind: "repository", ...place, thoroughly: true };
const wholeInstallation = { kind: "installation", installation: 5, thoroughly: true };

const at = (n: number) => instantOf(second(n));
const delivered = { kind: "sighting", sighting: { head: sha("b"), at: at(30), source: "delivery" } };
const withdrawn = (statement: string) => ({ kind: "withdrawn", statement });

describe("on a pull request", () => {
  interface Row {
    readonly what: string;
    readonly event: string;
    readonly payload: object;
    readonly wakes: object[];
    readonly evidence: object[];
    /** Second at which history ends for a thread that is met through this. */
    readonly history: number | undefined;
  }
  const moved = { before: sha("a"), after: sha("b") };
  const rows: Row[] = [
    {
      what: "opening it tells the head it was opened with",
      event: "pull_request",
      payload: pullRequest("opened"),
      wakes: look,
      evidence: [{ kind: "sighting", sighting: { head: sha("b"), at: at(10), source: "opened" } }],
      history: 9,
    },
    {
      what: "a push tells the head before",
      event: "pull_request",
      payload: pullRequest("synchronize", moved),
      wakes: look,
      evidence: [{ kind: "sighting", sighting: { head: sha("b"), at: at(30), source: "delivery", before: sha("a") } }],
      history: 29,
    },
    {
      what: "a push by a bot is no act of a person",
      event: "pull_request",
      payload: pullRequest("synchronize", { ...moved, sender: robot }),
      wakes: look,
      evidence: [{ kind: "sighting", sighting: { head: sha("b"), at: at(30), source: "delivery", before: sha("a") } }],
      history: 30,
    },
    ...[
      "reopened",
      "closed",
      "edited",
      "labeled",
      "unlabeled",
      "assigned",
      "unassigned",
      "review_requested",
      "review_request_removed",
      "ready_for_review",
      "converted_to_draft",
    ].map((action) => ({
      what: `${action} tells the head and is an act`,
      event: "pull_request",
      payload: pullRequest(action),
      wakes: look,
      evidence: [delivered],
      history: 29,
    })),
    ...["milestoned", "locked", "auto_merge_enabled", "enqueued", "something new"].map((action) => ({
      what: `${action} tells the head, and is not dated by the pull request's last change`,
      event: "pull_request",
      payload: pullRequest(action),
      wakes: look,
      evidence: [delivered],
      history: undefined,
    })),
    {
      what: "a label that we set ourselves tells the head and wakes nothing",
      event: "pull_request",
      payload: pullRequest("labeled", { sender: ourselves }),
      wakes: [],
      evidence: [delivered],
      history: 30,
    },
    {
      what: "a review tells the commit it was submitted on, whatever the head is",
      event: "pull_request_review",
      payload: pullRequestReview("submitted"),
      wakes: look,
      evidence: [delivered, { kind: "reviewed", statement: "PRR_88", commit: sha("a") }],
      history: 27,
    },
    {
      what: "an edited review tells nothing of its commit, which may have moved",
      event: "pull_request_review",
      payload: pullRequestReview("edited"),
      wakes: thoroughLook,
      evidence: [delivered, withdrawn("PRR_88")],
      history: undefined,
    },
    {
      what: "a review that another person edited is not taken back",
      event: "pull_request_review",
      payload: pullRequestReview("edited", { sender: mallory }),
      wakes: thoroughLook,
      evidence: [delivered],
      history: undefined,
    },
    {
      what: "a dismissed review is looked for among the old ones",
      event: "pull_request_review",
      payload: pullRequestReview("dismissed", { review: { ...review, submitted_at: null, commit_id: null } }),
      wakes: thoroughLook,
      evidence: [delivered],
      history: undefined,
    },
    {
      what: "a comment on a line",
      event: "pull_request_review_comment",
      payload: inlineComment("created"),
      wakes: thoroughLook,
      evidence: [delivered],
      history: 19,
    },
    {
      what: "a comment on a line that its author deleted",
      event: "pull_request_review_comment",
      payload: inlineComment("deleted"),
      wakes: thoroughLook,
      evidence: [delivered, withdrawn("PRRC_77")],
      history: undefined,
    },
    {
      what: "a resolved conversation",
      event: "pull_request_review_thread",
      payload: pullRequestReview("resolved"),
      wakes: look,
      evidence: [delivered],
      history: undefined,
    },
    {
      what: "a comment is dated by itself",
      event: "issue_comment",
      payload: issueComment("created"),
      wakes: look,
      evidence: [],
      history: 19,
    },
    {
      what: "a comment that its author changed",
      event: "issue_comment",
      payload: issueComment("edited"),
      wakes: look,
      evidence: [withdrawn("IC_77")],
      history: 24,
    },
    {
      what: "a comment that another person changed is not taken back",
      event: "issue_comment",
      payload: issueComment("edited", { sender: mallory }),
      wakes: look,
      evidence: [],
      history: 24,
    },
    {
      what: "a comment that its author deleted",
      event: "issue_comment",
      payload: issueComment("deleted"),
      wakes: thoroughLook,
      evidence: [withdrawn("IC_77")],
      history: undefined,
    },
    {
      what: "a comment that another person deleted is not taken back",
      event: "issue_comment",
      payload: issueComment("deleted", { sender: mallory }),
      wakes: thoroughLook,
      evidence: [],
      history: undefined,
    },
    {
      what: "a comment of a deleted account is taken back by nobody",
      event: "issue_comment",
      payload: issueComment("deleted", { sender: null, comment: { ...comment, user: null } }),
      wakes: thoroughLook,
      evidence: [],
      history: undefined,
    },
    {
      what: "a comment that we wrote wakes nothing",
      event: "issue_comment",
      payload: issueComment("created", { sender: ourselves, comment: { ...comment, user: ourselves } }),
      wakes: [],
      evidence: [],
      history: 20,
    },
    {
      what: "a comment of ours that a person deleted",
      event: "issue_comment",
      payload: issueComment("deleted", { sender: mallory, comment: { ...comment, user: ourselves } }),
      wakes: thoroughLook,
      evidence: [],
      history: undefined,
    },
    {
      what: "a person whose login looks like ours is not us",
      event: "issue_comment",
      payload: issueComment("created", { sender: { ...mallory, login: "bowsprit[bot]" } }),
      wakes: look,
      evidence: [],
      history: 19,
    },
  ];

  test.each(rows)("$what", ({ event, payload, wakes, evidence, history }) => {
    const adoptedAt = history === undefined ? undefined : at(history);
    const found = news(event, payload);
    const [learnt, ...others] = found.learnt;
    const isChange = ({ kind }: { readonly kind: string }) => kind === "changed";
    expect({ wakes: found.wakes, others, ...learnt, evidence: learnt?.evidence.filter((piece) => !isChange(piece)) }).toEqual({
      ...{ wakes, others: [], kind: "pull request", thread, adoptedAt, evidence },
    });
    // What shows less than the thread's last change is older than this delivery.
    expect(learnt?.evidence.filter(isChange)).toEqual([{ kind: "changed", at: at(30) }]);
  });

  test("a comment on an issue with a word that is heard there wakes the issue, and is no history", () => {
    expect(news("issue_comment", onIssue("created", "Hello\r\n\r\n/Away until February"))).toEqual({
      kind: "news",
      wakes: [{ kind: "issue", ...thread }],
      learnt: [{ kind: "issue", thread, adoptedAt: at(19), evidence: [{ kind: "changed", at: at(30) }] }],
    });
  });

  test.each([
    ["without a word that is heard there", onIssue("created", "/lgtm\n/hold")],
    ["with a word in a fence", onIssue("created", "```\n/away\n```")],
    ["with a word in a quote", onIssue("created", "> /away")],
    ["with a word in the middle of a line", onIssue("created", "I am /away")],
    ["that was edited", onIssue("edited", "/away")],
    ["that was deleted", onIssue("deleted", "/away")],
    ["of our own", onIssue("created", "/away", { sender: ourselves })],
  ])("a comment on an issue %s is no news", (_, payload) => {
    expect(news("issue_comment", payload)).toEqual({ kind: "news", wakes: [], learnt: [] });
  });
});

describe("where no thread is named", () => {
  const run = (action: string, id: number) => ({ ...onRepository, action, check_run: { head_sha: sha("d"), app: { id } } });
  const suite = (action: string, id: number) => ({ ...onRepository, action, check_suite: { head_sha: sha("d"), app: { id } } });
  const touching = (path: string) => push({ commits: [{ added: [], removed: [], modified: [path] }] });
  const organizationOptions = { ...repository, name: ".github" };
  const other = appId + 1;
  const rows: { what: string; event: string; payload: object; wakes: object[]; more?: object }[] = [
    { what: "a push wakes what is aimed at its branch", event: "push", payload: push(), wakes: [branch("main")] },
    {
      what: "a branch may have slashes in its name",
      event: "push",
      payload: push({ ref: "refs/heads/release/1.0" }),
      wakes: [branch("release/1.0")],
    },
    { what: "a pushed tag wakes nothing", event: "push", payload: push({ ref: "refs/tags/v1" }), wakes: [] },
    ...["OWNERS", ".github/bowsprit.yaml"].map((path) => ({
      what: `a push that touches ${path} concerns the whole repository`,
      event: "push",
      payload: touching(path),
      wakes: [branch("main"), wholeRepository],
    })),
    {
      what: "an OWNERS file further down concerns its branch",
      event: "push",
      payload: touching("docs/OWNERS"),
      wakes: [branch("main")],
    },
    {
      what: "a push to another branch switches nothing",
      event: "push",
      payload: { ...touching("OWNERS"), ref: "refs/heads/other" },
      wakes: [branch("other")],
    },
    {
      what: "a forced push may have touched anything",
      event: "push",
      payload: push({ forced: true }),
      wakes: [branch("main"), wholeRepository],
    },
    {
      what: "a push without commits may have touched anything",
      event: "push",
      payload: push({ commits: [] }),
      wakes: [branch("main"), wholeRepository],
    },
    {
      what: "a push of many commits may have touched anything",
      event: "push",
      payload: push({ commits: Array.from({ length: 20 }, () => ({})) }),
      wakes: [branch("main"), wholeRepository],
    },
    {
      what: "a push to the organisation's options concerns the installation",
      event: "push",
      payload: push({ repository: organizationOptions }),
      wakes: [{ ...branch("main"), repository: { ...place.repository, name: ".github" } }, wholeInstallation],
    },
    { what: "a status", event: "status", payload: { ...onRepository, sha: sha("d") }, wakes: [commit("d")] },
    { what: "a status of our own", event: "status", payload: { ...onRepository, sha: sha("d"), sender: ourselves }, wakes: [] },
    { what: "a check run of another App", event: "check_run", payload: run("completed", other), wakes: [commit("d")] },
    { what: "a check run of our own", event: "check_run", payload: run("created", appId), wakes: [] },
    { what: "somebody asks for our check run again", event: "check_run", payload: run("rerequested", appId), wakes: [commit("d")] },
    { what: "a check suite of another App is through", event: "check_suite", payload: suite("completed", other), wakes: [commit("d")] },
    { what: "a check suite of our own is through", event: "check_suite", payload: suite("completed", appId), wakes: [] },
    { what: "GitHub makes a check suite for each push", event: "check_suite", payload: suite("requested", appId), wakes: [] },
    { what: "somebody asks for our check suite again", event: "check_suite", payload: suite("rerequested", appId), wakes: [commit("d")] },
    { what: "a label of the repository", event: "label", payload: { ...onRepository, action: "deleted" }, wakes: [wholeRepository] },
    { what: "a label that we made", event: "label", payload: { ...onRepository, action: "created", sender: ourselves }, wakes: [] },
    {
      what: "a merge queue asks for checks on a group, which is named after a pull request",
      event: "merge_group",
      payload: mergeGroup("checks_requested"),
      wakes: [{ kind: "merge group", ...place, head: sha("e"), base: "release/1.0", number: 7 }],
    },
    {
      what: "a merge group whose name does not tell a pull request is answered all the same",
      event: "merge_group",
      payload: mergeGroup("checks_requested", { head_ref: "refs/heads/some-queue/7" }),
      wakes: [{ kind: "merge group", ...place, head: sha("e"), base: "release/1.0" }],
    },
    { what: "a merge group that is given up", event: "merge_group", payload: mergeGroup("destroyed"), wakes: [] },
    ...["renamed", "transferred", "archived", "unarchived", "edited", "privatized", "publicized"].map((action) => ({
      what: `the repository is ${action}`,
      event: "repository",
      payload: { ...onRepository, action },
      wakes: [wholeRepository],
    })),
    { what: "a collaborator of the repository", event: "member", payload: { ...onRepository, action: "added" }, wakes: [wholeRepository] },
    ...["membership", "team", "organization"].map((event) => ({
      what: `people of the organisation: ${event}`,
      event,
      payload: installation("member_added"),
      wakes: [wholeInstallation],
    })),
    ...["renamed", "transferred", "privatized"].map((action) => ({
      what: `the repository with the organisation's options is ${action}`,
      event: "repository",
      payload: { ...onRepository, action, repository: organizationOptions },
      wakes: [{ ...wholeRepository, repository: { ...place.repository, name: ".github" } }, wholeInstallation],
    })),
    {
      what: "the repository with the organisation's options is none any more",
      event: "repository",
      payload: { ...onRepository, action: "renamed", changes: { repository: { name: { from: ".github" } } } },
      wakes: [wholeRepository, wholeInstallation],
    },
    ...["created", "unsuspend", "new_permissions_accepted"].map((action) => ({
      what: `the installation is ${action}: its tokens are out of date`,
      event: "installation",
      payload: installation(action),
      wakes: [wholeInstallation],
      more: { renewed: 5 },
    })),
    ...["deleted", "suspend"].map((action) => ({
      what: `the installation is ${action}: there is nothing to see`,
      event: "installation",
      payload: installation(action),
      wakes: [],
      more: { renewed: 5, lost: [{ installation: 5 }] },
    })),
    {
      what: "repositories are added to the installation",
      event: "installation_repositories",
      payload: installation("added", {
        repositories_added: [{ id: 12, name: "anvil", full_name: "acme/anvil" }],
        repositories_removed: [],
      }),
      wakes: [wholeRepository],
      more: { renewed: 5 },
    },
    {
      what: "repositories are removed from the installation",
      event: "installation_repositories",
      payload: installation("removed", {
        repositories_added: [],
        repositories_removed: [{ id: 12, name: "anvil", full_name: "acme/anvil" }],
      }),
      wakes: [],
      more: { renewed: 5, lost: [{ installation: 5, repository: 12 }] },
    },
    {
      what: "the repository with the organisation's options is removed from the installation",
      event: "installation_repositories",
      payload: installation("removed", { repositories_removed: [{ id: 13, name: ".github", full_name: "acme/.github" }] }),
      wakes: [wholeInstallation],
      more: { renewed: 5, lost: [{ installation: 5, repository: 13 }] },
    },
    {
      what: "the account is renamed",
      event: "installation_target",
      payload: installation("renamed"),
      wakes: [wholeInstallation],
      more: { renewed: 5 },
    },
    ...["ping", "star", "constructor", "__proto__", ""].map((event) => ({
      what: `an event that is none of ours: "${event}"`,
      event,
      payload: {},
      wakes: [],
    })),
  ];
  test.each(rows)("$what", ({ event, payload, wakes, more = {} }) => {
    expect(news(event, payload)).toEqual({ kind: "news", wakes, learnt: [], ...more });
  });
});

describe("payloads that do not fit", () => {
  test.each([
    ["no object at all", null],
    ["no installation", { ...pullRequest("opened"), installation: undefined }],
    ["a head that is no commit", pullRequest("opened", { pull_request: { ...pull, head: { sha: "secret-text" } } })],
    ["a time that is none", pullRequest("opened", { pull_request: { ...pull, updated_at: "secret-text" } })],
    ["a number that is none", pullRequest("opened", { pull_request: { ...pull, number: "secret-text" } })],
  ])("%s: unreadable, told without what stands there", (_, payload) => {
    const found = newsOf("pull_request", payload, self);
    expect(found.kind).toBe("unreadable");
    expect(JSON.stringify(found)).not.toContain("secret-text");
  });

  test("what does not fit is named", () => {
    expect(newsOf("pull_request", pullRequest("opened", { pull_request: { ...pull, head: {} } }), self)).toEqual({
      kind: "unreadable",
      why: "pull_request.head.sha: custom",
    });
  });

  test("no value makes it throw", () => {
    fc.assert(
      fc.property(fc.constantFrom(...eventNames), fc.jsonValue(), (event, payload) => {
        expect(["news", "unreadable"]).toContain(newsOf(event, payload, self).kind);
      }),
    );
  });
});

test("before this App knows its own name, everything is a reason to look", () => {
  const unknown = { ...self, slug: undefined };
  expect(newsOf("issue_comment", issueComment("created", { sender: ourselves }), unknown)).toMatchObject({ wakes: look });
  expect(newsOf("issue_comment", issueComment("created", { sender: alice }), unknown)).toMatchObject({ wakes: look });
});

describe("a workflow run", () => {
  const ticket = "0123456789abcdef0123456789abcdef";
  const ended = (action: string, title: string) => news("workflow_run", { action, workflow_run: { display_title: title } });
  test("that ended is news for the runs whose tickets are in its title", () =>
    expect(ended("completed", `unit on acme/anvil#7 [${ticket}]`)).toEqual({ kind: "news", wakes: [], learnt: [], runs: [ticket] }));
  test.each([
    ["goes on", "in_progress", `unit [${ticket}]`],
    ["is somebody else's", "completed", "Release 1.2"],
  ])("that %s is none", (_, action, title) => expect(ended(action, title)).toEqual({ kind: "news", wakes: [], learnt: [] }));
});
