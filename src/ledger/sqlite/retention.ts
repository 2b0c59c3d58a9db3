/** What is forgotten, and when. A thread that is forgotten and met again is adopted anew: its past is then history. */
import type { Instant } from "../../core/ids.ts";
import { dropExpired, trim } from "./cache.ts";
import type { Database } from "./database.ts";

const day = 24 * 60 * 60;
/** After its end a thread may still be reopened or spoken to. */
const closedFor = 30 * day;
/** A sweep visits every open thread it may see: one that nobody met for so long is out of reach. */
const untouchedFor = 90 * day;
/** What somebody said of their time may be heard so late: until then a later word of theirs must be known. */
const heardFor = 2 * day;

export function prune(database: Database, now: Instant): void {
  database.transaction(() => {
    database.run("DELETE FROM thread WHERE closed_at < :closed OR touched_at < :untouched", {
      closed: now - closedFor,
      untouched: now - untouchedFor,
    });
    const isForgotten = "NOT IN (SELECT key FROM thread)";
    database.run(`DELETE FROM statement WHERE thread ${isForgotten}`);
    database.run(`DELETE FROM vote WHERE thread ${isForgotten}`);
    database.run(`DELETE FROM run WHERE thread ${isForgotten}`);
    // Threads alone have a "#" in their scope.
    database.run(`DELETE FROM done WHERE scope LIKE '%#%' AND scope ${isForgotten}`);
    database.run(
      "DELETE FROM person WHERE capacity IS NULL AND (is_away = 0 OR away_before < :now) AND max(capacity_at, away_at) < :heard",
      { now, heard: now - heardFor },
    );
    dropExpired(database, now);
    trim(database);
  });
}
