/** One telling of a story: a simulated GitHub, the bot on it, people who act, and what goes wrong meanwhile. */
import { copyFileSync, existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Stage, type StageOptions, stageOn } from "../../src/cli/stage.ts";
import { instantOf, nodeIdOf, threadKeyOf } from "../../src/core/ids.ts";
import type { RunnerName } from "../../src/core/jobs/presubmit.ts";
import { isLive } from "../../src/core/jobs/run.ts";
import type { Pass } from "../../src/reconcile.ts";
import { type Deliverer, type Person, Pull, Random, Said, type Thread, World } from "../../src/sim/index.ts";
import type { Log } from "../../src/work.ts";
import { address, OwnServer, secret } from "../runners/own-server.ts";
import { type Ending, endingOf } from "./ending.ts";
import type { Gateway } from "./gateway.ts";
import { actionsOf, type JobRun, type Machines, ownMachines } from "./machines.ts";
import { Mortal } from "./mortal.ts";
import { Reports } from "./reports.ts";
import { RunWatch } from "./run-watch.ts";
import { calm, type Trouble } from "./troubles.ts";

/** What somebody said that is in force at the end, to be said again where the bot lost it. */
export type WordInForce = readonly [Person, Thread, string];

/** Seconds between what people do: more than a replica lags, more than `settle`. */
const pause = 60;
/** A process is back so many seconds after it ended. */
const restart = 5;
/** What has failed often is tried again after so many seconds at the latest; what comes of it then takes its time. */
const longestRetry = 3600;
const usualPatience = 1800;

export class Play {
  readonly world: World;
  readonly deliverer: Deliverer;
  readonly trouble: Trouble;
  /** Warnings and errors of the bot; where nothing goes wrong there are none. */
  readonly complaints: string[] = [];
  /** Plugins that threw, which none may whatever goes wrong. */
  readonly pluginFailures: unknown[] = [];
  /** The endings of all steps so far. */
  readonly endings: Ending[] = [];
  /** Looks at the runs after each request of the bot. */
  readonly watch: RunWatch;
  /** Runs that went on after a step, and that nobody here knew of. */
  readonly forgotten: string[] = [];
  /** What runs jobs. */
  machines: Machines;
  /** Stands between the bot and GitHub, where a story wants other answers. */
  gateway: Gateway = (answer) => answer();
  #server: { readonly own: OwnServer; readonly reports: Reports } | undefined;
  #jobsRepositories: readonly string[] = [];
  readonly #mortal: Mortal;
  readonly #folder = mkdtempSync(join(tmpdir(), "bowsprit-story-"));
  readonly #passes: Pass[] = [];
  #ledgers = 0;
  #stage: Stage | undefined;
  readonly #ledgerTurns: { readonly copied: number; readonly lost: number };
  #putsBack: (() => Promise<void>) | undefined;

  constructor(trouble: Trouble, steps: number) {
    this.trouble = trouble;
    this.world = new World({ seed: trouble.seed, faults: trouble.faults });
    this.watch = new RunWatch(this.world);
    this.machines = actionsOf(this.world);
    this.deliverer = this.world.deliverer(trouble.deliveries, trouble.seed);
    this.#mortal = new Mortal((input, init) => this.#answer(input, init), trouble.dies, trouble.seed);
    this.#ledgerTurns = turnsOf(trouble, steps);
  }

  /** Jobs run there from now on. */
  runsOn(runner: RunnerName): void {
    if (runner === "github-actions") return;
    const own = new OwnServer(() => this.world.clock.now());
    this.#server = { own, reports: new Reports(own, this.world, this.trouble.deliveries, this.trouble.seed) };
    this.machines = ownMachines(own);
  }

  /** The server that stories run jobs on, where they do. */
  get server(): OwnServer {
    if (this.#server === undefined) throw new Error("jobs do not run on a server of the operator's own");
    return this.#server.own;
  }

  get isCalm(): boolean {
    return this.trouble === calm;
  }

  get deaths(): number {
    return this.#mortal.deaths;
  }

  /** People act; then the bot works, and time passes. `check` looks at the result where nothing went wrong. */
  async step(act: () => unknown, check: () => unknown = () => {}): Promise<void> {
    await this.#turnsLedger();
    await act();
    await this.settle(this.trouble.patience);
    this.world.clock.advance(pause);
    if (this.trouble.sweepsEachStep) await this.rests();
    this.forgotten.push(...(await this.#unknownRuns()));
    if (this.isCalm) await check();
    this.endings.push(endingOf(this.world, this.machines.runs));
  }

  /** A step that leaves something behind to be used later. The bot has looked at it before anything else happens, told or not. */
  async done<T>(act: () => T): Promise<T> {
    const left: { readonly value: T }[] = [];
    await this.step(() => left.push({ value: act() }));
    await this.settle();
    if (!this.isCalm) await this.rests();
    const [first] = left;
    if (first === undefined) throw new Error("the step was not taken");
    return first.value;
  }

  /** What happens meanwhile is never delivered. */
  unheard<T>(act: () => T): Promise<T> {
    return this.deliverer.missing(act);
  }

  /** The App said this and nothing else that is unread. Where something goes wrong, only the ending is looked at. */
  reads(pull: Pull, expected: string | RegExp): void {
    if (this.isCalm) pull.reads(expected);
  }

  /** A handle on a comment that stands on a pull request. */
  said(pull: Pull, id: number): Said<Pull> {
    return new Said(pull, id);
  }

  /** On the commit of now, for an open pull request: what an earlier ledger started elsewhere goes on to its own end. */
  liveRuns(): readonly JobRun[] {
    const isOfNow = (run: JobRun): boolean => {
      const pull = this.watch.pullOf(run);
      return pull?.state.state === "OPEN" && pull.head === run.head;
    };
    const isLedgerKept = this.trouble.ledger === "kept";
    return this.machines.runs.filter((run) => run.isLive && (isLedgerKept || isOfNow(run)));
  }

  async #unknownRuns(): Promise<readonly string[]> {
    const { ledger } = await this.#open();
    const pulls = [...this.world.threads.values()].filter((thread) => thread instanceof Pull);
    const records = await Promise.all(pulls.map((pull) => ledger.runs.ofThread(threadKeyOf(pull.repository.id, pull.number))));
    const known = new Set<string>(records.flat().flatMap((run) => (isLive(run) ? [run.ticket] : [])));
    return this.liveRuns().flatMap(({ key, job }) => (known.has(key) ? [] : [`${job} after step ${this.endings.length + 1}`]));
  }

  async #turnsLedger(): Promise<void> {
    const { copied, lost } = this.#ledgerTurns;
    if (this.endings.length === copied) this.#putsBack = await this.copiesLedger();
    if (this.endings.length !== lost) return;
    await (this.#putsBack ?? (() => this.losesLedger()))();
  }

  async settle(seconds = usualPatience): Promise<void> {
    await this.#live((stage) => stage.settle(seconds));
  }

  async sweep(): Promise<void> {
    await this.#live((stage) => stage.sweep());
  }

  /** Long enough for every replica to catch up, and then somebody looks at everything. */
  async rests(): Promise<void> {
    this.world.clock.advance(pause);
    await this.sweep();
    await this.settle(longestRetry + usualPatience);
    this.world.clock.advance(pause);
  }

  /** Everything the bot kept for itself is gone. */
  async losesLedger(): Promise<void> {
    await this.#close();
    this.#ledgers += 1;
  }

  /** The operator names other jobs repositories that every organisation may use. */
  async restarts({ jobsRepositories }: { readonly jobsRepositories: readonly string[] }): Promise<void> {
    await this.#close();
    this.#jobsRepositories = jobsRepositories;
  }

  /** The ledger as a file that can be put back later. */
  async copiesLedger(): Promise<() => Promise<void>> {
    await this.#close();
    const copy = join(this.#folder, "copy");
    copyLedger(this.#file, copy);
    return async () => {
      await this.losesLedger();
      copyLedger(copy, this.#file);
    };
  }

  /** Looks at every thread once more, with nothing going wrong: what is still to do shows that the bot had not come to rest. */
  async leftovers(): Promise<readonly string[]> {
    this.world.clock.advance(pause);
    this.#passes.length = 0;
    await this.world.faults.without(() => this.sweep());
    const seen = new Set(this.#passes.map(({ facts }) => facts.thread.id));
    const unseen = this.#openPulls().filter(({ nodeId }) => !seen.has(nodeIdOf(nodeId)));
    return [
      ...unseen.map(({ number }) => `#${number}: nobody looked at it`),
      ...this.#passes.flatMap(({ facts, actions }) => actions.map(({ kind }) => `#${facts.thread.number}: ${kind}`)),
    ];
  }

  #openPulls(): Pull[] {
    return [...this.world.threads.values()].filter((thread) => thread instanceof Pull).filter(({ state }) => state.state === "OPEN");
  }

  async end(): Promise<void> {
    await this.#close();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  async #live(during: (stage: Stage) => Promise<void>): Promise<void> {
    while (true) {
      const stage = await this.#open();
      if (await this.#mortal.lives(() => during(stage))) return;
      await this.#diesAndRises();
    }
  }

  /** Somebody sends this to where servers report. */
  async reports(report: Request): Promise<number | undefined> {
    let status: number | undefined;
    await this.#live(async ({ parts }) => {
      status = (await parts.runCallback?.(report))?.status;
    });
    return status;
  }

  readonly #answer: typeof globalThis.fetch = async (input, init) => {
    const own = String(input).startsWith(address) ? this.#server?.own : undefined;
    const answered = await this.gateway(() => (own ?? this.world).fetch(input, init), String(input), init);
    this.watch.look(this.machines);
    return answered;
  };

  /** Deliveries of GitHub, and reports of a server. */
  #told(): StageOptions["deliverer"] {
    const { deliverer } = this;
    const reports = this.#server?.reports;
    return {
      deliver: async (to) => {
        this.#server?.own.play();
        const delivered = await deliverer.deliver(to);
        const hear = this.#stage?.parts.runCallback;
        return delivered + (hear === undefined || reports === undefined ? 0 : await reports.deliver(hear));
      },
      get waiting() {
        return deliverer.waiting + (reports?.waiting ?? 0);
      },
    };
  }

  get #file(): string {
    return join(this.#folder, `ledger-${this.#ledgers}`);
  }

  async #open(): Promise<Stage> {
    this.#stage ??= await stageOn({
      world: this.world,
      deliverer: this.#told(),
      ledgerFile: this.#file,
      fetch: this.#mortal.fetch,
      ...(this.#server === undefined
        ? {}
        : { jobsWebhook: { secrets: [secret], hosts: [new URL(address).host], fetch: this.#mortal.fetch } }),
      jobsRepositories: this.#jobsRepositories,
      log: this.#log,
      passed: (pass) => this.#note(pass),
    });
    return this.#stage;
  }

  async #close(): Promise<void> {
    await this.#stage?.close();
    this.#stage = undefined;
  }

  /** The new process finds the file as it was at the moment of death, whatever the old one would still have done. */
  async #diesAndRises(): Promise<void> {
    const left = this.#file;
    this.#ledgers += 1;
    copyLedger(left, this.#file);
    await this.#close();
    this.world.clock.advance(restart);
    this.#mortal.rises();
    const stage = await this.#open();
    await stage.ledger.work.release(instantOf(this.world.clock.toString()));
  }

  #note(pass: Pass): void {
    this.#passes.push(pass);
    this.pluginFailures.push(...pass.verdict.faults);
  }

  readonly #log: Log = {
    info: () => {},
    warn: (fields, message) => this.complaints.push(`${message}: ${text(fields)}`),
    error: (fields, message) => this.complaints.push(`${message}: ${text(fields)}`),
  };
}

const text = (fields: object): string =>
  "err" in fields && fields.err instanceof Error ? (fields.err.stack ?? "") : JSON.stringify(fields);

/** SQLite keeps what was committed lately beside the file. */
function copyLedger(from: string, to: string): void {
  for (const part of ["", "-wal"]) if (existsSync(from + part)) copyFileSync(from + part, to + part);
}

/** Numbers of steps before which the ledger is copied, and lost. */
function turnsOf({ ledger, seed }: Trouble, steps: number): { readonly copied: number; readonly lost: number } {
  const never = Number.POSITIVE_INFINITY;
  if (ledger === "kept") return { copied: never, lost: never };
  const random = new Random(seed);
  const lost = 1 + random.below(Math.max(1, steps - 1));
  return { copied: ledger === "put back" ? random.below(lost) : never, lost };
}
