/** The limiter: one write at a time, content apart, and sweeps after people. */
import { expect, test } from "vitest";
import { Limiter } from "../../src/github/limiter.ts";

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
