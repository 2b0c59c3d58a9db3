/** The delivery log: which deliveries arrived, whatever became of their single tries. */
import { expect, test } from "vitest";
import { type Attempt, deliveriesIn } from "../../src/core/deliveries.ts";
import type { Instant } from "../../src/core/ids.ts";

const attempt = (guid: string, at: number, code: number): Attempt => ({
  ...{ id: at, guid, at: at as Instant, event: "push", code },
  status: code === 202 ? "OK" : `Invalid HTTP Response: ${code}`,
});

const told = (...attempts: readonly Attempt[]) => deliveriesIn(attempts).map(({ guid, isDone, last }) => [guid, isDone, last.code]);

test("the tries at one delivery are one, and it arrived if any of them did", () => {
  expect(told(attempt("a", 3, 503), attempt("a", 2, 202), attempt("a", 1, 503))).toEqual([["a", true, 503]]);
  expect(told(attempt("a", 2, 404), attempt("a", 1, 503))).toEqual([["a", false, 404]]);
});

test("the one that was tried last comes first, in whatever order the tries are given", () => {
  expect(told(attempt("a", 1, 503), attempt("b", 2, 202), attempt("a", 3, 202))).toEqual([
    ["a", true, 202],
    ["b", true, 202],
  ]);
});
