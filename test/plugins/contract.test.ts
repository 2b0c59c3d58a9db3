/** One contract for all plugins: whoever adds one gets these tests for nothing. */
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import type { Facts } from "../../src/core/facts.ts";
import type { IssueFacts } from "../../src/core/issue.ts";
import type { Plugin } from "../../src/core/plugin.ts";
import { isSaidOn } from "../../src/core/words.ts";
import { loadPlugins } from "../../src/registry.ts";
import { type Change, comment, given, givenIssue, labelChange, minute, person, review, us } from "../given.ts";

const plugins = await loadPlugins();
const vocabulary = plugins.flatMap((plugin) => plugin.words.map((word) => ({ plugin: plugin.name, word })));
const names = vocabulary.flatMap(({ word }) => [word.name, ...(word.aliases ?? [])]);
const labels = plugins.flatMap((plugin) => plugin.labels.map(({ name }) => name));

/** Every word of every plugin, alone and with the arguments that mean something somewhere. */
const everyWord = names.flatMap((name) => ["", " cancel", " no-issue", " alice bob"].map((rest) => `/${name}${rest}`)).join("\n");

const everything: Change = {
  owners: { OWNERS: "approvers: [alice, author]\nreviewers: [bob]" },
  said: [
    ["alice", everyWord],
    review("bob", "approved", everyWord),
    review("bob", "changes requested"),
    comment("carol", everyWord, { presence: "edited", firstBody: everyWord }),
    comment("carol", everyWord, { presence: "gone" }),
    comment(undefined, everyWord),
    ...labels.flatMap((label) => [labelChange("alice", label, true), labelChange(us, label, false)]),
  ],
};

const samples: readonly (readonly [string, Facts])[] = [
  ["nothing said", given()],
  ["everything said", given(everything)],
  ["everything said, and every label on", given({ ...everything, labels })],
  ["a deleted author", given({ ...everything, author: undefined })],
  ["a closed pull request", given({ ...everything, thread: { state: "merged" } })],
  ["a thread that was met late", given({ ...everything, adoptedAt: minute(600) })],
];

function deepFreeze<T>(value: T): T {
  if (typeof value !== "object" || value === null || Object.isFrozen(value)) return value;
  Object.freeze(value);
  for (const inner of Object.values(value)) deepFreeze(inner);
  if (value instanceof Map || value instanceof Set) for (const inner of value.values()) deepFreeze(inner);
  return value;
}

const wantsOf = (plugin: Plugin, facts: Facts) => {
  const outcome = plugin.outcome(facts, vocabulary);
  if (outcome.kind !== "decided") throw new Error(`${plugin.name} did not decide: ${JSON.stringify(outcome)}`);
  return outcome.wants;
};

test("there are plugins", () => expect(plugins.length).toBeGreaterThan(3));

describe.each(plugins.map((plugin) => [plugin.name, plugin] as const))("%s", (name, plugin) => {
  test("its file opens with its manual", () => {
    const source = readFileSync(new URL(`../../src/plugins/${name}.ts`, import.meta.url), "utf8");
    expect(/^\/\*\*([\s\S]*?)\*\//.exec(source)?.[1]?.length).toBeGreaterThan(60);
  });

  test("its options have defaults for everything", () => expect(plugin.options.safeParse({})).toMatchObject({ success: true }));
  test("its options refuse what they do not know", () =>
    expect(plugin.options.safeParse({ "no such option": 1 })).toMatchObject({ success: false }));

  test("its labels are as GitHub takes them", () => {
    for (const label of plugin.labels) {
      expect(label.color).toMatch(/^[0-9a-f]{6}$/);
      expect(label.description.length).toBeGreaterThan(0);
      expect(label.description.length).toBeLessThanOrEqual(100);
      expect(label.name.length).toBeLessThanOrEqual(50);
    }
  });

  test("its words are spelled and explained", () => {
    for (const word of plugin.words) {
      expect([word.name, ...(word.aliases ?? [])].join()).toMatch(/^[a-z0-9-]+(?:,[a-z0-9-]+\??)*$/);
      expect(word.usage).toMatch(new RegExp(`^/${word.name}(?: |$)`));
      expect(word.does).toMatch(/\.$/);
    }
  });

  test("its words take any text, in no time", () => {
    const texts = [
      "",
      "cancel",
      " ",
      "@".repeat(65_536),
      `${"a ".repeat(32_768)}!`,
      `a${" ".repeat(65_000)}a`,
      "\u0000\ud800",
      "-->",
      "%s",
      "a".repeat(65_536),
    ];
    const began = performance.now();
    for (const word of plugin.words)
      for (const name of [word.name, ...(word.aliases ?? [])])
        for (const text of texts) {
          const argument = word.parse(name, text.trim(), ` ${text}`);
          if (argument !== undefined) expect(typeof word.restricts(argument)).toBe("boolean");
        }
    expect(performance.now() - began).toBeLessThan(5_000);
  });

  test.each(samples)("same facts, same answer, and the facts stay as they are: %s", (_, facts) =>
    expect(wantsOf(plugin, deepFreeze(structuredClone(facts)))).toEqual(wantsOf(plugin, deepFreeze(facts))),
  );

  test.each(samples)("touches its own labels only, and says of each whether it is on: %s", (_, facts) => {
    const wanted = (wantsOf(plugin, facts).labels ?? []).map(({ label }) => label.name);
    if (!plugin.takesOtherLabels) expect(plugin.labels.map((label) => label.name)).toEqual(expect.arrayContaining(wanted));
    expect(new Set(wanted).size).toBe(wanted.length);
  });

  test.each(samples)("the keys of its orders begin with its name and name a cause: %s", (_, facts) => {
    for (const { key } of wantsOf(plugin, facts).orders ?? []) expect(key).toMatch(new RegExp(`^${name}/[^/]+/.+`));
  });

  const granting = (facts: Facts): string[] =>
    (wantsOf(plugin, facts).labels ?? []).filter(({ label, on }) => on && label.effect === "grants").map(({ label }) => label.name);
  const robot = person("alice", "bot");
  const byRobot: Change = { owners: { OWNERS: "approvers: [alice]\nreviewers: [alice]" }, author: person("robot", "bot") };

  test("grants nothing on the word of a bot", () =>
    expect(granting(given({ ...byRobot, said: [comment(robot, everyWord), review(robot, "approved", everyWord)] }))).toEqual([]));
  test("grants nothing on words of our own", () =>
    expect(granting(given({ ...byRobot, said: [comment(us, everyWord), review(us, "approved", everyWord)] }))).toEqual([]));
  test("grants nothing on words that were edited or are gone", () =>
    expect(
      granting(
        given({
          ...byRobot,
          said: (["edited", "gone", "withdrawn"] as const).map((presence) =>
            comment("alice", everyWord, { presence, firstBody: everyWord }),
          ),
        }),
      ),
    ).toEqual([]));
  test("grants nothing on the description", () => expect(granting(given({ ...byRobot, description: everyWord }))).toEqual([]));

  const onIssue = plugin.words.filter((word) => isSaidOn(word, "issue"));

  test("says of words on issues only what it hears there", () => {
    expect(plugin.threads).toContain("pull request");
    if (!plugin.threads.includes("issue")) expect(onIssue).toEqual([]);
  });

  const issues: readonly (readonly [string, IssueFacts])[] = [
    ["nothing said", givenIssue()],
    [
      "everything said",
      givenIssue({ said: [["alice", everyWord], comment("bob", everyWord, { presence: "edited" }), comment(undefined, everyWord)] }),
    ],
    ["everything said on a closed issue", givenIssue({ said: [["alice", everyWord]], issue: { state: "closed" } })],
  ];

  test.each(issues)("same issue, same answer, under keys of its own: %s", (_, facts) => {
    const decision = plugin.outcomeOnIssue(deepFreeze(facts));
    expect(plugin.outcomeOnIssue(deepFreeze(structuredClone(facts)))).toEqual(decision);
    if (decision.kind !== "decided") throw decision.error;
    if (!plugin.threads.includes("issue")) expect(decision.wants).toEqual({});
    for (const { key } of decision.wants.orders ?? []) expect(key).toMatch(new RegExp(`^${name}/[^/]+/.+`));
  });

  test.each([
    ["a bot", robot],
    ["a deleted account", undefined],
    ["whoever edited it", comment("alice", everyWord, { presence: "edited", firstBody: everyWord })],
  ])("does nothing on an issue on the word of %s", (_, by) => {
    const said = [typeof by === "function" ? by : comment(by, everyWord)];
    const decision = plugin.outcomeOnIssue(givenIssue({ said }));
    expect(decision.kind === "decided" ? (decision.wants.orders ?? []) : decision).toEqual([]);
  });

  test.each(plugin.sources(given().options, given()).read)("waits where %s cannot be read", (source) => {
    const outcome = plugin.outcome(given({ ...everything, unread: { [source]: "no permission" } }), vocabulary);
    if (outcome.kind === "decided")
      expect(outcome.wants.labels?.filter(({ label, on }) => on && label.effect === "grants") ?? []).toEqual([]);
    else expect(outcome).toEqual({ kind: "waits", for: [{ source, reason: "no permission" }] });
  });
});
