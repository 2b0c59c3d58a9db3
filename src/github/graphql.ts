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
