/** Since when a run can have been started at all. */
import { describe, expect, test } from "vitest";
import { nodeIdOf } from "../../../src/core/ids.ts";
import { causedAt, headCameAt } from "../../../src/core/jobs/causes.ts";
import type { Sighting } from "../../../src/core/memory.ts";
import type { Statement } from "../../../src/core/statements.ts";
import { comment, given, minute, sha, start } from "../../given.ts";

const head = sha("head");
const before = sha("before");
const moved = (from: typeof head, to: typeof head): Statement => ({
  ...{ kind: "head", id: nodeIdOf("move"), at: minute(3), by: undefined, what: "forced", before: from, after: to },
});

describe("a head came", () => {
  test.each<[string, readonly Sighting[], readonly Statement[], number]>([
    ["with the opening", [{ head, at: minute(0), source: "opened" }], [], 0],
    ["with the push whose delivery says what was there before", [{ head, at: minute(7), source: "delivery", before }], [], 7],
    [
      "with the first of two such pushes",
      [
        { head, at: minute(9), source: "delivery", before },
        { head, at: minute(7), source: "delivery", before },
      ],
      [],
      7,
    ],
    ["at any time, where it was only seen", [{ head, at: minute(7), source: "read" }], [], 0],
    ["at any time, where a delivery told of something else", [{ head, at: minute(7), source: "delivery" }], [], 0],
    ["at any time, where another head came", [{ head: before, at: minute(7), source: "delivery", before: sha("older") }], [], 0],
    ["at any time, where it was pushed away before", [{ head, at: minute(7), source: "delivery", before }], [moved(head, before)], 0],
    ["by force", [{ head, at: minute(7), source: "delivery", before }], [moved(before, head)], 7],
  ])("%s", (_, sightings, statements, at) => {
    const facts = given({ memory: { sightings } });
    expect(headCameAt({ ...facts, statements })).toBe(minute(at));
  });
});

describe("what somebody asked for was caused", () => {
  test("when it was said", () => {
    const facts = given({ said: [comment("alice", "Hello."), comment("alice", "/test pull-slow")] });
    const [, said] = facts.statements;
    if (said === undefined) throw new Error("nothing was said");
    expect(causedAt({ kind: "asked", statement: said.id, by: undefined, isByTrusted: true }, facts)).toBe(said.at);
  });

  test("at any time, where it is gone", () =>
    expect(causedAt({ kind: "asked", statement: nodeIdOf("gone"), by: undefined, isByTrusted: true }, given())).toBe(start));
});
