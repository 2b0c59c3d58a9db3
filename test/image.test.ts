/** The image: what its Dockerfile promises, and that what its steps leave starts, takes webhooks, writes nowhere else, and ends. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { noFaults, World } from "../src/sim/index.ts";
import { dockerfileAt, followed, type Image, type Step, stagesOf } from "./dockerfile.ts";
import { type Enterprise, ended, enterprise, running } from "./process.ts";
import { signatureOf } from "./web/deliveries.ts";

const checkout = fileURLToPath(new URL("..", import.meta.url));
const text = (path: string): string => readFileSync(join(checkout, path), "utf8");
const stages = dockerfileAt(join(checkout, "Dockerfile"));
const final = stages.at(-1)?.steps ?? [];
const steps = <Kind extends Step["kind"]>(kind: Kind, among: readonly Step[] = final) =>
  among.filter((step): step is Extract<Step, { kind: Kind }> => step.kind === kind);

describe("the Dockerfile", () => {
  test("takes Node 24 and nothing else", () => expect(new Set(stages.map(({ base }) => base))).toEqual(new Set(["node:24-slim"])));

  test("ends as a user that is not root, after the last step that needs root", () => {
    const [user, ...more] = steps("user");
    expect(more).toEqual([]);
    expect(user?.user).toMatch(/^[1-9]\d*:[1-9]\d*$/);
    const after = final.slice(final.findIndex(({ kind }) => kind === "user"));
    expect(after.filter(({ kind }) => kind === "run" || kind === "copy")).toEqual([]);
  });

  test("has one volume, and the ledger and SQLite's temporary files are in it", () => {
    const [path, ...more] = steps("volume").flatMap(({ paths }) => paths);
    const [env] = steps("env");
    expect(more).toEqual([]);
    expect(env?.values.LEDGER_PATH).toBe(`${path}/bowsprit.db`);
    expect(env?.values.SQLITE_TMPDIR).toBe(path);
  });

  test("asks after its health, and is reachable from outside", () => {
    expect(steps("healthcheck")).toHaveLength(1);
    expect(steps("env")[0]?.values).toMatchObject({ HOST: "0.0.0.0", PORT: steps("expose")[0]?.port });
  });

  test("runs nothing that the test does not follow, but for making the ledger's folder", () => {
    const commands = stages.flatMap((stage) => steps("run", stage.steps)).map(({ command }) => command);
    expect(commands.filter((command) => !command.startsWith("npm "))).toEqual(["install -d -o 1000 -g 1000 /ledger"]);
  });

  test("runs no install script of a package", () => {
    const commands = stages.flatMap((stage) => steps("run", stage.steps)).map(({ command }) => command);
    expect(commands.filter((command) => command.startsWith("npm ci") && !command.includes("--ignore-scripts"))).toEqual([]);
  });

  test("is given no more of the checkout than its steps copy", () => {
    const ignored = text(".dockerignore")
      .split("\n")
      .filter((line) => line !== "" && !line.startsWith("#"));
    const copied = stages.flatMap((stage) => steps("copy", stage.steps)).filter(({ from }) => from === undefined);
    const sources = new Set(copied.flatMap(({ sources }) => sources));
    expect(ignored).toEqual(["*", ...[...sources].toSorted().map((source) => `!${source}`)]);
  });

  test.each(["ADD a b", "RUN", "COPY --chown=1:1 a b", "CMD node main.js"])("%s would be no step that the test follows", (line) =>
    expect(() => stagesOf(`FROM a\n${line}`)).toThrow(),
  );
});

const isAskedFor = process.env.IMAGE_TEST === "1";
if (!isAskedFor) process.stderr.write("test/image.test.ts: the production tree is not installed and started; with IMAGE_TEST=1 it is\n");

describe.skipIf(!isAskedFor)("what its steps leave (with IMAGE_TEST=1: it installs from npm's registry)", () => {
  let folder: string;
  let image: Image;
  let server: Enterprise;
  const world = new World({ faults: noFaults });

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "bowsprit-image-"));
    image = followed(stages, checkout, folder);
    server = await enterprise((request) => world.handle(request));
  }, 300_000);
  afterAll(() => {
    server?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const own = (): Record<string, string> =>
    Object.fromEntries(Object.entries(image.env).map(([name, value]) => [name, value.startsWith("/") ? image.at(value) : value]));
  const cwd = (): string => image.at(image.workdir);
  const command = (): readonly string[] => steps("cmd")[0]?.command.slice(1) ?? [];
  const files = (path: string): string[] => readdirSync(path, { recursive: true, encoding: "utf8" }).toSorted();
  const app = () => ({
    APP_ID: `${world.app.id}`,
    PRIVATE_KEY: world.app.privateKey,
    WEBHOOK_SECRET: world.app.webhookSecret,
    ...server.env,
  });

  test("has no simulated GitHub, no source, and nothing that only development needs", () => {
    const all = files(cwd());
    expect(all).toContain("dist/main.js");
    expect(all.filter((path) => /^(?:src|test|tools|dist\/sim)(?:\/|$)|^dist\/.*\.ts$/.test(path))).toEqual([]);
    const { devDependencies } = z.object({ devDependencies: z.record(z.string(), z.string()) }).parse(JSON.parse(text("package.json")));
    expect(Object.keys(devDependencies).filter((name) => all.includes(`node_modules/${name}`))).toEqual([]);
  });

  test("takes a signed webhook, is ready and healthy, ends on SIGTERM with 0, and writes into its volume alone", async () => {
    const before = files(cwd());
    const bot = await running({ cwd: cwd(), args: command(), env: { ...own(), ...app(), PORT: "0", HOST: "127.0.0.1" } });
    const body = JSON.stringify({ zen: "Non-blocking is better than blocking." });
    const webhook = (key: string) =>
      fetch(`${bot.url}/api/github/webhooks`, {
        method: "POST",
        headers: {
          ...{ "content-type": "application/json", "x-github-delivery": "1", "x-github-event": "ping" },
          "x-hub-signature-256": signatureOf(body, key),
        },
        body,
      });
    const health = () => ended({ cwd: cwd(), args: steps("healthcheck")[0]?.command.slice(1) ?? [], env: { PORT: new URL(bot.url).port } });
    expect((await webhook(world.app.webhookSecret)).status).toBe(202);
    expect((await webhook("another secret")).status).toBe(401);
    expect((await fetch(`${bot.url}/readyz`)).status).toBe(200);
    expect((await health()).status).toBe(0);
    expect(await bot.ends("SIGTERM")).toBe(0);
    expect((await health()).status).toBe(1);
    expect(files(cwd())).toEqual(before);
    expect(files(image.at("/ledger"))).toContain("bowsprit.db");
  });

  test("serves set-up where there is no App, in production too", async () => {
    const bot = await running({ cwd: cwd(), args: command(), env: { ...own(), PORT: "0", HOST: "127.0.0.1" } });
    expect((await fetch(`${bot.url}/probot`)).status).toBe(404);
    const address = /http:\/\/localhost:\d+(\/probot\/[\w-]+)/.exec(bot.output())?.[1];
    expect((await fetch(`${bot.url}${address}`)).status).toBe(200);
    expect(await bot.ends("SIGTERM")).toBe(0);
  });

  test("has every plugin and every profile of the checkout", async () => {
    const names = (path: string) => readdirSync(path).flatMap((file) => /^(.*)\.[jt]s$/.exec(file)?.[1] ?? []);
    expect(names(join(cwd(), "dist/plugins"))).toEqual(names(join(checkout, "src/plugins")));
    const given = ["dist/cli/main.js", "config", "check", join(checkout, "config/sig-node.yaml")];
    expect(await ended({ cwd: cwd(), args: given })).toEqual(
      await ended({ cwd: cwd(), args: [join(checkout, "src/cli/main.ts"), ...given.slice(1)] }),
    );
  });

  test("says in one line that there is no simulated GitHub for the demo", async () => {
    expect(await ended({ cwd: cwd(), args: ["dist/cli/main.js", "demo"] })).toEqual({
      status: 2,
      output: expect.stringMatching(/^bowsprit: the simulated GitHub is not part of this installation.*\n$/),
    });
  });
});
