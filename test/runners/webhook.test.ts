/** Runs on a server of somebody's own: asked by signed requests to hosts that are named, once for a cause, and never believed too early. */
import { describe, expect, test } from "vitest";
import type { Instant } from "../../src/core/ids.ts";
import { addressFault, ask, signatureOf } from "../../src/runners/signed-request.ts";
import { webhook } from "../../src/runners/webhook.ts";
import { runCallbacks } from "../../src/web/run-callback.ts";
import { lifeWithDeath } from "./mortal.ts";
import { address, OwnServer, secret } from "./own-server.ts";
import { pass, passesFor, stage } from "./stage.ts";

const silent = { info: () => {}, warn: () => {}, error: () => {} };

async function given(url = address, own: { readonly secret?: string } = {}) {
  const place = await stage({ runnerName: "webhook", inputs: { runtime: "cri-o" } });
  const clock = () => place.world.clock.now();
  const server = new OwnServer(clock);
  const runner = webhook(url, { hosts: ["ci.acme.test"], secret, fetch: server.fetch, clock, ...own });
  await place.want();
  const receive = runCallbacks({
    ...{ secrets: [secret], log: silent, now: place.now },
    report: (report) => place.ledger.runs.report(report, place.now()),
  });
  /** What the server tells unasked. */
  const tells = (state: string, at = clock(), signedWith = secret) => {
    const [key = ""] = server.runs.keys();
    const body = JSON.stringify({ key, state, url: "https://ci.acme.test/told" });
    const headers = {
      ...{ "content-type": "application/json", "x-bowsprit-timestamp": String(at) },
      "x-bowsprit-signature": signatureOf(signedWith, String(at), body),
    };
    return receive(new Request("http://bot.test/api/runs", { method: "POST", body, headers }));
  };
  return { ...place, runner, server, tells, parts: { runner } };
}

describe("a run", () => {
  test("is asked for with all that is to be tested", async () => {
    const place = await given();
    await pass(place, place.parts);
    const { ticket, state, url } = await place.record();
    expect([state, url]).toEqual(["running", `https://ci.acme.test/${ticket}`]);
    expect(place.server.runs.get(ticket)?.order).toEqual({
      ...{ job: "unit", repository: "acme/widgets", pull_request: 1, head_sha: place.pull.head, base_ref: "main" },
      ...{ base_sha: place.repository.tip("main"), inputs: { runtime: "cri-o" } },
    });
  });

  test("whose report is lost comes to its end by being asked for", async () => {
    const place = await given();
    await pass(place, place.parts);
    for (const run of place.server.live) run.state = "failure";
    expect((await passesFor(place, 600, place.parts)).state).toBe("failure");
  });

  test.each(["lost before", "lost after"] as const)("whose first request is %s exists once in the end", async (fate) => {
    const place = await given();
    place.server.fates.push(fate);
    await pass(place, place.parts);
    expect((await place.record()).state).toBe("starting");
    const record = await passesFor(place, 600, place.parts);
    expect([record.state, place.server.live.length]).toEqual(["running", 1]);
  });

  test("that its server does not know any more is an error; an answer that says nothing is none", async () => {
    const place = await given();
    await pass(place, place.parts);
    place.world.clock.advance(60);
    place.server.fates.push(new Response("not here", { status: 404 }));
    await expect(pass(place, place.parts)).rejects.toThrow("not the state of a run");
    expect((await place.record()).state).toBe("running");
    place.server.runs.clear();
    expect((await passesFor(place, 600, place.parts)).state).toBe("error");
  });
});

describe.each(["before", "after"] as const)("a process that dies %s", (when) => {
  test.each(Array.from({ length: 10 }, (_, n) => n))("step %i leaves one run, and nothing alive once it was taken back", async (n) => {
    const place = await given();
    await lifeWithDeath(place, n, when, 300, place.runner);
    await passesFor(place, 300, place.parts);
    expect([(await place.record()).state, place.server.live.length]).toEqual(["running", 1]);
    await place.abort("pushed");
    await lifeWithDeath(place, n, when, 300, place.runner);
    await passesFor(place, 300, place.parts);
    expect([(await place.record()).state, place.server.live.length, place.server.runs.size]).toEqual(["aborted", 0, 1]);
  });
});

describe("a report", () => {
  test("ends a run at once and wakes its thread", async () => {
    const place = await given();
    await pass(place, place.parts);
    expect((await place.tells("success")).status).toBe(202);
    expect(await place.record()).toMatchObject({ state: "success", endedAt: place.now() });
    expect(await place.ledger.work.claim(place.now(), 60)).toMatchObject({ wake: { kind: "thread", number: 1 } });
  });

  test("that is replayed after the end, is old, or is signed by somebody else changes nothing", async () => {
    const place = await given();
    await pass(place, place.parts);
    const before = await place.record();
    expect((await place.tells("success", place.world.clock.now(), "a guess")).status).toBe(401);
    expect((await place.tells("success", place.world.clock.now() - 301)).status).toBe(401);
    expect(await place.record()).toEqual(before);
    await place.tells("failure");
    const failed = await place.record();
    place.world.clock.advance(100);
    expect([(await place.tells("success")).status, (await place.tells("failure", place.world.clock.now() - 100)).status]).toEqual([
      200, 200,
    ]);
    expect(await place.record()).toEqual(failed);
  });

  test("that overtakes the answer to the request is kept, and nothing is asked for again", async () => {
    const place = await given();
    place.server.fates.push("lost after");
    await pass(place, place.parts);
    await place.tells("running");
    await passesFor(place, 300, place.parts);
    expect([(await place.record()).state, place.server.asked.filter((action) => action === "start")]).toEqual(["running", ["start"]]);
  });
});

describe("an answer to the request", () => {
  test.each<[number, string, string]>([
    [401, "error", "same secret"],
    [404, "error", "Its own log"],
    [302, "error", "redirect"],
  ])("of %i is an end that says what to do", async (status, state, fix) => {
    const place = await given();
    place.server.fates.push(new Response("", { status, headers: { location: "https://ci.acme.test/elsewhere" } }));
    const record = await passesFor(place, 600, place.parts);
    expect([record.state, record.why, place.server.asked]).toEqual([state, expect.stringContaining(fix), []]);
  });

  test.each([500, 503, 408])("of %i is no answer: the run is looked for", async (status) => {
    const place = await given();
    place.server.fates.push(new Response("", { status }));
    await pass(place, place.parts);
    await pass(place, place.parts);
    expect([(await place.record()).state, place.server.asked]).toEqual(["starting", ["state"]]);
    expect((await passesFor(place, 300, place.parts)).state).toBe("running");
  });

  test("of 429 puts the run off for as long as it says", async () => {
    const place = await given();
    place.server.fates.push(new Response("", { status: 429, headers: { "retry-after": "90" } }));
    expect(await pass(place, place.parts)).toBe((place.now() + 90) as Instant);
    expect((await place.record()).state).toBe("waiting");
  });

  test("of more bytes than are read is no answer", async () => {
    const place = await given();
    place.server.fates.push(new Response("x".repeat(65 * 1024)));
    await pass(place, place.parts);
    expect((await place.record()).state).toBe("starting");
  });

  test("of another secret is refused by the server, which the run says", async () => {
    const place = await given(address, { secret: "another secret" });
    await pass(place, place.parts);
    expect([(await place.record()).why, place.server.runs.size]).toEqual([expect.stringContaining("same secret"), 0]);
  });
});

describe("an address", () => {
  const hosts = ["ci.acme.test", "127.0.0.1:8080", "b.test:8443"];
  test.each<[string, boolean]>([
    ["https://ci.acme.test/runs?x=1", true],
    ["https://CI.acme.test", true],
    ["https://b.test:8443/", true],
    ["http://127.0.0.1:8080/", true],
    ["http://ci.acme.test/", false],
    ["https://b.test/", false],
    ["https://ci.acme.test:444/", false],
    ["https://ci.acme.test.evil.test/", false],
    ["https://ci.acme.test@evil.test/", false],
    ["https://user:word@ci.acme.test/", false],
    ["https://169.254.169.254/latest/meta-data", false],
    ["https://[::1]/", false],
    ["https://localhost/", false],
    ["ftp://ci.acme.test/", false],
    ["file:///etc/passwd", false],
    ["ci.acme.test", false],
  ])("%s is used: %s", (url, isUsed) => expect(addressFault(url, hosts) === undefined).toBe(isUsed));

  test("that may not be used is an error that names the setting, and nothing is sent", async () => {
    const place = await given("https://169.254.169.254/latest/meta-data");
    const record = await passesFor(place, 600, place.parts);
    expect([record.state, record.why, place.server.asked]).toEqual(["error", expect.stringContaining("JOBS_WEBHOOK_HOSTS"), []]);
  });
});

test("a server that says nothing is given up after a while", async () => {
  const fetch: typeof globalThis.fetch = (_, init) =>
    new Promise((_resolve, reject) => init?.signal?.addEventListener("abort", () => reject(init.signal?.reason)));
  const wire = { hosts: ["ci.acme.test"], secret, fetch, clock: () => 0, patience: 20 };
  await expect(ask(wire, address, {})).rejects.toThrow(/timeout/i);
});
