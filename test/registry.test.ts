/** The registry: a file dropped into the folder is a feature, found in everything that is made from the registry; clashes have names. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { rulebookOf } from "../src/config/profiles.ts";
import { pageWithTable, tableMarks } from "../src/config/table.ts";
import type { Plugin } from "../src/core/plugin.ts";
import { loadPlugins } from "../src/registry.ts";
import { planOf } from "./ask.ts";
import { given } from "./given.ts";

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true });
});

function folderWith(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), "bowsprit-registry-"));
  folders.push(folder);
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  return folder;
}

const ours = (path: string): string => new URL(path, new URL("../src/", import.meta.url)).href;

/** A plugin as it would stand in `src/plugins`, with whole addresses because it stands elsewhere. */
const fixture = (name: string, { word = name, label = `needs/${name}` } = {}): string => `/** Waves. */
import { z } from "${import.meta.resolve("zod")}";
import { definePlugin } from "${ours("core/plugin.ts")}";

const label = { name: "${label}", color: "ededed", description: "Waving.", effect: "informs" };
const word = {
  name: "${word}", usage: "/${word}", kind: "standing", who: "anyone", does: "Waves at everybody.", inDescription: false,
  parse: () => "wave", restricts: () => false,
};
export default definePlugin({
  name: "${name}", isOnByDefault: true, labels: [label], needs: [], words: [word],
  options: z.strictObject({ hands: z.int().default(2).describe("How many hands.") }),
  decide: ({ words }) => ({ labels: [{ label, on: words.length > 0 }] }),
});
`;

const again = (path: string): string => `export { default } from "${ours(path)}";\n`;

describe("a file dropped into the folder", async () => {
  const plugins = await loadPlugins(
    folderWith({ "wave.ts": fixture("wave"), "help.ts": again("plugins/help.ts"), "notes.md": "not a plugin" }),
  );
  const facts = given({ plugins: ["help", "wave"], said: [["alice", "/wave\n/help"]] });
  const { actions } = planOf(facts, plugins);

  test("is in the registry, by name", () => expect(plugins.map(({ name }) => name)).toEqual(["help", "wave"]));
  test("is in the list of commands", () =>
    expect(plugins.flatMap(({ words }) => words.map(({ usage }) => usage))).toEqual(["/help", "/wave"]));
  test("is in the text of help", () =>
    expect(actions).toContainEqual(
      expect.objectContaining({
        order: expect.objectContaining({
          does: { kind: "reply", text: expect.stringContaining("| `/wave` | anyone | Waves at everybody. |") },
        }),
      }),
    ));
  test("is in the list of options", () => {
    const { grammar } = rulebookOf(plugins, new Map([["default", ""]]));
    expect(pageWithTable(`${tableMarks.start}${tableMarks.end}`, grammar)).toMatch(/\| `wave\.hands` \|.*\| How many hands\. \|/);
  });
  test("is obeyed", () =>
    expect(actions).toContainEqual(expect.objectContaining({ kind: "add label", label: expect.objectContaining({ name: "needs/wave" }) })));
});

describe("a folder is refused", () => {
  test.each<[string, Record<string, string>, RegExp]>([
    ["that holds no plugin in a file", { "wave.ts": "export const wave = 1;\n" }, /wave\.ts exports no plugin by default/],
    ["that holds something else in a file", { "wave.ts": "export default { name: 'wave' };\n" }, /wave\.ts exports no plugin by default/],
    ["where a file has another name than its plugin", { "wink.ts": fixture("wave") }, /wink\.ts holds the plugin wave/],
    [
      "where two plugins have one word",
      { "wave.ts": fixture("wave"), "wink.ts": fixture("wink", { word: "wave" }) },
      /the word wave is claimed by more than one plugin: wave, wink/,
    ],
    [
      "where two plugins have one label, in whatever letters",
      { "wave.ts": fixture("wave"), "wink.ts": fixture("wink", { label: "Needs/Wave" }) },
      /the label needs\/wave is claimed by more than one plugin: wave, wink/,
    ],
    [
      "where two plugins take all labels that are left",
      {
        "owners-label.ts": again("plugins/owners-label.ts"),
        "wave.ts": fixture("wave").replace("needs: []", "needs: [], takesOtherLabels: true"),
      },
      /the label of any other name is claimed by more than one plugin: owners-label, wave/,
    ],
  ])("%s", async (_, files, message) => {
    await expect(loadPlugins(folderWith(files))).rejects.toThrow(message);
  });
  test("that is not there", async () => {
    await expect(loadPlugins(join(tmpdir(), "bowsprit-no-such-folder"))).rejects.toThrow(/ENOENT/);
  });
});

test("built files are found like sources, and declarations are passed over", async () => {
  const names = async (files: Record<string, string>) => (await loadPlugins(folderWith(files))).map(({ name }: Plugin) => name);
  expect(await names({ "help.js": again("plugins/help.ts"), "help.js.map": "{}", "help.d.ts": "export {};\n" })).toEqual(["help"]);
});

test("the plugins of this bot load", async () => {
  expect((await loadPlugins()).map(({ name }) => name)).toEqual(expect.arrayContaining(["approve", "assign", "help", "hold"]));
});
