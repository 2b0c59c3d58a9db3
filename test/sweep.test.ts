/** The slow sweep on the simulated GitHub: it finds what no delivery told, and leaves alone what did not change. */
import { expect, test } from "vitest";
import { z } from "zod";
import { catchingUp } from "../src/catch-up.ts";
import type { Instant } from "../src/core/ids.ts";
import { anvil, atWork, ownedByAlice } from "./anvil.ts";

const owners = { OWNERS: ownedByAlice };

const lookBody = z.object({ query: z.string().regex(/^query Look/), variables: z.object({ number: z.int() }) });

/** Notes whom a request looks at. */
function noted(init: RequestInit | undefined, looked: number[]): RequestInit | undefined {
  const body = typeof init?.body === "string" ? lookBody.safeParse(JSON.parse(init.body)).data : undefined;
  if (body !== undefined) looked.push(body.variables.number);
  return init;
}

/** Three pull requests that the bot has looked at. */
async function given(files: Readonly<Record<string, string>> = owners) {
  const { world, alice, bob, repo } = anvil(files);
  const deliverer = world.deliverer();
  const looked: number[] = [];
  const stage = await atWork({ world, deliverer, fetch: (input, init) => world.fetch(input, noted(init, looked)) });
  const now = () => world.clock.now() as Instant;
  const catchUp = catchingUp({
    ...{ github: stage.parts.github, cache: stage.ledger.cache, hear: stage.parts.hear, now },
    wake: (wakes) => stage.ledger.work.wake({ wakes }, now(), "sweep"),
  });
  const pulls = [1, 2, 3].map((n) => bob.opens(repo, { changes: { "a.go": `package b${n}\n` }, fork: true }));
  await stage.settle();
  /** The numbers of the threads that were looked at because of one sweep. */
  const swept = async () => {
    world.clock.advance(3600);
    looked.length = 0;
    await catchUp.sweep();
    await stage.settle();
    return [...new Set(looked)].toSorted();
  };
  await swept();
  return { world, repo, alice, bob, pulls, deliverer, stage, catchUp, swept };
}

test("where nothing changed, a sweep looks at no thread", async () => {
  const { swept, catchUp, world } = await given();
  expect(await swept()).toEqual([]);
  expect(catchUp.sweptAt).toBeLessThanOrEqual(world.clock.now());
});

test("what people did unheard is found by the next sweep, and by no later one", async () => {
  const { deliverer, alice, bob, pulls, swept } = await given();
  await deliverer.missing(() => {
    alice.says(pulls[0] ?? expect.fail(), "/lgtm");
    bob.pushes(pulls[1] ?? expect.fail(), { "a.go": "package c\n" });
  });
  expect(await swept()).toEqual([1, 2]);
  expect(pulls.map((pull) => pull.labels())).toEqual([["lgtm"], [], []]);
  // Our own writes are changes too: once more, and then there is rest.
  expect(await swept()).toEqual([1]);
  expect(await swept()).toEqual([]);
});

test("a base branch that moved unheard has all its threads looked at", async () => {
  const { deliverer, alice, repo, swept } = await given();
  await deliverer.missing(() => alice.pushesTo(repo, "main", { "b.go": "package b\n" }));
  expect(await swept()).toEqual([1, 2, 3]);
  expect(await swept()).toEqual([]);
});

test("every thread is read whole once a day", async () => {
  const { world, swept } = await given();
  world.clock.advance(24 * 3600);
  expect(await swept()).toEqual([1, 2, 3]);
  expect(await swept()).toEqual([]);
});

test("a ledger that is new looks at everything", async () => {
  const { world } = await given();
  const stage = await atWork({ world, deliverer: world.deliverer() });
  const installation = world.app.installations[0]?.id ?? expect.fail();
  await stage.ledger.work.wake({ wakes: [{ kind: "installation", installation, thoroughly: false }] }, world.clock.now() as Instant);
  const before = world.journal.counts.get("POST graphql Look") ?? 0;
  await stage.settle();
  expect((world.journal.counts.get("POST graphql Look") ?? 0) - before).toBeGreaterThanOrEqual(3);
});

test("where the bot is off, one look tells of all threads, and when it was switched on unheard, the sweep after that finds them", async () => {
  const { deliverer, alice, repo, swept, pulls } = await given({ "README.md": "# Anvil\n" });
  expect(await swept()).toEqual([3]);
  await deliverer.missing(() => alice.pushesTo(repo, "main", owners));
  expect(await swept()).toEqual([3]);
  expect(await swept()).toEqual([1, 2]);
  expect(pulls.map((pull) => pull.checks().length)).toEqual([1, 1, 1]);
});
