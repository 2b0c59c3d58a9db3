/** Reports of runs: nothing is read that the runner did not sign, nothing that is old, and nothing is acknowledged that was not kept. */
import { describe, expect, test } from "vitest";
import type { Instant } from "../../src/core/ids.ts";
import type { Reception, RunReport } from "../../src/core/jobs/records.ts";
import { runCallbacks } from "../../src/web/run-callback.ts";
import { recordingLog, secret, signatureOf } from "./deliveries.ts";

const now = 1_800_000_000;
const key = "0123456789abcdef0123456789abcdef";
const body = JSON.stringify({ key, state: "failure", url: "https://ci.test/7", description: "@everyone <b>broken</b>" });

function given(reception: Reception | Error = "kept", secrets = [secret]) {
  const { log, lines } = recordingLog();
  const reports: RunReport[] = [];
  const receive = runCallbacks({
    ...{ secrets, log, now: () => now as Instant },
    report: async (report) => {
      if (reception instanceof Error) throw reception;
      reports.push(report);
      return reception;
    },
  });
  return { receive, reports, lines };
}

interface Sent {
  readonly body?: string;
  readonly timestamp?: string;
  readonly signature?: string;
  readonly type?: string;
}

function report({
  body: text = body,
  timestamp = String(now),
  signature = signatureOf(`${timestamp}.${text}`),
  type = "application/json",
}: Sent = {}) {
  const headers = { "content-type": type, "x-bowsprit-timestamp": timestamp, "x-bowsprit-signature": signature };
  return new Request("http://bot.test/api/runs", { method: "POST", body: text, headers });
}

test("a signed report is handed on, its words made harmless, and accepted", async () => {
  const { receive, reports } = given();
  expect((await receive(report())).status).toBe(202);
  expect(reports).toEqual([
    {
      ...{ runner: "webhook", ticket: key, at: now, state: "failure", url: "https://ci.test/7" },
      why: "@\u200beveryone &lt;b&gt;broken&lt;/b&gt;",
    },
  ]);
});

test.each<[string, Sent]>([
  ["made with another secret", { signature: signatureOf(`${now}.${body}`, "guess") }],
  ["of the body alone", { signature: signatureOf(body) }],
  ["of another time", { timestamp: String(now + 1), signature: signatureOf(`${now}.${body}`) }],
  ["of another body", { signature: signatureOf(`${now}.${body} `) }],
  [
    "where digits of the time have moved into the body",
    { timestamp: String(now).slice(0, 9), signature: signatureOf(`${now}.${body}`), body: `0.${body}` },
  ],
  ["that is none", { signature: "sha256=00" }],
])("with a signature %s it is refused, and nothing of it is logged", async (_, sent) => {
  const { receive, reports, lines } = given();
  expect([(await receive(report(sent))).status, reports]).toEqual([401, []]);
  expect(lines).toEqual([{ level: "warn", fields: {}, message: "a report whose signature is not the runner's" }]);
});

test("both secrets count during a rotation", async () => {
  const { receive } = given("kept", ["the new one", secret]);
  expect((await receive(report())).status).toBe(202);
});

test.each([
  [-301, 401],
  [-300, 202],
  [300, 202],
  [301, 401],
])("one that was signed at %i seconds from now is %i", async (seconds, status) => {
  const { receive, reports } = given();
  expect((await receive(report({ timestamp: String(now + seconds) }))).status).toBe(status);
  expect(reports).toHaveLength(status === 202 ? 1 : 0);
});

describe("a report that is signed and", () => {
  test.each<[string, number, Sent]>([
    ["no JSON", 400, { body: "{" }],
    ["about no key", 400, { body: JSON.stringify({ key: "unit", state: "success" }) }],
    ["of a state that is none", 400, { body: JSON.stringify({ key, state: "splendid" }) }],
    ["larger than it may be", 413, { body: JSON.stringify({ key, state: "success", description: "x".repeat(16 * 1024) }) }],
    ["of another type", 415, { type: "text/plain" }],
    ["of a time that is none", 400, { timestamp: "yesterday" }],
  ])("%s is %i, and changes nothing", async (_, status, sent) => {
    const { receive, reports } = given();
    expect([(await receive(report(sent))).status, reports]).toEqual([status, []]);
  });

  test("names no page drops the address and keeps the rest", async () => {
    const { receive, reports } = given();
    await receive(report({ body: JSON.stringify({ key, state: "success", url: "javascript:alert(1)" }) }));
    expect(reports).toEqual([{ runner: "webhook", ticket: key, at: now, state: "success" }]);
  });
});

test.each<[Reception | Error, number]>([
  ["kept", 202],
  ["over", 200],
  ["unknown", 404],
  [new Error("the disk is full"), 503],
])("what comes of it (%s) is answered by %i", async (reception, status) => {
  expect((await given(reception).receive(report())).status).toBe(status);
});

test("it does not start without a secret", () => {
  const { log } = recordingLog();
  for (const secrets of [[], [""]])
    expect(() => runCallbacks({ secrets, log, now: () => now as Instant, report: async () => "kept" })).toThrow("secret is missing");
});
