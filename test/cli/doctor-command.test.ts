/** `bowsprit doctor` as a command: its exit status, its one JSON document, its text, and the environment it shares with `npm start`. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { findingsText } from "../../src/cli/doctor-text.ts";
import type { Finding, Status } from "../../src/core/doctor/finding.ts";
import { noFaults, requireChecks, World } from "../../src/sim/index.ts";
import { type Enterprise, ended, enterprise } from "../process.ts";

const main = fileURLToPath(new URL("../../src/cli/main.ts", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "bowsprit-doctor-"));
// The process has this machine's clock, and compares it with GitHub's.
const world = new World({ faults: noFaults, start: Math.floor(Date.now() / 1000) });
const settings = { APP_ID: String(world.app.id), PRIVATE_KEY: world.app.privateKey, WEBHOOK_SECRET: world.app.webhookSecret };
let server: Enterprise;

beforeAll(async () => {
  const org = world.organization("acme");
  const labels = ["approved", "lgtm", "do-not-merge/hold", "do-not-merge/invalid-owners-file"];
  const files = { OWNERS: "approvers: [alice]\n" };
  requireChecks(org.repository({ name: "sound", files, labels }), "main", ["bowsprit: main"], world.app);
  org.repository({ name: "broken", files: { OWNERS: "][" }, labels });
  world.installs(org);
  await world.deliverer().deliver(async () => new Response("", { status: 202 }));
  server = await enterprise((request) => {
    world.clock.advance(Math.max(0, Math.floor(Date.now() / 1000) - world.clock.now()));
    return world.handle(request);
  });
});
afterAll(() => {
  server.close();
  rmSync(folder, { recursive: true });
});

const doctor = (args: readonly string[], env: Readonly<Record<string, string>> = settings) =>
  ended({ cwd: folder, args: [main, "doctor", ...args], env: { ...server.env, ...env } });

const documentShape = z.array(
  z.strictObject({
    ...{ check: z.string(), what: z.string(), why: z.string(), fix: z.string() },
    status: z.enum(["ok", "warn", "broken", "unknown"]),
  }),
);

describe("the command", () => {
  test("ends with 0 where nothing is broken, and prints one document", async () => {
    const { status, output } = await doctor(["acme/sound", "--json"]);
    const document = documentShape.parse(JSON.parse(output));
    expect([status, document.filter((finding) => finding.status === "broken")]).toEqual([0, []]);
    expect(document.filter(({ check }) => check === "OWNERS")).toHaveLength(1);
  });

  test("ends with 1 where something is, and says so to people", async () => {
    const { status, output } = await doctor(["acme/broken"]);
    expect(status).toBe(1);
    expect(output).toMatch(/^✗ OWNERS: acme\/broken: OWNERS/);
    expect(output).toMatch(/1 broken, \d+ to look at, \d+ unknown, \d+ ok\n$/);
  });

  test("reads the settings that `npm start` reads, `.env` among them", async () => {
    const { PRIVATE_KEY: _, ...rest } = settings;
    const lines = Object.entries(rest).map(([name, value]) => `${name}="${value}"\n`);
    writeFileSync(join(folder, ".env"), [...lines, `PRIVATE_KEY="${world.app.privateKey}"\n`].join(""));
    const { status, output } = await doctor(["--json"], {});
    rmSync(join(folder, ".env"));
    expect([status, documentShape.parse(JSON.parse(output)).find(({ check }) => check === "key")?.status]).toEqual([0, "ok"]);
  });

  test.each<[string, readonly string[], Readonly<Record<string, string>>, RegExp]>([
    ["no settings", [], {}, /APP_ID is missing/],
    ["Probot's own secret", [], { ...settings, WEBHOOK_SECRET: "development" }, /Probot's default/],
    ["something that is no repository", ["a/b/c"], settings, /neither OWNER nor OWNER\/REPO/],
    ["an option that is not there", ["--jsn"], settings, /--json/],
  ])("ends with 2 and one line for %s", async (_, args, env, line) => {
    const { status, output } = await doctor(args, env);
    expect([status, output.trimEnd().split("\n").length]).toEqual([2, 1]);
    expect(output).toMatch(line);
  });
});

describe("the process that serves the App", () => {
  const served = async (answer: () => Response) => {
    const { env, close } = await enterprise(async () => answer());
    const [host = "", port = ""] = (env.GHE_HOST ?? "").split(":");
    const { output } = await doctor(["--json"], { ...settings, HOST: host, PORT: port });
    close();
    return documentShape.parse(JSON.parse(output)).find(({ check }) => check === "process");
  };

  test.each<[string, () => Response, string]>([
    ["ready", () => Response.json({ ready: true, problems: [], state: { lastSweep: 60, lastDeliveryLogRead: null } }), "ok"],
    ["draining", () => Response.json({ ready: false, problems: ["draining"], state: {} }, { status: 503 }), "broken"],
    ["something else that listens there", () => new Response("hello"), "unknown"],
  ])("%s", async (_, answer, status) => expect((await served(answer))?.status).toBe(status));
});

describe("the text", () => {
  const finding = (status: Status, more: Partial<Finding> = {}): Finding => ({
    ...{ check: `a ${status} one`, status, what: "this", why: "because", fix: status === "ok" ? "" : "do that" },
    ...more,
  });

  test("has the worst first, and tells why and how of all that is not ok", () => {
    const all = [finding("ok"), finding("unknown"), finding("warn", { fix: "do:\nthis\n  {}" }), finding("broken")];
    expect(findingsText(all)).toBe(
      [
        ...["✗ a broken one: this", "  why: because", "  fix: do that", ""],
        ...["! a warn one: this", "  why: because", "  fix: do:", "       this", "         {}", ""],
        ...["? a unknown one: this", "  why: because", "  fix: do that", ""],
        ...["✓ a ok one: this", "", "1 broken, 1 to look at, 1 unknown, 1 ok", ""],
      ].join("\n"),
    );
  });

  test("holds nothing that moves the cursor of a terminal, whatever a repository's files say", () => {
    const text = findingsText([finding("broken", { what: "a\u001b[2Jb\u202ec\nd", why: "e\r\nf" })]);
    expect(text).toContain("a[2Jbc d");
    expect(text).toContain("e f");
  });
});
