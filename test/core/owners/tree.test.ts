/** OWNERS files of one commit as one value: Prow's loading table (LR), Markdown headers, file names and problems. */
import { describe, expect, test } from "vitest";
import type { Owners, OwnersReading } from "../../../src/core/owners/tree.ts";
import { ownersIn, type Tree } from "./given.ts";

const files: Tree = {
  OWNERS: "approvers: [cjwagner]\nreviewers: [Alice, bob]\nrequired_reviewers: [chris]\nlabels: [EVERYTHING]",
  "src/OWNERS": "approvers: [Best-Approvers]",
  "src/dir/OWNERS": "approvers: [bob]\nreviewers: [alice, '@CJWagner', jakub]\nrequired_reviewers: [ben]\nlabels: [src-code]",
  "src/dir/subdir/OWNERS": "approvers: [bob, alice]\nreviewers: [bob, alice]",
  "src/dir/conformance/OWNERS": "approvers: [mml]\noptions: {no_parent_owners: true, auto_approve_unowned_subfolders: true}",
  "docs/file.md": "---\napprovers: [ALICE]\nlabels: [docs]\n---\n# text",
  "vendor/OWNERS": "approvers: [alice]",
  "vendor/k8s.io/client-go/OWNERS": "approvers: [bob]",
  foo: "approvers: [bob]",
};
const aliases: Tree = { OWNERS_ALIASES: "aliases:\n  Best-approvers: [carl, cjwagner]\n  best-reviewers: [Carl, BOB]" };
const collaborators = ["cjwagner", "k8s-ci-robot", "alice", "bob", "carl", "mml", "maggie"];
const frontMatter: Partial<OwnersReading> = { mdyaml: true };

const tableOf = (owners: Owners, kind: "approvers" | "reviewers" | "requiredReviewers" | "labels") =>
  Object.fromEntries(
    [...owners.places]
      .map(([key, { ownerships }]) => [key, ownerships.flatMap((one) => [...one[kind]].sort())])
      .filter(([, names]) => names?.length),
  );

const base = {
  "": ["cjwagner"],
  "src/dir": ["bob"],
  "src/dir/conformance": ["mml"],
  "src/dir/subdir": ["alice", "bob"],
  vendor: ["alice"],
};

describe("approvers after loading", () => {
  test.each<[string, Tree, Partial<OwnersReading>, readonly string[] | undefined, object]>([
    ["LR01 no aliases, no front matter", files, {}, collaborators, base],
    ["LR02 aliases", { ...files, ...aliases }, {}, collaborators, { ...base, src: ["carl", "cjwagner"] }],
    [
      "LR03 aliases and front matter",
      { ...files, ...aliases },
      frontMatter,
      collaborators,
      { ...base, src: ["carl", "cjwagner"], "docs/file.md": ["alice"] },
    ],
    [
      "LR04 a branch with one more file",
      { ...files, "src/doc/OWNERS": "approvers: [maggie]" },
      {},
      collaborators,
      { ...base, "src/doc": ["maggie"] },
    ],
    ["LR06 without the collaborator filter", files, {}, undefined, { ...base, src: ["best-approvers"] }],
  ])("%s", (_, tree, reading, filter, expected) => {
    expect(tableOf(ownersIn(tree, reading, filter), "approvers")).toEqual(expected);
  });
});

describe("the other tables after loading", () => {
  const owners = ownersIn(files, {}, collaborators);

  test("reviewers are collaborators, lower-case and without @", () => {
    expect(tableOf(owners, "reviewers")).toEqual({
      "": ["alice", "bob"],
      "src/dir": ["alice", "cjwagner"],
      "src/dir/subdir": ["alice", "bob"],
    });
  });

  test("required reviewers need not be collaborators", () => {
    expect(tableOf(owners, "requiredReviewers")).toEqual({ "": ["chris"], "src/dir": ["ben"] });
  });

  test("labels keep their case", () => {
    expect(tableOf(owners, "labels")).toEqual({ "": ["EVERYTHING"], "src/dir": ["src-code"] });
  });

  test("options stand where they were set only", () => {
    const set = [...owners.places].filter(
      ([, { noParentOwners, autoApproveUnownedSubfolders }]) => noParentOwners || autoApproveUnownedSubfolders,
    );
    expect(set.map(([key]) => key)).toEqual(["src/dir/conformance"]);
  });

  test("nothing is a problem", () => {
    expect(owners.problems).toEqual([]);
  });
});

describe("Markdown headers", () => {
  test.each([
    ["further rules in the body", "---\napprovers: [a]\n---\n\n---\nmore: [\n---\n", "docs/a.md", ["a"]],
    ["an end of five dashes", "---\napprovers: [a]\n-----\nx", "docs/a.md", ["a"]],
    ["a broken body up to a later rule", "---\napprovers:\n- a\n\ntext without end\n\n---\nx", "docs/a.md", undefined],
    ["CRLF", "---\r\napprovers: [a]\r\n---\r\n", "docs/a.md", undefined],
    ["a blank line first", "\n---\napprovers: [a]\n---\n", "docs/a.md", undefined],
    ["a byte order mark first", "\ufeff---\napprovers: [a]\n---\n", "docs/a.md", undefined],
    ["a blank after the first mark", "--- \napprovers: [a]\n---\n", "docs/a.md", undefined],
    ["no end", "---\napprovers: [a]\n", "docs/a.md", undefined],
    ["an empty header", "---\n---\n# x\n", "docs/a.md", undefined],
    ["filters do not count", "---\nfilters: {'.*': {approvers: [a]}}\n---\n", "docs/a.md", undefined],
    ["an upper-case ending", "---\napprovers: [a]\n---\n", "docs/a.MD", undefined],
    ["a file called OWNERS.md", "---\napprovers: [a]\n---\n", "docs/OWNERS.md", ["a"]],
    ["in an ignored directory", "---\napprovers: [a]\n---\n", "vendor/x/y/a.md", undefined],
  ])("%s", (_, text, path, approvers) => {
    expect(tableOf(ownersIn({ [path]: text }, frontMatter), "approvers")[path]).toEqual(approvers);
  });

  test("mean nothing where the option is off", () => {
    expect(ownersIn({ "a.md": "---\napprovers: [a]\n---\n" }).places.size).toBe(0);
  });

  test("that cannot be read are a problem and block nothing", () => {
    const owners = ownersIn({ "a.md": "---\napprovers: a\n---\n" }, frontMatter);
    expect(owners.problems).toMatchObject([{ file: "a.md", line: 2, what: "approvers" }]);
    expect(owners.places.get("a.md")?.broken).toBeUndefined();
  });
});

describe("file names", () => {
  const tree: Tree = {
    OWNERS: "approvers: [a]",
    OWNER: "approvers: [team]",
    ALIAS: "aliases: {team: [b]}",
    OWNERS_ALIASES: "aliases: {team: [c]}",
  };

  test.each([
    ["can be others", { owners: "OWNER", owners_aliases: "ALIAS" }, ["b"]],
    ["an empty alias name turns aliases off", { owners: "OWNER", owners_aliases: "" }, ["team"]],
    ["an empty owners name turns ownership off", { owners: "", owners_aliases: "ALIAS" }, undefined],
    ["are compared with their case", { owners: "owners", owners_aliases: "ALIAS" }, undefined],
  ])("%s", (_, filenames, approvers) => {
    expect(tableOf(ownersIn(tree, { filenames }), "approvers")[""]).toEqual(approvers);
  });

  test("aliases count at the root only", () => {
    const owners = ownersIn({ OWNERS: "approvers: [team]", "a/OWNERS_ALIASES": "aliases: {team: [c]}" });
    expect(tableOf(owners, "approvers")).toEqual({ "": ["team"] });
  });
});

describe("problems name file, line, part and reason", () => {
  test.each<[string, Tree, object]>([
    [
      "a list that is none",
      { "a/OWNERS": "reviewers: [r]\napprovers: al" },
      { file: "a/OWNERS", line: 2, what: "approvers", reason: "a list belongs here, not a string" },
    ],
    [
      "a bad pattern",
      { OWNERS: "filters:\n  '(':\n    approvers: [al]" },
      { file: "OWNERS", line: 3, what: 'filters["("]', reason: "error parsing regexp: missing closing ): `(`" },
    ],
    [
      "aliases",
      { OWNERS_ALIASES: "aliases:\n  t: al" },
      { file: "OWNERS_ALIASES", line: 2, what: "aliases.t", reason: "a list of members belongs here, not a string" },
    ],
    ["a text that could not be had", { OWNERS: { reason: "not UTF-8" } }, { file: "OWNERS", line: 0, what: "file", reason: "not UTF-8" }],
  ])("%s", (_, tree, problem) => {
    expect(ownersIn(tree).problems).toEqual([problem]);
  });
});
