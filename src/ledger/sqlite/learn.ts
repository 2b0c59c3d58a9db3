/** Takes up what a delivery tells about a thread that GitHub will not tell again. */
import { z } from "zod";
import type { Learnt } from "../../core/events/news.ts";
import { type Instant, type NodeId, type Sha, type ThreadKey, type ThreadKind, threadKeyOf } from "../../core/ids.ts";
import type { ThreadName } from "../../core/look.ts";
import type { Evidence, Sighting } from "../../core/memory.ts";
import { json, sighting } from "../schemas.ts";
import { withSightings } from "../sightings.ts";
import type { Database } from "./database.ts";

export function learn(database: Database, { kind, thread, adoptedAt, evidence }: Learnt, now: Instant): void {
  const key = adopt(database, kind, thread, adoptedAt ?? now, now);
  for (const piece of evidence) take(database, key, piece);
}

/**
 * Notes the thread where it is not known, under the name by which it was met last: repositories are renamed and transferred. An issue was
 * met with the earliest comment that any delivery told of, whichever came first: nothing else tells of the others. GitHub makes issues into
 * pull requests under their number, and never the reverse: a delivery that says so is an old one.
 */
export function adopt(
  database: Database,
  kind: ThreadKind,
  { installation, repository, number }: ThreadName,
  adoptedAt: Instant,
  now: Instant,
): ThreadKey {
  const key = threadKeyOf(repository.id, number);
  database.run(
    `INSERT INTO thread (key, repository, number, installation, owner, name, adopted_at, touched_at, is_issue)
     VALUES (:key, :repository, :number, :installation, :owner, :name, :adoptedAt, :now, :isIssue)
     ON CONFLICT (key) DO UPDATE SET installation = excluded.installation, owner = excluded.owner, name = excluded.name,
       touched_at = max(touched_at, excluded.touched_at), is_issue = min(is_issue, excluded.is_issue),
       adopted_at = CASE WHEN is_issue AND excluded.is_issue THEN min(adopted_at, excluded.adopted_at) ELSE adopted_at END`,
    {
      ...{ key, repository: repository.id, number, installation, owner: repository.owner, name: repository.name, adoptedAt, now },
      isIssue: kind === "issue" ? 1 : 0,
    },
  );
  return key;
}

function take(database: Database, thread: ThreadKey, evidence: Evidence): void {
  switch (evidence.kind) {
    case "sighting":
      see(database, thread, evidence.sighting);
      break;
    case "reviewed":
      noteSubmission(database, thread, evidence.statement, evidence.commit);
      break;
    case "withdrawn":
      noteWithdrawal(database, thread, evidence.statement);
      break;
    case "changed":
      database.run("UPDATE thread SET changed_at = max(changed_at, :at) WHERE key = :thread", { thread, at: evidence.at });
      break;
    default:
      evidence satisfies never;
  }
}

const sightings = z.object({ sightings: json(z.array(sighting)) });

export const sightingsOf = (database: Database, thread: ThreadKey): readonly Sighting[] =>
  database.row(sightings, "SELECT sightings FROM thread WHERE key = :thread", { thread })?.sightings ?? [];

function see(database: Database, thread: ThreadKey, seen: Sighting): void {
  keepSightings(database, thread, withSightings(sightingsOf(database, thread), [seen]));
  noteHead(database, thread, seen.head, seen.at);
}

export function keepSightings(database: Database, thread: ThreadKey, kept: readonly Sighting[]): void {
  database.run("UPDATE thread SET sightings = :kept WHERE key = :thread", { thread, kept: JSON.stringify(kept) });
}

/** Deliveries come late and out of order: an older one says nothing about the head of now. */
export function noteHead(database: Database, thread: ThreadKey, head: string, at: Instant): void {
  database.run("UPDATE thread SET head = :head, head_at = :at WHERE key = :thread AND head_at <= :at", { thread, head, at });
}

/** A review has one submission; a second delivery that names another commit does not replace what the first one said. */
function noteSubmission(database: Database, thread: ThreadKey, id: NodeId, commit: Sha): void {
  database.run(
    `INSERT INTO statement (thread, id, submitted_on) VALUES (:thread, :id, :commit)
     ON CONFLICT (thread, id) DO UPDATE SET submitted_on = coalesce(submitted_on, excluded.submitted_on)`,
    { thread, id, commit },
  );
}

function noteWithdrawal(database: Database, thread: ThreadKey, id: NodeId): void {
  database.run(
    `INSERT INTO statement (thread, id, is_withdrawn) VALUES (:thread, :id, 1)
     ON CONFLICT (thread, id) DO UPDATE SET is_withdrawn = 1`,
    { thread, id },
  );
}
