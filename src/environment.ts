/** Environment: the settings of one deployment, addresses and secrets, checked before anything starts. Behaviour is never set here. */
import { readFileSync } from "node:fs";
import { z } from "zod";

export interface Deployment {
  readonly appId: number;
  /** PEM. */
  readonly privateKey: string;
  readonly webhookSecrets: readonly string[];
  /** REST endpoint: of an Enterprise Server where `GHE_HOST` names one. */
  readonly baseUrl: string | undefined;
  readonly host: string;
  readonly port: number;
  readonly logLevel: string;
  readonly ledgerPath: string;
}

/** A setting that is missing or wrong, in a line for the person who set it. */
export class WrongSetting extends Error {}

const shape = z.object({
  APP_ID: z.string({ error: "APP_ID is missing: the number GitHub shows on the App's page" }).regex(/^\d+$/, "APP_ID must be a number"),
  PRIVATE_KEY: z.string().optional(),
  PRIVATE_KEY_PATH: z.string().optional(),
  WEBHOOK_SECRET: z
    .string({ error: "WEBHOOK_SECRET is missing: without it anybody could speak in GitHub's name" })
    .min(8, "WEBHOOK_SECRET is too short to be a secret")
    .refine((secret) => secret !== "development", "WEBHOOK_SECRET is Probot's default, which everybody knows"),
  WEBHOOK_SECRET_OLD: z.string().min(8, "WEBHOOK_SECRET_OLD is too short to be a secret").optional(),
  GHE_HOST: z.string().optional(),
  GHE_PROTOCOL: z.enum(["http", "https"], { error: "GHE_PROTOCOL must be http or https" }).default("https"),
  HOST: z.string().default("localhost"),
  PORT: z.coerce.number({ error: "PORT must be a number" }).int("PORT must be a whole number").min(0).max(65535).default(3000),
  LOG_LEVEL: z.enum(["trace", "debug", "info", "warn", "error", "fatal"], { error: "LOG_LEVEL must be one of pino's" }).default("info"),
  LEDGER_PATH: z.string().default("bowsprit.db"),
});

/** Throws WrongSetting with the first thing that is wrong. Names settings, never their values. */
export function deploymentOf(environment: Readonly<Record<string, string | undefined>>): Deployment {
  const set = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== undefined && value !== ""));
  const read = shape.safeParse(set);
  if (!read.success) throw new WrongSetting(read.error.issues[0]?.message ?? "the environment is wrong");
  const values = read.data;
  return {
    appId: Number(values.APP_ID),
    privateKey: privateKeyIn(values),
    webhookSecrets: [values.WEBHOOK_SECRET, ...(values.WEBHOOK_SECRET_OLD === undefined ? [] : [values.WEBHOOK_SECRET_OLD])],
    baseUrl: values.GHE_HOST === undefined ? undefined : `${values.GHE_PROTOCOL}://${values.GHE_HOST}/api/v3`,
    ...{ host: values.HOST, port: values.PORT, logLevel: values.LOG_LEVEL, ledgerPath: values.LEDGER_PATH },
  };
}

/** Line ends may be written as `\n`, and the whole in base64: not every place that holds secrets can hold lines. */
function privateKeyIn({ PRIVATE_KEY: text, PRIVATE_KEY_PATH: path }: z.infer<typeof shape>): string {
  const given = text ?? (path === undefined ? undefined : readKey(path));
  if (given === undefined) throw new WrongSetting("PRIVATE_KEY and PRIVATE_KEY_PATH are missing: one of them must give the App's key");
  const key = given.includes("-----BEGIN") ? given.replaceAll("\\n", "\n") : Buffer.from(given, "base64").toString("utf8");
  if (!/-----BEGIN (?:RSA )?PRIVATE KEY-----/.test(key)) throw new WrongSetting("the private key is no PEM");
  return key;
}

function readKey(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    throw new WrongSetting(`PRIVATE_KEY_PATH: cannot read ${path}`);
  }
}
