/** Silence: on which threads nothing may be said yet. */
import { describe, expect, test } from "vitest";
import { isSilent } from "../../src/core/silence.ts";
import { type Change, comment, given, labelChange, minute, ourComment, review, sha, us } from "../given.ts";

/** A thread that this ledger met an hour after its opening, in a repository that became active then. */
const met: Change = { adoptedAt: minute(60), now: minute(120), memory: { sightings: [] } };
const at = minute(61);
const sighting = { head: sha("head"), at } as const;

describe("a thread is silent", () => {
  test.each<[string, Change, boolean]>([
    ["when it is met with nothing said", {}, true],
    ["when all was said before", { said: [["alice", "/hold"]] }, true],
    ["when something was said in the second in which it was met", { said: [comment("alice", "hi", { at: minute(60) })] }, true],
    ["when only a bot spoke since", { said: [comment("robot[bot]", "hi", { at })] }, true],
    ["when only we spoke since", { said: [labelChange(us, "approved", true, { at })] }, true],
    ["when only a deleted account spoke since", { said: [comment(undefined, "hi", { at })] }, true],
    ["when its head was read since", { memory: { sightings: [{ ...sighting, source: "read" }] } }, true],
    ["when a delivery that was no push named its head", { memory: { sightings: [{ ...sighting, source: "delivery" }] } }, true],
    [
      "when it was pushed to before",
      { memory: { sightings: [{ ...sighting, at: minute(60), source: "delivery", before: sha("old") }] } },
      true,
    ],
    ["not once a person speaks", { said: [comment("alice", "hi", { at })] }, false],
    ["not once a person reviews", { said: [review("alice", "commented", "", { at })] }, false],
    ["not once a person sets a label", { said: [labelChange("alice", "bug", true, { at })] }, false],
    ["not once somebody pushes", { memory: { sightings: [{ ...sighting, source: "delivery", before: sha("old") }] } }, false],
    ["not where a comment of ours stands", { ours: [ourComment("hello")] }, false],
    ["not where its opening was delivered", { memory: { sightings: [{ ...sighting, source: "opened" }] } }, false],
    [
      "where its opening was delivered while the repository was off",
      { memory: { sightings: [{ ...sighting, at: minute(59), source: "opened" }] } },
      true,
    ],
    ["not where it was opened while the repository was active", { memory: { sightings: [], activeSince: minute(0) } }, false],
  ])("%s", (_, change, expected) => expect(isSilent(given({ ...met, ...change }))).toBe(expected));
});
