/** Which owner keys need approval and which stay open: Prow's tables (UF, IA, OS, RS), and every changed file checked. */
import { describe, expect, test } from "vitest";
import { changeOf, decisionOf, topmost } from "../../../src/core/owners/approval.ts";
import { byBytes } from "../../../src/core/owners/bytes.ts";
import { approvedBy, changeIn, combined, owned, ownersIn, type Tree } from "./given.ts";

const decided = (tree: Tree, paths: readonly string[], by: readonly string[]) => decisionOf(changeIn(tree, ...paths), approvedBy(by));

const peopleOf = (...directories: readonly string[]): readonly string[] => directories.flatMap((directory) => owned[directory] ?? []);

describe("open keys", () => {
  test.each<[string, readonly string[], readonly string[], readonly string[]]>([
    ["UF1 nothing changed", [], [], []],
    ["UF2 the root, approved", ["kubernetes.go"], ["Alice"], []],
    ["UF3 the root, open", ["kubernetes.go"], [], [""]],
    ["UF4 nothing changed, approved", [], peopleOf("b"), []],
    ["UF5 the root approves below", ["b/test.go", "b/test_1.go"], ["Alice", "Bob"], []],
    ["UF6 two files of one key", ["b/test_1.go", "b/test.go"], [], ["b"]],
    ["UF7 two keys", ["a/combo/test.go", "a/d/test.go"], [], ["a/combo", "a/d"]],
    ["UF8 one of two keys", ["a/combo/test.go", "a/d/test.go"], ["Eve", "Erin", "Chris", "Carol"], ["a/d"]],
    ["UF9 both keys by the same people", ["a/combo/test.go", "a/d/test.go"], peopleOf("a/d"), []],
  ])("%s", (_, paths, by, unapproved) => {
    expect(decided(combined, paths, by)).toEqual({ approved: paths.length > 0 && unapproved.length === 0, unapproved });
  });
});

describe("a change is approved", () => {
  const spared = (...directories: readonly string[]): Tree => ({
    ...combined,
    ...Object.fromEntries(
      directories.map((directory) => [
        `${directory}/OWNERS`,
        `${combined[`${directory}/OWNERS`] ?? ""}options: {auto_approve_unowned_subfolders: true}`,
      ]),
    ),
  });

  test.each<[string, Tree, readonly string[], readonly string[], boolean]>([
    ["IA01 nothing changed", combined, [], [], false],
    ["IA02 one approver", combined, ["kubernetes.go"], ["Alice"], true],
    ["IA03 nobody", combined, ["kubernetes.go"], [], false],
    ["IA04 two keys, nobody", combined, ["a/combo/test.go", "a/d/test.go"], [], false],
    ["IA05 two keys, people of both", combined, ["a/combo/test.go", "a/d/test.go"], peopleOf("a/d"), true],
    ["IA06 three keys, nobody", combined, ["a/test.go", "b/test.go", "c/test"], [], false],
    ["IA07 three keys, two approved", combined, ["a/test.go", "b/test.go", "c/test"], peopleOf("a", "b"), false],
    ["IA08 three keys, the root", combined, ["a/test.go", "b/test.go", "c/test"], peopleOf(""), true],
    ["IA09 three keys, one each", combined, ["a/test.go", "b/test.go", "c/test"], ["Anne", "Ben", "Carol"], true],
    ["IA10 auto-approve spares no file of the directory itself", spared("a"), ["a/test.go"], [], false],
    ["IA11 auto-approve spares a subdirectory", spared("a"), ["a/new-folder/test.go"], [], true],
    ["IA12 auto-approve without approvers has no effect", spared("d"), ["d/new-folder/test.go"], [], false],
    ["IA13 and another key is open", spared("a"), ["b/unapproved.go", "a/new-folder/test.go"], [], false],
    ["IA14 and another key is approved", spared("a"), ["b/approved.go", "a/new-folder/test.go"], ["Barbara"], true],
    ["IA15 deep below", spared("a"), ["a/new-folder/child/grandchild/test.go"], [], true],
    ["IA16 not where the subdirectory has owners", spared("a"), ["a/d/new-file.go"], [], false],
    ["no OWNERS anywhere", {}, ["x"], ["alice"], false],
  ])("%s", (_, tree, paths, by, approved) => {
    expect(decided(tree, paths, by).approved).toBe(approved);
  });

  test("auto-approve in the root spares all that the root owns, root files too", () => {
    const tree: Tree = { OWNERS: "approvers: [r]\noptions: {auto_approve_unowned_subfolders: true}", "a/OWNERS": "approvers: [al]" };
    expect(decided(tree, ["x", "b/y"], [])).toEqual({ approved: true, unapproved: [] });
    expect(decided(tree, ["x", "a/y"], [])).toEqual({ approved: false, unapproved: ["a"] });
  });

  test("a spared file is checked along with a sibling whose key is required", () => {
    const tree: Tree = {
      "a/OWNERS": "options: {auto_approve_unowned_subfolders: true}\nfilters: {'^x$': {approvers: [al]}, '/y$': {approvers: [bo]}}",
    };
    expect(decided(tree, ["a/b/y"], []).approved).toBe(true);
    expect(decided(tree, ["a/x", "a/b/y"], ["al"])).toEqual({ approved: false, unapproved: ["a"] });
  });
});

describe("required keys", () => {
  test.each<[string, readonly string[], readonly string[]]>([
    ["OS1", [], []],
    ["OS2", ["kubernetes.go"], [""]],
    ["OS3", ["test.go", "kubernetes.go"], [""]],
    ["OS4", ["a/test.go"], ["a"]],
    ["OS5", ["a/test.go", "b/test.go"], ["a", "b"]],
    ["OS6 a directory without owners", ["a/test.go", "a/c/test.go"], ["a"]],
    ["a key below another", ["a/test.go", "a/d/test.go"], ["a"]],
  ])("%s", (_, paths, required) => {
    expect(changeIn(combined, ...paths).required).toEqual(required);
  });
});

describe("keys below another key are left out", () => {
  test.each<[string, readonly string[], readonly string[], readonly string[]]>([
    ["RS1", [], [], []],
    ["RS2", ["", "a"], [], [""]],
    ["RS3", ["a", "c"], [], ["a", "c"]],
    ["RS4", ["a", "a/combo", "a/d", "b", "c"], [], ["a", "b", "c"]],
    ["RS5 unless the key has no parent owners", ["a", "a/combo"], ["a/combo"], ["a", "a/combo"]],
    ["RS6 or a directory between has none", ["a", "a/b/combo"], ["a/b"], ["a", "a/b/combo"]],
    ["RS7", ["a", "a/b", "a/b/combo"], ["a/b"], ["a", "a/b"]],
    ["a key that only starts alike stays", ["a", "ab"], [], ["a", "ab"]],
  ])("%s", (_, keys, without, remaining) => {
    const owners = ownersIn(Object.fromEntries(without.map((directory) => [`${directory}/OWNERS`, "options: {no_parent_owners: true}"])));
    expect(topmost(owners, new Set(keys))).toEqual(remaining);
  });
});

describe("worked examples", () => {
  const tree: Tree = {
    OWNERS: "approvers: [root]",
    "a/OWNERS": "approvers: [alice]",
    "a/b/OWNERS": "approvers: [bea]",
    "s/OWNERS": "approvers: [sec]\noptions: {no_parent_owners: true}",
  };

  test.each<[readonly string[], readonly string[], readonly string[], readonly string[]]>([
    [["a/x"], ["alice"], ["a"], []],
    [["a/b/x"], ["alice"], ["a/b"], []],
    [["a/x", "a/b/y"], ["bea"], ["a"], ["a"]],
    [["a/x", "a/b/y"], ["alice"], ["a"], []],
    [["x", "a/y"], ["alice"], [""], [""]],
    [["x", "s/y"], ["root"], ["", "s"], ["s"]],
    [["x", "s/y"], ["root", "sec"], ["", "s"], []],
  ])("%j approved by %j requires %j and leaves %j", (paths, by, required, unapproved) => {
    expect(changeIn(tree, ...paths).required).toEqual(required);
    expect(decided(tree, paths, by).unapproved).toEqual(unapproved);
  });
});

describe("every changed file is checked", () => {
  const tree: Tree = {
    OWNERS: "filters: {'\\.md$': {approvers: [docs]}, '.*': {approvers: [root]}}",
    "pkg/OWNERS": "approvers: [pkgowner]",
    "s/OWNERS": "approvers: [sec]\noptions: {no_parent_owners: true}",
  };

  test("also one whose key was left out for a key above it", () => {
    expect(changeIn(tree, "README.md", "pkg/a.go").required).toEqual([""]);
    expect(decided(tree, ["README.md", "pkg/a.go"], ["docs"])).toEqual({ approved: false, unapproved: ["pkg"] });
    expect(decided(tree, ["README.md", "pkg/a.go"], ["docs", "pkgowner"]).approved).toBe(true);
    expect(decided(tree, ["README.md", "pkg/a.go"], ["root"]).approved).toBe(true);
  });

  test("but keys below are not listed before the required ones are closed", () => {
    expect(decided(tree, ["README.md", "pkg/a.go"], []).unapproved).toEqual([""]);
    expect(decided(tree, ["README.md", "pkg/a.go", "s/x"], ["docs"]).unapproved).toEqual(["s"]);
  });

  test("a file moved out of a protected directory needs that directory's approval, given both its names", () => {
    expect(decided(tree, ["s/secret", "public"], ["root"])).toEqual({ approved: false, unapproved: ["s"] });
    expect(decided(tree, ["public"], ["root"]).approved).toBe(true);
  });
});

test("keys are in order of bytes, not of UTF-16 units", () => {
  const above = "\u{1f600}";
  const below = "\uffee";
  expect([above, below].sort()).toEqual([above, below]);
  expect([above, below].sort(byBytes)).toEqual([below, above]);
  const tree: Tree = { [`${above}/OWNERS`]: "approvers: [x]", [`${below}/OWNERS`]: "approvers: [x]" };
  expect(changeOf(ownersIn(tree), [`${above}/f`, `${below}/f`]).required).toEqual([below, above]);
});
