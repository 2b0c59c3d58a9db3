/** `bowsprit route` from the outside: its JSON, its text, its exit statuses, and bad input as one line. */
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";

const scratch = mkdtempSync(join(tmpdir(), "bowsprit-route-"));
afterAll(() => rmSync(scratch, { recursive: true }));

function written(name: string, text: string): string {
  const file = join(scratch, name);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
  return file;
}

const tree = {
  OWNERS: "approvers: [root]\nreviewers: [rob, rita]\n",
  "a/OWNERS": "reviewers: [al, bo, cy]\nemeritus_reviewers: [cy]\n",
  "b/OWNERS": "reviewers: [di, Ed]\nrequired_reviewers: [org/sec]\n",
};
const treeFile = written("tree.json", JSON.stringify(tree));
const files = written("files.txt", "a/x.go\t100\t3\r\na/y.go\n\nb/z.bin\t-\t-\n");
const load = written("load.json", JSON.stringify({ AL: 4, bo: 1 }));

function bowsprit(...args: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, ["src/cli/main.ts", "route", ...args], { encoding: "utf8" });
  return { status, stdout, stderr };
}

function routed(...args: readonly string[]) {
  const { status, stdout, stderr } = bowsprit("--json", "--tree", treeFile, ...args);
  return { status, stderr, answer: JSON.parse(stdout) };
}

const asked = (...args: readonly string[]): string[] =>
  routed(...args).answer.chosen.map(({ login, role }: { login: string; role: string }) => `${role} ${login}`);

describe("route --json", () => {
  test("answers in the documented shape and order", () => {
    const { status, stderr, answer } = routed("--files-from", files, "--author", "ed", "--load", load);
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    expect(JSON.stringify(answer)).toBe(
      JSON.stringify({
        chosen: [
          { login: "bo", role: "primary", why: ["nearest", "fewer-open"] },
          { login: "di", role: "backup", why: ["other-files", "nearest"] },
          { login: "org/sec", role: "required", why: ["required"] },
        ],
        considered: [
          { login: "al", distance: 0.02, lines: 104, load: 4, whyNot: ["more-open", "further-away"] },
          { login: "bo", distance: 0.02, lines: 104, load: 1, whyNot: [] },
          { login: "cy", distance: 0.02, lines: 104, load: 0, whyNot: ["emeritus"] },
          { login: "rita", distance: 1, lines: 105, load: 0, whyNot: ["further-away"] },
          { login: "rob", distance: 1, lines: 105, load: 0, whyNot: ["further-away"] },
          { login: "root", distance: 1, lines: 105, load: 0, whyNot: ["reviewers-suffice"] },
          { login: "di", distance: 1.98, lines: 1, load: 0, whyNot: [] },
          { login: "ed", distance: 1.98, lines: 1, load: 0, whyNot: ["author"] },
        ],
      }),
    );
  });

  test.each<[string, readonly string[], readonly string[]]>([
    ["whoever is busy is passed over", ["--busy", "@BO,x", "--busy", "al", "a/x"], ["primary rita", "backup rob"]],
    ["as many as wanted", ["--request-count", "1", "--load", load, "a/x"], ["primary bo"]],
    [
      "approvers fill up",
      ["--request-count", "9", "b/x"],
      ["primary di", "backup ed", "backup rita", "backup rob", "backup root", "required org/sec"],
    ],
    [
      "or do not",
      ["--request-count", "9", "--exclude-approvers", "b/x"],
      ["primary di", "backup ed", "backup rita", "backup rob", "required org/sec"],
    ],
    ["Prow's first draw", ["--strategy", "prow", "--draw", "first", "a/x", "b/x"], ["primary al", "backup di", "required org/sec"]],
    ["Prow's last draw", ["--strategy", "prow", "--draw", "last", "a/x", "b/x"], ["primary cy", "backup ed", "required org/sec"]],
    [
      "Prow's maximum",
      ["--strategy", "prow", "--draw", "last", "--max-request-count", "1", "a/x", "b/x"],
      ["primary cy", "required org/sec"],
    ],
    ["Prow's busy people", ["--strategy", "prow", "--draw", "first", "--busy", "al,bo", "a/x"], ["primary cy", "backup rita"]],
  ])("%s", (_, args, expected) => {
    expect(asked(...args)).toEqual(expected);
  });

  test("the same seed draws the same, another one something else", () => {
    const draws = Array.from({ length: 8 }, (_, seed) => asked("--strategy", "prow", "--draw", `seed ${seed}`, "a/x", "b/x").join());
    expect(asked("--strategy", "prow", "--draw", "seed 3", "a/x", "b/x").join()).toBe(draws[3]);
    expect(new Set(draws).size).toBeGreaterThan(1);
  });
});

test("whom OWNERS require is named where Prow asks them not: as the author, or for a later file of an area", () => {
  const owners = { OWNERS: "reviewers: [ann]\nrequired_reviewers: [ed]", "a/OWNERS": "required_reviewers: [cy]\n" };
  const { answer } = routed("--strategy", "prow", "--tree", written("required.json", JSON.stringify(owners)), "--author", "ed", "x", "a/x");
  expect(answer.chosen.map(({ login }: { login: string }) => login)).toEqual(["ann"]);
  expect(answer.considered.map(({ login, whyNot }: { login: string; whyNot: string[] }) => [login, ...whyNot])).toEqual([
    ["ann"],
    ["ed", "author"],
    ["cy", "not-first-file"],
  ]);
});

describe("route for people", () => {
  test("names everybody with the reasons for and against", () => {
    const { status, stdout } = bowsprit("--tree", treeFile, "--files-from", files, "--author", "ed", "--load", load);
    expect(status).toBe(0);
    expect(stdout).toContain("bo (primary)\n  0.0 directories away, owner of 104 changed lines, 1 open request\n  nearest: ");
    expect(stdout).toContain("org/sec (required)\n  required: OWNERS require it\n");
    expect(stdout).toMatch(/^ {2}ed: wrote the pull request \(2\.0 directories away, owner of 1 changed line, 0 open requests\)$/m);
  });

  test("reads a directory tree, names a broken file, and exits with 1", () => {
    written("repo/OWNERS", "reviewers: [ann]");
    written("repo/a/OWNERS", "reviewers: [");
    const { status, stdout } = bowsprit("--root", join(scratch, "repo"), "a/x");
    expect(status).toBe(1);
    expect(stdout).toMatch(/ann \(primary\)[\s\S]*Broken:\n {2}a\/OWNERS:\d: YAML: /);
  });

  test("says that it asks nobody", () => {
    expect(bowsprit("--tree", written("none.json", "{}"), "x").stdout).toBe("Nobody would be asked.\n");
  });
});

test("its help gives every default as whoever types it would", () => {
  expect(bowsprit("--help").stdout.replace(/\s+/g, " ")).toContain("people who are not available, comma-separated (default: nobody)");
});

describe("bad input is one line and exit status 2", () => {
  test.each<[string, readonly string[], RegExp]>([
    ["no tree", ["a/x"], /--root DIR or --tree FILE\.json/],
    ["two trees", ["--tree", treeFile, "--root", ".", "a/x"], /--root DIR or --tree FILE\.json/],
    ["no paths", ["--tree", treeFile], /paths or --files-from/],
    ["paths twice", ["--tree", treeFile, "--files-from", files, "a/x"], /paths or --files-from/],
    ["a tree that is none", ["--tree", written("list.json", "[]"), "a/x"], /object of texts by path/],
    ["a line that is none", ["--tree", treeFile, "--files-from", written("bad.txt", "a\nb\t1\n")], /bad\.txt:2 is not PATH/],
    ["a line with a negative number", ["--tree", treeFile, "--files-from", written("minus.txt", "b\t-1\t2\n")], /minus\.txt:1/],
    ["loads that are none", ["--tree", treeFile, "--load", written("load2.json", '{"a": -1}'), "a/x"], /open requests by login/],
    ["an unknown strategy", ["--tree", treeFile, "--strategy", "best", "a/x"], /balanced, prow/],
    ["a count that is none", ["--tree", treeFile, "--request-count", "two", "a/x"], /whole number/],
    ["a file that is not there", ["--tree", join(scratch, "nowhere.json"), "a/x"], /cannot read .*nowhere\.json/],
  ])("%s", (_, args, message) => {
    const { status, stdout, stderr } = bowsprit(...args);
    expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
    expect(stderr).toMatch(message);
    expect(stderr.trim().split("\n")).toHaveLength(1);
  });
});
