/** What OWNERS files say about one path: worked examples, Prow's tables (GA, RF), filters and the climb. */
import { describe, expect, test } from "vitest";
import { cleaned } from "../../../src/core/owners/paths.ts";
import { answering } from "../../../src/core/owners/questions.ts";
import { ownersIn, type Tree } from "./given.ts";

const answerIn = (tree: Tree, path: string, mdyaml = false, collaborators?: readonly string[]) =>
  answering(ownersIn(tree, { mdyaml }, collaborators))(path);

describe("worked examples", () => {
  const tree: Tree = {
    OWNERS: "approvers: [root]",
    "a/OWNERS": "approvers: [A1]\noptions: {no_parent_owners: true}",
    "a/b/OWNERS": "approvers: [b1]",
    "c/OWNERS": "filters: {'\\.go$': {approvers: [gopher]}}",
    "e/OWNERS": "approvers: [ghost]",
    "r/OWNERS": "reviewers: [rev]\noptions: {no_parent_owners: true}",
  };
  const collaborators = ["root", "a1", "b1", "gopher", "rev"];

  test.each([
    ["x.txt", "", ["root"], ["root"]],
    ["a/f", "a", ["a1"], ["a1"]],
    ["a/b/f", "a/b", ["b1"], ["a1", "b1"]],
    ["c/x.go", "c", ["gopher"], ["gopher", "root"]],
    ["c/x.txt", "", ["root"], ["root"]],
    ["e/f", "", ["root"], ["root"]],
    ["r/f", "", ["root"], ["root"]],
    ["new/dir/f", "", ["root"], ["root"]],
  ])("%s is owned by %j", (path, owner, leafApprovers, approvers) => {
    expect(answerIn(tree, path, false, collaborators)).toMatchObject({ owner, leafApprovers, approvers });
  });

  test("no_parent_owners with reviewers only keeps out the parents' reviewers", () => {
    expect(answerIn({ ...tree, OWNERS: "approvers: [root]\nreviewers: [other]" }, "r/f").reviewers).toEqual(["rev"]);
  });
});

describe("front matter", () => {
  const tree: Tree = {
    OWNERS: "approvers: [root]",
    "docs/OWNERS": "approvers: [docs]",
    "docs/a.md": "---\napprovers: [mda]\noptions: {no_parent_owners: true}\n---\n",
    "docs/b.md": "---\napprovers: [mdb]\n---\n",
  };

  test.each([
    ["docs/a.md", "docs/a.md", ["mda"]],
    ["docs/b.md", "docs/b.md", ["docs", "mdb", "root"]],
    ["docs/new.md", "docs", ["docs", "root"]],
  ])("%s is owned by %s", (path, owner, approvers) => {
    expect(answerIn(tree, path, true)).toMatchObject({ owner, approvers });
  });
});

describe("approvers of a path", () => {
  const tree: Tree = {
    OWNERS: "approvers: [alice, bob]",
    "a/b/c/OWNERS": "approvers: [carl, dave]",
    "a/b/e/OWNERS": "filters: {'.*\\.md': {approvers: [carl, dave]}, '.*\\.txt': {approvers: [elic]}}",
    "d/OWNERS": "approvers: [mml]\noptions: {no_parent_owners: true}",
    "f/OWNERS": "filters: {'.*\\.md': {approvers: [carl, dave]}, '.*\\.txt': {approvers: [flex]}}\noptions: {no_parent_owners: true}",
  };
  const root = ["alice", "bob"];

  test.each([
    ["GA1", "testFile.md", "", root, root],
    ["GA2", "a/b/c/testFile.md", "a/b/c", ["carl", "dave"], [...root, "carl", "dave"]],
    ["GA3", "a/b/e/testFile.md", "a/b/e", ["carl", "dave"], [...root, "carl", "dave"]],
    ["GA4", "a/b/e/testFile.dat", "", root, root],
    ["GA5", "d/testFile.go", "d", ["mml"], ["mml"]],
    ["GA6", "f/testFile.txt", "f", ["flex"], ["flex"]],
    ["GA7 no_parent_owners holds nothing back where nothing matched", "f/testFile.go_to_parent", "", root, root],
    ["GA8", "DELETED_DIR/testFile.md", "", root, root],
  ])("%s: %s", (_, path, owner, leafApprovers, approvers) => {
    expect(answerIn(tree, path)).toMatchObject({ owner, leafApprovers, approvers });
  });
});

describe("labels of a path", () => {
  const plain: Tree = { OWNERS: "labels: [sig/godzilla]", "a/b/c/OWNERS": "labels: [wg/save-tokyo]" };
  const filtered: Tree = {
    "re/OWNERS": "filters: {'.*': {labels: [re/all]}, '\\.go$': {labels: [re/go]}}",
    "re/a/OWNERS": "filters: {'\\.md$': {labels: [re/md-in-a]}, '\\.go$': {labels: [re/go-in-a]}}",
  };

  test.each<[string, Tree, string, readonly string[]]>([
    ["a file of the root", plain, "foo.txt", ["sig/godzilla"]],
    ["a path that starts with ./", plain, "./foo.txt", ["sig/godzilla"]],
    ["an empty path", plain, "", ["sig/godzilla"]],
    ["a dot", plain, ".", ["sig/godzilla"]],
    ["a directory without labels", plain, "a/b/foo.txt", ["sig/godzilla"]],
    ["a directory with labels", plain, "a/b/c/foo.txt", ["sig/godzilla", "wg/save-tokyo"]],
    ["RF1", filtered, "re/a/go.go", ["re/all", "re/go", "re/go-in-a"]],
    ["RF2", filtered, "re/a/md.md", ["re/all", "re/md-in-a"]],
    ["RF3", filtered, "re/a/txt.txt", ["re/all"]],
    ["RF4", filtered, "re/go.go", ["re/all", "re/go"]],
    ["RF5", filtered, "re/txt.txt", ["re/all"]],
    ["RF6", filtered, "re/b/md.md", ["re/all"]],
  ])("%s", (_, tree, path, labels) => {
    expect(answerIn(tree, path).labels).toEqual(labels);
  });
});

describe("a filter", () => {
  test.each([
    ["is not anchored at the end of the directory", "\\.go$", "a/deep/x.go", true],
    ["sees the path relative to its directory", "^sub/", "a/sub/y", true],
    ["and nothing above it", "^a/", "a/sub/y", false],
    ["is anchored where it says so", "^sub/", "a/deep/sub/y", false],
    ["may set flags", "(?i)charter.md", "a/CHARTERxMD", true],
    ["minds case without them", "charter\\.md", "a/Charter.md", false],
    ["takes a dot for any but a line feed", "^a.b$", "a/a\nb", false],
    ["takes .* for everything, line feeds too", ".*", "a/a\nb", true],
    ["ends before no line feed", "b$", "a/b\n", false],
    ["counts digits in ASCII", "^\\d+$", "a/٣", false],
    ["folds case as Unicode does", "(?i)^k$", "a/\u212a", true],
    ["sees a dot where the path is its own directory", "^\\.$", "a", true],
    ["may be empty", "", "a/x", true],
  ])("%s", (_, pattern, path, matches) => {
    const tree: Tree = { "a/OWNERS": JSON.stringify({ filters: { [pattern]: { approvers: ["al"] } } }) };
    expect(answerIn(tree, path).approvers).toEqual(matches ? ["al"] : []);
  });
});

describe("what stops the climb", () => {
  test.each<[string, Tree, string, readonly string[]]>([
    [
      "options alone stop it for owners found deeper",
      { OWNERS: "approvers: [r]", "a/OWNERS": "options: {no_parent_owners: true}", "a/b/OWNERS": "approvers: [b]" },
      "a/b/x",
      ["b"],
    ],
    ["but not for a file directly inside", { OWNERS: "approvers: [r]", "a/OWNERS": "options: {no_parent_owners: true}" }, "a/x", ["r"]],
    [
      "the root's own option means nothing",
      { OWNERS: "approvers: [r]\noptions: {no_parent_owners: true}", "a/OWNERS": "approvers: [a]" },
      "a/x",
      ["a", "r"],
    ],
  ])("%s", (_, tree, path, approvers) => {
    expect(answerIn(tree, path).approvers).toEqual(approvers);
  });
});

test("people stand in the nearest level that names them, with those who are emeritus there or nearer", () => {
  const layered = answerIn(
    {
      OWNERS: "reviewers: [root, al, old]\napprovers: [root]",
      "a/OWNERS": "approvers: [al]\nemeritus_reviewers: [old]",
      "a/b/OWNERS": "reviewers: [bo, al]\nemeritus_reviewers: [Bo]\nemeritus_approvers: [root]",
    },
    "a/b/x",
  );
  expect(layered.reviewerLayers).toEqual([
    { key: "a/b", people: ["al", "bo"], emeritus: ["bo"] },
    { key: "", people: ["old", "root"], emeritus: ["old"] },
  ]);
  expect(layered.approverLayers).toEqual([
    { key: "a", people: ["al"], emeritus: [] },
    { key: "", people: ["root"], emeritus: ["root"] },
  ]);
});

describe("a path is compared", () => {
  test.each([
    ["", ""],
    [".", ""],
    ["a/b/c/d.txt", "a/b/c/d.txt"],
    ["/a/b/", "/a/b"],
    ["foo/bar/baz/", "foo/bar/baz"],
    ["./a/b", "a/b"],
    ["a//b/./c", "a/b/c"],
    ["...", "..."],
    ["a/.b", "a/.b"],
    ["a./b", "a./b"],
  ])("%j as %j", (path, expected) => {
    expect(cleaned(path)).toBe(expected);
  });
});

test("remembering answers changes none: each path alone and all in one order or the other", () => {
  const owners = ownersIn({
    OWNERS: "filters: {'\\.md$': {approvers: [docs]}, '.*': {approvers: [root], labels: [l]}}",
    "a/OWNERS": "filters: {'^b/': {approvers: [ab]}, 'x$': {reviewers: [rx]}}",
    "a/b/OWNERS": "approvers: [b]\noptions: {no_parent_owners: true}",
  });
  const paths = ["x", "x.md", "a/x", "a/x.md", "a/b/x", "a/b/c/x", "a/c/x", "a/b", "a/c.md", "z/y.md"];
  const alone = paths.map((path) => answering(owners)(path));
  const together = answering(owners);
  const back = paths.toReversed().map(together).toReversed();
  expect(paths.map(together)).toEqual(alone);
  expect(back).toEqual(alone);
});
