/** Receives what a runner reports of its runs: who sent it is proven before it is read, and an old report changes nothing. */
import { z } from "zod";
import type { Instant } from "../core/ids.ts";
import type { Reception, RunReport } from "../core/jobs/records.ts";
import { explanationIn, isTicket, linkIn, type Ticket } from "../core/jobs/runner.ts";
import { type Body, bodyReader } from "./body.ts";
import type { Log } from "./log.ts";
import { isSigned } from "./signature.ts";

export interface RunCallbackOptions {
  /** Never empty; two of them during a rotation. */
  readonly secrets: readonly string[];
  /** Resolves once the report is durable. */
  readonly report: (report: RunReport) => Promise<Reception>;
  /** This machine's clock. */
  readonly now: () => Instant;
  readonly log: Log;
}

/** Bytes. */
const largestBody = 16 * 1024;
/** A signed report is taken so many seconds before and after the time that it names. */
const window = 300;

const shape = z.object({
  key: z.custom<Ticket>((value) => typeof value === "string" && isTicket(value)),
  state: z.enum(["running", "success", "failure", "error", "aborted"]),
  url: z.string().optional(),
  description: z.string().optional(),
});

const timestampShape = /^\d{1,12}$/;
const jsonShape = /^application\/json\s*(?:;|$)/i;

const answer = (status: number, text: string, headers: Record<string, string> = {}): Response =>
  new Response(`${text}\n`, { status, headers: { "content-type": "text/plain; charset=utf-8", ...headers } });

/**
 * The handler of `POST /api/runs`. 202: kept. 200: the run has ended already, or something newer is known, and nothing changed. 400, 413,
 * 415: no report. 401: a signature that is not the runner's, or an old one. 404: no run of this key. 503: it could not be kept.
 */
export function runCallbacks(options: RunCallbackOptions): (request: Request) => Promise<Response> {
  if (options.secrets.length === 0 || options.secrets.includes("")) throw new Error("the runner's secret is missing");
  const withBody = bodyReader(largestBody);
  return async (request) => {
    const [timestamp, signature] = ["x-bowsprit-timestamp", "x-bowsprit-signature"].map((name) => request.headers.get(name));
    if (!timestamp || !signature || !timestampShape.test(timestamp)) return answer(400, "headers of a report are missing");
    if (!jsonShape.test(request.headers.get("content-type") ?? "")) return answer(415, "reports must be sent as application/json");
    return await withBody(request, (body) => received(options, { timestamp, signature, body }));
  };
}

interface Unproven {
  readonly timestamp: string;
  readonly signature: string;
  readonly body: Body;
}

async function received({ secrets, report, now, log }: RunCallbackOptions, { timestamp, signature, body }: Unproven): Promise<Response> {
  if (body.kind === "too large") return answer(413, "the body is too large");
  if (body.kind === "busy") return answer(503, "too much at a time", { "retry-after": "1" });
  if (!isSigned(Buffer.concat([Buffer.from(`${timestamp}.`), body.bytes]), signature, secrets)) {
    log.warn({}, "a report whose signature is not the runner's");
    return answer(401, "the signature does not match");
  }
  const at = Number(timestamp) as Instant;
  if (Math.abs(now() - at) > window) return answer(401, "the report is too old, or a clock is wrong");
  const told = parsed(body.bytes);
  if (told === undefined) return answer(400, "the body is no report");
  try {
    return answered(await report({ runner: "webhook", at, ...told }));
  } catch (error) {
    log.error({ err: error }, "a report of a run could not be kept");
    return answer(503, "it could not be kept", { "retry-after": "10" });
  }
}

function answered(reception: Reception): Response {
  switch (reception) {
    case "kept":
      return answer(202, "accepted");
    case "over":
      return answer(200, "nothing changed");
    case "unknown":
      return answer(404, "no run of this key");
    default:
      return reception satisfies never;
  }
}

function parsed(bytes: Uint8Array): Pick<RunReport, "ticket" | "state" | "url" | "why"> | undefined {
  try {
    const { data } = shape.safeParse(JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes)));
    if (data === undefined) return undefined;
    const { key: ticket, state, description } = data;
    const url = linkIn(data.url);
    const why = description === undefined ? {} : { why: explanationIn(description) };
    return { ticket, state, ...(url === undefined ? {} : { url }), ...why };
  } catch {
    return undefined;
  }
}
