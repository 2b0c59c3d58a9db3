/** Settings of a deployment: which are refused, which win, and when there is no App yet. */
import { writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { beginningOf, deploymentOf, type Environment, environmentWith, settingNames, WrongSetting } from "../src/environment.ts";
import { noFaults, World } from "../src/sim/index.ts";
import { ownFolder } from "./folder.ts";

const { app } = new World({ faults: noFaults });
const whole = { APP_ID: "7", PRIVATE_KEY: app.privateKey, WEBHOOK_SECRET: "a secret of the App" };

describe("a deployment", () => {
  test("has Probot's defaults where nothing else is set", () =>
    expect(deploymentOf(whole)).toEqual({
      ...{ appId: 7, privateKey: app.privateKey, webhookSecrets: ["a secret of the App"], baseUrl: undefined },
      ...{ host: "localhost", port: 3000, logLevel: "info", ledgerPath: "bowsprit.db", jobsRepositories: [] },
    }));

  test.each<[string, Environment, RegExp]>([
    ["Probot's default webhook secret", { WEBHOOK_SECRET: "development" }, /WEBHOOK_SECRET is Probot's default/],
    ["Probot's default as the secret before", { WEBHOOK_SECRET_OLD: "development" }, /WEBHOOK_SECRET_OLD is Probot's default/],
    ["no webhook secret", { WEBHOOK_SECRET: undefined }, /WEBHOOK_SECRET is missing/],
    ["an empty webhook secret", { WEBHOOK_SECRET: "" }, /WEBHOOK_SECRET is missing/],
    ["a key without an App", { APP_ID: undefined }, /APP_ID is missing/],
    ["an App without a key", { PRIVATE_KEY: undefined }, /PRIVATE_KEY and PRIVATE_KEY_PATH are missing/],
    ["a key that is none", { PRIVATE_KEY: "bm9uZQ==" }, /no PEM/],
    ["a port that is none", { PORT: "http" }, /PORT must be a number/],
    ["a runner's secret and no hosts", { JOBS_WEBHOOK_SECRET: "a secret of the runner" }, /JOBS_WEBHOOK_HOSTS is missing/],
    ["a runner's hosts and no secret", { JOBS_WEBHOOK_HOSTS: "ci.acme.test" }, /JOBS_WEBHOOK_SECRET is missing/],
    [
      "an address among the runner's hosts",
      { JOBS_WEBHOOK_SECRET: "a secret of the runner", JOBS_WEBHOOK_HOSTS: "https://ci.acme.test" },
      /JOBS_WEBHOOK_HOSTS must be hosts/,
    ],
    ["a jobs repository without its owner", { JOBS_REPOSITORIES: "jobs" }, /JOBS_REPOSITORIES must be repositories/],
    ["a pattern of jobs repositories", { JOBS_REPOSITORIES: "shared/*" }, /JOBS_REPOSITORIES must be repositories/],
  ])("does not start with %s", (_, own, why) => {
    const environment = { ...whole, ...own };
    expect(beginningOf(environment)).toBeUndefined();
    expect(() => deploymentOf(environment)).toThrow(WrongSetting);
    expect(() => deploymentOf(environment)).toThrow(why);
  });

  test.each([
    ["as it is", app.privateKey],
    ["with its line ends written out", app.privateKey.replaceAll("\n", "\\n")],
    ["in base64", Buffer.from(app.privateKey).toString("base64")],
  ])("takes the key %s", (_, PRIVATE_KEY) => expect(deploymentOf({ ...whole, PRIVATE_KEY }).privateKey).toBe(app.privateKey));

  test("asks runners on the hosts that it names, and no others", () =>
    expect(
      deploymentOf({
        ...whole,
        JOBS_WEBHOOK_SECRET: "new secret",
        JOBS_WEBHOOK_SECRET_OLD: "old secret",
        JOBS_WEBHOOK_HOSTS: "CI.acme.test, b:8443",
      }).jobsWebhook,
    ).toEqual({ secrets: ["new secret", "old secret"], hosts: ["ci.acme.test", "b:8443"] }));

  test("lets every organisation use the jobs repositories that it names", () =>
    expect(deploymentOf({ ...whole, JOBS_REPOSITORIES: "Shared/Jobs, b/node.e2e" }).jobsRepositories).toEqual([
      "shared/jobs",
      "b/node.e2e",
    ]));

  test("knows two secrets during a rotation, the new one first", () =>
    expect(deploymentOf({ ...whole, WEBHOOK_SECRET_OLD: "the one before" }).webhookSecrets).toEqual([
      "a secret of the App",
      "the one before",
    ]));
});

describe("where there is no App yet", () => {
  test("neither number nor key begins set-up, on github.com unless a server is named", () => {
    expect(beginningOf({ APP_ID: "", PORT: "80" })).toEqual({
      ...{ gitHub: "https://github.com", baseUrl: undefined, host: "localhost", port: 80 },
    });
    expect(beginningOf({ GHE_HOST: "github.acme.test" })).toMatchObject({
      gitHub: "https://github.acme.test",
      baseUrl: "https://github.acme.test/api/v3",
    });
  });

  test("Probot's default webhook secret is refused there too", () =>
    expect(() => beginningOf({ WEBHOOK_SECRET: "development" })).toThrow(/Probot's default/));
});

describe("a file of settings", () => {
  const file = (text: string): string => {
    const path = join(ownFolder(), ".env");
    writeFileSync(path, text);
    return path;
  };

  test("adds what is not set outside it; an empty value is not set", () =>
    expect(environmentWith(file('A="1\\n2"\nB=file\nC=file\n'), { B: "outside", C: "" })).toEqual({ A: "1\n2", B: "outside", C: "file" }));
  test("need not be there", () => expect(environmentWith("/nowhere/.env", { A: "1" })).toEqual({ A: "1" }));
  test("that cannot be read is no file that is not there", () => expect(() => environmentWith(tmpdir(), {})).toThrow(WrongSetting));
});

test("every setting has a name that is written like one", () => expect(settingNames.filter((name) => !/^[A-Z_]+$/.test(name))).toEqual([]));
