/** The table of imitated behaviours names tests that exist. */
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";

const table = readFileSync(new URL("../../docs/github-facts.md", import.meta.url), "utf8");
const rows = [...table.matchAll(/\| (\w+): `([^`]+)` \|$/gm)].map(([, file = "", name = ""]) => ({ file, name }));

test("every behaviour in docs/github-facts.md has a source and a test that is there", () => {
  const lines = table.split("\n").filter((line) => line.startsWith("| ") && !line.startsWith("| behaviour"));
  expect(rows).toHaveLength(lines.length);
  const missing = rows.filter(({ file, name }) => !readFileSync(new URL(`${file}.test.ts`, import.meta.url), "utf8").includes(`"${name}"`));
  expect(missing).toEqual([]);
});
