import { spawn } from "node:child_process";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { afterEach, describe, expect, test } from "vitest";
import { explain } from "../../src/cli/explain.ts";
import { threadText } from "../../src/cli/explain-text.ts";
import { BadInput } from "../../src/cli/outcome.ts";
import { stageOn } from "../../src/cli/stage.ts";
import { noFaults, type Person, promptDeliveries, serve, usualPermissions, World } from "../../src/sim/index.ts";

interface Setting {
  readonly organisationFile?: string | undefined;
  readonly files?: Readonly<Record<string, string>>;
  readonly title?: string;
}

/** alice owns everything in acme/widgets, rita reviews it, and bob has opened #1 from a fork. */
function acme({
  organisationFile = "mode: on\n",
  files = { OWNERS: "approvers: [alice]\nreviewers: [rita]\n" },
  title = "A change",
}: Setting = {}) {
  const world = new World({ faults: noFaults });
  const org = world.organization("acme");
  const [alice, rita, bob, carol] = [world.user("alice"), world.user("rita"), world.user("bob"), world.user("carol")];
  org.adds(alice);
  org.adds(rita);
  if (organisationFile !== "") org.repository({ name: ".github", files: { ".github/bowsprit.yaml": organisationFile } });
  const repository = org.repository({
    name: "widgets",
    files: { "a.go": "package a\n", ...files },
    collaborators: { alice: "write", rita: "write" },
  });
  world.installs(org);
  const open = () => {
    const pull = bob.opens(repository, { title, changes: { "b.go": "package b\n" }, fork: true });
    // What a bot says about a thread that it meets waits for replicas.
    world.clock.advance(60);
    return pull;
  };
  // As its server does for an Enterprise Server.
  const fetch: typeof globalThis.fetch = (input, init) => {
    const request = new Request(input, init);
    return world.fetch(new Request(request.url.replace(/\/api(?:\/v3)?\//, "/"), request));
  };
  const look = (person: Person, settings: Parameters<typeof explain>[1] = {}, named = "acme/widgets#1", permissions = usualPermissions) =>
    explain(named, settings, { GITHUB_TOKEN: world.personalToken(person, permissions), GHE_HOST: "github.test" }, fetch);
  return { world, org, repository, alice, rita, bob, carol, open, fetch, look };
}

describe("a pull request", () => {
  test("that nobody has reviewed: what is missing, and what the bot would do", async () => {
    const { open, look, alice } = acme();
    const pull = open();
    const { thread, eyes, options, verdict, plan } = await look(alice);
    expect(thread).toEqual({
      ...{ url: "https://github.test/acme/widgets/pull/1", title: "A change", state: "open", isDraft: false, labels: [] },
      ...{ head: pull.state.head, base: { name: "main", tip: expect.any(String) } },
    });
    expect(eyes).toMatchObject({ viewer: "alice", bot: null, appId: null });
    expect(options).toMatchObject({ mode: "on", problems: [] });
    expect(verdict).toMatchObject({ isReady: false });
    expect(verdict?.reasons.map(({ state }) => state)).toContain("open");
    expect(plan.map(({ kind, isOnce }) => [kind, isOnce])).toEqual([
      ["create check", false],
      ["create comment", true],
      ["carry out", true],
    ]);
  });

  test("tells whom it would ask for a review and why nobody else, with their open requests, whether that is due or not", async () => {
    const files = { OWNERS: "approvers: [alice]\nreviewers: [rita, carol]\n" };
    const { world, org, repository, open, look, alice, rita, bob, carol } = acme({ files });
    org.adds(carol);
    const pull = open();
    bob.asks(bob.opens(repository, { changes: { "c.go": "package c\n" }, fork: true }), rita);
    bob.asks(pull, alice);
    alice.busyUntil = null;
    world.clock.advance(3 * 24 * 60 * 60);
    const explanation = await look(alice);
    expect(explanation.plan.map(({ what }) => what)).not.toContain("ask carol for a review");
    expect(explanation.routing).toEqual({
      chosen: [
        { login: "carol", role: "primary", why: ["nearest", "fewer-open"] },
        { login: "rita", role: "backup", why: ["nearest"] },
      ],
      considered: [
        // Of this very pull request's own request nobody has less time for it.
        { login: "alice", distance: 0, lines: 1, load: 0, whyNot: ["busy"] },
        { login: "carol", distance: 0, lines: 1, load: 0, whyNot: [] },
        { login: "rita", distance: 0, lines: 1, load: 1, whyNot: [] },
      ],
    });
    expect(threadText(explanation)).toContain(
      "carol (primary)\n  0.0 directories away, owner of 1 changed line, 0 open requests\n  nearest: ",
    );
  });

  test("counts the words of whoever looks, like everybody's", async () => {
    const { open, look, alice } = acme();
    alice.says(open(), "/approve");
    const { plan } = await look(alice);
    expect(plan.map(({ what }) => what)).toContain("put the label approved on");
  });

  test.each(["https://github.test/acme/widgets/pull/1", "https://github.test/acme/widgets/pull/1/files#diff-1", "ACME/Widgets#1"])(
    "is found as %s",
    async (named) => {
      const { open, look, alice } = acme();
      open();
      expect((await look(alice, {}, named)).thread.url).toBe("https://github.test/acme/widgets/pull/1");
    },
  );

  test("is what the bot says that it is, where it is told which bot that is", async () => {
    const { world, open, look, alice, rita } = acme();
    const stage = await stageOn({ world, deliverer: world.deliverer(promptDeliveries) });
    const pull = open();
    await stage.settle();
    world.clock.advance(60);
    alice.says(pull, "/approve");
    rita.says(pull, "/lgtm");
    await stage.settle();
    await stage.close();
    expect(pull.labels()).toEqual(expect.arrayContaining(["approved", "lgtm"]));
    const { verdict, plan } = await look(alice, { bot: "bowsprit", appId: world.app.id });
    expect(verdict).toMatchObject({ isReady: true, title: pull.checks()[0]?.output?.title });
    expect(plan.filter(({ isOnce }) => !isOnce)).toEqual([]);
    const blind = await look(alice);
    expect(blind.verdict?.isReady).toBe(false);
    expect(blind.plan.map(({ kind }) => kind)).toEqual(expect.arrayContaining(["create check", "create comment"]));
  });

  test("shows what became of the reviewed change with each push, as the bot tells it", async () => {
    const { world, repository, open, look, alice, rita, bob } = acme();
    const stage = await stageOn({ world, deliverer: world.deliverer(promptDeliveries) });
    const pull = open();
    const settled = async () => {
      await stage.settle();
      world.clock.advance(60);
    };
    await settled();
    const reviewed = pull.head;
    rita.says(pull, "/lgtm");
    await settled();
    alice.pushesTo(repository, "main", { "a.go": "package a // newer\n" });
    const rebased = bob.rebases(pull);
    await settled();
    const edited = bob.pushes(pull, { "b.go": "package other\n" });
    await settled();
    await stage.close();
    const named = await look(alice, { bot: "bowsprit", appId: world.app.id });
    expect(named.revisions).toContain(`rita reviewed \`${reviewed.slice(0, 8)}\``);
    expect(named.revisions).toMatch(new RegExp(`${rebased.slice(0, 8)}.*\\(rebase\\).*merge-tree`));
    expect(named.revisions).toMatch(new RegExp(`${edited.slice(0, 8)}.*not as reviewed: .*b\\.go`));
    expect(threadText(named)).toContain("as the bot's status comment tells:");
    expect((await look(alice)).revisions).toBeNull();
  });

  test("in a repository where the bot is off has no verdict and no plan", async () => {
    const { open, look, alice } = acme({ files: {} });
    open();
    expect(await look(alice)).toMatchObject({ options: { mode: "off" }, verdict: null, plan: [] });
  });
});

describe("what a person may not see is not taken for nothing", () => {
  test("collaborators, for whom one has to be able to push", async () => {
    const { open, look, carol } = acme();
    open();
    const { verdict, eyes } = await look(carol);
    expect(verdict?.reasons).toContainEqual({ state: "unread", what: expect.stringContaining("approve: could not read owners") });
    expect(eyes.limits[0]).toContain("carol's eyes, not the App's");
  });

  test("the organisation's options, unless the person says that there are none", async () => {
    const { open, look, alice } = acme({ organisationFile: "" });
    open();
    const unsure = await look(alice);
    expect(unsure.options).toMatchObject({ mode: "off", problems: [expect.stringContaining("could not read the organisation's")] });
    expect(unsure.eyes.limits.join()).toContain("--assume-no-organisation-file");
    const sure = await look(alice, { assumeNoOrganisationFile: true });
    expect(sure.options).toMatchObject({ mode: "on", problems: [] });
    expect(sure.eyes.limits.join()).toContain("taken not to exist");
  });
});

test("nothing is written, whatever there is to do and whatever the token allows", async () => {
  const { world, open, look, alice, rita, bob } = acme();
  const pull = open();
  for (const person of [alice, rita, bob]) person.says(pull, "/lgtm\n/approve\n/hold\n/assign\n/help\n/cc @alice");
  alice.labels(pull, "lgtm");
  alice.edits(alice.says(pull, "/approve"), "/lgtm");
  const { plan } = await look(alice);
  expect(plan.length).toBeGreaterThan(4);
  await look(alice, { bot: "bowsprit", appId: world.app.id });
  expect(world.journal.exchanges.filter(({ isWrite }) => isWrite)).toEqual([]);
  expect(world.journal.exchanges.filter(({ method, route }) => method !== "GET" && !route.startsWith("graphql"))).toEqual([]);
  expect(world.journal.unimitated).toEqual([]);
});

describe("for people", () => {
  test("the verdict as a tree, the plan, and whose eyes", async () => {
    const { open, look, alice } = acme();
    alice.says(open(), "/approve\n/hold");
    const lines = threadText(await look(alice)).split("\n");
    expect(lines[0]).toBe("https://github.test/acme/widgets/pull/1: A change");
    expect(lines[1]).toMatch(/^open · [0-9a-f]{12} onto main · no labels$/);
    expect(lines).toContain("- ⏳ on hold by alice");
    expect(lines).toContain("Plan (mode on):");
    expect(lines).toContain("  put the label do-not-merge/hold on");
    expect(lines).toContain("Seen through alice's eyes:");
  });

  test("a repository where the bot is off", async () => {
    const { open, look, alice } = acme({ files: {} });
    open();
    expect(threadText(await look(alice))).toMatch(/OFF: Bowsprit is not active in this repository\n.*nothing to do/s);
  });

  test("a stranger's title does nothing to the terminal", async () => {
    const { open, look, alice } = acme({ title: "red \u001b[31m \u202e back" });
    open();
    expect(threadText(await look(alice))).toContain("red \ufffd[31m \ufffd back");
  });
});

describe("bad input", () => {
  test.each([
    ["no name", "widgets", /is not OWNER\/REPO#NUMBER/],
    ["no number", "acme/widgets#0", /is not OWNER\/REPO#NUMBER/],
    ["an issue's address", "https://github.test/acme/widgets/issues/1", /is not OWNER\/REPO#NUMBER/],
    ["another GitHub's address", "https://github.com/acme/widgets/pull/1", /is not on https:\/\/github\.test: GHE_HOST/],
    ["a repository that is not there", "acme/gadgets#1", /not found, or not for this token/],
    ["a pull request that is not there", "acme/widgets#2", /not found, or not for this token/],
  ])("%s", async (_, named, what) => {
    const { open, look, alice } = acme();
    open();
    const looking = look(alice, {}, named);
    await expect(looking).rejects.toThrow(BadInput);
    await expect(looking).rejects.toThrow(what);
  });

  test("a bot that is not there", async () => {
    const { open, look, alice } = acme();
    open();
    await expect(look(alice, { bot: "nobody" })).rejects.toThrow(BadInput);
  });

  test("no token, and one that GitHub does not know", async () => {
    const { fetch } = acme();
    await expect(explain("acme/widgets#1", {}, {}, fetch)).rejects.toThrow(/GITHUB_TOKEN and GH_TOKEN are missing/);
    const wrong = explain("acme/widgets#1", {}, { GH_TOKEN: "ghp_wrong" }, fetch);
    await expect(wrong).rejects.toThrow(BadInput);
    await expect(wrong).rejects.toThrow(/does not take the token/);
  });
});

describe("the command", () => {
  let close = async () => {};
  afterEach(() => close());

  async function run(given: readonly string[], environment: Readonly<Record<string, string>>) {
    const main = fileURLToPath(new URL("../../src/cli/main.ts", import.meta.url));
    const child = spawn(process.execPath, [main, "explain", ...given], { env: { PATH: process.env.PATH, ...environment } });
    const status = new Promise((resolve) => child.once("close", resolve));
    const [out, err] = await Promise.all([text(child.stdout), text(child.stderr)]);
    return { status: await status, out, err };
  }

  test("answers over HTTP with one document", async () => {
    const { world, open, alice } = acme();
    open();
    const served = await serve(world);
    close = served.close;
    const environment = { GH_TOKEN: world.personalToken(alice), GHE_HOST: new URL(served.url).host, GHE_PROTOCOL: "http" };
    const { status, out, err } = await run(["acme/widgets#1", "--json"], environment);
    expect({ status, err }).toEqual({ status: 0, err: "" });
    expect(JSON.parse(out)).toMatchObject({ eyes: { viewer: "alice" }, verdict: { isReady: false } });
  });

  test.each([
    ["without a token", ["acme/widgets#1"], {}],
    ["without a pull request", [], { GH_TOKEN: "x" }],
    ["with an App that is no number", ["acme/widgets#1", "--app-id", "x"], { GH_TOKEN: "x" }],
    ["with an address that is none", ["acme/widgets#1"], { GH_TOKEN: "x", GHE_HOST: "a", GHE_PROTOCOL: "ftp" }],
  ])("%s ends with one line and status 2", async (_, given, environment) => {
    const { status, out, err } = await run(given, environment);
    expect({ status, out }).toEqual({ status: 2, out: "" });
    expect(err).toMatch(/^bowsprit: .+\n$/);
  });
});
