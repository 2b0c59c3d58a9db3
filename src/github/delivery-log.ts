/** The App's delivery log, in which GitHub notes what it tried to tell. What it never tried stands nowhere. */
import { z } from "zod";
import type { Attempt } from "../core/deliveries.ts";
import { type Instant, instantOf } from "../core/ids.ts";
import { type Headers, shaped } from "./answers.ts";
import type { Client } from "./client.ts";
import { NotFound } from "./errors.ts";

const attemptsShape = z.array(
  z.object({
    id: z.number(),
    guid: z.string().min(1),
    delivered_at: z.string().transform(instantOf),
    event: z.string(),
    status: z.string(),
    status_code: z.number(),
  }),
);

const perPage = 100;
/** Thirty thousand tries: whatever is behind them, a sweep finds. */
const usualPages = 300;

/** The tries back to a moment, newest first. GitHub keeps them for three days, an Enterprise Server for a week. */
export async function deliveryAttempts(client: Client, since: Instant, mostPages = usualPages): Promise<Attempt[]> {
  const found: Attempt[] = [];
  let cursor: string | undefined;
  for (let page = 1; page <= mostPages; page += 1) {
    const answer = await client.asApp("/app/hook/deliveries", { per_page: perPage, ...(cursor === undefined ? {} : { cursor }) });
    const part = shaped(attemptsShape, answer.data, "the delivery log");
    found.push(...part.filter(({ delivered_at: at }) => at >= since).map(attemptIn));
    cursor = nextCursor(answer.headers);
    if (cursor === undefined || part.some(({ delivered_at: at }) => at < since)) break;
  }
  return found;
}

const attemptIn = ({ delivered_at: at, status_code: code, ...attempt }: z.output<typeof attemptsShape>[number]): Attempt => ({
  ...attempt,
  ...{ at, code },
});

/** The cursor is opaque and stands only in the address of the next page. */
function nextCursor({ link }: Headers): string | undefined {
  const address = /<([^>]+)>;\s*rel="next"/.exec(String(link ?? ""))?.[1];
  return address === undefined ? undefined : (new URL(address).searchParams.get("cursor") ?? undefined);
}

/** What a delivery said. */
export interface Told {
  readonly event: string;
  readonly payload: unknown;
}

const toldShape = z.object({ event: z.string(), request: z.object({ payload: z.unknown() }) });

/** Undefined where the log does not hold it any more. */
export async function deliveryNumbered(client: Client, id: number): Promise<Told | undefined> {
  try {
    const { data } = await client.asApp("/app/hook/deliveries/{id}", { id });
    const { event, request } = shaped(toldShape, data, "a delivery");
    return { event, payload: request.payload };
  } catch (error) {
    if (error instanceof NotFound) return undefined;
    throw error;
  }
}
