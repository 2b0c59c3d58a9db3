/** Mutations that change a thread: many in one request, each carried out whatever became of the others, and none without its right. */
import { describe, expect, test } from "vitest";
import { ask, at, column, given, tokenFor } from "./given.ts";

async function opened() {
  const office = await given();
  const pull = office.bob.opens(office.repo, { changes: { "pkg/a.go": "other\n" }, fork: true });
  const label = office.alice.createsLabel(office.repo, "hold");
  const ids = await office.graphql(
    `{ repository(owner: "kubernetes", name: "kubernetes") { id label(name: "hold") { id } pullRequest(number: ${pull.number}) { id } } }`,
  );
  const idOf = (path: string) => JSON.stringify(at(ids, `data.repository.${path}`));
  return { ...office, pull, label, thread: idOf("pullRequest.id"), repository: idOf("id"), hold: idOf("label.id") };
}

const parts = (...fields: readonly string[]) => `mutation { ${fields.map((field, index) => `w${index}: ${field}`).join(" ")} }`;

describe("in one request", () => {
  test("a comment, a label and a check are written in their order, and changed by the next", async () => {
    const { pull, thread, repository, hold, graphql } = await opened();
    const answer = await graphql(
      parts(
        `createCheckRun(input: { repositoryId: ${repository}, headSha: "${pull.head}", name: "c", externalId: "x", status: IN_PROGRESS, output: { title: "t", summary: "s" } }) { checkRun { id status } }`,
        `addLabelsToLabelable(input: { labelableId: ${thread}, labelIds: [${hold}] }) { labelable { __typename } }`,
        `addComment(input: { subjectId: ${thread}, body: "first" }) { commentEdge { node { id fullDatabaseId } } }`,
      ),
    );
    expect(answer).not.toHaveProperty("errors");
    expect([pull.labels(), pull.checks()[0]?.output.title]).toEqual([["hold"], "t"]);
    expect(pull.readsAll()).toMatchObject([{ body: "first", id: Number(at(answer, "data.w2.commentEdge.node.fullDatabaseId")) }]);
    const [run, comment] = [at(answer, "data.w0.checkRun.id"), at(answer, "data.w2.commentEdge.node.id")].map((id) => JSON.stringify(id));
    const second = await graphql(
      parts(
        `updateCheckRun(input: { repositoryId: ${repository}, checkRunId: ${run}, conclusion: SUCCESS }) { checkRun { status } }`,
        `updateIssueComment(input: { id: ${comment}, body: "second" }) { issueComment { body } }`,
        `removeLabelsFromLabelable(input: { labelableId: ${thread}, labelIds: [${hold}] }) { clientMutationId }`,
      ),
    );
    expect(second).not.toHaveProperty("errors");
    expect(pull.checks()).toMatchObject([{ status: "completed", conclusion: "success" }]);
    expect([pull.labels(), pull.comments().map(({ body }) => body)]).toEqual([[], ["second"]]);
  });

  test("annotations are appended on each update, at most 50 of them", async () => {
    const { pull, repository, graphql } = await opened();
    const remark = `{ path: "pkg/a.go", location: { startLine: 2, endLine: 3 }, annotationLevel: WARNING, message: "Why?" }`;
    const output = (count: number) => `output: { title: "t", summary: "s", annotations: [${Array(count).fill(remark).join(" ")}] }`;
    const made = await graphql(
      parts(`createCheckRun(input: { repositoryId: ${repository}, headSha: "${pull.head}", name: "c", ${output(2)} }) { checkRun { id } }`),
    );
    const run = JSON.stringify(at(made, "data.w0.checkRun.id"));
    const update = (count: number) =>
      graphql(parts(`updateCheckRun(input: { repositoryId: ${repository}, checkRunId: ${run}, ${output(count)} }) { clientMutationId }`));
    await update(50);
    expect(column(await update(51), "errors", "type")).toEqual(["UNPROCESSABLE"]);
    const { annotations } = pull.checks()[0]?.output ?? { annotations: [] };
    expect(annotations).toHaveLength(52);
    expect(annotations[0]).toEqual({ path: "pkg/a.go", startLine: 2, endLine: 3, level: "warning", message: "Why?", title: null });
  });

  test("what fails stops nothing after it, and is told by its alias", async () => {
    const { pull, thread, hold, graphql } = await opened();
    const answer = await graphql(
      parts(
        `addLabelsToLabelable(input: { labelableId: ${thread}, labelIds: ["LA_none"] }) { clientMutationId }`,
        `addLabelsToLabelable(input: { labelableId: ${thread}, labelIds: [${hold}, ${hold}] }) { clientMutationId }`,
      ),
    );
    expect(column(answer, "errors", "path.0")).toEqual(["w0"]);
    expect(column(answer, "errors", "type")).toEqual(["NOT_FOUND"]);
    expect(at(answer, "data.w0")).toBe(null);
    expect(pull.labels()).toEqual(["hold"]);
  });
});

test("whoever may only read checks and pull requests changes neither", async () => {
  const { world, installation, pull, thread, repository } = await opened();
  const token = await tokenFor(world, installation, { permissions: { checks: "read", pull_requests: "read", contents: "read" } });
  const query = parts(
    `createCheckRun(input: { repositoryId: ${repository}, headSha: "${pull.head}", name: "c", status: IN_PROGRESS }) { clientMutationId }`,
    `addComment(input: { subjectId: ${thread}, body: "first" }) { clientMutationId }`,
  );
  const { body } = await ask(world, token, "POST", "/graphql", { query });
  expect(column(body, "errors", "type")).toEqual(["FORBIDDEN", "FORBIDDEN"]);
  expect([pull.checks(), pull.comments()]).toEqual([[], []]);
});

describe("people", () => {
  async function staffed() {
    const office = await opened();
    const { org, world } = office;
    const [first, second] = [world.user("m-0"), world.user("m-1")];
    for (const member of [first, second]) org.adds(member);
    const ids = (...people: readonly { readonly nodeId: string }[]) => JSON.stringify(people.map(({ nodeId }) => nodeId));
    const assigns = (people: string) =>
      office.graphql(
        parts(
          `addAssigneesToAssignable(input: { assignableId: ${office.thread}, assigneeIds: ${people} }) { assignable { assignees(first: 100) { nodes { login } } } }`,
        ),
      );
    const requests = (people: string, more = "union: true") =>
      office.graphql(
        parts(
          `requestReviews(input: { pullRequestId: ${office.thread}, userIds: ${people}, ${more} }) { pullRequest { reviewRequests(first: 100) { nodes { requestedReviewer { ... on User { login } } } } } }`,
        ),
      );
    world.outbox.take();
    const told = () => world.outbox.take().map(({ event, payload }) => `${event}.${at(payload, "action")}`);
    return { ...office, first, second, ids, assigns, requests, told };
  }

  test("are assigned, each told of once; who cannot be is passed over in silence", async () => {
    const { alice, carol, ids, assigns, pull, told } = await staffed();
    const answer = await assigns(ids(alice, carol));
    expect(answer).not.toHaveProperty("errors");
    expect(column(answer, "data.w0.assignable.assignees.nodes", "login")).toEqual(["alice"]);
    expect([pull.assignees(), told()]).toEqual([["alice"], ["pull_request.assigned"]]);
    await assigns(ids(alice));
    expect(told()).toEqual([]);
  });

  test("are asked for a review beside those who were asked, or in their place", async () => {
    const { alice, first, second, ids, requests, pull, told } = await staffed();
    await requests(ids(alice));
    const answer = await requests(ids(alice, first));
    expect(column(answer, "data.w0.pullRequest.reviewRequests.nodes", "requestedReviewer.login")).toEqual(["alice", "m-0"]);
    expect(told()).toEqual(["pull_request.review_requested", "pull_request.review_requested"]);
    await requests(ids(second), "union: false");
    expect(pull.reviewRequests()).toEqual(["m-1"]);
    expect(told().toSorted()).toEqual([
      ...["pull_request.review_request_removed", "pull_request.review_request_removed", "pull_request.review_requested"],
    ]);
  });

  test.each(["bob", "carol"] as const)("none is asked where one cannot be: %s", async (name) => {
    const office = await staffed();
    const answer = await office.requests(office.ids(office.alice, office[name]));
    expect([column(answer, "errors", "type"), column(answer, "errors", "path.0")]).toEqual([["UNPROCESSABLE"], ["w0"]]);
    expect([at(answer, "data.w0"), office.pull.reviewRequests(), office.told()]).toEqual([null, [], []]);
  });

  test("are there, or the part fails", async () => {
    const { world, carol, ids, assigns, requests } = await staffed();
    const gone = ids(carol);
    world.deleteAccount(carol);
    for (const answer of [await assigns(gone), await requests(gone)]) expect(column(answer, "errors", "type")).toEqual(["NOT_FOUND"]);
  });

  test("are left alone by whoever may only read pull requests and issues", async () => {
    const { world, installation, alice, thread, ids, pull } = await staffed();
    const token = await tokenFor(world, installation, { permissions: { pull_requests: "read", issues: "read" } });
    const query = parts(
      `addAssigneesToAssignable(input: { assignableId: ${thread}, assigneeIds: ${ids(alice)} }) { clientMutationId }`,
      `requestReviews(input: { pullRequestId: ${thread}, userIds: ${ids(alice)}, union: true }) { clientMutationId }`,
    );
    const { body } = await ask(world, token, "POST", "/graphql", { query });
    expect(column(body, "errors", "type")).toEqual(["FORBIDDEN", "FORBIDDEN"]);
    expect([pull.assignees(), pull.reviewRequests()]).toEqual([[], []]);
  });
});
