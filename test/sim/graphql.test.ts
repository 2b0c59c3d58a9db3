/** The GraphQL face: the schema, pages, errors, rights and what it refuses to pretend. */
import { describe, expect, test } from "vitest";
import { createCheckRun, setStatus } from "../../src/sim/index.ts";
import { ask, at, column, given, queryNamed, tokenFor } from "./given.ts";

const change = { changes: { "pkg/a.go": "other\n" }, fork: true };
const variables = { owner: "kubernetes", name: "kubernetes", number: 1 };
const pullQuery = (fields: string): string =>
  `query ${fields.includes("$after") ? "($after: String)" : ""} { repository(owner: "kubernetes", name: "kubernetes") { pullRequest(number: 1) { ${fields} } } }`;

/** A pull request on which everything that ObservePull reads has happened at least once. */
async function eventful() {
  const office = await given();
  const { world, org, alice, carol, bob, repo } = office;
  org.team("sig-node", [alice]);
  bob.opensIssue(repo, "Broken");
  const pull = bob.opens(repo, { ...change, body: "Fixes #1" });
  const said = carol.says(pull, "/hold");
  alice.edits(said, "/hold please");
  alice.deletes(carol.says(pull, "never mind"));
  alice.labels(pull, "lgtm", "size/S");
  alice.unlabels(pull, "size/S");
  alice.dismisses(alice.reviews(pull, "APPROVED", "fine"));
  alice.commentsOnLine(pull, "pkg/a.go", "nit");
  bob.asks(pull, alice);
  const team = org.teams.get("sig-node");
  if (team !== undefined) bob.asks(pull, team);
  bob.stopsAsking(pull, alice);
  alice.assigns(pull, alice);
  alice.unassigns(pull, alice);
  bob.amends(pull, { changes: { "pkg/c.go": "new\n" } });
  bob.marksDraft(pull);
  bob.marksReady(pull);
  alice.pushesTo(repo, "release-1.2", {});
  bob.retargets(pull, "release-1.2");
  bob.retargets(pull, "main");
  createCheckRun(repo, world.app, pull.head, "bowsprit: main", { status: "completed", conclusion: "success", externalId: "1" });
  setStatus(repo, carol, pull.head, { context: "ci/other", state: "pending" });
  return { ...office, pull, said };
}

describe("the queries of a review bot", () => {
  test("one query reads everything about a pull request", async () => {
    const { world, pull, graphql } = await eventful();
    const answer = await graphql(queryNamed("ObservePull"), { ...variables, number: 2, appId: world.app.id, actions: false });
    expect(at(answer, "errors")).toBeUndefined();
    const seen = at(answer, "data.repository.pullRequest");
    expect(seen).toMatchObject({
      headRefOid: pull.head,
      closingIssuesReferences: { totalCount: 1 },
      labels: { nodes: [{ name: "lgtm" }] },
    });
    expect(new Set(column(seen, "timelineItems.nodes", "__typename"))).toEqual(
      new Set([
        "IssueComment",
        "CommentDeletedEvent",
        "LabeledEvent",
        "UnlabeledEvent",
        "PullRequestReview",
        "ReviewDismissedEvent",
        "ReviewRequestedEvent",
        "ReviewRequestRemovedEvent",
        "AssignedEvent",
        "UnassignedEvent",
        "HeadRefForcePushedEvent",
        "ConvertToDraftEvent",
        "ReadyForReviewEvent",
        "BaseRefChangedEvent",
      ]),
    );
    expect(at(seen, "commits.nodes.0.commit.mine.nodes.0.checkRuns.nodes.0")).toMatchObject({
      name: "bowsprit: main",
      conclusion: "SUCCESS",
    });
    expect(at(seen, "commits.nodes.0.commit.statusCheckRollup")).toMatchObject({ state: "PENDING", contexts: { totalCount: 2 } });
    expect(at(answer, "data.rateLimit")).toMatchObject({ cost: 1, nodeCount: 1689 });
    expect(world.journal.unimitated).toEqual([]);
  });

  test("the further pages, edits, trees, blobs and the sweep are answered without an error", async () => {
    const { world, repo, pull, said, graphql } = await eventful();
    const { tree } = repo.store.commit(pull.head);
    const id = pull.nodeId;
    const thread = await graphql("query ($id: ID!) { node(id: $id) { ... on PullRequest { reviewThreads(first: 1) { nodes { id } } } } }", {
      id,
    });
    const first = Buffer.from("cursor:v2:0").toString("base64");
    const asked: readonly [string, unknown][] = [
      ["MoreTimeline", { id, after: first }],
      ["MoreFiles", { id, after: first }],
      ["MoreThreads", { id, after: first }],
      ["MoreInline", { id: at(thread, "data.node.reviewThreads.nodes.0.id"), after: first }],
      ["MoreChecks", { ...variables, oid: pull.head, after: first, actions: true }],
      ["ReadEdits", { ids: [said.nodeId] }],
      ["ReadTrees", { ...variables, t0: tree, p0: `${pull.head}:pkg` }],
      ["ReadBlobs", { ...variables, b0: repo.store.directory(tree).get("OWNERS")?.oid }],
      ["SweepOpenPulls", { ...variables, after: null }],
      ["ReviewLoad", { q0: "org:kubernetes is:pr is:open draft:false user-review-requested:alice", u0: "alice" }],
    ];
    for (const [name, given] of asked) {
      const answer = await graphql(queryNamed(name), given);
      expect([name, at(answer, "errors"), at(answer, "data") === undefined]).toEqual([name, undefined, false]);
    }
    expect(world.journal.unimitated).toEqual([]);
  });
});

describe("pages", () => {
  test("a list longer than its page says so, and goes on after its cursor even when an item was deleted", async () => {
    const { alice, bob, repo, graphql } = await given();
    const pull = bob.opens(repo, change);
    const said = Array.from({ length: 105 }, (_, index) => alice.says(pull, `${index}`));
    const query = pullQuery(
      "timelineItems(first: 100, after: $after, itemTypes: ISSUE_COMMENT) { totalCount filteredCount pageCount nodes { ... on IssueComment { body } } pageInfo { hasNextPage endCursor } }",
    );
    const read = async (after: unknown) => at(await graphql(query, { after }), "data.repository.pullRequest.timelineItems");
    const first = await read(null);
    expect(first).toMatchObject({ totalCount: 106, filteredCount: 105, pageCount: 100, pageInfo: { hasNextPage: true } });
    for (const index of [3, 99]) {
      const gone = said[index];
      if (gone !== undefined) alice.deletes(gone);
    }
    const second = await read(at(first, "pageInfo.endCursor"));
    expect(column(second, "nodes", "body")).toEqual(["100", "101", "102", "103", "104"]);
    expect(second).toMatchObject({ filteredCount: 5, pageInfo: { hasNextPage: false } });
  });

  test("the last page comes first where it is asked for", async () => {
    const { alice, bob, repo, graphql } = await given();
    const pull = bob.opens(repo, change);
    for (const index of [1, 2, 3, 4, 5]) alice.says(pull, `${index}`);
    const query = pullQuery("comments(last: 2, before: $after) { nodes { body } pageInfo { hasPreviousPage startCursor } }");
    const last = at(await graphql(query, { after: null }), "data.repository.pullRequest.comments");
    expect([column(last, "nodes", "body"), at(last, "pageInfo.hasPreviousPage")]).toEqual([["4", "5"], true]);
    const before = at(await graphql(query, { after: at(last, "pageInfo.startCursor") }), "data.repository.pullRequest.comments");
    expect(column(before, "nodes", "body")).toEqual(["2", "3"]);
  });

  test("comments can be read by their newest change", async () => {
    const { world, alice, bob, repo, graphql } = await given();
    const pull = bob.opens(repo, change);
    const first = alice.says(pull, "first");
    world.clock.advance(1);
    alice.says(pull, "second");
    world.clock.advance(1);
    alice.edits(first, "first, edited");
    const query = pullQuery("comments(first: 20, orderBy: { field: UPDATED_AT, direction: DESC }) { nodes { body } }");
    expect(column(await graphql(query), "data.repository.pullRequest.comments.nodes", "body")).toEqual(["first, edited", "second"]);
  });

  test.each([
    ["no first or last", "labels { nodes { name } }", "MISSING_PAGINATION_BOUNDARIES"],
    ["more than a hundred", "labels(first: 101) { nodes { name } }", "EXCESSIVE_PAGINATION"],
    ["less than one", "labels(last: 0) { nodes { name } }", "EXCESSIVE_PAGINATION"],
    ["a cursor that is none", 'labels(first: 1, after: "x") { nodes { name } }', "INVALID_CURSOR_ARGUMENTS"],
  ])("%s is an error", async (_, fields, type) => {
    const { bob, repo, graphql } = await given();
    bob.opens(repo, change);
    expect(at(await graphql(pullQuery(fields)), "errors.0.type")).toBe(type);
  });

  test("a query for more than 500,000 nodes is refused", async () => {
    const { graphql } = await given();
    const inside =
      "nodes { labels(first: 100) { nodes { name } } comments(first: 100) { nodes { reactionGroups { reactors(first: 51) { totalCount } } } } }";
    const answer = await graphql(`{ repository(owner: "kubernetes", name: "kubernetes") { pullRequests(first: 100) { ${inside} } } }`);
    expect([at(answer, "errors.0.type"), at(answer, "data")]).toEqual(["MAX_NODE_LIMIT_EXCEEDED", undefined]);
  });
});

describe("errors", () => {
  test("what is not there is null with an error of type NOT_FOUND, and its neighbours are answered", async () => {
    const { graphql } = await given();
    const answer = await graphql(
      '{ a: repository(owner: "kubernetes", name: "none") { id } b: user(login: "nobody") { login } c: user(login: "alice") { login } }',
    );
    expect(at(answer, "data")).toEqual({ a: null, b: null, c: { login: "alice" } });
    expect(column(answer, "errors", "type")).toEqual(["NOT_FOUND", "NOT_FOUND"]);
    expect(at(answer, "errors.1")).toMatchObject({ path: ["b"], message: "Could not resolve to a User with the login of 'nobody'." });
  });

  test("nodes has a hole for each id that leads nowhere", async () => {
    const { repo, graphql } = await given();
    const answer = await graphql("query ($ids: [ID!]!) { nodes(ids: $ids) { id } }", { ids: [repo.nodeId, "IC_kwDO"] });
    expect([at(answer, "data.nodes"), column(answer, "errors", "type")]).toEqual([[{ id: repo.nodeId }, null], ["NOT_FOUND"]]);
  });

  test("a query that GitHub's schema does not allow is refused as a whole", async () => {
    const { graphql } = await given();
    const answer = await graphql("{ viewer { logn } }");
    expect([at(answer, "data"), String(at(answer, "errors.0.message"))]).toEqual([undefined, expect.stringContaining("logn")]);
  });

  test("a field or an argument that is not imitated fails by its name, and is noted", async () => {
    const { world, bob, repo, graphql } = await given();
    bob.opens(repo, change);
    const field = await graphql("{ viewer { bio } }");
    const argument = await graphql(pullQuery("labels(first: 1, orderBy: { field: NAME, direction: ASC }) { nodes { name } }"));
    const kind = await graphql(pullQuery("timelineItems(first: 1, itemTypes: CROSS_REFERENCED_EVENT) { filteredCount }"));
    expect(at(field, "errors.0.message")).toContain("User.bio");
    expect(at(argument, "errors.0.message")).toContain('"orderBy" of PullRequest.labels');
    expect(at(kind, "errors.0.message")).toContain("CROSS_REFERENCED_EVENT");
    expect(world.journal.unimitated).toHaveLength(3);
  });
});

describe("rights", () => {
  test.each([
    ["pull_requests", { metadata: "read", contents: "read", issues: "write" }, "pullRequest(number: 1) { id }"],
    ["contents", { metadata: "read", pull_requests: "read" }, "pullRequest(number: 1) { baseRef { name } }"],
    ["contents", { metadata: "read", pull_requests: "read" }, "defaultBranchRef { name }"],
    ["contents", { metadata: "read", pull_requests: "read" }, 'object(expression: "HEAD:OWNERS") { id }'],
    [
      "checks",
      { metadata: "read", pull_requests: "read", contents: "read" },
      "pullRequest(number: 1) { commits(last: 1) { nodes { commit { checkSuites(first: 1) { totalCount } } } } }",
    ],
  ])("without %s there is null and an error of type FORBIDDEN", async (_, permissions, fields) => {
    const { world, bob, repo, installation } = await given();
    bob.opens(repo, change);
    const token = await tokenFor(world, installation, { permissions });
    const query = `{ repository(owner: "kubernetes", name: "kubernetes") { ${fields} } }`;
    const { body } = await ask(world, token, "POST", "/graphql", { query });
    expect(column(body, "errors", "type")).toEqual(["FORBIDDEN"]);
    expect(at(body, "errors.0.message")).toBe("Resource not accessible by integration");
  });

  test("without statuses: read the statuses are holes in the list of checks", async () => {
    const { world, installation, pull } = await eventful();
    const token = await tokenFor(world, installation, { permissions: { pull_requests: "read", contents: "read", checks: "read" } });
    const query =
      'query ($oid: GitObjectID!) { repository(owner: "kubernetes", name: "kubernetes") { object(oid: $oid) { ... on Commit { statusCheckRollup { contexts(first: 5) { nodes { __typename } } } } } } }';
    const { body } = await ask(world, token, "POST", "/graphql", { query, variables: { oid: pull.head } });
    expect(at(body, "data.repository.object.statusCheckRollup.contexts.nodes")).toEqual([{ __typename: "CheckRun" }, null]);
    expect(column(body, "errors", "type")).toEqual(["FORBIDDEN"]);
  });

  test("a team asked to review is null for an App without members: read", async () => {
    const { world, installation } = await eventful();
    const token = await tokenFor(world, installation, { permissions: { pull_requests: "read" } });
    const query =
      '{ repository(owner: "kubernetes", name: "kubernetes") { pullRequest(number: 2) { reviewRequests(first: 5) { nodes { requestedReviewer { __typename } } } } } }';
    const { body } = await ask(world, token, "POST", "/graphql", { query });
    expect(column(body, "data.repository.pullRequest.reviewRequests.nodes", "requestedReviewer")).toEqual([null]);
  });
});

describe("git objects", () => {
  const object = (argument: string, fields: string): string =>
    `{ repository(owner: "kubernetes", name: "kubernetes") { object(${argument}) { __typename ${fields} } } }`;

  test("a path after a revision leads to a tree, a blob or nothing", async () => {
    const { repo, graphql } = await given();
    const head = repo.tip("main");
    const found = async (expression: string) => at(await graphql(object(`expression: "${expression}"`, "")), "data.repository.object");
    expect(await Promise.all([`${head}:pkg`, "HEAD:OWNERS", "main:pkg/a.go", `${head}:none`, "HEAD", "nowhere:OWNERS"].map(found))).toEqual(
      [{ __typename: "Tree" }, { __typename: "Blob" }, { __typename: "Blob" }, null, { __typename: "Commit" }, null],
    );
  });

  test("modes are decimal, names raw, and a submodule is not in the repository", async () => {
    const { alice, repo, graphql } = await given();
    const changes = {
      "x.sh": { content: "#!\n", mode: "executable" as const },
      link: { content: "x.sh", mode: "symlink" as const },
      sub: { submodule: "a".repeat(40) },
    };
    alice.pushesTo(repo, "main", changes);
    const answer = await graphql(object('expression: "HEAD:"', "... on Tree { entries { nameRaw mode type oid } }"));
    const modes = column(answer, "data.repository.object.entries", "mode");
    expect(modes).toEqual([33188, 40960, 16384, 57344, 33261]);
    expect(at(answer, "data.repository.object.entries.3")).toEqual({ nameRaw: "c3Vi", mode: 57344, type: "commit", oid: "a".repeat(40) });
  });

  test("an object that is not there is null, without an error", async () => {
    const { repo, graphql } = await given();
    const nowhere = "0123456789".repeat(4);
    const expressions = [nowhere, `${nowhere}:`, `${nowhere}:pkg`, `${repo.tip("main")}:nowhere`, "HEAD:pkg/a.go/nowhere"];
    for (const named of [`oid: "${nowhere}"`, ...expressions.map((expression) => `expression: "${expression}"`)]) {
      expect([named, await graphql(object(named, "oid"))]).toEqual([named, { data: { repository: { object: null } } }]);
    }
  });

  test("text that is no UTF-8 is mended, and REST has its bytes", async () => {
    const { repo, graphql, onRepo } = await given();
    const oid = repo.store.writeBlob(new Uint8Array([0x63, 0x61, 0x66, 0xe9]));
    const blob = at(await graphql(object(`oid: "${oid}"`, "... on Blob { isBinary text }")), "data.repository.object");
    expect(blob).toMatchObject({ isBinary: false, text: "caf\ufffd" });
    expect(at((await onRepo("GET", `/git/blobs/${oid}`)).body, "content")).toBe("Y2Fm6Q==");
  });

  test("text is cut at 512,000 bytes and null for binary content", async () => {
    const { alice, repo, graphql } = await given();
    alice.pushesTo(repo, "main", { long: "x".repeat(512_001), binary: new Uint8Array([1, 0, 2]) });
    const fields = "... on Blob { byteSize isBinary isTruncated text }";
    const long = at(await graphql(object('expression: "HEAD:long"', fields)), "data.repository.object");
    expect([at(long, "byteSize"), at(long, "isTruncated"), String(at(long, "text")).length]).toEqual([512_001, true, 512_000]);
    expect(at(await graphql(object('expression: "HEAD:binary"', fields)), "data.repository.object")).toMatchObject({
      isBinary: true,
      text: null,
    });
  });
});

test("an App's reaction to a review goes through GraphQL", async () => {
  const { alice, bob, repo, graphql } = await given();
  const review = alice.reviews(bob.opens(repo, change), "APPROVED", "fine");
  const query =
    "mutation ($id: ID!) { addReaction(input: { subjectId: $id, content: EYES }) { reaction { content user { login } } subject { id } } }";
  expect(at(await graphql(query, { id: review.nodeId }), "data.addReaction")).toEqual({
    reaction: { content: "EYES", user: null },
    subject: { id: review.nodeId },
  });
  expect(review.reactions).toEqual(["bowsprit[bot] EYES"]);
});

test("superseded check runs stay beside the new ones, and only the newest of a name is the latest", async () => {
  const { world, bob, repo, graphql } = await given();
  const pull = bob.opens(repo, change);
  createCheckRun(repo, world.app, pull.head, "test", { status: "completed", conclusion: "failure" });
  createCheckRun(repo, world.app, pull.head, "test", { status: "completed", conclusion: "success" });
  const fields =
    "commits(last: 1) { nodes { commit { statusCheckRollup { contexts(first: 5) { totalCount } } checkSuites(first: 5) { nodes { latest: checkRuns(first: 5) { nodes { conclusion } } all: checkRuns(first: 5, filterBy: { checkType: ALL }) { totalCount } } } } } }";
  expect(at(await graphql(pullQuery(fields)), "data.repository.pullRequest.commits.nodes.0.commit")).toEqual({
    statusCheckRollup: { contexts: { totalCount: 2 } },
    checkSuites: { nodes: [{ latest: { nodes: [{ conclusion: "SUCCESS" }] }, all: { totalCount: 2 } }] },
  });
});

test("an observation of a small thread takes few milliseconds", async () => {
  const { world, alice, bob, pull, graphql } = await eventful();
  for (let index = 0; index < 12; index++) (index % 2 === 0 ? alice : bob).says(pull, `comment ${index}`);
  const query = queryNamed("ObservePull");
  const observe = () => graphql(query, { ...variables, number: 2, appId: world.app.id, actions: false });
  for (let index = 0; index < 50; index++) await observe();
  const times: number[] = [];
  for (let index = 0; index < 50; index++) {
    const start = performance.now();
    await observe();
    times.push(performance.now() - start);
  }
  const median = times.toSorted((a, b) => a - b)[25] ?? 0;
  expect(median).toBeLessThan(100);
});
