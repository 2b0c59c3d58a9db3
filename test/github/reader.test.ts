import { describe, expect, test } from "vitest";
import { orderKeyOf, shaOf } from "../../src/core/ids.ts";
import type { Look } from "../../src/core/look.ts";
import { isText } from "../../src/core/statements.ts";
import { Client } from "../../src/github/client.ts";
import { connectReader, NotFound, type ReaderOptions, Unauthorised } from "../../src/github/index.ts";
import { type Person, usualPermissions } from "../../src/sim/index.ts";
import { applied, type Stage, stage } from "./stage.ts";

const thread = { owner: "acme", name: "widgets", number: 1 };

function optionsOf({ world }: Stage, person: Person, more: Partial<ReaderOptions> = {}): ReaderOptions {
  return { token: world.personalToken(person), baseUrl: world.api, fetch: world.fetch, clock: () => world.clock.now(), ...more };
}

async function looked(made: Stage, person: Person, more: Partial<ReaderOptions> = {}) {
  const reader = await connectReader(optionsOf(made, person, more), thread);
  return { reader, look: await reader.look(reader.target, undefined, true) };
}

describe("a person's eyes", () => {
  test("see the thread as the App does, by the repository's lasting id", async () => {
    const made = stage();
    made.alice.says(made.pull, "/lgtm");
    const { reader, look } = await looked(made, made.alice);
    const seen = await made.github.look(made.target, undefined, true);
    expect(reader.viewer).toBe("Alice");
    expect(reader.target.repository).toEqual(made.target.repository);
    // Whether it can be merged, GitHub finds out once somebody asks.
    const lasting = (one: Look) => ({ ...one, ...{ me: 0, now: 0, readWholeAt: 0 }, thread: { ...one.thread, isMergeable: undefined } });
    expect(lasting(look)).toEqual(lasting(seen));
  });

  test("do not make the person the bot: what they said is said by somebody else", async () => {
    const made = stage();
    made.alice.says(made.pull, "/lgtm");
    const { look } = await looked(made, made.alice);
    expect(look.ours).toEqual([]);
    expect(look.statements.filter(isText).map(({ body }) => body)).toContain("/lgtm");
    expect(look.statements.map(({ by }) => by?.id)).not.toContain(look.me.id);
  });

  test.each(["bowsprit", "bowsprit[bot]"])("take %s' comments for ours where it is named", async (bot) => {
    const made = stage();
    await applied(made, await made.github.look(made.target, undefined, true), {
      ...{ kind: "create comment", body: "**Bowsprit**" },
      key: orderKeyOf("status", "comment", "1"),
    });
    expect((await looked(made, made.alice, { bot })).look.ours).toMatchObject([{ body: "**Bowsprit**" }]);
    expect((await looked(made, made.alice)).look.ours).toEqual([]);
  });

  test("take an App's check runs for ours where it is named", async () => {
    const made = stage();
    const head = shaOf(made.pull.state.head);
    await applied(made, await made.github.look(made.target, undefined, true), {
      ...{ kind: "create check", head, name: "bowsprit: main", externalId: "main" },
      state: { status: "in_progress", conclusion: undefined, title: "Waiting", summary: "x" },
    });
    expect((await looked(made, made.alice, { appId: made.world.app.id })).look.checks).toMatchObject([{ title: "Waiting" }]);
    expect((await looked(made, made.alice)).look.checks).toEqual([]);
  });

  test("cannot tell a missing repository of the organisation's options from a hidden one", async () => {
    const made = stage();
    const { reader, look } = await looked(made, made.alice);
    expect(await reader.optionsText(reader.target, look, { where: "organisation", version: 0 })).toMatchObject({ kind: "unread" });
  });
});

describe("nothing is found", () => {
  test.each([
    ["in a repository that is not there", { ...thread, name: "gadgets" }, {}],
    ["where no bot has the name", thread, { bot: "nobody" }],
    ["where a person has the name", thread, { bot: "alice" }],
  ])("%s", async (_, named, more) => {
    const made = stage();
    await expect(connectReader(optionsOf(made, made.alice, more), named)).rejects.toThrow(NotFound);
  });

  test("with a token that GitHub does not know, which is asked with once", async () => {
    const made = stage();
    await expect(connectReader(optionsOf(made, made.alice, { token: "ghp_wrong" }), thread)).rejects.toThrow(Unauthorised);
    expect(made.world.journal.requests).toBe(1);
  });
});

test("nothing is written with a person's token, though GitHub would allow it", async () => {
  const made = stage();
  const token = made.world.personalToken(made.alice, usualPermissions);
  const me = (await made.github.look(made.target, undefined, true)).me;
  const session = new Client({ ...optionsOf(made, made.alice), token, appId: made.world.app.id, me }).session(0, "pass");
  const before = made.world.journal.requests;
  const parameters = { owner: "acme", repo: "widgets", number: made.pull.number, body: "hello" };
  await expect(session.write("content", "POST /repos/{owner}/{repo}/issues/{number}/comments", parameters)).rejects.toThrow(/written/);
  await expect(session.change("write", "mutation { addReaction { clientMutationId } }", {})).rejects.toThrow(/written/);
  expect(made.world.journal.requests).toBe(before);
  expect(made.pull.comments()).toEqual([]);
});
