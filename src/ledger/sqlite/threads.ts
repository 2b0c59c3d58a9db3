/** Threads in SQLite: when each was met, what is remembered of it, and what was carried out there. */
import { z } from "zod";
import { type Instant, later, latest, type ThreadKey } from "../../core/ids.ts";
import type { OpenThread } from "../../core/listing.ts";
import type { Memory } from "../../core/memory.ts";
import type { ThreadMemory } from "../ledger.ts";
import { instant, json, vote } from "../schemas.ts";
import type { Database } from "./database.ts";
import { adopt, noteHead, sightingsOf } from "./learn.ts";
import { readLag, remember, remembered } from "./looks.ts";
import { changedThreads, isHeadShared, openThreads, type Place, siblings, threadsWithHead } from "./neighbours.ts";
import { finishOrder, ordersOf, startOrder } from "./orders.ts";
import { keepSetting, noteRequests, reviewing } from "./people.ts";
import { historyEnds, isInactive, noteActive, noteInactive } from "./repositories.ts";
import { runsOf } from "./run-rows.ts";

export function sqliteThreadMemory(database: Database): ThreadMemory {
  return {
    remembered: async (thread) => database.transaction(() => remembered(database, thread)),
    meet: async (target, thread, now, head) =>
      database.transaction(() => {
        adopt(database, "pull request", target, now, now);
        noteHead(database, thread, head.sha, later(now, -readLag));
        database.run("UPDATE thread SET base = :base WHERE key = :thread", { thread, base: head.base });
        noteActive(database, target.repository.id, now);
        return memoryOf(database, target.repository.id, thread, head);
      }),
    meetIssue: async (target, issue, now) =>
      database.transaction(() => {
        adopt(database, "issue", target, now, now);
        noteActive(database, target.repository.id, now);
        return { adoptedAt: adoptedAt(database, target.repository.id, issue), orders: ordersOf(database, issue) };
      }),
    remember: async (thread, learned) => database.transaction(() => remember(database, thread, learned)),
    noteInactive: async (repositoryId, now) => database.transaction(() => noteInactive(database, repositoryId, now)),
    reviewing: async ({ installation }) => database.transaction(() => reviewing(database, installation)),
    noteRequests: async (thread, asked, withdrawn) => database.transaction(() => noteRequests(database, thread, asked, withdrawn)),
    keepSetting: async ({ installation }, by, setting, saidAt) =>
      database.transaction(() => keepSetting(database, installation, by, setting, saidAt)),
    startOrder: async (thread, key, now) => database.transaction(() => startOrder(database, thread, key, now)),
    finishOrder: async (thread, key, outcome, now) => database.transaction(() => finishOrder(database, thread, key, outcome, now)),
    withHead: async (repositoryId, head) => threadsWithHead(database, repositoryId, head),
    open: async (repositoryId, base) => openThreads(database, repositoryId, base),
    changed: async (repositoryId, listed) =>
      isInactive(database, repositoryId) ? newest(listed) : changedThreads(database, repositoryId, listed),
  };
}

const newest = (listed: readonly OpenThread[]): OpenThread[] => listed.toSorted((a, b) => b.number - a.number).slice(0, 1);

const metRow = z.object({ adopted_at: instant });
const voteRow = z.object({ record: json(vote) });

function adoptedAt(database: Database, repositoryId: number, thread: ThreadKey): Instant {
  const met = database.row(metRow, "SELECT adopted_at FROM thread WHERE key = :thread", { thread });
  if (met === undefined) throw new Error(`no thread ${thread} in the ledger`);
  return latest(met.adopted_at, historyEnds(database, repositoryId).historyEndsAt);
}

function memoryOf(database: Database, repositoryId: number, thread: ThreadKey, place: Place): Memory {
  const votes = database.rows(voteRow, "SELECT record FROM vote WHERE thread = :thread", { thread }).map((row) => row.record);
  return {
    adoptedAt: adoptedAt(database, repositoryId, thread),
    activeSince: historyEnds(database, repositoryId).activeSince,
    sightings: sightingsOf(database, thread),
    votes: new Map(votes.map((record) => [record.statement, record])),
    orders: ordersOf(database, thread),
    siblings: siblings(database, thread, place),
    isHeadShared: isHeadShared(database, thread, place.sha),
    runs: runsOf(database, thread),
  };
}
