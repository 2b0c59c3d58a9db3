/** Puts the parts together: GitHub, ledger, options and plugins become a bot that receives webhooks and works. */
import { hearing } from "./app.ts";
import { optionsCheck } from "./config/check.ts";
import { repositoryOptions } from "./config/gate.ts";
import type { Rulebook } from "./config/layers.ts";
import { profileTexts, rulebookOf } from "./config/profiles.ts";
import type { RepositoryOptions } from "./core/facts.ts";
import type { Instant } from "./core/ids.ts";
import type { Reception, RunReport } from "./core/jobs/records.ts";
import type { Located, ThreadName } from "./core/look.ts";
import { type Feature, permissionText } from "./core/permissions.ts";
import { namesSaidOn } from "./core/words.ts";
import { type ConnectionOptions, connect, type GitHub } from "./github/index.ts";
import type { Ledger } from "./ledger/ledger.ts";
import type { Pass } from "./reconcile.ts";
import { loadPlugins } from "./registry.ts";
import { type RunParts, runsWith } from "./runs.ts";
import { type Delivery, receiver } from "./web/receiver.ts";
import { runCallbacks } from "./web/run-callback.ts";
import type { Log, Worked, Worker } from "./work.ts";

export interface BotOptions {
  readonly connection: ConnectionOptions;
  /** Two during a rotation. */
  readonly webhookSecrets: readonly string[];
  readonly ledger: Ledger;
  readonly log: Log;
  /** Servers that run jobs, and the secret shared with them, two during a rotation. Absent: none is asked. */
  readonly jobsWebhook?: {
    readonly secrets: readonly string[];
    readonly hosts: readonly string[];
    readonly fetch?: typeof globalThis.fetch;
  };
  /** Jobs repositories that every organisation may use, as `owner/name` in lower case. */
  readonly jobsRepositories?: readonly string[];
  /** This machine's clock. */
  readonly now: () => Instant;
  readonly passed?: (pass: Pass) => void;
  readonly worked?: (work: Worked) => void;
  /** What stands between the receiver and the bot's ear: Probot, where there is one. */
  readonly route?: (hear: Hear) => Promise<Hear>;
  /** Called when something arrived: whoever runs the workers wakes them. */
  readonly kick?: () => void;
}

/** The options of a thread's repository, through the gate. */
export async function optionsOf(
  rulebook: Rulebook,
  github: Pick<GitHub, "optionsText">,
  target: ThreadName,
  look: Located,
): Promise<RepositoryOptions> {
  const { owner, name } = look.thread.repository;
  const gate = repositoryOptions(rulebook, { ...look.repository, owner, name });
  let step = gate.next();
  while (!step.done) step = gate.next(await github.optionsText(target, look, step.value));
  return step.value;
}

/** Takes up one delivery; resolves once what it says is on disk. */
export type Hear = (delivery: Delivery) => Promise<void>;

export interface Bot {
  readonly worker: Worker;
  readonly github: GitHub;
  /** For deliveries that did not come as webhooks. */
  readonly hear: Hear;
  /** Answers a webhook once it is on disk. */
  readonly receive: (request: Request) => Promise<Response>;
  /** What runners report, where one may. */
  readonly runCallback?: (request: Request) => Promise<Response>;
}

function wireIn(jobsWebhook: BotOptions["jobsWebhook"], now: () => Instant): Pick<RunParts, "wire"> {
  if (jobsWebhook === undefined) return {};
  const { secrets, hosts, fetch = globalThis.fetch } = jobsWebhook;
  return { wire: { hosts, fetch, secret: secrets[0] ?? "", clock: now } };
}

export async function botOf(options: BotOptions): Promise<Bot> {
  const { connection, ledger, log, jobsWebhook, jobsRepositories = [], now, passed, worked } = options;
  const { kick = () => {}, route = async (hear: Hear) => hear } = options;
  const plugins = await loadPlugins();
  const rulebook = rulebookOf(plugins, profileTexts(), jobsRepositories);
  const labels = plugins.flatMap((plugin) => plugin.labels.map(({ name }) => name));
  const withheld: ConnectionOptions["withheld"] = (installation, off) => {
    logWithheld(log, installation, off);
    connection.withheld?.(installation, off);
  };
  const github = connect({ ...connection, withheld, cache: ledger.cache, labels, checkOptions: optionsCheck(rulebook) });
  const listening = plugins.filter(({ threads }) => threads.includes("issue"));
  const heardOnIssues = namesSaidOn(
    "issue",
    listening.flatMap(({ words }) => words),
  );
  /** Every look tells who this App is. Before the first one it has written nothing that could come back as news. */
  let slug: string | undefined;
  const look: GitHub["look"] = async (...asked) => {
    const seen = await github.look(...asked);
    slug = seen.me.slug;
    return seen;
  };
  const hear = hearing({
    wake: async (news, at) => {
      // All of an installation is woken where its organisation's options, or the right to see them, may be others than before.
      for (const { kind, installation } of news.wakes) if (kind === "installation") await github.forgetOptions(installation);
      await ledger.work.wake(news, at);
    },
    ...{ kick, renew: github.renew },
    self: () => ({ appId: connection.appId, slug, heardOnIssues }),
    now,
    log,
  });
  const report = async (told: RunReport): Promise<Reception> => {
    const reception = await ledger.runs.report(told, now());
    kick();
    return reception;
  };
  return {
    ...{ github, hear },
    ...(jobsWebhook === undefined ? {} : { runCallback: runCallbacks({ secrets: jobsWebhook.secrets, report, now, log }) }),
    receive: receiver({ secrets: options.webhookSecrets, deliver: await route(hear), log }),
    worker: {
      bot: {
        github: { ...github, look, options: (target, seen) => optionsOf(rulebook, github, target, seen) },
        ledger: ledger.threads,
        runs: runsWith({ ledger, workflows: github.workflows, jobsRepositories, log, ...wireIn(jobsWebhook, now) }),
        plugins,
      },
      work: ledger.work,
      expansion: {
        threadsWithHead: (repository, head) => ledger.threads.withHead(repository, head),
        threadsOnto: (repository, base) => ledger.threads.open(repository, base),
        openThreads: github.openThreads,
        changed: (repository, listed) => ledger.threads.changed(repository, listed),
        repositories: github.repositories,
      },
      gate: { checks: github, offers: ledger.offers },
      plansLogged: new Map(),
      log,
      now,
      counted: github.counted,
      ...(passed === undefined ? {} : { passed }),
      ...(worked === undefined ? {} : { worked }),
    },
  };
}

function logWithheld(log: Log, installation: number, off: readonly Feature[]): void {
  if (off.length === 0) log.info({ installation }, "all permissions are granted");
  else
    log.warn(
      { installation, off: off.map((feature) => `${feature.name} (${permissionText(feature)})`) },
      "features are off: their permissions are not granted",
    );
}
