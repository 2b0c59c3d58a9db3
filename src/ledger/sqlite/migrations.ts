/** The tables, as a list of steps from an empty file to now. Forward only: a step that was released is never changed. */
import { z } from "zod";
import type { Database } from "./database.ts";

/** The number of a step is its place, counted from 1; `user_version` is the number of the last one taken. */
export const migrations: readonly string[] = [
  `
  -- What to look at. A row is a subject: many wakes of one subject are one row.
  CREATE TABLE wake (
    id INTEGER PRIMARY KEY,
    subject TEXT NOT NULL UNIQUE,
    wake TEXT NOT NULL,
    thoroughly INTEGER NOT NULL,
    since INTEGER NOT NULL,
    not_before INTEGER NOT NULL,
    rank INTEGER NOT NULL,
    is_armed INTEGER NOT NULL DEFAULT 1,
    attempts INTEGER NOT NULL DEFAULT 0,
    error TEXT,
    lease TEXT UNIQUE,
    leased_until INTEGER,
    leased_thoroughly INTEGER NOT NULL DEFAULT 0
  ) STRICT;
  CREATE INDEX wake_by_rank ON wake (rank, id);

  -- What is known of a pull request. "head" is the newest one told of; "verdict_head" and "verdict_base" are what "is_ready" is about.
  CREATE TABLE thread (
    key TEXT PRIMARY KEY,
    repository INTEGER NOT NULL,
    number INTEGER NOT NULL,
    installation INTEGER NOT NULL,
    owner TEXT NOT NULL,
    name TEXT NOT NULL,
    adopted_at INTEGER NOT NULL,
    touched_at INTEGER NOT NULL,
    sightings TEXT NOT NULL DEFAULT '[]',
    head TEXT,
    head_at INTEGER NOT NULL DEFAULT 0,
    changed_at INTEGER NOT NULL DEFAULT 0,
    base TEXT,
    state TEXT NOT NULL DEFAULT 'open',
    closed_at INTEGER,
    verdict_head TEXT,
    verdict_base TEXT,
    is_ready INTEGER,
    ours TEXT,
    counts TEXT,
    read_whole_at INTEGER,
    looked_at INTEGER
  ) STRICT;
  CREATE INDEX thread_by_head ON thread (repository, head);
  CREATE INDEX thread_by_verdict ON thread (repository, verdict_head);

  -- What people said or did on a thread. "said" is null where a delivery told of it before it was read.
  CREATE TABLE statement (
    thread TEXT NOT NULL,
    id TEXT NOT NULL,
    position INTEGER,
    said TEXT,
    is_withdrawn INTEGER NOT NULL DEFAULT 0,
    submitted_on TEXT,
    PRIMARY KEY (thread, id)
  ) STRICT;

  CREATE TABLE vote (
    thread TEXT NOT NULL,
    statement TEXT NOT NULL,
    record TEXT NOT NULL,
    PRIMARY KEY (thread, statement)
  ) STRICT;

  -- What happens once: orders by thread; and by repository and ledger, since when they count.
  CREATE TABLE done (
    scope TEXT NOT NULL,
    key TEXT NOT NULL,
    state TEXT NOT NULL,
    at INTEGER NOT NULL,
    outcome TEXT NOT NULL DEFAULT '{}',
    PRIMARY KEY (scope, key)
  ) STRICT;

  CREATE TABLE cache (
    id INTEGER PRIMARY KEY,
    kind TEXT NOT NULL,
    key TEXT NOT NULL,
    text TEXT NOT NULL,
    expires_at INTEGER,
    UNIQUE (kind, key)
  ) STRICT;
  `,
  `
  -- Ids of the deliveries behind a wake, in one text; what stands before a "|" was taken up with the lease.
  ALTER TABLE wake ADD COLUMN causes TEXT NOT NULL DEFAULT '';

  -- What a list of open pull requests showed when a pass last came to its end; null: something may have happened in the same moment.
  ALTER TABLE thread ADD COLUMN fingerprint TEXT;
  `,
  `
  -- One try of one job for one cause. "ticket" names it to its runner, "id" is the runner's name for it; "abort" says why it is to be taken
  -- back; "reported_at" is by the runner's clock.
  CREATE TABLE run (
    position INTEGER PRIMARY KEY,
    thread TEXT NOT NULL,
    key TEXT NOT NULL,
    ticket TEXT NOT NULL UNIQUE,
    job TEXT NOT NULL,
    context TEXT NOT NULL,
    cause TEXT NOT NULL,
    head TEXT NOT NULL,
    base_name TEXT NOT NULL,
    base_tip TEXT NOT NULL,
    runner TEXT NOT NULL,
    workflow TEXT,
    inputs TEXT NOT NULL,
    time_limit INTEGER,
    state TEXT NOT NULL DEFAULT 'waiting',
    tries INTEGER NOT NULL DEFAULT 0,
    lost INTEGER NOT NULL DEFAULT 0,
    created_at INTEGER NOT NULL,
    started_at INTEGER,
    tried_at INTEGER,
    ended_at INTEGER,
    reported_at INTEGER,
    id TEXT,
    url TEXT,
    why TEXT,
    abort TEXT,
    is_sole INTEGER NOT NULL DEFAULT 0,
    twins TEXT NOT NULL DEFAULT '[]',
    UNIQUE (thread, key)
  ) STRICT;
  CREATE INDEX run_alive ON run (job) WHERE state IN ('waiting', 'starting', 'running');
  `,
  `
  -- People whose review is asked for, by login in lower case, each with 1 where they were heard of since, else 0.
  ALTER TABLE thread ADD COLUMN requested TEXT NOT NULL DEFAULT '{}';

  -- What people say of their own time for reviews, by account that the App is installed on; each part with when it was said.
  CREATE TABLE person (
    installation INTEGER NOT NULL,
    id INTEGER NOT NULL,
    login TEXT NOT NULL,
    capacity INTEGER,
    capacity_at INTEGER NOT NULL DEFAULT 0,
    is_away INTEGER NOT NULL DEFAULT 0,
    away_before INTEGER,
    away_at INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (installation, id)
  ) STRICT;
  `,
  `
  -- Issues have rows among the threads: when each was met, and when a delivery said that it changed.
  ALTER TABLE thread ADD COLUMN is_issue INTEGER NOT NULL DEFAULT 0;
  `,
  `
  -- Where a runner was asked for a run, so that it is asked about there; null before that, and of runs from before this step.
  ALTER TABLE run ADD COLUMN place TEXT;
  `,
  `
  -- Before this moment nobody can have started the run.
  ALTER TABLE run ADD COLUMN caused_at INTEGER NOT NULL DEFAULT 0;
  `,
];

const version = z.object({ user_version: z.int() });

export const versionOf = (database: Database): number => database.row(version, "PRAGMA user_version")?.user_version ?? 0;

/** Takes the steps that are missing, each wholly or not at all. Throws where the file was written by a later version of this program. */
export function migrate(database: Database, steps: readonly string[] = migrations): void {
  const found = versionOf(database);
  if (found > steps.length)
    throw new Error(`the ledger has version ${found}, this program knows ${steps.length}: it is from a later release`);
  for (const [index, step] of steps.entries()) {
    // Asked again under the lock: another process may have taken the step meanwhile.
    database.transaction(() => {
      if (versionOf(database) <= index) database.script(`${step}; PRAGMA user_version = ${index + 1}`);
    });
  }
}
