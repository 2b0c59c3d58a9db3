/** Takes over an App that GitHub has created from a manifest: exchanges the code that the browser brought for the App's key and secret. */
import { Octokit } from "@octokit/rest";
import { z } from "zod";
import { errorFor, shaped } from "./answers.ts";

const conversion = z.object({
  id: z.int().positive(),
  name: z.string(),
  html_url: z.url({ protocol: /^https?$/ }),
  pem: z.string().includes("PRIVATE KEY-----"),
  // It goes into quotes in a file of settings.
  webhook_secret: z.string().regex(/^[^\s"]{8,}$/),
});

/** What GitHub tells once, and never again. */
export interface Registration {
  readonly id: number;
  readonly name: string;
  /** PEM. */
  readonly privateKey: string;
  readonly webhookSecret: string;
  readonly url: string;
}

/** Milliseconds. */
const patience = 30_000;
const silent = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

/** Sent once: GitHub takes a code a single time, within an hour. Rejects with the errors of `errors.ts`, whose messages do not hold it. */
export async function registrationOf(code: string, baseUrl = "https://api.github.com"): Promise<Registration> {
  const octokit = new Octokit({ baseUrl, log: silent });
  try {
    const { data } = await octokit.request("POST /app-manifests/{code}/conversions", {
      code,
      request: { signal: AbortSignal.timeout(patience) },
    });
    const app = shaped(conversion, data, "the App that was created");
    return { id: app.id, name: app.name, privateKey: app.pem, webhookSecret: app.webhook_secret, url: app.html_url };
  } catch (error) {
    throw errorFor(error, "exchange the code for an App");
  }
}
