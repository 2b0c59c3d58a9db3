/** Of whom GitHub is asked how much they have to do: the nearest, and nobody who cannot be asked for a review. */
import { expect, test } from "vitest";
import { loginOf } from "../../../src/core/ids.ts";
import { closenessIn } from "../../../src/core/route/closeness.ts";
import { mostWeighed, nearestOwners, routedFiles } from "../../../src/core/route/nearest.ts";
import { ownersIn, type Tree } from "../owners/given.ts";

const filesIn = (tree: Tree, changed: Readonly<Record<string, number>>, mdyaml = false) =>
  routedFiles(
    Object.entries(changed).map(([path, additions]) => ({ path, status: "modified", additions, deletions: 0 })),
    ownersIn(tree, { mdyaml }),
  );

const tree: Tree = {
  OWNERS: "reviewers: [root, al]\napprovers: [cy]",
  "a/OWNERS": "reviewers: [al, bo, Author, 'robot[bot]', '']\nemeritus_reviewers: [old]\napprovers: [di, al]",
  "a/b/OWNERS": "reviewers: [ed, old]\nemeritus_reviewers: [old]",
};

test("reviewers come before approvers, and the nearest first", () => {
  const nearest = nearestOwners(filesIn(tree, { "a/b/x": 1 }), loginOf("author"), "a");
  expect(nearest).toEqual(["ed", "al", "bo", "root", "di", "cy"]);
});

test("of those who are as near not always the same ones come first, but for one pull request always", () => {
  const crowd = { OWNERS: `reviewers: [${Array.from({ length: 40 }, (_, at) => `p${at}`).join()}]` };
  const nearest = (seed: string) => nearestOwners(filesIn(crowd, { x: 1 }), undefined, seed);
  expect(nearest("one")).toEqual(nearest("one"));
  const weighed = new Set(Array.from({ length: 9 }, (_, at) => nearest(`${at}`).slice(0, mostWeighed)).flat());
  expect(weighed.size).toBe(40);
});

test.each<[string, Readonly<Record<string, number>>, string, number, number]>([
  ["its own directory is no distance", { "a/b/x": 9 }, "ed", 0, 9],
  ["each directory above is one", { "a/b/x": 9 }, "root", 2, 9],
  ["directories without OWNERS count", { "a/b/c/d/x": 1 }, "bo", 3, 1],
  ["the nearest level that names somebody counts", { "a/b/x": 1 }, "al", 1, 1],
  ["lines weigh files", { "a/b/x": 30, "a/x": 10 }, "bo", 0.75, 40],
  ["a file without lines counts as one", { "a/b/x": 0, "a/x": 3 }, "bo", 0.25, 4],
  ["lines that are not theirs count up to two", { "a/b/x": 1, "a/x": 3 }, "ed", 1.5, 1],
])("%s", (_, changed, login, distance, lines) => {
  expect(closenessIn(filesIn(tree, changed), "reviewer").get(loginOf(login))).toMatchObject({ distance, lines });
});

test("who owns a Markdown file by its own header is no nearer than its directory", () => {
  const files = filesIn({ "docs/a.md": "---\nreviewers: [ann]\n---\n" }, { "docs/a.md": 1 }, true);
  expect(closenessIn(files, "reviewer").get(loginOf("ann"))?.distance).toBe(0);
});
