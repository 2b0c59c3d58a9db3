/** Working hours: all hours of Monday to Friday, by UTC, and none of the weekend. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { instantOf, isoOf, later } from "../../../src/core/ids.ts";
import { afterWorkingHours } from "../../../src/core/route/hours.ts";

test.each([
  ["2026-03-02T10:00:00Z", 1, "2026-03-02T11:00:00Z"],
  ["2026-03-02T10:00:00Z", 72, "2026-03-05T10:00:00Z"],
  ["2026-03-06T10:00:00Z", 72, "2026-03-11T10:00:00Z"],
  ["2026-03-06T23:30:00Z", 1, "2026-03-09T00:30:00Z"],
  ["2026-03-07T00:00:00Z", 1, "2026-03-09T01:00:00Z"],
  ["2026-03-08T18:00:00Z", 24, "2026-03-10T00:00:00Z"],
  ["2026-03-06T00:00:00Z", 24, "2026-03-07T00:00:00Z"],
  ["2026-03-02T00:00:00Z", 120, "2026-03-07T00:00:00Z"],
  ["2026-03-02T00:00:01Z", 240, "2026-03-16T00:00:01Z"],
])("from %s %d hours later it is %s", (from, hours, then) => {
  expect(isoOf(afterWorkingHours(instantOf(from), hours))).toBe(then);
});

test("an hour more is never earlier, never within a weekend's middle, and whole weeks are weeks", () => {
  const moments = fc.integer({ min: 0, max: 400 * 24 * 3600 }).map((seconds) => later(instantOf("2026-01-01T00:00:00Z"), seconds));
  fc.assert(
    fc.property(moments, fc.integer({ min: 1, max: 500 }), (from, hours) => {
      const then = afterWorkingHours(from, hours);
      expect(then - from).toBeGreaterThanOrEqual(hours * 3600);
      expect(afterWorkingHours(from, hours + 1)).toBeGreaterThan(then);
      const weekday = new Date(then * 1000).getUTCDay();
      if (weekday === 0 || weekday === 6) expect(isoOf(then)).toMatch(/T00:00:00Z$/);
      expect(weekday).not.toBe(0);
      expect(afterWorkingHours(from, hours + 120) - then).toBe(7 * 24 * 3600);
    }),
  );
});
