/** Rows of runs, as records. */
import { createHash } from "node:crypto";
import { z } from "zod";
import type { ThreadKey, UserId } from "../../core/ids.ts";
import { runnerNames } from "../../core/jobs/presubmit.ts";
import type { RunRecord } from "../../core/jobs/records.ts";
import { type Abort, abortTexts, type Cause, type RunKey } from "../../core/jobs/run.ts";
import { isTicket, type RunPlace, type Ticket } from "../../core/jobs/runner.ts";
import type { ThreadName } from "../../core/look.ts";
import { instant, json, nodeId, sha } from "../schemas.ts";
import type { Database, Parameters } from "./database.ts";
import { nameColumns, nameOf, nameRow, nameShape } from "./neighbours.ts";

/** The same for the same run, also from a ledger that lost its memory: what the earlier one started is found again. */
export function ticketOf(thread: ThreadKey, key: RunKey): Ticket {
  const ticket = createHash("sha256").update(`${thread} ${key}`).digest("hex").slice(0, 32);
  if (!isTicket(ticket)) throw new Error("a digest that is none");
  return ticket;
}

const userId = z.custom<UserId>((value) => Number.isSafeInteger(value));

/** JSON leaves out what is undefined. */
const cause: z.ZodType<Cause> = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("head"), head: sha, base: z.string(), attempt: z.int() }),
  z
    .strictObject({ kind: z.literal("asked"), statement: nodeId, by: userId.optional(), isByTrusted: z.boolean() })
    .transform(({ kind, statement, by, isByTrusted }): Cause => ({ kind, statement, by, isByTrusted })),
]);

const abort = z.custom<Abort>((value) => typeof value === "string" && Object.hasOwn(abortTexts, value));

const text = <T extends string>() => z.custom<T>((value) => typeof value === "string" && value !== "");

const place: z.ZodType<RunPlace> = z.discriminatedUnion("runner", [
  z.strictObject({ runner: z.literal("github-actions"), repository: z.string(), workflow: z.string(), ref: z.string() }),
  z.strictObject({ runner: z.literal("webhook"), url: z.string() }),
]);

const runRow = z.object({
  ...nameShape,
  thread: text<ThreadKey>(),
  run_key: text<RunKey>(),
  ticket: z.custom<Ticket>((value) => typeof value === "string" && isTicket(value)),
  job: z.string(),
  context: z.string(),
  cause: json(cause),
  head: sha,
  base_name: z.string(),
  base_tip: sha,
  runner: z.enum(runnerNames),
  workflow: z.string().nullable(),
  inputs: json(z.record(z.string(), z.string())),
  caused_at: instant,
  time_limit: z.int().nullable(),
  state: z.enum(["sought", "waiting", "starting", "running", "success", "failure", "aborted", "error"]),
  tries: z.int(),
  lost: z.int(),
  created_at: instant,
  started_at: instant.nullable(),
  tried_at: instant.nullable(),
  place: json(place).nullable(),
  ended_at: instant.nullable(),
  id: z.string().nullable(),
  url: z.string().nullable(),
  why: z.string().nullable(),
  abort: abort.nullable(),
  is_sole: z.int(),
  twins: json(z.array(z.string())),
});

/** What `runRow` reads. A run without its thread is nobody's, and is not found. */
const selectRuns = `SELECT t.key, t.installation, t.repository, t.owner, t.name, t.number, r.thread, r.key AS run_key, r.ticket, r.job,
  r.context, r.cause, r.head, r.base_name, r.base_tip, r.runner, r.workflow, r.inputs, r.caused_at, r.time_limit, r.state, r.tries, r.lost, r.created_at, r.started_at,
  r.tried_at, r.place, r.ended_at, r.id, r.url, r.why, r.abort, r.is_sole, r.twins FROM run r JOIN thread t ON t.key = r.thread`;

type Row = z.output<typeof runRow>;

/** In the order in which they were wanted. `where` is SQL of the program's own. */
export const runsWhere = (database: Database, where: string, parameters: Parameters): RunRecord[] =>
  database.rows(runRow, `${selectRuns} WHERE ${where} ORDER BY r.position`, parameters).map(recordOf);

export const runsOf = (database: Database, thread: ThreadKey): RunRecord[] => runsWhere(database, "r.thread = :thread", { thread });

function recordOf(row: Row): RunRecord {
  const { thread, ticket, job, context, head, runner, inputs, state, tries, lost, twins } = row;
  return {
    ...{ thread, ticket, job, context, head, runner, inputs, state, tries, lost, twins },
    ...{
      key: row.run_key,
      target: nameOf(row),
      cause: row.cause,
      causedAt: row.caused_at,
      createdAt: row.created_at,
      isSole: row.is_sole === 1,
    },
    base: { name: row.base_name, tip: row.base_tip },
    ...(row.workflow === null ? {} : { workflow: row.workflow }),
    ...(row.time_limit === null ? {} : { timeLimit: row.time_limit }),
    ...(row.started_at === null ? {} : { startedAt: row.started_at }),
    ...(row.tried_at === null ? {} : { triedAt: row.tried_at }),
    ...(row.place === null ? {} : { place: row.place }),
    ...(row.ended_at === null ? {} : { endedAt: row.ended_at }),
    ...(row.id === null ? {} : { id: row.id }),
    ...(row.url === null ? {} : { url: row.url }),
    ...(row.why === null ? {} : { why: row.why }),
    ...(row.abort === null ? {} : { abort: row.abort }),
  };
}

/** Undefined: the ticket is nobody's. */
export function threadOfRun(database: Database, ticket: Ticket): ThreadName | undefined {
  const sql = `SELECT ${nameColumns} FROM thread WHERE key = (SELECT thread FROM run WHERE ticket = :ticket)`;
  const found = database.row(nameRow, sql, { ticket });
  return found === undefined ? undefined : nameOf(found);
}
