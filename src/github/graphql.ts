/** GraphQL: what an answer means. A failed query answers 200 and holds data beside its errors: no such data is ever used. */
import { z } from "zod";
import { RetryLater } from "../core/errors.ts";
import { type Answer, primaryLimit, shaped } from "./answers.ts";
import { Forbidden, IncompleteRead, NotFound, Unanswered } from "./errors.ts";

const shape = z.object({
  data: z.unknown(),
  errors: z
    .array(z.object({ type: z.string().optional(), message: z.string(), path: z.array(z.union([z.string(), z.number()])).optional() }))
    .optional(),
});

type GraphqlError = NonNullable<z.infer<typeof shape>["errors"]>[number];

/** The data of an answer without any error; throws what the first of its errors means. */
export function dataOf(answer: Answer): unknown {
  const { data, errors } = shaped(shape, answer.data, "GraphQL");
  const first = errors?.[0];
  if (first !== undefined) throw meaningOf(first, answer);
  return data;
}

/** What came of the parts of a request: the data of those that were done, and why the others were not, by their aliases. */
export interface Changed {
  readonly data: unknown;
  readonly failures: ReadonlyMap<string, Error>;
}

/** Throws where the request failed as a whole, and where GitHub wants to be left alone, whatever of it was done. */
export function changedIn(answer: Answer): Changed {
  const { data, errors = [] } = shaped(shape, answer.data, "GraphQL");
  const failures = new Map<string, Error>();
  for (const error of errors) {
    const alias = error.path?.[0];
    const meaning = meaningOf(error, answer);
    if (typeof alias !== "string" || meaning instanceof RetryLater) throw meaning;
    if (!failures.has(alias)) failures.set(alias, meaning);
  }
  return { data, failures };
}

function meaningOf(error: GraphqlError, { headers }: Answer): Error {
  const what = `${error.path?.join(".") ?? "query"}: ${error.message}`;
  if (error.type === "RATE_LIMITED") return primaryLimit(headers);
  if (/secondary rate limit/i.test(error.message)) return new RetryLater("secondary limit", Number(headers["retry-after"]) || 60);
  if (error.type === "NOT_FOUND") return new NotFound(what);
  if (error.type === "FORBIDDEN" || /not accessible by integration/i.test(error.message)) return new Forbidden(`read ${what}`);
  if (error.type === "RESOURCE_LIMITS_EXCEEDED" || /timeout|something went wrong while executing/i.test(error.message)) {
    return new Unanswered(what, true);
  }
  return new IncompleteRead(what);
}
