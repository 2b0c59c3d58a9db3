/** Runs in SQLite: wanted once, started once, ended once, whoever tries and however often. */
import type { Instant, ThreadKey } from "../../core/ids.ts";
import type { Reception, RunName, RunNote, RunReport, SoughtRun } from "../../core/jobs/records.ts";
import type { RunPlace } from "../../core/jobs/runner.ts";
import type { Decided } from "../../core/jobs/wanted.ts";
import type { Runs } from "../ledger.ts";
import type { Database, Parameters } from "./database.ts";
import { finishOrder } from "./orders.ts";
import { runsOf, runsWhere, threadOfRun, ticketOf } from "./run-rows.ts";
import { arm } from "./work.ts";

export function sqliteRuns(database: Database, knowsAllSince: Instant): Runs {
  return {
    knowsAllSince,
    settle: async (thread, decided, now) => database.transaction(() => settle(database, thread, decided, now)),
    ofThread: async (thread) => runsOf(database, thread),
    live: async (repository, job) =>
      runsWhere(database, `t.repository = :repository AND r.job = :job AND r.${isAlive}`, { repository, job }),
    begin: async (run, triesBefore, now, place) => database.transaction(() => begin(database, run, triesBefore, now, place)),
    note: async (run, note, now) => database.transaction(() => noted(database, run, note, now)),
    report: async (report, now) => database.transaction(() => reported(database, report, now)),
  };
}

/** As the index spells it: SQLite uses it for no other. What is sought takes nobody's room. */
const isAlive = "state IN ('waiting', 'starting', 'running')";
const isOpen = "state IN ('sought', 'waiting', 'starting', 'running')";

function settle(database: Database, thread: ThreadKey, { wanted, sought, aborted, answered }: Decided, now: Instant): void {
  for (const run of wanted) want(database, thread, run, "waiting", now);
  // As old as its cause: what was said since then is about it.
  for (const run of sought) want(database, thread, run, "sought", run.causedAt);
  for (const { key, why } of aborted) {
    database.run(`UPDATE run SET abort = coalesce(abort, :why) WHERE thread = :thread AND key = :key AND ${isOpen}`, { thread, key, why });
    database.run(
      "UPDATE run SET state = 'aborted', ended_at = :now, is_sole = 1 WHERE thread = :thread AND key = :key AND state = 'waiting'",
      { thread, key, now },
    );
  }
  for (const { key, outcome } of answered) finishOrder(database, thread, key, outcome, now);
}

function want(database: Database, thread: ThreadKey, run: SoughtRun, state: "sought" | "waiting", now: Instant): void {
  const { key, job, context, cause, head, base, runner, workflow = null, inputs, causedAt, timeLimit = null, abort = null } = run;
  database.run(
    `INSERT INTO run (thread, key, ticket, job, context, cause, head, base_name, base_tip, runner, workflow, inputs,
       caused_at, time_limit, state, abort, created_at)
     VALUES (:thread, :key, :ticket, :job, :context, :cause, :head, :baseName, :baseTip, :runner, :workflow, :inputs,
       :causedAt, :timeLimit, :state, :abort, :now)
     ON CONFLICT (thread, key) DO NOTHING`,
    {
      ...{ thread, key, ticket: ticketOf(thread, key), job, context, cause: JSON.stringify(cause), head },
      ...{
        baseName: base.name,
        baseTip: base.tip,
        runner,
        workflow,
        inputs: JSON.stringify(inputs),
        causedAt,
        timeLimit,
        state,
        abort,
        now,
      },
    },
  );
}

/** Whoever saw fewer tries than there were is late: another one has asked since. */
function begin(database: Database, { thread, key }: RunName, triesBefore: number, now: Instant, place: RunPlace): boolean {
  const changed = database.run(
    `UPDATE run SET state = 'starting', tries = tries + 1, lost = lost + (state = 'starting'), started_at = coalesce(started_at, :now), tried_at = :now,
       place = coalesce(place, :place)
     WHERE thread = :thread AND key = :key AND state IN ('waiting', 'starting') AND tries = :triesBefore`,
    { thread, key, triesBefore, now, place: JSON.stringify(place) },
  );
  return changed === 1;
}

function noted(database: Database, { thread, key }: RunName, note: RunNote, now: Instant): boolean {
  const update = (set: string, where: string, parameters: Parameters): boolean =>
    database.run(`UPDATE run SET ${set} WHERE thread = :thread AND key = :key AND ${where}`, { thread, key, ...parameters }) === 1;
  switch (note.kind) {
    case "taken over": {
      const { id, url = null } = note;
      const set = "state = 'running', id = :id, url = coalesce(:url, url), place = :place, tries = 0, started_at = :now, tried_at = :now";
      return update(set, "state IN ('sought', 'waiting')", { id, url, place: JSON.stringify(note.place), now });
    }
    case "absent":
      return database.run("DELETE FROM run WHERE thread = :thread AND key = :key AND state = 'sought'", { thread, key }) === 1;
    case "started": {
      const { id = null, url = null } = note;
      const set = "state = 'running', id = coalesce(id, :id), url = coalesce(url, :url)";
      return update(set, "state IN ('starting', 'running')", { id, url });
    }
    case "postponed":
      // The tries stay counted: whoever holds an older count must not begin.
      return update(
        "state = 'waiting', started_at = iif(lost = 0, NULL, started_at), place = iif(lost = 0, NULL, place)",
        "state = 'starting' AND id IS NULL",
        {},
      );
    case "ended": {
      const { state, why = null, url = null } = note;
      const set = "state = :state, why = :why, url = coalesce(:url, url), ended_at = :now";
      const isNews = update(set, isOpen, { state, why, url, now });
      if (isNews) armNext(database, { thread, key }, now);
      return isNews;
    }
    case "sole":
      return update("is_sole = 1, twins = :twins", "is_sole = 0", { twins: JSON.stringify(note.twins) });
    default:
      return note satisfies never;
  }
}

/** A run that has ended leaves room to the one that has waited longest for its job, on another thread perhaps. */
function armNext(database: Database, run: RunName, now: Instant): void {
  const ended = "SELECT e.job, o.repository FROM run e JOIN thread o ON o.key = e.thread WHERE e.thread = :thread AND e.key = :key";
  const where = `r.state = 'waiting' AND (r.job, t.repository) = (${ended})`;
  const [next] = runsWhere(database, where, { thread: run.thread, key: run.key });
  if (next !== undefined) arm(database, { kind: "thread", ...next.target, thoroughly: false }, now, "sweep");
}

/** Of one second, what comes last counts: nothing leads back from an end. The same once more is a repetition. Who reports names runs by their tickets. */
function reported(database: Database, report: RunReport, now: Instant): Reception {
  const { runner, ticket, at, state } = report;
  const target = threadOfRun(database, ticket);
  if (target === undefined) return "unknown";
  const ended = state === "running" ? "" : ", ended_at = :now";
  const kept = database.run(
    `UPDATE run SET state = :state, id = coalesce(id, ticket), url = coalesce(:url, url), why = :why, reported_at = :at${ended}
     WHERE ticket = :ticket AND runner = :runner AND state IN ('starting', 'running') AND coalesce(reported_at, 0) <= :at
       AND NOT (state = :state AND coalesce(reported_at, 0) = :at)`,
    { runner, ticket, at, state, url: report.url ?? null, why: report.why ?? null, ...(state === "running" ? {} : { now }) },
  );
  if (kept === 0) return "over";
  arm(database, { kind: "thread", ...target, thoroughly: false }, now, "person");
  if (state !== "running")
    for (const { thread, key } of runsWhere(database, "r.ticket = :ticket", { ticket })) armNext(database, { thread, key }, now);
  return "kept";
}
