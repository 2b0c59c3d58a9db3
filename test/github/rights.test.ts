/** What an installation grants, on the simulated GitHub: known without a request, and asked anew after a refusal, though not after each. */
import { expect, test } from "vitest";
import { z } from "zod";
import { orderKeyOf } from "../../src/core/ids.ts";
import { connect } from "../../src/github/index.ts";
import { setPermissions, usualPermissions } from "../../src/sim/index.ts";
import { applied, askedDuring, stage } from "./stage.ts";

const tokens = (asked: readonly string[]): number => asked.filter((route) => route.includes("access_tokens")).length;

test("what is off comes with the look, and costs no request", async () => {
  const { checks: _, ...fewer } = usualPermissions;
  const { world, github, target } = stage({ permissions: fewer });
  const asked = await askedDuring(world, async () => {
    expect((await github.look(target, undefined, false)).withheld.map(({ name }) => name)).toEqual(["the required check"]);
    await github.look(target, undefined, false);
  });
  expect(asked).toHaveLength(3);
  expect(tokens(asked)).toBe(1);
});

test("a permission that was taken away in silence is noticed by the first refusal", async () => {
  const { world, github, target, installation } = stage();
  expect((await github.look(target, undefined, false)).withheld).toEqual([]);
  const { checks: _, ...fewer } = usualPermissions;
  for (const one of world.app.installations) if (one.id === installation) setPermissions(world, one, fewer);
  await expect(github.look(target, undefined, false)).rejects.toThrow("may not");
  expect((await github.look(target, undefined, false)).withheld).toHaveLength(1);
});

test("where GitHub does not say what a token may do, nothing is taken to be off", async () => {
  const { world, target } = stage();
  const { id: appId, privateKey } = world.app;
  const fetch: typeof globalThis.fetch = async (input, init) => {
    const answer = await world.fetch(input, init);
    if (!String(input).endsWith("/access_tokens")) return answer;
    const { permissions: _, ...rest } = z.record(z.string(), z.unknown()).parse(await answer.json());
    return Response.json(rest, { status: answer.status, headers: { date: answer.headers.get("date") ?? "" } });
  };
  const github = connect({ appId, privateKey, baseUrl: world.api, fetch });
  for (let n = 0; n < 2; n += 1) expect((await github.look(target, undefined, false)).withheld).toEqual([]);
});

test("refusals of other kinds bring one new token in ten minutes", async () => {
  const { world, github, target, pull, alice } = stage();
  const look = await github.look(target, undefined, false);
  alice.locks(pull);
  const isRefused = () =>
    expect(applied({ github, target }, look, { kind: "create comment", key: orderKeyOf("a", "b", "c"), body: "x" })).rejects.toThrow(
      "may not",
    );
  const asked = await askedDuring(world, async () => {
    for (let n = 0; n < 5; n += 1) await isRefused();
  });
  expect(tokens(asked)).toBe(1);
  world.clock.advance(600);
  expect(tokens(await askedDuring(world, async () => [await isRefused(), await isRefused()]))).toBe(1);
});
