/** Sight: which heads somebody may have looked at, in the cases that have names. */
import { describe, expect, test } from "vitest";
import { type Instant, later, nodeIdOf } from "../../../src/core/ids.ts";
import type { Sighting } from "../../../src/core/memory.ts";
import { headsAt } from "../../../src/core/revision/sight.ts";
import type { HeadMove } from "../../../src/core/statements.ts";
import { person, sha, start } from "../../given.ts";

const settle = 10;
/** Seconds after the opening; what is asked about was said at 1000. */
const at = (second: number): Instant => later(start, second);
const opened = (head: string): Sighting => ({ head: sha(head), at: at(0), source: "opened" });
const read = (head: string, second: number): Sighting => ({ head: sha(head), at: at(second), source: "read" });
const told = (head: string, second: number): Sighting => ({ head: sha(head), at: at(second), source: "delivery" });
const push = (before: string, head: string, second: number): Sighting => ({ ...told(head, second), before: sha(before) });
const force = (before: string | undefined, after: string | undefined, second: number, what: HeadMove["what"] = "forced"): HeadMove => ({
  ...{ kind: "head", what, id: nodeIdOf(`move-${second}`), at: at(second), by: person("author") },
  before: before === undefined ? undefined : sha(before),
  after: after === undefined ? undefined : sha(after),
});

interface Case {
  readonly sightings: readonly Sighting[];
  readonly moves?: readonly HeadMove[];
  readonly submittedOn?: string;
}

/** `A B`, with `?` where a later look may change it; `unknown` where a head may be missing. */
function answer({ sightings, moves = [], submittedOn }: Case): string {
  const result = headsAt({
    at: at(1000),
    sightings,
    moves,
    settle,
    ...(submittedOn === undefined ? {} : { submittedOn: sha(submittedOn) }),
  });
  const names = ["A", "B", "C", "D"].filter((name) => result.kind === "known" && result.heads.has(sha(name)));
  return (result.kind === "known" ? names.join(" ") : "unknown") + (result.isFinal ? "" : "?");
}

describe("one head before and after", () => {
  test.each<[string, Case, string]>([
    ["opened with it, read after it settled", { sightings: [opened("A"), read("A", 1011)] }, "A"],
    ["opened a second ago", { sightings: [{ ...opened("A"), at: at(999) }, read("A", 1011)] }, "A"],
    ["the read after it may still show the past", { sightings: [opened("A"), read("A", 1010)] }, "A?"],
    ["only the read of this pass", { sightings: [opened("A"), read("A", 1002)] }, "A?"],
    ["a delivery after it needs no settling", { sightings: [opened("A"), told("A", 1001)] }, "A"],
    ["a delivery of the same second has no order", { sightings: [opened("A"), told("A", 1000)] }, "A?"],
    ["seen before by a delivery that had settled", { sightings: [told("A", 990), read("A", 1011)] }, "A"],
    ["seen before, but within the lag", { sightings: [told("A", 991), read("A", 1011)] }, "unknown"],
    ["seen before by a read that had settled", { sightings: [read("A", 990), read("A", 1011)] }, "A"],
    ["a read within the lag proves nothing about the past", { sightings: [read("A", 991), read("A", 1011)] }, "unknown"],
    ["first seen after it was said", { sightings: [read("A", 1002), read("A", 1011)] }, "unknown"],
    ["never seen at all", { sightings: [] }, "unknown?"],
  ])("%s", (_, given, expected) => {
    expect(answer(given)).toBe(expected);
  });
});

describe("pushes around it", () => {
  test.each<[string, Case, string]>([
    ["long before", { sightings: [opened("A"), push("A", "B", 500), read("B", 1011)] }, "B"],
    ["just settled", { sightings: [opened("A"), push("A", "B", 990), read("B", 1011)] }, "B"],
    ["within the lag before", { sightings: [opened("A"), push("A", "B", 991), read("B", 1011)] }, "A B"],
    [
      "within the lag before, seen by the read of this pass alone",
      { sightings: [opened("A"), push("A", "B", 995), read("B", 1002)] },
      "A B?",
    ],
    ["in the same second", { sightings: [opened("A"), push("A", "B", 1000), read("B", 1011)] }, "A B"],
    ["just after, before any read", { sightings: [opened("A"), push("A", "B", 1001), read("B", 1011)] }, "A B"],
    ["after a read that had settled", { sightings: [opened("A"), read("A", 1011), push("A", "B", 1012), read("B", 1030)] }, "A"],
    ["after it, before any read, and told from which head", { sightings: [opened("A"), push("A", "B", 1011), read("B", 1030)] }, "A"],
    ["after it, from a head that was there before", { sightings: [opened("A"), push("B", "C", 1030), read("C", 1050)] }, "unknown"],
    ["two in one second", { sightings: [opened("A"), push("A", "B", 995), push("B", "C", 995), read("C", 1011)] }, "A B C"],
    ["two, told in the wrong order", { sightings: [push("B", "C", 996), read("C", 1011), push("A", "B", 993), opened("A")] }, "A B C"],
    ["the delivery is lost, before", { sightings: [opened("A"), read("B", 1011)] }, "unknown"],
    ["the delivery of one of two is lost", { sightings: [opened("A"), push("B", "C", 995), read("C", 1011)] }, "unknown"],
    ["told twice", { sightings: [opened("A"), push("A", "B", 995), push("A", "B", 995), read("B", 1011)] }, "A B"],
    ["a lagging read shows the old head again", { sightings: [opened("A"), push("A", "B", 900), read("A", 905), read("B", 1011)] }, "B"],
  ])("%s", (_, given, expected) => {
    expect(answer(given)).toBe(expected);
  });
});

describe("forced pushes around it", () => {
  test.each<[string, Case, string]>([
    ["long before, told", { sightings: [opened("A"), push("A", "B", 500), read("B", 1011)], moves: [force("A", "B", 500)] }, "B"],
    ["long before, only in the timeline", { sightings: [opened("A"), read("B", 1011)], moves: [force("A", "B", 500)] }, "B"],
    ["within the lag", { sightings: [opened("A"), read("B", 1030)], moves: [force("A", "B", 995)] }, "A B"],
    [
      "A, B, A, both told",
      {
        sightings: [opened("A"), push("A", "B", 995), push("B", "A", 998), read("A", 1011)],
        moves: [force("A", "B", 995), force("B", "A", 998)],
      },
      "A B",
    ],
    [
      "A, B, A, both deliveries lost",
      { sightings: [opened("A"), read("A", 1030)], moves: [force("A", "B", 995), force("B", "A", 998)] },
      "A B",
    ],
    [
      "A, B, A around it, the push lost, the way back forced",
      { sightings: [opened("A"), read("A", 1030)], moves: [force("B", "A", 1005)] },
      "unknown",
    ],
    [
      "A, B, C, A: a push to a commit nobody heard of",
      { sightings: [opened("A"), push("A", "B", 900), read("A", 1030)], moves: [force("C", "A", 1005)] },
      "unknown",
    ],
    [
      "back to A long before",
      { sightings: [opened("A"), read("A", 900), read("A", 1011)], moves: [force("A", "B", 500), force("B", "A", 600)] },
      "A",
    ],
    ["away after it, before any read", { sightings: [opened("A"), read("B", 1050)], moves: [force("A", "B", 1030)] }, "A"],
    [
      "away after it and back, both told",
      {
        sightings: [opened("A"), push("A", "B", 1030), push("B", "A", 1040), read("A", 1060)],
        moves: [force("B", "A", 1040)],
      },
      "A",
    ],
    ["away long after", { sightings: [opened("A"), read("A", 1011), push("A", "B", 2000)], moves: [force("A", "B", 2000)] }, "A"],
    ["GitHub no longer knows where it led", { sightings: [opened("A"), read("A", 1030)], moves: [force(undefined, "A", 995)] }, "unknown"],
    [
      "the branch was deleted and restored",
      {
        sightings: [opened("A"), read("A", 1030)],
        moves: [force(undefined, undefined, 990, "deleted"), force(undefined, undefined, 1005, "restored")],
      },
      "unknown",
    ],
    [
      "a push that may have come before or after the first proof is no part of the way",
      { sightings: [push("A", "C", 495), read("C", 500), read("C", 1200)], moves: [force("C", "A", 800)] },
      "unknown",
    ],
    ["B was there although no forced push leads back", { sightings: [opened("A"), push("A", "B", 990), read("A", 1030)] }, "unknown"],
  ])("%s", (_, given, expected) => {
    expect(answer(given)).toBe(expected);
  });
});

describe("a review's own commit", () => {
  test("joins the heads of that time and never replaces them", () => {
    expect(answer({ sightings: [opened("A"), read("A", 1011)], submittedOn: "D" })).toBe("A D");
  });

  test("makes nothing known that is unknown", () => {
    expect(answer({ sightings: [read("A", 1011)], submittedOn: "A" })).toBe("unknown");
  });
});
