/** Whom the bot suggests for approval: Prow's tables (CC, SA, PA, SH, LA, RM, MC, FA). */
import { describe, expect, test } from "vitest";
import { loginOf } from "../../../src/core/ids.ts";
import { goPermutation } from "../../../src/core/owners/permutation.ts";
import { keysByPerson, mostCovering, peopleByKey, potentialApprovers, suggestedApprovers } from "../../../src/core/owners/suggestion.ts";
import { changeIn, combined, isCoveredBy, owned, people, type Tree } from "./given.ts";

const lower = (...directories: readonly string[]): readonly string[] =>
  directories
    .flatMap((directory) => owned[directory] ?? [])
    .map((login) => login.toLowerCase())
    .sort();

const suggested = (tree: Tree, paths: readonly string[], approvers: readonly string[], number: number, assignees: readonly string[] = []) =>
  suggestedApprovers(changeIn(tree, ...paths), { approvers: people(...approvers), assignees: people(...assignees), number });

const two = ["a/combo/test.go", "a/d/test.go"];
const three = ["a/test.go", "b/test.go", "c/test"];

describe("people suggested for approval", () => {
  test.each<[string, readonly string[], readonly string[], number, readonly string[], readonly string[]]>([
    ["CC01", [], [], 0, [], []],
    ["CC02", ["kubernetes.go"], ["Alice"], 13, [], []],
    ["CC03", ["kubernetes.go"], [], 13, [], ["alice"]],
    ["CC04", ["kubernetes.go"], [], 10, [], ["bob"]],
    ["CC05", two, [], 0, [], ["dan"]],
    ["CC06", two, ["Eve", "Erin"], 0, [], ["dan"]],
    ["CC07", two, ["David", "Dan", "Debbie"], 0, [], []],
    ["CC08", [...two, "c/test"], [], 0, [], ["chris", "debbie"]],
    ["CC09", three, [], 0, [], ["anne", "bill", "carol"]],
    ["CC10", three, ["Art", "Ben"], 0, [], ["carol"]],
    ["CC11", three, [], 0, ["Art", "Ben"], ["art", "ben", "carol"]],
    ["CC12", three, [], 0, ["Art", "Ben", "John", "Jack"], ["art", "ben", "carol"]],
    ["CC13 somebody assigned who is no nearest owner", ["a/test.go"], [], 0, ["alice"], ["alice"]],
  ])("%s", (_, paths, approvers, number, assignees, expected) => {
    expect(suggested(combined, paths, approvers, number, assignees)).toEqual(expected);
  });

  test.each<[string, readonly string[], readonly (readonly string[])[]]>([
    ["SA1", [], []],
    ["SA2", ["kubernetes.go"], [lower("")]],
    ["SA3", ["a/test.go"], [lower("a")]],
    ["SA4", ["a/test.go", "a/test1.go"], [lower("a")]],
    ["SA5", ["a/test.go", "b/test.go"], [lower("a"), lower("b")]],
    ["SA6", ["a/test.go", "a/d/test.go"], [lower("a")]],
    ["SA7", ["a/combo/test.go", "b/test.go"], [lower("a/combo"), lower("b")]],
    ["SA8", ["a/combo/test.go"], [lower("a/combo")]],
  ])("%s hold somebody of each group", (_, paths, groups) => {
    const named = suggested(combined, paths, [], 0);
    expect(groups.map((group) => group.some((login) => named.some((name) => name === login)))).toEqual(groups.map(() => true));
  });

  test("the greedy step counts all keys of the best so far, so the order decides", () => {
    const keys = new Map([
      [loginOf("ann"), new Set(["p", "q", "r", "s"])],
      [loginOf("ben"), new Set(["x", "y"])],
    ]);
    const open = new Set(["p", "x", "y"]);
    expect(mostCovering([loginOf("ann"), loginOf("ben")], new Set(), keys, open)).toBe("ann");
    expect(mostCovering([loginOf("ben"), loginOf("ann")], new Set(), keys, open)).toBe("ben");
  });

  test("an empty name in a list is never suggested, and can leave a change without a suggestion", () => {
    expect(suggested({ OWNERS: "approvers: ['']" }, ["x"], [], 1)).toEqual([]);
  });

  test("the author may be suggested where self-approval is explicit, and is not where it is implied", () => {
    const tree: Tree = { "a/OWNERS": "approvers: [author]" };
    expect(suggested(tree, ["a/x"], [], 1)).toEqual(["author"]);
    expect(suggested(tree, ["a/x"], ["author"], 1)).toEqual([]);
  });
});

describe("who could approve", () => {
  test.each<[string, readonly string[], readonly string[]]>([
    ["PA1", [], []],
    ["PA2", ["kubernetes.go"], lower("")],
    ["PA3", ["a/test.go"], lower("a")],
    ["PA4", ["a/test.go", "b/test.go"], lower("a", "b")],
    ["PA5", ["a/d/test.go", "c/test.go"], lower("a/d", "c")],
    ["PA6", ["a/test.go", "a/combo/test.go"], lower("a")],
    ["PA7", ["a/d/test.go", "b/test.go"], lower("a/d", "b")],
    ["PA8", ["a/combo/test.go"], lower("a/combo")],
    ["PA9 all keys below the root's", ["a/combo/test.go", "b/test.go", "c/test.go", "d/test.go"], lower("")],
  ])("%s", (_, paths, expected) => {
    expect(potentialApprovers(changeIn(combined, ...paths))).toEqual(expected);
  });

  test.each<[string, readonly string[], number, string]>([
    ["SH1", [], 0, ""],
    ["SH2", ["kubernetes.go"], 0, "bob alice"],
    ["SH3", ["a/combo/test.go", "b/test.go"], 0, "erin bill carol barbara dan debbie ben david eve chris"],
    ["SH4 people under two keys stand twice", two, 0, "erin dan dan carol david debbie chris debbie eve david"],
    ["SH5", two, 2, "dan carol debbie dan erin chris eve david debbie david"],
  ])("%s in the order drawn", (_, paths, seed, expected) => {
    const potential = potentialApprovers(changeIn(combined, ...paths));
    expect(
      goPermutation(seed, potential.length)
        .map((at) => potential[at])
        .join(" "),
    ).toBe(expected);
  });

  test.each<[string, readonly string[], Record<string, readonly string[]>]>([
    ["LA1", [], {}],
    ["LA2", ["kubernetes.go"], { "": lower("") }],
    ["LA3", ["a/test.go"], { a: lower("a") }],
    ["LA4", ["a/d/test.go", "b/test.go"], { "a/d": lower("a/d"), b: lower("b") }],
    ["LA5 a key below another is left out", ["a/test.go", "a/d/test.go"], { a: lower("a") }],
  ])("%s by key", (_, paths, expected) => {
    const byKey = peopleByKey(changeIn(combined, ...paths), "leafApprovers");
    expect(Object.fromEntries([...byKey].map(([key, logins]) => [key, [...logins].sort()]))).toEqual(expected);
  });

  test.each<[string, readonly string[], Record<string, readonly string[]>]>([
    ["RM1", [], {}],
    ["RM2", ["kubernetes.go"], { alice: [""], bob: [""] }],
    [
      "RM3",
      two,
      {
        ...Object.fromEntries(["david", "dan", "debbie"].map((login) => [login, ["a/combo", "a/d"]])),
        ...Object.fromEntries(["eve", "erin", "chris", "carol"].map((login) => [login, ["a/combo"]])),
      },
    ],
  ])("%s by person", (_, paths, expected) => {
    const byPerson = keysByPerson(peopleByKey(changeIn(combined, ...paths), "leafApprovers"));
    expect(Object.fromEntries([...byPerson].map(([login, keys]) => [login, [...keys].sort()]))).toEqual(expected);
  });

  test.each<[string, readonly string[], readonly string[], readonly string[]]>([
    ["MC1", [], [], []],
    ["MC2", ["kubernetes.go"], [""], lower("")],
    ["MC3", ["a/test.go"], ["a"], lower("a")],
    ["MC4", two, ["a/combo", "a/d"], ["dan", "david", "debbie"]],
    ["MC5", ["a/combo/test.go", "c/test.go", "b/test.go"], ["a/combo", "c"], ["chris", "carol"]],
    ["MC6", [...two, "b/test.go"], ["b"], lower("b")],
    ["MC7", ["a/test.go", "a/d/test.go"], ["a", "a/d"], lower("a", "a/d")],
  ])("%s: the one who covers most is one of the right ones", (_, paths, open, expected) => {
    const change = changeIn(combined, ...paths);
    const winner = mostCovering(potentialApprovers(change), new Set(), keysByPerson(peopleByKey(change, "leafApprovers")), new Set(open));
    expect(winner === undefined ? [] : expected.filter((login) => login === winner)).toEqual(winner === undefined ? expected : [winner]);
  });

  test.each<[string, Tree, readonly string[], readonly string[], Record<string, readonly string[]>]>([
    ["FA1", {}, [], [], {}],
    ["FA2", { OWNERS: "approvers: [RootOwner]" }, ["a/a", "c"], [], { "": [] }],
    ["FA3", { "a/OWNERS": "approvers: [A]", "c/OWNERS": "approvers: [C]" }, ["a/a", "c/c"], ["C"], { a: [], c: ["c"] }],
    [
      "FA4",
      { OWNERS: "approvers: [R]", "a/OWNERS": "approvers: [A]", "c/OWNERS": "approvers: [C]" },
      ["a/a", "c/c"],
      ["R", "C"],
      { a: ["r"], c: ["c", "r"] },
    ],
    ["FA5", { OWNERS: "approvers: [rOOtaPProver]" }, ["file"], ["RootApprover"], { "": ["rootapprover"] }],
  ])("%s whose approvals count for a key", (_, tree, paths, approvals, expected) => {
    const byKey = peopleByKey(changeIn(tree, ...paths), "approvers");
    expect(Object.fromEntries([...byKey].map(([key, logins]) => [key, [...logins.intersection(people(...approvals))].sort()]))).toEqual(
      expected,
    );
  });
});

describe("whether people cover a change", () => {
  test.each<[string, readonly string[], readonly string[], boolean]>([
    ["a change of nothing is covered by nobody", [], ["alice"], false],
    ["each key needs one of them", three, ["anne", "ben"], false],
    ["and has one", three, ["anne", "ben", "carol"], true],
  ])("%s", (_, paths, logins, covered) => {
    expect(isCoveredBy(changeIn(combined, ...paths), people(...logins))).toBe(covered);
  });
});
