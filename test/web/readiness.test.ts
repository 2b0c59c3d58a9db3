/** A check that costs a request is not made for each who asks. */
import { expect, test } from "vitest";
import { atMostEvery } from "../../src/web/readiness.ts";

function given() {
  const asked: ((answer: string | undefined) => void)[] = [];
  let now = 0;
  const check = atMostEvery(
    60,
    () => new Promise<string | undefined>((resolve) => asked.push(resolve)),
    () => now,
  );
  return { asked, check, at: (seconds: number) => (now = seconds) };
}

test("all who ask within a minute get one answer", async () => {
  const { asked, check, at } = given();
  const first = [check(), check()];
  at(59);
  first.push(check());
  expect(asked).toHaveLength(1);
  asked[0]?.("no token");
  expect(await Promise.all(first)).toEqual(["no token", "no token", "no token"]);
});

test("the last answer stands until the next one is there", async () => {
  const { asked, check, at } = given();
  const first = check();
  asked[0]?.(undefined);
  expect(await first).toBeUndefined();
  at(60);
  expect(await check()).toBeUndefined();
  expect(asked).toHaveLength(2);
  asked[1]?.("no token");
  await Promise.resolve();
  expect(await check()).toBe("no token");
});
