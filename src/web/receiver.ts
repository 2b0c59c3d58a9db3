/** Receives webhooks: who sent it is proven before it is read, and it is acknowledged only after what it says is on disk. */
import { type Body, bodyReader } from "./body.ts";
import type { Log } from "./log.ts";
import { isSigned } from "./signature.ts";

/** One webhook, proven to come from GitHub. */
export interface Delivery {
  /** The same when GitHub sends it again. */
  readonly id: string;
  readonly event: string;
  readonly payload: unknown;
}

export interface ReceiverOptions {
  /** Never empty; two of them during a rotation. */
  readonly secrets: readonly string[];
  /** Resolves once what the delivery says is durable. It must not wait for anything else: GitHub hangs up after ten seconds. */
  readonly deliver: (delivery: Delivery) => Promise<void>;
  readonly log: Log;
  /** Bytes. GitHub sends no more than 25 MB. */
  readonly largestBody?: number;
}

const largestOfGitHub = 25 * 1024 * 1024;

const answer = (status: number, text: string, headers: Record<string, string> = {}): Response =>
  new Response(`${text}\n`, { status, headers: { "content-type": "text/plain; charset=utf-8", ...headers } });

/** GitHub's ids are GUIDs. Whatever else stands there was written by somebody who may want to forge log lines. */
const idShape = /^[0-9A-Za-z-]{1,64}$/;
const jsonShape = /^application\/json\s*(?:;|$)/i;

/**
 * The handler of `POST /api/github/webhooks`. Answers 202 once the delivery is durable, and otherwise: 400 to what is no webhook, 401 to a
 * signature that is not GitHub's, 413 and 415 to bodies that GitHub would not send, 503 where it could not be kept; GitHub's delivery
 * log then shows it as failed. Nothing of an unproven request but its delivery id is ever logged.
 */
export function receiver(options: ReceiverOptions): (request: Request) => Promise<Response> {
  if (options.secrets.length === 0 || options.secrets.includes("")) throw new Error("a webhook secret is missing");
  const withBody = bodyReader(options.largestBody ?? largestOfGitHub);
  return async (request) => {
    const [id, event, signature] = ["x-github-delivery", "x-github-event", "x-hub-signature-256"].map((name) => request.headers.get(name));
    if (!id || !event || !signature || !idShape.test(id)) return answer(400, "headers of a GitHub webhook are missing");
    if (!jsonShape.test(request.headers.get("content-type") ?? "")) return answer(415, "webhooks must be sent as application/json");
    return await withBody(request, (body) => received(options, { id, event, signature, body }));
  };
}

interface Unproven {
  readonly id: string;
  readonly event: string;
  readonly signature: string;
  readonly body: Body;
}

async function received({ secrets, deliver, log }: ReceiverOptions, { id, event, signature, body }: Unproven): Promise<Response> {
  if (body.kind === "too large") return answer(413, "the body is too large");
  if (body.kind === "busy") return answer(503, "too much at a time", { "retry-after": "1" });
  if (!isSigned(body.bytes, signature, secrets)) {
    log.warn({ delivery: id }, "a webhook whose signature is not GitHub's");
    return answer(401, "the signature does not match");
  }
  const payload = parsed(body.bytes);
  if (payload === undefined) {
    log.warn({ delivery: id, event }, "a signed webhook that is no JSON");
    return answer(400, "the body is no JSON");
  }
  try {
    await deliver({ id, event, payload: payload.value });
    return answer(202, "accepted");
  } catch (error) {
    log.error({ delivery: id, event, err: error }, "a webhook could not be kept");
    return answer(503, "it could not be kept", { "retry-after": "10" });
  }
}

function parsed(bytes: Uint8Array): { readonly value: unknown } | undefined {
  try {
    return { value: JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes)) };
  } catch {
    return undefined;
  }
}
