/** docs/operating.md against the code: settings and their defaults, what is answered, what the log says. */
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import type { Instant } from "../src/core/ids.ts";
import { features, permissionText } from "../src/core/permissions.ts";
import { deploymentOf, settingNames } from "../src/environment.ts";
import { manifestFor, manifestIn } from "../src/setup/manifest.ts";
import { noFaults, World } from "../src/sim/index.ts";
import { telemetry } from "../src/telemetry.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const text = (path: string): string => readFileSync(`${root}${path}`, "utf8");
const document = text("docs/operating.md");

const section = (title: string): string => document.split(/^## /m).find((part) => part.startsWith(`${title}\n`)) ?? "";
/** The cells of a section's table, without its head. */
const rowsOf = (title: string): string[][] =>
  section(title)
    .split("\n")
    .filter((line) => line.startsWith("|"))
    .slice(2)
    .map((line) => line.split("|").map((cell) => cell.trim()));

describe("the settings", () => {
  const rows = rowsOf("Settings");

  test("are all there are, and no others", () =>
    expect(rows.map(([, name]) => name).toSorted()).toEqual(settingNames.map((name) => `\`${name}\``).toSorted()));

  test("have the defaults that the code has", () => {
    const told = Object.fromEntries(rows.map(([, name = "", value = ""]) => [name.replaceAll("`", ""), /`([^`]*)`/.exec(value)?.[1]]));
    const { app } = new World({ faults: noFaults });
    const found = deploymentOf({ APP_ID: "7", PRIVATE_KEY: app.privateKey, WEBHOOK_SECRET: "a secret of it", GHE_HOST: "ghe.test" });
    expect(told).toMatchObject({
      ...{ HOST: found.host, PORT: `${found.port}`, LOG_LEVEL: found.logLevel, LEDGER_PATH: found.ledgerPath },
      GHE_PROTOCOL: found.baseUrl?.split(":")[0],
    });
  });

  test("have the image's defaults where it has others", () => {
    const values = Object.fromEntries(
      rows.map(([, name = "", value = ""]) => [name.replaceAll("`", ""), /image: `([^`]*)`/.exec(value)?.[1]]),
    );
    const set = Object.entries(values).flatMap(([name, value]) => (value === undefined ? [] : [`${name}=${value}`]));
    expect(set.filter((setting) => !text("Dockerfile").includes(` ${setting}`))).toEqual([]);
    expect(set).toHaveLength(2);
  });
});

const sources = readdirSync(`${root}src`, { recursive: true, encoding: "utf8" })
  .filter((path) => path.endsWith(".ts") && !path.startsWith("sim"))
  .map((path) => text(`src/${path}`))
  .join("\n");

test.each(rowsOf("The log").map(([, message = ""]) => message.replaceAll("`", "")))("the log says %j", (message) =>
  expect(sources).toContain(`"${message}"`),
);

test("the metrics are all there are, and no others", async () => {
  const measured = telemetry(() => ({
    ...{ counts: async () => ({ waiting: 0, running: 0, scheduled: 0, failing: 0, oldestAge: 0 }), isLedgerHealthy: async () => true },
    ...{ freshness: () => ({ sweptAt: undefined, logReadAt: undefined }), proveAccess: async () => {}, now: () => 0 as Instant },
  }));
  const names = [...(await measured.metrics()).matchAll(/^# TYPE (\S+)/gm)].map(([, name]) => `\`${name}\``);
  expect(rowsOf("Metrics").map(([, name]) => name)).toEqual(expect.arrayContaining(names));
  expect(names).toHaveLength(rowsOf("Metrics").length);
});

test.each(rowsOf("What it answers").map(([, route = ""]) => route.replaceAll("`", "")))("%s is answered", (route) =>
  expect(sources).toContain(`"${route.split(" ")[1]}"`),
);

test("every permission that a feature needs, but the one that GitHub always gives, has its line on what is off without it", () => {
  const needed = features.filter(({ permission }) => permission !== "metadata").map((feature) => `\`${permissionText(feature)}\``);
  const told = rowsOf("When a permission is missing").flatMap(([, cell = ""]) => cell.split(", "));
  expect(told.toSorted()).toEqual(needed.toSorted());
});

test("what set-up leaves out for an Enterprise Server is what the document says", () => {
  const whole = manifestIn(text("app.yml"));
  const { default_permissions: permissions, default_events: events } = manifestFor(whole, { origin: undefined, isEnterprise: true });
  const leftOut = [...Object.keys(whole.default_permissions), ...whole.default_events].filter(
    (name) => !(name in permissions) && !events.includes(name),
  );
  expect(leftOut.map((name) => `\`${name}\``).join(" and ")).toBe("`merge_queues` and `merge_group`");
  expect(section("Enterprise Server").replaceAll("\n", " ")).toContain("leaves `merge_queues` and `merge_group` out");
});
