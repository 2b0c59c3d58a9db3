/** Content under a name that it depends on, in SQLite: what is lost here costs a request. */
import { z } from "zod";
import type { Instant } from "../../core/ids.ts";
import type { Cache } from "../ledger.ts";
import type { Database } from "./database.ts";

/** Characters that the cache may hold, and how often its size is looked at (puts). */
const room = 200 * 1024 * 1024;
const putsBetweenTrims = 500;

const row = z.object({ key: z.string(), text: z.string() });

export function sqliteCache(database: Database, most = room): Cache {
  let puts = 0;
  return {
    get: async (kind, keys, now) => {
      const rows = database.rows(
        row,
        `SELECT key, text FROM cache WHERE kind = :kind AND key IN (SELECT value FROM json_each(:keys))
           AND (expires_at IS NULL OR expires_at > :now)`,
        { kind, keys: JSON.stringify(keys), now },
      );
      return new Map(rows.map(({ key, text }) => [key, text]));
    },
    put: async (kind, entries) =>
      database.transaction(() => {
        for (const { key, text, expiresAt } of entries)
          database.run("INSERT OR REPLACE INTO cache (kind, key, text, expires_at) VALUES (:kind, :key, :text, :expiresAt)", {
            ...{ kind, key, text },
            expiresAt: expiresAt ?? null,
          });
        puts += 1;
        if (puts % putsBetweenTrims === 0) trim(database, most);
      }),
  };
}

/** The newest entries stay, as many as there is room for. */
export function trim(database: Database, most: number = room): void {
  database.run(
    `DELETE FROM cache WHERE id <= (SELECT max(id) FROM
       (SELECT id, sum(length(text)) OVER (ORDER BY id DESC) AS filled FROM cache) WHERE filled > :most)`,
    { most },
  );
}

export function dropExpired(database: Database, now: Instant): void {
  database.run("DELETE FROM cache WHERE expires_at <= :now", { now });
}
