/** What was carried out, by thread: an order's record outlives everything that could ask for it again. */
import { z } from "zod";
import type { Instant, OrderKey, ThreadKey } from "../../core/ids.ts";
import type { Memory, OrderOutcome } from "../../core/memory.ts";
import { instant, json, outcome } from "../schemas.ts";
import type { Database } from "./database.ts";

const row = z.object({
  key: z.custom<OrderKey>((value) => typeof value === "string"),
  state: z.enum(["started", "done"]),
  at: instant,
  outcome: json(outcome),
});

export const ordersOf = (database: Database, thread: ThreadKey): Memory["orders"] =>
  new Map(
    database
      .rows(row, "SELECT key, state, at, outcome FROM done WHERE scope = :thread", { thread })
      .map((record) => [record.key, record] as const),
  );

/** One that was started before takes its newest time: what was written then may not be visible yet, whatever became of the first try. */
export function startOrder(database: Database, thread: ThreadKey, key: OrderKey, now: Instant): void {
  const isDone = database.row(z.unknown(), "SELECT 1 FROM done WHERE scope = :thread AND key = :key AND state = 'done'", { thread, key });
  if (isDone !== undefined) throw new Error(`the order ${key} is done already`);
  database.run(
    `INSERT INTO done (scope, key, state, at) VALUES (:thread, :key, 'started', :now)
     ON CONFLICT (scope, key) DO UPDATE SET at = max(at, excluded.at)`,
    { thread, key, now },
  );
}

export function finishOrder(database: Database, thread: ThreadKey, key: OrderKey, came: OrderOutcome, now: Instant): void {
  database.run(
    `INSERT INTO done (scope, key, state, at, outcome) VALUES (:thread, :key, 'done', :now, :came)
     ON CONFLICT (scope, key) DO UPDATE SET state = 'done', at = excluded.at, outcome = excluded.outcome`,
    { thread, key, now, came: JSON.stringify(came) },
  );
}
