/** Serves the App: receives webhooks, works, sweeps now and then, and ends in good order. Where there is no App yet, it serves set-up. */
import { readFileSync } from "node:fs";
import { pino } from "pino";
import { Probot } from "probot";
import bowsprit from "./app.ts";
import { type Bot, botOf } from "./bot.ts";
import { type Instant, instantOf } from "./core/ids.ts";
import { type Beginning, beginningOf, type Deployment, deploymentOf, environmentWith, WrongSetting } from "./environment.ts";
import { registrationOf } from "./github/registration.ts";
import type { Ledger } from "./ledger/ledger.ts";
import { openLedger } from "./ledger/sqlite/open.ts";
import { door, pathFor } from "./setup/door.ts";
import { keepIn } from "./setup/env-file.ts";
import { manifestIn } from "./setup/manifest.ts";
import { newToken } from "./setup/token.ts";
import { drain } from "./web/drain.ts";
import { front } from "./web/front.ts";
import { serve } from "./web/server.ts";
import { startWork } from "./work.ts";

const parallelPasses = 8;
/** Whatever no delivery told is found by looking at everything (milliseconds). */
const sweepEvery = 60 * 60 * 1000;
const drainSeconds = 30;

const now = (): Instant => instantOf(new Date().toISOString());

/** Where settings are kept, as Probot keeps them; what the process is given besides wins. */
const settingsFile = ".env";

async function start(): Promise<void> {
  const environment = environmentWith(settingsFile, process.env);
  const beginning = beginningOf(environment);
  if (beginning === undefined) await serveApp(deploymentOf(environment));
  else await serveSetup(beginning);
}

async function serveSetup(beginning: Beginning): Promise<void> {
  // Whatever LOG_LEVEL says: without this line nobody comes further.
  const log = pino({ level: "info" });
  const token = newToken();
  const handle = door({
    ...{ token, gitHub: beginning.gitHub, isEnterprise: beginning.baseUrl !== undefined, log },
    // The same from `src` and from `dist`.
    manifest: manifestIn(readFileSync(new URL("../app.yml", import.meta.url), "utf8")),
    exchange: (code) => registrationOf(code, beginning.baseUrl),
    keep: (values) => keepIn(settingsFile, values),
    isSet: (name) => (process.env[name] ?? "") !== "",
  });
  const server = await serve(handle, beginning, log);
  const end = async () =>
    process.exit((await drain([{ what: "server", end: () => server.drain(drainSeconds) }], drainSeconds, log)) ? 0 : 1);
  for (const signal of ["SIGTERM", "SIGINT"]) process.once(signal, () => void end());
  log.info({ port: server.port }, `there is no App yet: create it at http://localhost:${server.port}${pathFor(token)}`);
}

async function serveApp(deployment: Deployment): Promise<void> {
  const log = pino({ level: deployment.logLevel, redact: ["*.token", "*.authorization", "err.request.headers.authorization"] });
  const ledger = await openLedger(deployment.ledgerPath, now());
  await ledger.work.release(now());
  let kick = () => {};
  const { appId, privateKey, baseUrl, webhookSecrets } = deployment;
  const bot = await botOf({
    connection: { appId, privateKey, ...(baseUrl === undefined ? {} : { baseUrl }) },
    ...{ webhookSecrets, ledger, log, now },
    kick: () => kick(),
    route: async (hear) => {
      const probot = new Probot({ appId, privateKey, secret: webhookSecrets[0], log });
      await probot.load(bowsprit(hear));
      return async ({ id, event, payload }) => probot.receive({ id, name: event, payload } as Parameters<Probot["receive"]>[0]);
    },
  });
  const crew = startWork(bot.worker, parallelPasses);
  kick = crew.kick;
  const door = front({ receive: bot.receive, isReady: () => ledger.isHealthy() });
  const server = await serve(door.handle, deployment, log);
  log.info({ port: server.port, ledger: deployment.ledgerPath }, "listening for webhooks at /api/github/webhooks");
  const sweeps = setInterval(
    () => sweep(bot, ledger, crew.kick).catch((err: unknown) => log.error({ err }, "the sweep failed")),
    sweepEvery,
  );
  const end = async (signal: string) => {
    log.info({ signal }, "ending");
    clearInterval(sweeps);
    door.retire();
    const isClean = await drain(
      [
        { what: "server", end: () => server.drain(drainSeconds) },
        { what: "passes", end: () => crew.drain() },
        { what: "ledger", end: () => ledger.close() },
      ],
      drainSeconds,
      log,
    );
    process.exit(isClean ? 0 : 1);
  };
  for (const signal of ["SIGTERM", "SIGINT"]) process.once(signal, () => void end(signal));
  await sweep(bot, ledger, crew.kick).catch((err: unknown) => log.error({ err }, "the first sweep failed; it is tried again in an hour"));
}

/** Looks at every open pull request of every installation, slowly, and forgets what nothing can need any more. */
async function sweep({ github }: Bot, ledger: Ledger, kick: () => void): Promise<void> {
  await ledger.prune(now());
  const wakes = (await github.installations()).map((installation) => ({ kind: "installation", installation }) as const);
  await ledger.work.wake({ wakes }, now(), "sweep");
  kick();
}

try {
  await start();
} catch (error) {
  if (!(error instanceof WrongSetting)) throw error;
  process.stderr.write(`bowsprit: ${error.message}\n`);
  process.exitCode = 2;
}
