/** The process as an administrator meets it: it sets itself up, starts, takes webhooks, refuses what is unsafe, and ends in good order. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, expect, test } from "vitest";
import { noFaults, World } from "../src/sim/index.ts";
import { ownFolder } from "./folder.ts";
import { type Enterprise, ended, enterprise, running } from "./process.ts";
import { signatureOf } from "./web/deliveries.ts";

const main = fileURLToPath(new URL("../src/main.ts", import.meta.url));

const closing: Enterprise[] = [];
afterEach(() => {
  for (const server of closing.splice(0)) server.close();
});

/** A simulated GitHub that hands over its App for the code `a-code`, as an Enterprise Server. */
async function gitHub() {
  const world = new World({ faults: noFaults });
  const { app } = world;
  const conversion = {
    id: app.id,
    name: "bowsprit",
    pem: app.privateKey,
    webhook_secret: "s3cret-of-it",
    html_url: "http://ghe.test/apps/b",
  };
  const server = await enterprise(async (request) => {
    const { pathname } = new URL(request.url);
    if (!pathname.startsWith("/app-manifests/")) return world.handle(request);
    return pathname === "/app-manifests/a-code/conversions"
      ? Response.json(conversion, { status: 201 })
      : new Response("", { status: 404 });
  });
  closing.push(server);
  return { env: server.env, app };
}

const ping = JSON.stringify({ zen: "Keep it logically awesome." });
const pinged = (url: string, key: string): Promise<Response> =>
  fetch(`${url}/api/github/webhooks`, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      "x-github-delivery": "1",
      "x-github-event": "ping",
      "x-hub-signature-256": signatureOf(ping, key),
    },
    body: ping,
  });

test("from nothing to an App that takes webhooks: set-up, the code of GitHub, another start", async () => {
  const { env } = await gitHub();
  const cwd = ownFolder();
  const first = await running({ cwd, args: [main], env: { ...env, LOG_LEVEL: "fatal" } });
  const address = /http:\/\/localhost:\d+(\/probot\/[\w-]+)/.exec(first.output())?.[1] ?? "no address in the log";
  expect((await fetch(first.url)).status).toBe(404);
  expect((await pinged(first.url, "s3cret-of-it")).status).toBe(404);
  expect(await (await fetch(first.url + address)).text()).toContain(`http://${env.GHE_HOST}/settings/apps/new`);
  expect((await fetch(`${first.url}${address}/setup?code=another`)).status).toBe(502);
  expect((await fetch(`${first.url}${address}/setup?code=a-code`)).status).toBe(200);
  expect((await fetch(`${first.url}${address}/setup?code=a-code`)).status).toBe(410);
  expect(first.output()).not.toMatch(/s3cret|BEGIN|a-code/);
  expect(await first.ends("SIGTERM")).toBe(0);

  const second = await running({ cwd, args: [main], env });
  expect((await pinged(second.url, "s3cret-of-it")).status).toBe(202);
  expect((await pinged(second.url, "development")).status).toBe(401);
  expect((await fetch(`${second.url}/readyz`)).status).toBe(200);
  expect((await fetch(second.url + address)).status).toBe(404);
  const fresh = async () => ((await (await fetch(`${second.url}/readyz?verbose`)).json()) as { state: object }).state;
  await expect.poll(fresh).toMatchObject({ lastSweep: expect.any(Number), lastDeliveryLogRead: expect.any(Number), failing: 0 });
  const metrics = await (await fetch(`${second.url}/metrics`)).text();
  expect(metrics).toContain('bowsprit_github_requests_total{kind="app",status="200"}');
  expect(metrics + second.output()).not.toMatch(/s3cret|ghs_|BEGIN/);
  expect(await second.ends("SIGTERM")).toBe(0);
  expect(existsSync(join(cwd, "bowsprit.db"))).toBe(true);
  expect(readFileSync(join(cwd, ".env"), "utf8")).toContain("PRIVATE_KEY=");
});

test.each([
  ["without an App", {}],
  ["with an App", { APP_ID: "7", PRIVATE_KEY: "unread" }],
])("Probot's default webhook secret is refused %s, in one line", async (_, own) => {
  const { status, output } = await ended({ cwd: ownFolder(), args: [main], env: { WEBHOOK_SECRET: "development", ...own } });
  expect([status, output]).toEqual([2, "bowsprit: WEBHOOK_SECRET is Probot's default, which everybody knows\n"]);
});
