/** One connection to a SQLite file: transactions, prepared statements, and rows that are parsed when they are read. */
import { DatabaseSync, type SQLInputValue, type StatementSync } from "node:sqlite";
import type { z } from "zod";

export type Parameters = Readonly<Record<string, SQLInputValue>>;

/** What stands in the file is not what this version writes there. */
export class UnreadableRow extends Error {}

export class Database {
  readonly #connection: DatabaseSync;
  readonly #prepared = new Map<string, StatementSync>();

  /** `file` may be `:memory:`. A second process that writes is waited for, at most `patience` milliseconds. */
  constructor(file: string, patience = 5000) {
    this.#connection = new DatabaseSync(file, { timeout: patience });
    // A delivery is acknowledged once it is committed: a commit that a power failure undoes would be a lie, so every commit is synced.
    this.#connection.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON");
  }

  /** Runs several statements without parameters. */
  script(sql: string): void {
    this.#connection.exec(sql);
  }

  /** The number of rows it changed. */
  run(sql: string, parameters: Parameters = {}): number {
    return Number(this.#statement(sql).run(parameters).changes);
  }

  rows<T>(schema: z.ZodType<T>, sql: string, parameters: Parameters = {}): T[] {
    return this.#statement(sql)
      .all(parameters)
      .map((row) => parsed(schema, row, sql));
  }

  row<T>(schema: z.ZodType<T>, sql: string, parameters: Parameters = {}): T | undefined {
    const row = this.#statement(sql).get(parameters);
    return row === undefined ? undefined : parsed(schema, row, sql);
  }

  /** All of it or nothing. The lock to write is taken at once: one that is asked for halfway cannot be waited for. */
  transaction<T>(work: () => T): T {
    this.#connection.exec("BEGIN IMMEDIATE");
    try {
      const result = work();
      this.#connection.exec("COMMIT");
      return result;
    } catch (error) {
      // A full disk makes SQLite roll back by itself.
      if (this.#connection.isTransaction) this.#connection.exec("ROLLBACK");
      throw error;
    }
  }

  close(): void {
    this.#prepared.clear();
    this.#connection.close();
  }

  #statement(sql: string): StatementSync {
    const known = this.#prepared.get(sql);
    if (known !== undefined) return known;
    const statement = this.#connection.prepare(sql);
    this.#prepared.set(sql, statement);
    return statement;
  }
}

function parsed<T>(schema: z.ZodType<T>, row: unknown, sql: string): T {
  const result = schema.safeParse(row);
  if (result.success) return result.data;
  const where = result.error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`).join("; ");
  throw new UnreadableRow(`the ledger holds what this version cannot read: ${where} (${sql.replaceAll(/\s+/g, " ").slice(0, 80)})`);
}
