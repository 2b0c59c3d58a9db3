/** Set-up: nobody gets anything without the token, the App is created as app.yml says, once, and its key is never lost on the way. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseEnv } from "node:util";
import { describe, expect, test } from "vitest";
import { type DoorOptions, door, type NewApp, pathFor } from "../../src/setup/door.ts";
import { keepIn } from "../../src/setup/env-file.ts";
import { manifestIn } from "../../src/setup/manifest.ts";
import { newToken } from "../../src/setup/token.ts";
import { ownFolder } from "../folder.ts";
import { recordingLog } from "../web/deliveries.ts";

const manifest = manifestIn(readFileSync(new URL("../../app.yml", import.meta.url), "utf8"));
const app: NewApp = {
  ...{ id: 7, name: "bowsprit <of acme>", url: "https://github.com/apps/bowsprit-acme" },
  ...{ privateKey: "-----BEGIN PRIVATE KEY-----\nabc\n-----END PRIVATE KEY-----\n", webhookSecret: "s3cret-of-7" },
};

function given(own: Partial<DoorOptions> = {}) {
  const { log, lines } = recordingLog();
  const token = newToken();
  const codes: string[] = [];
  let kept: string | undefined;
  const path = () => {
    kept ??= join(ownFolder(), ".env");
    return kept;
  };
  const handle = door({
    ...{ token, manifest, gitHub: "https://github.com", isEnterprise: false, log, isSet: () => false },
    exchange: async (code) => {
      codes.push(code);
      return app;
    },
    keep: (values) => keepIn(path(), values),
    ...own,
  });
  const get = (target: string, headers: Record<string, string> = {}) =>
    handle(new Request(`http://localhost${target}`, { headers: { host: "bot.acme.test", ...headers } }));
  return { handle, get, token, codes, path, lines, own: pathFor(token) };
}

const entities: Readonly<Record<string, string>> = { "&quot;": '"', "&#39;": "'", "&lt;": "<", "&gt;": ">", "&amp;": "&" };
const unescaped = (text: string): string => text.replaceAll(/&(?:quot|#39|lt|gt|amp);/g, (entity) => entities[entity] ?? entity);
const manifestOn = (page: string): unknown => JSON.parse(unescaped(/name="manifest" value="([^"]*)"/.exec(page)?.[1] ?? "null"));
const actionOn = (page: string): string | undefined => /method="post" action="([^"]*)"/.exec(page)?.[1];

describe("without the token", () => {
  const { get, handle, token, codes } = given();
  test.each([
    ["the root", "/"],
    ["Probot's first page", "/probot"],
    ["an empty token", "/probot/"],
    ["Probot's way back from GitHub", "/probot/setup?code=abc"],
    ["Probot's import", "/probot/import"],
    ["Probot's last page", "/probot/success"],
    ["the receiver", "/api/github/webhooks"],
    ["the token in another place", `/probot?token=${token}`],
    ["the beginning of the token", `/probot/${token.slice(0, -1)}`],
    ["more than the token", `/probot/${token}x/setup?code=abc`],
    ["the token below another path", `/${token}/setup?code=abc`],
    ["the token of another start", `/probot/${newToken()}/setup?code=abc`],
    ["what JavaScript makes of nothing", "/probot/undefined/setup?code=abc"],
  ])("%s is answered like anything that is not there", async (_, target) => {
    const answer = await get(target);
    expect([answer.status, await answer.text()]).toEqual([404, "nothing here\n"]);
  });

  test("nothing is created", async () => {
    await handle(new Request("http://localhost/probot/setup?code=abc", { method: "POST" }));
    expect(codes).toEqual([]);
  });

  test("the process is alive and not ready", async () => {
    expect((await get("/livez")).status).toBe(200);
    expect((await get("/readyz")).status).toBe(503);
  });
});

describe("the App that GitHub is asked for", () => {
  test("is that of app.yml, private, with webhooks to the receiver at the address of this process, and back to the token's address", async () => {
    const { get, own } = given();
    const page = await (await get(own, { "x-forwarded-proto": "https,http" })).text();
    expect(actionOn(page)).toBe("https://github.com/settings/apps/new");
    expect(manifestOn(page)).toEqual({
      ...manifest,
      public: false,
      url: "https://bot.acme.test",
      hook_attributes: { url: "https://bot.acme.test/api/github/webhooks", active: true },
      redirect_url: `https://bot.acme.test${own}/setup`,
    });
  });

  test("gets the address and the owner that are asked for, while the browser comes back to where it is", async () => {
    const { get, own } = given();
    const page = await (await get(`${own}?origin=https://hooks.acme.test/x&organization=acme`)).text();
    expect(actionOn(page)).toBe("https://github.com/organizations/acme/settings/apps/new");
    expect(manifestOn(page)).toMatchObject({
      hook_attributes: { url: "https://hooks.acme.test/api/github/webhooks" },
      redirect_url: `http://bot.acme.test${own}/setup`,
    });
  });

  test("keeps an address that somebody wrote into app.yml", async () => {
    const placed = { ...manifest, hook_attributes: { url: "https://hooks.acme.test/api/github/webhooks", active: true } } as const;
    const { get, own } = given({ manifest: placed });
    expect(manifestOn(await (await get(own)).text())).toMatchObject({ hook_attributes: placed.hook_attributes });
  });

  test("asks an Enterprise Server for nothing that it does not know", async () => {
    const { get, own } = given({ gitHub: "https://github.acme.test", isEnterprise: true });
    const page = await (await get(own)).text();
    expect(actionOn(page)).toBe("https://github.acme.test/settings/apps/new");
    expect(page).not.toMatch(/merge_queues|merge_group/);
  });

  test.each([
    ["organization=a/../b", 400],
    ["organization=%22%3E%3Cscript%3E", 400],
    ["origin=javascript:alert(1)", 400],
    ["origin=bot", 400],
  ])("is not asked for with %s", async (query, status) => {
    const { get, own } = given();
    const answer = await get(`${own}?${query}`);
    expect(answer.status).toBe(status);
    expect(await answer.text()).not.toContain("<form");
  });

  test("an apostrophe or a tag in app.yml stays text", async () => {
    const description = `Acme's "bot" <script>`;
    const { get, own } = given({ manifest: { ...manifest, description } });
    const page = await (await get(own)).text();
    expect(page).not.toContain("<script>");
    expect(manifestOn(page)).toMatchObject({ description });
  });

  test("is warned of where GitHub could not reach it", async () => {
    const { get, own } = given();
    expect(await (await get(own, { host: "localhost:3000" })).text()).toContain("GitHub refuses an address on this machine");
    expect(await (await get(own)).text()).not.toContain("GitHub refuses");
  });
});

describe("back from GitHub", () => {
  test("the key and the secret are in .env, and the page holds neither", async () => {
    const { get, own, codes, path } = given();
    const page = await (await get(`${own}/setup?code=abc`)).text();
    expect(codes).toEqual(["abc"]);
    expect(parseEnv(readFileSync(path(), "utf8"))).toEqual({
      ...{ APP_ID: "7", PRIVATE_KEY: app.privateKey.trim().replaceAll("\n", "\\n"), WEBHOOK_SECRET: "s3cret-of-7" },
    });
    expect(page).toContain("https://github.com/apps/bowsprit-acme/installations/new");
    expect(page).toContain("bowsprit &lt;of acme&gt;");
    expect(page).not.toMatch(/BEGIN|s3cret/);
  });

  test("where .env cannot be written the page shows the values, as lines that .env takes, and the log does not", async () => {
    const { get, own, lines } = given({ keep: (values) => keepIn("/nowhere/at/all/.env", values) });
    const answer = await get(`${own}/setup?code=abc`);
    const shown = unescaped(/<pre>([\s\S]*)<\/pre>/.exec(await answer.text())?.[1] ?? "");
    expect(parseEnv(shown)).toEqual({
      APP_ID: "7",
      PRIVATE_KEY: app.privateKey.trim().replaceAll("\n", "\\n"),
      WEBHOOK_SECRET: "s3cret-of-7",
    });
    expect(answer.headers.get("cache-control")).toBe("no-store");
    expect(JSON.stringify(lines)).not.toMatch(/BEGIN|s3cret/);
  });

  test("a setting outside .env that would win over it is named", async () => {
    const { get, own } = given({ isSet: (name) => name === "WEBHOOK_SECRET" });
    expect(await (await get(`${own}/setup?code=abc`)).text()).toMatch(/<strong>WEBHOOK_SECRET<\/strong> is set/);
  });

  test("the App is created once: afterwards the address does nothing", async () => {
    const { get, own, codes } = given();
    await get(`${own}/setup?code=abc`);
    for (const target of [own, `${own}/setup?code=abc`, `${own}/setup?code=def`]) expect((await get(target)).status).toBe(410);
    expect(codes).toEqual(["abc"]);
  });

  test("two at a time are one", async () => {
    const { get, own, codes } = given();
    const answers = await Promise.all([get(`${own}/setup?code=abc`), get(`${own}/setup?code=def`)]);
    expect(answers.map(({ status }) => status)).toEqual([200, 409]);
    expect(codes).toEqual(["abc"]);
  });

  test("a code that GitHub does not take leaves the way open", async () => {
    let attempts = 0;
    const { get, own, path } = given({
      exchange: async () => {
        attempts += 1;
        if (attempts === 1) throw new Error("exchange the code for an App: Not Found");
        return app;
      },
    });
    expect((await get(`${own}/setup?code=bad`)).status).toBe(502);
    expect((await get(own)).status).toBe(200);
    expect((await get(`${own}/setup?code=good`)).status).toBe(200);
    expect(readFileSync(path(), "utf8")).toContain("APP_ID=7\n");
  });

  test.each(["/setup", "/setup?code=", "/import?code=abc", "/setup/more?code=abc"])("%s creates nothing", async (rest) => {
    const { get, own, codes } = given();
    expect((await get(own + rest)).status).toBe(404);
    expect(codes).toEqual([]);
  });

  test("nothing is created by a POST", async () => {
    const { handle, own, codes } = given();
    expect((await handle(new Request(`http://localhost${own}/setup?code=abc`, { method: "POST" }))).status).toBe(405);
    expect(codes).toEqual([]);
  });
});

test("pages load nothing, run nothing, and tell GitHub no more than where they come from", async () => {
  const { get, own } = given();
  const { headers } = await get(own);
  expect(headers.get("content-security-policy")).toContain("default-src 'none'");
  expect(headers.get("content-security-policy")).toContain("form-action 'self' https://github.com");
  expect(headers.get("referrer-policy")).toBe("strict-origin");
});
