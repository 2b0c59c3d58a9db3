/** The four-tree walk: what must stand at each path, which directories are opened, and what is never decided in favour of a doubt. */
import { describe, expect, test } from "vitest";
import { shaOf } from "../../../src/core/ids.ts";
import type { Four } from "../../../src/core/revision/path-rule.ts";
import type { Carry } from "../../../src/core/revision/revision.ts";
import { type Files, Objects, treesOf, walked } from "./trees.ts";

const carryOf = (four: Four<Files>): Carry => {
  const objects = new Objects();
  return walked(objects, treesOf(objects, four)).carry;
};

const moved: Carry = { carries: true, class: "base moved" };
const changed = (reason: Extract<Carry, { carries: false }>["reason"], ...paths: string[]): Carry => ({
  ...{ carries: false, class: "changed" },
  ...{ reason, paths },
});

const executable = (contents: string) => ({ mode: "100755", contents });
const symlink = (contents: string) => ({ mode: "120000", contents });
const submodule = (contents: string) => ({ mode: "160000", contents });

type Row = [what: string, files: readonly [Files, Files, Files, Files], expected: Carry];
/** Beside everything else: something that moved the base. */
const four = ([oldBase, oldHead, newBase, newHead]: Row[1]): Four<Files> => ({
  oldBase: { ...oldBase, other: "0" },
  oldHead: { ...oldHead, other: "0" },
  newBase: { ...newBase, other: "1" },
  newHead: { ...newHead, other: "1" },
});

describe("a path that one side left alone", () => {
  test.each<Row>([
    ["changed by the pull request and kept", [{ f: "0" }, { f: "1" }, { f: "0" }, { f: "1" }], moved],
    ["added by the pull request and kept", [{}, { f: "1" }, {}, { f: "1" }], moved],
    ["deleted by the pull request and kept so", [{ f: "0" }, {}, { f: "0" }, {}], moved],
    ["changed by the base and taken over", [{ f: "0" }, { f: "0" }, { f: "1" }, { f: "1" }], moved],
    ["deleted by the base and taken over", [{ f: "0" }, { f: "0" }, {}, {}], moved],
    ["made executable by the pull request and kept", [{ f: "0" }, { f: executable("0") }, { f: "0" }, { f: executable("0") }], moved],
    ["a symlink that the pull request turned", [{ f: symlink("a") }, { f: symlink("b") }, { f: symlink("a") }, { f: symlink("b") }], moved],
    [
      "a submodule that the base moved",
      [{ f: submodule("a") }, { f: submodule("a") }, { f: submodule("b") }, { f: submodule("b") }],
      moved,
    ],
    ["changed alike by both", [{ f: "0" }, { f: "1" }, { f: "1" }, { f: "1" }], moved],
    ["added alike by both", [{}, { f: "1" }, { f: "1" }, { f: "1" }], moved],
    ["deleted by both", [{ f: "0" }, {}, {}, {}], moved],
    ["changed once more by the push", [{ f: "0" }, { f: "1" }, { f: "0" }, { f: "2" }], changed("differs", "f")],
    ["added by the push", [{}, {}, {}, { f: "1" }], changed("differs", "f")],
    ["deleted by the push", [{ f: "0" }, { f: "0" }, { f: "0" }, {}], changed("differs", "f")],
    ["dropped by the push", [{ f: "0" }, { f: "1" }, { f: "0" }, { f: "0" }], changed("differs", "f")],
    ["changed by the base and undone by the push", [{ f: "0" }, { f: "0" }, { f: "1" }, { f: "0" }], changed("differs", "f")],
    ["changed alike by both and undone by the push", [{ f: "0" }, { f: "1" }, { f: "1" }, { f: "0" }], changed("differs", "f")],
    ["made executable by the push", [{ f: "0" }, { f: "1" }, { f: "0" }, { f: executable("1") }], changed("mode", "f")],
    ["made a symlink by the push", [{ f: "0" }, { f: "1" }, { f: "0" }, { f: symlink("1") }], changed("differs", "f")],
  ])("%s", (_, files, expected) => expect(carryOf(four(files))).toEqual(expected));
});

describe("a path that both sides changed, each in its own way", () => {
  test.each<Row>([
    ["edited here, deleted there", [{ f: "0" }, { f: "1" }, {}, { f: "1" }], changed("conflict", "f")],
    ["deleted here, edited there", [{ f: "0" }, {}, { f: "1" }, {}], changed("conflict", "f")],
    ["edited here, deleted there, and gone", [{ f: "0" }, { f: "1" }, {}, {}], changed("conflict", "f")],
    ["edited by both and gone", [{ f: "0" }, { f: "1" }, { f: "2" }, {}], changed("differs", "f")],
    ["edited by both and a directory now", [{ f: "0" }, { f: "1" }, { f: "2" }, { "f/a": "1" }], changed("differs", "f", "f/a")],
    ["symlinks", [{ f: symlink("0") }, { f: symlink("1") }, { f: symlink("2") }, { f: symlink("1") }], changed("symlink", "f")],
    ["a symlink against a file", [{ f: "0" }, { f: symlink("1") }, { f: "2" }, { f: symlink("1") }], changed("symlink", "f")],
    ["a symlink edited here, deleted there", [{ f: symlink("0") }, { f: symlink("1") }, {}, {}], changed("symlink", "f")],
    ["submodules", [{ f: submodule("0") }, { f: submodule("1") }, { f: submodule("2") }, { f: submodule("1") }], changed("submodule", "f")],
    ["a submodule against a file", [{}, { f: submodule("1") }, { f: "2" }, { f: submodule("1") }], changed("submodule", "f")],
    ["made executable here, edited there", [{ f: "0" }, { f: executable("0") }, { f: "1" }, { f: executable("1") }], changed("mode", "f")],
    ["added with two modes", [{}, { f: executable("1") }, { f: "1" }, { f: executable("1") }], changed("mode", "f")],
    ["edited by both, made executable by the push", [{ f: "0" }, { f: "1" }, { f: "2" }, { f: executable("1") }], changed("mode", "f")],
    [
      "a mode that git no longer writes",
      [{ f: { mode: "100664", contents: "0" } }, { f: { mode: "100664", contents: "1" } }, { f: { mode: "100664", contents: "2" } }, {}],
      changed("mode", "f"),
    ],
  ])("%s", (_, files, expected) => expect(carryOf(four(files))).toEqual(expected));
});

describe("a file that went to another path", () => {
  test.each<Row>([
    ["in the pull request, followed", [{ a: "0" }, { b: "0" }, { a: "1" }, { b: "1" }], changed("rename", "a", "b")],
    ["in the pull request, not followed", [{ a: "0" }, { b: "0" }, { a: "1" }, { b: "0" }], changed("rename", "a")],
    ["in the base, followed", [{ a: "0" }, { a: "1" }, { b: "0" }, { b: "1" }], changed("rename", "a", "b")],
    ["in the base, and edited on the way", [{ a: "0" }, { a: "1" }, { b: "2" }, { b: "3" }], changed("rename", "a", "b")],
    ["on the other side only", [{ a: "0" }, { a: "1", b: "0" }, {}, { b: "0" }], changed("conflict", "a")],
    ["which the base left alone", [{ a: "0" }, { b: "0" }, { a: "0" }, { b: "0" }], moved],
  ])("%s", (_, files, expected) => expect(carryOf(four(files))).toEqual(expected));
});

describe("files and directories at one path", () => {
  test.each<Row>([
    ["a file made a directory by the pull request", [{ f: "0" }, { "f/a": "1" }, { f: "0" }, { "f/a": "1" }], moved],
    ["a directory made a file by the base", [{ "f/a": "0" }, { "f/a": "0" }, { f: "1" }, { f: "1" }], moved],
    ["a directory made a file here and removed there", [{ "f/a": "0" }, { f: "1" }, {}, { f: "1" }], moved],
    ["a file made a directory here, edited there", [{ f: "0" }, { "f/a": "1" }, { f: "1" }, { "f/a": "1" }], changed("conflict", "f")],
    ["a directory made a file here, edited there", [{ "f/a": "0" }, { f: "1" }, { "f/a": "2" }, { f: "1" }], changed("conflict", "f/a")],
    ["a file here, a directory there", [{}, { f: "1" }, { "f/a": "2" }, { f: "1" }], changed("differs", "f/a")],
    ["directories added by both", [{}, { "d/a": "1" }, { "d/b": "2" }, { "d/a": "1", "d/b": "2" }], moved],
    ["a directory made a file by the push", [{ "f/a": "0" }, { "f/a": "1" }, { "f/a": "0" }, { f: "1" }], changed("differs", "f", "f/a")],
  ])("%s", (_, files, expected) => expect(carryOf(four(files))).toEqual(expected));
});

test("a merge that takes nothing from the base does not carry", () => {
  const carry = carryOf({
    oldBase: { "a/f": "0", "b/g": "0" },
    oldHead: { "a/f": "1", "b/g": "0" },
    newBase: { "a/f": "0", "b/g": "1", "b/h": "1" },
    newHead: { "a/f": "1", "b/g": "0" },
  });
  expect(carry).toEqual(changed("differs", "b/g", "b/h"));
});

test("a merge base that moves under an unchanged head is walked again", () => {
  const oldBase = { f: "0", g: "0" };
  const head = { f: "1", g: "1" };
  expect(carryOf({ oldBase, oldHead: head, newBase: { f: "0", g: "1" }, newHead: head })).toEqual(moved);
  expect(carryOf({ oldBase, oldHead: head, newBase: { f: "0", g: "2" }, newHead: head })).toMatchObject({ carries: false });
});

describe("only directories whose hashes do not settle what is in them are opened", () => {
  const objects = new Objects();
  const quiet = Object.fromEntries(Array.from({ length: 50 }, (_, at) => [`quiet${at}/f`, "0"]));
  const trees = treesOf(objects, {
    oldBase: { ...quiet, "mine/f": "0", "theirs/f": "0", "both/deep/f": "0", "both/deep/g": "0" },
    oldHead: { ...quiet, "mine/f": "1", "theirs/f": "0", "both/deep/f": "1", "both/deep/g": "0" },
    newBase: { ...quiet, "mine/f": "0", "theirs/f": "1", "both/deep/f": "0", "both/deep/g": "1" },
    newHead: { ...quiet, "mine/f": "1", "theirs/f": "1", "both/deep/f": "1", "both/deep/g": "1" },
  });

  test("level by level", () => {
    const { carry, needs } = walked(objects, trees);
    expect(carry).toEqual(moved);
    expect(needs.map(({ kind, oids }) => [kind, oids.length])).toEqual([
      ["trees", 4],
      ["trees", 4],
      ["trees", 4],
    ]);
  });

  test("none where the roots settle it", () => {
    const { oldBase, oldHead } = trees;
    expect(walked(objects, { oldBase, oldHead, newBase: oldBase, newHead: oldHead }).needs).toEqual([]);
  });
});

describe("what cannot be read does not carry", () => {
  const files = { oldBase: { "d/f": "0", "d/g": "0" }, oldHead: { "d/f": "1", "d/g": "0" }, newBase: { "d/f": "0", "d/g": "1" } };
  const complete = { ...files, newHead: { "d/f": "1", "d/g": "1" } };

  test.each(["unreadable", "too large", "contents not given"] as const)("a directory that is %s", (unreadable) => {
    const objects = new Objects();
    const trees = treesOf(objects, complete);
    objects.missing.set(objects.tree({ f: "0", g: "0" }), { unreadable });
    expect(walked(objects, trees).carry).toEqual(changed(unreadable, "d/"));
  });

  test("but what is known to differ is named alone", () => {
    const objects = new Objects();
    const trees = treesOf(objects, { ...complete, newHead: { ...complete.newHead, new: "1" } });
    objects.missing.set(objects.tree({ f: "0", g: "0" }), { unreadable: "unreadable" });
    expect(walked(objects, trees).carry).toEqual(changed("differs", "new"));
  });

  test("nor what is not looked into because of it, and the reason is that it is unreadable: that may pass", () => {
    const objects = new Objects();
    const of = (f: string, g: string) => {
      const many = Array.from({ length: 101 }, (_, at) => [
        [`m${at}/n/f`, `${at} ${f}`],
        [`m${at}/n/g`, `${at} ${g}`],
      ]);
      return objects.tree({ "d/f": f, "d/g": g, ...Object.fromEntries(many.flat()) });
    };
    const trees = { oldBase: of("0", "0"), oldHead: of("1", "0"), newBase: of("0", "1"), newHead: of("1", "1") };
    objects.missing.set(objects.tree({ f: "1", g: "0" }), { unreadable: "unreadable" });
    expect(walked(objects, trees).carry).toMatchObject({ carries: false, reason: "unreadable" });
  });

  test.each([
    ["names a file twice", (oid: string) => [1, 2].map(() => ({ name: "f", mode: "100644", oid: shaOf(oid) }))],
    ["is empty", () => []],
    ["has a name with a slash", (oid: string) => [{ name: "a/b", mode: "100644", oid: shaOf(oid) }]],
    ["has a name that is empty", (oid: string) => [{ name: "", mode: "100644", oid: shaOf(oid) }]],
  ])("a directory that %s", (_, entries) => {
    const objects = new Objects();
    const odd = objects.directory(entries(objects.blob("1")));
    const root = (files: string, directory = odd) =>
      objects.directory([
        { name: "f", mode: "100644", oid: objects.blob(files) },
        { name: "d", mode: "040000", oid: directory },
      ]);
    const oldBase = objects.tree({ f: "0" });
    const trees = { oldBase, oldHead: root("0"), newBase: objects.tree({ f: "1" }), newHead: root("1", objects.tree({ f: "2" })) };
    expect(walked(objects, trees).carry).toEqual(changed("unreadable", "d/"));
  });

  test("an answer that lacks what was asked for is no answer", () => {
    const objects = new Objects();
    const trees = treesOf(objects, complete);
    objects.answer = () => ({ kind: "trees", trees: new Map() });
    expect(() => walked(objects, trees)).toThrow("no answer about tree");
    objects.answer = () => ({ kind: "blobs", blobs: new Map() });
    expect(() => walked(objects, trees)).toThrow("answered with blobs");
  });
});

describe("the reading is bounded", () => {
  /** Each level holds the next one ten times: few trees, and more paths than the world has files. */
  function bomb(objects: Objects, inside: string, depth: number, width: number) {
    let tree = objects.tree({ f: inside });
    for (let level = 0; level < depth; level++)
      tree = objects.directory(Array.from({ length: width }, (_, at) => ({ name: `d${at}`, mode: "040000", oid: tree })));
    return tree;
  }
  const bombs = (objects: Objects, depth: number, width: number): Four<ReturnType<typeof bomb>> => ({
    oldBase: bomb(objects, "0", depth, width),
    oldHead: bomb(objects, "1", depth, width),
    newBase: bomb(objects, "2", depth, width),
    newHead: bomb(objects, "3", depth, width),
  });

  test.each([
    ["in width", 12, 10, 4],
    ["in depth", 200, 1, 64],
  ])("%s", (_, depth, width, reads) => {
    const objects = new Objects();
    const { carry, needs } = walked(objects, bombs(objects, depth, width));
    expect(carry).toMatchObject({ carries: false, reason: "too large" });
    expect(needs).toHaveLength(reads);
  });

  test("in entries, at however many paths one tree stands: those beyond are not opened", () => {
    const objects = new Objects();
    const large = objects.tree(Object.fromEntries(Array.from({ length: 5000 }, (_, at) => [`f${at}`, "1"])));
    const empty = objects.tree({});
    const newHead = objects.tree({ placeholder: "1" });
    objects.trees.set(
      newHead,
      Array.from({ length: 95 }, (_, at) => ({ name: `d${94 - at}`, mode: "040000", oid: large })),
    );
    const { carry } = walked(objects, { oldBase: empty, oldHead: empty, newBase: empty, newHead });
    const unopened = [0, 1, 10, 11, 12, 13, 14, 15].map((at) => `d${at}/`);
    expect(carry).toEqual(changed("differs", ...unopened, "d16/f0", "d16/f1"));
  });

  test("and more so where only names are missing: a directory is named itself then", () => {
    const objects = new Objects();
    const oldBase = bomb(objects, "0", 3, 10);
    const trees = { oldBase, oldHead: bomb(objects, "1", 3, 10), newBase: oldBase, newHead: bomb(objects, "2", 3, 10) };
    const { carry, needs } = walked(objects, trees);
    expect(carry).toEqual(changed("differs", ...Array.from({ length: 10 }, (_, at) => `d0/d${at}/`)));
    expect(needs).toHaveLength(2);
  });
});

test("of the paths the first ten are named, in order of bytes", () => {
  const names = ["ﬁ", "𝒻", "z", "a/b", "a.b", ...Array.from({ length: 9 }, (_, at) => `k${at}`)];
  const newHead = Object.fromEntries(names.map((name) => [name, "1"]));
  expect(carryOf({ oldBase: {}, oldHead: { z: "0" }, newBase: {}, newHead })).toEqual(
    changed("differs", "a.b", "a/b", ...Array.from({ length: 8 }, (_, at) => `k${at}`)),
  );
});
