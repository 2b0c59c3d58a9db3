/** Open pull requests by what they share: a head, a base branch, a check run. */
import { z } from "zod";
import { wholeReadEvery } from "../../core/history.ts";
import { later, type Sha, type ThreadKey } from "../../core/ids.ts";
import { fingerprintOf, type OpenThread } from "../../core/listing.ts";
import type { ThreadName } from "../../core/look.ts";
import type { Sibling } from "../../core/memory.ts";
import { instant } from "../schemas.ts";
import type { Database } from "./database.ts";

export interface Place {
  readonly sha: string;
  readonly base: string;
}

export const nameColumns = "key, installation, repository, owner, name, number";
export const nameShape = {
  key: z.custom<ThreadKey>((value) => typeof value === "string"),
  installation: z.int(),
  repository: z.int(),
  owner: z.string(),
  name: z.string(),
  number: z.int(),
};
export const nameRow = z.object(nameShape);
const siblingRow = z.object({
  ...nameShape,
  head: z.string().nullable(),
  base: z.string().nullable(),
  verdict_head: z.string().nullable(),
  verdict_base: z.string().nullable(),
  is_ready: z.int().nullable(),
});

export const nameOf = (row: z.output<typeof nameRow>): ThreadName => ({
  installation: row.installation,
  repository: { id: row.repository, owner: row.owner, name: row.name },
  number: row.number,
});

const fingerprintRow = z.object({ number: z.int(), fingerprint: z.string(), read_whole_at: instant });

/** Those that a list shows as changed since their last pass, and those whose daily whole read is due. */
export function changedThreads(database: Database, repository: number, listed: readonly OpenThread[]): OpenThread[] {
  const rows = database.rows(
    fingerprintRow,
    "SELECT number, fingerprint, read_whole_at FROM thread WHERE repository = :repository AND fingerprint IS NOT NULL AND read_whole_at IS NOT NULL",
    { repository },
  );
  const known = new Map(rows.map((row) => [row.number, row]));
  return listed.filter((thread) => {
    const row = known.get(thread.number);
    return row?.fingerprint !== fingerprintOf(thread) || later(row.read_whole_at, wholeReadEvery) < thread.listedAt;
  });
}

const siblingRows = (database: Database, thread: ThreadKey, place: Place) =>
  database.rows(
    siblingRow,
    `SELECT ${nameColumns}, head, base, verdict_head, verdict_base, is_ready FROM thread
     WHERE repository = (SELECT repository FROM thread WHERE key = :thread) AND key <> :thread AND state = 'open'
       AND ((head = :sha AND base = :base) OR (verdict_head = :sha AND verdict_base = :base)) ORDER BY number`,
    { thread, sha: place.sha, base: place.base },
  );

/** Those that may share the check run. A verdict counts only while nothing was heard of another head or base. */
export const siblings = (database: Database, thread: ThreadKey, place: Place): Sibling[] =>
  siblingRows(database, thread, place).map((row) => {
    const isAbout = row.head === place.sha && row.verdict_head === place.sha && row.base === place.base && row.verdict_base === place.base;
    return { thread: row.key, number: row.number, isReady: isAbout && row.is_ready !== null ? row.is_ready === 1 : undefined };
  });

const countRow = z.object({ count: z.int() });

/** Whether another thread, open or not, has the head or is known to have had it: what was set on that commit may be about that one. */
export const isHeadShared = (database: Database, thread: ThreadKey, sha: string): boolean =>
  database.row(
    countRow,
    `SELECT count(*) AS count FROM thread WHERE repository = (SELECT repository FROM thread WHERE key = :thread) AND key <> :thread
       AND (head = :sha OR verdict_head = :sha OR instr(sightings, :sha) > 0)`,
    { thread, sha },
  )?.count !== 0;

export const siblingNames = (database: Database, thread: ThreadKey, place: Place): ThreadName[] =>
  siblingRows(database, thread, place).map(nameOf);

export const threadsWithHead = (database: Database, repository: number, sha: Sha): ThreadName[] =>
  database
    .rows(
      nameRow,
      `SELECT ${nameColumns} FROM thread WHERE repository = :repository AND state = 'open' AND (head = :sha OR verdict_head = :sha)
       ORDER BY number`,
      { repository, sha },
    )
    .map(nameOf);

export const openThreads = (database: Database, repository: number, base: string | undefined): ThreadName[] =>
  database
    .rows(
      nameRow,
      `SELECT ${nameColumns} FROM thread WHERE repository = :repository AND state = 'open' AND is_issue = 0
       AND (:base IS NULL OR base IS NULL OR base = :base OR verdict_base = :base) ORDER BY number`,
      { repository, base: base ?? null },
    )
    .map(nameOf);
