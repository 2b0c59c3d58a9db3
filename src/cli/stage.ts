/** The whole bot on a simulated GitHub, in simulated time: what the demo, the replay of real pull requests and the stories stand on. */
import type { BotOptions, Bot as Parts } from "../bot.ts";
import { botOf } from "../bot.ts";
import { earliest, type Instant, later } from "../core/ids.ts";
import type { ConnectionOptions, Sent } from "../github/index.ts";
import type { Ledger } from "../ledger/ledger.ts";
import { openLedger } from "../ledger/sqlite/open.ts";
import type { Pass } from "../reconcile.ts";
import type { Deliverer, World } from "../sim/index.ts";
import { type Log, type Worked, workOnce } from "../work.ts";

export interface StageOptions {
  readonly world: World;
  readonly deliverer: Pick<Deliverer, "deliver" | "waiting">;
  /** A file that outlives the process on the stage, or `:memory:`. */
  readonly ledgerFile?: string;
  readonly log?: Log;
  readonly passed?: (pass: Pass) => void;
  readonly worked?: (work: Worked) => void;
  readonly sent?: (sent: Sent) => void;
  readonly withheld?: ConnectionOptions["withheld"];
  readonly jobsWebhook?: BotOptions["jobsWebhook"];
  readonly jobsRepositories?: readonly string[];
  /** Comments and review requests that an installation may make an hour; without end, unless said. */
  readonly contentAnHour?: number;
  /** Stands between the bot and GitHub: to count requests, or to end the process in the middle of one. */
  readonly fetch?: typeof globalThis.fetch;
}

export interface Stage {
  readonly ledger: Ledger;
  readonly parts: Parts;
  /** Delivers and works until nothing is left to do within the horizon, moving the clock to whatever is due next. */
  settle(horizon?: number): Promise<void>;
  /** What the slow sweep does: looks at every open thread of every installation. */
  sweep(): Promise<void>;
  close(): Promise<void>;
}

const silentLog: Log = { info: () => {}, warn: () => {}, error: () => {} };

/** Seconds of simulated time that settling may take at most. */
const usualHorizon = 1800;
const mostRounds = 5000;

export async function stageOn(options: StageOptions): Promise<Stage> {
  const { world, deliverer, ledgerFile = ":memory:", log = silentLog, contentAnHour = Number.POSITIVE_INFINITY, fetch } = options;
  const { passed, worked, sent, withheld } = options;
  const now = () => world.clock.now() as Instant;
  const ledger = await openLedger(ledgerFile, now());
  const parts = await botOf({
    connection: {
      appId: world.app.id,
      privateKey: world.app.privateKey,
      baseUrl: world.api,
      fetch: fetch ?? world.fetch,
      // Simulated seconds pass only when somebody moves the clock: nobody may wait for them.
      limits: { spacing: 0, contentAnHour },
      clock: () => world.clock.now(),
      ...(sent === undefined ? {} : { sent }),
      ...(withheld === undefined ? {} : { withheld }),
    },
    webhookSecrets: [world.app.webhookSecret],
    ledger,
    log,
    now,
    ...(options.jobsWebhook === undefined ? {} : { jobsWebhook: options.jobsWebhook }),
    ...(options.jobsRepositories === undefined ? {} : { jobsRepositories: options.jobsRepositories }),
    ...(passed === undefined ? {} : { passed }),
    ...(worked === undefined ? {} : { worked }),
  });

  const settle = async (horizon = usualHorizon): Promise<void> => {
    const end = later(now(), horizon);
    for (let round = 0; round < mostRounds; round += 1) {
      world.actions.play();
      const delivered = await deliverer.deliver(parts.receive);
      let worked = 0;
      while (await workOnce(parts.worker)) worked += 1;
      if (delivered + worked > 0) continue;
      const next = earliest(await ledger.work.nextDue(), deliverer.waiting > 0 ? later(now(), 1) : undefined);
      if (next === undefined || next > end) return;
      world.clock.advance(Math.max(1, next - now()));
    }
    throw new Error(`the bot does not come to rest: ${JSON.stringify(await ledger.work.failures(3))}`);
  };

  return {
    ledger,
    parts,
    settle,
    sweep: async () => {
      const wakes = world.app.installations.map(({ id }) => ({ kind: "installation", installation: id, thoroughly: true }) as const);
      await ledger.work.wake({ wakes }, now(), "sweep");
      await settle();
    },
    close: () => ledger.close(),
  };
}
