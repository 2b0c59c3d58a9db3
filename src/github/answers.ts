/** What GitHub's answer to one request means: a value, or one of the errors that callers tell apart. */
import { z } from "zod";
import { Gone, RetryLater } from "../core/errors.ts";
import { type Instant, instantOf } from "../core/ids.ts";
import { Forbidden, IncompleteRead, NotFound, Refused, Unanswered, Unauthorised } from "./errors.ts";

export type Headers = Readonly<Record<string, string | number | undefined>>;

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly data: unknown;
}

/** GitHub's clock when it answered. */
export function dateOf({ headers }: Pick<Answer, "headers">): Instant {
  if (typeof headers.date !== "string") throw new IncompleteRead("an answer without a Date");
  return instantOf(headers.date);
}

/** The value in an answer, in the shape in which GitHub documents it, or IncompleteRead. */
export function shaped<T>(shape: z.ZodType<T>, data: unknown, what: string): T {
  const parsed = shape.safeParse(data);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw new IncompleteRead(`${what}: ${issue?.path.join(".") ?? ""} ${issue?.message ?? ""}`.trim());
}

/** What octokit throws has this shape, whatever class it is of. */
const failure = z.object({
  status: z.number(),
  message: z.string(),
  response: z.object({ headers: z.record(z.string(), z.union([z.string(), z.number()]).optional()), data: z.unknown() }).optional(),
});

const refusal = z.object({ message: z.string().optional(), errors: z.array(z.unknown()).optional() });
const singleError = z.object({ code: z.string() });

/** The typed error for what octokit threw; anything else is passed on as it is. */
export function errorFor(thrown: unknown, what: string): unknown {
  const parsed = failure.safeParse(thrown);
  if (!parsed.success) return thrown;
  const { status, message, response } = parsed.data;
  if (response === undefined) return new Unanswered(`${what}: ${message}`, false);
  const { headers, data } = response;
  switch (status) {
    case 401:
      return new Unauthorised(`${what}: ${message}`);
    case 403:
    case 429:
      // An installation that its owner suspended keeps its tokens, and they open nothing.
      if (/installation has been suspended/i.test(message)) return new Gone(`${what}: the installation is suspended`);
      return limitIn(headers, message, status) ?? new Forbidden(`${what} (${message})`, accepted(headers));
    case 404:
    case 410:
    case 451:
      return new NotFound(`${what}: ${message}`);
    case 409:
    case 422:
      return new Refused(`${what}: ${message}`, codesIn(data));
    default:
      return status >= 500 ? new Unanswered(`${what}: ${status} ${message}`, status === 502 || status === 504 || status === 500) : thrown;
  }
}

const accepted = (headers: Headers): string | undefined => {
  const permissions = headers["x-accepted-github-permissions"];
  return permissions === undefined || permissions === "" ? undefined : String(permissions);
};

function codesIn(data: unknown): string[] {
  const parsed = refusal.safeParse(data);
  return (parsed.data?.errors ?? []).flatMap((error) => singleError.safeParse(error).data?.code ?? []);
}

const minute = 60;

/** A limit that was met, and for how long GitHub wants to be left alone: `retry-after`, else the reset, else a minute. */
function limitIn(headers: Headers, message: string, status: number): RetryLater | undefined {
  const retryAfter = headers["retry-after"];
  if (retryAfter !== undefined) return new RetryLater("secondary limit", Math.max(1, Number(retryAfter) || minute));
  if (String(headers["x-ratelimit-remaining"]) === "0") return primaryLimit(headers);
  return status === 429 || /rate limit|abuse/i.test(message) ? new RetryLater("secondary limit", minute) : undefined;
}

export function primaryLimit(headers: Headers): RetryLater {
  const { date } = headers;
  const left = typeof date === "string" ? Number(headers["x-ratelimit-reset"]) - instantOf(date) : Number.NaN;
  return new RetryLater("the quota of this hour is used up", Number.isFinite(left) ? Math.max(1, left) : minute);
}
