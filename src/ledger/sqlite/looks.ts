/** What a look found on a thread, kept for the next one. */
import { z } from "zod";
import { later, type ThreadKey } from "../../core/ids.ts";
import { fingerprintOf } from "../../core/listing.ts";
import type { Look } from "../../core/look.ts";
import type { Remembered } from "../../core/memory.ts";
import { requestsOn } from "../../core/route/engaged.ts";
import type { Statement } from "../../core/statements.ts";
import type { Learned } from "../ledger.ts";
import { counts, instant, json, nodeId, ourComment, sha, statement } from "../schemas.ts";
import { thinned, withSightings } from "../sightings.ts";
import type { Database } from "./database.ts";
import { keepSightings, noteHead, sightingsOf } from "./learn.ts";
import { siblingNames } from "./neighbours.ts";
import { requestedText } from "./people.ts";
import { arm } from "./work.ts";

/** So far may a replica lag: a read does not outweigh what a delivery told within this time before it (seconds). */
export const readLag = 60;

const lookRow = z.object({
  ours: json(z.array(ourComment)).nullable(),
  counts: json(counts).nullable(),
  read_whole_at: instant.nullable(),
  changed_at: instant,
});
const saidRow = z.object({ id: nodeId, said: json(statement).nullable(), is_withdrawn: z.int(), submitted_on: sha.nullable() });

export function remembered(database: Database, thread: ThreadKey): Remembered | undefined {
  const look = database.row(lookRow, "SELECT ours, counts, read_whole_at, changed_at FROM thread WHERE key = :thread", { thread });
  if (look === undefined) return undefined;
  const rows = database.rows(
    saidRow,
    "SELECT id, said, is_withdrawn, submitted_on FROM statement WHERE thread = :thread ORDER BY position",
    { thread },
  );
  return {
    statements: rows.flatMap((row) => row.said ?? []),
    ours: look.ours ?? [],
    withdrawn: new Set(rows.filter((row) => row.is_withdrawn === 1).map((row) => row.id)),
    submittedOn: new Map(rows.flatMap((row) => (row.submitted_on === null ? [] : [[row.id, row.submitted_on] as const]))),
    counts: look.counts ?? { timeline: 0, inline: 0 },
    changedAt: look.changed_at,
    readWholeAt: look.read_whole_at ?? undefined,
  };
}

const verdictRow = z.object({
  verdict_head: z.string().nullable(),
  verdict_base: z.string().nullable(),
  is_ready: z.int().nullable(),
  state: z.string(),
  looked_at: instant.nullable(),
});

export function remember(database: Database, thread: ThreadKey, learned: Learned): void {
  const { look, sighting, votes } = learned;
  const before = database.row(verdictRow, "SELECT * FROM thread WHERE key = :thread", { thread });
  if (before === undefined) throw new Error(`no thread ${thread} in the ledger: it was never met`);
  const moves = look.statements.filter((said) => said.kind === "head").map((move) => move.at);
  keepSightings(database, thread, thinned(withSightings(sightingsOf(database, thread), [sighting]), moves));
  for (const record of votes) keepVote(database, thread, record.statement, JSON.stringify(record));
  // A worker that lost its lease may come late: what it saw is true, but no longer how things stand.
  if (before.looked_at !== null && before.looked_at > look.now) return;
  noteHead(database, thread, look.thread.head, later(look.now, -readLag));
  keepLook(database, thread, learned);
  keepStatements(database, thread, look.statements);
  wakeSiblings(database, thread, before, learned);
}

function keepLook(database: Database, thread: ThreadKey, { look, isReady }: Learned): void {
  database.run(
    `UPDATE thread SET base = :base, state = :state, closed_at = CASE WHEN :state = 'open' THEN NULL ELSE coalesce(closed_at, :now) END,
       verdict_head = :head, verdict_base = :base, is_ready = :isReady, ours = :ours, counts = :counts, read_whole_at = :readWholeAt,
       looked_at = :now, fingerprint = :fingerprint, requested = :requested, touched_at = max(touched_at, :now) WHERE key = :thread`,
    {
      thread,
      base: look.thread.base.name,
      state: look.thread.state,
      now: look.now,
      head: look.thread.head,
      isReady: isReady ? 1 : 0,
      ours: JSON.stringify(look.ours),
      counts: JSON.stringify(look.counts),
      readWholeAt: look.readWholeAt,
      fingerprint: settledFingerprint(look),
      requested: requestedText(requestsOn(look)),
    },
  );
}

/** None while more may happen in the second of the last change, or a replica may not show it: the next sweep looks once more. */
const settledFingerprint = ({ now, thread, updatedAt }: Look): string | null =>
  now <= later(updatedAt, readLag)
    ? null
    : fingerprintOf({
        ...{ head: thread.head, base: thread.base.name, baseTip: thread.base.tip, updatedAt },
        labels: thread.labels.map(({ name }) => name),
      });

const storedRow = z.object({ id: nodeId, position: z.int(), said: z.string() });

/** What is no longer among the statements loses its text; what a delivery told of it stays. What did not change is not written. */
function keepStatements(database: Database, thread: ThreadKey, statements: readonly Statement[]): void {
  const rows = database.rows(storedRow, "SELECT id, position, said FROM statement WHERE thread = :thread AND said IS NOT NULL", { thread });
  const stored = new Map(rows.map((row) => [row.id, row]));
  for (const [position, { id }] of statements.entries()) {
    const said = JSON.stringify(statements[position]);
    const old = stored.get(id);
    stored.delete(id);
    if (old?.position === position && old.said === said) continue;
    database.run(
      `INSERT INTO statement (thread, id, position, said) VALUES (:thread, :id, :position, :said)
       ON CONFLICT (thread, id) DO UPDATE SET position = excluded.position, said = excluded.said`,
      { thread, id, position, said },
    );
  }
  for (const id of stored.keys())
    database.run("UPDATE statement SET said = NULL, position = NULL WHERE thread = :thread AND id = :id", { thread, id });
}

function keepVote(database: Database, thread: ThreadKey, statement: string, record: string): void {
  database.run(
    `INSERT INTO vote (thread, statement, record) VALUES (:thread, :statement, :record)
     ON CONFLICT (thread, statement) DO UPDATE SET record = excluded.record WHERE record <> excluded.record`,
    { thread, statement, record },
  );
}

/** A check run belongs to a commit: whoever shares it, or shared it until now, has to look again when this thread's part of it changes. */
function wakeSiblings(database: Database, thread: ThreadKey, before: z.output<typeof verdictRow>, { look, isReady }: Learned): void {
  const now = { sha: look.thread.head, base: look.thread.base.name };
  const hasMoved = before.verdict_head !== now.sha || before.verdict_base !== now.base;
  if (!hasMoved && before.is_ready === (isReady ? 1 : 0) && before.state === look.thread.state) return;
  const then = before.verdict_head === null || before.verdict_base === null ? now : { sha: before.verdict_head, base: before.verdict_base };
  for (const place of hasMoved ? [then, now] : [now])
    for (const name of siblingNames(database, thread, place))
      arm(database, { kind: "thread", ...name, thoroughly: false }, look.now, "person");
}
