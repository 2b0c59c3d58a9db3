/** Actions on the simulated GitHub: done once or twice they end the same, and what GitHub declines is told by name. */
import { describe, expect, test } from "vitest";
import type { Write } from "../../src/core/actions.ts";
import { RetryLater } from "../../src/core/errors.ts";
import { instantOf, nodeIdOf, orderKeyOf, type Sha, shaOf } from "../../src/core/ids.ts";
import { type Deed, markOf } from "../../src/core/orders.ts";
import { connect } from "../../src/github/index.ts";
import { jobPermissions, type Permissions, usualPermissions } from "../../src/sim/index.ts";
import { applied, askedDuring, type Stage, stage } from "./stage.ts";

const writes = async (made: Stage, action: Write) => applied(made, await made.github.look(made.target, undefined, false), action);

const key = (cause: string) => orderKeyOf("test", "deed", cause);

const done = (made: Stage, does: Deed, cause = "1") =>
  writes(made, { kind: "carry out", order: { key: key(cause), causedAt: instantOf("2026-03-02T10:00:00Z"), guard: {}, does } });

const label = { name: "do-not-merge/hold", color: "e11d21", description: "Somebody asked for more time", effect: "restricts" } as const;

describe("labels", () => {
  test("one that the repository lacks gets its colour and description", async () => {
    const made = stage();
    await writes(made, { kind: "add label", label });
    expect(made.pull.labels()).toEqual([label.name]);
    expect(made.repository.label(label.name)).toMatchObject({ color: label.color, description: label.description });
  });

  test("one that exists, and one that is on already, are left as they are", async () => {
    const made = stage();
    await writes(made, { kind: "add label", label });
    await writes(made, { kind: "add label", label });
    expect(made.pull.labels()).toEqual([label.name]);
  });

  test("one with a slash is taken off, and one that is not on is no error", async () => {
    const made = stage();
    made.alice.labels(made.pull, label.name);
    await writes(made, { kind: "remove label", name: label.name });
    await writes(made, { kind: "remove label", name: label.name });
    expect(made.pull.labels()).toEqual([]);
  });
});

describe("comments", () => {
  test("one is written, edited and folded", async () => {
    const made = stage();
    const { written } = await writes(made, { kind: "create comment", key: key("1"), body: "first" });
    await writes(made, { kind: "edit comment", id: written ?? 0, body: "second" });
    const { ours } = await made.github.look(made.target, undefined, false);
    expect(ours).toMatchObject([{ databaseId: written, body: "second", isMinimized: false }]);
    const id = ours[0]?.id ?? nodeIdOf("none");
    await writes(made, { kind: "minimize comment", id });
    await writes(made, { kind: "minimize comment", id });
    expect((await made.github.look(made.target, undefined, false)).ours).toMatchObject([{ isMinimized: true }]);
    expect(made.pull.readsAll()).toHaveLength(1);
  });

  test("one that was deleted meanwhile is no failure for good: the thread is looked at again", async () => {
    await expect(writes(stage(), { kind: "edit comment", id: 4711, body: "x" })).rejects.toThrow(RetryLater);
  });

  test("a reply is addressed to whoever is answered, and carries the mark of its order", async () => {
    const made = stage();
    made.alice.says(made.pull, "/help");
    const look = await made.github.look(made.target, undefined, false);
    const said = look.statements.at(-1)?.id ?? nodeIdOf("none");
    await done(made, { kind: "reply", text: "The words are few." }, said);
    const { body } = made.pull.reads("The words are few.");
    expect(body).toMatch(/^@Alice: /);
    expect(body.endsWith(markOf(key(said)))).toBe(true);
  });

  test("a reply that GitHub does not take stops nothing else: a thread of thousands of comments takes no more", async () => {
    const made = stage({ permissions: { ...usualPermissions, issues: "read", pull_requests: "read" } });
    expect((await done(made, { kind: "reply", text: "It did not count." })).why).toContain("may not");
  });
});

describe("the check run", () => {
  const state = { status: "in_progress", conclusion: undefined, title: "Waiting", summary: "- LGTM" } as const;

  test("is made on the head, read back, and completed", async () => {
    const made = stage();
    const head = (await made.github.look(made.target, undefined, false)).thread.head;
    await writes(made, { kind: "create check", head, name: "bowsprit: main", externalId: "main", state });
    const { checks } = await made.github.look(made.target, undefined, false);
    expect(checks).toMatchObject([
      { name: "bowsprit: main", externalId: "main", title: "Waiting", summary: "- LGTM", status: "in_progress" },
    ]);
    const id = checks[0]?.id ?? 0;
    await writes(made, { kind: "update check", id, state: { ...state, status: "completed", conclusion: "success", title: "Ready" } });
    expect((await made.github.look(made.target, undefined, false)).checks).toMatchObject([
      { id, status: "completed", conclusion: "success", title: "Ready" },
    ]);
  });

  test.each([
    ["by GraphQL", false],
    ["by REST, where GraphQL is refused", true],
  ])("is made with its annotations %s", async (_, isRefused) => {
    const made = stage();
    const fetch: typeof globalThis.fetch = async (input, init) =>
      isRefused && String(init?.body).includes("mutation Write")
        ? Response.json(
            { data: { w0: null }, errors: [{ type: "FORBIDDEN", path: ["w0"], message: "no" }] },
            { headers: (await made.world.fetch(`${made.world.api}/meta`)).headers },
          )
        : made.world.fetch(input, init);
    const { id: appId, privateKey } = made.world.app;
    const github = connect({ ...{ appId, privateKey, baseUrl: made.world.api, fetch }, clock: () => made.world.clock.now() });
    const { head } = (await github.look(made.target, undefined, false)).thread;
    const annotations = [{ path: "OWNERS", line: 3, level: "failure", title: "Who owns what", message: "No." }] as const;
    const action = { kind: "create check", head, name: "remarks", externalId: "#1", state, annotations } as const;
    await writes({ ...made, github }, action);
    expect(made.pull.checks()[0]?.output.annotations).toEqual([
      { path: "OWNERS", startLine: 3, endLine: 3, level: "failure", title: "Who owns what", message: "No." },
    ]);
  });

  test("is done without where the permission is missing, and the outcome says why", async () => {
    const permissions: Permissions = { ...usualPermissions, checks: "read" };
    const made = stage({ permissions });
    const head = (await made.github.look(made.target, undefined, false)).thread.head;
    const outcome = await writes(made, { kind: "create check", head, name: "bowsprit: main", externalId: "main", state });
    expect(outcome.why).toContain("may not");
  });
});

describe("results on a commit", () => {
  const status = { context: "ci", state: "failure", description: "", url: undefined } as const;
  const nowhere = shaOf("0".repeat(40));
  const deeds = (on: Sha): Readonly<Record<string, Deed>> => ({
    "a status": { kind: "set status", on, status },
    "a check run": { kind: "pass check", on, name: "build", title: "Overridden by alice", summary: "See there." },
  });
  const all = (made: Stage, on: Sha) => Object.values(deeds(on)).map((does) => done(made, does));
  const head = ({ pull }: Stage) => shaOf(pull.head);

  test("are put there, and a second time say the same", async () => {
    const made = stage({ permissions: jobPermissions });
    for (let times = 0; times < 2; times += 1) expect(await Promise.all(all(made, head(made)))).toEqual([{}, {}]);
    expect(made.pull.statuses().map(({ context, state }) => [context, state])).toEqual([["ci", "failure"]]);
    const build = made.pull.checks().filter(({ name }) => name === "build");
    expect(new Set(build.map(({ conclusion, output }) => `${conclusion}: ${output.title}`))).toEqual(
      new Set(["success: Overridden by alice"]),
    );
  });

  test.each<[string, Permissions, (made: Stage) => Sha, RegExp]>([
    ["without the right", { ...usualPermissions, checks: "read" }, head, /may not/],
    ["on a commit that is not there", jobPermissions, () => nowhere, /No commit found/],
  ])("that GitHub does not take are told, and end nothing: %s", async (_, permissions, on, why) => {
    const made = stage({ permissions });
    for (const { why: told } of await Promise.all(all(made, on(made)))) expect(told).toMatch(why);
  });

  test("in a repository that GitHub does not find are told, and end nothing", async () => {
    const made = stage({ permissions: jobPermissions });
    const look = await made.github.look(made.target, undefined, false);
    const elsewhere = { ...look, thread: { ...look.thread, repository: { ...look.thread.repository, name: "gone" } } };
    for (const does of Object.values(deeds(head(made)))) {
      const order = { key: key("1"), causedAt: instantOf("2026-03-02T10:00:00Z"), guard: {}, does };
      expect((await applied(made, elsewhere, { kind: "carry out", order })).why).toContain("Not Found");
    }
  });

  test("end the pass where GitHub does not answer", async () => {
    const made = stage({ permissions: jobPermissions });
    const look = await made.github.look(made.target, undefined, false);
    made.world.faults.set({ gatewayBefore: 1 });
    for (const does of Object.values(deeds(head(made)))) {
      const order = { key: key("1"), causedAt: instantOf("2026-03-02T10:00:00Z"), guard: {}, does };
      await expect(applied(made, look, { kind: "carry out", order })).rejects.toThrow("502");
    }
  });
});

describe("people", () => {
  test("who cannot be assigned are named, although GitHub passes over them in silence", async () => {
    const made = stage();
    made.world.user("stranger");
    expect(await done(made, { kind: "assign", people: ["alice", "stranger"] })).toEqual({ refused: ["stranger"] });
    expect(made.pull.assignees()).toEqual(["Alice"]);
    await done(made, { kind: "unassign", people: ["alice", "stranger"] });
    expect(made.pull.assignees()).toEqual([]);
  });

  test("who cannot review are named, and the others are asked all the same", async () => {
    const made = stage();
    const outcome = await done(made, { kind: "request review", people: ["bob", "alice", "stranger"] });
    expect(outcome).toEqual({ refused: ["bob", "stranger"] });
    expect(made.pull.reviewRequests()).toEqual(["Alice"]);
  });

  test("who are on the list already are taken off and asked anew, and nobody else is", async () => {
    const made = stage();
    const carol = made.world.user("carol");
    made.org.adds(carol);
    carol.asks(made.pull, made.alice, carol);
    const asked = await askedDuring(made.world, async () => {
      expect(await done(made, { kind: "request review", people: ["alice"], standing: ["alice"] })).toEqual({});
    });
    expect(asked.filter((route) => route.endsWith("requested_reviewers")).map((route) => route.split(" ")[0])).toEqual(["DELETE", "POST"]);
    expect(made.pull.reviewRequests()).toEqual(["carol", "Alice"]);
  });

  test("who are to be asked anew stay on the list where the hour's comments are used up", async () => {
    const made = stage();
    const { id: appId, privateKey } = made.world.app;
    const limits = { spacing: 0, contentAnHour: 1 };
    const github = connect({
      ...{ appId, privateKey, baseUrl: made.world.api, fetch: made.world.fetch, limits },
      clock: () => made.world.clock.now(),
    });
    const carol = made.world.user("carol");
    made.org.adds(carol);
    carol.asks(made.pull, made.alice);
    await done({ ...made, github }, { kind: "reply", text: "Who uses it up." });
    const asked = await askedDuring(made.world, async () => {
      expect(await done({ ...made, github }, { kind: "request review", people: ["alice"], standing: ["alice"] })).toMatchObject({
        waits: expect.any(Number),
      });
    });
    expect(asked.filter((route) => route.endsWith("requested_reviewers"))).toEqual([]);
    expect(made.pull.reviewRequests()).toEqual(["Alice"]);
  });

  test("hundreds of names are refused without a request for each", async () => {
    const made = stage();
    const people = ["alice", ...Array.from({ length: 300 }, (_, index) => `stranger-${index}`)];
    const asked = await askedDuring(made.world, async () => {
      expect((await done(made, { kind: "request review", people })).refused).toEqual(people.slice(1));
    });
    expect(asked.filter((route) => route.startsWith("POST /repos"))).toHaveLength(21);
    expect(made.pull.reviewRequests()).toEqual(["Alice"]);
  });

  test("may be teams", async () => {
    const made = stage();
    made.org.team("Reviewers", [made.alice]);
    await done(made, { kind: "request review", people: ["alice", "acme/reviewers"] });
    expect(made.pull.reviewRequests().toSorted()).toEqual(["Alice", "acme/reviewers"]);
    expect((await made.github.look(made.target, undefined, false)).thread.reviewRequests.toSorted()).toEqual(["Alice", "acme/reviewers"]);
    await done(made, { kind: "remove review request", people: ["alice", "acme/reviewers"] });
    expect(made.pull.reviewRequests()).toEqual([]);
  });
});

describe("reactions", () => {
  const reactsTo = async (made: Stage) => {
    made.alice.says(made.pull, "/hold");
    const { statements } = await made.github.look(made.target, undefined, false);
    return done(made, { kind: "react", subject: statements.at(-1)?.id ?? nodeIdOf("none"), with: "THUMBS_UP" });
  };

  test("are put on what was said", async () => {
    const made = stage();
    expect(await reactsTo(made)).toEqual({});
    expect(made.pull.comments()[0]?.reactions).toEqual(["THUMBS_UP"]);
  });

  test("are done without where the permission is missing", async () => {
    const made = stage({ permissions: { ...usualPermissions, issues: "read" } });
    expect((await reactsTo(made)).why).toContain("may not");
  });
});

test("a write that GitHub does not answer is not sent again", async () => {
  const made = stage();
  const look = await made.github.look(made.target, undefined, false);
  made.world.faults.set({ gatewayAfter: 1 });
  const asked = await askedDuring(made.world, () =>
    expect(applied(made, look, { kind: "create comment", key: key("1"), body: "once" })).rejects.toThrow("502"),
  );
  expect(asked).toHaveLength(1);
  made.world.faults.off();
  expect(made.pull.readsAll()).toHaveLength(1);
});
