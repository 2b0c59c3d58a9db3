/** The simulated GitHub over HTTP on this machine: the same faces, and a page for each thread. */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";
import { pageAt } from "./page.ts";
import type { World } from "./world.ts";

export interface Served {
  /** Without a slash at the end. */
  readonly url: string;
  readonly close: () => Promise<void>;
}

function headersOf(message: IncomingMessage): Headers {
  const headers = new Headers();
  for (const [name, value] of Object.entries(message.headers)) if (value !== undefined) headers.set(name, String(value));
  return headers;
}

async function respond(world: World, message: IncomingMessage, response: ServerResponse): Promise<void> {
  const { method = "GET", url = "/" } = message;
  // As an Enterprise Server has them: REST below /api/v3, GraphQL at /api/graphql.
  const target = new URL(url.replace(/^\/api(?:\/v3)?(?=\/)/, ""), `http://${message.headers.host ?? "localhost"}`);
  const page = method === "GET" ? pageAt(world, target.pathname) : undefined;
  if (page !== undefined) {
    response.writeHead(200, {
      "content-type": "text/html; charset=utf-8",
      "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'",
    });
    response.end(page);
    return;
  }
  const body = method === "GET" || method === "HEAD" ? null : await buffer(message);
  const answered = await world.handle(new Request(target, { method, headers: headersOf(message), body, redirect: "manual" }));
  response.writeHead(answered.status, Object.fromEntries(answered.headers));
  response.end(Buffer.from(await answered.arrayBuffer()));
}

/** Listens on 127.0.0.1; port 0 is any that is free. A request whose connection is made to break is cut off. */
export function serve(world: World, port = 0): Promise<Served> {
  const server = createServer((message, response) => {
    respond(world, message, response).catch(() => message.socket.destroy());
  });
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", () => {
      const { port: chosen } = server.address() as AddressInfo;
      const close = (): Promise<void> =>
        new Promise((closed) => {
          server.close(() => closed());
          server.closeAllConnections();
        });
      resolve({ url: `http://127.0.0.1:${chosen}`, close });
    });
  });
}
