/** docs/prow-differences.md: every difference names a test, and the tests that it names exist. */
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const root = fileURLToPath(new URL("..", import.meta.url));
const page = readFileSync(`${root}docs/prow-differences.md`, "utf8");
const rowsIn = (text: string) =>
  text
    .split("\n")
    .filter((line) => line.startsWith("| ") && !line.startsWith("| Prow |"))
    .map((line) => line.split(" | "));
const rows = rowsIn(page);

test("every difference has a reason and a test", () => {
  expect(rows.length).toBeGreaterThan(20);
  expect(rows.filter((cells) => cells.length !== 4 || cells.some((cell) => cell.trim() === "") || !cells[3]?.startsWith("`test/"))).toEqual(
    [],
  );
});

const proofsOf = (cells: readonly string[]) =>
  (cells[3] ?? "").split("<br>").map((proof) => /^`([^`]+)`: (.*?)(?: \|)?$/.exec(proof)?.slice(1) ?? [proof, ""]);

test.each(rows.flatMap(proofsOf))("%s has the test: %s", (file = "", name = "") => {
  expect(existsSync(root + file)).toBe(true);
  expect(name).not.toBe("");
  expect(readFileSync(root + file, "utf8")).toContain(name);
});

const sections = page.split(/^## /m).slice(1);

test.each(sections.map((section) => [section.split("\n", 1)[0], rowsIn(section)] as const))(
  "%s: no two rows rest on one test alone, as two that say the same do",
  (_, section) => {
    const alone = section.flatMap((cells) => {
      const [proof, ...others] = proofsOf(cells);
      return proof === undefined || others.length > 0 ? [] : [{ row: cells[0], file: proof[0], name: proof[1] ?? "" }];
    });
    const isDoubled = (one: (typeof alone)[number]) =>
      alone.some((other) => other !== one && other.file === one.file && other.name.includes(one.name));
    expect(alone.filter(isDoubled).map(({ row }) => row)).toEqual([]);
  },
);
