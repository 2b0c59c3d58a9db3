/** The way of a webhook, from its signature to the ledger, with and without Probot in between. */
import { generateKeyPairSync } from "node:crypto";
import { Probot } from "probot";
import { describe, expect, test } from "vitest";
import bowsprit, { type Hearing, hearing } from "../src/app.ts";
import type { Instant } from "../src/core/ids.ts";
import { openLedger } from "../src/ledger/sqlite/open.ts";
import { Deliverer, noFaults, World } from "../src/sim/index.ts";
import { receiver } from "../src/web/receiver.ts";
import { appId, issueComment, pull, pullRequest, self } from "./core/events/payloads.ts";
import { recordingLog, secret, webhook } from "./web/deliveries.ts";

const now = 1_800_000_000 as Instant;

async function given(own: Partial<Hearing> = {}) {
  const ledger = await openLedger(":memory:", now);
  const { log, lines } = recordingLog();
  let kicks = 0;
  const hear = hearing({
    wake: (news, at) => ledger.work.wake(news, at),
    kick: () => {
      kicks += 1;
    },
    self: () => self,
    now: () => now,
    log,
    ...own,
  });
  return { ledger, log, lines, hear, kicks: () => kicks };
}

const receive = ({ hear, log }: Awaited<ReturnType<typeof given>>, event: string, payload: unknown) =>
  receiver({ secrets: [secret], log, deliver: hear })(webhook(JSON.stringify(payload), { "x-github-event": event }));

test("a signed delivery is in the ledger when it is acknowledged, and the workers know", async () => {
  const bot = await given();
  expect((await receive(bot, "pull_request", pullRequest("opened"))).status).toBe(202);
  expect((await bot.ledger.work.claim(now, 60))?.wake).toMatchObject({ kind: "thread", number: 7 });
  expect(bot.kicks()).toBe(1);
});

test("a delivery that is no news is acknowledged and touches nothing", async () => {
  const bot = await given({ wake: () => Promise.reject(new Error("touched")) });
  expect((await receive(bot, "star", { action: "created" })).status).toBe(202);
  expect((await receive(bot, "issue_comment", issueComment("created", { issue: { number: 1 } }))).status).toBe(202);
  expect(bot.kicks()).toBe(0);
});

test("a payload that cannot be read is acknowledged, logged by its id, and not shown", async () => {
  const bot = await given();
  const odd = pullRequest("opened", { pull_request: { ...pull, head: { sha: "private" } } });
  expect((await receive(bot, "pull_request", odd)).status).toBe(202);
  expect(bot.lines).toMatchObject([{ level: "warn", fields: { event: "pull_request", why: "pull_request.head.sha: custom" } }]);
  expect(JSON.stringify(bot.lines)).not.toContain("private");
});

test("a ledger that cannot be written answers 503 and wakes nobody", async () => {
  const bot = await given({ wake: () => Promise.reject(new Error("disk full")) });
  expect((await receive(bot, "pull_request", pullRequest("opened"))).status).toBe(503);
  expect(bot.kicks()).toBe(0);
});

test("every delivery of the simulated GitHub is accepted and read, and the ledger knows each thread", async () => {
  const bot = await given();
  const world = new World({ faults: noFaults });
  const org = world.organization("acme");
  const [alice, bob] = [world.user("alice"), world.user("bob")];
  org.adds(alice);
  const repo = org.repository({ name: "anvil", files: { OWNERS: "approvers: [alice]\n", "a.go": "one\n" } });
  world.installs(org);
  const one = bob.opens(repo, { changes: { "a.go": "two\n" } });
  bob.pushes(one, { "a.go": "three\n" });
  const said = alice.says(one, "/lgtm");
  alice.edits(said, "/hold");
  alice.deletes(said);
  alice.reviews(one, "APPROVED", "fine");
  alice.labels(one, "lgtm");
  alice.unlabels(one, "lgtm");
  alice.commentsOnLine(one, "a.go", "nit");
  alice.setsStatus(repo, repo.tip("main") ?? "", { context: "ci", state: "success" });
  org.team("sig-node", [alice]);
  alice.pushesTo(repo, "main", { OWNERS: "approvers: [bob]\n" });
  alice.merges(one, "squash");

  const events = world.outbox.waiting.map((delivery) => delivery.event);
  expect(new Set(events).size).toBeGreaterThanOrEqual(7);
  const deliverer = new Deliverer(world);
  expect(await deliverer.deliver(receiver({ secrets: [world.app.webhookSecret], log: bot.log, deliver: bot.hear }))).toBe(events.length);
  expect([deliverer.failed, bot.lines]).toEqual([[], []]);
  expect((await bot.ledger.threads.open(repo.id)).map((thread) => thread.number)).toEqual([one.number]);
});

describe("as a Probot function", () => {
  const privateKey = generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey.export({ type: "pkcs1", format: "pem" }).toString();

  async function probotFor(hear: Parameters<typeof bowsprit>[0]): Promise<Probot> {
    const probot = new Probot({ appId, privateKey, secret, logLevel: "fatal" });
    await probot.load(bowsprit(hear));
    return probot;
  }

  test("it hears every event that Probot routes, and Probot waits until it is kept", async () => {
    const bot = await given();
    const probot = await probotFor(bot.hear);
    await probot.receive({ id: "1", name: "issue_comment", payload: issueComment("created") as never });
    expect((await bot.ledger.work.claim(now, 60))?.wake).toMatchObject({ kind: "thread", number: 7 });
  });

  test("what could not be kept is an error for Probot, and so for GitHub", async () => {
    const bot = await given({ wake: () => Promise.reject(new Error("disk full")) });
    const probot = await probotFor(bot.hear);
    const deliver = ({ id, event, payload }: { id: string; event: string; payload: unknown }) =>
      probot.receive({ id, name: event as "pull_request", payload: payload as never });
    const response = await receiver({ secrets: [secret], log: bot.log, deliver })(webhook(JSON.stringify(pullRequest("opened"))));
    expect(response.status).toBe(503);
  });
});
