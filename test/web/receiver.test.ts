/** Nothing is read that GitHub did not sign, and nothing is acknowledged that was not kept. */
import { describe, expect, test } from "vitest";
import { receiver } from "../../src/web/receiver.ts";
import { isSigned } from "../../src/web/signature.ts";
import { recordingDeliver, recordingLog, secret, signatureOf, webhook } from "./deliveries.ts";

const body = JSON.stringify({ action: "opened", note: "ü" });

function given(options: { secrets?: string[]; largestBody?: number } = {}) {
  const { log, lines } = recordingLog();
  const { deliver, delivered } = recordingDeliver();
  const receive = receiver({ secrets: [secret], log, deliver, ...options });
  return { receive, lines, delivered };
}

test("a signed webhook is handed on as it was sent, and accepted", async () => {
  const { receive, delivered, lines } = given();
  expect((await receive(webhook(body))).status).toBe(202);
  expect(delivered).toEqual([
    { id: "72d3162e-cc78-11e3-81ab-4c9367dc0958", event: "pull_request", payload: { action: "opened", note: "ü" } },
  ]);
  expect(lines).toEqual([]);
});

test("it is accepted only after it was kept", async () => {
  const { log } = recordingLog();
  let keep = () => {};
  const kept = new Promise<void>((resolve) => {
    keep = resolve;
  });
  let isAnswered = false;
  const receive = receiver({ secrets: [secret], log, deliver: () => kept });
  const answer = receive(webhook(body)).then((response) => {
    isAnswered = true;
    return response;
  });
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(isAnswered).toBe(false);
  keep();
  expect((await answer).status).toBe(202);
});

test("what could not be kept is answered with 503, so that GitHub shows it as failed", async () => {
  const { log, lines } = recordingLog();
  const receive = receiver({ secrets: [secret], log, deliver: () => Promise.reject(new Error("the disk is full")) });
  expect((await receive(webhook(body))).status).toBe(503);
  expect(lines).toMatchObject([{ level: "error", message: "a webhook could not be kept" }]);
  expect(JSON.stringify(lines)).not.toContain("opened");
});

describe("a signature that is not GitHub's", () => {
  const good = signatureOf(body);
  const rows: [string, string][] = [
    ["made with another secret", signatureOf(body, "guess")],
    ["of another body", signatureOf(`${body} `)],
    ["with its last digit changed", good.slice(0, -1) + (good.endsWith("0") ? "1" : "0")],
    ["cut short", good.slice(0, -2)],
    ["with something behind it", `${good}00`],
    ["with a word behind it", `${good} x`],
    ["in upper case", good.toUpperCase()],
    ["without its algorithm", good.slice("sha256=".length)],
    ["made with SHA-1", signatureOf(body, secret, "sha1")],
    ["SHA-1 that claims to be SHA-256", signatureOf(body, secret, "sha1").replace("sha1=", "sha256=")],
    ["no hex at all", `sha256=${"z".repeat(64)}`],
    ["made with the empty secret", signatureOf(body, "")],
    ["repeated as proxies join headers", `${good}, ${good}`],
  ];
  test.each(rows)("%s: refused, and nothing but the delivery's id is logged", async (_, signature) => {
    const { receive, delivered, lines } = given();
    const response = await receive(webhook(body, { "x-hub-signature-256": signature, "x-github-event": "forged" }));
    expect(response.status).toBe(401);
    expect(delivered).toEqual([]);
    expect(lines).toEqual([
      {
        level: "warn",
        fields: { delivery: "72d3162e-cc78-11e3-81ab-4c9367dc0958" },
        message: "a webhook whose signature is not GitHub's",
      },
    ]);
  });

  test("does not count in the header that GitHub keeps for SHA-1", async () => {
    const { receive, delivered } = given();
    const request = webhook(body, { "x-hub-signature-256": undefined, "x-hub-signature": signatureOf(body, secret, "sha1") });
    expect((await receive(request)).status).toBe(400);
    expect(delivered).toEqual([]);
  });

  test("is found out before the body is parsed", async () => {
    const { receive } = given();
    expect((await receive(webhook("{not json", { "x-hub-signature-256": signatureOf("other") }))).status).toBe(401);
    expect((await receive(webhook("{not json"))).status).toBe(400);
  });
});

describe("a rotation of secrets", () => {
  test.each(["old", "new"])("accepts what the %s secret signed", async (key) => {
    const { receive, delivered } = given({ secrets: ["new", "old"] });
    expect((await receive(webhook(body, { "x-hub-signature-256": signatureOf(body, key) }))).status).toBe(202);
    expect(delivered).toHaveLength(1);
  });

  test("ends: the old secret is worth nothing then", async () => {
    const { receive } = given({ secrets: ["new"] });
    expect((await receive(webhook(body, { "x-hub-signature-256": signatureOf(body, "old") }))).status).toBe(401);
  });

  test.each([[[]], [[""]], [["good", ""]]])("a receiver does not start with the secrets %j", (secrets) => {
    expect(() => given({ secrets })).toThrow("a webhook secret is missing");
  });
});

test("the bytes are signed, not the text that they spell", () => {
  const bytes = new Uint8Array([0x7b, 0xff, 0x7d]);
  expect(isSigned(bytes, signatureOf(bytes), [secret])).toBe(true);
  expect(isSigned(new TextEncoder().encode("{\ufffd}"), signatureOf(bytes), [secret])).toBe(false);
});

test.each(["{not json", "", "\ufeff{}x", '{"a":1}{'])(
  "signed bytes that are no JSON (%j) are refused without a crash and without being logged",
  async (text) => {
    const { receive, delivered, lines } = given();
    expect((await receive(webhook(text))).status).toBe(400);
    expect(delivered).toEqual([]);
    expect(lines).toMatchObject([{ fields: { event: "pull_request" }, message: "a signed webhook that is no JSON" }]);
  },
);

test("signed bytes that are no UTF-8 are refused", async () => {
  const { receive } = given();
  expect((await receive(webhook(new Uint8Array([0x22, 0xff, 0x22])))).status).toBe(400);
});

describe("headers", () => {
  test.each(["x-github-delivery", "x-github-event", "x-hub-signature-256"])("without %s it is no webhook", async (name) => {
    const { receive, delivered } = given();
    expect((await receive(webhook(body, { [name]: undefined }))).status).toBe(400);
    expect(delivered).toEqual([]);
  });

  test("a delivery id that would forge log lines is refused", async () => {
    const { receive, lines } = given();
    expect((await receive(webhook(body, { "x-github-delivery": 'a","level":"fatal' }))).status).toBe(400);
    expect(lines).toEqual([]);
  });

  test.each([
    ["application/json", 202],
    ["Application/JSON; charset=utf-8", 202],
    ["application/x-www-form-urlencoded", 415],
    ["application/jsonp", 415],
    ["text/plain", 415],
    [undefined, 415],
  ])("content type %s: %i", async (type, status) => {
    const { receive } = given();
    expect((await receive(webhook(Buffer.from(body), { "content-type": type }))).status).toBe(status);
  });
});

describe("large bodies", () => {
  const endless = (size: number, headers: Record<string, string> = {}) => {
    let sent = 0;
    const stream = new ReadableStream<Uint8Array>({
      pull(controller) {
        if (sent >= size) controller.close();
        else controller.enqueue(new Uint8Array(1024));
        sent += 1024;
      },
    });
    const request = new Request("http://bot.test/api/github/webhooks", {
      method: "POST",
      body: stream,
      duplex: "half",
      headers: {
        "content-type": "application/json",
        "x-github-delivery": "1",
        "x-github-event": "push",
        "x-hub-signature-256": "x",
        ...headers,
      },
    });
    return { request, sent: () => sent };
  };

  test("one that is as large as allowed is read, one byte more is not", async () => {
    const { receive } = given({ largestBody: body.length + 1 });
    expect((await receive(webhook(body))).status).toBe(202);
    expect((await receive(webhook(`${body}  `))).status).toBe(413);
  });

  test("one that says how large it is is not read at all", async () => {
    const { receive, delivered } = given({ largestBody: 10_000 });
    const { request, sent } = endless(1_000_000, { "content-length": "1000000" });
    expect((await receive(request)).status).toBe(413);
    expect(sent()).toBeLessThanOrEqual(2048);
    expect(delivered).toEqual([]);
  });

  test("one that does not is read up to the limit and no further", async () => {
    const { receive, delivered } = given({ largestBody: 10_000 });
    const { request, sent } = endless(1_000_000);
    expect((await receive(request)).status).toBe(413);
    expect(sent()).toBeLessThanOrEqual(13 * 1024);
    expect(delivered).toEqual([]);
  });

  test("many at a time are refused before they fill the memory, and welcome again afterwards", async () => {
    const { log } = recordingLog();
    let release = () => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    const receive = receiver({ secrets: [secret], log, deliver: () => held, largestBody: body.length + 1 });
    const first = Array.from({ length: 4 }, () => receive(webhook(body)));
    await new Promise((resolve) => setTimeout(resolve, 20));
    const refused = await receive(webhook(body));
    expect([refused.status, refused.headers.get("retry-after")]).toEqual([503, "1"]);
    release();
    expect((await Promise.all(first)).map((response) => response.status)).toEqual([202, 202, 202, 202]);
    expect((await receive(webhook(body))).status).toBe(202);
  });
});
