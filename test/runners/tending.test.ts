/** Tending: one live run for a cause, whatever is lost, doubled or killed on the way, and an end that is never invented. */
import { describe, expect, test } from "vitest";
import type { RunRecord } from "../../src/core/jobs/records.ts";
import type { Runner } from "../../src/runners/runner.ts";
import { lifeWithDeath, mortal } from "./mortal.ts";
import { liveRuns, pass, passesFor, type Stage, stage, usualPlace } from "./stage.ts";

/** Has a token, and knows the installation on the jobs repository: the next request is the dispatch. */
const knowsItsWay = ({ github }: Stage) => github.workflows.run(usualPlace, 1);

const succeeds = () => ({ waits: 5, takes: 300, conclusion: "success" as const });

describe.each([
  ["a server that tells ids", true],
  ["a server that tells none", false],
])("on %s", (_, givesRunDetails) => {
  describe.each(["before", "after"] as const)("a process that dies %s", (when) => {
    test.each(Array.from({ length: 12 }, (__, n) => n))("step %i leaves one run, which comes to its own end", async (n) => {
      const given = await stage();
      given.world.actions.givesRunDetails = givesRunDetails;
      given.world.actions.listedWithin = 30;
      given.world.actions.player = succeeds;
      await given.want();
      await lifeWithDeath(given, n, when, 3600);
      const record = await passesFor(given, 7200);
      expect([record.state, given.world.actions.runs.length, liveRuns(given).length, record.isSole]).toEqual(["success", 1, 0, true]);
    });

    test.each(Array.from({ length: 12 }, (__, n) => n))("step %i leaves nothing alive of a run that was taken back", async (n) => {
      const given = await stage();
      given.world.actions.givesRunDetails = givesRunDetails;
      given.world.actions.listedWithin = 30;
      await given.want();
      await lifeWithDeath(given, n, when, 200);
      await given.abort("closed");
      await lifeWithDeath(given, n, when, 3600);
      const record = await passesFor(given, 7200);
      expect([record.state, record.abort, record.why, liveRuns(given).length]).toEqual(["aborted", "closed", undefined, 0]);
      expect(given.world.actions.runs.length).toBeLessThanOrEqual(1);
    });
  });

  test("a dispatch that was carried out twice leaves one run alive, and the other one is named", async () => {
    const given = await stage();
    Object.assign(given.world.actions, { givesRunDetails, doubled: 1 });
    await given.want();
    await passesFor(given, 900);
    const record = await given.record();
    const [kept, cancelled] = given.world.actions.runs;
    expect(liveRuns(given).map(({ id }) => id)).toEqual([kept?.id]);
    expect([record.state, record.id, record.twins]).toEqual([
      "running",
      String(kept?.id),
      [`https://github.test/acme/jobs/actions/runs/${cancelled?.id}`],
    ]);
  });

  test("a dispatch whose answer is lost is found by its key, and not sent again", async () => {
    const given = await stage();
    Object.assign(given.world.actions, { givesRunDetails, listedWithin: 90, player: succeeds });
    await given.want();
    await knowsItsWay(given);
    given.world.faults.set({ gatewayAfter: 1 });
    await pass(given);
    given.world.faults.off();
    expect((await given.record()).state).toBe("starting");
    expect([(await passesFor(given, 3600)).state, given.world.actions.runs.length]).toEqual(["success", 1]);
  });

  test("a dispatch that never arrived is sent again once its absence is certain", async () => {
    const given = await stage();
    Object.assign(given.world.actions, { givesRunDetails, player: succeeds });
    await given.want();
    await knowsItsWay(given);
    given.world.faults.set({ gatewayBefore: 1 });
    await pass(given);
    given.world.faults.off();
    given.world.clock.advance(given.runner.settles - 1);
    await pass(given);
    expect(given.world.actions.runs).toHaveLength(0);
    expect([(await passesFor(given, 3600)).state, given.world.actions.runs.length]).toEqual(["success", 1]);
  });
});

test("a run that shows up after the next try was refused is cancelled", async () => {
  const given = await stage();
  await given.want();
  await knowsItsWay(given);
  given.world.faults.set({ gatewayAfter: 1 });
  await pass(given);
  given.world.faults.off();
  given.bob.pushesTo(given.jobs, "main", { ".github/workflows/e2e.yml": null });
  const shownAt = given.now() + given.runner.settles + 60;
  const runner: Runner = { ...given.runner, find: async (...asked) => (given.now() < shownAt ? [] : await given.runner.find(...asked)) };
  const record = await passesFor(given, 1200, { runner });
  expect([record.state, record.twins.length, liveRuns(given).length]).toEqual(["error", 1, 0]);
});

test("two processes that start one run at a time dispatch it once", async () => {
  const given = await stage();
  await given.want();
  await Promise.all([pass(given), pass(given), pass(given)]);
  expect(given.world.actions.runs).toHaveLength(1);
});

test("nothing is started without the right to write, and the run stays as it was", async () => {
  const given = await stage();
  await given.want();
  const before = await given.record();
  const mayWrite = () => Promise.reject(new Error("the lease is lost"));
  await expect(pass(given, { mayWrite })).rejects.toThrow("the lease is lost");
  expect([given.world.actions.runs.length, await given.record()]).toEqual([0, before]);
});

test("a workflow whose runs do not show the key is given up after three dispatches, and people are told", async () => {
  const given = await stage();
  given.bob.pushesTo(given.jobs, "main", {
    ".github/workflows/e2e.yml":
      "name: Nameless\non: {workflow_dispatch: {inputs: {job: {}, repository: {}, pull_request: {}, head_sha: {}, base_sha: {}, base_ref: {}, key: {}}}}\n",
  });
  await given.want();
  await knowsItsWay(given);
  given.world.faults.set({ gatewayAfter: 1 });
  await pass(given);
  given.world.faults.off();
  given.world.actions.givesRunDetails = false;
  const record = await passesFor(given, 24 * 3600);
  expect([record.state, record.why]).toEqual(["error", expect.stringContaining("shows no run with its key")]);
  expect(given.world.actions.runs.length).toBeLessThanOrEqual(3);
});

describe("time", () => {
  test("ends a run that takes longer than it may, and cancels it", async () => {
    const given = await stage();
    await given.want(600);
    const { state, why } = await passesFor(given, 3600);
    expect([state, why, liveRuns(given).length]).toEqual(["error", "It came to no end within 10 minutes.", 0]);
  });

  test("is a day where the job names none", async () => {
    const given = await stage();
    await given.want();
    expect((await passesFor(given, 24 * 3600 - 1000)).state).toBe("running");
    const { state, startedAt = 0, endedAt = 0 } = await passesFor(given, 2000);
    expect([state, endedAt - startedAt]).toEqual(["error", 24 * 3600]);
  });

  test("makes looks rarer: a run of six hours is looked at forty times at most", async () => {
    const given = await stage();
    await given.want();
    const before = given.world.journal.exchanges.length;
    await passesFor(given, 6 * 3600);
    expect(given.world.journal.exchanges.length - before).toBeLessThanOrEqual(45);
  });

  test("does not turn a result into an error that was there before it was over", async () => {
    const given = await stage();
    await given.want(600);
    await pass(given);
    for (const run of liveRuns(given)) given.world.actions.ends(run, "success");
    given.world.clock.advance(601);
    await pass(given);
    expect((await given.record()).state).toBe("success");
  });
});

test("random troubles at every request leave one live run at most, and no end but the run's own or an error", {
  timeout: 60_000,
}, async () => {
  const ends = new Map<RunRecord["state"], number>();
  for (let seed = 1; seed <= 40; seed += 1) {
    const given = await stage({ seed });
    const { actions, faults, random } = given.world;
    Object.assign(actions, { givesRunDetails: seed % 2 === 0, listedWithin: 60, doubled: 0.3 });
    actions.player = () => ({ waits: 5, takes: 400, conclusion: seed % 3 === 0 ? "failure" : "success" });
    await given.want();
    faults.set({ gatewayBefore: 0.1, gatewayAfter: 0.1, reset: 0.1, secondaryLimit: 0.02, stale: 0.2, longestLag: 9 });
    for (let passes = 0; passes < 60; passes += 1) {
      const parts = random.happens(0.2) ? mortal(given, given.runner, random.below(4), random.happens(0.5) ? "before" : "after") : {};
      await pass(given, parts).catch(() => undefined);
      given.world.clock.advance(1 + random.below(60));
      actions.play();
    }
    faults.off();
    const record = await passesFor(given, 24 * 3600);
    expect(liveRuns(given)).toHaveLength(0);
    ends.set(record.state, (ends.get(record.state) ?? 0) + 1);
    const own = seed % 3 === 0 ? "failure" : "success";
    expect([own, "error", "aborted"]).toContain(record.state);
  }
  expect((ends.get("success") ?? 0) + (ends.get("failure") ?? 0)).toBeGreaterThan(30);
});
