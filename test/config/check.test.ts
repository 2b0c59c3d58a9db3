/** The check of an options file that a pull request edits: the same gate as everywhere, with a line and plain words for each mistake. */
import { expect, test } from "vitest";
import { optionsCheck } from "../../src/config/check.ts";
import { rulebook } from "./given.ts";

const check = optionsCheck(rulebook);

test.each<[string, string, string, readonly string[]]>([
  ["a sound file", "review: {team: x}\n", "repo", []],
  ["a misspelt option", "mode: on\nreview:\n  tem: x\n", "repo", ["3: review.tem: unknown option; did you mean team?"]],
  ["what only the organisation may say", "activate: explicit\n", "repo", ["1: activate: only the organisation's file may say this"]],
  ["the same in the organisation's repository", "activate: explicit\n", ".GitHub", []],
  ["values that do not go together", "review: {minimum: 9}\n", "repo", ["1: review: minimum must not be above most"]],
  ["no YAML", "a: [\n", "repo", ["1: not YAML: `deficient indentation`"]],
])("%s", (_, text, repository, expected) =>
  expect(check(text, { owner: "org", name: repository }).map(({ line, what }) => `${line}: ${what}`)).toEqual(expected),
);

test("every mistake names the file and is one that a person must mend", () =>
  expect(check("x: 1\ny: 2\n", { owner: "org", name: "repo" })).toMatchObject([
    { file: ".github/bowsprit.yaml", level: "failure" },
    { file: ".github/bowsprit.yaml", level: "failure" },
  ]));
