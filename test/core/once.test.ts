/** What is worked out once. */
import { expect, test } from "vitest";
import { once } from "../../src/core/once.ts";

test("a thing is looked at once, another one by itself", () => {
  const seen: object[] = [];
  const number = once((thing: object) => {
    seen.push(thing);
    return thing === first ? undefined : seen.length;
  });
  const [first, second] = [{}, {}];
  expect([number(first), number(first), number(second), number(second)]).toEqual([undefined, undefined, 2, 2]);
  expect(seen).toEqual([first, second]);
});
