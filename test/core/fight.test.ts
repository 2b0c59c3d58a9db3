/** Fight: when another bot's undoing is one, when it ends, and what the check says meanwhile. */
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { checkState } from "../../src/core/gate.ts";
import { definePlugin } from "../../src/core/plugin.ts";
import { planOf } from "../ask.ts";
import { type Change, comment, type Draft, given, labelChange, minute, person, us } from "../given.ts";

const label = { name: "lgtm", color: "15dd18", description: "Reviewed.", effect: "grants" } as const;
const wanting = (on: boolean) =>
  definePlugin({
    ...{ name: "lgtm", isOnByDefault: true, labels: [label], needs: [], words: [], options: z.strictObject({}) },
    decide: () => ({ labels: [{ label, on }] }),
  });
const robot = person("k8s-ci-robot", "bot");

/** What is done to the label, a minute apart unless it says when: on and off in turns. */
const turns = (...by: readonly (string | typeof robot | Draft)[]): Draft[] =>
  by.map((who, index) => (typeof who === "function" ? who : labelChange(who, "lgtm", index % 2 === 0)));
const judged = (said: readonly Draft[], change: Change = {}, on = true) =>
  planOf(given({ plugins: ["lgtm"], labels: on ? [] : ["lgtm"], said, ...change }), [wanting(on)]);
const writes = (...given: Parameters<typeof judged>): boolean => judged(...given).actions.some(({ kind }) => kind.endsWith("label"));

describe("the label is written", () => {
  const twice = turns(us, "mergify[bot]", us, "mergify[bot]");
  test.each<[string, readonly Draft[], boolean]>([
    ["after another bot undid it once", turns(us, "mergify[bot]"), true],
    ["no more after it undid it twice", twice, false],
    ["no more after a former bot undid it twice", turns(us, formerly(false), us, formerly(false)), false],
    ["after two bots undid it once each", turns(us, "mergify[bot]", us, "other[bot]"), true],
    ["after people undid it twice", turns(us, "anna", us, "anna"), true],
    ["after we ourselves took it off twice", turns(us, us, us, us), true],
    ["after the bot undid what others did", turns("anna", "mergify[bot]", us, "mergify[bot]"), true],
    ["after a former bot undid what it had done itself", turns(formerly(true), formerly(false), us, formerly(false)), true],
    ["where the second time came more than ten minutes later", turns(us, at(2), us, at(13)), true],
    ["no more where it came ten minutes later", turns(us, at(2), us, at(12)), false],
    ["once a person has acted", [...twice, comment("pat", "hello")], true],
    ["where a person acted between the two", [...twice.slice(0, 2), comment("pat", "hello"), ...twice.slice(2)], true],
    ["no more while only bots speak", [...twice, comment("other[bot]", "hello")], false],
  ])("%s", (_, said, expected) => expect(writes(said)).toBe(expected));

  test("no more, whatever is wanted of it", () => {
    const said = [
      labelChange(us, "lgtm", false),
      labelChange(robot, "lgtm", true),
      labelChange(us, "lgtm", false),
      labelChange(robot, "LGTM", true),
    ];
    expect(writes(said, {}, false)).toBe(false);
  });

  test("where the other bot fights over another label", () => {
    const said = [
      labelChange(us, "bug", true),
      labelChange(robot, "bug", false),
      labelChange(us, "bug", true),
      labelChange(robot, "bug", false),
    ];
    expect(writes(said)).toBe(true);
  });

  function at(minutes: number): Draft {
    return labelChange("mergify[bot]", "lgtm", false, { at: minute(minutes) });
  }
  function formerly(on: boolean): Draft {
    return labelChange(us, "lgtm", on, { formerly: robot });
  }
});

describe("the check", () => {
  const fought = turns(us, robot, us, robot);
  test("fails, names the bot and the label, and says what to do", () => {
    const state = checkState(judged(fought).verdict);
    expect(state).toMatchObject({ status: "completed", conclusion: "failure" });
    expect(state.summary).toMatch(/❌ another bot, k8s-ci-robot, .*`lgtm`.*switch the plugin of k8s-ci-robot off/);
  });
  test("says nothing of it where the label is as it should be", () => {
    expect(judged(fought, { labels: ["lgtm"] }).verdict).toMatchObject({ isReady: true, reasons: [] });
  });
});
