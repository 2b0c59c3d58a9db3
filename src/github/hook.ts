/** The App's webhook: where GitHub sends it, and how. Only the App itself may ask. */
import { z } from "zod";
import type { Hook } from "../core/doctor/facts.ts";
import { shaped } from "./answers.ts";
import type { Client } from "./client.ts";

const hookShape = z.object({
  url: z.string().nullish(),
  content_type: z.string().default("form"),
  /** Shown as asterisks where there is one. */
  secret: z.string().nullish(),
  insecure_ssl: z.union([z.string(), z.number()]).default("0"),
});

export async function webhook(client: Client): Promise<Hook> {
  const { data } = await client.asApp("/app/hook/config", {});
  const { url, content_type: contentType, secret, insecure_ssl: insecure } = shaped(hookShape, data, "the webhook's settings");
  return { url: url || undefined, contentType, hasSecret: Boolean(secret), isVerified: String(insecure) === "0" };
}
