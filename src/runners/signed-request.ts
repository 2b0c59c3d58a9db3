/**
 * One signed request to a server that the operator of this bot has named. Options files choose the address, so it is judged before anything is
 * sent: a repository must not make this process ask the machines around it.
 */
import { createHmac } from "node:crypto";

export interface Wire {
  /** Hosts, with their port where it is not the usual one, that may be asked. */
  readonly hosts: readonly string[];
  readonly secret: string;
  readonly fetch: typeof globalThis.fetch;
  /** Seconds since 1970, by this machine's clock. */
  readonly clock: () => number;
  /** Milliseconds for an answer with its body. */
  readonly patience?: number;
}

export interface Answered {
  readonly status: number;
  readonly retryAfter: string | undefined;
  readonly text: string;
}

const usualPatience = 10_000;
/** Bytes of an answer that are read. */
const largestAnswer = 64 * 1024;

const loopback = new Set(["localhost", "127.0.0.1", "[::1]"]);

/** Why nothing may be sent there; undefined: it may. Plain HTTP never leaves this machine. */
export function addressFault(address: string, hosts: readonly string[]): string | undefined {
  const url = URL.parse(address);
  if (url === null) return "it is no address";
  if (url.protocol !== "https:" && !(url.protocol === "http:" && loopback.has(url.hostname))) return "it is not `https`";
  if (url.username !== "" || url.password !== "") return "it holds credentials";
  return hosts.includes(url.host) ? undefined : "the operator of this bot has not named its host";
}

/** The value of `x-bowsprit-signature`: the time is signed too, so that an old request cannot be passed off as a new one. */
export const signatureOf = (secret: string, timestamp: string, body: string): string =>
  `sha256=${createHmac("sha256", secret).update(`${timestamp}.${body}`).digest("hex")}`;

/** Sends it once and follows no redirect. Rejects where no whole answer came: it may have been heard all the same. */
export async function ask(wire: Wire, address: string, message: unknown): Promise<Answered> {
  const fault = addressFault(address, wire.hosts);
  if (fault !== undefined) throw new TypeError(`nothing is sent to ${URL.parse(address)?.host ?? "what is no address"}: ${fault}`);
  const [body, timestamp] = [JSON.stringify(message), String(Math.floor(wire.clock()))];
  const response = await wire.fetch(address, {
    method: "POST",
    body,
    redirect: "manual",
    headers: {
      "content-type": "application/json",
      "x-bowsprit-timestamp": timestamp,
      "x-bowsprit-signature": signatureOf(wire.secret, timestamp, body),
    },
    signal: AbortSignal.timeout(wire.patience ?? usualPatience),
  });
  const retryAfter = response.headers.get("retry-after") ?? undefined;
  return { status: response.status, retryAfter, text: await textOf(response) };
}

async function textOf({ body }: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body ?? []) {
    size += chunk.byteLength;
    if (size > largestAnswer) throw new RangeError(`an answer of more than ${largestAnswer} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}
