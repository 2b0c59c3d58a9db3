import { describe, expect, test } from "vitest";
import { type Fault, sentenceOf } from "../../src/config/faults.ts";
import { readFile } from "../../src/config/file.ts";
import { profileTexts, rulebookOf } from "../../src/config/profiles.ts";
import type { Place } from "../../src/config/schema.ts";
import { loadPlugins } from "../../src/registry.ts";
import { rulebook } from "./given.ts";

const read = (text: string, place: Place = "repository") => readFile(rulebook.grammar, text, place);

function faultsOf(text: string, place: Place = "repository"): readonly Fault[] {
  const outcome = read(text, place);
  return outcome.kind === "broken" ? outcome.faults : [];
}

describe("sound", () => {
  test.each<[string, string, Place]>([
    ["nothing", "", "repository"],
    ["a comment", "# later", "repository"],
    ["a document mark", "---\n", "repository"],
    ["a byte order mark", "\uFEFFmode: on", "repository"],
    ["CRLF", "mode: on\r\nreview:\r\n  team: x\r\n", "repository"],
    ["on and off are words, not booleans", "mode: off", "repository"],
    ["merge keys and aliases", "review: &r {team: x}\nowners: {mdyaml: true}\ngreet: {whom: &w [a]}", "repository"],
    ["every key of the organisation", "extends: strict\nmode: observe\nactivate: explicit\nplugins: [greet]", "organisation"],
    ["a former bot", "former_bots:\n- {login: k8s-ci-robot, id: 20407524, until: 2027-01-31}", "organisation"],
    ["a former bot that is an App", 'former_bots: [{login: "mergify[bot]", id: 1, until: "2027-01-31"}]', "organisation"],
    ["patterns", "owners: {owners_dir_denylist: ['^docs/', '\\.cache$']}", "repository"],
  ])("%s", (_, text, place) => {
    expect(faultsOf(text, place)).toEqual([]);
  });

  test("a merge key is followed", () => {
    const outcome = read("review:\n  texts: &t {greeting: moin}\n  <<: {team: x}");
    expect(outcome).toMatchObject({ kind: "options", file: { blocks: new Map([["review", { team: "x", texts: { greeting: "moin" } }]]) } });
  });
});

describe("faults name path, line and what was meant", () => {
  test.each<[string, string, Fault]>([
    ["an unknown key", "mode: on\nmod: on", { path: "mod", line: 2, what: "unknown option", suggestion: "mode" }],
    ["an unknown plugin block", "reveiw: {}", { path: "reveiw", line: 1, what: "unknown option", suggestion: "review" }],
    [
      "an unknown option",
      "review:\n  by-review: true",
      { path: "review.by-review", line: 2, what: "unknown option", suggestion: "by_review" },
    ],
    [
      "an option without its block",
      "by_review: true",
      { path: "by_review", line: 1, what: "unknown option", suggestion: "review.by_review" },
    ],
    ["an option in another block", "greet:\n  team: x", { path: "greet.team", line: 2, what: "unknown option", suggestion: "review.team" }],
    [
      "an option deep down",
      "review: {texts: {greting: x}}",
      { path: "review.texts.greting", line: 1, what: "unknown option", suggestion: "greeting" },
    ],
    ["nothing like it", "colour: red", { path: "colour", line: 1, what: "unknown option" }],
    [
      "a mode that is none",
      "mode: observed",
      { path: "mode", line: 1, what: 'expected one of "off"|"observe"|"on"', suggestion: "observe" },
    ],
    ["a boolean for a word", "mode: true", { path: "mode", line: 1, what: 'expected one of "off"|"observe"|"on"', suggestion: "on" }],
    [
      "a profile that is none",
      "extends: strickt",
      { path: "extends", line: 1, what: 'expected one of "default"|"strict"|"none"', suggestion: "strict" },
    ],
    [
      "a plugin that is none",
      "plugins:\n- review\n- great",
      { path: "plugins[1]", line: 3, what: 'expected one of "review"|"greet"', suggestion: "greet" },
    ],
    [
      "a word for a boolean",
      "review: {by_review: yes}",
      { path: "review.by_review", line: 1, what: "expected boolean, received string", suggestion: "true" },
    ],
    [
      "one value for a list",
      "plugins: greet",
      { path: "plugins", line: 1, what: "expected array, received string", suggestion: "[greet]" },
    ],
    ["a number for a text", "review:\n\n  team: 5", { path: "review.team", line: 3, what: "expected string, received number" }],
    ["an empty block", "review:", { path: "review", line: 1, what: "expected object, received null" }],
    ["a number too small", "review: {minimum: 0}", { path: "review.minimum", line: 1, what: "expected number to be >=1" }],
    ["a list at the top", "- mode", { path: "", what: "expected options by name at the top of the file" }],
    ["a text at the top", "on", { path: "", what: "expected options by name at the top of the file" }],
    [
      "a key of the organisation's",
      "mode: on\nactivate: explicit",
      { path: "activate", line: 2, what: "only the organisation's file may say this" },
    ],
    [
      "a folder for a file name",
      "owners: {filenames: {owners: a/b}}",
      { path: "owners.filenames.owners", line: 1, what: "expected a file name without a folder" },
    ],
    ["a tab", "review:\n\tteam: x", { path: "", line: 2, what: "not YAML: `tab characters must not be used in indentation`" }],
    ["a key twice", "mode: on\nmode: off", { path: "", line: 2, what: "not YAML: `duplicated mapping key`" }],
    ["two documents", "mode: on\n---\nmode: off", { path: "", what: "more than one document" }],
    ["a tag", "mode: !!binary aGk=", { path: "", line: 1, what: "not YAML: `unknown scalar tag !<tag:yaml.org,2002:binary>`" }],
  ])("%s", (_, text, fault) => {
    expect(faultsOf(text)).toEqual([fault]);
  });

  test("all faults of a file, in one go", () => {
    expect(faultsOf("mod: on\nreview: {team: 5, tem: x}\nactivate: explicit").map(({ path }) => path)).toEqual([
      "review.team",
      "review.tem",
      "mod",
      "activate",
    ]);
  });

  test("what a plugin leaves to the organisation", async () => {
    const { grammar } = rulebookOf(await loadPlugins(), profileTexts());
    const text = "route:\n  request_count: 1\n  people: []\n";
    const what = "only the organisation's file may say this";
    expect(readFile(grammar, text, "repository")).toEqual({ kind: "broken", faults: [{ path: "route.people", line: 3, what }] });
    expect(readFile(grammar, text, "organisation").kind).toBe("options");
  });

  test("a profile neither extends another one nor names bots", () => {
    expect(faultsOf("extends: none\nformer_bots: []", "profile").map(({ what }) => what)).toEqual(
      Array(2).fill("a profile cannot say this"),
    );
  });

  test.each([
    ["login: a b", "former_bots[0].login", "expected a GitHub login"],
    ["id: -1", "former_bots[0].id", "expected number to be >0"],
    ["until: tomorrow", "former_bots[0].until", "Invalid ISO date"],
    ["until: 2027-02-30", "former_bots[0].until", "Invalid ISO date"],
  ])("a former bot with %s", (wrong, path, what) => {
    const bot = ["login: robot", "id: 1", "until: 2027-01-31"].filter((line) => line.split(":")[0] !== wrong.split(":")[0]);
    expect(faultsOf(`former_bots: [{${[...bot, wrong].join(", ")}}]`, "organisation")).toMatchObject([{ path, what }]);
  });
});

describe("attacks", () => {
  const laughs = [
    "a: &a [x, x, x, x, x, x, x, x, x, x]",
    ..."bcdefghi".split("").map((name, index) => `${name}: &${name} [${Array(10).fill(`*${"abcdefghi"[index]}`)}]`),
  ];
  test.each<[string, string, RegExp]>([
    ["a billion laughs", laughs.join("\n"), /more than 10000 values/],
    ["an alias of itself", "review: &r {texts: *r}", /nested too deeply/],
    ["a thousand aliases", `a: &a x\nb: [${Array(1000).fill("*a")}]`, /not YAML/],
    ["deep nesting", "[".repeat(50_000), /not YAML: `nesting/],
    ["a large file", `# ${"x".repeat(70_000)}`, /longer than 65536 characters/],
    ["many values", `a: [${"x, ".repeat(15_000)}]`, /more than 10000 values/],
    ["a key that is the prototype", "__proto__: {mode: on}", /`__proto__` is no option/],
    ["a prototype deep down", "review: {texts: {__proto__: {greeting: x}}}", /`__proto__` is no option/],
    ["a prototype by merging", "review:\n  <<: {__proto__: {team: x}}", /`__proto__` is no option/],
    ["a key that every object has", "constructor: {}", /unknown option/],
    ["a block that every object has", "review: {toString: x, hasOwnProperty: y}", /unknown option/],
    ["a long pattern", `owners: {owners_dir_denylist: ["${"a".repeat(3000)}"]}`, /pattern longer than 2000 characters/],
    ["a pattern that explodes", "owners: {owners_dir_denylist: ['((a{100}){100}){100}']}", /written out, are longer/],
    ["a pattern with what RE2 lacks", "owners: {owners_dir_denylist: ['(?=a)']}", /not a pattern that RE2 takes/],
    ["many patterns", `owners: {owners_dir_denylist: [${Array(101).fill("a")}]}`, /<=100/],
    ["thousands of unknown options", Array.from({ length: 4000 }, (_, index) => `modes_${index}: 1`).join("\n"), /unknown option/],
    ["thousands of wrong values", `greet: {whom: [${Array(9000).fill("1")}]}`, /expected string/],
    ["a long key over a long list", `${"k".repeat(30_000)}: [${Array(9000).fill("x")}]`, /unknown option/],
    ["a null byte", "mode: on\0", /not YAML/],
  ])("%s is refused in no time", (_, text, what) => {
    const before = performance.now();
    expect(faultsOf(text)[0]?.what).toMatch(what);
    expect(performance.now() - before).toBeLessThan(5_000);
    expect({}).not.toHaveProperty("mode");
  });

  test("what a file says is shown in code spans only: it mentions nobody", () => {
    const [fault] = faultsOf('"`@everyone` \\n# <b>": 1');
    if (fault === undefined) throw new Error("no fault");
    expect(sentenceOf(fault)).toBe('``"`@everyone` \\n# <b>"``, line 1: unknown option');
  });
});
