/** A file that cannot be read blocks what it covers, and only its own repair can be approved. */
import { describe, expect, test } from "vitest";
import { decisionOf } from "../../../src/core/owners/approval.ts";
import { approvedBy, changeIn, type Tree } from "./given.ts";

const broken = "approvers: [";
const everybody = ["root", "al", "bo", "cy", "sec", "admin"];

/** The keys still open when these people, of whom `admin` administers the repository, have approved. */
function open(tree: Tree, paths: readonly string[], by: readonly string[]): readonly string[] {
  return decisionOf(changeIn(tree, ...paths), approvedBy(by, ["admin"])).unapproved;
}

const middle: Tree = {
  OWNERS: "approvers: [root]",
  "a/OWNERS": broken,
  "a/b/OWNERS": "approvers: [bo]",
  "a/s/OWNERS": "approvers: [sec]\noptions: {no_parent_owners: true}",
  "c/OWNERS": "approvers: [cy]",
};
const atRoot: Tree = { OWNERS: broken, "a/OWNERS": "approvers: [al]", "s/OWNERS": "approvers: [sec]\noptions: {no_parent_owners: true}" };
const inAliases: Tree = { OWNERS: "approvers: [root]", OWNERS_ALIASES: "aliases: [x]", "a/OWNERS": "approvers: [al]" };
const inBoth: Tree = { ...inAliases, OWNERS: broken };
const nested: Tree = { OWNERS: "approvers: [root]", "a/OWNERS": broken, "a/b/OWNERS": broken };

describe("an OWNERS file that cannot be read", () => {
  test.each<[string, Tree, readonly string[], readonly string[]]>([
    ["blocks files beside it", middle, ["a/x"], ["a"]],
    ["blocks files below it without owners of their own", middle, ["a/new/x"], ["a"]],
    ["blocks files below it that have owners", middle, ["a/b/x"], ["a/b"]],
    ["blocks OWNERS files below it", middle, ["a/b/OWNERS"], ["a/b"]],
    ["blocks together with a key above it", middle, ["x", "a/x"], ["a"]],
    ["leaves other directories alone", middle, ["c/x", "x"], []],
    ["leaves alone what does not ask the parents", middle, ["a/s/x"], []],
    ["in the root blocks what inherits from it", atRoot, ["a/x"], ["a"]],
    ["in the root blocks the root", atRoot, ["x"], [""]],
    ["in the root leaves alone what does not inherit", atRoot, ["s/x"], []],
    ["in the root blocks OWNERS_ALIASES", atRoot, ["OWNERS_ALIASES"], [""]],
    ["blocks the repair of another below it", nested, ["a/b/OWNERS"], ["a"]],
  ])("%s, whoever approves", (_, tree, paths, unapproved) => {
    expect(open(tree, paths, everybody)).toEqual(unapproved);
  });

  test.each<[string, Tree, readonly string[], readonly string[]]>([
    ["by its parents' approvers", middle, ["a/OWNERS"], ["root"]],
    ["in the root by an administrator", atRoot, ["OWNERS"], ["admin"]],
    ["together with an unblocked file by the people of both", middle, ["a/OWNERS", "c/x"], ["root", "cy"]],
    ["in the root while the aliases are broken too", inBoth, ["OWNERS", "OWNERS_ALIASES"], ["admin"]],
  ])("can be repaired %s", (_, tree, paths, by) => {
    expect(open(tree, paths, by)).toEqual([]);
  });

  test.each<[string, Tree, readonly string[], readonly string[], readonly string[]]>([
    ["by owners further down", middle, ["a/OWNERS"], ["bo"], [""]],
    ["by an administrator who is no parent's approver", middle, ["a/OWNERS"], ["admin"], [""]],
    ["in the root by anybody else", atRoot, ["OWNERS"], ["root", "al", "sec"], [""]],
    ["along with a file that it covers", middle, ["a/OWNERS", "a/x"], everybody, ["a"]],
  ])("cannot be repaired %s", (_, tree, paths, by, unapproved) => {
    expect(open(tree, paths, by)).toEqual(unapproved);
  });

  test.each<[string, Tree, string]>([
    ["its own key", { OWNERS: "approvers: [root]\noptions: {auto_approve_unowned_subfolders: true}", "a/OWNERS": broken }, "a/b/x"],
    ["a key below", { "a/OWNERS": broken, "a/b/OWNERS": "approvers: [bo]\noptions: {auto_approve_unowned_subfolders: true}" }, "a/b/c/x"],
  ])("is not outdone by auto-approve of %s", (_, tree, path) => {
    expect(open(tree, [path], everybody)).not.toEqual([]);
  });
});

describe("OWNERS_ALIASES that cannot be read", () => {
  test.each([["x"], ["a/x"], ["a/OWNERS"], ["OWNERS"]])("blocks %s, whoever approves", (path) => {
    expect(open(inAliases, [path], everybody)).not.toEqual([]);
  });

  test("can be repaired by an administrator", () => {
    expect(open(inAliases, ["OWNERS_ALIASES"], ["admin"])).toEqual([]);
  });

  test("can be repaired by nobody else", () => {
    expect(open(inAliases, ["OWNERS_ALIASES"], ["root", "al"])).toEqual([""]);
  });

  test("deeper in the tree means nothing", () => {
    expect(open({ OWNERS: "approvers: [root]", "a/OWNERS_ALIASES": "[" }, ["a/x"], ["root"])).toEqual([]);
  });
});

test.each<[string, Tree[string]]>([
  ["a scalar for a list", "approvers: root"],
  ["a number in a list", "approvers: [root, 12]"],
  ["a pattern too long to compile", `filters: {${"x".repeat(3000)}: {approvers: [root]}}`],
  [
    "more filters than are tried",
    JSON.stringify({ filters: Object.fromEntries(Array.from({ length: 300 }, (_, n) => [`x${n}`, { approvers: ["root"] }])) }),
  ],
  ["a text that was not read", { reason: "GitHub answered 502" }],
])("%s blocks like a syntax error", (_, text) => {
  expect(open({ OWNERS: "approvers: [root]", "a/OWNERS": text }, ["a/x"], everybody)).toEqual(["a"]);
});
