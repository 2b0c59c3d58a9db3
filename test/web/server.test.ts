/** The server over real sockets: routes, limits of time and size, and an end in good order. */
import { connect } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, describe, expect, test } from "vitest";
import { drain } from "../../src/web/drain.ts";
import { type FrontOptions, front } from "../../src/web/front.ts";
import { receiver } from "../../src/web/receiver.ts";
import { type Limits, type Server, serve } from "../../src/web/server.ts";
import { recordingDeliver, recordingLog, secret, signatureOf } from "./deliveries.ts";

const body = JSON.stringify({ action: "opened" });
const headers = {
  "content-type": "application/json",
  "x-github-delivery": "1",
  "x-github-event": "pull_request",
  "x-hub-signature-256": signatureOf(body),
};

const running: Server[] = [];
afterEach(async () => {
  for (const server of running.splice(0)) await server.drain(0);
});

async function given(options: Partial<FrontOptions> = {}, limits: Limits = {}) {
  const { log, lines } = recordingLog();
  const { deliver, delivered } = recordingDeliver();
  const receive = receiver({ secrets: [secret], log, deliver, largestBody: 1000 });
  const face = front({ receive, readiness: async () => ({ problems: [], state: {} }), metrics: async () => "a 1\n", ...options });
  const server = await serve(face.handle, { host: "127.0.0.1", port: 0 }, log, limits);
  running.push(server);
  return { server, face, delivered, lines, url: `http://127.0.0.1:${server.port}` };
}

/** Sends bytes as they are and resolves with all that comes back until the server hangs up. */
const raw = (port: number, text: string): Promise<string> =>
  new Promise((resolve, reject) => {
    let answer = "";
    const socket = connect(port, "127.0.0.1", () => socket.write(text));
    socket.on("data", (data) => {
      answer += data.toString();
    });
    socket.on("close", () => resolve(answer));
    socket.on("error", (error: NodeJS.ErrnoException) => (error.code === "ECONNRESET" ? resolve(answer) : reject(error)));
  });

test("a webhook comes through", async () => {
  const { url, delivered } = await given();
  const response = await fetch(`${url}/api/github/webhooks`, { method: "POST", headers, body });
  expect(response.status).toBe(202);
  expect(delivered).toEqual([{ id: "1", event: "pull_request", payload: { action: "opened" } }]);
});

test("many webhooks come through at once", async () => {
  const { url, delivered } = await given();
  const all = Array.from({ length: 100 }, () => fetch(`${url}/api/github/webhooks`, { method: "POST", headers, body }));
  expect(new Set((await Promise.all(all)).map((response) => response.status))).toEqual(new Set([202]));
  expect(delivered).toHaveLength(100);
});

test.each([
  ["GET", "/livez", 200],
  ["GET", "/readyz", 200],
  ["GET", "/readyz?verbose", 200],
  ["GET", "/metrics", 200],
  ["POST", "/metrics", 405],
  ["POST", "/livez", 405],
  ["GET", "/api/github/webhooks", 405],
  ["GET", "/", 404],
  ["GET", "/api/github/webhooks/", 404],
])("%s %s is answered with %i", async (method, path, status) => {
  const { url } = await given();
  expect((await fetch(url + path, { method })).status).toBe(status);
});

test("it is not ready while the ledger cannot be written or it drains, and alive all the same", async () => {
  let isReady = true;
  const { url, face } = await given({ readiness: async () => ({ problems: isReady ? [] : ["the ledger cannot be written"], state: {} }) });
  const answers = async () => [(await fetch(`${url}/readyz`)).status, (await fetch(`${url}/livez`)).status];
  expect(await answers()).toEqual([200, 200]);
  isReady = false;
  expect(await answers()).toEqual([503, 200]);
  isReady = true;
  face.retire();
  expect(await answers()).toEqual([503, 200]);
  expect((await fetch(`${url}/api/github/webhooks`, { method: "POST", headers, body })).status).toBe(202);
});

test("who asks for more is told what is in the way and how fresh the state is, as JSON", async () => {
  const state = { oldestWake: 7, lastSweep: null };
  const { url } = await given({ readiness: async () => ({ problems: ["no token"], state }) });
  const short = await fetch(`${url}/readyz`);
  expect([short.status, await short.text()]).toEqual([503, "no token\n"]);
  const long = await fetch(`${url}/readyz?verbose`);
  expect([long.status, await long.json()]).toEqual([503, { ready: false, problems: ["no token"], state }]);
});

test("metrics have the type that Prometheus knows", async () => {
  const { url } = await given({ metrics: async () => "a 1\n" });
  const response = await fetch(`${url}/metrics`);
  expect([response.headers.get("content-type"), await response.text()]).toEqual(["text/plain; version=0.0.4; charset=utf-8", "a 1\n"]);
});

describe("a client that means no good", () => {
  test("a body beyond the limit is refused and the connection closed", async () => {
    const { server, delivered } = await given();
    const head = Object.entries(headers)
      .map(([name, value]) => `${name}: ${value}\r\n`)
      .join("");
    const answer = await raw(server.port, `POST /api/github/webhooks HTTP/1.1\r\nhost: x\r\n${head}content-length: 5000000\r\n\r\nx`);
    expect(answer).toContain("413");
    expect(answer.toLowerCase()).toContain("connection: close");
    expect(delivered).toEqual([]);
  });

  test("headers that never end are cut off", async () => {
    const { server } = await given({}, { headersTimeout: 100, requestTimeout: 200, connectionsCheckingInterval: 50 });
    expect(await raw(server.port, "POST /api/github/webhooks HTTP/1.1\r\nhost: x\r\nx-slow: ")).toContain("408");
  });

  test("a body that never ends is cut off, and others are served meanwhile", async () => {
    const { server, url, lines, delivered } = await given(
      {},
      { headersTimeout: 100, requestTimeout: 200, connectionsCheckingInterval: 50 },
    );
    const head = Object.entries(headers)
      .map(([name, value]) => `${name}: ${value}\r\n`)
      .join("");
    const slow = raw(server.port, `POST /api/github/webhooks HTTP/1.1\r\nhost: x\r\n${head}content-length: 100\r\n\r\n{`);
    expect((await fetch(`${url}/livez`)).status).toBe(200);
    await slow;
    expect(delivered).toEqual([]);
    expect(lines).toEqual([]);
  });

  test.each([
    ["a target that is no path", "GET http:// HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n"],
    ["a method that no request can have", "TRACE / HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n"],
    ["no HTTP", "hello\r\n\r\n"],
  ])("%s is answered with 400", async (_, text) => {
    const { server, url } = await given();
    expect(await raw(server.port, text)).toContain(" 400 ");
    expect((await fetch(`${url}/livez`)).status).toBe(200);
  });

  test("an error in a handler ends that connection and no other", async () => {
    const { url, lines } = await given({ receive: () => Promise.reject(new Error("broken")) });
    await expect(fetch(`${url}/api/github/webhooks`, { method: "POST", headers, body })).rejects.toThrow();
    expect(lines).toMatchObject([{ level: "error", message: "a request could not be answered" }]);
    expect((await fetch(`${url}/livez`)).status).toBe(200);
  });
});

describe("the end", () => {
  test("what is being answered is answered, and nothing new is taken", async () => {
    let answer = (_: Response) => {};
    const { server, url } = await given({
      receive: () =>
        new Promise((resolve) => {
          answer = resolve;
        }),
    });
    const slow = fetch(`${url}/api/github/webhooks`, { method: "POST", headers, body });
    await sleep(50);
    const drained = server.drain(5);
    await sleep(20);
    await expect(fetch(`${url}/livez`)).rejects.toThrow();
    answer(new Response("done", { status: 202 }));
    expect((await slow).status).toBe(202);
    await drained;
  });

  test("what takes longer than allowed is cut off", async () => {
    const { server, url } = await given({ receive: () => new Promise(() => {}) });
    const hanging = fetch(`${url}/api/github/webhooks`, { method: "POST", headers, body });
    hanging.catch(() => {});
    await sleep(50);
    await server.drain(0.05);
    await expect(hanging).rejects.toThrow();
  });

  test("stages end one after another, and a bad one does not keep the next from ending", async () => {
    const { log, lines } = recordingLog();
    const ended: string[] = [];
    const end = (what: string) => async () => {
      await sleep(5);
      ended.push(what);
    };
    const isClean = await drain(
      [
        { what: "server", end: end("server") },
        { what: "hangs", end: () => new Promise(() => {}) },
        { what: "fails", end: () => Promise.reject(new Error("no")) },
        { what: "ledger", end: end("ledger") },
      ],
      0.05,
      log,
    );
    expect([isClean, ended]).toEqual([false, ["server", "ledger"]]);
    expect(lines.map(({ level, fields }) => [level, fields])).toMatchObject([
      ["warn", { what: "hangs" }],
      ["error", { what: "fails" }],
    ]);
    expect(await drain([{ what: "ledger", end: end("again") }], 1, log)).toBe(true);
  });
});
