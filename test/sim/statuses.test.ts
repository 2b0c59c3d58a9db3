/** Commit statuses: setting them, their limits, and what counts of them in REST and GraphQL. */
import type { RestEndpointMethodTypes } from "@octokit/rest";
import { expect, test } from "vitest";
import { checksRule, createCheckRun, jobPermissions, setPermissions, setRules, setStatus } from "../../src/sim/index.ts";
import { ask, at, column, given, tokenFor, told } from "./given.ts";

async function office() {
  const place = await given();
  const pull = place.bob.opens(place.repo, { changes: { "pkg/a.go": "other\n" }, fork: true });
  setPermissions(place.world, place.installation, jobPermissions);
  const token = await tokenFor(place.world, place.installation);
  const onRepo = (method: string, path: string, body?: unknown) =>
    ask(place.world, token, method, `/repos/kubernetes/kubernetes${path}`, body);
  const report = (fields: object, sha = pull.head) => onRepo("POST", `/statuses/${sha}`, { context: "unit", state: "pending", ...fields });
  const graphql = async (query: string) => (await ask(place.world, token, "POST", "/graphql", { query })).body;
  place.world.outbox.take();
  return { ...place, pull, onRepo, report, graphql };
}

test("a status can be set on a fork's head, and every one set is told", async () => {
  const { world, report } = await office();
  const { status, body } = await report({ target_url: "https://example.org/1", description: "Started." });
  expect([status, body]).toEqual([
    201,
    expect.objectContaining({ state: "pending", context: "unit", target_url: "https://example.org/1", description: "Started." }),
  ]);
  const [delivery] = world.outbox.take();
  expect([delivery?.event, delivery?.payload.context, delivery?.payload.state]).toEqual(["status", "unit", "pending"]);
});

test("of one context, whatever its case, the newest counts, and the list has them all, newest first", async () => {
  const { pull, report, onRepo } = await office();
  await report({});
  await report({ context: "UNIT", state: "failure" });
  await report({ context: "lint", state: "success" });
  const combined = await onRepo("GET", `/commits/${pull.head}/status`);
  expect(combined.body).toMatchObject({ state: "failure", total_count: 2, sha: pull.head });
  expect(column(combined.body, "statuses", "state").toSorted()).toEqual(["failure", "success"]);
  expect(column((await onRepo("GET", `/commits/${pull.head}/statuses`)).body, "", "context")).toEqual(["lint", "UNIT", "unit"]);
});

test.each([
  ["pending", []],
  ["pending", ["success", "pending"]],
  ["failure", ["pending", "error"]],
  ["success", ["success", "success"]],
])("the combined state is %s for %j", async (state, states) => {
  const { pull, report, onRepo } = await office();
  for (const [index, one] of states.entries()) await report({ context: `c${index}`, state: one });
  expect(at((await onRepo("GET", `/commits/${pull.head}/status`)).body, "state")).toBe(state);
});

test.each<[string, object, string | undefined]>([
  ["an unknown state", { state: "fine" }, undefined],
  ["a description of 141 characters", { description: "x".repeat(141) }, undefined],
  ["a commit that is not there", {}, "0".repeat(40)],
])("%s is 422", async (_, fields, sha) => {
  const { report, pull } = await office();
  expect((await report(fields, sha)).status).toBe(422);
  expect((await report({ description: "x".repeat(140) }, pull.head)).status).toBe(201);
});

test("the thousand and first status of a context on a commit is 422, of another context it is not", async () => {
  const { world, repo, pull, report } = await office();
  for (let index = 0; index < 1000; index += 1) setStatus(repo, world.app.bot, pull.head, { context: "unit", state: "pending" });
  const { status, body } = await report({ context: "Unit" });
  expect([status, at(body, "errors.0.message")]).toEqual([422, "This SHA and context has reached the maximum number of statuses."]);
  expect((await report({ context: "other" })).status).toBe(201);
});

test("setting one needs statuses: write", async () => {
  const { pull, onRepo } = await given().then(async (place) => ({
    ...place,
    pull: place.bob.opens(place.repo, { changes: { x: "1" }, fork: true }),
  }));
  const { status, headers } = await onRepo("POST", `/statuses/${pull.head}`, { state: "success" });
  expect([status, headers.get("x-accepted-github-permissions")]).toEqual([403, "statuses=write"]);
});

test("a commit's status in GraphQL has the contexts that count, and is null where there are none", async () => {
  const { pull, report, graphql } = await office();
  const query = `{ repository(owner: "kubernetes", name: "kubernetes") { object(oid: "${pull.head}") { ... on Commit {
    status { state contexts { context state } one: context(name: "UNIT") { state } none: context(name: "other") { state } } } } } }`;
  expect(at(await graphql(query), "data.repository.object.status")).toBeNull();
  await report({});
  await report({ state: "success" });
  expect(at(await graphql(query), "data.repository.object.status")).toEqual({
    ...{ state: "SUCCESS", contexts: [{ context: "unit", state: "SUCCESS" }], one: { state: "SUCCESS" }, none: null },
  });
});

test("is required where a ruleset of the base branch names it, for the App that it names", async () => {
  const { world, repo, pull, report, graphql } = await office();
  await report({});
  await report({ context: "lint" });
  createCheckRun(repo, world.app, pull.head, "gate", {});
  createCheckRun(repo, world.application("other"), pull.head, "gate", {});
  const required = async (number: number) => {
    const of = `isRequired(pullRequestNumber: ${number})`;
    const query = `{ repository(owner: "kubernetes", name: "kubernetes") { object(oid: "${pull.head}") { ... on Commit { statusCheckRollup {
      contexts(first: 9) { nodes { ... on CheckRun { name ${of} } ... on StatusContext { context ${of} } } } } } } } }`;
    return column(await graphql(query), "data.repository.object.statusCheckRollup.contexts.nodes", "isRequired");
  };
  expect(await required(1)).toEqual([false, false, false, false]);
  setRules(repo, "main", [checksRule(["unit"]), checksRule(["gate"], world.app)]);
  expect(await required(1)).toEqual([true, false, true, false]);
  expect(await required(7)).toEqual([false, false, false, false]);
});

test("people's statuses are told like any other's", async () => {
  const { world, repo, pull, alice } = await office();
  setStatus(repo, alice, pull.head, { context: "ci", state: "error" });
  expect(told(world)).toEqual(["status"]);
});

/** Every field of a documented answer that is always there: one left out does not compile. */
type Promised<T> = { readonly [K in keyof T as T extends Record<K, T[K]> ? K : never]: true };
const combinedFields: Promised<RestEndpointMethodTypes["repos"]["getCombinedStatusForRef"]["response"]["data"]> = {
  ...{ state: true, statuses: true, sha: true, total_count: true, repository: true, commit_url: true, url: true },
};

test("the combined status has every field that GitHub's description promises", async () => {
  const { pull, onRepo } = await office();
  const { body } = await onRepo("GET", `/commits/${pull.head}/status`);
  expect(Object.keys(combinedFields).filter((field) => at(body, field) === undefined)).toEqual([]);
});
