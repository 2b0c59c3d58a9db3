/** Directories whose OWNERS files do not count: Prow's table (DD) and the built-in patterns. */
import { describe, expect, test } from "vitest";
import type { DenylistOptions } from "../../../src/core/owners/ignored.ts";
import { ownersIn, type Tree } from "./given.ts";

const directories = ["", "src", "src/dir", "src/dir/conformance", "src/dir/subdir", "vendor", "vendor/k8s.io/client-go"];
const tree: Tree = Object.fromEntries(
  directories.map((directory) => [directory === "" ? "OWNERS" : `${directory}/OWNERS`, "approvers: [x]"]),
);

/** The directories whose OWNERS files count under these options. */
const owning = (denylist: readonly string[], options: Partial<DenylistOptions> = {}, given: Tree = tree): readonly string[] => [
  ...ownersIn(given, { owners_dir_denylist: denylist, ...options }).places.keys(),
];

const withoutVendored = directories.slice(0, 6);

describe("ignored directories", () => {
  test.each<[string, readonly string[], readonly string[]]>([
    ["DD01 to DD03 a pattern", ["src"], ["", "vendor"]],
    ["DD04 a nested directory", ["dir"], ["", "src", "vendor"]],
    ["DD05, DD11 the built-in ones alone", [], withoutVendored],
    ["DD07 a pattern that matches nothing", ["sr$"], withoutVendored],
    ["DD08 a path", ["src/dir"], ["", "src", "vendor"]],
    ["DD09 what is below a path", ["src/dir/."], ["", "src", "src/dir", "vendor"]],
    ["DD10 a slash in front", ["/c"], ["", "src", "src/dir", "src/dir/subdir", "vendor"]],
    ["a dot is the root's own path", ["^\\.$"], []],
    ["an empty pattern matches everything", [""], []],
    ["patterns are for directories, not files", ["OWNERS$"], withoutVendored],
    ["an invalid pattern is skipped", ["(", "^src$"], ["", "vendor"]],
  ])("%s", (_, denylist, expected) => {
    expect(owning(denylist)).toEqual(expected);
  });

  test("DD12 the built-in ones can be switched off", () =>
    expect(owning([], { ignore_preconfigured_defaults: true })).toEqual(directories));

  test("an OWNERS file refused by its absolute path takes along what follows it in its directory", () => {
    const files: Tree = { OWNERS: "", "c/OWNERS": "", "c/d/OWNERS": "", "c/A/OWNERS": "", "d/c/OWNERS": "" };
    expect(owning(["^/c$"], {}, files)).toEqual(["", "c/A", "d/c"]);
  });

  test.each([
    ["vendor/x", true],
    ["vendor/x/y", false],
    ["vendor/x/y/z", false],
    ["a/vendor/x/y", false],
    ["myvendor/x/y", false],
    ["vendored/x/y", true],
    [".github", true],
    ["x.git", false],
    ["x.git/b", false],
    ["x.gitx", true],
    ["my_output", false],
    ["_output2", true],
  ])("built in: OWNERS in %s counts: %s", (directory, counts) => {
    expect(owning([], {}, { [`${directory}/OWNERS`]: "" })).toEqual(counts ? [directory] : []);
  });

  test("an invalid pattern is a problem that names it", () => {
    expect(ownersIn(tree, { owners_dir_denylist: ["("] }).problems).toMatchObject([{ file: "", what: 'pattern "("' }]);
  });
});
