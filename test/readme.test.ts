/** README.md is true: its transcript is the demo's, its table is that of the commands there are, its OWNERS files mean what it says. */
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { commandTable } from "../src/core/command-table.ts";
import { loginOf } from "../src/core/ids.ts";
import { changeOf, decisionOf } from "../src/core/owners/approval.ts";
import { answering } from "../src/core/owners/questions.ts";
import { defaultReading, ownersOf } from "../src/core/owners/tree.ts";
import { deploymentOf } from "../src/environment.ts";
import { loadPlugins } from "../src/registry.ts";

const path = (name: string) => fileURLToPath(new URL(`../${name}`, import.meta.url));
const readme = () => readFileSync(path("README.md"), "utf8");
const plugins = await loadPlugins();

const demo = () => {
  const { stdout } = spawnSync(process.execPath, [path("src/cli/main.ts"), "demo"], { encoding: "utf8" });
  return `\`\`\`text\n${stdout.trim()}\n\`\`\``;
};

describe("what is generated is fresh", () => {
  test.each([
    ["demo", demo],
    ["commands", () => commandTable(plugins.flatMap(({ words }) => words))],
  ])("%s", (name, generated) => {
    const block = new RegExp(`(?<=<!-- ${name} -->\n).*?(?=<!-- /${name} -->)`, "s");
    const now = `\n${generated()}\n\n`;
    if (process.env.UPDATE === "1")
      writeFileSync(
        path("README.md"),
        readme().replace(block, () => now),
      );
    else expect(block.exec(readme())?.[0], "run `UPDATE=1 npm test -- test/readme.test.ts` and commit what it writes").toBe(now);
  });
});

describe("the OWNERS files", () => {
  const examples = [...readme().matchAll(/^```yaml\n# (\S+)\n(.*?)^```$/gms)].map(([, file = "", text = ""]) => [file, text] as const);
  const header = /^```markdown\n(.*?)^```$/ms.exec(readme())?.[1] ?? "";
  const files = new Map([...examples.filter(([file]) => file.includes("OWNERS")), ["docs/node.md", header] as const]);
  const owners = ownersOf({ files, reading: { ...defaultReading, mdyaml: true }, collaborators: undefined });

  test("are five, and sound", () => {
    expect(files.size).toBe(5);
    expect(owners.problems).toEqual([]);
  });

  test.each([
    ["pkg/kubelet/pod_workers.go", ["maren", "tarek"]],
    ["pkg/kubelet/apis/v1/types.go", ["tarek"]],
    ["test/e2e_node/restart_test.go", ["sofia"]],
    ["test/e2e_node/README.md", ["lin", "sofia"]],
    ["docs/node.md", ["lin"]],
    ["docs/other.md", []],
  ])("say who may approve %s: %j", (file, approvers) => expect(answering(owners)(file).approvers).toEqual(approvers));

  test("need one approver for each file", () => {
    const change = changeOf(owners, ["pkg/kubelet/pod_workers.go", "test/e2e_node/restart_test.go"]);
    const by = (...logins: readonly string[]) => decisionOf(change, { by: new Set(logins.map(loginOf)), administrators: new Set() });
    expect(by("maren").unapproved).toEqual(["test"]);
    expect(by("maren", "sofia").approved).toBe(true);
  });
});

test("the table of environment variables names all that there are, with their defaults", () => {
  const rows = [...readme().matchAll(/^ {3}\| (`[A-Z_`, or]+) \| (.*) \|$/gm)];
  const named = rows.flatMap(([row]) => [...row.matchAll(/`([A-Z][A-Z_]+)`/g)].map(([, name]) => name));
  const source = readFileSync(path("src/environment.ts"), "utf8");
  const known = [...source.matchAll(/^ {2}([A-Z][A-Z_]+): z/gm)].map(([, name]) => name);
  expect(known.filter((name) => !named.includes(name))).toEqual([]);
  const key = "-----BEGIN PRIVATE KEY-----";
  const defaults = deploymentOf({ APP_ID: "1", PRIVATE_KEY: key, WEBHOOK_SECRET: "long enough" });
  for (const value of [defaults.host, defaults.port, defaults.ledgerPath, defaults.logLevel])
    expect(rows.map(([row]) => row).join()).toContain(`\`${value}\``);
});

test("every page it leads to is there", () => {
  const links = [...readme().matchAll(/\]\(([^):]+)\)/g)].map(([, link = ""]) => link);
  expect(links.length).toBeGreaterThan(5);
  expect(links.filter((link) => !existsSync(path(link)))).toEqual([]);
});

test("every subcommand it names is there, and no other", () => {
  const section = /On the command line.*?\n## /s.exec(readme())?.[0] ?? "";
  const named = [...section.matchAll(/^\| `([a-z]+)[^`]*` \|/gm)].map(([, name]) => name);
  const { stdout } = spawnSync(process.execPath, [path("src/cli/main.ts"), "--help"], { encoding: "utf8" });
  const there = [...stdout.matchAll(/^ {2}([a-z]+) /gm)].map(([, name]) => name).filter((name) => name !== "help");
  expect(named.toSorted()).toEqual(there.toSorted());
});
