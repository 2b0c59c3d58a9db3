/** Every path at which two trees differ, whatever stands there, by reading only the directories that differ. */
import { describe, expect, test } from "vitest";
import type { Sha } from "../../../src/core/ids.ts";
import { changesBetween, type TreeChanges } from "../../../src/core/revision/changes.ts";
import type { ObjectsNeed } from "../../../src/core/revision/objects.ts";
import { type Files, Objects } from "./trees.ts";

function between(
  objects: Objects,
  before: Sha,
  after: Sha,
  most = 100,
): { readonly found: TreeChanges; readonly needs: readonly ObjectsNeed[] } {
  const needs: ObjectsNeed[] = [];
  const walk = changesBetween(before, after, most);
  let step = walk.next();
  while (!step.done) {
    needs.push(step.value);
    step = walk.next(objects.answer(step.value));
  }
  return { found: step.value, needs };
}

/** `+` added, `-` removed, `*` changed. */
function changed(before: Files, after: Files): readonly string[] {
  const objects = new Objects();
  const { found } = between(objects, objects.tree(before), objects.tree(after));
  if (found.kind !== "changes") throw new Error(JSON.stringify(found));
  return found.changes.map(({ path, before: old, after: young }) => `${old === undefined ? "+" : young === undefined ? "-" : "*"} ${path}`);
}

const executable = (contents: string) => ({ mode: "100755", contents });

test.each<[what: string, before: Files, after: Files, expected: readonly string[]]>([
  ["nothing", { a: "0", "d/b": "0" }, { a: "0", "d/b": "0" }, []],
  ["files added, removed and changed", { a: "0", b: "0" }, { b: "1", c: "0" }, ["- a", "* b", "+ c"]],
  ["a mode alone", { a: "0" }, { a: executable("0") }, ["* a"]],
  ["files deep below", { "d/e/f": "0", "d/g": "0" }, { "d/e/f": "1", "d/g": "0" }, ["* d/e/f"]],
  ["a directory that came", {}, { "d/e/f": "0", "d/g": "0" }, ["+ d/e/f", "+ d/g"]],
  ["a directory that went", { "d/e/f": "0", "d/g": "0" }, {}, ["- d/e/f", "- d/g"]],
  ["a file that became a directory", { d: "0" }, { "d/e": "0" }, ["- d", "+ d/e"]],
  ["a directory that became a file", { "d/e": "0", "d/f": "0" }, { d: "0" }, ["+ d", "- d/e", "- d/f"]],
  ["a file that moved", { a: "0" }, { b: "0" }, ["- a", "+ b"]],
  ["names in order of their bytes", {}, { "a/b": "0", "a.b": "0", ﬁ: "0", 𝒻: "0", z: "0" }, ["+ a.b", "+ a/b", "+ z", "+ ﬁ", "+ 𝒻"]],
])("what differs: %s", (_, before, after, expected) => expect(changed(before, after)).toEqual(expected));

describe("what is read", () => {
  const quiet = Object.fromEntries(Array.from({ length: 20 }, (_, at) => [`quiet${at}/f`, "0"]));

  test("are directories that differ, a level at a time, each once", () => {
    const objects = new Objects();
    const [before, after] = [
      { "d/f": "0", "e/f": "0" },
      { "d/f": "1", "e/f": "1" },
    ].map((files) => objects.tree({ ...quiet, ...files }));
    const { needs } = between(objects, before ?? objects.tree({}), after ?? objects.tree({}));
    // The two directories look alike: one id on either side.
    expect(needs.map(({ kind, oids }) => [kind, oids.length])).toEqual([
      ["trees", 2],
      ["trees", 2],
    ]);
  });

  test("is nothing where the trees are one", () => {
    const objects = new Objects();
    const tree = objects.tree(quiet);
    expect(between(objects, tree, tree)).toEqual({ found: { kind: "changes", changes: [] }, needs: [] });
  });
});

describe("no answer is given", () => {
  test("where more directories differ than may be read", () => {
    const objects = new Objects();
    const tree = (contents: string) => objects.tree(Object.fromEntries(Array.from({ length: 10 }, (_, at) => [`d${at}/f`, contents])));
    expect(between(objects, tree("0"), tree("1"), 10).found).toMatchObject({ kind: "too many" });
    expect(between(objects, tree("0"), tree("1"), 11).found).toMatchObject({ kind: "changes" });
  });

  test.each(["unreadable", "too large"] as const)("where a directory is %s", (unreadable) => {
    const objects = new Objects();
    const [before, after] = [objects.tree({ "d/f": "0" }), objects.tree({ "d/f": "1" })];
    objects.missing.set(objects.tree({ f: "1" }), { unreadable });
    expect(between(objects, before, after).found).toMatchObject({ kind: "unreadable" });
  });

  test("where a directory has one name twice, which would hide a file behind another", () => {
    const objects = new Objects();
    const file = (contents: string) => ({ name: "f", mode: "100644", oid: objects.blob(contents) });
    const [before, after] = [objects.directory([file("0")]), objects.directory([file("1"), file("0")])];
    expect(between(objects, before, after).found).toEqual({ kind: "unreadable" });
  });

  test("where an answer lacks what was asked for", () => {
    const objects = new Objects();
    const [before, after] = [objects.tree({ f: "0" }), objects.tree({ f: "1" })];
    objects.answer = () => ({ kind: "trees", trees: new Map() });
    expect(() => between(objects, before, after)).toThrow("no answer about tree");
  });
});
