/** The simulator's git: hashes, trees, merge bases, merges and renames. */
import { describe, expect, test } from "vitest";
import { Comparisons } from "../../src/sim/git/files.ts";
import { comparison, isAncestor, mergeBaseOf } from "../../src/sim/git/history.ts";
import { lineChanges } from "../../src/sim/git/lines.ts";
import { Conflict, mergedTree } from "../../src/sim/git/merge.ts";
import { modes, ObjectStore } from "../../src/sim/git/objects.ts";
import { differences, editedTree, entriesBelow, entryAt } from "../../src/sim/git/trees.ts";

const who = { name: "Ann", email: "ann@example.org", date: 1_700_000_000 };

function treeOf(store: ObjectStore, files: Readonly<Record<string, string>>): string {
  const edits = Object.entries(files).map(([path, text]) => [path, { mode: modes.file, oid: store.writeBlob(text) }] as const);
  return editedTree(store, undefined, new Map(edits));
}

const commitOf = (store: ObjectStore, files: Readonly<Record<string, string>>, ...parents: string[]): string =>
  store.writeCommit({ tree: treeOf(store, files), parents, author: who, committer: who, message: "A change\n" });

describe("objects have the hashes that git gives them", () => {
  const store = new ObjectStore();

  test("blobs, also empty and binary ones", () => {
    expect(store.writeBlob("")).toBe("e69de29bb2d1d6434b8b29ae775ad8c2e48c5391");
    expect(store.writeBlob("hello\n")).toBe("ce013625030ba8dba906f756967f9e9ca394464a");
    expect(store.writeBlob(new Uint8Array([0, 255, 128]))).toBe("d90dae2bbeb97246b9570981c3eac7b6c403df7b");
  });

  test("trees put a directory where its name with a slash belongs", () => {
    expect(store.writeTree([])).toBe("4b825dc642cb6eb9a060e54bf8d69288fbee4904");
    const tree = treeOf(store, { "a.txt": "1\n", "a/b": "2\n", "a-b": "3\n", ä: "4\n" });
    expect([...store.directory(tree).keys()]).toEqual(["a-b", "a.txt", "a", "ä"]);
    expect(tree).toBe("c56a89146e2a0da71bac39546006085d5a0c3f87");
  });

  test("commits", () => {
    const first = commitOf(store, { "a.txt": "1\n" });
    expect(first).toBe("32de9e9a2a938afa6db27c2298f4cc196839850e");
    expect(commitOf(store, { "a.txt": "2\n" }, first)).toBe("1bb140bb3688bc08ab3970404e14b65617d0e7bf");
  });
});

describe("trees", () => {
  test("a directory goes when its last file goes", () => {
    const store = new ObjectStore();
    const tree = treeOf(store, { "a/b/c": "1", d: "2" });
    const without = editedTree(store, tree, new Map([["a/b/c", null]]));
    expect([...entriesBelow(store, without)].map(([path]) => path)).toEqual(["d"]);
  });

  test("a file may become a directory and is then removed and added", () => {
    const store = new ObjectStore();
    const [before, after] = [treeOf(store, { a: "1" }), treeOf(store, { "a/b": "1" })];
    expect(differences(store, before, after).map(({ path }) => path)).toEqual(["a", "a/b"]);
    expect(entryAt(store, after, "a/b")?.mode).toBe(modes.file);
    expect(entryAt(store, after, "a/b/c")).toBeUndefined();
  });
});

describe("history", () => {
  const store = new ObjectStore();
  const root = commitOf(store, { f: "0" });
  const left = commitOf(store, { f: "0", l: "1" }, root);
  const right = commitOf(store, { f: "0", r: "1" }, root);

  test("two branches meet where they parted", () => {
    expect(comparison(store, left, right)).toEqual({ behind: [left], ahead: [right], mergeBases: [root] });
    expect(isAncestor(store, root, left)).toBe(true);
    expect(isAncestor(store, left, right)).toBe(false);
  });

  test("unrelated histories have no merge base", () => {
    expect(mergeBaseOf(store, root, commitOf(store, { other: "1" }))).toBeUndefined();
  });

  test("a criss-cross has two merge bases, of which one is named", () => {
    const one = commitOf(store, { f: "0", l: "1", r: "1" }, left, right);
    const other = commitOf(store, { f: "0", l: "1", r: "1", x: "1" }, right, left);
    expect([...comparison(store, one, other).mergeBases].sort()).toEqual([left, right].sort());
    expect(mergeBaseOf(store, one, other)).toBe([left, right].sort()[0]);
  });

  test("an ancestor of a merge base is none itself", () => {
    const behind = commitOf(store, { f: "9" }, left);
    const merged = commitOf(store, { f: "9", r: "1" }, behind, right);
    expect(comparison(store, merged, left).mergeBases).toEqual([left]);
  });
});

test("a merge takes each file from the side that changed it, and stops where both did", () => {
  const store = new ObjectStore();
  const base = treeOf(store, { a: "0", b: "0", c: "0" });
  const merged = mergedTree(store, base, treeOf(store, { a: "1", b: "0", c: "0" }), treeOf(store, { a: "0", b: "2" }));
  expect(merged).toBe(treeOf(store, { a: "1", b: "2" }));
  expect(() => mergedTree(store, base, treeOf(store, { a: "1" }), treeOf(store, { a: "2" }))).toThrow(Conflict);
});

describe("changed files", () => {
  const store = new ObjectStore();
  const comparisons = new Comparisons(store);
  const listed = (before: Readonly<Record<string, string>>, after: Readonly<Record<string, string>>) =>
    comparisons.files(treeOf(store, before), treeOf(store, after)).map(({ path, previousPath, status }) => [status, path, previousPath]);

  test.each([
    ["moved as it was", { a: "1\n2\n3\n" }, { b: "1\n2\n3\n" }, [["renamed", "b", "a"]]],
    ["moved and changed by less than half", { a: "1\n2\n3\n4\n" }, { b: "1\n2\n3\n5\n" }, [["renamed", "b", "a"]]],
    [
      "replaced by another altogether",
      { a: "1\n2\n3\n" },
      { b: "x\ny\nz\n" },
      [
        ["removed", "a", undefined],
        ["added", "b", undefined],
      ],
    ],
    ["copied", { a: "1\n2\n3\n" }, { a: "1\n2\n3\n", b: "1\n2\n3\n" }, [["added", "b", undefined]]],
    [
      "empty, which is never taken for renamed",
      { a: "" },
      { b: "" },
      [
        ["removed", "a", undefined],
        ["added", "b", undefined],
      ],
    ],
  ])("what becomes of a file that is %s", (_, before, after, expected) => expect(listed(before, after)).toEqual(expected));

  test("two patches are alike if they read the same, wherever they apply", () => {
    const patch = (before: string, after: string) => comparisons.patchId(treeOf(store, { a: before }), treeOf(store, { a: after }));
    expect(patch("x\n1\n", "x\n2\n")).toBe(patch("1\ny\n", "2\ny\n"));
    expect(patch("1\n", "2\n")).not.toBe(patch("1\n", "3\n"));
  });
});

test.each([
  ["a\nb\nc\n", "a\nx\nc\n", 1, 1],
  ["", "a\nb\n", 2, 0],
  ["a\nb\nc\nd\n", "b\nd\ne\n", 1, 2],
  ["a\0b", "a\0c", 0, 0],
])("%j to %j adds %i and deletes %i lines", (before, after, additions, deletions) => {
  expect(lineChanges(Buffer.from(before), Buffer.from(after))).toMatchObject({ additions, deletions });
});
