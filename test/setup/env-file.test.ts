/** What set-up leaves in `.env`: whole, beside what was there, and for its owner alone. */
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseEnv } from "node:util";
import { expect, test } from "vitest";
import { envText, keepIn } from "../../src/setup/env-file.ts";
import { ownFolder } from "../folder.ts";

const values = { APP_ID: "7", PRIVATE_KEY: "-----BEGIN PRIVATE KEY-----\nabc\n-----END PRIVATE KEY-----\n", WEBHOOK_SECRET: "s3cret-of-7" };

test("a file that was not there holds the values and is readable by its owner alone", async () => {
  const path = join(ownFolder(), ".env");
  expect(await keepIn(path, values)).toEqual({ kind: "written", path });
  expect(parseEnv(readFileSync(path, "utf8"))).toEqual({ ...values, PRIVATE_KEY: values.PRIVATE_KEY.trim().replaceAll("\n", "\\n") });
  expect(statSync(path).mode & 0o777).toBe(0o600);
});

test("a file that was there keeps its lines, loses its readers, and the new values win", async () => {
  const path = join(ownFolder(), ".env");
  writeFileSync(path, "# ours\nPORT=80\nAPP_ID=", { mode: 0o644 });
  await keepIn(path, values);
  expect(readFileSync(path, "utf8")).toMatch(/^# ours\nPORT=80\nAPP_ID=\nAPP_ID=7\n/);
  expect(parseEnv(readFileSync(path, "utf8"))).toMatchObject({ PORT: "80", APP_ID: "7" });
  expect(statSync(path).mode & 0o777).toBe(0o600);
});

test("where it cannot be written nothing is left behind, and it says so", async () => {
  const place = ownFolder();
  mkdirSync(join(place, ".env"));
  expect(await keepIn(join(place, ".env"), values)).toEqual({ kind: "not written", why: "EISDIR" });
  expect(await keepIn(join(place, "nowhere", ".env"), values)).toEqual({ kind: "not written", why: "ENOENT" });
  expect(readdirSync(place)).toEqual([".env"]);
});

test("lines have quotes only where they cannot do without", () =>
  expect(envText({ A: "7", KEY: "-----BEGIN KEY-----\na+/=\n", SECRET: "with # and $" })).toBe(
    'A=7\nKEY=-----BEGIN KEY-----\\na+/=\nSECRET="with # and $"\n',
  ));
