/** How the simulated GitHub refuses, drops and remembers: labels, comments, people. */
import { describe, expect, test } from "vitest";
import { archive, deleteFork, noFaults, setCollaborator, World } from "../../src/sim/index.ts";
import { at, column, given, told } from "./given.ts";

const change = { changes: { "pkg/a.go": "other\n" }, fork: true };

describe("labels", () => {
  test("a label that the repository lacks is created grey when it is added", async () => {
    const { bob, repo, onRepo } = await given();
    bob.opens(repo, change);
    await onRepo("POST", "/issues/1/labels", { labels: ["kind/bug"] });
    const { body } = await onRepo("GET", "/labels/kind%2Fbug");
    expect(body).toMatchObject({ name: "kind/bug", color: "ededed", description: null });
  });

  test("labels are told apart without case, and adding one again changes nothing", async () => {
    const { world, alice, bob, repo, onRepo } = await given();
    const pull = bob.opens(repo, change);
    alice.labels(pull, "LGTM");
    told(world);
    expect(column((await onRepo("POST", "/issues/1/labels", { labels: ["lgtm"] })).body, "", "name")).toEqual(["LGTM"]);
    expect(told(world)).toEqual([]);
  });

  test("removing a label that is not on the thread is 404, one with a slash is found by its encoded name", async () => {
    const { alice, bob, repo, onRepo } = await given();
    const pull = bob.opens(repo, change);
    alice.labels(pull, "do-not-merge/hold");
    expect((await onRepo("DELETE", "/issues/1/labels/do-not-merge%2Fhold")).status).toBe(200);
    expect((await onRepo("DELETE", "/issues/1/labels/do-not-merge%2Fhold")).status).toBe(404);
  });

  test("creating a label that exists is 422 already_exists", async () => {
    const { onRepo } = await given();
    expect((await onRepo("POST", "/labels", { name: "lgtm", color: "00ff00" })).status).toBe(201);
    const again = await onRepo("POST", "/labels", { name: "LGTM", color: "00ff00" });
    expect([again.status, at(again.body, "errors.0.code")]).toEqual([422, "already_exists"]);
  });

  test("a thread holds a hundred labels", async () => {
    const { alice, bob, repo, onRepo } = await given();
    const pull = bob.opens(repo, change);
    alice.labels(pull, ...Array.from({ length: 100 }, (_, index) => `l${index}`));
    expect((await onRepo("POST", "/issues/1/labels", { labels: ["one-more"] })).status).toBe(422);
  });

  test("a renamed label is on its threads without an event, under the same id", async () => {
    const { world, alice, bob, repo, graphql } = await given();
    const pull = bob.opens(repo, change);
    alice.labels(pull, "harmless");
    const label = repo.label("harmless");
    if (label === undefined) throw new Error("no label");
    alice.renamesLabel(label, "lgtm");
    expect(pull.labels()).toEqual(["lgtm"]);
    expect(pull.state.timeline.filter(({ kind }) => kind === "LabeledEvent")).toHaveLength(1);
    const query =
      '{ repository(owner: "kubernetes", name: "kubernetes") { pullRequest(number: 1) { timelineItems(first: 5, itemTypes: LABELED_EVENT) { nodes { ... on LabeledEvent { label { name } } } } } } }';
    expect(column(await graphql(query), "data.repository.pullRequest.timelineItems.nodes", "label.name")).toEqual(["lgtm"]);
    expect(told(world).at(-1)).toBe("label.edited");
  });

  test("deleting a label takes it off everywhere, and the unlabeled delivery names no label", async () => {
    const { world, alice, bob, repo } = await given();
    const pull = bob.opens(repo, change);
    alice.labels(pull, "lgtm");
    world.outbox.take();
    const label = repo.label("lgtm");
    if (label !== undefined) alice.deletesLabel(label);
    expect(pull.labels()).toEqual([]);
    const [deleted, unlabeled] = world.outbox.take();
    expect([deleted?.event, unlabeled?.payload.action, unlabeled?.payload.label]).toEqual(["label", "unlabeled", undefined]);
  });
});

describe("comments", () => {
  test("one comment too long is 422, a deleted one is 404 when edited", async () => {
    const { carol, bob, repo, onRepo } = await given();
    const pull = bob.opens(repo, change);
    expect((await onRepo("POST", "/issues/1/comments", { body: "x".repeat(65_537) })).status).toBe(422);
    const made = await onRepo("POST", "/issues/1/comments", { body: "hello" });
    expect(made.status).toBe(201);
    const said = pull.comments()[0];
    expect(said).toMatchObject({ author: "bowsprit[bot]", body: "hello" });
    expect((await onRepo("DELETE", `/issues/comments/${said?.id}`)).status).toBe(204);
    expect((await onRepo("PATCH", `/issues/comments/${said?.id}`, { body: "again" })).status).toBe(404);
    expect(carol.says(pull, "hi").isDeleted).toBe(false);
  });

  test("the App may edit anybody's comment, and only the last editor shows", async () => {
    const { world, alice, carol, bob, repo, onRepo, graphql } = await given();
    const said = carol.says(bob.opens(repo, change), "/hold");
    alice.edits(said, "nothing");
    world.clock.advance(5);
    expect((await onRepo("PATCH", `/issues/comments/${said.id}`, { body: "mine" })).status).toBe(200);
    const query =
      "query ($id: ID!) { node(id: $id) { ... on IssueComment { author { login } editor { login } lastEditedAt userContentEdits(first: 5) { nodes { editor { login } } } } } }";
    const { node } = at(await graphql(query, { id: said.nodeId }), "data") as { node: unknown };
    expect(node).toMatchObject({ author: { login: "carol" }, editor: { login: "bowsprit" }, lastEditedAt: "2026-03-02T09:00:05Z" });
    expect(column(node, "userContentEdits.nodes", "editor.login")).toEqual(["bowsprit", "alice", "carol"]);
  });

  test("a deleted comment leaves an event that names its author and not the comment", async () => {
    const { alice, carol, bob, repo, graphql } = await given();
    const said = carol.says(bob.opens(repo, change), "/hold");
    alice.deletes(said);
    const query =
      '{ repository(owner: "kubernetes", name: "kubernetes") { pullRequest(number: 1) { timelineItems(first: 5, itemTypes: [COMMENT_DELETED_EVENT, ISSUE_COMMENT]) { nodes { __typename ... on CommentDeletedEvent { actor { login } deletedCommentAuthor { login } } } } } } }';
    expect(at(await graphql(query), "data.repository.pullRequest.timelineItems.nodes")).toEqual([
      { __typename: "CommentDeletedEvent", actor: { login: "alice" }, deletedCommentAuthor: { login: "carol" } },
    ]);
  });

  test("a deleted inline comment leaves no event", async () => {
    const { alice, bob, repo } = await given();
    const pull = bob.opens(repo, change);
    const said = alice.commentsOnLine(pull, "pkg/a.go", "nit");
    alice.deletes(said);
    expect([pull.state.timeline.some(({ kind }) => kind === "CommentDeletedEvent"), pull.state.reviewThreads]).toEqual([false, []]);
  });

  test("the App may not comment on a locked thread, and nothing is written in an archived repository", async () => {
    const { alice, bob, repo, onRepo } = await given();
    const pull = bob.opens(repo, change);
    alice.locks(pull);
    expect((await onRepo("POST", "/issues/1/comments", { body: "hello" })).status).toBe(403);
    alice.unlocks(pull);
    archive(repo);
    expect((await onRepo("POST", "/issues/1/comments", { body: "hello" })).status).toBe(403);
    expect((await onRepo("POST", "/issues/1/labels", { labels: ["x"] })).status).toBe(403);
  });

  test("minimising twice is minimising once, sends nothing and moves updatedAt", async () => {
    const { world, bob, repo, onRepo, graphql } = await given();
    const pull = bob.opens(repo, change);
    const { body } = await onRepo("POST", "/issues/1/comments", { body: "hello" });
    told(world);
    world.clock.advance(7);
    const query =
      "mutation ($id: ID!) { minimizeComment(input: { subjectId: $id, classifier: OUTDATED }) { minimizedComment { isMinimized minimizedReason ... on IssueComment { updatedAt body } } } }";
    const expected = { isMinimized: true, minimizedReason: "outdated", updatedAt: "2026-03-02T09:00:07Z", body: "hello" };
    expect(at(await graphql(query, { id: at(body, "node_id") }), "data.minimizeComment.minimizedComment")).toEqual(expected);
    world.clock.advance(7);
    expect(at(await graphql(query, { id: at(body, "node_id") }), "data.minimizeComment.minimizedComment")).toEqual(expected);
    expect([told(world), pull.comments()[0]?.isMinimized]).toEqual([[], true]);
  });

  test("the same reaction twice is 201, then 200, and one reaction", async () => {
    const { alice, bob, repo, onRepo, graphql } = await given();
    const said = alice.says(bob.opens(repo, change), "/lgtm");
    const path = `/issues/comments/${said.id}/reactions`;
    expect([(await onRepo("POST", path, { content: "+1" })).status, (await onRepo("POST", path, { content: "+1" })).status]).toEqual([
      201, 200,
    ]);
    expect(said.reactions).toEqual(["bowsprit[bot] THUMBS_UP"]);
    const query = "query ($id: ID!) { node(id: $id) { ... on IssueComment { reactionGroups { content viewerHasReacted } } } }";
    const groups = at(await graphql(query, { id: said.nodeId }), "data.node.reactionGroups");
    expect(groups).toContainEqual({ content: "THUMBS_UP", viewerHasReacted: true });
    expect(groups).toContainEqual({ content: "EYES", viewerHasReacted: false });
  });

  test("a locked thread takes no reaction of an App", async () => {
    const { alice, bob, repo, onRepo, graphql } = await given();
    const issue = bob.opensIssue(repo, "Broken");
    const said = alice.says(issue, "/away");
    alice.locks(issue);
    expect((await onRepo("POST", `/issues/comments/${said.id}/reactions`, { content: "+1" })).status).toBe(403);
    const reacting = "mutation ($id: ID!) { addReaction(input: { subjectId: $id, content: THUMBS_UP }) { clientMutationId } }";
    expect(column(await graphql(reacting, { id: said.nodeId }), "errors", "type")).toEqual(["FORBIDDEN"]);
    expect(said.reactions).toEqual([]);
  });

  test("an issue that is deleted is gone with its comments, and its number is not given again", async () => {
    const { world, alice, bob, repo, onRepo, graphql } = await given();
    const issue = bob.opensIssue(repo, "Broken");
    const said = alice.says(issue, "/away");
    const { nodeId } = said;
    alice.deletesIssue(issue);
    expect(told(world).at(-1)).toBe("issues.deleted");
    expect((await onRepo("GET", `/issues/${issue.number}`)).status).toBe(404);
    const query =
      'query ($id: ID!) { repository(owner: "kubernetes", name: "kubernetes") { issue(number: 1) { id } } node(id: $id) { id } }';
    expect(column(await graphql(query, { id: nodeId }), "errors", "type")).toEqual(["NOT_FOUND", "NOT_FOUND"]);
    expect(bob.opensIssue(repo, "Broken again").number).toBe(issue.number + 1);
  });

  test("what the App says is unread until a test reads it, and editing it is no news unless asked for", async () => {
    const { world, bob, repo, onRepo } = await given();
    const pull = bob.opens(repo, change);
    const { body } = await onRepo("POST", "/issues/1/comments", { body: "You are welcome" });
    expect(world.unread().map((comment) => comment.body)).toEqual(["You are welcome"]);
    expect(() => pull.reads("goodbye")).toThrow("no unread comment");
    expect(pull.reads(/welcome/).author).toBe("bowsprit[bot]");
    await onRepo("PATCH", `/issues/comments/${at(body, "id")}`, { body: "Edited" });
    expect(world.unread()).toEqual([]);
    world.journal.editsAreNews = true;
    await onRepo("PATCH", `/issues/comments/${at(body, "id")}`, { body: "Edited again" });
    expect(pull.readsAll().map((comment) => comment.body)).toEqual(["Edited again"]);
  });
});

describe("people", () => {
  test.each([
    ["the author", ["bob"]],
    ["somebody without a grant", ["alice", "carol"]],
    ["a name that nobody has", ["alice", "nobody"]],
  ])("asking %s to review is 422 and asks nobody", async (_, reviewers) => {
    const { bob, repo, onRepo } = await given();
    const pull = bob.opens(repo, change);
    expect((await onRepo("POST", "/pulls/1/requested_reviewers", { reviewers })).status).toBe(422);
    expect(pull.reviewRequests()).toEqual([]);
  });

  test("a member, a direct collaborator and a team can be asked, and asking again changes nothing", async () => {
    const { world, org, alice, carol, bob, repo, onRepo } = await given();
    const pull = bob.opens(repo, change);
    org.team("sig-node", [alice]);
    setCollaborator(repo, carol, "read");
    told(world);
    const body = { reviewers: ["alice", "carol"], team_reviewers: ["sig-node"] };
    expect((await onRepo("POST", "/pulls/1/requested_reviewers", body)).status).toBe(201);
    expect((await onRepo("POST", "/pulls/1/requested_reviewers", body)).status).toBe(201);
    expect(pull.reviewRequests()).toEqual(["alice", "carol", "kubernetes/sig-node"]);
    expect(told(world)).toEqual(Array.from({ length: 3 }, () => "pull_request.review_requested"));
    await onRepo("DELETE", "/pulls/1/requested_reviewers", { reviewers: ["alice"] });
    expect(pull.reviewRequests()).toEqual(["carol", "kubernetes/sig-node"]);
  });

  test("submitting a review takes the reviewer off the list", async () => {
    const { alice, bob, repo } = await given();
    const pull = bob.opens(repo, change);
    bob.asks(pull, alice);
    alice.reviews(pull, "COMMENTED", "hm");
    expect(pull.reviewRequests()).toEqual([]);
  });

  test("whoever cannot be assigned is left out in silence, and so is the eleventh", async () => {
    const { world, org, carol, bob, repo, onRepo } = await given();
    const pull = bob.opens(repo, change);
    const answer = await onRepo("POST", "/issues/1/assignees", { assignees: ["alice", "carol", "nobody"] });
    expect([answer.status, column(answer.body, "assignees", "login")]).toEqual([201, ["alice"]]);
    expect((await onRepo("GET", "/issues/1/assignees/carol")).status).toBe(404);
    carol.says(pull, "me");
    expect((await onRepo("GET", "/issues/1/assignees/carol")).status).toBe(204);
    const many = Array.from({ length: 12 }, (_, index) => `member${index}`);
    for (const login of many) org.adds(world.user(login));
    await onRepo("POST", "/issues/1/assignees", { assignees: many });
    expect(pull.assignees()).toHaveLength(10);
  });

  test("a deleted user is null in GraphQL and ghost in REST", async () => {
    const { world, carol, bob, repo, onRepo, graphql } = await given();
    carol.says(bob.opens(repo, change), "hello");
    world.deleteAccount(carol);
    const query =
      '{ repository(owner: "kubernetes", name: "kubernetes") { pullRequest(number: 1) { comments(first: 5) { nodes { author { login } } } } } }';
    expect(column(await graphql(query), "data.repository.pullRequest.comments.nodes", "author")).toEqual([null]);
    expect(column((await onRepo("GET", "/issues/1/comments")).body, "", "user.login")).toEqual(["ghost"]);
    expect((await onRepo("GET", "/collaborators/carol")).status).toBe(404);
  });

  test("one bot has two logins and one id", async () => {
    const { bob, repo, onRepo, graphql } = await given();
    bob.opens(repo, change);
    const { body } = await onRepo("POST", "/issues/1/comments", { body: "hello" });
    const query =
      '{ viewer { login databaseId } repository(owner: "kubernetes", name: "kubernetes") { pullRequest(number: 1) { comments(first: 5) { nodes { viewerDidAuthor author { __typename login ... on Bot { databaseId } } } } } } }';
    const { data } = (await graphql(query)) as { data: unknown };
    const id = at(body, "user.id");
    expect(body).toMatchObject({ user: { login: "bowsprit[bot]", type: "Bot" } });
    expect(data).toMatchObject({ viewer: { login: "bowsprit[bot]", databaseId: id } });
    expect(at(data, "repository.pullRequest.comments.nodes.0")).toEqual({
      viewerDidAuthor: true,
      author: { __typename: "Bot", login: "bowsprit", databaseId: id },
    });
  });

  test("an account keeps its id when its name changes, and the old name is free", () => {
    const world = new World({ faults: noFaults });
    const dave = world.user("dave");
    world.renameAccount(dave, "david");
    expect([world.account("david"), world.account("dave")]).toEqual([dave, undefined]);
    expect(world.user("dave").id).not.toBe(dave.id);
  });

  test("a deleted fork leaves its pull requests without a head repository", async () => {
    const { bob, repo, onRepo, graphql } = await given();
    const pull = bob.opens(repo, change);
    if (pull.headRepository !== null) deleteFork(pull.headRepository);
    expect((await onRepo("GET", "/pulls/1")).body).toMatchObject({ head: { repo: null, sha: pull.head } });
    const query =
      'query ($oid: GitObjectID!) { repository(owner: "kubernetes", name: "kubernetes") { object(oid: $oid) { __typename } pullRequest(number: 1) { headRepository { id } headRef { id } isCrossRepository headRefOid } } }';
    expect(at(await graphql(query, { oid: pull.head }), "data.repository")).toEqual({
      object: { __typename: "Commit" },
      pullRequest: { headRepository: null, headRef: null, isCrossRepository: true, headRefOid: pull.head },
    });
  });
});
