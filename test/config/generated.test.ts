import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { readFile } from "../../src/config/file.ts";
import { profileTexts, rulebookOf } from "../../src/config/profiles.ts";
import { optionsIn } from "../../src/config/reference.ts";
import { organisationOnly } from "../../src/config/schema.ts";
import { defaultProfile, pageWithTable, schemaText } from "../../src/config/table.ts";
import { loadPlugins } from "../../src/registry.ts";

const plugins = await loadPlugins();
const { grammar } = rulebookOf(plugins, new Map([...profileTexts().keys()].map((name) => [name, ""])));

const howTo = "is out of date: run `UPDATE=1 npm test -- test/config/generated.test.ts` and commit what it writes";

describe("what is generated from the code is fresh", () => {
  test.each<[string, (before: string) => string]>([
    ["config/schema.json", () => schemaText(grammar)],
    ["config/default.yaml", () => defaultProfile(grammar)],
    ["docs/options.md", (before) => pageWithTable(before, grammar)],
  ])("%s", (path, generated) => {
    const file = fileURLToPath(new URL(`../../${path}`, import.meta.url));
    const before = readFileSync(file, "utf8");
    const now = generated(before);
    if (process.env.UPDATE === "1") writeFileSync(file, now);
    else expect(before === now, `${path} ${howTo}`).toBe(true);
  });
});

test("every option says what it does", () => {
  expect(optionsIn(grammar.shape, organisationOnly(grammar.plugins)).filter(({ does }) => does === "")).toEqual([]);
});

test("every option has a default, except inside lists and what sets up a runner", () => {
  const without = optionsIn(grammar.shape, organisationOnly(grammar.plugins)).filter(
    (option) => option.default === undefined && !option.path.some((step) => step.endsWith("[]")),
  );
  expect(without.map(({ path }) => path.join("."))).toEqual([
    "jobs.runner",
    "jobs.github_actions.repository",
    "jobs.github_actions.workflow",
    "jobs.webhook.url",
  ]);
});

describe("of every plugin's options", () => {
  test.each(plugins.map((plugin) => [plugin.name, plugin] as const))(
    "%s: defaults are complete, and what the schema gave is taken again unchanged",
    (_, { options }) => {
      const defaults = options.parse({});
      expect(options.parse(defaults)).toEqual(defaults);
    },
  );
});

test("the default profile changes nothing", () => {
  const options = (text: string) => {
    const read = readFile(grammar, text, "profile");
    return read.kind === "options"
      ? Object.fromEntries(plugins.map(({ name, options }) => [name, options.parse(read.file.blocks.get(name) ?? {})]))
      : read;
  };
  expect(options(defaultProfile(grammar))).toEqual(options(""));
});
