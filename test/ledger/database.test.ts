/** The SQLite file itself: its version, what it is told to do with the disk, what it refuses to read, and how it finds due work. */
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { beforeEach, describe, expect, test } from "vitest";
import { z } from "zod";
import { sqliteCache } from "../../src/ledger/sqlite/cache.ts";
import { Database, UnreadableRow } from "../../src/ledger/sqlite/database.ts";
import { migrate, migrations, versionOf } from "../../src/ledger/sqlite/migrations.ts";
import { openLedger } from "../../src/ledger/sqlite/open.ts";
import { ownFolder } from "../folder.ts";
import { at, keyOf, t0, thread, wakes } from "./samples.ts";

let file = "";
beforeEach(() => {
  file = join(ownFolder(), "bowsprit.db");
});

const schemaOf = (database: Database) =>
  database.rows(z.object({ name: z.string(), sql: z.string() }), "SELECT name, sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY name");

/** Changes the file behind the ledger's back. */
function tamper(sql: string): void {
  const connection = new DatabaseSync(file);
  connection.exec(sql);
  connection.close();
}

describe("migrations", () => {
  test.each(migrations.map((_, version) => version))("from version %i lead to the tables that a new file has", (version) => {
    const old = new Database(":memory:");
    migrate(old, migrations.slice(0, version));
    expect(versionOf(old)).toBe(version);
    migrate(old);
    const fresh = new Database(":memory:");
    migrate(fresh);
    expect([versionOf(old), schemaOf(old)]).toEqual([migrations.length, schemaOf(fresh)]);
  });

  test("taken twice change nothing", () => {
    const database = new Database(":memory:");
    migrate(database);
    const before = schemaOf(database);
    migrate(database);
    expect(schemaOf(database)).toEqual(before);
  });

  test("one that fails is taken back as a whole, and those before it stay", () => {
    const database = new Database(":memory:");
    expect(() => migrate(database, ["CREATE TABLE a (x)", "CREATE TABLE b (x); CREATE TABLE a (x)"])).toThrow("already exists");
    expect([versionOf(database), schemaOf(database).map(({ name }) => name)]).toEqual([1, ["a"]]);
  });

  test("the tables are those of the design, and no others", () => {
    const database = new Database(":memory:");
    migrate(database);
    const tables = schemaOf(database).filter(({ sql }) => sql.startsWith("CREATE TABLE"));
    expect(tables.map(({ name }) => name)).toEqual(["cache", "done", "person", "run", "statement", "thread", "vote", "wake"]);
  });

  test("a file of a later release is refused, and left as it is", async () => {
    await (await openLedger(file, t0)).close();
    tamper("PRAGMA user_version = 99");
    await expect(openLedger(file, t0)).rejects.toThrow("later release");
    tamper(`PRAGMA user_version = ${migrations.length}`);
    await (await openLedger(file, t0)).close();
  });
});

describe("a file", () => {
  test("that is no database is refused", async () => {
    await writeFile(file, "this is a letter to the editor, and it is long enough to be taken for a header".repeat(20));
    await expect(openLedger(file, t0)).rejects.toThrow();
  });

  test("in a folder that is not there is refused", async () => {
    await expect(openLedger(join(ownFolder(), "nowhere", "bowsprit.db"), t0)).rejects.toThrow();
  });

  test("is written through to the disk at every commit", () => {
    const database = new Database(file);
    const setting = (name: string) => database.row(z.record(z.string(), z.unknown()), `PRAGMA ${name}`);
    expect([setting("journal_mode"), setting("synchronous")]).toEqual([{ journal_mode: "wal" }, { synchronous: 2 }]);
    database.close();
  });

  test("is healthy while it can be written, and not while another holds it for ever or it is closed", async () => {
    const ledger = await openLedger(file, t0);
    expect(await ledger.isHealthy()).toBe(true);
    await ledger.close();
    expect(await ledger.isHealthy()).toBe(false);
    const impatient = new Database(file, 50);
    const other = new DatabaseSync(file);
    other.exec("BEGIN IMMEDIATE");
    expect(() => impatient.transaction(() => undefined)).toThrow("locked");
    other.exec("ROLLBACK");
    expect(impatient.transaction(() => "free")).toBe("free");
    other.close();
    impatient.close();
  });
});

describe("rows that somebody changed by hand", () => {
  test.each([
    ["a statement that is no JSON", `INSERT INTO statement (thread, id, position, said) VALUES ('12#1', 'a', 0, '{')`],
    [
      "a statement of a kind that is not known",
      `INSERT INTO statement (thread, id, position, said) VALUES ('12#1', 'a', 0, '{"kind":"prayer"}')`,
    ],
    ["a field that this version does not know", `UPDATE thread SET counts = '{"timeline":1,"inline":1,"votes":1}'`],
    ["a commit that is none", `INSERT INTO statement (thread, id, submitted_on) VALUES ('12#1', 'a', 'HEAD')`],
  ])("%s: the read fails, and nothing is made of it", async (_, sql) => {
    const ledger = await openLedger(file, at(-100));
    await ledger.threads.meet(thread(1), keyOf(thread(1)), t0, { sha: "a".repeat(40), base: "main" });
    tamper(sql);
    await expect(ledger.threads.remembered(keyOf(thread(1)))).rejects.toThrow();
    await ledger.close();
  });

  test("a row that does not fit is told by its field", () => {
    const database = new Database(":memory:");
    expect(() => database.rows(z.object({ at: z.int() }), "SELECT 'soon' AS at")).toThrow(UnreadableRow);
  });
});

test("due work is found by its index, however much waits for later", async () => {
  const ledger = await openLedger(file, at(-100));
  await ledger.work.wake(wakes(1), t0);
  await ledger.close();
  const database = new Database(file);
  const plan = database.rows(
    z.object({ detail: z.string() }),
    "EXPLAIN QUERY PLAN SELECT * FROM wake WHERE rank <= 1 AND not_before <= 1 AND (leased_until IS NULL OR leased_until <= 1) ORDER BY rank, id LIMIT 1",
  );
  expect(plan.map(({ detail }) => detail)).toEqual(["SEARCH wake USING INDEX wake_by_rank (rank<?)"]);
  database.close();
});

test("the cache forgets its oldest entries when there is no room, and keeps the newest", async () => {
  const database = new Database(":memory:");
  migrate(database);
  const cache = sqliteCache(database, 50);
  for (let n = 0; n < 500; n += 1) await cache.put("blob", [{ key: String(n), text: "0123456789" }]);
  const keys = Array.from({ length: 500 }, (_, n) => String(n));
  expect([...(await cache.get("blob", keys, t0)).keys()]).toEqual(["495", "496", "497", "498", "499"]);
});
