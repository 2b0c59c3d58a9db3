/** People: what is asked of each of them on the threads that are known, and what they say of their own time. */
import { z } from "zod";
import { type Instant, type Login, loginOf, type ThreadKey } from "../../core/ids.ts";
import type { Availability, PersonalSetting, Reviewing, Speaker } from "../../core/route/settings.ts";
import { instant, json, login } from "../schemas.ts";
import type { Database } from "./database.ts";

const countRow = z.object({ login, waiting: z.int(), answered: z.int() });
const personRow = z.object({ login, capacity: z.int().nullable(), is_away: z.int(), away_before: instant.nullable() });

export function reviewing(database: Database, installation: number): Reviewing {
  const counts = database.rows(
    countRow,
    `SELECT json_each.key AS login, sum(value = 0) AS waiting, sum(value = 1) AS answered FROM thread, json_each(thread.requested)
     WHERE installation = :installation AND state = 'open' GROUP BY json_each.key`,
    { installation },
  );
  const people = database.rows(
    personRow,
    "SELECT login, capacity, is_away, away_before FROM person WHERE installation = :installation ORDER BY max(capacity_at, away_at)",
    { installation },
  );
  return {
    requests: new Map(counts.map(({ login, waiting, answered }) => [login, { waiting, answered }])),
    availability: new Map(people.map((row) => [row.login, availabilityOf(row)])),
  };
}

const availabilityOf = ({ capacity, is_away: isAway, away_before: before }: z.output<typeof personRow>): Availability => ({
  capacity: capacity ?? undefined,
  away: isAway === 1 ? { before: before ?? undefined } : undefined,
});

const requestedRow = z.object({ requested: json(z.record(login, z.int())) });

/** As the column of a thread holds them: 1 where the person was heard of since. */
export const requestedText = (requests: ReadonlyMap<Login, "waiting" | "answered">): string =>
  JSON.stringify(Object.fromEntries([...requests].map(([name, state]) => [name, state === "answered" ? 1 : 0])));

export function noteRequests(database: Database, thread: ThreadKey, asked: readonly string[], withdrawn: readonly string[]): void {
  const before = database.row(requestedRow, "SELECT requested FROM thread WHERE key = :thread", { thread })?.requested ?? {};
  const people = [...Object.entries(before), ...asked.filter((name) => !name.includes("/")).map((name) => [loginOf(name), 0] as const)];
  const gone = new Set<string>(withdrawn.map(loginOf));
  const requested = JSON.stringify(Object.fromEntries(people.filter(([name]) => !gone.has(name))));
  database.run("UPDATE thread SET requested = :requested WHERE key = :thread", { thread, requested });
}

/** Words come in any order: what was said later counts. */
export function keepSetting(database: Database, installation: number, { id, login }: Speaker, setting: PersonalSetting, at: Instant): void {
  database.run(
    `INSERT INTO person (installation, id, login) VALUES (:installation, :id, :login)
     ON CONFLICT (installation, id) DO UPDATE SET login = excluded.login`,
    { installation, id, login },
  );
  const person = { installation, id, at };
  switch (setting.kind) {
    case "capacity":
      database.run(
        `UPDATE person SET capacity = :most, capacity_at = :at WHERE installation = :installation AND id = :id AND capacity_at <= :at`,
        { ...person, most: setting.most ?? null },
      );
      break;
    case "away":
    case "back":
      database.run(
        `UPDATE person SET is_away = :isAway, away_before = :before, away_at = :at
         WHERE installation = :installation AND id = :id AND away_at <= :at`,
        { ...person, isAway: setting.kind === "away" ? 1 : 0, before: setting.kind === "away" ? (setting.before ?? null) : null },
      );
      break;
    default:
      setting satisfies never;
  }
}
