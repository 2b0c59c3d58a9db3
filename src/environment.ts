/** Environment: the settings of one deployment, addresses and secrets, checked before anything starts. Behaviour is never set here. */
import { readFileSync } from "node:fs";
import { parseEnv } from "node:util";
import { z } from "zod";

/** Names and values, as a process is given them. An empty value is none. */
export type Environment = Readonly<Record<string, string | undefined>>;

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
  /** Absent: no run is handed to a server of somebody's own. */
  readonly jobsWebhook?: JobsWebhook;
  /** Jobs repositories that every organisation may use, as `owner/name` in lower case; all others are for repositories of their owner. */
  readonly jobsRepositories: readonly string[];
}

/** What is said in signed requests to a runner, and to which hosts at most. */
export interface JobsWebhook {
  /** The first one signs. */
  readonly secrets: readonly string[];
  readonly hosts: readonly string[];
}

/** A setting that is missing or wrong, in a line for the person who set it. */
export class WrongSetting extends Error {}

/** What is known before there is an App. */
export interface Beginning {
  /** Of GitHub's pages, without a slash at the end. */
  readonly gitHub: string;
  /** REST endpoint of an Enterprise Server; undefined for github.com. */
  readonly baseUrl: string | undefined;
  readonly host: string;
  readonly port: number;
}

const secret = (name: string, missing?: string) =>
  z
    .string(missing === undefined ? {} : { error: missing })
    .min(8, `${name} is too short to be a secret`)
    .refine((value) => value !== "development", `${name} is Probot's default, which everybody knows`);

const shape = z.object({
  APP_ID: z.string({ error: "APP_ID is missing: the number GitHub shows on the App's page" }).regex(/^\d+$/, "APP_ID must be a number"),
  PRIVATE_KEY: z.string().optional(),
  PRIVATE_KEY_PATH: z.string().optional(),
  WEBHOOK_SECRET: secret("WEBHOOK_SECRET", "WEBHOOK_SECRET is missing: without it anybody could speak in GitHub's name"),
  WEBHOOK_SECRET_OLD: secret("WEBHOOK_SECRET_OLD").optional(),
  GHE_HOST: z.string().optional(),
  GHE_PROTOCOL: z.enum(["http", "https"], { error: "GHE_PROTOCOL must be http or https" }).default("https"),
  HOST: z.string().default("localhost"),
  PORT: z.coerce.number({ error: "PORT must be a number" }).int("PORT must be a whole number").min(0).max(65535).default(3000),
  LOG_LEVEL: z.enum(["trace", "debug", "info", "warn", "error", "fatal"], { error: "LOG_LEVEL must be one of pino's" }).default("info"),
  LEDGER_PATH: z.string().default("bowsprit.db"),
  JOBS_WEBHOOK_SECRET: secret("JOBS_WEBHOOK_SECRET").optional(),
  JOBS_WEBHOOK_SECRET_OLD: secret("JOBS_WEBHOOK_SECRET_OLD").optional(),
  JOBS_WEBHOOK_HOSTS: z
    .string()
    .regex(
      /^[\w.-]+(?::\d+)?(?:\s*,\s*[\w.-]+(?::\d+)?)*$/,
      "JOBS_WEBHOOK_HOSTS must be hosts with commas between them, without `https://`",
    )
    .optional(),
  JOBS_REPOSITORIES: z
    .string()
    .regex(
      /^[\w-]+\/[\w.-]+(?:\s*,\s*[\w-]+\/[\w.-]+)*$/,
      "JOBS_REPOSITORIES must be repositories with commas between them, each as OWNER/NAME",
    )
    .optional(),
});

/** All settings there are. */
export const settingNames: readonly string[] = Object.keys(shape.shape);

/** The environment with what a file of settings adds to it, if there is one. What is set outside the file wins. */
export function environmentWith(path: string, environment: Environment): Environment {
  return { ...parseEnv(textOf(path)), ...given(environment) };
}

function textOf(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return "";
    throw new WrongSetting(`cannot read ${path}`);
  }
}

/** What set-up needs, where there is no App yet: neither its number nor its key is set. Undefined where there is one, or half of one. */
export function beginningOf(environment: Environment): Beginning | undefined {
  const { APP_ID, PRIVATE_KEY, PRIVATE_KEY_PATH } = given(environment);
  if ([APP_ID, PRIVATE_KEY, PRIVATE_KEY_PATH].some((value) => value !== undefined)) return undefined;
  const values = valid(beginning, environment);
  return { gitHub: gitHubOf(values), baseUrl: baseUrlOf(values), host: values.HOST, port: values.PORT };
}

const beginning = shape.omit({ APP_ID: true, PRIVATE_KEY: true, PRIVATE_KEY_PATH: true }).partial({ WEBHOOK_SECRET: true });

/** A person who looks at GitHub with a token of their own. */
export interface Onlooker extends Pick<Beginning, "gitHub" | "baseUrl">, Pick<Deployment, "jobsRepositories"> {
  readonly token: string;
}

/** Throws WrongSetting where there is no token, or no address that can be one. */
export function onlookerIn(environment: Environment): Onlooker {
  const { GITHUB_TOKEN, GH_TOKEN, JOBS_REPOSITORIES, ...values } = valid(onlooker, environment);
  const token = GITHUB_TOKEN ?? GH_TOKEN;
  if (token === undefined)
    throw new WrongSetting("GITHUB_TOKEN and GH_TOKEN are missing: one of them must give a token of yours, to read with");
  return { token, gitHub: gitHubOf(values), baseUrl: baseUrlOf(values), jobsRepositories: namesIn(JOBS_REPOSITORIES) };
}

const onlooker = shape
  .pick({ GHE_HOST: true, GHE_PROTOCOL: true, JOBS_REPOSITORIES: true })
  .extend({ GITHUB_TOKEN: z.string().optional(), GH_TOKEN: z.string().optional() });

/** Throws WrongSetting with the first thing that is wrong. Names settings, never their values. */
export function deploymentOf(environment: Environment): Deployment {
  const values = valid(shape, environment);
  return {
    appId: Number(values.APP_ID),
    privateKey: privateKeyIn(values),
    webhookSecrets: [values.WEBHOOK_SECRET, ...(values.WEBHOOK_SECRET_OLD === undefined ? [] : [values.WEBHOOK_SECRET_OLD])],
    baseUrl: baseUrlOf(values),
    ...{ host: values.HOST, port: values.PORT, logLevel: values.LOG_LEVEL, ledgerPath: values.LEDGER_PATH },
    ...jobsWebhookIn(values),
    jobsRepositories: namesIn(values.JOBS_REPOSITORIES),
  };
}

function jobsWebhookIn(values: z.output<typeof shape>): Pick<Deployment, "jobsWebhook"> {
  const { JOBS_WEBHOOK_SECRET: current, JOBS_WEBHOOK_SECRET_OLD: old, JOBS_WEBHOOK_HOSTS: hosts } = values;
  if (current === undefined && hosts === undefined) return {};
  if (current === undefined)
    throw new WrongSetting("JOBS_WEBHOOK_SECRET is missing: JOBS_WEBHOOK_HOSTS names runners that nobody could trust");
  if (hosts === undefined) throw new WrongSetting("JOBS_WEBHOOK_HOSTS is missing: it names the hosts that may be asked to run jobs");
  return { jobsWebhook: { secrets: [current, ...(old === undefined ? [] : [old])], hosts: namesIn(hosts) } };
}

const namesIn = (list = ""): readonly string[] => (list === "" ? [] : list.split(",").map((name) => name.trim().toLowerCase()));

const given = (environment: Environment): Environment =>
  Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== undefined && value !== ""));

function valid<T>(settings: z.ZodType<T>, environment: Environment): T {
  const read = settings.safeParse(given(environment));
  if (!read.success) throw new WrongSetting(read.error.issues[0]?.message ?? "the environment is wrong");
  return read.data;
}

type Address = Pick<z.output<typeof shape>, "GHE_PROTOCOL"> & { readonly GHE_HOST?: string | undefined };

const gitHubOf = ({ GHE_HOST, GHE_PROTOCOL }: Address): string =>
  GHE_HOST === undefined ? "https://github.com" : `${GHE_PROTOCOL}://${GHE_HOST}`;

const baseUrlOf = ({ GHE_HOST, GHE_PROTOCOL }: Address): string | undefined =>
  GHE_HOST === undefined ? undefined : `${GHE_PROTOCOL}://${GHE_HOST}/api/v3`;

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
