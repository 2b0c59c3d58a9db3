/** docs/routing.md explains every reason that a choice may give, in the words of the code. */
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { whyChosen, whyNotChosen } from "../../../src/core/route/codes.ts";

const manual = readFileSync("docs/routing.md", "utf8");

/** Rows of the table under a heading, as code and meaning. */
const rowsUnder = (heading: string): string[] =>
  (manual.split(`\n### ${heading}\n`)[1]?.split("\n#")[0] ?? "").split("\n").filter((line) => line.startsWith("| `"));

test.each([
  ["Why somebody is asked", whyChosen],
  ["Why somebody is not asked", whyNotChosen],
])("the manual lists under %s every code with its meaning, and no other", (heading, codes) => {
  expect(rowsUnder(heading)).toEqual(Object.entries(codes).map(([code, meaning]) => `| \`${code}\` | ${meaning} |`));
});
