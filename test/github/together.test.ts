/** Writes that share a request, on the simulated GitHub: what came of each, and what is done where GraphQL refuses what REST takes. */
import { describe, expect, test } from "vitest";
import type { Write } from "../../src/core/actions.ts";
import { instantOf, orderKeyOf } from "../../src/core/ids.ts";
import type { Deed } from "../../src/core/orders.ts";
import { connect } from "../../src/github/index.ts";
import { type Permissions, usualPermissions } from "../../src/sim/index.ts";
import { askedDuring, stage } from "./stage.ts";

const label = { name: "lgtm", color: "15dd18", description: "Reviewed", effect: "grants" } as const;
const state = { status: "in_progress", conclusion: undefined, title: "Waiting", summary: "- LGTM" } as const;

interface Given {
  readonly permissions?: Permissions;
  readonly fetch?: (made: ReturnType<typeof stage>) => typeof globalThis.fetch;
  readonly contentAnHour?: number;
}

function given({ permissions = usualPermissions, fetch, contentAnHour = 1000 }: Given = {}) {
  const made = stage({ permissions });
  made.alice.createsLabel(made.repository, "LGTM");
  const { id: appId, privateKey } = made.world.app;
  const connection = { appId, privateKey, baseUrl: made.world.api, fetch: fetch?.(made) ?? made.world.fetch, labels: ["lgtm"] };
  const github = connect({ ...connection, limits: { spacing: 0, contentAnHour }, clock: () => made.world.clock.now() });
  const writes = async (body: string) => {
    const look = await github.look(made.target, undefined, false);
    const check: Write = { kind: "create check", head: look.thread.head, name: "bowsprit: main", externalId: "main", state };
    const comment: Write = { kind: "create comment", key: orderKeyOf("a", "b", body), body };
    return github.applyAll(made.target, look, [check, { kind: "add label", label }, comment], async () => {});
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
  const { writes, pull } = given({ permissions: { ...usualPermissions, checks: "read" } });
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
  const { world, github, target, writes, pull } = given({ fetch: refuses });
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
  const comment: Write = { kind: "create comment", key: orderKeyOf("a", "b", "c"), body: "late" };
  const over = () => Promise.reject(new Error("over"));
  const asked = await askedDuring(world, () => expect(github.applyAll(target, look, [comment], over)).rejects.toThrow("over"));
  expect(asked).toEqual([]);
});

/** carol is a collaborator and dora is none; both have said something, and so has bob, whose pull request it is. */
function talking(options: Parameters<typeof given>[0] = {}) {
  const made = given(options);
  const [carol, dora] = [made.world.user("carol"), made.world.user("dora")];
  made.repository.collaborators.set(carol, "read");
  for (const person of [carol, dora, made.bob, made.alice]) person.says(made.pull, "hm");
  made.world.outbox.take();
  const order = (does: Deed): Write => ({
    ...{ kind: "carry out", order: { key: orderKeyOf("a", does.kind, "1"), causedAt: instantOf("2026-03-02T10:00:00Z"), guard: {}, does } },
  });
  const edit: Write = { kind: "add label", label };
  const does = async (...deeds: readonly Deed[]) => {
    const look = await made.github.look(made.target, undefined, false);
    return made.github.applyAll(made.target, look, [edit, ...deeds.map(order)], async () => {});
  };
  const told = () => made.world.outbox.take().map(({ event, payload }) => `${event}.${Reflect.get(Object(payload), "action")}`);
  return { ...made, carol, dora, does, told };
}

const assigns = (...people: readonly string[]): Deed => ({ kind: "assign", people });
const requests = (...people: readonly string[]): Deed => ({ kind: "request review", people });
const assignees = "POST /repos/{owner}/{repo}/issues/{number}/assignees";
const reviewers = "POST /repos/{owner}/{repo}/pulls/{number}/requested_reviewers";

describe("people", () => {
  test("are assigned and asked for a review in the request of the rest, each once", async () => {
    const { world, does, pull, told } = talking();
    const outcomes: unknown[] = [];
    const asked = await askedDuring(world, async () => outcomes.push(...(await does(assigns("ALICE", "dora"), requests("carol")))));
    expect(asked.filter((route) => !route.includes("access_tokens"))).toEqual(["graphql Look", "graphql Write"]);
    expect(outcomes).toEqual([{}, {}, {}]);
    expect([pull.assignees(), pull.reviewRequests()]).toEqual([["Alice", "dora"], ["carol"]]);
    expect(told().filter((event) => /assigned|requested/.test(event))).toEqual([
      ...["pull_request.assigned", "pull_request.assigned", "pull_request.review_requested"],
    ]);
  });

  test("who were asked before by somebody else stay asked", async () => {
    const { does, pull, alice, dora } = talking();
    pull.repository.collaborators.set(dora, "read");
    alice.asks(pull, dora);
    await does(requests("carol"));
    expect(pull.reviewRequests()).toEqual(["dora", "carol"]);
  });

  test.each<[string, Deed, readonly string[], string[]]>([
    ["the author cannot be asked", requests("carol", "bob"), ["carol"], ["bob"]],
    ["a stranger cannot be asked", requests("dora"), [], ["dora"]],
  ])("of whom GitHub refuses one are asked by name: %s", async (_, deed, requested, refused) => {
    const { world, does, pull, told } = talking();
    const asked = await askedDuring(world, async () => expect((await does(deed))[1]?.refused).toEqual(refused));
    expect(asked.filter((route) => route === "graphql Write")).toHaveLength(1);
    expect(asked).toContain(reviewers);
    expect([pull.reviewRequests(), pull.labels()]).toEqual([requested, ["LGTM"]]);
    expect(told().filter((event) => event.endsWith("review_requested"))).toHaveLength(requested.length);
  });

  test("whom GitHub passes over in silence are told by name, and nobody else is assigned again", async () => {
    const { world, does, pull } = talking();
    for (let n = 0; n < 9; n += 1) {
      const person = world.user(`p-${n}`);
      person.says(pull, "me");
      person.assigns(pull, person);
    }
    const asked = await askedDuring(world, async () => expect((await does(assigns("carol", "dora")))[1]?.refused).toEqual(["dora"]));
    expect(asked.slice(-2)).toEqual(["graphql Write", assignees]);
    expect(pull.assignees()).toHaveLength(10);
  });

  test.each<[string, Deed, string]>([
    ["have not been seen", assigns("carol", "erna"), assignees],
    ["are a team", requests("carol", "acme/carol"), reviewers],
  ])("who %s go by name at once", async (_, deed, route) => {
    const { world, org, does, carol } = talking();
    org.adds(world.user("erna"));
    org.team("carol", [carol]);
    const asked = await askedDuring(world, () => does(deed));
    expect(asked.slice(-2)).toEqual(["graphql Write", route]);
  });

  test("whom GraphQL does not let this App ask are asked of REST, and from then on at once", async () => {
    const forbids =
      ({ world }: ReturnType<typeof stage>): typeof globalThis.fetch =>
      async (input, init) => {
        const text = String(init?.body);
        if (!text.includes("requestReviews(")) return world.fetch(input, init);
        const { query, variables } = JSON.parse(text);
        const without = String(query)
          .replace(/^ {2}w1: requestReviews.*\n/m, "")
          .replace(/, \$i1: RequestReviewsInput!/, "");
        const answer = await world.fetch(input, { ...init, body: JSON.stringify({ query: without, variables }) });
        const errors = [{ type: "FORBIDDEN", path: ["w1"], message: "Resource not accessible by integration" }];
        return Response.json({ ...JSON.parse(await answer.text()), errors }, { headers: { date: answer.headers.get("date") ?? "" } });
      };
    const { world, does, pull } = talking({ fetch: forbids });
    await does(requests("carol"));
    expect(pull.reviewRequests()).toEqual(["carol"]);
    const asked = await askedDuring(world, () => does(requests("alice")));
    expect(asked).toEqual(["graphql Look", "graphql Write", reviewers]);
    expect(pull.reviewRequests()).toEqual(["carol", "Alice"]);
  });
});

test("what takes a label off does not wait for the review request after it, where this hour's are used up", async () => {
  const { world, does, pull, target, github } = talking({ contentAnHour: 2 });
  await does(requests("carol"));
  await does(requests("alice"));
  const look = await github.look(target, undefined, false);
  const order = { key: orderKeyOf("a", "b", "c"), causedAt: look.now, guard: {}, does: requests("carol") };
  const actions: Write[] = [
    { kind: "remove label", name: "LGTM" },
    { kind: "carry out", order },
  ];
  const asked = await askedDuring(world, () =>
    expect(github.applyAll(target, look, actions, async () => {})).resolves.toEqual([{}, { waits: 3600 }]),
  );
  expect([asked, pull.labels()]).toEqual([["graphql Write"], []]);
});

test("many writes go in requests of twenty, in their order, each once writing is still allowed", async () => {
  const { world, github, target, pull } = given();
  const look = await github.look(target, undefined, false);
  const bodies = Array.from({ length: 45 }, (_, at) => `comment ${at}`);
  const comments = bodies.map((body): Write => ({ kind: "create comment", key: orderKeyOf("a", "b", body), body }));
  let allowed = 2;
  const asked = await askedDuring(world, () =>
    expect(
      github.applyAll(target, look, comments, async () => {
        allowed -= 1;
        if (allowed < 0) throw new Error("over");
      }),
    ).rejects.toThrow("over"),
  );
  expect(asked).toEqual(["graphql Write", "graphql Write"]);
  expect(pull.readsAll().map(({ body }) => body)).toEqual(bodies.slice(0, 40));
  expect(await askedDuring(world, () => github.applyAll(target, look, comments, async () => {}))).toHaveLength(3);
  expect(pull.readsAll().map(({ body }) => body)).toEqual(bodies);
});
