/** Git objects by batches of aliases: as many in one request as GitHub answers in time. */
import { z } from "zod";
import { shaped } from "./answers.ts";
import { Unanswered } from "./errors.ts";
import type { Place } from "./place.ts";

/** One answer for each of the values, in their order. */
export async function aliased<T>(
  { session, repository: { owner, name } }: Place,
  query: string,
  prefix: string,
  values: readonly string[],
  shape: z.ZodType<T>,
): Promise<T[]> {
  const variables = Object.fromEntries(values.map((value, index) => [`${prefix}${index}`, value]));
  const { data } = await session.query(query, { owner, name, ...variables });
  const { repository } = shaped(z.object({ repository: z.record(z.string(), z.unknown()) }), data, "objects");
  return values.map((_, index) => shaped(shape, repository[`${prefix}${index}`], "objects"));
}

/** A batch that is too much for one answer is asked for in halves; what is too much alone throws. */
export async function inBatches<K, V>(
  keys: readonly K[],
  most: number,
  read: (batch: readonly K[]) => Promise<Map<K, V>>,
): Promise<Map<K, V>> {
  const found = new Map<K, V>();
  for (let start = 0; start < keys.length; start += most) {
    const batch = keys.slice(start, start + most);
    for (const [key, value] of await halving(batch, read)) found.set(key, value);
  }
  return found;
}

async function halving<K, V>(batch: readonly K[], read: (batch: readonly K[]) => Promise<Map<K, V>>): Promise<Map<K, V>> {
  try {
    return await read(batch);
  } catch (error) {
    if (!(error instanceof Unanswered && error.isTooMuch) || batch.length === 1) throw error;
    const middle = Math.ceil(batch.length / 2);
    return new Map([...(await halving(batch.slice(0, middle), read)), ...(await halving(batch.slice(middle), read))]);
  }
}
