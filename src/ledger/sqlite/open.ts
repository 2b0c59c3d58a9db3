/** Opens a ledger in a SQLite file. */
import type { Instant } from "../../core/ids.ts";
import type { Ledger } from "../ledger.ts";
import { sqliteCache } from "./cache.ts";
import { Database } from "./database.ts";
import { migrate } from "./migrations.ts";
import { sqliteOffers } from "./offers.ts";
import { noteBirth } from "./repositories.ts";
import { prune } from "./retention.ts";
import { sqliteRuns } from "./runs.ts";
import { sqliteThreadMemory } from "./threads.ts";
import { sqliteWorkSet } from "./work.ts";

/**
 * `file` may be `:memory:`. Makes the file where there is none; `now` is then when this ledger was born, and nothing said before it is
 * ever an order. Of runs that were started before `now` none can be known for certain: the file may be an old copy. Throws where the file cannot be opened, is no ledger, or is one of a later release.
 */
export async function openLedger(file: string, now: Instant): Promise<Ledger> {
  const database = new Database(file);
  try {
    migrate(database);
    database.transaction(() => noteBirth(database, now));
  } catch (error) {
    database.close();
    throw error;
  }
  return {
    work: sqliteWorkSet(database),
    threads: sqliteThreadMemory(database),
    offers: sqliteOffers(database),
    runs: sqliteRuns(database, now),
    cache: sqliteCache(database),
    prune: async (at) => prune(database, at),
    isHealthy: async () => isWritable(database),
    close: async () => database.close(),
  };
}

/** Writes a row as it is: a full disk, a lost volume and a lock that nobody gives back show here, and not in a read. */
function isWritable(database: Database): boolean {
  try {
    database.transaction(() => database.run("UPDATE done SET at = at WHERE scope = 'ledger'"));
    return true;
  } catch {
    return false;
  }
}
