import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, test } from "vitest";
import { configCheck } from "../../src/cli/config.ts";
import { BadInput } from "../../src/cli/outcome.ts";
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
