/** Who GitHub takes the App for, and what time it is there: told even where it refuses the key, because a wrong clock is a reason to. */
import { Octokit } from "@octokit/rest";
import { z } from "zod";
import type { Clocks, Identity } from "../core/doctor/facts.ts";
import { known, type Read, unread } from "../core/facts.ts";
import { type Instant, instantOf } from "../core/ids.ts";
import { shaped } from "./answers.ts";
import type { ConnectionOptions } from "./client.ts";
import { credentialsOf, silent } from "./credentials.ts";
import { IncompleteRead } from "./errors.ts";

export interface Introduction {
  readonly identity: Identity;
  readonly clocks: Read<Clocks>;
}

/** Milliseconds. */
const patience = 30_000;
const attempts = 3;

const appShape = z.object({
  id: z.number(),
  slug: z.string(),
  html_url: z.string(),
  permissions: z.record(z.string(), z.string()),
  events: z.array(z.string()),
});

/** `now`: this machine's clock. Never throws for what GitHub answers. Asks again where it did not answer. */
export async function introduction(options: ConnectionOptions, now: () => Instant): Promise<Introduction> {
  let told = await introduced(options, now);
  for (let attempt = 2; told.identity.kind === "unanswered" && attempt <= attempts; attempt += 1) told = await introduced(options, now);
  return told;
}

async function introduced(options: ConnectionOptions, now: () => Instant): Promise<Introduction> {
  const { baseUrl = "https://api.github.com", fetch = globalThis.fetch } = options;
  const octokit = new Octokit({ baseUrl, request: { fetch }, log: silent });
  const authorization = await signature(options, octokit);
  if (typeof authorization !== "string")
    return { identity: { kind: "unusable", reason: authorization.reason }, clocks: unread("nothing was asked") };
  try {
    const { data, headers } = await octokit.request("GET /app", {
      headers: { authorization },
      request: { signal: AbortSignal.timeout(patience) },
    });
    return { identity: identityIn(data), clocks: clocksIn(headers.date, now()) };
  } catch (error) {
    return { identity: identityAfter(error), clocks: clocksIn(dateIn(error), now()) };
  }
}

async function signature(options: ConnectionOptions, octokit: Octokit): Promise<string | { readonly reason: string }> {
  try {
    return await credentialsOf(options, octokit.request).asApp();
  } catch (error) {
    return { reason: error instanceof Error ? error.message : String(error) };
  }
}

function identityIn(data: unknown): Identity {
  try {
    const { html_url: url, ...app } = shaped(appShape, data, "the App");
    return { kind: "accepted", app: { ...app, url } };
  } catch (error) {
    if (error instanceof IncompleteRead) return { kind: "unanswered", reason: error.message };
    throw error;
  }
}

/** What octokit throws has this shape, whatever class it is of. */
const failure = z.object({
  status: z.number(),
  message: z.string(),
  response: z.object({ headers: z.object({ date: z.string().optional() }) }).optional(),
});

/** An App that is not there is 404, a key that is not its own 401. */
function identityAfter(error: unknown): Identity {
  const { data } = failure.safeParse(error);
  if (data === undefined) throw error;
  const isRefusal = data.response !== undefined && (data.status === 401 || data.status === 404);
  return { kind: isRefusal ? "refused" : "unanswered", reason: data.message };
}

const dateIn = (error: unknown): string | undefined => failure.safeParse(error).data?.response?.headers.date;

const clocksIn = (date: string | undefined, here: Instant): Read<Clocks> =>
  date === undefined ? unread("GitHub did not answer") : known({ gitHub: instantOf(date), here });
