/** Draws: within bounds, repeatable, and without a favourite. */
import { describe, expect, test } from "vitest";
import { hashOf, seededDraw, takesFirst, takesLast } from "../../../src/core/route/draw.ts";

test("the first and the last are what they say", () => {
  expect([1, 2, 9].map(takesFirst)).toEqual([0, 0, 0]);
  expect([1, 2, 9].map(takesLast)).toEqual([0, 1, 8]);
});

test("a seed draws the same each time, another one something else", () => {
  const series = (seed: number) => Array.from({ length: 20 }, () => 10).map(seededDraw(seed));
  expect(series(3)).toEqual(series(3));
  expect(series(4)).not.toEqual(series(3));
  expect(Math.max(...series(3))).toBeLessThan(10);
});

/** How often the most frequent of ten outcomes comes among ten thousand, where a thousand are expected. */
const favourite = (outcomes: Iterable<unknown>): number =>
  Math.max(
    ...Map.groupBy(outcomes, (one) => one)
      .values()
      .map((all) => all.length),
  );

describe("nobody is favoured", () => {
  test("by draws of one seed", () => {
    const draw = seededDraw(1);
    expect(favourite(Array.from({ length: 10_000 }, () => draw(10)))).toBeLessThan(1150);
  });

  test("by the first draw of many seeds", () => {
    expect(favourite(Array.from({ length: 10_000 }, (_, seed) => seededDraw(hashOf(`org/repo#${seed}`))(10)))).toBeLessThan(1150);
  });

  test.each([
    ["names that differ in their last letter", (at: number) => `person${at}`],
    ["names of different lengths", (at: number) => "x".repeat(at + 1)],
  ])("by the order of hashes of %s", (_, named) => {
    const names = Array.from({ length: 10 }, (_, at) => named(at));
    const first = (seed: number) => names.reduce((best, name) => (hashOf(`${seed} ${name}`) < hashOf(`${seed} ${best}`) ? name : best));
    expect(favourite(Array.from({ length: 10_000 }, (_, seed) => first(seed)))).toBeLessThan(1150);
  });
});
