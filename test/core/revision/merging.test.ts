/** Contents that a walk needs: read together, bounded, and never decided without them. */
import { describe, expect, test } from "vitest";
import type { Carry, CarryReason } from "../../../src/core/revision/revision.ts";
import { type Files, Objects, treesOf, walked } from "./trees.ts";

/** So many files, each edited at its start by the pull request and at its end by the base. */
function edited(count: number, newHead: (path: string) => string = () => "1\na\nb\nc\n2\n") {
  const paths = Array.from({ length: count }, (_, at) => `f${String(at).padStart(3, "0")}`);
  const all = (contents: (path: string) => string): Files => Object.fromEntries(paths.map((path) => [path, `${contents(path)}${path}\n`]));
  return {
    oldBase: all(() => "a\nb\nc\n"),
    oldHead: all(() => "1\na\nb\nc\n"),
    newBase: all(() => "a\nb\nc\n2\n"),
    newHead: all(newHead),
  };
}

const moved: Carry = { carries: true, class: "base moved" };
const changed = (reason: CarryReason, ...paths: string[]): Carry => ({ carries: false, class: "changed", reason, paths });

test("a file that both sides edited carries if the new head has git's merge of both", () => {
  const objects = new Objects();
  const { carry, needs } = walked(objects, treesOf(objects, edited(1)));
  expect(carry).toEqual(moved);
  expect(needs.map(({ kind, oids }) => [kind, oids.length])).toEqual([
    ["trees", 4],
    ["blobs", 4],
  ]);
});

test.each([
  ["drops the base's edit", "1\na\nb\nc\n"],
  ["drops the pull request's edit", "a\nb\nc\n2\n"],
  ["has a line more", "1\na\nb\nb\nc\n2\n"],
  ["has another order", "2\na\nb\nc\n1\n"],
  ["has blanks at the end of a line", "1\na\nb \nc\n2\n"],
])("one that %s does not", (_, contents) => {
  const objects = new Objects();
  expect(
    walked(
      objects,
      treesOf(
        objects,
        edited(1, () => contents),
      ),
    ).carry,
  ).toEqual(changed("differs", "f000"));
});

test("a file that both sides added is merged over nothing", () => {
  const objects = new Objects();
  const four = (newHead: string) =>
    treesOf(objects, {
      oldBase: { g: "0" },
      oldHead: { g: "0", f: "a\n" },
      newBase: { g: "1", f: "b\n" },
      newHead: { g: "1", f: newHead },
    });
  expect(walked(objects, four("a\nb\n")).carry).toEqual(changed("conflict", "f"));
});

describe("the reading", () => {
  test("asks for the contents of 25 files at a time", () => {
    const objects = new Objects();
    const { carry, needs } = walked(objects, treesOf(objects, edited(60)));
    expect(carry).toEqual(moved);
    expect(needs.slice(1).map(({ oids }) => oids.length)).toEqual([100, 100, 40]);
  });

  test("names every file that fails, not only the first", () => {
    const objects = new Objects();
    const four = edited(60, (path) => (path === "f001" || path === "f059" ? "1\n" : "1\na\nb\nc\n2\n"));
    expect(walked(objects, treesOf(objects, four)).carry).toEqual(changed("differs", "f001", "f059"));
  });

  test("ends at 200 files", () => {
    const objects = new Objects();
    const { carry, needs } = walked(objects, treesOf(objects, edited(201)));
    expect(carry).toMatchObject({ carries: false, reason: "too large" });
    expect(needs).toHaveLength(1);
  });

  test("ends at 25 where something else is known to differ", () => {
    const objects = new Objects();
    const { newHead, ...rest } = edited(26);
    const { carry, needs } = walked(objects, treesOf(objects, { ...rest, newHead: { ...newHead, other: "1" } }));
    expect(carry).toEqual(changed("differs", "other"));
    expect(needs).toHaveLength(1);
  });

  test("that lacks a blob is no answer", () => {
    const objects = new Objects();
    const trees = treesOf(objects, edited(1));
    const answer = objects.answer.bind(objects);
    objects.answer = (need) => (need.kind === "trees" ? answer(need) : { kind: "blobs", blobs: new Map() });
    expect(() => walked(objects, trees)).toThrow("no answer about blob");
    objects.answer = () => ({ kind: "trees", trees: objects.trees });
    expect(() => walked(objects, trees)).toThrow("asked for blobs, answered with trees");
  });
});

describe.each(["oldBase", "oldHead", "newBase", "newHead"] as const)("without the contents of %s", (side) => {
  test.each(["unreadable", "too large", "contents not given"] as const)("that are %s it does not carry", (unreadable) => {
    const objects = new Objects();
    const four = edited(2);
    const trees = treesOf(objects, four);
    objects.missing.set(objects.blob(String(four[side].f001)), { unreadable });
    expect(walked(objects, trees).carry).toEqual(changed(unreadable, "f001"));
  });
});
