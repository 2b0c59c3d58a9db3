/** What an earlier ledger started is found before anything is started: the file was lost, or an old copy of it was put back. */
import { describe, expect, test } from "vitest";
import { webhook } from "../../src/runners/webhook.ts";
import { address, OwnServer, secret } from "./own-server.ts";
import { pass, passesFor, type Stage, stage } from "./stage.ts";

const listRoute = "GET /repos/{owner}/{repo}/actions/runs";

interface Successor extends Stage {
  /** Runs that were ever started, and those that go on. */
  readonly counts: () => readonly [number, number];
  readonly ends: (state: "success" | "failure") => void;
  readonly looks: () => number;
}

/** The ledger in which somebody else's run is forgotten was opened so many seconds after the run's cause. */
async function onActions(openedAfter: number): Promise<Successor> {
  const given = await stage({ openFor: -openedAfter });
  const { actions, journal } = given.world;
  return {
    ...given,
    counts: () => [actions.runs.length, actions.runs.filter(({ isLive }) => isLive).length],
    ends: (state) => {
      for (const run of actions.runs) actions.ends(run, state);
    },
    looks: () => journal.counts.get(listRoute) ?? 0,
  };
}

async function onOwnServer(openedAfter: number): Promise<Successor> {
  const given = await stage({ openFor: -openedAfter, runnerName: "webhook" });
  const clock = () => given.world.clock.now();
  const server = new OwnServer(clock);
  const runner = webhook(address, { hosts: ["ci.acme.test"], secret, fetch: server.fetch, clock });
  return {
    ...{ ...given, runner },
    counts: () => [server.runs.size, server.live.length],
    ends: (state) => void server.ends(state),
    looks: () => server.asked.filter((action) => action === "state").length,
  };
}

/** The same in a ledger that has been open for a day, and so knows what it started. */
async function startedBefore(given: Successor): Promise<void> {
  const earlier = await stage({ runnerName: given.runner.place.runner });
  await earlier.want();
  await pass({ ...given, ledger: earlier.ledger, record: earlier.record });
  expect(given.counts()).toEqual([1, 1]);
}

describe.each([
  ["github-actions", onActions],
  ["webhook", onOwnServer],
])("on %s", (_, successor) => {
  test.each([0, 600, 3 * 3600])("a run that goes on since %i seconds is taken over, and no second one is started", async (ago) => {
    const given = await successor(ago);
    await startedBefore(given);
    given.world.clock.advance(ago);
    await given.want();
    const { state, id } = await passesFor(given, 900);
    expect([state, id !== undefined, given.counts()]).toEqual(["running", true, [1, 1]]);
    given.ends("failure");
    expect([(await passesFor(given, 900)).state, given.counts()]).toEqual(["failure", [1, 0]]);
  });

  test("a run that has ended is not repeated: its result counts", async () => {
    const given = await successor(600);
    await startedBefore(given);
    given.ends("success");
    given.world.clock.advance(600);
    await given.want();
    expect([(await passesFor(given, 900)).state, given.counts()]).toEqual(["success", [1, 0]]);
  });

  test("one that was taken back meanwhile is cancelled once it is found", async () => {
    const given = await successor(600);
    await startedBefore(given);
    given.world.clock.advance(600);
    await given.seek();
    await given.abort("pushed");
    const { state, abort } = await passesFor(given, 900);
    expect([state, abort, given.counts()]).toEqual(["aborted", "pushed", [1, 0]]);
  });

  test("nothing is started before its absence is certain, and then once", async () => {
    const given = await successor(60);
    given.world.clock.advance(60);
    await given.want();
    await passesFor(given, given.runner.settles);
    expect([(await given.record()).state, given.counts()]).toEqual(["waiting", [0, 0]]);
    await passesFor(given, 900);
    expect([(await given.record()).state, given.counts()]).toEqual(["running", [1, 1]]);
  });

  test("what is only sought is not started, and nothing of it is kept", async () => {
    const given = await successor(60);
    given.world.clock.advance(60);
    await given.seek();
    await expect(passesFor(given, 900)).rejects.toThrow("no run is wanted");
    expect(given.counts()).toEqual([0, 0]);
  });

  test("what was asked for under the eyes of this ledger is started at once, without a look", async () => {
    const given = await successor(-61);
    await given.want();
    await pass(given);
    expect([given.looks(), given.counts()]).toEqual([0, [1, 1]]);
  });
});

test("a run that GitHub does not list yet is waited for", async () => {
  const given = await onActions(5);
  given.world.actions.listedWithin = 170;
  await startedBefore(given);
  given.world.clock.advance(5);
  await given.want();
  expect([(await passesFor(given, 900)).state, given.counts()]).toEqual(["running", [1, 1]]);
});

test("where the App may not look for runs it starts none, and says what is missing", async () => {
  const given = await stage({ openFor: 0, place: { owner: "other" } });
  await given.want();
  const { state, why } = await passesFor(given, 900);
  expect([state, why]).toEqual(["error", expect.stringContaining("Install it there.")]);
});

test("a server that is not accepted, or does not accept us, is told of without a start", async () => {
  const given = await onOwnServer(0);
  await given.want();
  const server = new OwnServer(() => given.world.clock.now());
  server.fates.push(new Response("", { status: 401 }));
  const runner = webhook(address, { hosts: ["ci.acme.test"], secret, fetch: server.fetch, clock: () => given.world.clock.now() });
  const { state, why } = await passesFor(given, 900, { runner });
  expect([state, why, server.asked]).toEqual(["error", expect.stringContaining("does not accept requests of this bot (401)"), []]);
});
