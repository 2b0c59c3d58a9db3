/** `bowsprit owners explain` from the outside: its JSON, its text, its exit statuses, and bad input as one line. */
import { spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";

const scratch = mkdtempSync(join(tmpdir(), "bowsprit-owners-"));
afterAll(() => rmSync(scratch, { recursive: true }));

const tree = {
  OWNERS: "approvers: [Root]\nreviewers: [rev]\nlabels: [root/label]",
  OWNERS_ALIASES: "aliases: {team: [Ann, Bob]}",
  "a/OWNERS": "approvers: [team]\nrequired_reviewers: [org/sec]",
  "docs/guide.md": "---\napprovers: [writer]\n---\n",
  "generated/OWNERS": "approvers: [robot]",
};

function written(name: string, text: string): string {
  const file = join(scratch, name);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
  return file;
}

const treeFile = written("tree.json", JSON.stringify(tree));
const brokenFile = written("broken.json", JSON.stringify({ ...tree, "a/OWNERS": "approvers: [" }));

function bowsprit(...args: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, ["src/cli/main.ts", ...args], { encoding: "utf8" });
  return { status, stdout, stderr };
}

function explained(...args: readonly string[]) {
  const { status, stdout, stderr } = bowsprit("owners", "explain", "--json", ...args);
  return { status, stderr, answer: JSON.parse(stdout) };
}

describe("owners explain --json", () => {
  test("answers in the documented shape and order", () => {
    const { status, stderr, answer } = explained("--tree", treeFile, "a/x", "y");
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    expect(JSON.stringify(answer)).toBe(
      JSON.stringify({
        files: [
          {
            path: "a/x",
            owner: "a",
            approvers: ["ann", "bob", "root"],
            leafApprovers: ["ann", "bob"],
            reviewers: ["rev"],
            leafReviewers: ["rev"],
            requiredReviewers: ["org/sec"],
            labels: ["root/label"],
          },
          {
            path: "y",
            owner: "",
            approvers: ["root"],
            leafApprovers: ["root"],
            reviewers: ["rev"],
            leafReviewers: ["rev"],
            requiredReviewers: [],
            labels: ["root/label"],
          },
        ],
        required: [""],
        unapproved: [""],
        approved: false,
        suggested: ["root"],
        problems: [],
      }),
    );
  });

  test.each<[string, readonly string[], object]>([
    ["the author's approval is implied", ["--author", "ANN", "a/x"], { approved: true, suggested: [] }],
    ["unless it is not", ["--author", "ann", "--require-self-approval", "a/x"], { approved: false, unapproved: ["a"] }],
    ["approvers are separated by commas", ["--approved", "x, @Bob ,", "a/x"], { approved: true }],
    ["the number decides among equals: 1", ["--number", "1", "a/x"], { suggested: ["ann"] }],
    ["the number decides among equals: 10", ["--number", "10", "a/x"], { suggested: ["bob"] }],
    ["without front matter", ["docs/guide.md"], { required: [""] }],
    ["with front matter", ["--mdyaml", "docs/guide.md"], { required: ["docs/guide.md"] }],
    ["ignored directories", ["--denylist", "^gen", "--denylist", "^a$", "generated/x", "a/x"], { required: [""] }],
  ])("%s", (_, args, expected) => {
    expect(explained("--tree", treeFile, ...args).answer).toMatchObject(expected);
  });

  test("without paths every directory with an OWNERS file is asked about", () => {
    const { answer } = explained("--tree", treeFile, "--mdyaml", "--denylist", "^gen");
    expect(answer.files.map(({ path }: { path: string }) => path)).toEqual(["", "a"]);
  });

  test("paths come from a file, in its order, also none at all", () => {
    const { answer } = explained("--tree", treeFile, "--files-from", written("paths", "y\r\na/x\n\n"));
    expect(answer.files.map(({ path }: { path: string }) => path)).toEqual(["y", "a/x"]);
    expect(explained("--tree", treeFile, "--files-from", written("none", "")).answer).toMatchObject({ files: [], approved: false });
  });

  test("a broken file is a problem with its place, blocks what it covers, and gives exit status 1", () => {
    const { status, answer } = explained("--tree", brokenFile, "--approved", "root,ann", "a/x", "y");
    expect(status).toBe(1);
    expect(answer).toMatchObject({ approved: false, unapproved: ["a"], problems: [{ file: "a/OWNERS", line: 1, what: "YAML" }] });
    expect(answer.files[0]).toMatchObject({ path: "a/x", owner: "a", approvers: [] });
  });
});

describe("owners explain --root", () => {
  const root = join(scratch, "checkout");
  for (const [path, text] of Object.entries(tree)) written(join("checkout", path), text);
  written("checkout/.git/OWNERS", "approvers: [git]");
  written("checkout/deep/.git/OWNERS", "approvers: [git]");
  mkdirSync(join(root, "link"));
  symlinkSync(join(root, "a/OWNERS"), join(root, "link/OWNERS"));
  mkdirSync(join(root, "dir/OWNERS"), { recursive: true });

  test("reads regular files outside .git, whole or along the paths", () => {
    expect(explained("--root", root).answer.files.map(({ path }: { path: string }) => path)).toEqual(["", "a", "generated"]);
    expect(
      explained("--root", root, "--mdyaml", "docs/guide.md", "link/x", "dir/x", "deep/.git/x").answer.files.map(
        ({ owner }: { owner: string }) => owner,
      ),
    ).toEqual(["docs/guide.md", "", "", ""]);
  });

  test("gives the same answer as the tree as JSON", () => {
    const args = ["--mdyaml", "a/x", "docs/guide.md", "generated/y", "z"];
    expect(explained("--root", root, ...args).answer).toEqual(explained("--tree", treeFile, ...args).answer);
  });

  test("a file that is not UTF-8 is broken, not empty", () => {
    const other = join(scratch, "latin");
    mkdirSync(join(other, "a"), { recursive: true });
    writeFileSync(join(other, "a/OWNERS"), Buffer.from([0x61, 0xff]));
    expect(explained("--root", other, "a/x").answer).toMatchObject({
      unapproved: ["a"],
      problems: [{ file: "a/OWNERS", reason: "not UTF-8" }],
    });
  });

  test.skipIf(process.getuid?.() === 0)("a directory that cannot be listed is an error, not empty", () => {
    const closed = join(scratch, "closed");
    mkdirSync(join(closed, "a"), { recursive: true });
    chmodSync(join(closed, "a"), 0);
    expect(bowsprit("owners", "explain", "--root", closed, "a/x").status).toBe(2);
    chmodSync(join(closed, "a"), 0o755);
  });
});

describe("owners explain for people", () => {
  test("says what is open, who may approve it, whom to ask, and what is broken", () => {
    const { stdout } = bowsprit("owners", "explain", "--tree", brokenFile, "a/x", "y");
    expect(stdout).toContain("NOT APPROVED: open are OWNERS, a/OWNERS");
    expect(stdout).toContain("OWNERS: needs an approval\n  who may: root\n  y");
    expect(stdout).toContain("a/OWNERS: needs an approval\n  who may: nobody\n  a/x");
    expect(stdout).toContain("Ask: root");
    expect(stdout).toMatch(/Broken:\n {2}a\/OWNERS:1: YAML: /);
  });

  test("says when nothing is left to do", () => {
    expect(bowsprit("owners", "explain", "--tree", treeFile, "--approved", "root", "y").stdout).toMatch(/^APPROVED\n/);
  });
});

describe("bad input is one line on stderr, nothing on stdout, exit status 2:", () => {
  test.each<[string, readonly string[], RegExp]>([
    ["an unknown subcommand", ["bogus"], /unknown command 'bogus'/],
    ["no subcommand", [], /name a subcommand: .*owners/],
    ["a subcommand without its part", ["owners"], /see --help/],
    ["an unknown option", ["owners", "explain", "--bogus"], /unknown option '--bogus'/],
    ["a misspelt option", ["owners", "explain", "--jsn"], /Did you mean --json/],
    ["neither root nor tree", ["owners", "explain", "x"], /either --root DIR or --tree FILE/],
    ["both root and tree", ["owners", "explain", "--root", ".", "--tree", treeFile], /either --root DIR or --tree FILE/],
    ["a root that is not there", ["owners", "explain", "--root", join(scratch, "nope")], /ENOENT/],
    ["a root that is a file", ["owners", "explain", "--root", treeFile], /not a directory/],
    ["a tree that is not there", ["owners", "explain", "--tree", join(scratch, "nope")], /ENOENT/],
    ["a tree that is not JSON", ["owners", "explain", "--tree", written("bad.json", "{")], /is not JSON/],
    ["a tree of other things", ["owners", "explain", "--tree", written("list.json", '{"OWNERS": 1}')], /texts by path/],
    ["a list of files that is not there", ["owners", "explain", "--tree", treeFile, "--files-from", join(scratch, "nope")], /ENOENT/],
    ["paths twice", ["owners", "explain", "--tree", treeFile, "--files-from", treeFile, "x"], /not both/],
    ["a number that is none", ["owners", "explain", "--tree", treeFile, "--number", "1.5"], /whole number/],
    ["a pattern that is not RE2", ["owners", "explain", "--tree", treeFile, "--denylist", "(?!x)"], /--denylist/],
  ])("%s", (_, args, line) => {
    const { status, stdout, stderr } = bowsprit(...args);
    expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
    expect(stderr).toMatch(line);
    expect(stderr).toMatch(/^bowsprit: [^\n]+\n$/);
  });

  test.each([[["--help"]], [["owners", "--help"]], [["owners", "explain", "--help"]]])("%j is no error", (args) => {
    const { status, stdout, stderr } = bowsprit(...args);
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    expect(stdout).toContain("Usage: bowsprit");
  });
});
