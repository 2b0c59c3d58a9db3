/** The bot as it is put together: what it says itself is no news to it. */
import { expect, test } from "vitest";
import { stageOn } from "../src/cli/stage.ts";
import { noFaults, promptDeliveries, World } from "../src/sim/index.ts";
import { workUntilIdle } from "../src/work.ts";

test("what the bot wrote wakes it no more", async () => {
  const world = new World({ faults: noFaults });
  const deliverer = world.deliverer(promptDeliveries, 1);
  const stage = await stageOn({ world, deliverer });
  const [org, author] = [world.organization("acme"), world.user("author")];
  const repo = org.repository({ name: "widgets", files: { OWNERS: "approvers: [author]\n" } });
  world.installs(org);
  await stage.settle(0);

  author.opens(repo, { changes: { "b.go": "package b\n" } });
  await stage.settle();
  const pull = author.opens(repo, { changes: { "a.go": "package a\n" } });
  const work = async () => {
    world.clock.advance(2);
    return { heard: await deliverer.deliver(stage.parts.receive), passes: await workUntilIdle(stage.parts.worker) };
  };
  expect((await work()).passes).toBeGreaterThan(0);
  expect(pull.comments()).not.toEqual([]);
  const echoes = await work();
  expect(echoes.heard).toBeGreaterThan(0);
  expect(echoes.passes).toBe(0);
  await stage.close();
});
