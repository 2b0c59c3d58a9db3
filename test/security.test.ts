/** docs/security.md against the code: every permission has its row, limits are those of the code, and the tests it leans on exist. */
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { largestFile, mostValues } from "../src/config/yaml.ts";
import { limits } from "../src/core/owners/document.ts";
import { mostFilters } from "../src/core/owners/form.ts";
import { longestPattern } from "../src/core/owners/pattern.ts";
import { usualLimits } from "../src/github/limiter.ts";
import { manifestIn } from "../src/setup/manifest.ts";
import { newToken } from "../src/setup/token.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const text = (path: string): string => readFileSync(`${root}${path}`, "utf8");
const page = text("docs/security.md");
const flat = page.replaceAll(/\s+/g, " ");
const section = (title: string): string => page.split(/^## /m).find((part) => part.startsWith(`${title}\n`)) ?? "";

describe("the permissions", () => {
  const listed = section("What each permission is for")
    .split("\n")
    .filter((line) => line.startsWith("| `"))
    .flatMap((line) => [...(line.split("|")[1] ?? "").matchAll(/`([^`]+)`/g)].map(([, name]) => name));

  test("of app.yml are all there, at their levels, and beside them only what it offers as an opt-in", () => {
    const asked = Object.entries(manifestIn(text("app.yml")).default_permissions).map(([name, level]) => `${name}: ${level}`);
    const offered = [...text("app.yml").matchAll(/^ {2}# ([a-z_]+: write) #/gm)].map(([, name]) => name);
    expect(offered).toHaveLength(2);
    expect(listed.toSorted()).toEqual([...asked, ...offered].toSorted());
  });

  test("do not hold the one that is promised to be absent", () => {
    expect(flat).toContain("There is no `contents: write`");
    expect(listed).not.toContain("contents: write");
  });
});

const thousands = (number: number): string => number.toLocaleString("en");

test.each([
  ["patterns", `at most ${thousands(longestPattern)} characters, and a file at most ${mostFilters} of them`],
  ["OWNERS files", `at most ${thousands(limits.length)} characters and ${thousands(limits.nodes)} values`],
  ["options files", `${thousands(largestFile)} characters, ${thousands(mostValues)} values`],
  ["comments", `all of ${usualLimits.contentAnHour} an hour`],
  ["the token of set-up", `${newToken().length} characters`],
])("the limit of %s is the code's", (_, told) => expect(flat).toContain(told));

const proofs = [...flat.matchAll(/`(test\/[^`]+)`: ([^|<)]+?)\s*(?=\||<br>|\))/g)].map(([, file = "", name = ""]) => [file, name] as const);

test("it leans on tests", () => expect(proofs.length).toBeGreaterThan(30));

test.each(proofs)("%s has the test: %s", (file, name) => {
  expect(existsSync(root + file)).toBe(true);
  expect(text(file)).toContain(name);
});

test.each(["README.md", "docs/operating.md"])("%s leads to it", (path) => expect(text(path)).toMatch(/\]\((?:docs\/)?security\.md/));
