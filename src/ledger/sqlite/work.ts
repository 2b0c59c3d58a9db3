/** The work set in SQLite: one row a subject, taken by at most one worker at a time. */
import { randomUUID } from "node:crypto";
import { z } from "zod";
import type { Lost } from "../../core/events/news.ts";
import { type Instant, later, threadKeyOf } from "../../core/ids.ts";
import type { Wake } from "../../core/memory.ts";
import type { Claim, Failing, Failure, Lease, Urgency, WorkCounts, WorkSet } from "../ledger.ts";
import { instant, json, wake as wakeSchema } from "../schemas.ts";
import type { Database } from "./database.ts";
import { learn } from "./learn.ts";
import { threadOfRun } from "./run-rows.ts";

/** By so many seconds each kind of work yields to what people wait for. It yields no longer, so that it is never starved. */
const yields = { person: 0, scheduled: 60, sweep: 15 * 60 } as const;
const longestYield = yields.sweep;

const firstDelay = 5;
const longestDelay = 60 * 60;
const triesAsNamed = 3;

/** Seconds until a try after so many that failed. */
const delayAfter = (attempts: number): number => Math.min(longestDelay, firstDelay * 2 ** Math.min(attempts - 1, 20));

/** A time that GitHub named is trusted as it is, but not for ever. */
function retryAt(attempts: number, now: Instant, named: Instant | undefined): number {
  const own = now + delayAfter(attempts);
  if (named === undefined) return own;
  return attempts <= triesAsNamed ? named : Math.max(named, own);
}

const row = z.object({
  id: z.int(),
  wake: json(wakeSchema),
  thoroughly: z.int(),
  since: instant,
  is_armed: z.int(),
  attempts: z.int(),
  leased_thoroughly: z.int(),
  causes: z.string(),
  error: z.string().nullable(),
});
type Row = z.output<typeof row>;

/** So many deliveries are named as the causes of a pass, each by an id of at most 64 characters. */
const mostCauses = 5;
const longestCauses = mostCauses * 65;

const causesIn = (text: string): string[] => text.split(/[ |]+/).filter(Boolean).slice(-mostCauses);

const free = "(leased_until IS NULL OR leased_until <= :now)";
const unleased = "lease = NULL, leased_until = NULL, leased_thoroughly = 0";

export function sqliteWorkSet(database: Database): WorkSet {
  const leased = (lease: Lease): Row | undefined => database.row(row, "SELECT * FROM wake WHERE lease = :token", { token: lease.token });
  /** Ends a lease by what `settle` does to the row; false where the lease was lost. */
  const settled = (lease: Lease, settle: (row: Row) => void): boolean =>
    database.transaction(() => {
      const found = leased(lease);
      if (found !== undefined) settle(found);
      return found !== undefined;
    });
  return {
    wake: async ({ wakes, learnt = [], lost = [], runs = [], causes = [] }, now, urgency = "person") =>
      database.transaction(() => {
        for (const place of lost) drop(database, place);
        const threads = runs.flatMap((ticket) => threadOfRun(database, ticket) ?? []);
        for (const thread of threads) arm(database, { kind: "thread", ...thread, thoroughly: false }, now, urgency, causes);
        for (const wake of wakes) arm(database, wake, now, urgency, causes);
        for (const piece of learnt) learn(database, piece, now);
      }),
    claim: async (now, leaseSeconds) => database.transaction(() => claim(database, now, later(now, leaseSeconds))),
    nextDue: async () => {
      const sql = "SELECT min(max(not_before, coalesce(leased_until, 0))) AS due FROM wake";
      return database.row(z.object({ due: instant.nullable() }), sql)?.due ?? undefined;
    },
    holds: async (lease, now) => leased(lease) !== undefined && now < lease.until,
    finish: async (lease) => settled(lease, (found) => finish(database, found, undefined)),
    again: async (lease, at, now, failing) =>
      settled(lease, (found) => {
        if (failing === undefined) finish(database, found, at);
        else finishInPart(database, found, at, now, failing);
      }),
    retry: async (lease, error, now, notBefore) =>
      settled(lease, (found) => postpone(database, found, retryAt(found.attempts, now, notBefore), error)),
    release: async (now) => release(database, now),
    failures: async (limit) => failures(database, limit),
    counts: async (now) => counts(database, now),
  };
}

function subjectOf(wake: Wake): string {
  switch (wake.kind) {
    case "thread":
      return `thread ${threadKeyOf(wake.repository.id, wake.number)}`;
    case "issue":
      return `issue ${threadKeyOf(wake.repository.id, wake.number)}`;
    case "merge group":
      return `merge group ${wake.repository.id} ${wake.head} ${wake.base}`;
    case "commit":
      return `commit ${wake.repository.id} ${wake.sha}`;
    case "branch":
      return `branch ${wake.repository.id} ${wake.branch}`;
    case "repository":
      return `repository ${wake.repository.id}`;
    case "installation":
      return `installation ${wake.installation}`;
    default:
      return wake satisfies never;
  }
}

/** All others are expanded first, and what comes of them ranks for itself. */
const canBeUrgent = ({ kind }: Wake): boolean => kind === "thread" || kind === "issue" || kind === "merge group";

/** Makes a subject due now. Under a lease this is what the worker's `finish` leaves in the set. */
export function arm(database: Database, wake: Wake, now: Instant, urgency: Urgency, causes: readonly string[] = []): void {
  database.run(
    `INSERT INTO wake (subject, wake, thoroughly, since, not_before, rank, causes)
     VALUES (:subject, :wake, :thoroughly, :now, :now, :rank, :causes)
     ON CONFLICT (subject) DO UPDATE SET wake = excluded.wake, thoroughly = max(thoroughly, excluded.thoroughly), is_armed = 1,
       since = min(since, excluded.since), not_before = min(not_before, excluded.not_before), rank = min(rank, excluded.rank),
       causes = substr(causes || ' ' || excluded.causes, -${longestCauses})`,
    {
      subject: subjectOf(wake),
      wake: JSON.stringify(wake),
      thoroughly: "thoroughly" in wake && wake.thoroughly ? 1 : 0,
      now,
      causes: causes.slice(-mostCauses).join(" "),
      rank: now + yields[canBeUrgent(wake) ? urgency : "sweep"],
    },
  );
}

function drop(database: Database, { installation, repository }: Lost): void {
  database.run(
    `DELETE FROM wake WHERE json_extract(wake, '$.installation') = :installation
       AND (:repository IS NULL OR json_extract(wake, '$.repository.id') = :repository)`,
    { installation, repository: repository ?? null },
  );
}

/** What is due is moved to the end of the lease: there it comes up again by itself if nobody is left to end it. */
function claim(database: Database, now: Instant, until: Instant): Claim | undefined {
  const found = database.row(row, `SELECT * FROM wake WHERE rank <= :bound AND not_before <= :now AND ${free} ORDER BY rank, id LIMIT 1`, {
    bound: now + longestYield,
    now,
  });
  if (found === undefined) return undefined;
  const token = randomUUID();
  const thoroughly = Math.max(found.thoroughly, found.leased_thoroughly);
  database.run(
    `UPDATE wake SET lease = :token, leased_until = :until, leased_thoroughly = :thoroughly, thoroughly = 0, is_armed = 0,
       not_before = :until, rank = :until, attempts = attempts + 1, causes = replace(causes, '|', ' ') || '|' WHERE id = :id`,
    { token, until, thoroughly, id: found.id },
  );
  const wake = "thoroughly" in found.wake ? { ...found.wake, thoroughly: thoroughly === 1 } : found.wake;
  return { lease: { token, until }, wake, since: found.since, attempts: found.attempts + 1, causes: causesIn(found.causes) };
}

function finish(database: Database, { id, is_armed }: Row, again: number | undefined): void {
  const calm = `attempts = 0, error = NULL, causes = substr(causes, instr(causes, '|') + 1), ${unleased}`;
  if (is_armed === 1) database.run(`UPDATE wake SET since = not_before, ${calm} WHERE id = :id`, { id });
  else if (again === undefined) database.run("DELETE FROM wake WHERE id = :id", { id });
  else
    database.run(`UPDATE wake SET is_armed = 1, since = :at, not_before = :at, rank = :rank, ${calm} WHERE id = :id`, {
      id,
      at: again,
      rank: again + yields.scheduled,
    });
}

/** Tries are counted on while the same fails. What arrived after the claim is due at once, as ever. */
function finishInPart(database: Database, row: Row, at: Instant | undefined, now: Instant, { error, notBefore }: Failing): void {
  const attempts = row.error === error ? row.attempts : 1;
  finish(database, row, Math.min(at ?? Number.POSITIVE_INFINITY, retryAt(attempts, now, notBefore)));
  database.run("UPDATE wake SET attempts = :attempts, error = :error WHERE id = :id", { id: row.id, attempts, error });
}

function postpone(database: Database, { id, thoroughly, leased_thoroughly }: Row, due: number, error: string | null): void {
  database.run(
    `UPDATE wake SET is_armed = 1, not_before = :due, rank = :rank, thoroughly = :thoroughly, error = coalesce(:error, error),
       ${unleased} WHERE id = :id`,
    { id, due, rank: due + yields.scheduled, thoroughly: Math.max(thoroughly, leased_thoroughly), error },
  );
}

/** A subject that was being tried for the first time is due at once; one that keeps ending its process waits as a failing one does. */
function release(database: Database, now: Instant): number {
  return database.transaction(() => {
    const held = database.rows(row, "SELECT * FROM wake WHERE lease IS NOT NULL");
    for (const found of held) postpone(database, found, found.attempts > 1 ? now + delayAfter(found.attempts) : now, null);
    return held.length;
  });
}

const failureRow = z.object({ wake: json(wakeSchema), attempts: z.int(), error: z.string(), not_before: instant });

const failures = (database: Database, limit: number): Failure[] =>
  database
    .rows(failureRow, "SELECT wake, attempts, error, not_before FROM wake WHERE error IS NOT NULL ORDER BY attempts DESC LIMIT :limit", {
      limit,
    })
    .map(({ not_before: notBefore, ...failure }) => ({ ...failure, notBefore }));

const countsRow = z.object({ waiting: z.int(), running: z.int(), scheduled: z.int(), failing: z.int(), oldest: z.int().nullable() });

function counts(database: Database, now: Instant): WorkCounts {
  const found = database.row(
    countsRow,
    `SELECT count(*) FILTER (WHERE ${free} AND not_before <= :now) AS waiting, count(*) FILTER (WHERE NOT ${free}) AS running,
       count(*) FILTER (WHERE ${free} AND not_before > :now) AS scheduled, count(*) FILTER (WHERE error IS NOT NULL) AS failing,
       min(not_before) FILTER (WHERE ${free} AND not_before <= :now) AS oldest FROM wake`,
    { now },
  );
  const { oldest, ...rest } = found ?? { waiting: 0, running: 0, scheduled: 0, failing: 0, oldest: null };
  return { ...rest, oldestAge: oldest === null ? 0 : now - oldest };
}
