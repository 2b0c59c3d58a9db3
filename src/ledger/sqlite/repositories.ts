/** Since when what people say counts: in a repository, and for this ledger as a whole. */
import { z } from "zod";
import { type Instant, latest } from "../../core/ids.ts";
import { instant } from "../schemas.ts";
import type { Database } from "./database.ts";

export const scopeOf = (repositoryId: number): string => `repository ${repositoryId}`;
const ledgerScope = "ledger";

const row = z.object({ at: instant });

const when = (database: Database, scope: string, key: string): Instant | undefined =>
  database.row(row, "SELECT at FROM done WHERE scope = :scope AND key = :key", { scope, key })?.at;

const note = (database: Database, scope: string, key: string, at: Instant): void => {
  database.run("INSERT OR IGNORE INTO done (scope, key, state, at) VALUES (:scope, :key, 'done', :at)", { scope, key, at });
};

/** A ledger that replaces a lost one must not repeat what that one did: a delivery from before its birth adopts nothing in the past. */
export const noteBirth = (database: Database, now: Instant): void => note(database, ledgerScope, "born", now);

/** The first time counts. */
export const noteActive = (database: Database, repositoryId: number, now: Instant): void =>
  note(database, scopeOf(repositoryId), "active", now);

/** The last time counts. */
export function noteInactive(database: Database, repositoryId: number, now: Instant): void {
  database.run("DELETE FROM done WHERE scope = :scope", { scope: scopeOf(repositoryId) });
  note(database, scopeOf(repositoryId), "inactive", now);
}

/** Whether the last pass there found the bot switched off. */
export const isInactive = (database: Database, repositoryId: number): boolean =>
  when(database, scopeOf(repositoryId), "inactive") !== undefined && when(database, scopeOf(repositoryId), "active") === undefined;

export function historyEnds(database: Database, repositoryId: number): { readonly activeSince: Instant; readonly historyEndsAt: Instant } {
  const activeSince = when(database, scopeOf(repositoryId), "active");
  const born = when(database, ledgerScope, "born");
  if (activeSince === undefined || born === undefined) throw new Error(`repository ${repositoryId} was never noted as active`);
  return { activeSince, historyEndsAt: latest(when(database, scopeOf(repositoryId), "inactive") ?? born, born) };
}
