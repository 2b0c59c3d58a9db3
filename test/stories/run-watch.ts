/** What holds of runs at every moment, whatever goes wrong: looked at after each request that the bot makes. */
import { Pull, type World } from "../../src/sim/index.ts";
import { type JobRun, type Machines, nameOf } from "./machines.ts";

const trusting = /^\/(?:ok-to-test|test|retest)\b/m;

export class RunWatch {
  /** Keys of which two runs were alive at a time. */
  readonly twins = new Set<string>();
  /** Runs for somebody whom nobody trusted had vouched for, as they started. */
  readonly forStrangers: string[] = [];
  readonly #seen = new Set<string>();
  readonly #world: World;

  constructor(world: World) {
    this.#world = world;
  }

  look({ runs }: Machines): void {
    const live = new Set<string>();
    for (const { key, isLive } of runs) {
      if (isLive && live.has(key)) this.twins.add(key);
      if (isLive) live.add(key);
    }
    for (const run of runs.filter(({ key }) => !this.#seen.has(key))) {
      this.#seen.add(run.key);
      if (!this.#isTrusted(run)) this.forStrangers.push(`${run.job} on ${run.pull}`);
    }
  }

  pullOf(run: JobRun): Pull | undefined {
    const pulls = [...this.#world.threads.values()].filter((thread) => thread instanceof Pull);
    return pulls.find((pull) => nameOf(pull) === run.pull);
  }

  #isTrusted(run: JobRun): boolean {
    const pull = this.pullOf(run);
    if (pull === undefined) return false;
    const { owner, collaborators } = pull.repository;
    const members = this.#world.organizationOf(owner)?.members ?? new Map();
    const trusted = new Set([...members.keys(), ...collaborators.keys()].map(({ restLogin }) => restLogin));
    const said = pull.comments().filter(({ author, body }) => trusted.has(author) && trusting.test(body));
    return trusted.has(pull.author.restLogin) || said.length > 0;
  }
}
