/** docs/doctor.md names every check that there is, and no other. */
import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";

const at = (path: string): URL => new URL(`../${path}`, import.meta.url);

test("the table of checks is that of the code", () => {
  const sources = readdirSync(at("src/core/doctor/")).map((file) => readFileSync(at(`src/core/doctor/${file}`), "utf8"));
  const known = new Set(sources.flatMap((text) => [...text.matchAll(/checkNamed\(\s*"([^"]+)"/g)].map(([, name]) => name)));
  const [, table = ""] = /## The checks\n(.*?)\n## /s.exec(readFileSync(at("docs/doctor.md"), "utf8")) ?? [];
  const listed = [...table.matchAll(/^\| `([^`]+)` \|/gm)].map(([, name]) => name);
  expect(known.size).toBeGreaterThan(10);
  expect(listed.toSorted()).toEqual([...known].toSorted());
});
