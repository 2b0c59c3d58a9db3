/** `bowsprit carry` from the outside, on a clone that git itself made: its JSON, its text, its exit statuses, and bad input as one line. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { hasGit, Repository } from "../git.ts";

const scratch = mkdtempSync(join(tmpdir(), "bowsprit-carry-"));
afterAll(() => rmSync(scratch, { recursive: true }));

function bowsprit(args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const { status, stdout, stderr } = spawnSync(process.execPath, ["src/cli/main.ts", "carry", ...args], {
    encoding: "utf8",
    env: { ...process.env, ...env },
  });
  return { status, stdout, stderr };
}

describe.skipIf(!hasGit)("carry, if git is installed", () => {
  let clone: Repository;
  afterAll(() => clone.remove());

  /** Edits a file of ten lines and commits. */
  function commit(name: string, line: string): void {
    const lines = clone.line("show", "HEAD:f").split("\n");
    writeFileSync(join(clone.directory, "f"), lines.map((one) => (one === line ? `${name} ${one}\n` : `${one}\n`)).join(""));
    clone.run(["commit", "--quiet", "--all", `--message=${name}`]);
    clone.run(["branch", name]);
  }

  beforeAll(() => {
    clone = new Repository();
    writeFileSync(join(clone.directory, "f"), "0\n1\n2\n3\n4\n5\n6\n7\n8\n9\n");
    clone.run(["add", "f"]);
    clone.run(["commit", "--quiet", "--message=first"]);
    clone.run(["checkout", "--quiet", "-b", "topic"]);
    commit("one", "0");
    commit("reviewed", "1");
    clone.run(["checkout", "--quiet", "main"]);
    commit("base-moved", "9");
    const made = (name: string, ...commands: readonly (readonly string[])[]) => {
      clone.run(["checkout", "--quiet", "-B", name, "reviewed"]);
      for (const command of commands) clone.run(command);
    };
    made("squashed", ["reset", "--soft", "HEAD~2"], ["commit", "--quiet", "--message=both"]);
    made("reworded", ["commit", "--quiet", "--amend", "--message=other words"]);
    made("rebased", ["rebase", "--quiet", "main"]);
    made("merged", ["merge", "--quiet", "--no-edit", "main"]);
    made("undoing", ["merge", "--quiet", "--no-edit", "--strategy=ours", "main"]);
    made("resolved", ["checkout", "--quiet", "-b", "other-base", "HEAD~2"]);
    commit("base-conflicting", "1");
    made("onto-conflict", ["rebase", "--quiet", "--strategy-option=theirs", "base-conflicting"]);
    made("more");
    commit("pushed", "5");
    clone.run(["checkout", "--quiet", "--orphan", "unrelated"]);
    clone.run(["commit", "--quiet", "--message=other history"]);
  });

  const answer = (newHead: string, base = "main") => {
    const { status, stdout, stderr } = bowsprit(["--repo", clone.directory, "reviewed", newHead, "--base", base, "--json"]);
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    return JSON.parse(stdout);
  };
  const yes = (what: string, detail: string | null) => ({ carries: true, class: what, reason: null, detail, paths: [] });
  const no = (reason: string, ...paths: string[]) => ({ carries: false, class: "changed", reason, detail: null, paths });

  test.each([
    ["reviewed", yes("same commit", null)],
    ["squashed", yes("same change", "squash")],
    ["reworded", yes("same change", "reword")],
    ["rebased", yes("base moved", "rebase")],
    ["merged", yes("base moved", "base merged in")],
    ["undoing", no("differs", "f")],
    ["pushed", no("differs", "f")],
  ])("%s", (newHead, expected) => expect(answer(newHead)).toEqual(expected));

  test("a conflict that was resolved by hand", () => expect(answer("onto-conflict", "base-conflicting")).toEqual(no("conflict", "f")));

  test("the text says the same, with the command that proves it", () => {
    const { status, stdout } = bowsprit(["--repo", clone.directory, "reviewed", "rebased", "--base", "main"]);
    expect(status).toBe(0);
    expect(stdout).toMatch(/^carries: base moved \(rebase\)\n/);
    expect(stdout).toContain(
      `--merge-base=${clone.line("rev-parse", "main~1")} ${clone.line("rev-parse", "reviewed", "main").replace("\n", " ")}\n`,
    );
    expect(stdout).toContain(`prints ${clone.line("rev-parse", "rebased^{tree}")} alone`);
    const refused = bowsprit(["--repo", clone.directory, "reviewed", "pushed", "--base", "main"]).stdout;
    expect(refused).toMatch(/^does not carry: differs\n {2}f\n/);
  });

  test("another repository in the environment is not the one that was named", () => {
    const { stdout } = bowsprit(["--repo", clone.directory, "reviewed", "rebased", "--base", "main"], { GIT_DIR: scratch });
    expect(stdout).toMatch(/^carries/);
  });

  describe("bad input is one line, and exit status 2", () => {
    const at = (args: readonly string[]) => ["--repo", clone.directory, ...args];
    test.each<[string, () => readonly string[], RegExp]>([
      ["an unknown commit", () => at(["nowhere", "merged", "--base", "main"]), /no commit "nowhere"/],
      ["an unknown base", () => at(["reviewed", "merged", "--base", "nowhere"]), /no commit "nowhere"/],
      ["a commit that is a tree", () => at(["reviewed", "merged^{tree}", "--base", "main"]), /no commit "merged\^\{tree\}"/],
      ["a range", () => at(["reviewed", "main..merged", "--base", "main"]), /no commit "main..merged"/],
      ["a negation", () => at(["reviewed", "^merged", "--base", "main"]), /no commit "\^merged"/],
      ["an option of git's", () => at(["--base", "main", "--", "--all", "merged"]), /no commit "--all"/],
      ["an option of git's as the base", () => at(["reviewed", "merged", "--base=--all"]), /no commit "--all"/],
      ["two lines", () => at(["reviewed\nmerged", "merged", "--base", "main"]), /no commit "reviewed\\nmerged"/],
      ["nothing", () => at(["", "merged", "--base", "main"]), /no commit ""/],
      ["no merge base", () => at(["reviewed", "unrelated", "--base", "main"]), /no merge base/],
      ["no repository", () => ["--repo", scratch, "reviewed", "merged", "--base", "main"], /not a git repository/],
      ["no directory", () => ["--repo", join(scratch, "none"), "reviewed", "merged", "--base", "main"], /none: ENOENT/],
      ["no base", () => at(["reviewed", "merged"]), /--base/],
      ["one commit", () => at(["reviewed", "--base", "main"]), /missing required argument/],
    ])("%s", (_, args, line) => {
      const { status, stdout, stderr } = bowsprit(args());
      expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
      expect(stderr).toMatch(line);
      expect(stderr.trim().split("\n")).toHaveLength(1);
    });
  });
});

test("carry without git is one line, too", () => {
  const { status, stderr } = bowsprit(["--repo", scratch, "a", "b", "--base", "c"], { PATH: "/nonexistent" });
  expect(status).toBe(2);
  expect(stderr).toMatch(/^bowsprit: git cannot be run: .*\n$/);
});
