/** `bowsprit doctor` on the simulated GitHub: what it finds wrong, what it finds right, and that it writes nothing. */
import { generateKeyPairSync } from "node:crypto";
import { describe, expect, test } from "vitest";
import { type Examination, findingsOf, type Subject } from "../../src/cli/doctor-examination.ts";
import { profileTexts, rulebookOf } from "../../src/config/profiles.ts";
import type { Finding } from "../../src/core/doctor/finding.ts";
import { known } from "../../src/core/facts.ts";
import { connectExaminer } from "../../src/github/examiner.ts";
import { loadPlugins } from "../../src/registry.ts";
import {
  archive,
  checksRule,
  type Deliverer,
  noFaults,
  type Permissions,
  requireChecks,
  setPermissions,
  setRules,
  setSuspended,
  usualFaults,
  usualPermissions,
  World,
} from "../../src/sim/index.ts";

const rulebook = rulebookOf(await loadPlugins(), profileTexts());
const owners = "approvers: [alice]\nreviewers: [alice]\n";

/** acme has the repository widgets, where everything is as it should be but what a test changes; deliveries arrive. */
function given(options: { readonly permissions?: Permissions; readonly isSelected?: boolean; readonly seed?: number } = {}) {
  const world = new World({ faults: noFaults, seed: options.seed ?? 1 });
  const org = world.organization("acme");
  const alice = world.user("alice");
  org.adds(alice);
  const labels = ["approved", "lgtm", "do-not-merge/hold", "do-not-merge/invalid-owners-file"];
  const repo = org.repository({ name: "widgets", files: { OWNERS: owners, "a.go": "package a\n" }, labels });
  requireChecks(repo, "main", ["bowsprit: main"], world.app);
  const installation = world.installs(org, {
    ...(options.permissions === undefined ? {} : { permissions: options.permissions }),
    ...(options.isSelected ? { repositories: [repo] } : {}),
  });
  const deliverer = world.deliverer();
  return { world, org, alice, repo, installation, deliverer };
}

const accepted = async () => new Response("", { status: 202 });

interface Asking {
  readonly about?: Subject;
  readonly privateKey?: string;
  readonly appId?: number;
  /** Seconds by which this machine's clock is ahead. */
  readonly ahead?: number;
  readonly secrets?: number;
  readonly fetch?: typeof fetch;
  readonly progress?: (line: string) => void;
}

const widgets: Subject = { owner: "Acme", name: "widgets" };
const acme: Subject = { owner: "acme", name: undefined };

async function asked(world: World, { about, ahead = 0, ...asking }: Asking = {}): Promise<readonly Finding[]> {
  const { privateKey = world.app.privateKey, appId = world.app.id, secrets = 1, fetch = world.fetch, progress = () => {} } = asking;
  const clock = () => world.clock.now() + ahead;
  const examination: Examination = {
    examiner: connectExaminer({ appId, privateKey, baseUrl: world.api, fetch, clock }),
    process: async () => known({ address: "here", problems: [], lastSweep: 60, lastLogRead: 60, oldestWork: 0 }),
    ...{ rulebook, appId, secrets, isEnterprise: false, progress },
  };
  const found = await findingsOf(examination, about);
  expect(world.journal.exchanges.filter(({ isWrite, route }) => isWrite && !route.endsWith("access_tokens"))).toEqual([]);
  expect(world.journal.unimitated).toEqual([]);
  return found;
}

/** What is worse than ok, as `check: status`. */
const bad = (found: readonly Finding[]): string[] =>
  found.filter(({ status }) => status !== "ok").map(({ check, status }) => `${check}: ${status}`);

const named = (found: readonly Finding[], check: string): Finding => {
  const [finding, ...more] = found.filter((one) => one.check === check);
  if (finding === undefined || more.length > 0) throw new Error(`not one finding ${check}: ${JSON.stringify(found)}`);
  return finding;
};

async function delivers(deliverer: Deliverer, answer: () => Promise<Response> = accepted): Promise<void> {
  await deliverer.deliver(answer);
}

describe("the App", () => {
  test("where all is well, only classic branch protection is unknown", async () => {
    const { world, deliverer } = given();
    await delivers(deliverer);
    const found = await asked(world, { about: widgets });
    expect(bad(found)).toEqual(["classic branch protection: unknown"]);
    expect(named(found, "required check").what).toContain("from this App only");
    for (const finding of found) expect(Object.keys(finding)).toEqual(["check", "status", "what", "why", "fix"]);
  });

  test("a key of another App is broken, and nothing else is asked", async () => {
    const { world } = given();
    const { privateKey } = generateKeyPairSync("rsa", {
      modulusLength: 2048,
      privateKeyEncoding: { type: "pkcs8", format: "pem" },
      publicKeyEncoding: { type: "spki", format: "pem" },
    });
    const found = await asked(world, { about: widgets, privateKey });
    expect(named(found, "key").status).toBe("broken");
    expect(named(found, "installation").status).toBe("unknown");
    expect(world.journal.counts.size).toBe(1);
  });

  test("something that is no key is broken and not an error", async () => {
    const { world } = given();
    const privateKey = "-----BEGIN PRIVATE KEY-----\nnonsense\n-----END PRIVATE KEY-----\n";
    expect(named(await asked(world, { privateKey }), "key")).toMatchObject({
      status: "broken",
      fix: expect.stringContaining("new private key"),
    });
  });

  test("GitHub out of reach leaves everything unknown", async () => {
    const { world } = given();
    const fetch = () => Promise.reject(new TypeError("fetch failed"));
    const found = await asked(world, { about: widgets, fetch });
    expect(found.filter(({ status }) => status !== "unknown").map(({ check }) => check)).toEqual(["process"]);
  });

  test.each([1, 2, 3, 4, 5, 6, 7, 8])(
    "whatever goes wrong at GitHub (%i), what is sound is never called broken, nor worth a look",
    async (seed) => {
      const { world, deliverer } = given({ seed });
      await delivers(deliverer);
      world.clock.advance(600);
      world.faults.set(usualFaults);
      const found = await asked(world, { about: widgets });
      expect(found.filter(({ status }) => status !== "ok" && status !== "unknown")).toEqual([]);
    },
  );

  test.each([
    [0, "ok"],
    [-20, "warn"],
    [20, "warn"],
    [40, "broken"],
    [-600, "broken"],
  ])("a clock %i seconds ahead is %s", async (ahead, status) => {
    const { world } = given();
    expect(named(await asked(world, { ahead }), "clock").status).toBe(status);
  });
});

describe("the webhook", () => {
  test.each([
    ["the placeholder", { url: "https://bowsprit.example.org/api/github/webhooks" }, "broken"],
    ["Probot's own path", { url: "https://bot.test/" }, "broken"],
    ["no address", { url: "" }, "broken"],
    ["forms", { contentType: "form" }, "broken"],
    ["no encryption", { url: "http://bot.test/api/github/webhooks" }, "warn"],
    ["any certificate", { isInsecure: true }, "warn"],
  ])("with %s", async (_, change, status) => {
    const { world } = given();
    world.app.hook = { ...world.app.hook, ...change };
    expect(named(await asked(world), "webhook").status).toBe(status);
  });

  test("whose newest delivery was refused for its signature has the wrong secret", async () => {
    const { world, deliverer } = given();
    await delivers(deliverer, async () => new Response("", { status: 401 }));
    const found = await asked(world);
    expect(named(found, "webhook secret").status).toBe("broken");
    expect(named(found, "deliveries")).toMatchObject({ status: "broken", fix: expect.stringContaining("webhook secrets") });
  });

  test("deliveries that failed and were delivered again are fine; one that was not is told, with what was answered", async () => {
    const { world, org, deliverer } = given();
    await delivers(deliverer);
    org.adds(world.user("bob"));
    await delivers(deliverer, async () => new Response("", { status: 503 }));
    expect(named(await asked(world), "deliveries")).toMatchObject({
      status: "broken",
      what: expect.stringContaining("Invalid HTTP Response: 503"),
    });
    const [failure] = deliverer.failed;
    if (failure !== undefined) await deliverer.redeliver(failure.delivery, accepted);
    expect(named(await asked(world), "deliveries").status).toBe("ok");
  });

  test("is not known to be reached where nothing was delivered lately", async () => {
    const { world, deliverer } = given();
    await delivers(deliverer);
    world.clock.advance(25 * 3600);
    expect(named(await asked(world), "deliveries").status).toBe("unknown");
  });
});

describe("an installation", () => {
  test("that withholds a permission loses a feature, by name, with where to accept it", async () => {
    const { world, installation } = given();
    const { members: _, ...rest } = usualPermissions;
    setPermissions(world, installation, rest);
    const found = await asked(world);
    expect(named(found, "permissions")).toMatchObject({
      status: "warn",
      what: expect.stringContaining("members and teams"),
      fix: expect.stringContaining(`settings/installations/${installation.id}`),
    });
    expect(named(found, "events")).toMatchObject({ status: "warn", what: expect.stringContaining("membership") });
  });

  test("without contents is broken", async () => {
    const { world, installation } = given();
    const { contents: _, ...rest } = usualPermissions;
    setPermissions(world, installation, rest);
    const found = await asked(world, { about: widgets });
    expect(named(found, "permissions").status).toBe("broken");
    expect(named(found, "repository").status).toBe("unknown");
  });

  test("that is suspended, or not there, is broken, and nothing in it is asked", async () => {
    const { world, installation } = given();
    setSuspended(world, installation, true);
    expect(named(await asked(world, { about: widgets }), "installation")).toMatchObject({
      status: "broken",
      what: expect.stringContaining("suspended"),
    });
    const elsewhere = { owner: "umbrella", name: "corp" };
    expect(named(await asked(world, { about: elsewhere }), "installation")).toMatchObject({
      status: "broken",
      what: expect.stringContaining("umbrella"),
    });
  });

  test("on selected repositories must include .github", async () => {
    const { world } = given({ isSelected: true });
    const found = await asked(world, { about: widgets });
    expect(named(found, "organisation's options").status).toBe("broken");
    expect(named(found, "active")).toMatchObject({ status: "warn", what: expect.stringContaining("organisation's options are not known") });
  });
});

describe("a repository", () => {
  test("that the installation does not include is broken, though it is public", async () => {
    const { world, org } = given({ isSelected: true });
    org.repository({ name: "other", files: { OWNERS: owners } });
    expect(named(await asked(world, { about: { owner: "acme", name: "other" } }), "repository").status).toBe("broken");
  });

  test.each([
    ["has neither OWNERS nor options", {}, undefined, /neither/],
    ["is switched off", { OWNERS: owners, ".github/bowsprit.yaml": "mode: off\n" }, undefined, /mode: off/],
    ["needs an options file", { OWNERS: owners }, "activate: explicit\n", /activate: explicit/],
  ])("that %s is off, and says why", async (_, files, organisation, why) => {
    const { world, org } = given();
    if (organisation !== undefined) org.repository({ name: ".github", files: { ".github/bowsprit.yaml": organisation } });
    org.repository({ name: "other", files });
    const found = await asked(world, { about: { owner: "acme", name: "other" } });
    expect(named(found, "active")).toMatchObject({ status: "warn", what: expect.stringMatching(why) });
    expect(found.some(({ check }) => check === "labels")).toBe(false);
  });

  test("that is archived is off by OWNERS alone", async () => {
    const { world, repo } = given();
    archive(repo);
    expect(named(await asked(world, { about: widgets }), "active").what).toContain("archived");
  });

  test("with a broken options file, in either place, tells what is wrong with it", async () => {
    const { world, org, alice, repo } = given();
    org.repository({ name: ".github", files: { ".github/bowsprit.yaml": "mode: sometimes\n" } });
    alice.pushesTo(repo, "main", { ".github/bowsprit.yaml": "lgtm:\n  store_tree: true\n" });
    const { status, what } = named(await asked(world, { about: widgets }), "options");
    expect(status).toBe("broken");
    expect(what).toContain("store_tree");
    expect(what).toContain("acme/.github");
  });
  test("a jobs repository of another organisation is a fault of the options, with the fix", async () => {
    const { world, alice, repo } = given();
    world.installs(world.organization("victim"));
    const jobs = "jobs: {github_actions: {repository: victim/jobs, workflow: e2e.yml}}\n";
    alice.pushesTo(repo, "main", { ".github/bowsprit.yaml": jobs });
    const found = await asked(world, { about: widgets });
    expect(found.find(({ check }) => check === "options")).toMatchObject({
      status: "broken",
      what: expect.stringContaining("names `victim/jobs`, which is not `acme`'s, so that no job runs; name a repository of `acme`"),
    });
    expect(found.filter(({ check }) => check === "jobs")).toEqual([]);
  });

  test("with a broken OWNERS file anywhere names file and line; below vendor nothing counts", async () => {
    const { world, alice, repo } = given();
    alice.pushesTo(repo, "main", {
      "pkg/OWNERS": "approvers: {a: b}\n",
      "vendor/a/b/OWNERS": "][",
      "docs/OWNERS": { content: "OWNERS", mode: "symlink" },
    });
    const { status, what } = named(await asked(world, { about: widgets }), "OWNERS");
    expect([status, what]).toEqual(["broken", expect.stringMatching(/pkg\/OWNERS/)]);
    expect(what).not.toMatch(/vendor|docs/);
  });

  test("whose files GitHub does not list to the end has unknown OWNERS", async () => {
    const { world } = given();
    const cut: typeof fetch = async (input, init) => {
      const answer = await world.fetch(input, init);
      if (!String(input).includes("/git/trees/")) return answer;
      return Response.json(
        { ...((await answer.json()) as object), truncated: true },
        { headers: { date: answer.headers.get("date") ?? "" } },
      );
    };
    expect(named(await asked(world, { about: widgets, fetch: cut }), "OWNERS").status).toBe("unknown");
  });

  test("whose labels are missing gets the commands that make them", async () => {
    const { world, org } = given();
    org.repository({ name: "other", files: { OWNERS: owners }, labels: ["LGTM"] });
    const { status, what, fix } = named(await asked(world, { about: { owner: "acme", name: "other" } }), "labels");
    expect([status, what]).toEqual(["warn", "acme/other: missing approved, do-not-merge/hold, do-not-merge/invalid-owners-file"]);
    expect(fix).toContain("gh label create 'approved' --color 0ffa16 --description");
  });

  test("whose pull requests are aimed at other branches has their rules looked at too", async () => {
    const { world, alice, repo } = given();
    alice.pushesTo(repo, "release/1.0", {});
    alice.opens(repo, { base: "release/1.0", changes: { "b.go": "package b\n" } });
    const found = (await asked(world, { about: widgets })).filter(({ check }) => check === "required check");
    expect(found.map(({ status }) => status)).toEqual(["ok", "warn"]);
    expect(found[1]?.fix).toContain('"refs/heads/release/1.0"');
  });

  test("in mode observe with the check required would block every merge", async () => {
    const { world, alice, repo } = given();
    alice.pushesTo(repo, "main", { ".github/bowsprit.yaml": "mode: observe\n" });
    expect(named(await asked(world, { about: widgets }), "required check").status).toBe("broken");
  });

  test("with a merge queue that merges failing groups is told to choose ALLGREEN", async () => {
    const { world, repo } = given();
    const queue = { type: "merge_queue", parameters: { grouping_strategy: "HEADGREEN", merge_method: "SQUASH" } };
    setRules(repo, "main", [checksRule(["bowsprit: main"], world.app), queue]);
    expect(named(await asked(world, { about: widgets }), "merge queue")).toMatchObject({
      status: "warn",
      fix: expect.stringContaining("ALLGREEN"),
    });
  });
});

describe("an owner", () => {
  test("gets one line for each repository with something worse than ok, and a count of the others", async () => {
    const { world, org, deliverer } = given();
    org.repository({ name: "quiet", files: { "README.md": "" } });
    org.repository({ name: "broken", files: { OWNERS: "][" } });
    await delivers(deliverer);
    const found = await asked(world, { about: acme });
    expect(named(found, "repositories").what).toBe("acme: 3 looked at, of which 2 on, 0 in mode observe, 1 off");
    expect(bad(found)).toEqual(["repository: broken"]);
    expect(named(found, "repository").what).toMatch(/^acme\/broken: OWNERS/);
  });

  test("with more than 300 repositories is told how many were left out, and sees how far it is", async () => {
    const { world, org } = given();
    for (let index = 0; index < 304; index += 1) org.repository({ name: `r${index}`, files: {} });
    const lines: string[] = [];
    const found = await asked(world, { about: acme, progress: (line) => lines.push(line) });
    expect(named(found, "repositories")).toMatchObject({ status: "unknown", what: expect.stringContaining("5 more") });
    expect([lines.length, lines.at(-1)]).toEqual([12, "looked at 300 of 300 repositories"]);
  });
});
