/** What is measured of the bot at work on the simulated GitHub, what each pass says in the log, and when a process is ready. */
import { expect, test } from "vitest";
import type { Instant } from "../src/core/ids.ts";
import { connect } from "../src/github/index.ts";
import { noFaults } from "../src/sim/index.ts";
import { type Observed, telemetry } from "../src/telemetry.ts";
import { anvil, atWork } from "./anvil.ts";
import { recordingLog } from "./web/deliveries.ts";

async function given(own: Partial<Observed> = {}) {
  const { world, alice, bob, repo, installation } = anvil();
  const { log, lines } = recordingLog();
  const now = () => world.clock.now() as Instant;
  const measured = telemetry(() => observed);
  const stage = await atWork({ world, deliverer: world.deliverer(), log, sent: measured.sent, worked: measured.worked });
  const observed: Observed = {
    ...{ counts: () => stage.ledger.work.counts(now()), isLedgerHealthy: () => stage.ledger.isHealthy() },
    ...{ proveAccess: stage.parts.github.proveAccess, freshness: () => ({ sweptAt: undefined, logReadAt: undefined }), now },
    ...own,
  };
  const pull = bob.opens(repo, { changes: { "a.go": "package b\n" }, fork: true });
  await stage.settle();
  const passes = () => lines.filter(({ message }) => message === "a pass").map(({ fields }) => fields);
  const metric = async (name: string) => {
    const line = (await measured.metrics()).split("\n").find((one) => one.startsWith(`${name} `));
    return Number(line?.slice(name.length));
  };
  return { world, alice, repo, pull, installation, stage, measured, passes, lines, metric };
}

test("a pass is one line: whose it was, which delivery caused it, what it changed and what it cost", async () => {
  const { world, alice, pull, stage, passes, lines } = await given();
  const before = passes().length;
  const requests = world.journal.requests;
  alice.says(pull, "/lgtm");
  const guid = world.outbox.waiting[0]?.guid;
  const asked = expect.objectContaining({ thread: "acme/anvil#1", outcome: "done", deliveries: [guid] });
  await stage.settle(0);
  const [pass, ...more] = passes().slice(before);
  expect([pass, more]).toEqual([asked, []]);
  expect(pass).toMatchObject({
    changed: expect.arrayContaining(["put the label lgtm on"]),
    requests: world.journal.requests - requests,
    milliseconds: expect.any(Number),
  });
  expect(JSON.stringify(lines)).not.toMatch(/ghs_|bearer|PRIVATE KEY|package b/i);
});

test("a quiet pass changed nothing and cost one request, whatever others cost meanwhile", async () => {
  const { world, stage, passes, repo, alice } = await given();
  alice.opens(repo, { changes: { "b.go": "package b\n" } });
  world.clock.advance(120);
  await stage.settle();
  const before = passes().length;
  world.clock.advance(120);
  await stage.sweep();
  expect(passes().slice(before)).toEqual(
    [2, 1].map((number) => expect.objectContaining({ thread: `acme/anvil#${number}`, deliveries: [], changed: [], requests: 1 })),
  );
});

test("requests, passes, actions and what is left of the quota are counted as GitHub counts them", async () => {
  const { world, measured, metric, installation, passes } = await given();
  const all = [...(await measured.metrics()).matchAll(/^bowsprit_github_requests_total\{.*\} (\d+)$/gm)].map(([, count]) => Number(count));
  expect(all.reduce((sum, count) => sum + count, 0)).toBe(world.journal.requests);
  expect(await metric('bowsprit_github_requests_total{kind="token",status="201"}')).toBe(1);
  expect(await metric("bowsprit_pass_seconds_count")).toBe(passes().length);
  expect(await metric('bowsprit_passes_total{subject="thread",outcome="done"}')).toBe(passes().length);
  expect(await metric('bowsprit_actions_total{kind="create check"}')).toBe(1);
  const left = await metric(`bowsprit_github_requests_left{installation="${installation.id}",resource="graphql"}`);
  expect(left).toBe(world.quota - [...world.spent].filter(([key]) => key.includes("graphql")).reduce((sum, [, spent]) => sum + spent, 0));
});

test("what waits is counted with the age of the oldest, and failures by how they ended", async () => {
  const { world, alice, pull, stage, metric } = await given();
  alice.says(pull, "/lgtm");
  await world.deliverer().deliver(stage.parts.receive);
  world.clock.advance(90);
  expect([await metric('bowsprit_wakes{state="waiting"}'), await metric("bowsprit_oldest_wake_seconds")]).toEqual([1, 90]);
  world.faults.set({ ...noFaults, gatewayBefore: 1 });
  await stage.settle(0);
  expect(await metric('bowsprit_passes_total{subject="thread",outcome="failed"}')).toBe(1);
  expect(await metric('bowsprit_github_requests_total{kind="query",status="502"}')).toBeGreaterThan(0);
  expect(await metric('bowsprit_wakes{state="failing"}')).toBe(1);
});

test("a process is ready, and says how fresh it is", async () => {
  const { measured, world } = await given({
    freshness: () => ({ sweptAt: (world.clock.now() - 40) as Instant, logReadAt: undefined }),
  });
  expect(await measured.readiness()).toEqual({
    problems: [],
    state: { waiting: 0, failing: 0, oldestWake: 0, lastSweep: 40, lastDeliveryLogRead: null, featuresOff: 0 },
  });
});

test("a process without a ledger to write or a token to be had is not ready, and GitHub is not asked by everybody", async () => {
  const unhealthy = await given({ isLedgerHealthy: async () => false });
  expect(await unhealthy.measured.readiness()).toEqual({
    problems: ["the ledger cannot be written"],
    state: { waiting: null, failing: null, oldestWake: null, lastSweep: null, lastDeliveryLogRead: null, featuresOff: 0 },
  });
  let asked = 0;
  const locked = await given({
    proveAccess: async () => {
      asked += 1;
      throw new Error("ghs_secret");
    },
  });
  for (let n = 0; n < 10; n += 1) expect((await locked.measured.readiness()).problems).toEqual(["no token can be had from GitHub"]);
  expect(asked).toBe(1);
  locked.world.clock.advance(60);
  await locked.measured.readiness();
  expect(asked).toBe(2);
});

test("access is proven with one token as long as that is good, and anew where the installation is gone", async () => {
  const { world, installation } = await given();
  const { id: appId, privateKey } = world.app;
  const github = connect({ appId, privateKey, baseUrl: world.api, fetch: world.fetch });
  const requests = async () => {
    const before = world.journal.requests;
    await github.proveAccess();
    return world.journal.requests - before;
  };
  expect([await requests(), await requests()]).toEqual([2, 0]);
  installation.suspended = true;
  world.installs(world.organization("cncf"));
  github.renew(installation.id);
  expect(await requests()).toBe(3);
  const stranger = connect({ appId: appId + 1, privateKey, baseUrl: world.api, fetch: world.fetch });
  await expect(stranger.proveAccess()).rejects.toThrow("credentials");
});
