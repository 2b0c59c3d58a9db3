/** Sightings that are forgotten must not be missed by any proof. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Instant } from "../../src/core/ids.ts";
import type { Sighting } from "../../src/core/memory.ts";
import { thinned, withSightings } from "../../src/ledger/sightings.ts";
import { at, seen, shaNumber } from "./samples.ts";

const read = (head: number, seconds: number): Sighting => seen(head, seconds, { source: "read" });
const late = seen(9, 100_000);

describe("what is kept of old sightings", () => {
  const rows: { what: string; of: Sighting[]; kept: Sighting[]; moves?: number[] }[] = [
    { what: "the ends of a stay", of: [seen(1, 1), seen(1, 2), seen(1, 3), late], kept: [seen(1, 1), seen(1, 3), late] },
    {
      what: "both ends of every stay on a head",
      of: [seen(1, 1), seen(1, 2), seen(2, 3), seen(1, 4), seen(1, 5), seen(1, 6), late],
      kept: [seen(1, 1), seen(1, 2), seen(2, 3), seen(1, 4), seen(1, 6), late],
    },
    {
      what: "the ends of the reads and the ends of the deliveries",
      of: [read(1, 1), seen(1, 2), seen(1, 3), read(1, 4), seen(1, 5), read(1, 6), late],
      kept: [read(1, 1), seen(1, 2), seen(1, 5), read(1, 6), late],
    },
    {
      what: "both sides of a forced move, which may lead away and back",
      of: [seen(1, 1), seen(1, 2), seen(1, 3), seen(1, 7), seen(1, 8), seen(1, 9), late],
      moves: [5],
      kept: [seen(1, 1), seen(1, 3), seen(1, 7), seen(1, 9), late],
    },
    {
      what: "what names the head before, and what the thread was opened with",
      of: [seen(1, 0, { source: "opened" }), seen(1, 1), seen(1, 2, { before: shaNumber(4) }), seen(1, 3), seen(1, 4), late],
      kept: [seen(1, 0, { source: "opened" }), seen(1, 2, { before: shaNumber(4) }), seen(1, 4), late],
    },
    {
      what: "the last before a second in which there were two heads",
      of: [seen(1, 1), seen(1, 2), seen(1, 3), seen(1, 4), seen(2, 4), late],
      kept: [seen(1, 1), seen(1, 3), seen(1, 4), seen(2, 4), late],
    },
    { what: "everything of the last hour", of: [seen(1, 1), seen(1, 2), seen(1, 3)], kept: [seen(1, 1), seen(1, 2), seen(1, 3)] },
    { what: "nothing of nothing", of: [], kept: [] },
  ];
  test.each(rows)("$what", ({ of, kept, moves = [] }) => {
    expect(thinned(of, moves.map(at))).toEqual(kept);
  });
});

/** The sandwich: one head, sighted at or before the second and after it, with no other head and no forced move between. */
function provenHeads(sightings: readonly Sighting[], moves: readonly Instant[], second: Instant, delay: number): Set<string> {
  const timeOf = (sighting: Sighting) => (sighting.source === "read" ? sighting.at - delay : sighting.at);
  const proven = new Set<string>();
  for (const before of sightings)
    for (const after of sightings) {
      if (before.head !== after.head || timeOf(before) > second || timeOf(after) <= second) continue;
      const between = (time: number) => before.at <= time && time <= after.at;
      const isBroken = moves.some(between) || sightings.some((other) => other.head !== before.head && between(other.at));
      if (!isBroken) proven.add(before.head);
    }
  return proven;
}

const sightingsArbitrary = fc
  .array(
    fc.record({
      head: fc.integer({ min: 1, max: 3 }),
      seconds: fc.integer({ min: 0, max: 60 }),
      source: fc.constantFrom("delivery" as const, "read" as const),
    }),
    { maxLength: 25 },
  )
  .map((all) => withSightings([], [...all.map(({ head, seconds, source }) => seen(head, seconds, { source })), late]));

test("no second loses the head that was proven for it, whatever delay counts for reads", () => {
  fc.assert(
    fc.property(
      sightingsArbitrary,
      fc.array(fc.integer({ min: 0, max: 60 }), { maxLength: 3 }),
      fc.integer({ min: 0, max: 60 }),
      fc.constantFrom(0, 3, 10),
      (sightings, moves, second, delay) => {
        const instants = moves.map(at);
        const thin = thinned(sightings, instants);
        expect(provenHeads(thin, instants, at(second), delay)).toEqual(provenHeads(sightings, instants, at(second), delay));
      },
    ),
    { numRuns: 3000 },
  );
});

test("no head is forgotten altogether, and thinning twice is thinning once", () => {
  fc.assert(
    fc.property(sightingsArbitrary, (sightings) => {
      const thin = thinned(sightings, []);
      expect(new Set(thin.map(({ head }) => head))).toEqual(new Set(sightings.map(({ head }) => head)));
      expect(thinned(thin, [])).toEqual(thin);
    }),
  );
});

test("of endless pushes the oldest are forgotten, never one between two that stay", () => {
  const pushes = Array.from({ length: 2500 }, (_, n) => seen(n + 2, n * 60, { before: shaNumber(n + 1) }));
  expect(thinned(pushes, [])).toEqual(pushes.slice(500));
});

test("a sighting that is told twice is kept once", () => {
  expect(withSightings([seen(1, 5)], [seen(1, 3), seen(1, 5), read(1, 5)])).toEqual([seen(1, 3), seen(1, 5), read(1, 5)]);
});
