/** The limiter: one write at a time, content apart, and sweeps after people. */
import { expect, test } from "vitest";
import { RetryLater } from "../../src/core/errors.ts";
import { Limiter, type Urgency } from "../../src/github/limiter.ts";

const limiter = (spacing = 0) => new Limiter({ spacing, contentAnHour: 100 }, () => 0);

test("writes are sent one after another", async () => {
  const one = limiter();
  let running = 0;
  let most = 0;
  const write = () =>
    one.run("write", "pass", async () => {
      running += 1;
      most = Math.max(most, running);
      await Promise.resolve();
      running -= 1;
    });
  await Promise.all(Array.from({ length: 10 }, write));
  expect(most).toBe(1);
});

test("an answer to a person goes first, a sweep last", async () => {
  const one = limiter();
  const order: string[] = [];
  const note = (name: string) => async () => {
    order.push(name);
  };
  await Promise.all([
    one.run("write", "sweep", note("first")),
    one.run("write", "sweep", note("sweep")),
    one.run("write", "pass", note("pass")),
    one.run("write", "answer", note("answer")),
  ]);
  expect(order).toEqual(["first", "answer", "pass", "sweep"]);
});

test("an hour's content is for answers to the end, for passes to three quarters and for sweeps to a half; each is told when there is room", async () => {
  let now = 0;
  const one = new Limiter({ spacing: 0, contentAnHour: 8 }, () => now);
  const create = (urgency: Urgency) =>
    one.run("content", urgency, async () => "created").catch((error: unknown) => (error instanceof RetryLater ? error.againIn : error));
  const created: unknown[] = [];
  for (const urgency of ["sweep", "pass", "answer"] as const)
    for (let n = 0; n < 5; n += 1) {
      created.push(await create(urgency));
      now += 10;
    }
  expect(created).toEqual([
    ...["created", "created", "created", "created", 3560],
    ...["created", "created", 3530, 3520, 3510],
    ...["created", "created", 3480, 3470, 3460],
  ]);
  // The oldest is an hour old: an answer more, and a pass only once three more are.
  now = 3600;
  expect([await create("answer"), await create("pass")]).toEqual(["created", 30]);
  expect(await one.run("write", "sweep", async () => "written")).toBe("written");
});

test("a failure does not keep the next one waiting", async () => {
  const one = limiter();
  const failing = one.run("write", "pass", () => Promise.reject(new Error("no")));
  const next = one.run("write", "pass", async () => "done");
  await expect(failing).rejects.toThrow("no");
  await expect(next).resolves.toBe("done");
});

test("content is spaced, and reads need not wait for it", async () => {
  const one = limiter(40);
  const order: string[] = [];
  const note = (name: string) => async () => {
    order.push(name);
  };
  await one.run("content", "pass", note("content"));
  const start = performance.now();
  const second = one.run("content", "pass", note("more content"));
  await one.run("read", "pass", note("read"));
  await second;
  expect(order).toEqual(["content", "read", "more content"]);
  expect(performance.now() - start).toBeGreaterThan(30);
});

test("a request that makes several comments takes the room of several", async () => {
  const one = new Limiter({ spacing: 0, contentAnHour: 4 }, () => 0);
  const create = (created: number) =>
    one.run("content", "answer", async () => "created", created).catch((error: unknown) => error instanceof RetryLater);
  expect([await create(3), await create(2), await create(1), await create(1)]).toEqual(["created", true, "created", true]);
});
