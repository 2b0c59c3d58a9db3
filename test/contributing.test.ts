/** CONTRIBUTING.md's example is a plugin that works: dropped into a folder it is found, documented, configured and obeyed. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { rulebookOf } from "../src/config/profiles.ts";
import { defaultProfile, pageWithTable, schemaText, tableMarks } from "../src/config/table.ts";
import { loadPlugins } from "../src/registry.ts";
import { wantsOf } from "./ask.ts";
import { gated } from "./config/given.ts";
import { given } from "./given.ts";

const blocks = [...readFileSync(new URL("../CONTRIBUTING.md", import.meta.url), "utf8").matchAll(/^```(\w+)\n(.*?)^```$/gms)].map(
  ([, language, text]) => ({ language, text: text ?? "" }),
);
const source = blocks.find(({ text }) => text.includes("definePlugin("))?.text ?? "";
const options = blocks.find(({ language }) => language === "yaml")?.text ?? "";

/** Outside the checkout the example's imports need whole addresses. */
const addressed = source
  .replaceAll(
    /from "(\.\.\/core\/[^"]+)"/g,
    (_, path: string) => `from "${new URL(path, new URL("../src/plugins/", import.meta.url)).href}"`,
  )
  .replace('from "zod"', `from "${import.meta.resolve("zod")}"`);

const folder = mkdtempSync(join(tmpdir(), "bowsprit-plugins-"));
afterAll(() => rmSync(folder, { recursive: true }));
writeFileSync(join(folder, "needs-docs.ts"), addressed);

const [plugin, ...others] = await loadPlugins(folder);
if (plugin === undefined || others.length > 0) throw new Error("the folder does not hold exactly the example");
const rulebook = rulebookOf([plugin], new Map([["default", ""]]));

describe("the example", () => {
  test("decides", () => {
    const wants = wantsOf(plugin, given({ said: [["alice", "/needs-docs"]], options: { "needs-docs": { guide: "See here." } } }));
    expect(wants).toMatchObject({
      labels: [{ label: { name: "do-not-merge/needs-docs" }, on: true }],
      reasons: [{ state: "open" }],
      notes: ["Waits for its documentation. See here."],
    });
  });

  test("is in the table of options, in the schema and in the default profile", () => {
    const page = pageWithTable(`${tableMarks.start}${tableMarks.end}`, rulebook.grammar);
    expect(page).toContain('| `needs-docs.guide` | text | `""` |');
    expect(schemaText(rulebook.grammar)).toContain('"needs-docs"');
    expect(defaultProfile(rulebook.grammar)).toContain('needs-docs:\n  # Where people read how to write documentation.\n  guide: ""\n');
  });

  test("is switched on by the file that is shown, save the plugins that this folder lacks", () => {
    const { options: gate } = gated({ repository: options.replace(/\[.*, needs-docs\]/, "[needs-docs]") }, {}, rulebook);
    expect(gate).toMatchObject({ mode: "on", plugins: ["needs-docs"], problems: [] });
    expect(gate.byPlugin.get("needs-docs")).toEqual({ guide: "https://example.com/docs" });
  });
});
