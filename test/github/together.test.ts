/** Writes that share a request, on the simulated GitHub: what came of each, and what is done where GraphQL refuses what REST takes. */
import { expect, test } from "vitest";
import type { Action } from "../../src/core/actions.ts";
import { orderKeyOf } from "../../src/core/ids.ts";
import { connect } from "../../src/github/index.ts";
import { type Permissions, usualPermissions } from "../../src/sim/index.ts";
import { askedDuring, stage } from "./stage.ts";

const label = { name: "lgtm", color: "15dd18", description: "Reviewed", effect: "grants" } as const;
const state = { status: "in_progress", conclusion: undefined, title: "Waiting", summary: "- LGTM" } as const;

function given(permissions: Permissions = usualPermissions, fetch?: (made: ReturnType<typeof stage>) => typeof globalThis.fetch) {
  const made = stage({ permissions });
  made.alice.createsLabel(made.repository, "LGTM");
  const { id: appId, privateKey } = made.world.app;
  const connection = { appId, privateKey, baseUrl: made.world.api, fetch: fetch?.(made) ?? made.world.fetch, labels: ["lgtm"] };
  const github = connect({ ...connection, limits: { spacing: 0, contentAnHour: 1000 }, clock: () => made.world.clock.now() });
  const writes = async (body: string) => {
    const look = await github.look(made.target, undefined, false);
    const check: Action = { kind: "create check", head: look.thread.head, name: "bowsprit: main", externalId: "main", state };
    const comment: Action = { kind: "create comment", key: orderKeyOf("a", "b", body), body };
    return github.applyAll(made.target, look, [check, { kind: "add label", label, exists: undefined }, comment], async () => {});
  };
  return { ...made, github, writes };
}

test("a check, a label that the repository has under another spelling, and a comment are one request", async () => {
  const { world, github, target, writes, pull } = given();
  await github.look(target, undefined, false);
  const asked = await askedDuring(world, () => writes("hello"));
  expect(asked).toEqual(["graphql Look", "graphql Write"]);
  expect([pull.labels(), pull.checks().length]).toEqual([["LGTM"], 1]);
  pull.reads("hello");
});

test("a check that the App may not write names its permission, and stops nothing beside it", async () => {
  const { writes, pull } = given({ ...usualPermissions, checks: "read" });
  const [check, labelled, said] = await writes("hello");
  expect(check?.why).toContain("checks=write");
  expect([labelled, said?.written]).toEqual([{}, expect.any(Number)]);
  expect([pull.labels(), pull.checks()]).toEqual([["LGTM"], []]);
  pull.reads("hello");
});

test("what GraphQL refuses this App is asked of REST, and from then on at once", async () => {
  const refused: number[] = [];
  const refuses =
    ({ world }: ReturnType<typeof stage>): typeof globalThis.fetch =>
    async (input, init) => {
      const body = String(init?.body);
      if (!/mutation Write/.test(body)) return world.fetch(input, init);
      const { query, variables } = JSON.parse(body);
      const aliases = [...String(query).matchAll(/^ {2}(w\d+): (\w+)/gm)];
      const comments = aliases.filter(([, , field]) => field === "addComment").map(([, alias = ""]) => alias);
      refused.push(comments.length);
      const withoutComments = String(query)
        .replace(/^ {2}w\d+: addComment.*\n/gm, "")
        .replace(/, \$i\d+: AddCommentInput!/, "");
      const answer = await world.fetch(input, { ...init, body: JSON.stringify({ query: withoutComments, variables }) });
      const { data } = JSON.parse(await answer.text());
      const errors = comments.map((alias) => ({ type: "FORBIDDEN", path: [alias], message: "Resource not accessible by integration" }));
      return Response.json({ data, ...(errors.length === 0 ? {} : { errors }) }, { headers: { date: answer.headers.get("date") ?? "" } });
    };
  const { world, github, target, writes, pull } = given(usualPermissions, refuses);
  await github.look(target, undefined, false);
  const comments = "POST /repos/{owner}/{repo}/issues/{number}/comments";
  expect(await askedDuring(world, () => writes("first"))).toEqual(["graphql Look", "graphql Write", comments]);
  expect(pull.labels()).toEqual(["LGTM"]);
  expect(await askedDuring(world, () => writes("second"))).toEqual(["graphql Look", "graphql Write", comments]);
  expect(pull.readsAll().map(({ body }) => body)).toEqual(["first", "second"]);
  expect(refused).toEqual([1, 0]);
});

test("nothing is sent once writing is over", async () => {
  const { world, github, target } = given();
  const look = await github.look(target, undefined, false);
  const comment: Action = { kind: "create comment", key: orderKeyOf("a", "b", "c"), body: "late" };
  const over = () => Promise.reject(new Error("over"));
  const asked = await askedDuring(world, () => expect(github.applyAll(target, look, [comment], over)).rejects.toThrow("over"));
  expect(asked).toEqual([]);
});
