/** `.prowignore`: as git itself takes the same lines. */
import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { ignoredBy } from "../../../src/core/jobs/ignore.ts";
import { ownFolder } from "../../folder.ts";

const paths = [
  ...["a.yaml", "b.yml", "jobs/a.yaml", "jobs/old/a.yaml", "jobs/old/keep.yaml", "jobs/x/y/z.yaml", "old/a.yaml", "x[1].yaml", "x1.yaml"],
  ...["jobs/a b.yaml", "#a.yaml", "!a.yaml", "jobs/ab.yaml", "jobs/a-b.yaml", "jobs/éa.yaml", "jobs/..a.yaml"],
];

/** What git ignores of the paths, with these ignore files. */
function gits(files: Readonly<Record<string, string>>): readonly string[] {
  const folder = ownFolder();
  execFileSync("git", ["init", "-q", folder]);
  for (const directory of ["", "jobs", "jobs/old"]) {
    const file = join(folder, directory, ".gitignore");
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, files[directory] ?? "");
  }
  const args = ["-c", "core.quotePath=false", "check-ignore", "--no-index", "--stdin", "-z"];
  try {
    return execFileSync("git", args, { cwd: folder, input: paths.join("\0"), encoding: "utf8" })
      .split("\0")
      .filter(Boolean);
  } catch (error) {
    if (error instanceof Error && "status" in error && error.status === 1) return [];
    throw error;
  }
}

describe("what git ignores is ignored, and nothing else:", () => {
  test.each<[string, Readonly<Record<string, string>>]>([
    ["nothing", { "": "\n# a comment\n   \n" }],
    ["a name anywhere", { "": "a.yaml\n" }],
    ["a name at the root", { "": "/a.yaml\n" }],
    ["a path", { "": "jobs/old/a.yaml\n" }],
    ["a directory anywhere", { "": "old/\n" }],
    ["a directory that is a file", { "": "a.yaml/\n" }],
    ["a directory by its name alone", { "": "old\n" }],
    ["all but one", { "": "*.yaml\n!keep.yaml\n" }],
    ["one in a directory that is ignored", { "": "old/\n!keep.yaml\n" }],
    ["one in a directory whose files are ignored", { "": "jobs/old/*\n!jobs/old/keep.yaml\n" }],
    ["a question mark", { "": "jobs/a?b.yaml\n" }],
    ["a star that stays in its directory", { "": "jobs/*.yaml\n" }],
    ["two stars at the beginning", { "": "**/a.yaml\n" }],
    ["two stars in the middle", { "": "jobs/**/z.yaml\njobs/**/a.yaml\n" }],
    ["two stars at the end", { "": "jobs/**\n" }],
    ["two stars within a name", { "": "jobs/a**b.yaml\n" }],
    ["a class", { "": "[a-c].yaml\n" }],
    ["a class that is not", { "": "[!a].yaml\njobs[!x]a.yaml\n" }],
    ["an escaped bracket", { "": "x\\[1\\].yaml\n" }],
    ["a bracket", { "": "x[1].yaml\n" }],
    ["a bracket that nothing closes", { "": "x[1.yaml\n" }],
    ["an escaped number sign", { "": "\\#a.yaml\n" }],
    ["an escaped exclamation mark", { "": "\\!a.yaml\n" }],
    ["blanks at the end", { "": "a.yaml   \n" }],
    ["a blank in the middle", { "": "a b.yaml\n" }],
    ["what is no letter of English", { "": "éa.yaml\n" }],
    ["a dot that is a dot", { "": "a.y.ml\n" }],
    ["a deeper file that says otherwise", { "": "a.yaml\n", "jobs/old": "!a.yaml\n" }],
    ["a deeper file alone", { jobs: "/a.yaml\nold/a.yaml\n" }],
    ["a deeper file below what is ignored", { "": "jobs/old\n", "jobs/old": "!keep.yaml\n" }],
  ])("%s", (_, files) => {
    const isIgnored = ignoredBy(Object.entries(files).map(([directory, text]) => ({ directory, text })));
    expect(paths.filter(isIgnored)).toEqual(gits(files));
  });
});
