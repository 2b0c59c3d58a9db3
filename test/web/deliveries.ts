/** Signed and forged webhooks, and a log that keeps what it is told. */
import { createHmac } from "node:crypto";
import type { Log } from "../../src/web/log.ts";
import type { Delivery } from "../../src/web/receiver.ts";

export const secret = "it is a secret";

export const signatureOf = (body: string | Uint8Array, key = secret, algorithm = "sha256"): string =>
  `${algorithm}=${createHmac(algorithm, key).update(body).digest("hex")}`;

/** A webhook as GitHub sends it; a header given as undefined is left out. */
export function webhook(body: string | Uint8Array<ArrayBuffer>, headers: Readonly<Record<string, string | undefined>> = {}): Request {
  const all: Record<string, string | undefined> = {
    "content-type": "application/json",
    "x-github-delivery": "72d3162e-cc78-11e3-81ab-4c9367dc0958",
    "x-github-event": "pull_request",
    "x-hub-signature-256": signatureOf(body),
    ...headers,
  };
  const given = Object.entries(all).flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as [string, string]]));
  return new Request("http://bot.test/api/github/webhooks", { method: "POST", body, headers: given });
}

export interface Line {
  readonly level: "info" | "warn" | "error";
  readonly fields: object;
  readonly message: string;
}

export function recordingLog(): { readonly log: Log; readonly lines: Line[] } {
  const lines: Line[] = [];
  const at = (level: Line["level"]) => (fields: object, message: string) => {
    lines.push({ level, fields, message });
  };
  return { lines, log: { info: at("info"), warn: at("warn"), error: at("error") } };
}

export function recordingDeliver(): { readonly deliver: (delivery: Delivery) => Promise<void>; readonly delivered: Delivery[] } {
  const delivered: Delivery[] = [];
  return {
    delivered,
    deliver: async (delivery) => {
      delivered.push(delivery);
    },
  };
}
