/** Statuses: what other systems report of a commit, the newest of each context. */
import { z } from "zod";
import type { CommitStatus } from "../core/facts.ts";
import { instantOf, type Sha } from "../core/ids.ts";
import { shaped } from "./answers.ts";
import { NotFound } from "./errors.ts";
import type { Place } from "./place.ts";
import { statusesQuery } from "./queries.ts";

const states = { ERROR: "error", EXPECTED: "expected", FAILURE: "failure", PENDING: "pending", SUCCESS: "success" } as const;
const status = z.object({
  context: z.string(),
  state: z.enum(["ERROR", "EXPECTED", "FAILURE", "PENDING", "SUCCESS"]),
  description: z.string().nullable(),
  createdAt: z.iso.datetime().transform(instantOf),
});
const shape = z.object({
  repository: z.object({ object: z.object({ status: z.object({ contexts: z.array(status) }).nullable() }).nullable() }),
});

export async function statusesOf({ session, repository: { owner, name } }: Place, head: Sha): Promise<readonly CommitStatus[]> {
  const { data } = await session.query(statusesQuery, { owner, name, oid: head });
  const { object } = shaped(shape, data, "statuses").repository;
  if (object === null) throw new NotFound(`the commit ${head}`);
  return (object.status?.contexts ?? []).map(({ context, state, description, createdAt: at }) => ({
    ...{ context, state: states[state], description: description ?? "", at },
  }));
}
