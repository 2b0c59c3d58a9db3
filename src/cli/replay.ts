/** `bowsprit replay`: real pull requests, in the simulated GitHub, through the whole bot, compared with what the reference decided. */
import { basename, resolve } from "node:path";
import { InvalidArgumentError } from "commander";
import { statusMark } from "../core/report.ts";
import type { Pull, World } from "../sim/index.ts";
import type { Subcommand } from "./outcome.ts";
import { type ReplayCase, replayCases } from "./replay-cases.ts";
import { simulator } from "./simulator.ts";
import { type Stage, stageOn } from "./stage.ts";

interface Surprise {
  readonly n: number;
  readonly step: string;
  readonly expected: string;
  readonly got: string;
}

interface Report {
  readonly corpus: string;
  readonly pulls: number;
  readonly surprises: readonly Surprise[];
  /** Pull requests under a deliberate difference; what is expected of them is our own decision. */
  readonly predicated: number;
  readonly requestsPerPull: number;
  readonly pullsPerSecond: number;
}

export const subcommand: Subcommand = {
  name: "replay",
  describe: (command, finish) =>
    command
      .description("play real pull requests through the whole bot on a simulated GitHub, and compare")
      .argument("<corpus>", "folder with prs.jsonl.gz, beside a folder `expected` with the decisions")
      .option("--limit <n>", "only the first n pull requests", atLeastOne, Number.POSITIVE_INFINITY)
      .option("--json", "one JSON document on stdout", false)
      .action(async (folder: string, { limit, json }: { readonly limit: number; readonly json: boolean }) => {
        const report = await replay(folder, limit);
        process.stdout.write(json ? `${JSON.stringify(report)}\n` : textOf(report));
        finish(report.surprises.length === 0 ? 0 : 1);
      }),
};

function atLeastOne(text: string): number {
  if (!/^[1-9]\d*$/.test(text)) throw new InvalidArgumentError("it must be a whole number from 1 on.");
  return Number(text);
}

const organisation = "replayed";
const optionsFile = `approve:
  require_self_approval: true
owners:
  skip_collaborators: true
`;
/** Simulated seconds between what people do: longer than a replica may lag, so that everybody saw what they speak of. */
const pause = 30;
const progressEvery = 5_000;

async function replay(folder: string, limit: number): Promise<Report> {
  const cases = replayCases(folder, limit);
  const first = cases.next();
  const { World, noFaults } = await simulator();
  const world = new World({ faults: noFaults });
  const org = world.organization(organisation);
  org.repository({ name: ".github", files: { ".github/bowsprit.yaml": optionsFile } });
  world.installs(org);
  const theatre = await Theatre.on(world);
  const surprises: Surprise[] = [];
  const startedAt = performance.now();
  let said = startedAt;
  let [pulls, predicated] = [0, 0];
  for (let step = first; !step.done; step = cases.next()) {
    surprises.push(...(await theatre.play(step.value)));
    pulls += 1;
    if (step.value.predicates.length > 0) predicated += 1;
    if (performance.now() - said > progressEvery) {
      said = performance.now();
      process.stderr.write(`${pulls} pull requests, ${surprises.length} surprises\n`);
    }
  }
  const seconds = (performance.now() - startedAt) / 1000;
  return {
    ...{ corpus: basename(resolve(folder)), pulls, surprises, predicated },
    requestsPerPull: Math.round((theatre.requests / Math.max(1, pulls)) * 10) / 10,
    pullsPerSecond: Math.round((pulls / seconds) * 10) / 10,
  };
}

/** One world in which the pull requests are played one after another, each in a repository of its own. */
class Theatre {
  readonly #world: World;
  readonly #stage: Stage;
  #played = 0;
  /** What all passes wrote so far. */
  readonly #actions: string[];

  private constructor(world: World, stage: Stage, actions: string[]) {
    this.#world = world;
    this.#stage = stage;
    this.#actions = actions;
  }

  static async on(world: World): Promise<Theatre> {
    const actions: string[] = [];
    const stage = await stageOn({
      world,
      deliverer: world.deliverer(),
      passed: ({ actions: done }) => actions.push(...done.map(({ kind }) => kind)),
    });
    return new Theatre(world, stage, actions);
  }

  get requests(): number {
    return this.#stage.parts.github.requests;
  }

  async play(one: ReplayCase): Promise<Surprise[]> {
    const surprises: Surprise[] = [];
    const check = (step: string, expected: unknown, got: unknown) => {
      if (expected !== got) surprises.push({ n: one.pull.number, step, expected: String(expected), got: String(got) });
    };
    const pull = await this.#open(one);
    for (const { kind, by, approved } of one.trials) {
      await this.#say(pull, by, "/approve");
      check(`approved: ${kind}`, approved, pull.labels().includes("approved"));
      await this.#say(pull, by, "/approve cancel");
    }
    if (one.reviewer !== undefined) await this.#review(pull, one.reviewer, check);
    const { statuses, votes, others } = commentsOf(pull, this.#world.app.bot.restLogin);
    check("status comments", 1, statuses);
    check("vote comments", one.reviewer === undefined ? 0 : 1, votes);
    check("other comments", "", others.join("; "));
    check("plan after settling", "", (await this.#planOf(pull)).join("; "));
    return surprises;
  }

  async #open({ pull, files, changes, people }: ReplayCase): Promise<Pull> {
    this.#played += 1;
    const org = this.#world.organization(organisation);
    const author = this.#world.user(pull.author);
    this.#hire([...people, pull.author]);
    const repository = org.repository({ name: `pull-${this.#played}`, files });
    await this.#settle();
    const opened = author.opens(repository, { title: pull.title ?? "A change", changes });
    await this.#settle();
    return opened;
  }

  /** Makes members before the play begins: nobody is told, or every one of them would wake every repository. */
  #hire(people: readonly string[]): void {
    this.#world.outbox.isOpen = false;
    for (const login of people) this.#world.organization(organisation).adds(this.#world.user(login));
    this.#world.outbox.isOpen = true;
  }

  async #say(pull: Pull, people: readonly string[], text: string): Promise<void> {
    this.#hire(people);
    for (const login of people) this.#world.user(login).says(pull, text);
    await this.#settle();
  }

  async #review(pull: Pull, reviewer: string, check: (step: string, expected: unknown, got: unknown) => void): Promise<void> {
    const author = this.#world.user(pull.author.restLogin);
    await this.#say(pull, [reviewer], "/lgtm");
    check("lgtm after /lgtm", true, pull.labels().includes("lgtm"));
    author.squashes(pull);
    await this.#settle();
    check("lgtm after a squash", true, pull.labels().includes("lgtm"));
    author.pushes(pull, { "one more path": "changed after the review\n" });
    await this.#settle();
    check("lgtm after a push", false, pull.labels().includes("lgtm"));
  }

  async #settle(): Promise<void> {
    await this.#stage.settle();
    this.#world.clock.advance(pause);
  }

  /** What one more pass would still write. */
  async #planOf({ repository, number }: Pull): Promise<readonly string[]> {
    const before = this.#actions.length;
    const installation = this.#world.app.installations[0]?.id ?? 0;
    const name = { id: repository.id, owner: organisation, name: repository.name };
    const wake = { kind: "thread", installation, repository: name, number, thoroughly: true } as const;
    await this.#stage.ledger.work.wake({ wakes: [wake] }, this.#stage.parts.worker.now());
    await this.#stage.settle(0);
    return this.#actions.slice(before);
  }
}

/** A comment is asked for if it is the status comment or the record of a vote; there is nothing else to answer. */
function commentsOf(pull: Pull, bot: string): { readonly statuses: number; readonly votes: number; readonly others: readonly string[] } {
  const ours = pull.comments().filter(({ author }) => author === bot);
  const isStatus = (body: string) => body.includes(statusMark);
  const isVote = (body: string) => body.startsWith("LGTM label has been added.");
  return {
    statuses: ours.filter(({ body }) => isStatus(body)).length,
    votes: ours.filter(({ body }) => isVote(body)).length,
    others: ours.filter(({ body }) => !isStatus(body) && !isVote(body)).map(({ body }) => body.slice(0, 80)),
  };
}

function textOf(report: Report): string {
  const lines = report.surprises.map(({ n, step, expected, got }) => `#${n} ${step}: expected ${expected}, got ${got}`);
  const counts = `${report.pulls} pull requests of ${report.corpus}: ${report.surprises.length} surprises, ${report.predicated} under a deliberate difference`;
  const costs = `${report.requestsPerPull} requests a pull request, ${report.pullsPerSecond} pull requests a second`;
  return `${[...lines, counts, costs].join("\n")}\n`;
}
