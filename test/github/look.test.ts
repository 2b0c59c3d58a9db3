/** Looks at the simulated GitHub: what a thread is, in how many requests, and what is made of edits, deletions and lagging replicas. */
import { describe, expect, test } from "vitest";
import { Gone, RetryLater } from "../../src/core/errors.ts";
import { orderKeyOf } from "../../src/core/ids.ts";
import { isText, type Statement } from "../../src/core/statements.ts";
import type { Said, Thread } from "../../src/sim/index.ts";
import { applied, askedDuring, rememberedAfter, type Stage, stage } from "./stage.ts";

const textOf = (statements: readonly Statement[], body: string) => {
  const found = statements.filter(isText).find((said) => said.body === body || said.firstBody === body);
  if (found === undefined) throw new Error(`nothing says ${body}`);
  return found;
};

/** A thread too long for one page. */
function longStage(comments = 150): Stage & { readonly said: readonly Said<Thread>[] } {
  const made = stage();
  const said = Array.from({ length: comments }, (_, index) => {
    made.world.clock.advance(60);
    return made.alice.says(made.pull, `comment ${index}`);
  });
  made.world.clock.advance(600);
  return { ...made, said };
}

describe("a look at a thread", () => {
  test("shows what it is, and what was said in order, the description first", async () => {
    const { world, pull, alice, bob, github, target } = stage({ body: "Fixes it\n\n/hold" });
    world.clock.advance(60);
    alice.says(pull, "/lgtm");
    world.clock.advance(60);
    alice.reviews(pull, "APPROVED", "Good", { lines: [{ path: "b.go", line: 1, body: "/approve" }] });
    world.clock.advance(60);
    alice.labels(pull, "bug");
    bob.pushes(pull, { "c.go": "package c\n" });
    world.clock.advance(60);
    bob.squashes(pull);
    const { thread, statements, me, now, repository } = await github.look(target, undefined, false);
    expect(thread).toMatchObject({ state: "open", head: pull.head, title: "A change", changedFiles: 2, labels: [{ name: "bug" }] });
    expect(thread.author).toMatchObject({ login: "bob", kind: "user", id: bob.id });
    expect(thread.base).toEqual({ name: "main", tip: pull.repository.tip("main") });
    expect(me.slug).toBe("bowsprit");
    expect(now).toBe(world.clock.now());
    expect(repository).toMatchObject({ isArchived: false, optionsFile: undefined, hasRootOwners: false });
    expect(statements.map((said) => (isText(said) ? [said.kind, said.body] : [said.kind]))).toEqual([
      ["comment", "Fixes it\n\n/hold"],
      ["comment", "/lgtm"],
      ["review", "Good"],
      ["comment", "/approve"],
      ["label"],
      ["head"],
    ]);
    expect(statements[1]?.by).toMatchObject({ login: "alice", spelled: "Alice" });
  });

  test("finds ids of the people whom it shows, and of nobody else", async () => {
    const made = stage();
    const carol = made.world.user("carol");
    made.world.user("dora");
    made.alice.says(made.pull, "/lgtm");
    carol.reviews(made.pull, "COMMENTED", "", { lines: [{ path: "b.go", line: 1, body: "hm" }] });
    await applied(made, await made.github.look(made.target, undefined, false), {
      ...{ kind: "create comment", key: orderKeyOf("a", "b", "c"), body: "hello" },
    });
    const { ids } = await made.github.look(made.target, undefined, false);
    const seen = [made.alice, made.bob, carol].map(({ login, nodeId }) => [login.toLowerCase(), nodeId] as const);
    expect(ids.people).toEqual(new Map(seen));
  });

  test("tells the files that switch the bot on", async () => {
    const { github, target } = stage({ files: { OWNERS: "approvers: [alice]\n", ".github/bowsprit.yaml": "mode: on\n" } });
    const { repository } = await github.look(target, undefined, false);
    expect(repository.hasRootOwners).toBe(true);
    expect(repository.optionsFile).toMatch(/^[0-9a-f]{40}$/);
  });

  test("takes the tip of the base branch, not what the pull request was opened on", async () => {
    const { repository, alice, github, target } = stage();
    const moved = alice.pushesTo(repository, "main", { "later.go": "package later\n" });
    expect((await github.look(target, undefined, false)).thread.base.tip).toBe(moved);
  });

  test("keeps our own comments apart, and nobody can slip one in by copying a mark", async () => {
    const { pull, alice, github, target } = stage();
    const before = await github.look(target, undefined, false);
    await applied({ github, target }, before, {
      kind: "create comment",
      key: orderKeyOf("status", "comment", "1"),
      body: "ours <!-- mark -->",
    });
    alice.says(pull, "theirs <!-- mark -->");
    const after = await github.look(target, undefined, false);
    expect(after.ours.map(({ body }) => body)).toEqual(["ours <!-- mark -->"]);
    expect(after.statements.filter(isText).map(({ body }) => body)).toContain("theirs <!-- mark -->");
  });

  test("knows nobody where an account is deleted", async () => {
    const { world, pull, alice, github, target } = stage();
    alice.says(pull, "/lgtm");
    world.deleteAccount(alice);
    const { statements } = await github.look(target, undefined, false);
    expect(textOf(statements, "/lgtm").by).toBeUndefined();
  });

  test("does not show a pending review", async () => {
    const { pull, alice, github, target } = stage();
    alice.reviews(pull, "PENDING", "not yet");
    const { statements } = await github.look(target, undefined, false);
    expect(statements).toHaveLength(1);
  });

  test("is Gone where there is no pull request, or its name belongs to another repository", async () => {
    const { github, target } = stage();
    await expect(github.look({ ...target, number: 99 }, undefined, false)).rejects.toThrow(Gone);
    await expect(github.look({ ...target, repository: { ...target.repository, id: 7 } }, undefined, false)).rejects.toThrow(Gone);
  });

  test("is repeated later where GitHub asks for it, without another request until then", async () => {
    const { world, github, target } = stage();
    await github.look(target, undefined, false);
    world.faults.set({ secondaryLimit: 1 });
    await expect(github.look(target, undefined, false)).rejects.toThrow(RetryLater);
    world.faults.off();
    const asked = await askedDuring(world, () => expect(github.look(target, undefined, false)).rejects.toThrow(RetryLater));
    expect(asked).toEqual([]);
    world.clock.advance(61);
    await expect(github.look(target, undefined, false)).resolves.toMatchObject({ thread: { number: 1 } });
  });
});

describe("a thread of a thousand items", () => {
  test("is read in pages once, and in one request from then on", async () => {
    const { world, github, target } = longStage(1000);
    const first = await github.look(target, undefined, false);
    expect(first.statements).toHaveLength(1001);
    const asked = await askedDuring(world, async () => {
      const second = await github.look(target, rememberedAfter(first), false);
      expect(second.statements).toEqual(first.statements);
      expect(second.readWholeAt).toBe(first.readWholeAt);
    });
    expect(asked).toEqual(["graphql Look"]);
  });
});

describe("a long thread, looked at again", () => {
  test("shows new comments and inline replies in one request", async () => {
    const { world, pull, alice, bob, github, target } = longStage();
    const inline = alice.commentsOnLine(pull, "b.go", "why?");
    const first = await github.look(target, undefined, false);
    world.clock.advance(60);
    bob.says(pull, "/hold");
    world.clock.advance(60);
    bob.repliesTo(inline, "/hold cancel");
    const asked = await askedDuring(world, async () => {
      const { statements } = await github.look(target, rememberedAfter(first), false);
      expect(
        statements
          .filter(isText)
          .map(({ body }) => body)
          .filter((body) => body.startsWith("/hold")),
      ).toEqual(["/hold", "/hold cancel"]);
    });
    expect(asked).toEqual(["graphql Look"]);
  });

  test("shows an edit of an old comment, with what it said before", async () => {
    const { world, alice, said, github, target } = longStage();
    const first = await github.look(target, undefined, false);
    const [old] = said;
    if (old === undefined) throw new Error("nothing was said");
    alice.edits(old, "changed");
    const asked = await askedDuring(world, async () => {
      const { statements } = await github.look(target, rememberedAfter(first), false);
      expect(textOf(statements, "changed")).toMatchObject({ presence: "edited", firstBody: "comment 0" });
    });
    expect(asked).toEqual(["graphql Look"]);
  });

  test("is read whole after a deletion, and the deleted one is gone", async () => {
    const { alice, said, github, target } = longStage();
    const first = await github.look(target, undefined, false);
    const [old] = said;
    if (old === undefined) throw new Error("nothing was said");
    alice.deletes(old);
    const second = await github.look(target, rememberedAfter(first), false);
    expect(second.readWholeAt).toBe(second.now);
    expect(textOf(second.statements, "comment 0").presence).toBe("gone");
  });

  test("shows as withdrawn what its own author deleted, as a delivery told", async () => {
    const { alice, said, github, target } = longStage();
    const first = await github.look(target, undefined, false);
    const [old] = said;
    if (old === undefined) throw new Error("nothing was said");
    const { id } = textOf(first.statements, "comment 0");
    alice.deletes(old);
    const second = await github.look(target, rememberedAfter(first, { withdrawn: [id] }), false);
    expect(textOf(second.statements, "comment 0").presence).toBe("withdrawn");
  });

  test("is read whole if it was not for a day, or if somebody wants it thoroughly", async () => {
    const { world, github, target } = longStage();
    const first = await github.look(target, undefined, false);
    const remembered = rememberedAfter(first);
    expect(await askedDuring(world, () => github.look(target, remembered, true))).toEqual(["graphql Look", "graphql OlderTimeline"]);
    world.clock.advance(25 * 60 * 60);
    expect(await askedDuring(world, () => github.look(target, remembered, false))).toEqual(["graphql Look", "graphql OlderTimeline"]);
  });

  test("is read whole where more was said than one page shows", async () => {
    const { world, pull, alice, github, target } = longStage();
    const first = await github.look(target, undefined, false);
    for (let index = 0; index < 120; index += 1) alice.says(pull, `more ${index}`);
    world.clock.advance(600);
    const { statements } = await github.look(target, rememberedAfter(first), false);
    expect(statements).toHaveLength(1 + 150 + 120);
  });
});

describe("a replica that lags", () => {
  test("does not make a comment of the last minute gone: the thread is looked at later", async () => {
    const { world, pull, alice, github, target } = stage();
    world.clock.advance(60);
    alice.says(pull, "/hold");
    const first = await github.look(target, undefined, false);
    world.faults.set({ stale: 1, longestLag: 1 });
    await expect(github.look(target, rememberedAfter(first), false)).rejects.toThrow(RetryLater);
    world.faults.off();
    world.clock.advance(5);
    await expect(github.look(target, rememberedAfter(first), false)).resolves.toMatchObject({ counts: { timeline: 1 } });
  });
});
