/** Former bots: whose label events count as ours, until when, and what is left of all else that they said. */
import { describe, expect, test } from "vitest";
import { attributed } from "../../src/core/former-bots.ts";
import { nodeIdOf } from "../../src/core/ids.ts";
import type { FormerBot } from "../../src/core/people.ts";
import { type Change, comment, given, labelChange, minute, person, review, us } from "../given.ts";

const robot = person("k8s-ci-robot");
const bots: readonly FormerBot[] = [{ id: robot.id, before: minute(10) }];

const seen = (change: Change, known = bots) => attributed(given(change), known);
const last = (draft: NonNullable<Change["said"]>[number], known = bots) => seen({ said: [draft] }, known).statements.at(-1);

describe("a label event", () => {
  const on = (by: typeof robot | string, at = minute(9)) => labelChange(by, "lgtm", true, { at });
  test("of a former bot is ours, and says who it was", () => {
    expect(last(on(robot))).toMatchObject({ kind: "label", on: true, by: us, formerly: { ...robot, kind: "bot" } });
  });
  test("of one that has another name now is ours all the same", () => {
    expect(last(on({ ...person("prow-robot"), id: robot.id }))).toMatchObject({ by: us, formerly: { spelled: "prow-robot" } });
  });
  test("of an App that was the former bot is ours", () => {
    const app = person("prow[bot]");
    expect(last(on(app), [{ id: app.id, before: minute(10) }])).toMatchObject({ by: us, formerly: app });
  });
  test("of somebody who took the former bot's name over is that person's", () => {
    expect(last(on({ ...robot, id: person("mallory").id }))).toEqual(on({ ...robot, id: person("mallory").id })(place));
  });
  test.each([
    ["in the second in which it stops to count", minute(10)],
    ["after that", minute(11)],
  ])("%s is a bot's, and not ours", (_, at) => {
    const event = last(on(robot, at));
    expect(event).toMatchObject({ by: { id: robot.id, kind: "bot" } });
    expect(event).not.toHaveProperty("formerly");
  });
  test("of a bot that nobody named is as GitHub shows it", () => {
    expect(seen({ said: [on("other[bot]")] }, [])).toEqual(given({ said: [on("other[bot]")] }));
  });
  test("of ours stays ours where somebody names us as a former bot", () => {
    expect(last(on(us), [{ id: us.id, before: minute(10) }])).not.toHaveProperty("formerly");
  });
});

const place = { id: nodeIdOf("said-1"), at: minute(1) };

describe("all else of a former bot is a bot's, at any time", () => {
  test.each([
    ["a comment", comment(robot, "/approve", { at: minute(1) })],
    ["a later comment", comment(robot, "/approve", { at: minute(20) })],
    ["a review", review(robot, "approved", "", { at: minute(1) })],
  ])("%s", (_, draft) => expect(last(draft)).toEqual({ ...draft(place), by: { ...robot, kind: "bot" } }));

  test("a pull request that it opened", () => {
    const { thread, statements } = seen({ author: robot });
    expect([thread.author?.kind, statements[0]?.by?.kind]).toEqual(["bot", "bot"]);
  });
});
