/** Offers of the check to a repository's settings: one a week on a branch, whoever asks. */
import { z } from "zod";
import { offerEvery, offerLapse } from "../../core/gate.ts";
import { type Instant, later } from "../../core/ids.ts";
import type { OrderOutcome } from "../../core/memory.ts";
import type { Offers } from "../ledger.ts";
import { instant } from "../schemas.ts";
import type { Database } from "./database.ts";
import { scopeOf } from "./repositories.ts";

const row = z.object({ state: z.enum(["started", "done"]), at: instant });
const prefix = "offer ";

export function sqliteOffers(database: Database): Offers {
  return {
    start: async (repositoryId, branch, now) => database.transaction(() => start(database, repositoryId, branch, now)),
    finish: async (repositoryId, branch, outcome, now) => note(database, repositoryId, branch, { state: "done", at: now, outcome }),
    wereMade: async (repositoryId) => {
      const sql = "SELECT state, at FROM done WHERE scope = :scope AND key LIKE :prefix || '%' LIMIT 1";
      return database.row(row, sql, { scope: scopeOf(repositoryId), prefix }) !== undefined;
    },
  };
}

function start(database: Database, repositoryId: number, branch: string, now: Instant): "first" | "weekly" | "again" | undefined {
  const sql = "SELECT state, at FROM done WHERE scope = :scope AND key = :key";
  const found = database.row(row, sql, { scope: scopeOf(repositoryId), key: `${prefix}${branch}` });
  if (found !== undefined && now < later(found.at, found.state === "done" ? offerEvery : offerLapse)) return undefined;
  note(database, repositoryId, branch, { state: "started", at: now, outcome: {} });
  if (found === undefined) return "first";
  return found.state === "started" ? "again" : "weekly";
}

interface Noted extends z.output<typeof row> {
  readonly outcome: OrderOutcome;
}

function note(database: Database, repositoryId: number, branch: string, { state, at, outcome }: Noted): void {
  database.run(
    `INSERT INTO done (scope, key, state, at, outcome) VALUES (:scope, :key, :state, :at, :outcome)
     ON CONFLICT (scope, key) DO UPDATE SET state = excluded.state, at = excluded.at, outcome = excluded.outcome`,
    { scope: scopeOf(repositoryId), key: `${prefix}${branch}`, state, at, outcome: JSON.stringify(outcome) },
  );
}
