/** Commit statuses: which stand on a commit, and how a job's result is reported. */
import { z } from "zod";
import { instantOf, type Sha } from "../core/ids.ts";
import type { CommitStatus, ReportedStatus } from "../core/jobs/status.ts";
import type { OrderOutcome, RepositoryName } from "../core/memory.ts";
import type { Session } from "./client.ts";
import { Refused } from "./errors.ts";
import { allCounted } from "./pages.ts";
import { orWhy } from "./writing.ts";

const stateShape = z.enum(["error", "failure", "pending", "success"]);

const statusShape = z
  .object({
    ...{ context: z.string(), state: stateShape, description: z.string().nullable(), target_url: z.string().nullable() },
    updated_at: z.iso.datetime().transform(instantOf),
  })
  .transform(
    ({ target_url: url, description, updated_at: at, ...status }): ReportedStatus => ({
      ...status,
      ...{ description: description ?? "", url: url ?? undefined, at },
    }),
  );

/** Of each context the newest, in no particular order. GitHub tells contexts apart without case, and spells each as it was set last. */
export const statusesOn = (session: Session, { owner, name }: RepositoryName, head: Sha): Promise<readonly ReportedStatus[]> =>
  allCounted(session, "/repos/{owner}/{repo}/commits/{head}/status", { owner, repo: name, head }, "statuses", statusShape);

/**
 * Takes the place of what stands under the context. Nothing can be taken away again, and of one context GitHub takes a thousand on a commit:
 * whoever reports compares first. What GitHub declines is told, and so is a missing right.
 */
export async function reportStatus(
  session: Session,
  on: Pick<RepositoryName, "owner" | "name">,
  head: Sha,
  status: CommitStatus,
): Promise<OrderOutcome> {
  const { context, state, description, url } = status;
  const body = { context, state, description, ...(url === undefined ? {} : { target_url: url }) };
  try {
    return await orWhy(
      session.write("write", "POST /repos/{owner}/{repo}/statuses/{head}", { owner: on.owner, repo: on.name, head, ...body }),
    );
  } catch (error) {
    if (error instanceof Refused) return { why: error.message };
    throw error;
  }
}
