/** Heads, bases and reviews of pull requests on the simulated GitHub. */
import { describe, expect, test } from "vitest";
import { Conflict, forgetCommit, type Pull } from "../../src/sim/index.ts";
import { at, column, given, told } from "./given.ts";

const change = { changes: { "pkg/a.go": "one\nTWO\nthree\n" }, fork: true };
const kinds = (pull: Pull): string[] => pull.state.timeline.map(({ kind }) => kind).filter((kind) => kind !== "PullRequestCommit");
const treeOf = (pull: Pull, oid = pull.head): string => pull.repository.store.commit(oid).tree;

const pullQuery = (fields: string): string =>
  `{ repository(owner: "kubernetes", name: "kubernetes") { pullRequest(number: 1) { ${fields} } } }`;

describe("pushing", () => {
  test("squashing, rewording and merge -s ours keep the tree, the last of them hides what the base had", async () => {
    const { alice, bob, repo } = await given();
    const pull = bob.opens(repo, change);
    bob.pushes(pull, { "pkg/c.go": "new\n" });
    const tree = treeOf(pull);
    bob.squashes(pull);
    expect([treeOf(pull), pull.state.commits.length]).toEqual([tree, 1]);
    bob.amends(pull, { message: "Better words\n" });
    expect(treeOf(pull)).toBe(tree);
    const tip = alice.pushesTo(repo, "main", { "pkg/b.go": "fixed\n" });
    bob.mergesOurs(pull);
    expect([treeOf(pull), pull.state.mergeBase]).toEqual([tree, tip]);
    expect(repo.network.comparisons.files(treeOf(pull, tip), tree).map(({ path }) => path)).toContain("pkg/b.go");
  });

  test("a rebase replays the commits on the base's tip, and stops at a conflict", async () => {
    const { alice, bob, repo } = await given();
    const pull = bob.opens(repo, change);
    bob.pushes(pull, { "pkg/c.go": "new\n" });
    const tip = alice.pushesTo(repo, "main", { "pkg/b.go": "fixed\n" });
    bob.rebases(pull);
    expect([pull.state.mergeBase, pull.state.commits.length]).toEqual([tip, 2]);
    alice.pushesTo(repo, "main", { "pkg/a.go": "theirs\n" });
    expect(() => bob.rebases(pull)).toThrow(Conflict);
  });

  test("a head that was forced away may be forgotten, with what it alone held, and its event names it no more", async () => {
    const { alice, bob, repo, graphql, onRepo } = await given();
    const pull = bob.opens(repo, change);
    const [first, base] = [pull.head, repo.tip("main")];
    const object = (expression: string) =>
      graphql(`{ repository(owner: "kubernetes", name: "kubernetes") { object(expression: "${expression}") { oid } } }`);
    const [tree, file] = [treeOf(pull), repo.store.directory(treeOf(pull)).get("pkg")?.oid ?? ""];
    alice.pushesTo(repo, "main", { "pkg/b.go": "fixed\n" });
    bob.rebases(pull);
    expect(at(await object(first), "data.repository.object.oid")).toBe(first);
    forgetCommit(repo, first);
    for (const gone of [first, `${first}:pkg`, tree, file]) expect(at(await object(gone), "data.repository.object")).toBeNull();
    expect(at(await object(`${base}:pkg`), "data.repository.object.oid")).toBe(repo.store.directory(treeOf(pull, base)).get("pkg")?.oid);
    expect((await onRepo("GET", `/git/commits/${first}`)).status).toBe(404);
    expect((await onRepo("GET", `/compare/main...${first}`)).status).toBe(404);
    const events =
      "timelineItems(first: 5, itemTypes: HEAD_REF_FORCE_PUSHED_EVENT) { nodes { ... on HeadRefForcePushedEvent { beforeCommit { oid } afterCommit { oid } } } }";
    expect(at(await graphql(pullQuery(events)), "data.repository.pullRequest.timelineItems.nodes")).toEqual([
      { beforeCommit: null, afterCommit: { oid: pull.head } },
    ]);
    expect(() => forgetCommit(repo, pull.head)).toThrow("still reached");
  });

  test("a forced move leaves an event with both commits, a fast-forward none", async () => {
    const { world, bob, repo, graphql } = await given();
    const pull = bob.opens(repo, change);
    const first = pull.head;
    const second = bob.pushes(pull, { "pkg/c.go": "new\n" });
    expect(kinds(pull)).toEqual([]);
    world.clock.advance(3);
    const third = bob.squashes(pull);
    const fields =
      "timelineItems(first: 5, itemTypes: HEAD_REF_FORCE_PUSHED_EVENT) { nodes { ... on HeadRefForcePushedEvent { createdAt beforeCommit { oid } afterCommit { oid } } } }";
    expect(at(await graphql(pullQuery(fields)), "data.repository.pullRequest.timelineItems.nodes")).toEqual([
      { createdAt: "2026-03-02T09:00:03Z", beforeCommit: { oid: second }, afterCommit: { oid: third } },
    ]);
    expect(repo.store.has(first)).toBe(true);
    expect(
      column(
        world.outbox.take().map(({ payload }) => payload),
        "",
        "before",
      ).filter((oid) => oid !== undefined),
    ).toEqual([first, second]);
  });

  test("baseRefOid and base.sha stay behind the base's tip until the next push", async () => {
    const { alice, bob, repo, onRepo, graphql } = await given();
    const pull = bob.opens(repo, change);
    const old = pull.state.baseOid;
    const tip = alice.pushesTo(repo, "main", { "pkg/b.go": "fixed\n" });
    const fields = "baseRefOid baseRef { target { oid } }";
    expect(at(await graphql(pullQuery(fields)), "data.repository.pullRequest")).toEqual({
      baseRefOid: old,
      baseRef: { target: { oid: tip } },
    });
    expect(at((await onRepo("GET", "/pulls/1")).body, "base.sha")).toBe(old);
    bob.pushes(pull, { "pkg/c.go": "new\n" });
    expect(pull.state.baseOid).toBe(tip);
  });

  test("a list of files stays as it is when the base takes in part of the pull request", async () => {
    const { alice, bob, repo, onRepo } = await given();
    const pull = bob.opens(repo, change);
    const first = pull.head;
    bob.pushes(pull, { "pkg/c.go": "new\n" });
    alice.resets(repo, "main", first);
    expect(column((await onRepo("GET", "/pulls/1/files")).body, "", "filename")).toEqual(["pkg/a.go", "pkg/c.go"]);
    bob.pushes(pull, { "pkg/d.go": "newer\n" });
    expect(column((await onRepo("GET", "/pulls/1/files")).body, "", "filename")).toEqual(["pkg/c.go", "pkg/d.go"]);
  });

  test("changing the base renews baseRefOid and leaves an event with both names", async () => {
    const { world, alice, bob, repo, graphql } = await given();
    const pull = bob.opens(repo, change);
    const tip = alice.pushesTo(repo, "release-1.2", { "pkg/b.go": "fixed\n" });
    world.outbox.take();
    bob.retargets(pull, "release-1.2");
    const fields =
      "baseRefOid baseRefName timelineItems(first: 5, itemTypes: BASE_REF_CHANGED_EVENT) { nodes { ... on BaseRefChangedEvent { previousRefName currentRefName } } }";
    expect(at(await graphql(pullQuery(fields)), "data.repository.pullRequest")).toEqual({
      baseRefOid: tip,
      baseRefName: "release-1.2",
      timelineItems: { nodes: [{ previousRefName: "main", currentRefName: "release-1.2" }] },
    });
    expect(world.outbox.take().map(({ payload }) => [payload.action, at(payload, "changes.base.ref.from")])).toEqual([["edited", "main"]]);
  });

  test("one branch may be the head of two pull requests, and a push moves both", async () => {
    const { alice, bob, repo } = await given();
    const strict = bob.opens(repo, change);
    alice.pushesTo(repo, "lax", {});
    if (strict.headRepository === null) throw new Error("no fork");
    const lax = bob.opensFrom(strict.headRepository, strict.state.headRef, repo, "lax");
    bob.pushes(strict, { "pkg/c.go": "new\n" });
    expect(lax.head).toBe(strict.head);
  });

  test("mergeable is unknown when first asked, and known the next time", async () => {
    const { alice, bob, repo, onRepo, graphql } = await given();
    bob.opens(repo, change);
    const fields = "mergeable mergeStateStatus";
    const asked = async () => at(await graphql(pullQuery(fields)), "data.repository.pullRequest");
    expect(await asked()).toEqual({ mergeable: "UNKNOWN", mergeStateStatus: "UNKNOWN" });
    expect(await asked()).toEqual({ mergeable: "MERGEABLE", mergeStateStatus: "CLEAN" });
    alice.pushesTo(repo, "main", { "pkg/a.go": "theirs\n" });
    expect(at((await onRepo("GET", "/pulls/1")).body, "mergeable")).toBeNull();
    expect(at((await onRepo("GET", "/pulls/1")).body, "mergeable")).toBe(false);
  });

  test("a pull request whose head comes into the base by other ways is merged", async () => {
    const { alice, bob, repo } = await given();
    const pull = bob.opens(repo, change);
    alice.resets(repo, "main", pull.head);
    expect([pull.state.state, kinds(pull)]).toEqual(["MERGED", ["MergedEvent"]]);
  });

  test("deleting the branch of a merged pull request moves those that aim at it, of an unmerged one closes them", async () => {
    const { alice, bob, repo } = await given();
    const under = bob.opens(repo, { changes: { "pkg/a.go": "1\n" }, branch: "under" });
    const over = bob.opens(repo, { changes: { "pkg/c.go": "2\n" }, base: "under", branch: "over" });
    const above = bob.opens(repo, { changes: { "pkg/d.go": "3\n" }, base: "over", branch: "above" });
    alice.merges(under);
    alice.deletesBranch(repo, "under");
    expect([over.state.baseRef, over.state.state]).toEqual(["main", "OPEN"]);
    expect(kinds(over)).toEqual(["AutomaticBaseChangeSucceededEvent"]);
    alice.deletesBranch(repo, "over");
    expect([over.state.state, above.state.state]).toEqual(["CLOSED", "CLOSED"]);
    expect(kinds(over).slice(-2)).toEqual(["HeadRefDeletedEvent", "ClosedEvent"]);
  });

  test("a closed pull request does not follow its branch; reopening catches up, unless it was forced", async () => {
    const { bob, repo } = await given();
    const pull = bob.opens(repo, { changes: { "pkg/a.go": "1\n" }, branch: "work" });
    const first = pull.head;
    bob.closes(pull);
    const second = bob.pushesTo(repo, "work", { "pkg/c.go": "2\n" });
    expect(pull.head).toBe(first);
    bob.reopens(pull);
    expect(pull.head).toBe(second);
    bob.closes(pull);
    bob.resets(repo, "work", first);
    expect(() => bob.reopens(pull)).toThrow("force-pushed");
  });
});

describe("files", () => {
  test("a renamed file has its old name in REST and only the new one in GraphQL", async () => {
    const { bob, repo, onRepo, graphql } = await given();
    bob.opens(repo, { changes: { "pkg/moved.go": { from: "pkg/a.go" } } });
    expect((await onRepo("GET", "/pulls/1/files")).body).toMatchObject([
      { status: "renamed", filename: "pkg/moved.go", previous_filename: "pkg/a.go" },
    ]);
    expect(
      at(await graphql(pullQuery("files(first: 5) { nodes { path changeType } }")), "data.repository.pullRequest.files.nodes"),
    ).toEqual([{ path: "pkg/moved.go", changeType: "RENAMED" }]);
  });

  test("lists of files stop at 3,000, changedFiles counts on", async () => {
    const { bob, repo, onRepo, graphql } = await given();
    const changes = Object.fromEntries(Array.from({ length: 3005 }, (_, index) => [`pkg/f${index}.go`, `${index}\n`]));
    bob.opens(repo, { changes });
    const last = await onRepo("GET", "/pulls/1/files?per_page=100&page=30");
    expect([column(last.body, "", "filename").length, last.headers.get("link")?.includes('rel="next"')]).toEqual([100, false]);
    let [seen, after]: [number, unknown] = [0, null];
    do {
      const query = `query ($after: String) ${pullQuery("changedFiles files(first: 100, after: $after) { totalCount nodes { path } pageInfo { hasNextPage endCursor } }")}`;
      const pull = at(await graphql(query, { after }), "data.repository.pullRequest");
      expect([at(pull, "changedFiles"), at(pull, "files.totalCount")]).toEqual([3005, 3005]);
      seen += column(pull, "files.nodes", "path").length;
      after = at(pull, "files.pageInfo.hasNextPage") === true ? at(pull, "files.pageInfo.endCursor") : undefined;
    } while (after !== undefined);
    expect(seen).toBe(3000);
  });
});

describe("reviews", () => {
  test("an approval moves to the new head when the push leaves the patch alike, other reviews stay", async () => {
    const { world, alice, carol, org, bob, repo, graphql } = await given();
    const dave = world.user("dave");
    org.adds(dave);
    const pull = bob.opens(repo, change);
    const before = pull.head;
    alice.reviews(pull, "APPROVED", "fine");
    carol.reviews(pull, "COMMENTED", "hm");
    dave.reviews(pull, "CHANGES_REQUESTED", "no");
    // The base changes the same file: what was approved and what is there now differ, the patch does not.
    alice.pushesTo(repo, "main", { "pkg/a.go": "zero\none\ntwo\nthree\n" });
    const after = bob.forcePushes(pull, bob.pushesTo(repo, "rebased", { "pkg/a.go": "zero\none\nTWO\nthree\n" }));
    const fields = "reviews(first: 5) { nodes { state commit { oid } } }";
    expect(at(await graphql(pullQuery(fields)), "data.repository.pullRequest.reviews.nodes")).toEqual([
      { state: "APPROVED", commit: { oid: after } },
      { state: "COMMENTED", commit: { oid: before } },
      { state: "CHANGES_REQUESTED", commit: { oid: before } },
    ]);
  });

  test("an approval stays on its commit when the push changes the patch", async () => {
    const { alice, bob, repo } = await given();
    const pull = bob.opens(repo, change);
    const before = pull.head;
    const approval = alice.reviews(pull, "APPROVED");
    bob.pushes(pull, { "pkg/c.go": "sneaked in\n" });
    expect(approval.post).toMatchObject({ commit: before });
  });

  test("a reviewer may name any commit", async () => {
    const { world, alice, bob, repo } = await given();
    const pull = bob.opens(repo, change);
    const old = pull.head;
    bob.pushes(pull, { "pkg/c.go": "new\n" });
    world.outbox.take();
    alice.reviews(pull, "COMMENTED", "about the old one", { commit: old });
    const [delivery] = world.outbox.take();
    expect([at(delivery?.payload, "review.commit_id"), at(delivery?.payload, "pull_request.head.sha")]).toEqual([old, pull.head]);
  });

  test("an inline comment is re-anchored to the head, its original commit stays", async () => {
    const { alice, bob, repo, graphql } = await given();
    const pull = bob.opens(repo, change);
    const old = pull.head;
    alice.commentsOnLine(pull, "pkg/a.go", "nit", 2);
    bob.pushes(pull, { "pkg/c.go": "new\n" });
    const fields =
      "reviewThreads(first: 5) { nodes { comments(first: 5) { nodes { body path line commit { oid } originalCommit { oid } } } } }";
    expect(at(await graphql(pullQuery(fields)), "data.repository.pullRequest.reviewThreads.nodes.0.comments.nodes")).toEqual([
      { body: "nit", path: "pkg/a.go", line: 2, commit: { oid: pull.head }, originalCommit: { oid: old } },
    ]);
  });

  test("a reply in a thread makes a further COMMENTED review with an empty body", async () => {
    const { alice, bob, repo } = await given();
    const pull = bob.opens(repo, change);
    const nit = alice.commentsOnLine(pull, "pkg/a.go", "nit");
    bob.repliesTo(nit, "done");
    const reviews = pull.state.timeline.filter((item) => item.kind === "PullRequestReview");
    expect(reviews.map(({ state, body }) => [state, body])).toEqual([
      ["COMMENTED", ""],
      ["COMMENTED", ""],
    ]);
    expect(pull.state.reviewThreads.map(({ comments }) => comments.map(({ body }) => body))).toEqual([["nit", "done"]]);
  });

  test("a pending review, with its inline comments, is seen when it is submitted and not before", async () => {
    const { world, alice, bob, repo, graphql } = await given();
    const pull = bob.opens(repo, change);
    world.outbox.take();
    const pending = alice.reviews(pull, "PENDING", "wait", { lines: [{ path: "pkg/a.go", body: "nit" }] });
    const fields =
      "reviews(first: 5) { totalCount } reviewThreads(first: 5) { totalCount } timelineItems(first: 5, itemTypes: PULL_REQUEST_REVIEW) { filteredCount }";
    const seen = async () => at(await graphql(pullQuery(fields)), "data.repository.pullRequest");
    expect(await seen()).toEqual({ reviews: { totalCount: 0 }, reviewThreads: { totalCount: 0 }, timelineItems: { filteredCount: 0 } });
    expect(told(world)).toEqual([]);
    alice.submits(pending, "APPROVED");
    expect(await seen()).toEqual({ reviews: { totalCount: 1 }, reviewThreads: { totalCount: 1 }, timelineItems: { filteredCount: 1 } });
    expect(told(world)).toEqual(["pull_request_review.submitted", "pull_request_review_comment.created"]);
  });

  test("a dismissed review hides its old state, which the event remembers", async () => {
    const { world, alice, bob, repo, graphql } = await given();
    const pull = bob.opens(repo, change);
    alice.dismisses(alice.reviews(pull, "APPROVED", "fine"), "changed my mind");
    const fields =
      "timelineItems(first: 5, itemTypes: [PULL_REQUEST_REVIEW, REVIEW_DISMISSED_EVENT]) { nodes { ... on PullRequestReview { state } ... on ReviewDismissedEvent { previousReviewState dismissalMessage } } }";
    expect(at(await graphql(pullQuery(fields)), "data.repository.pullRequest.timelineItems.nodes")).toEqual([
      { state: "DISMISSED" },
      { previousReviewState: "APPROVED", dismissalMessage: "changed my mind" },
    ]);
    expect(told(world).slice(-2)).toEqual(["pull_request_review.submitted", "pull_request_review.dismissed"]);
  });

  test("nobody approves their own pull request", async () => {
    const { bob, repo } = await given();
    const pull = bob.opens(repo, change);
    expect(() => bob.reviews(pull, "APPROVED")).toThrow("your own pull request");
  });
});
