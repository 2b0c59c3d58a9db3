/** What does not come in time is said, and what comes leaves no timer behind. */
import { expect, test } from "vitest";
import { within } from "./deadline.ts";

test("what comes in time is handed on, an error too", async () => {
  expect(await within(60, "a value", Promise.resolve(7))).toBe(7);
  await expect(within(60, "a value", Promise.reject(new Error("no")))).rejects.toThrow("no");
});

test("what never comes is an error that says what it was", async () => {
  await expect(within(0.01, "an answer", new Promise(() => {}))).rejects.toThrow("after 0.01 s still not: an answer");
});
