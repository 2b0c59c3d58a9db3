/** The list of mutations keeps up with the source: each still has something to change, and a story to fail. */
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { mutations } from "./mutations.ts";

const textOf = (file: string): string => readFileSync(new URL(`../../${file}`, import.meta.url), "utf8");

test("no two have one name", () => {
  const names = mutations.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
});

describe.each(mutations)("without its rule: $name", ({ file, find, replace, story: [stories, name] }) => {
  test("the source holds what it changes, once", () => {
    expect(textOf(file).split(find)).toHaveLength(2);
    expect(replace).not.toBe(find);
  });

  test("the story is there", () =>
    expect(textOf(stories)).toMatch(new RegExp(`[\\w)]\\(\\s*"${name.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&")}`)));
});
