/** Serves the App: receives webhooks, works, sweeps now and then, and ends in good order. Where there is no App yet, it serves set-up. */
import { readFileSync } from "node:fs";
import { pino } from "pino";
import { Probot } from "probot";
import bowsprit from "./app.ts";
import { botOf } from "./bot.ts";
import { catchingUp } from "./catch-up.ts";
import { type Instant, instantOf } from "./core/ids.ts";
import { startWork } from "./crew.ts";
import { type Beginning, beginningOf, type Deployment, deploymentOf, environmentWith, WrongSetting } from "./environment.ts";
import { registrationOf } from "./github/registration.ts";
import { openLedger } from "./ledger/sqlite/open.ts";
import { door, pathFor } from "./setup/door.ts";
import { keepIn } from "./setup/env-file.ts";
import { manifestIn } from "./setup/manifest.ts";
import { newToken } from "./setup/token.ts";
import { type Observed, telemetry } from "./telemetry.ts";
import { drain } from "./web/drain.ts";
import { front } from "./web/front.ts";
import { serve } from "./web/server.ts";

/** More of them answer no sooner: they wait for the same processor, and webhooks wait behind them. */
const parallelPasses = 6;
/** What GitHub failed to deliver stands in its log; what it never tried to is found by a sweep (milliseconds). */
const logReadEvery = 10 * 60 * 1000;
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
  const { appId, privateKey, baseUrl, webhookSecrets, jobsWebhook, jobsRepositories } = deployment;
  const { sent, worked, withheld, metrics, readiness } = telemetry(() => observed);
  const bot = await botOf({
    connection: { appId, privateKey, sent, withheld, ...(baseUrl === undefined ? {} : { baseUrl }) },
    ...{ webhookSecrets, ledger, log, now, worked, jobsRepositories, ...(jobsWebhook === undefined ? {} : { jobsWebhook }) },
    kick: () => kick(),
    route: async (hear) => {
      const probot = new Probot({ appId, privateKey, secret: webhookSecrets[0], log });
      await probot.load(bowsprit(hear));
      return async ({ id, event, payload }) => probot.receive({ id, name: event, payload } as Parameters<Probot["receive"]>[0]);
    },
  });
  const crew = startWork(bot.worker, parallelPasses);
  kick = crew.kick;
  const catchUp = catchingUp({
    ...{ github: bot.github, cache: ledger.cache, hear: bot.hear, now },
    wake: async (wakes) => {
      await ledger.work.wake({ wakes }, now(), "sweep");
      kick();
    },
  });
  const observed: Observed = {
    counts: () => ledger.work.counts(now()),
    freshness: () => catchUp,
    isLedgerHealthy: () => ledger.isHealthy(),
    ...{ proveAccess: bot.github.proveAccess, now },
  };
  const door = front({ ...bot, readiness, metrics });
  const server = await serve(door.handle, deployment, log);
  log.info({ port: server.port, ledger: deployment.ledgerPath }, "listening for webhooks at /api/github/webhooks");
  const readLog = async () => {
    const missed = await catchUp.readDeliveryLog();
    if (missed > 0) log.warn({ missed }, "GitHub had failed to deliver some webhooks; they are taken up now");
  };
  const sweep = async () => {
    await ledger.prune(now());
    await catchUp.sweep();
  };
  const rounds = [
    everySoOften(logReadEvery, () => readLog().catch((err: unknown) => log.error({ err }, "the delivery log could not be read"))),
    everySoOften(sweepEvery, () => sweep().catch((err: unknown) => log.error({ err }, "the sweep failed"))),
  ];
  const end = async (signal: string) => {
    log.info({ signal }, "ending");
    for (const round of rounds) clearInterval(round);
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
}

/** Now, and again after each so many milliseconds, unless the last time is not over yet. */
function everySoOften(milliseconds: number, work: () => Promise<void>): NodeJS.Timeout {
  let isRunning = false;
  const once = async () => {
    if (isRunning) return;
    isRunning = true;
    await work().finally(() => {
      isRunning = false;
    });
  };
  void once();
  return setInterval(() => void once(), milliseconds);
}

try {
  await start();
} catch (error) {
  if (!(error instanceof WrongSetting)) throw error;
  process.stderr.write(`bowsprit: ${error.message}\n`);
  process.exitCode = 2;
}
