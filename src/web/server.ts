/** Serves a handler of requests over HTTP, with time limits that a slow or a silent client cannot stretch. */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { Readable } from "node:stream";
import type { Log } from "./log.ts";

export interface Address {
  readonly host: string;
  /** 0: any that is free. */
  readonly port: number;
}

export interface Server {
  readonly port: number;
  /** Accepts nothing new and resolves when what was being answered is answered; after so many seconds the rest is cut off. */
  drain(seconds: number): Promise<void>;
}

// Somebody who sends a byte a minute would hold a connection for ever (slowloris). GitHub itself gives up after ten seconds.
const limits = {
  headersTimeout: 10_000,
  requestTimeout: 20_000,
  keepAliveTimeout: 5_000,
  connectionsCheckingInterval: 1_000,
  maxHeaderSize: 16 * 1024,
};
const mostConnections = 1000;

export type Limits = Partial<typeof limits>;

/** Listens when it resolves. Rejects where the address cannot be used. */
export async function serve(
  handle: (request: Request) => Promise<Response>,
  { host, port }: Address,
  log: Log,
  own: Limits = {},
): Promise<Server> {
  const server = createServer({ ...limits, ...own }, (incoming, outgoing) => {
    respond(handle, incoming, outgoing).catch((error: unknown) => {
      // A client that goes away halfway is no fault of ours.
      if (!incoming.destroyed) log.error({ err: error }, "a request could not be answered");
      outgoing.destroy();
    });
  });
  server.maxConnections = mostConnections;
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, resolve);
  });
  const address = server.address();
  return {
    port: typeof address === "object" && address !== null ? address.port : port,
    drain: (seconds) =>
      new Promise((resolve) => {
        const cut = setTimeout(() => server.closeAllConnections(), seconds * 1000);
        server.close(() => {
          clearTimeout(cut);
          resolve();
        });
        server.closeIdleConnections();
      }),
  };
}

type Handle = (request: Request) => Promise<Response>;

async function respond(handle: Handle, incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
  const request = requestFrom(incoming);
  const response = request === undefined ? new Response("no request that is served here\n", { status: 400 }) : await handle(request);
  const body = Buffer.from(await response.arrayBuffer());
  // What is left of a refused body is not waited for.
  const isReadWhole = incoming.complete || response.ok;
  outgoing.writeHead(response.status, {
    ...Object.fromEntries(response.headers),
    "content-length": body.byteLength,
    ...(isReadWhole ? {} : { connection: "close" }),
  });
  outgoing.end(body);
}

/** Undefined for what the standard's `Request` cannot hold: a target that is no path, or a method such as TRACE. */
function requestFrom(incoming: IncomingMessage): Request | undefined {
  const { method = "GET", url = "/", rawHeaders } = incoming;
  try {
    const headers = new Headers();
    for (let n = 0; n + 1 < rawHeaders.length; n += 2) headers.append(rawHeaders[n] ?? "", rawHeaders[n + 1] ?? "");
    const hasBody = method !== "GET" && method !== "HEAD";
    return new Request(new URL(url, "http://localhost"), {
      method,
      headers,
      ...(hasBody ? { body: Readable.toWeb(incoming), duplex: "half" } : {}),
    });
  } catch {
    return undefined;
  }
}
