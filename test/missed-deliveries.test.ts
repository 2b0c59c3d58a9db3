/** Deliveries that failed, on the simulated GitHub: the delivery log tells of them, and each is taken up once. */
import { expect, test } from "vitest";
import { catchingUp } from "../src/catch-up.ts";
import { type Instant, shaOf } from "../src/core/ids.ts";
import { type Deliverer, setSuspended } from "../src/sim/index.ts";
import type { Delivery } from "../src/web/receiver.ts";
import { anvil, atWork } from "./anvil.ts";

const unwell = async (): Promise<Response> => new Response("", { status: 503 });

/** A pull request of bob's that the bot has looked at. */
async function given() {
  const { world, alice, bob, repo, installation } = anvil();
  const deliverer = world.deliverer();
  const stage = await atWork({ world, deliverer });
  const heard: string[] = [];
  const now = () => world.clock.now() as Instant;
  /** What reads the log for this process. */
  const reader = (hear: (delivery: Delivery) => Promise<void> = stage.parts.hear) =>
    catchingUp({
      ...{ github: stage.parts.github, cache: stage.ledger.cache, now },
      hear: async (delivery) => {
        heard.push(delivery.event);
        await hear(delivery);
      },
      wake: (wakes) => stage.ledger.work.wake({ wakes }, now(), "sweep"),
    });
  const pull = bob.opens(repo, { changes: { "a.go": "package b\n" }, fork: true });
  await stage.settle();
  world.clock.advance(60);
  return { world, alice, bob, repo, installation, deliverer, stage, reader, pull, heard };
}

/** What happens is told while nobody answers well. */
async function failing(deliverer: Deliverer, happens: () => void): Promise<void> {
  happens();
  await deliverer.deliver(unwell);
}

test("a comment whose delivery failed is found in the log and answered, once", async () => {
  const { deliverer, alice, pull, stage, reader, heard } = await given();
  await failing(deliverer, () => alice.says(pull, "/lgtm"));
  await stage.settle();
  expect(pull.labels()).toEqual([]);
  const catchUp = reader();
  expect(catchUp.logReadAt).toBeUndefined();
  expect(await catchUp.readDeliveryLog()).toBe(1);
  expect(catchUp.logReadAt).toBeDefined();
  await stage.settle();
  expect([pull.labels(), heard]).toEqual([["lgtm"], ["issue_comment"]]);
  expect(await reader().readDeliveryLog()).toBe(0);
});

test("what a failed delivery tells and GitHub will not tell again is learnt: which head there was when", async () => {
  const { deliverer, bob, repo, pull, stage, reader } = await given();
  await failing(deliverer, () => bob.pushes(pull, { "a.go": "package c\n" }));
  const head = shaOf(pull.head);
  expect(await stage.ledger.threads.withHead(repo.id, head)).toEqual([]);
  await reader().readDeliveryLog();
  expect(await stage.ledger.threads.withHead(repo.id, head)).toMatchObject([{ number: pull.number }]);
});

test("a delivery that arrived at a later try is not taken up again", async () => {
  const { deliverer, alice, pull, stage, reader } = await given();
  await failing(deliverer, () => alice.says(pull, "/hold"));
  const failure = deliverer.failed[0];
  if (failure === undefined) throw new Error("nothing failed");
  await deliverer.redeliver(failure.delivery, stage.parts.receive);
  expect(await reader().readDeliveryLog()).toBe(0);
});

test("what was never tried is not in the log", async () => {
  const { deliverer, alice, pull, reader } = await given();
  await deliverer.missing(() => alice.says(pull, "/hold"));
  expect(await reader().readDeliveryLog()).toBe(0);
});

test("a failure halfway leaves the rest for the next read, and nothing is taken up twice", async () => {
  const { deliverer, alice, pull, stage, reader, heard } = await given();
  await failing(deliverer, () => {
    for (const word of ["/hold", "/lgtm", "/approve"]) alice.says(pull, word);
  });
  let calls = 0;
  const broken = reader((delivery) => {
    calls += 1;
    return calls === 2 ? Promise.reject(new Error("disk full")) : stage.parts.hear(delivery);
  });
  await expect(broken.readDeliveryLog()).rejects.toThrow("disk full");
  expect(broken.logReadAt).toBeUndefined();
  expect(await reader().readDeliveryLog()).toBe(2);
  expect(heard).toHaveLength(4);
  await stage.settle();
  expect(pull.labels().toSorted()).toEqual(["approved", "do-not-merge/hold", "lgtm"]);
});

test("the log is read page by page, back to a little before the last read", async () => {
  const { world, deliverer, alice, pull, reader } = await given();
  await failing(deliverer, () => {
    for (let n = 0; n < 250; n += 1) alice.says(pull, `${n}`);
  });
  const catchUp = reader();
  const pages = async () => {
    const before = world.journal.counts.get("GET /app/hook/deliveries") ?? 0;
    const taken = await catchUp.readDeliveryLog();
    return [(world.journal.counts.get("GET /app/hook/deliveries") ?? 0) - before, taken];
  };
  const [first, taken] = await pages();
  expect([(first ?? 0) >= 3, taken]).toEqual([true, 250]);
  world.clock.advance(3600);
  await failing(deliverer, () => alice.says(pull, "/hold"));
  world.clock.advance(600);
  expect(await pages()).toEqual([first, 1]);
  // Now the newest entry is an hour younger than those before it: one page is far enough.
  expect(await pages()).toEqual([1, 0]);
});

test("a suspension that is told late, after it ended, drops nothing for good", async () => {
  const { world, deliverer, installation, alice, pull, stage, reader } = await given();
  await failing(deliverer, () => setSuspended(world, installation, true));
  setSuspended(world, installation, false);
  await stage.settle();
  world.clock.advance(3600);
  await failing(deliverer, () => alice.says(pull, "/lgtm"));
  await deliverer.missing(() => alice.says(pull, "/approve"));
  expect(await reader().readDeliveryLog()).toBe(2);
  await stage.settle();
  expect(pull.labels().toSorted()).toEqual(["approved", "lgtm"]);
});

test("a delivery that the log names and no longer holds is passed over", async () => {
  const { world, deliverer, alice, pull, stage } = await given();
  await failing(deliverer, () => alice.says(pull, "/hold"));
  const now = () => world.clock.now() as Instant;
  const catchUp = catchingUp({
    ...{ github: { ...stage.parts.github, deliveryNumbered: async () => undefined }, cache: stage.ledger.cache, now },
    ...{ hear: stage.parts.hear, wake: async () => {} },
  });
  expect([await catchUp.readDeliveryLog(), await catchUp.readDeliveryLog()]).toEqual([1, 0]);
});
