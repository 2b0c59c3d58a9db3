/** Causes in time: since when a run can have been started at all, by whatever ledger was kept then. */
import type { Facts } from "../facts.ts";
import { earliest, type Instant, latest, type NodeId } from "../ids.ts";
import type { Cause } from "./run.ts";

type Known = Pick<Facts, "thread" | "statements" | "memory">;

/** What somebody asked for cannot have been started before it was said; what follows from the head, not before the head came. */
export const causedAt = (cause: Cause, known: Known): Instant =>
  cause.kind === "asked" ? saidAt(cause.statement, known) : headCameAt(known);

/** A statement that is gone was said at any time since the pull request was opened. */
const saidAt = (statement: NodeId, { thread, statements }: Known): Instant =>
  latest(statements.find(({ id }) => id === statement)?.at ?? thread.createdAt, thread.createdAt);

/**
 * Told by the delivery of the opening or of the push that brought the head. Where neither came, or the head was there before (pushed away
 * and back), it may be as old as the pull request.
 */
export function headCameAt({ thread, statements, memory: { sightings } }: Known): Instant {
  const wasReplaced = statements.some((said) => said.kind === "head" && said.before === thread.head);
  const told = sightings.filter(({ head, source, before }) => head === thread.head && (source === "opened" || before !== undefined));
  const first = earliest(...told.map(({ at }) => at));
  return first === undefined || wasReplaced ? thread.createdAt : first;
}
