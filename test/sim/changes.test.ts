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
