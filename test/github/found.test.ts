/** What earlier passes found: kept where it holds for good, under the rule that found it, and left out where it may be otherwise another time. */
import { describe, expect, test } from "vitest";
import { later, nodeIdOf, shaOf, userIdOf } from "../../src/core/ids.ts";
import type { Memory, VoteRecord } from "../../src/core/memory.ts";
import { carryRule } from "../../src/core/revision/carry.ts";
import { type Carry, type CarryReason, carryKey, type Revision } from "../../src/core/revision/revision.ts";
import { foundEarlier, keepFound } from "../../src/github/found.ts";
import type { Place } from "../../src/github/place.ts";
import { sha } from "../given.ts";
import { placeOn } from "./place.ts";
import { memoryOf, stage } from "./stage.ts";

const revision = (name: string): Revision => ({
  ...{ head: sha(name), tree: sha(`tree of ${name}`) },
  ...{ mergeBase: sha(`base of ${name}`), mergeBaseTree: sha(`tree of the base of ${name}`) },
});

const [reviewed, now] = [revision("reviewed"), revision("now")];
const key = carryKey(reviewed, now);
const moved: Carry = { carries: true, class: "base moved" };
const lost = (reason: CarryReason): Carry => ({ ...{ carries: false, class: "changed" }, reason, paths: ["a.go"] });

async function given() {
  const made = stage();
  const { place } = placeOn(made);
  const look = await made.github.look(made.target, undefined, false);
  const vote: VoteRecord = {
    ...{ statement: nodeIdOf("vote"), by: userIdOf(1), login: look.thread.author?.login ?? neverThere(), at: look.now },
    ...{ isEntitled: true, baseRef: "main", sight: { kind: "known", revisions: [reviewed], isFinal: true } },
  };
  const sightings: Memory["sightings"] = [reviewed, now].map(({ head }) => ({ head, at: look.now, source: "read" }));
  const memory: Memory = { ...memoryOf(look), votes: new Map([[vote.statement, vote]]), sightings };
  const keep = (carry: Carry, at = now) =>
    keepFound(place, look, { ...{ now: at, sights: new Map(), carries: new Map(), pushes: [] }, walked: new Map([[key, carry]]) });
  return { ...made, place, look, keep, memory, found: () => foundEarlier(place, look, memory, now) };
}

function neverThere(): never {
  throw new Error("the pull request has no author");
}

describe("the answer of a walk", () => {
  test.each<[Carry]>([[moved], [lost("differs")], [lost("conflict")], [lost("mode")], [lost("too large")]])(
    "is kept: %j",
    async (carry) => {
      const { keep, found } = await given();
      await keep(carry);
      expect((await found()).carries).toEqual(new Map([[key, carry]]));
    },
  );

  test.each<[CarryReason]>([["unreadable"], ["contents not given"]])("is not kept where something was %s", async (reason) => {
    const { keep, found } = await given();
    await keep(lost(reason));
    expect((await found()).carries).toEqual(new Map());
  });

  test("of an older rule is none", async () => {
    const { place, keep, found } = await given();
    const text = JSON.stringify(moved);
    await place.cache.put(`carry by rule ${carryRule - 1}`, [{ key, text }]);
    expect((await found()).carries).toEqual(new Map());
    await keep(moved);
    expect(await place.cache.get(`carry by rule ${carryRule}`, [key], place.clock())).toEqual(new Map([[key, text]]));
  });

  test("in another shape is none", async () => {
    const { place, found } = await given();
    await place.cache.put(`carry by rule ${carryRule}`, [{ key, text: JSON.stringify({ ...lost("differs"), reason: "no reason" }) }]);
    expect((await found()).carries).toEqual(new Map());
  });
});

test("a head that was sighted is known as it was, and only on the thread that it was the head of", async () => {
  const { keep, found, place, look, memory } = await given();
  await keep(moved, reviewed);
  expect((await found()).heads).toEqual(new Map([[reviewed.head, { revision: reviewed, commits: look.thread.commits }]]));
  const elsewhere = { ...look, thread: { ...look.thread, key: `${look.thread.key}0` as typeof look.thread.key } };
  expect((await foundEarlier(place, elsewhere, memory, now)).heads).toEqual(new Map());
  expect(shaOf(reviewed.head)).toBe(reviewed.head);
});

test("of hundreds of pushes only those are looked up that are told of", async () => {
  const { place, look, memory } = await given();
  const keys: string[] = [];
  const get: Place["cache"]["get"] = async (kind, asked, at) => {
    keys.push(...asked);
    return place.cache.get(kind, asked, at);
  };
  const sightings = Array.from({ length: 500 }, (_, index) => ({
    head: sha(`push ${index}`),
    at: later(look.now, index),
    source: "read" as const,
  }));
  await foundEarlier({ ...place, cache: { ...place.cache, get } }, look, { ...memory, sightings }, now);
  expect(keys.filter((asked) => asked.startsWith(look.thread.key))).toHaveLength(20);
});
