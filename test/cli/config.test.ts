import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, test } from "vitest";
import { configCheck, configImport } from "../../src/cli/config.ts";
import { BadInput } from "../../src/cli/outcome.ts";
import { profileTexts, rulebookOf } from "../../src/config/profiles.ts";
import { loadPlugins } from "../../src/registry.ts";
import { rulebook } from "../config/given.ts";

const folder = mkdtempSync(join(tmpdir(), "bowsprit-config-"));
afterAll(() => rmSync(folder, { recursive: true }));

function written(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

const sound = written("sound.yaml", "review:\n  team: x\n");
const broken = written("broken.yaml", "mode: on\n\nreview:\n  tem: x\nactivate: explicit\n");
const organisation = written("organisation.yaml", "mode: observe\nactivate: explicit\nplugins: [greet]\n");

describe("for people", () => {
  test("a sound file: what it comes to, exit status 0", () => {
    expect(configCheck(rulebook, sound, {})).toEqual({ text: `${sound} is valid: mode on, plugins review\n`, status: 0 });
  });

  test("the organisation's file counts underneath", () => {
    expect(configCheck(rulebook, sound, { organisation })).toEqual({ text: `${sound} is valid: mode observe, plugins greet\n`, status: 0 });
  });

  test("a broken file: file, line, path, what and what was meant, exit status 1", () => {
    expect(configCheck(rulebook, broken, {})).toEqual({
      text: `${broken}:4: review.tem: unknown option; did you mean team?\n${broken}:5: activate: only the organisation's file may say this\n`,
      status: 1,
    });
  });

  test("the organisation's file alone may say what is the organisation's", () => {
    expect(configCheck(rulebook, undefined, { organisation })).toMatchObject({ status: 0 });
  });

  test("loosening is a problem", () => {
    const loose = written("loose.yaml", "mode: on");
    expect(configCheck(rulebook, loose, { organisation })).toEqual({
      text: `${loose}: \`mode: on\` is more than the organisation's file allows, so \`mode: observe\` counts\n`,
      status: 1,
    });
  });
});

describe("for programs", () => {
  const json = (...[file, settings]: [string | undefined, { organisation?: string }?]) => {
    const { text, status } = configCheck(rulebook, file, { ...settings, json: true });
    return { status, told: JSON.parse(text) as unknown };
  };

  test("a sound file has complete options and no problems", () => {
    expect(json(sound)).toEqual({
      status: 0,
      told: {
        file: sound,
        problems: [],
        options: {
          mode: "on",
          plugins: ["review"],
          owners: {
            ...{ mdyaml: false, skip_collaborators: false, owners_dir_denylist: [], ignore_preconfigured_defaults: false },
            labels_denylist: ["approved", "lgtm"],
            filenames: { owners: "OWNERS", owners_aliases: "OWNERS_ALIASES" },
          },
          review: { by_review: false, team: "x", strictness: "some", minimum: 1, most: 5, texts: { greeting: "hello", farewell: "bye" } },
          greet: { whom: [] },
        },
      },
    });
  });

  test("a broken file has problems and no options", () => {
    expect(json(broken)).toEqual({
      status: 1,
      told: {
        file: broken,
        problems: [
          { file: broken, path: "review.tem", line: 4, what: "unknown option", suggestion: "team" },
          { file: broken, path: "activate", line: 5, what: "only the organisation's file may say this" },
        ],
      },
    });
  });
});

test.each([
  ["no file", undefined, undefined, /name the options file/],
  ["a file that is not there", join(folder, "nowhere.yaml"), undefined, /cannot read .*nowhere\.yaml: ENOENT/],
  ["a folder", folder, undefined, /cannot read .*: EISDIR/],
  ["an organisation's file that is not there", sound, join(folder, "nowhere.yaml"), /cannot read .*nowhere\.yaml: ENOENT/],
])("%s is bad input", (_, file, above, what) => {
  const check = () => configCheck(rulebook, file, above === undefined ? {} : { organisation: above });
  expect(check).toThrow(BadInput);
  expect(check).toThrow(what);
});

test.each([
  ["sound", "mode: observe\n", 0],
  ["broken", "mode: sometimes\n", 1],
  ["missing", undefined, 2],
])("a %s file ends the command with its status", (name, text, status) => {
  const file = text === undefined ? join(folder, "nowhere.yaml") : written(`${name}-real.yaml`, text);
  const main = fileURLToPath(new URL("../../src/cli/main.ts", import.meta.url));
  const done = spawnSync(process.execPath, [main, "config", "check", file], { encoding: "utf8" });
  expect(done.status).toBe(status);
  expect(done.stderr.split("\n").length).toBe(status === 2 ? 2 : 1);
});

describe("Prow's settings as options", async () => {
  const real = rulebookOf(await loadPlugins(), profileTexts());
  /** Prow's `help` is another plugin than ours, its `trigger` is our `jobs` and `trust`, its `blunderbuss` our `route`. */
  const usual = real.grammar.plugins.filter(({ isOnByDefault }) => isOnByDefault).map(({ name }) => name);
  const defaults = [...usual.filter((name) => !["help", "jobs", "route", "trust"].includes(name)), "trigger", "blunderbuss"];
  const section = `plugins: {org: [${defaults.join(", ")}, cat]}\n`;
  const prow = written(
    "plugins.yaml",
    `${section}lgtm: [{repos: [org], store_tree_hash: true, review_acts_as_lgtm: true}]\ncat: {"a\\nb: c": 1}\n`,
  );

  test("are an options file, with what has no counterpart in comments that stay comments", () => {
    const text = configImport(real, prow, "org/repo", false);
    expect(text).toBe(
      [
        "# Prow's settings for org/repo.",
        "lgtm:",
        "  review_acts_as_lgtm: true",
        "",
        "# Without counterpart:",
        "# - plugins.cat: Bowsprit has no such plugin",
        "# - cat.a b: c: a setting of cat, which Bowsprit does not have",
        "",
      ].join("\n"),
    );
    expect(configCheck(real, written("imported.yaml", text), {}).status).toBe(0);
  });

  test("are nothing but comments where Bowsprit does the same by itself", () => {
    const same = written("same.yaml", `plugins: {org: [${defaults.join(", ")}]}\nlgtm: [{repos: [org], store_tree_hash: true}]\n`);
    const withoutProfiles = { ...real, profiles: new Map() };
    expect(configImport(withoutProfiles, same, "org/repo", false)).toBe(
      "# Prow's settings for org/repo: Bowsprit's own defaults, so that nothing has to be said.\n",
    );
  });

  test("are one JSON document for programs", () =>
    expect(JSON.parse(configImport(real, prow, "org/repo", true))).toEqual({
      options: { lgtm: { review_acts_as_lgtm: true } },
      noCounterpart: [
        { what: "plugins.cat", why: "Bowsprit has no such plugin" },
        { what: "cat.a\nb: c", why: "a setting of cat, which Bowsprit does not have" },
      ],
    }));

  test.each([
    ["a file that is not there", join(folder, "nowhere.yaml"), "org/repo", /cannot read .*nowhere\.yaml: ENOENT/],
    ["a file that is not Prow's", written("list.yaml", "- 1"), "org/repo", /list\.yaml: not a mapping/],
    ["a repository of which it says nothing", prow, "other/repo", /no plugin is enabled for other\/repo/],
    ["a name that is no repository's", prow, "org", /"org" is not ORG\/REPO/],
  ])("%s is bad input", (_, file, repo, what) => {
    expect(() => configImport(real, file, repo, false)).toThrow(BadInput);
    expect(() => configImport(real, file, repo, false)).toThrow(what);
  });
});

test.each([
  ["a repository", ["--repo", "org/repo"], 0],
  ["no repository", [], 2],
  ["a repository of which the file says nothing", ["--repo", "Org/repo"], 2],
])("an import for %s ends the command with its status", (_, given, status) => {
  const file = written("real-plugins.yaml", "plugins: {org: [approve]}\n");
  const main = fileURLToPath(new URL("../../src/cli/main.ts", import.meta.url));
  const done = spawnSync(process.execPath, [main, "config", "import", "--plugins", file, ...given], { encoding: "utf8" });
  expect(done.status).toBe(status);
  expect(done.stderr.split("\n").length).toBe(status === 2 ? 2 : 1);
  expect(done.stdout === "").toBe(status === 2);
});
