/** docs/prow-differences.md: every difference names a test, and the tests that it names exist. */
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const root = fileURLToPath(new URL("..", import.meta.url));
const page = readFileSync(`${root}docs/prow-differences.md`, "utf8");
const rows = page
  .split("\n")
  .filter((line) => line.startsWith("| ") && !line.startsWith("| Prow |"))
  .map((line) => line.split(" | "));

test("every difference has a reason and a test", () => {
  expect(rows.length).toBeGreaterThan(20);
  expect(rows.filter((cells) => cells.length !== 4 || cells.some((cell) => cell.trim() === "") || !cells[3]?.startsWith("`test/"))).toEqual(
    [],
  );
});

const proofs = rows.flatMap((cells) =>
  (cells[3] ?? "").split("<br>").map((proof) => /^`([^`]+)`: (.*?)(?: \|)?$/.exec(proof)?.slice(1) ?? [proof, ""]),
);

test.each(proofs)("%s has the test: %s", (file = "", name = "") => {
  expect(existsSync(root + file)).toBe(true);
  expect(name).not.toBe("");
  expect(readFileSync(root + file, "utf8")).toContain(name);
});
