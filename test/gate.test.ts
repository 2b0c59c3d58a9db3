/** The gate on the simulated GitHub: what a merge queue is answered, and how the check gets into a repository's settings. */
import { describe, expect, test } from "vitest";
import type { Stage } from "../src/cli/stage.ts";
import { offerEvery, offerLapse } from "../src/core/gate.ts";
import { type Instant, shaOf } from "../src/core/ids.ts";
import type { MergeGroup } from "../src/core/memory.ts";
import { type MergeGroup as Group, type Permissions, requireChecks, usualPermissions } from "../src/sim/index.ts";
import { workOnce } from "../src/work.ts";
import { anvil, atWork, ownedByAlice } from "./anvil.ts";

const name = "bowsprit: main";
const minute = 60;
const hour = 60 * minute;

type Fetch = typeof globalThis.fetch;
type Interference = (
  ask: () => ReturnType<Fetch>,
  request: { readonly url: string; readonly method: string; readonly body: string },
) => ReturnType<Fetch>;

interface Setting {
  readonly files?: Readonly<Record<string, string>>;
  readonly permissions?: Permissions;
  readonly interference?: Interference;
}

/** Bob has opened a pull request in a repository that alice owns. The bot has not worked yet. */
async function given({ files = { OWNERS: ownedByAlice }, permissions = usualPermissions, interference = (ask) => ask() }: Setting = {}) {
  const { world, alice, bob, repo, installation } = anvil(files, { permissions });
  const opens = (path: string) => bob.opens(repo, { changes: { [path]: "package b\n" }, fork: true });
  const pull = opens("b.go");
  const deliverer = world.deliverer();
  const fetch: Fetch = (input, init) =>
    interference(() => world.fetch(input, init), { url: String(input), method: init?.method ?? "GET", body: String(init?.body) });
  const stageWithLedger = async () => {
    const stage = await atWork({ world, deliverer, fetch });
    return stage;
  };
  const stage = await stageWithLedger();
  const waits = async (seconds: number, on: Stage = stage) => {
    world.clock.advance(seconds);
    await on.sweep();
  };
  const approves = async () => {
    alice.says(pull, "/lgtm");
    alice.says(pull, "/approve");
    await stage.settle();
  };
  const tip = () => repo.tip("main") ?? "";
  const asked = (route: string) => world.journal.exchanges.filter((exchange) => exchange.route.includes(route)).length;
  const wakeOf = (group: Pick<Group, "head">, number: number | null = pull.number): MergeGroup => ({
    ...{ kind: "merge group", installation: installation.id, base: "main", head: shaOf(group.head) },
    repository: { id: repo.id, owner: "acme", name: "anvil" },
    ...(number === null ? {} : { number }),
  });
  const wakes = async (group: MergeGroup) => {
    await stage.ledger.work.wake({ wakes: [group] }, world.clock.now() as Instant);
    await stage.settle();
  };
  const runs = (commit: string) =>
    repo.results(commit).current.runs.map(({ name, externalId, status, conclusion, output: { title } }) => ({
      ...{ name, externalId, status, conclusion, title },
    }));
  return { world, alice, bob, repo, pull, stage, opens, waits, approves, tip, asked, wakes, wakeOf, runs, stageWithLedger };
}

const success = { name, externalId: "main", status: "completed", conclusion: "success", title: "Ready" };
const failure = (title: string | RegExp) => ({
  ...success,
  conclusion: "failure",
  title: typeof title === "string" ? title : expect.stringMatching(title),
});

describe("a merge group", () => {
  test("of a ready pull request passes", async () => {
    const { stage, alice, pull, approves, runs } = await given();
    await stage.settle();
    await approves();
    const { head } = alice.queues(pull);
    await stage.settle();
    expect(runs(head)).toEqual([success]);
  });

  test("of one that lacks something fails, and says what", async () => {
    const { stage, alice, pull, runs } = await given();
    alice.says(pull, "/hold");
    await stage.settle();
    const { head } = alice.queues(pull);
    await stage.settle();
    expect(pull.checks().map(({ status }) => status)).not.toContain("completed");
    expect(runs(head)).toEqual([failure(/./)]);
    expect(runs(head)[0]?.title).toBe(pull.checks().at(-1)?.output.title);
  });

  test("is answered once, and what was answered before is put right in its place", async () => {
    const { stage, alice, pull, approves, runs, wakes, wakeOf, repo, world } = await given();
    const changes = () => world.journal.exchanges.filter(({ method, route }) => method !== "GET" && route.includes("check-runs")).length;
    await stage.settle();
    const group = alice.queues(pull);
    await stage.settle();
    const before = changes();
    await wakes(wakeOf(group));
    expect(changes()).toBe(before);
    const [first, ...others] = repo.results(group.head).current.runs;
    expect([first?.conclusion, others]).toEqual(["failure", []]);
    await approves();
    await wakes(wakeOf(group));
    expect(repo.results(group.head).current.runs).toMatchObject([{ id: first?.id, conclusion: "success" }]);
    expect(runs(group.head)).toEqual([success]);
  });

  test("is answered by the pull request as it is now, whose labels it leaves alone", async () => {
    const { stage, alice, pull, approves, runs, wakes, wakeOf, world } = await given();
    await stage.settle();
    await approves();
    const group = alice.queues(pull);
    world.outbox.take();
    alice.says(pull, "/hold");
    world.outbox.take();
    await wakes(wakeOf(group));
    expect(runs(group.head)).toMatchObject([{ conclusion: "failure" }]);
    expect(pull.labels()).not.toContain("do-not-merge/hold");
  });

  describe.each(["query Look", "query Files"])("of a pull request on which `%s` fails", (query) => {
    async function queued() {
      let isDown = false;
      // A comparison lists files as well.
      const fails = (url: string, body: string) => body.includes(query) || (query === "query Files" && url.includes("/compare/"));
      const interference: Interference = (ask, { url, body }) =>
        isDown && fails(url, body) ? Promise.resolve(new Response("bad gateway", { status: 502 })) : ask();
      const setting = await given({ interference });
      const { stage, alice, pull, approves, world, wakeOf } = setting;
      await stage.settle();
      await approves();
      // Another commit, so that nothing read before tells its files.
      alice.pushesTo(setting.repo, "main", { "c.md": "more\n" });
      const group = alice.queues(pull);
      world.outbox.take();
      isDown = true;
      await stage.ledger.work.wake({ wakes: [wakeOf(group)] }, world.clock.now() as Instant);
      const rises = () => {
        isDown = false;
      };
      return { ...setting, group, rises };
    }

    test("waits, and passes once it can be read", async () => {
      const { stage, group, runs, rises } = await queued();
      await stage.settle(3 * minute);
      expect(runs(group.head)).toEqual([]);
      rises();
      await stage.settle();
      expect(runs(group.head)).toEqual([success]);
    });

    test("fails where it never can", async () => {
      const { stage, group, runs } = await queued();
      await stage.settle(hour);
      expect(runs(group.head)).toEqual([failure(/could not (?:be )?read/i)]);
    });
  });

  test("is answered once, also where the answer was written and GitHub's word of it got lost", async () => {
    let isLost = false;
    const interference: Interference = async (ask, { url, method, body }) => {
      const answer = await ask();
      if (isLost || method !== "POST" || !url.endsWith("/check-runs") || !body.includes('"conclusion":"failure"')) return answer;
      isLost = true;
      throw new TypeError("the connection broke");
    };
    const { stage, alice, pull, runs } = await given({ interference });
    await stage.settle();
    const { head } = alice.queues(pull);
    await stage.settle();
    expect([isLost, runs(head)]).toEqual([true, [failure(/./)]]);
    expect(await stage.ledger.work.nextDue()).toBeUndefined();
  });

  test.each([
    ["a pull request that is never found", 99, /^#99 could not be read$/],
    ["no pull request that its name tells", null, /tells no pull request/],
  ])("of %s fails in the end", async (_, number, title) => {
    const { stage, alice, pull, approves, runs, wakes, wakeOf, world } = await given();
    await stage.settle();
    await approves();
    const group = alice.queues(pull);
    world.outbox.take();
    await wakes(wakeOf(group, number));
    await stage.settle(hour);
    expect(runs(group.head)).toEqual([failure(title)]);
    expect(await stage.ledger.work.nextDue()).toBeUndefined();
  });

  test("of which nothing can be read is not waited for without end where the bot never wrote", async () => {
    const { stage, alice, pull, runs, wakes, wakeOf } = await given({ files: {} });
    await stage.settle();
    const group = alice.queues(pull);
    await wakes(wakeOf(group, 99));
    await wakes(wakeOf(group, null));
    await stage.settle(hour);
    expect(runs(group.head)).toEqual([]);
    expect(await stage.ledger.work.nextDue()).toBeUndefined();
  });

  test("that is not there any more is no failure", async () => {
    const { stage, wakes, wakeOf } = await given();
    await stage.settle();
    await wakes(wakeOf({ head: "0".repeat(39).concat("1") }));
    expect([await stage.ledger.work.failures(5), await stage.ledger.work.nextDue()]).toEqual([[], undefined]);
  });

  test.each<[string, Readonly<Record<string, string>>]>([
    ["off", {}],
    ["observed", { OWNERS: ownedByAlice, ".github/bowsprit.yaml": "mode: observe\n" }],
  ])("in a repository that is %s is left alone", async (_, files) => {
    const { stage, alice, pull, runs } = await given({ files });
    await stage.settle();
    const { head } = alice.queues(pull);
    await stage.settle();
    expect(runs(head)).toEqual([]);
    expect(await stage.ledger.work.nextDue()).toBeUndefined();
  });
});

const offer = { ...success, title: "So that this check can be required" };
const rules = "/rules/branches/";

describe("the check is offered to the settings", () => {
  test("once, however many pull requests are passed over at once", async () => {
    const { stage, opens, tip, runs, asked, waits } = await given();
    for (const path of ["c.go", "d.go", "e.go", "f.go"]) opens(path);
    await stage.settle(0);
    while ((await Promise.all(Array.from({ length: 8 }, () => workOnce(stage.parts.worker)))).some((found) => found));
    await waits(hour);
    expect(runs(tip())).toEqual([offer]);
    expect(asked(rules)).toBe(0);
  });

  test("again after a week, and not before, whatever is pushed", async () => {
    const { stage, alice, repo, tip, runs, waits, asked } = await given();
    await stage.settle();
    const first = tip();
    alice.pushesTo(repo, "main", { "b.md": "more\n" });
    await waits(offerEvery - hour);
    expect([runs(first), runs(tip())]).toEqual([[offer], []]);
    await waits(2 * hour);
    expect([runs(first), runs(tip()), asked(rules)]).toEqual([[offer], [offer], 1]);
  });

  test("again after a week on the very same commit, as a run of its own", async () => {
    const { stage, tip, runs, waits } = await given();
    await stage.settle();
    await waits(offerEvery + hour);
    expect(runs(tip())).toEqual([offer, offer]);
  });

  test("on a new default branch under its name", async () => {
    const { stage, alice, repo, runs, waits } = await given();
    await stage.settle();
    alice.pushesTo(repo, "release/1.0", { "b.md": "more\n" });
    repo.defaultBranch = "release/1.0";
    await waits(hour);
    expect(runs(repo.tip("release/1.0") ?? "")).toEqual([{ ...offer, name: "bowsprit: release/1.0", externalId: "release/1.0" }]);
  });

  test("until a ruleset requires it", async () => {
    const { stage, repo, tip, runs, waits, asked } = await given();
    requireChecks(repo, "main", ["ci", "bowsprit: other"]);
    await stage.settle();
    expect(runs(tip())).toEqual([offer]);
    requireChecks(repo, "main", ["ci", name]);
    await waits(offerEvery + hour);
    await waits(hour);
    expect(runs(tip())).toEqual([offer]);
    expect(asked(rules)).toBe(1);
  });

  test.each<[string, Readonly<Record<string, string>>]>([
    ["off", {}],
    ["observed", { OWNERS: ownedByAlice, ".github/bowsprit.yaml": "mode: observe\n" }],
  ])("not in a repository that is %s, which is not even asked", async (_, files) => {
    const { stage, tip, runs, asked } = await given({ files });
    await stage.settle();
    expect([runs(tip()), asked(rules)]).toEqual([[], 0]);
  });

  test("the first time whatever its rules are, and not again while they cannot be read, which holds no pull request back", async () => {
    let isDown = true;
    const interference: Interference = (ask, { url }) =>
      isDown && url.includes(rules) ? Promise.resolve(Response.json({ message: "Upgrade to see this" }, { status: 403 })) : ask();
    const { stage, alice, repo, pull, tip, runs, waits } = await given({ interference });
    await stage.settle();
    expect(runs(tip())).toEqual([offer]);
    alice.pushesTo(repo, "main", { "b.md": "more\n" });
    await waits(offerEvery + hour);
    expect(runs(tip())).toEqual([]);
    expect(pull.checks()).toHaveLength(1);
    expect(await stage.ledger.work.failures(5)).toEqual([]);
    isDown = false;
    await waits(offerLapse);
    expect(runs(tip())).toEqual([offer]);
  });

  test("once, also where the process ended after the write and before it was noted", async () => {
    let isLost = true;
    const interference: Interference = async (ask, { url, method, body }) => {
      const answer = await ask();
      if (!isLost || method !== "POST" || !url.endsWith("/check-runs") || !body.includes(offer.title)) return answer;
      isLost = false;
      throw new TypeError("the connection broke");
    };
    const { stage, tip, runs, waits } = await given({ interference });
    await stage.settle();
    expect([isLost, runs(tip())]).toEqual([false, [offer]]);
    await waits(offerLapse);
    await waits(hour);
    expect(runs(tip())).toEqual([offer]);
  });

  test("once more, and no more, by a ledger that replaces a lost one", async () => {
    const { stage, tip, runs, waits, stageWithLedger } = await given();
    await stage.settle();
    const successor = await stageWithLedger();
    for (let sweeps = 0; sweeps < 3; sweeps += 1) await waits(hour, successor);
    expect(runs(tip())).toEqual([offer, offer]);
  });

  test("not where the App may not write checks, which costs no request", async () => {
    let tries = 0;
    const interference: Interference = (ask, { method, body }) => {
      if (method === "POST" && body.includes(offer.title)) tries += 1;
      return ask();
    };
    const { stage, tip, runs, waits, asked } = await given({ permissions: { ...usualPermissions, checks: "read" }, interference });
    await stage.settle();
    for (let sweeps = 0; sweeps < 3; sweeps += 1) await waits(hour);
    expect([runs(tip()), tries, asked(rules)]).toEqual([[], 0, 0]);
  });
});
