/** The heads that a thread had, and what each of them made of a reviewed change, as far as anybody asked at the time. */
import { describe, expect, test } from "vitest";
import { nodeIdOf } from "../../../src/core/ids.ts";
import type { Sighting } from "../../../src/core/memory.ts";
import { type Head, nothingFound, pushesIn } from "../../../src/core/revision/pushes.ts";
import { type Carry, carryKey, type Revision, revisionKey } from "../../../src/core/revision/revision.ts";
import type { Statement } from "../../../src/core/statements.ts";
import { minute, sha } from "../../given.ts";

const revision = (name: string): Revision => ({
  ...{ head: sha(name), tree: sha(`tree of ${name}`) },
  ...{ mergeBase: sha(`base of ${name}`), mergeBaseTree: sha(`tree of the base of ${name}`) },
});
const head = (name: string): Head => ({ revision: revision(name), commits: name.length });
const seen = (name: string, at: number, source: Sighting["source"] = "delivery"): Sighting => ({ head: sha(name), at: minute(at), source });
const forced = (after: string, at: number): Statement => ({
  ...{ kind: "head", what: "forced", id: nodeIdOf(`forced to ${after}`), at: minute(at), by: undefined },
  ...{ before: undefined, after: sha(after) },
});
const moved: Carry = { carries: true, class: "base moved" };
const lost: Carry = { carries: false, class: "changed", reason: "differs", paths: ["a.go"] };

const input = { statements: [], sightings: [], reviewed: [revision("A")], now: head("C"), found: nothingFound };
const names = (sightings: readonly Sighting[]) => pushesIn({ ...input, sightings }).map(({ head: one, at }) => [one, at]);

test("each head counts from the first second at which it was seen, in whatever order that is told", () => {
  const sightings = [seen("C", 9, "read"), seen("B", 5), seen("A", 0, "opened"), seen("B", 7, "read"), seen("C", 8)];
  expect(names(sightings)).toEqual([
    [sha("A"), minute(0)],
    [sha("B"), minute(5)],
    [sha("C"), minute(8)],
  ]);
});

test("a head that comes back comes twice", () => {
  expect(names([seen("A", 0), seen("B", 1), seen("A", 2)])).toEqual([
    [sha("A"), minute(0)],
    [sha("B"), minute(1)],
    [sha("A"), minute(2)],
  ]);
});

test("of hundreds of pushes the newest twenty are told", () => {
  const pushes = names(Array.from({ length: 300 }, (_, at) => seen(`head ${at}`, at)));
  expect([pushes.length, pushes[0], pushes.at(-1)]).toEqual([20, [sha("head 280"), minute(280)], [sha("head 299"), minute(299)]]);
});

test("whether a head came by force is said by the timeline alone", () => {
  const sightings = [seen("A", 0), seen("B", 1), seen("C", 2)];
  const pushes = pushesIn({ ...input, sightings, statements: [forced("B", 1)] });
  expect(pushes.map(({ isForced }) => isForced)).toEqual([false, true, false]);
});

describe("what a head was", () => {
  const [reviewed] = input.reviewed;
  const key = revisionKey(revision("A"));
  const pushed = (found: typeof input.found, name = "B") =>
    pushesIn({ ...input, found, sightings: [seen("A", 0), seen(name, 1), seen("C", 2)] }).find(({ head: one }) => one === sha(name));

  test("is not known where it was gone before anybody looked", () => {
    expect(pushed(nothingFound)).toMatchObject({ revision: undefined, commits: undefined, carries: new Map() });
  });

  test("is known of the head of now in any case", () => {
    expect(pushed(nothingFound, "C")).toMatchObject({ revision: revision("C"), commits: 1 });
  });

  test.each([moved, lost])("is what was found then: %j", (carry) => {
    const carries = new Map([[carryKey(revision("A"), revision("B")), carry]]);
    const found = pushed({ heads: new Map([[sha("B"), head("B")]]), carries });
    expect([found?.revision, found?.carries]).toEqual([revision("B"), new Map([[key, carry]])]);
  });

  test("is left open where nobody asked", () => {
    const found = pushed({ heads: new Map([[sha("B"), head("B")]]), carries: new Map() });
    expect([found?.revision, found?.carries]).toEqual([revision("B"), new Map()]);
  });

  test("needs no walk where the trees are those that were reviewed", () => {
    const squashed = { ...revision("A"), head: sha("B") };
    const found = pushed({ heads: new Map([[sha("B"), { revision: squashed, commits: 1 }]]), carries: new Map() });
    expect(reviewed).toEqual(revision("A"));
    expect(found?.carries).toEqual(new Map([[key, { carries: true, class: "same change" }]]));
  });
});
