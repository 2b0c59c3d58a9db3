/** Directories whose OWNERS files do not count: Prow's table (DD) and the built-in patterns. */
import { describe, expect, test } from "vitest";
import { type DenylistSettings, denylistFor } from "../../../src/core/owners/ignored.ts";
import { ownersIn, type Tree } from "./given.ts";

const directories = ["", "src", "src/dir", "src/dir/conformance", "src/dir/subdir", "vendor", "vendor/k8s.io/client-go"];
const tree: Tree = Object.fromEntries(
  directories.map((directory) => [directory === "" ? "OWNERS" : `${directory}/OWNERS`, "approvers: [x]"]),
);

/** The directories whose OWNERS files count under these settings. */
function owning(settings: DenylistSettings, given: Tree = tree): readonly string[] {
  const patterns = denylistFor(settings, "org", "repo");
  return [...ownersIn(given, { owners_dir_denylist: patterns, ignore_preconfigured_defaults: true }).places.keys()];
}

const withoutVendored = directories.slice(0, 6);

describe("ignored directories", () => {
  test.each<[string, DenylistSettings, readonly string[]]>([
    ["DD01 a pattern of the organisation", { repos: { org: ["src"] } }, ["", "vendor"]],
    ["DD02 a pattern of the repository", { repos: { "org/repo": ["src"] } }, ["", "vendor"]],
    ["DD03 a default pattern", { default: ["src"] }, ["", "vendor"]],
    ["DD04 a nested directory", { default: ["dir"] }, ["", "src", "vendor"]],
    ["DD05 no pattern", {}, withoutVendored],
    ["DD06 patterns of others", { repos: { not_org: ["src"], "not_org/not_repo": ["src"] } }, withoutVendored],
    ["DD07 a pattern that matches nothing", { default: ["sr$"] }, withoutVendored],
    ["DD08 a path", { default: ["src/dir"] }, ["", "src", "vendor"]],
    ["DD09 what is below a path", { default: ["src/dir/."] }, ["", "src", "src/dir", "vendor"]],
    ["DD10 a slash in front", { default: ["/c"] }, ["", "src", "src/dir", "src/dir/subdir", "vendor"]],
    ["DD11 the built-in ones", { default: [] }, withoutVendored],
    ["DD12 the built-in ones off", { ignore_preconfigured_defaults: true }, directories],
    ["a dot is the root's own path", { default: ["^\\.$"] }, []],
    ["an empty pattern matches everything", { default: [""] }, []],
    ["patterns are for directories, not files", { default: ["OWNERS$"] }, withoutVendored],
    ["an invalid pattern is skipped", { default: ["(", "^src$"] }, ["", "vendor"]],
  ])("%s", (_, settings, expected) => {
    expect(owning(settings)).toEqual(expected);
  });

  test("an OWNERS file refused by its absolute path takes along what follows it in its directory", () => {
    const files: Tree = { OWNERS: "", "c/OWNERS": "", "c/d/OWNERS": "", "c/A/OWNERS": "", "d/c/OWNERS": "" };
    expect(owning({ default: ["^/c$"] }, files)).toEqual(["", "c/A", "d/c"]);
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
    expect(owning({}, { [`${directory}/OWNERS`]: "" })).toEqual(counts ? [directory] : []);
  });

  test("an invalid pattern is a problem that names it", () => {
    expect(ownersIn(tree, { owners_dir_denylist: ["("] }).problems).toMatchObject([{ file: "", what: 'pattern "("' }]);
  });
});
