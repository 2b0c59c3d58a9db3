/** Pages: lists that come in parts, read to their end or not at all. */
import { z } from "zod";
import { shaped } from "./answers.ts";
import type { Session } from "./client.ts";
import { IncompleteRead, TooMuch } from "./errors.ts";

const perPage = 100;

/** All rows of a REST list. GitHub fills every page but the last. Throws TooMuch where there are more than `most`. */
export async function allRows<T>(
  session: Session,
  route: string,
  parameters: Readonly<Record<string, unknown>>,
  row: z.ZodType<T>,
  most = Number.POSITIVE_INFINITY,
): Promise<T[]> {
  const rows: T[] = [];
  for (let page = 1; ; page += 1) {
    const { data } = await session.get(route, { ...parameters, per_page: perPage, page });
    const part = shaped(z.array(row), data, route);
    rows.push(...part);
    if (rows.length > most) throw new TooMuch(`more than ${most} rows`);
    if (part.length < perPage) return rows;
  }
}

const counted = z.object({ total_count: z.number() });

/** All rows of a REST list that counts them, under `key`. A list that ends before its count is none. */
export async function allCounted<T>(
  session: Session,
  route: string,
  parameters: Readonly<Record<string, unknown>>,
  key: string,
  row: z.ZodType<T>,
): Promise<T[]> {
  const rows: T[] = [];
  for (let page = 1; ; page += 1) {
    const { data } = await session.get(route, { ...parameters, per_page: perPage, page });
    const { total_count: total } = shaped(counted, data, key);
    const listed = shaped(z.object({ [key]: z.array(row) }), data, key)[key] ?? [];
    rows.push(...listed);
    if (rows.length >= total) return rows;
    if (listed.length === 0) throw new IncompleteRead(`there are ${total} ${key}, and ${rows.length} were listed`);
  }
}

const page = z.object({
  totalCount: z.number(),
  pageInfo: z.object({ hasNextPage: z.boolean(), endCursor: z.string().nullable() }),
  nodes: z.array(z.unknown()),
});

/** All nodes of a GraphQL connection, as many as it counts. `connection` finds it in an answer's data, and may check what is beside it. */
export async function allNodes<T>(
  session: Session,
  text: string,
  variables: Readonly<Record<string, unknown>>,
  connection: (data: unknown) => unknown,
  node: z.ZodType<T>,
): Promise<T[]> {
  const nodes: T[] = [];
  for (let after: string | null = null; ; ) {
    const { data } = await session.query(text, { ...variables, after });
    const { totalCount, pageInfo, nodes: part } = shaped(page, connection(data), "a list");
    nodes.push(...shaped(z.array(node), part, "a list"));
    if (!pageInfo.hasNextPage) {
      if (nodes.length !== totalCount) throw new IncompleteRead(`a list counts ${totalCount}, and ${nodes.length} were read`);
      return nodes;
    }
    after = pageInfo.endCursor;
  }
}
