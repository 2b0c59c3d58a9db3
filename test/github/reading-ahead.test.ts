/** Reading ahead for walks: in one request what the walk will need, and what a reviewed head holds as long as GitHub has it. */
import { describe, expect, test } from "vitest";
import { type ChangedFile, known, type Source, unread } from "../../src/core/facts.ts";
import { nodeIdOf, type Sha, shaOf } from "../../src/core/ids.ts";
import { carryOf } from "../../src/core/revision/carry.ts";
import { type Carry, type Revision, revisionKey } from "../../src/core/revision/revision.ts";
import { IncompleteRead, Unanswered } from "../../src/github/errors.ts";
import { connect } from "../../src/github/index.ts";
import type { Place } from "../../src/github/place.ts";
import { keepReviewed, readForWalk } from "../../src/github/reading-ahead.ts";
import { objectsRead } from "../../src/github/walk.ts";
import { type Changes, forgetCommit } from "../../src/sim/index.ts";
import { placeOn } from "./place.ts";
import { askedDuring, knownValue, type Stage, sourcesOf, stage } from "./stage.ts";

const files: Changes = { "pkg/deep/a.go": "package a\n", "pkg/b.go": "package b\n", "docs/guide.md": "# Guide\n" };
const changes: Changes = { "pkg/deep/a.go": "package a\n\nfunc a() {}\n", "pkg/new/c.go": "package c\n" };
const listed = known<readonly ChangedFile[]>([
  { path: "pkg/deep/a.go", status: "modified" },
  { path: "pkg/new/c.go", status: "added" },
]);

function revisionOf({ pull, repository: { store } }: Stage): Revision {
  const [head, mergeBase] = [shaOf(pull.head), shaOf(pull.state.mergeBase)];
  return { head, mergeBase, tree: shaOf(store.commit(head).tree), mergeBaseTree: shaOf(store.commit(mergeBase).tree) };
}

/** A pull request that was reviewed, and the head that a rebase makes of it; nothing is at hand. */
function rebased(made: Stage = stage({ files, changes })) {
  const from = revisionOf(made);
  made.alice.pushesTo(made.repository, "main", { "pkg/b.go": "package b // mended\n", "docs/guide.md": "# A guide\n" });
  const rebase = () => {
    made.bob.rebases(made.pull);
    return revisionOf(made);
  };
  return { ...made, ...placeOn(made), from, rebase };
}

async function walked(place: Place, from: Revision, to: Revision): Promise<Carry> {
  const walk = carryOf(from, to);
  let step = walk.next();
  while (!step.done) step = walk.next(await objectsRead(place, step.value));
  return step.value;
}

const moved: Carry = { carries: true, class: "base moved" };
const queries = (asked: readonly string[]): readonly string[] => asked.filter((route) => !route.includes("access_tokens"));

describe("what a walk needs", () => {
  test("comes in one request, as far as the changed files tell, and the walk reads the rest by itself", async () => {
    const { world, place, from, rebase } = rebased();
    const to = rebase();
    expect(queries(await askedDuring(world, () => readForWalk(place, from, to, listed)))).toEqual(["graphql Objects"]);
    let carry: Carry | undefined;
    const asked = await askedDuring(world, async () => {
      carry = await walked(place, from, to);
    });
    // The directory that the base alone changed hangs below one that both changed.
    expect([carry, asked]).toEqual([moved, []]);
    expect(await askedDuring(world, () => readForWalk(place, from, to, listed))).toEqual([]);
  });

  test("of a reviewed head that GitHub has forgotten is what was kept of it", async () => {
    const { world, repository, place, from, rebase } = rebased();
    expect(queries(await askedDuring(world, () => keepReviewed(place, from, listed)))).toEqual(["graphql Objects"]);
    const to = rebase();
    forgetCommit(repository, from.head);
    await readForWalk(place, from, to, listed);
    expect(await walked(place, from, to)).toEqual(moved);
  });

  test("of a reviewed head that GitHub has forgotten and of which nothing was kept is nothing", async () => {
    const { repository, place, from, rebase } = rebased();
    const to = rebase();
    forgetCommit(repository, from.head);
    await readForWalk(place, from, to, listed);
    expect(await walked(place, from, to)).toMatchObject({ carries: false, reason: "unreadable" });
  });

  test.each([
    ["head", (to: Revision) => to.head],
    ["merge base", (to: Revision) => to.mergeBase],
  ])("cannot be told where a replica lacks the %s of now", async (_, lacking) => {
    const { place, post, from, rebase } = rebased();
    const to = rebase();
    post.asks = (body) => body.replaceAll(`${lacking(to)}:`, `${"0".repeat(40)}:`);
    await expect(readForWalk(place, from, to, listed)).rejects.toThrow(IncompleteRead);
    post.asks = (body) => body;
    await readForWalk(place, from, to, listed);
    expect(await walked(place, from, to)).toEqual(moved);
  });

  test("is read by the walk alone where the changed files are not known, or too many", async () => {
    const { world, place, from, rebase } = rebased();
    const to = rebase();
    const many = Array.from({ length: 100 }, (_, index): ChangedFile => ({ path: `d${index}/f.go`, status: "modified" }));
    const ahead = async () => {
      await readForWalk(place, from, to, unread("nobody asked for it"));
      await readForWalk(place, from, to, known(many));
    };
    expect(await askedDuring(world, ahead)).toEqual([]);
    expect(await walked(place, from, to)).toEqual(moved);
  });
});

test("what is too much for one answer is read in smaller ones", async () => {
  const { repository, place, from, rebase } = rebased();
  const query: Place["session"]["query"] = async (text, variables) => {
    if (text.includes("$o6:")) throw new Unanswered("too long", true);
    return place.session.query(text, variables);
  };
  const slow: Place = { ...place, session: { ...place.session, query } };
  await keepReviewed(slow, from, listed);
  const to = rebase();
  forgetCommit(repository, from.head);
  await readForWalk(slow, from, to, listed);
  expect(await walked(slow, from, to)).toEqual(moved);
});

describe("what a reviewed head holds", () => {
  test("is kept once", async () => {
    const { world, place, from } = rebased();
    await keepReviewed(place, from, listed);
    expect(await askedDuring(world, () => keepReviewed(place, from, listed))).toEqual([]);
  });

  test("is kept by the next pass where it could not be read", async () => {
    const { world, place, post, from } = rebased();
    post.answers = () => "{}";
    await keepReviewed(place, from, listed);
    post.answers = (body) => body;
    expect(await askedDuring(world, () => keepReviewed(place, from, listed))).toEqual(["graphql Objects"]);
  });

  test("is not taken for kept where a replica lacks it", async () => {
    const { repository, place, post, from, rebase } = rebased();
    post.asks = (body) => body.replaceAll(`${from.head}:`, `${"0".repeat(40)}:`);
    await keepReviewed(place, from, listed);
    post.asks = (body) => body;
    await keepReviewed(place, from, listed);
    const to = rebase();
    forgetCommit(repository, from.head);
    expect(await walked(place, from, to)).toEqual(moved);
  });

  test.each<[string, Parameters<typeof keepReviewed>[2]]>([
    ["not known", unread("nobody asked for it")],
    ["too many to be named", known(Array.from({ length: 300 }, (_, at): ChangedFile => ({ path: `d${at}/f.go`, status: "added" })))],
  ])("is found by walking where the changed files are %s", async (_, told) => {
    const { repository, place, from, rebase } = rebased();
    await keepReviewed(place, from, told);
    const to = rebase();
    forgetCommit(repository, from.head);
    expect(await walked(place, from, to)).toEqual(moved);
  });

  test("is not taken for kept where a walk found a replica without it", async () => {
    const { world, place, post, from } = rebased();
    post.asks = (body) => body.replaceAll(`"${from.tree}"`, `"${"0".repeat(40)}"`);
    await keepReviewed(place, from, unread("nobody asked for it"));
    post.asks = (body) => body;
    expect(await askedDuring(world, () => keepReviewed(place, from, listed))).toEqual(["graphql Objects"]);
  });

  test("has the contents of the files that it modified, for the next merge", async () => {
    const { repository, place, from, rebase, pull, bob } = rebased();
    const oid: Sha = shaOf(repository.store.writeBlob("package a\n\nfunc a() {}\n"));
    await keepReviewed(place, from, listed);
    rebase();
    bob.amends(pull, { changes: { "pkg/deep/a.go": "package a\n" } });
    forgetCommit(repository, from.head);
    expect(await objectsRead(place, { kind: "blobs", oids: [oid] })).toEqual({
      kind: "blobs",
      blobs: new Map([[oid, Buffer.from("package a\n\nfunc a() {}\n")]]),
    });
  });
});

/** A pull request that was rebased after somebody's LGTM, for passes through changed requests and answers. */
function votedThenRebased() {
  const made = stage({ files, changes });
  const from = revisionOf(made);
  made.world.clock.advance(60);
  made.alice.says(made.pull, "/lgtm");
  made.world.clock.advance(60);
  made.alice.pushesTo(made.repository, "main", { "pkg/b.go": "package b // mended\n" });
  made.bob.rebases(made.pull);
  made.world.clock.advance(60);
  const sources = async (wanted: readonly Source[], fetch: typeof globalThis.fetch) => {
    const { id: appId, privateKey } = made.world.app;
    const github = connect({ ...{ appId, privateKey, baseUrl: made.world.api, fetch }, clock: () => made.world.clock.now() });
    const look = await github.look(made.target, undefined, false);
    const said = look.statements.find((one) => one.kind === "comment" && one.body === "/lgtm")?.id ?? nodeIdOf("none");
    const memory = {
      sightings: [
        { head: from.head, at: look.thread.createdAt, source: "opened" },
        { head: look.thread.head, at: look.now, source: "read" },
      ],
    } as const;
    return sourcesOf({ ...made, github }, wanted, { reading: { binding: new Set([said]) }, memory });
  };
  return { ...made, from, now: revisionOf(made), sources };
}

test.each<[string, readonly Source[], (now: Revision) => string]>([
  ["what the changed files name", ["files", "revisions"], ({ head }) => `${head}:`],
  ["what the walk asks for by itself", ["revisions"], ({ tree }) => tree],
])("a pass over a rebase comes back where a replica lacks the head of now, and takes nothing off: %s", async (_, wanted, lacking) => {
  const { world, now, sources } = votedThenRebased();
  const lacks = lacking(now);
  const lagging: typeof globalThis.fetch = (input, init) => {
    const body = init?.body && String(init.body).replaceAll(lacks, `${"0".repeat(40)}${lacks.slice(40)}`);
    return world.fetch(input, body ? { ...init, body } : init);
  };
  expect((await sources(wanted, lagging)).revisions).toMatchObject({ kind: "unread", againIn: expect.any(Number) });
  const { carries } = knownValue(await sources(wanted, world.fetch), "revisions");
  expect([...carries.values()]).toContainEqual(moved);
});

test.each<[string, readonly Source[]]>([
  ["with the changed files", ["files", "revisions"]],
  ["alone", ["revisions"]],
])(
  "a pass over a head whose own tree is told otherwise than its id says takes LGTM off, and waits for nothing: read %s",
  async (_, wanted) => {
    const { world, from, now, sources } = votedThenRebased();
    const odd: typeof globalThis.fetch = async (input, init) => {
      const answer = await world.fetch(input, init);
      const body = (await answer.text()).replaceAll(/\{[^{}]*"oid":"([0-9a-f]+)","entries":\[\{[^{}]*\},?/g, (told, oid) =>
        oid === now.tree ? told.slice(0, told.indexOf("[") + 1) : told,
      );
      return new Response(body, answer);
    };
    const { carries } = knownValue(await sources(wanted, odd), "revisions");
    expect(carries.get(revisionKey(from))).toMatchObject({ carries: false, reason: "unreadable" });
  },
);
