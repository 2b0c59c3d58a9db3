/** Whether GitHub sent a body: its signature, checked before anything looks at what the body says. */
import { createHmac, timingSafeEqual } from "node:crypto";

const shape = /^sha256=([0-9a-f]{64})$/;

/**
 * Whether `header` (the value of `X-Hub-Signature-256`) signs the body under one of the secrets; more than one is known while they are
 * rotated. Every secret is tried, and all digests have one length: the time it takes tells nothing about how close a guess was.
 */
export function isSigned(body: Uint8Array, header: string, secrets: readonly string[]): boolean {
  const given = shape.exec(header)?.[1];
  if (given === undefined) return false;
  const signature = Buffer.from(given, "hex");
  const matches = secrets.map((secret) => timingSafeEqual(createHmac("sha256", secret).update(body).digest(), signature));
  return matches.includes(true);
}
