/** Trees read by id: whole and proven or not used, each once, and nothing made of what is not there. */
import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { type Sha, shaOf } from "../../src/core/ids.ts";
import { Unanswered } from "../../src/github/errors.ts";
import type { Place } from "../../src/github/place.ts";
import { directoriesAt, treesOf } from "../../src/github/trees.ts";
import { objectsRead } from "../../src/github/walk.ts";
import { answerOf, placeOn } from "./place.ts";
import { askedDuring, type Stage, stage } from "./stage.ts";

const files = { "a.go": "package a\n", "b.sh": { content: "#!/bin/sh\n", mode: "executable" }, "d/e.go": "package d\n" } as const;
const nowhere = shaOf("0123456789".repeat(4));

function given(made: Stage = stage({ files })) {
  const { store } = made.repository;
  const root = shaOf(store.commit(made.repository.tip("main") ?? "").tree);
  return { ...made, ...placeOn(made), store, root };
}

test("a tree has its entries with modes as git writes them, and the proof that none is missing", async () => {
  const { place, root, store } = given();
  const [a, b, d] = ["a.go", "b.sh", "d"].map((name) => store.directory(root).get(name)?.oid);
  expect((await treesOf(place, [root])).get(root)).toEqual({
    isProven: true,
    entries: [
      { name: "a.go", mode: "100644", oid: a, size: 10 },
      { name: "b.sh", mode: "100755", oid: b, size: 10 },
      { name: "d", mode: "040000", oid: d, size: 0 },
    ],
  });
});

test("names that are no UTF-8 stay distinct", async () => {
  const { place, post } = given();
  const names = [
    [0x66, 0xef, 0xbf, 0xbd],
    [0x66, 0xfe],
    [0x66, 0xff],
  ].map((bytes) => Buffer.from(bytes));
  const body = Buffer.concat(names.flatMap((name) => [Buffer.from("100644 "), name, Buffer.from([0]), Buffer.from(nowhere, "hex")]));
  const oid = shaOf(createHash("sha1").update(`tree ${body.length}\0`).update(body).digest("hex"));
  const told = names.map((name) => ({ nameRaw: name.toString("base64"), mode: 0o100644, oid: nowhere, size: 1 }));
  post.answers = () => answerOf({ t0: { __typename: "Tree", oid, entries: told } });
  const read = await objectsRead(place, { kind: "trees", oids: [oid] });
  const entries = read.kind === "trees" ? (read.trees.get(oid) ?? []) : [];
  expect("unreadable" in entries || new Set(entries.map(({ name }) => name)).size).toBe(3);
});

describe("a listing that is not the tree's", () => {
  interface Told {
    readonly nameRaw: string;
    readonly mode: number;
    readonly oid: string;
    readonly size: number;
  }
  test.each<[how: string, alter: (entries: readonly Told[]) => readonly Told[]]>([
    ["lacks an entry", (entries) => entries.slice(1)],
    ["has one more", (entries) => [...entries, ...entries.slice(0, 1).map((entry) => ({ ...entry, nameRaw: "eg==" }))]],
    ["names a file otherwise", ([first, ...rest]) => (first === undefined ? [] : [{ ...first, nameRaw: "eg==" }, ...rest])],
    ["has another content", ([first, ...rest]) => (first === undefined ? [] : [{ ...first, oid: nowhere }, ...rest])],
    ["has another mode", ([first, ...rest]) => (first === undefined ? [] : [{ ...first, mode: 0o100755 }, ...rest])],
  ])("is not used where it %s", async (_, alter) => {
    const { place, post, root } = given();
    post.answers = (body) => {
      const { data } = JSON.parse(body);
      data.repository.t0.entries = alter(data.repository.t0.entries);
      return JSON.stringify({ data });
    };
    expect(await objectsRead(place, { kind: "trees", oids: [root] })).toEqual({
      kind: "trees",
      trees: new Map([[root, { unreadable: "unreadable" }]]),
    });
  });

  test("is used in any order: git's own is the proof", async () => {
    const { place, post, root } = given();
    post.answers = (body) => {
      const { data } = JSON.parse(body);
      data.repository.t0.entries.reverse();
      return JSON.stringify({ data });
    };
    const read = await objectsRead(place, { kind: "trees", oids: [root] });
    expect(read.kind === "trees" && read.trees.get(root)).toHaveLength(3);
  });
});

describe("a directory that is too much for GraphQL", () => {
  function slow(cut = false) {
    const made = given();
    const { session } = made.place;
    const query: Place["session"]["query"] = async () => {
      throw new Unanswered("too long", true);
    };
    const get: Place["session"]["get"] = async (route, parameters) => {
      const answer = await session.get(route, parameters);
      return cut ? { ...answer, data: { tree: [], truncated: true } } : answer;
    };
    return { ...made, place: { ...made.place, session: { ...session, query, get } } };
  }

  test("is listed by REST, with the same proof", async () => {
    const { place, root } = slow();
    const read = await treesOf(place, [root]);
    expect(read).toEqual(await treesOf(given().place, [root]));
    expect(read.get(root)).toMatchObject({ isProven: true });
  });

  test("and for REST too is too large, and is not taken for an empty one by anybody", async () => {
    const { place, root, repository } = slow(true);
    expect(await objectsRead(place, { kind: "trees", oids: [root] }, [root])).toEqual({
      kind: "trees",
      trees: new Map([[root, { unreadable: "too large" }]]),
    });
    await expect(directoriesAt(place, shaOf(repository.tip("main") ?? ""), [""])).rejects.toThrow(Unanswered);
  });

  test("and that REST has not either is not there", async () => {
    const { place } = slow();
    expect(await treesOf(place, [nowhere])).toEqual(new Map([[nowhere, null]]));
  });

  test("is unread where REST does not answer either", async () => {
    const { place, root } = slow();
    const get: Place["session"]["get"] = async () => {
      throw new Unanswered("502", true);
    };
    await expect(treesOf({ ...place, session: { ...place.session, get } }, [root])).rejects.toThrow(Unanswered);
  });
});

test.each([
  ["nothing", () => nowhere],
  ["a file", ({ store, root }: ReturnType<typeof given>) => shaOf(store.directory(root).get("a.go")?.oid ?? "")],
  ["a commit", ({ repository }: ReturnType<typeof given>) => shaOf(repository.tip("main") ?? "")],
])("where there is %s under an id there is no tree, and the next one who asks looks again", async (_, oidIn) => {
  const made = given();
  const oid: Sha = oidIn(made);
  expect(await treesOf(made.place, [oid])).toEqual(new Map([[oid, null]]));
  expect(await askedDuring(made.world, () => treesOf(made.place, [oid]))).toEqual(["graphql Trees"]);
});

test("a tree is read once, and a hundred of them in one request", async () => {
  const many = Object.fromEntries(Array.from({ length: 101 }, (_, index) => [`d${index}/f.go`, `package d${index}\n`]));
  const { place, world, root, store } = given(stage({ files: many }));
  const below = [...store.directory(root).values()].map(({ oid }) => shaOf(oid));
  const read = async () => {
    const trees = await treesOf(place, [...below, ...below]);
    expect([...trees.values()].filter((tree) => typeof tree === "object" && tree?.isProven)).toHaveLength(101);
  };
  expect((await askedDuring(world, read)).filter((route) => route.startsWith("graphql"))).toEqual(["graphql Trees", "graphql Trees"]);
  expect(await askedDuring(world, read)).toEqual([]);
});
