/** What a server reports of its runs, on its way to the bot: lost, doubled, shuffled and late like deliveries of GitHub. */
import { type DeliveryPlan, Random, type World } from "../../src/sim/index.ts";
import type { OwnServer } from "../runners/own-server.ts";

type Receiver = (request: Request) => Promise<Response>;

export class Reports {
  readonly #server: OwnServer;
  readonly #world: World;
  readonly #plan: DeliveryPlan;
  readonly #random: Random;
  #scheduled: { readonly report: Request; readonly due: number }[] = [];
  /** Answers that are no answer to a report. */
  readonly strange: number[] = [];

  constructor(server: OwnServer, world: World, plan: DeliveryPlan, seed: number) {
    this.#server = server;
    this.#world = world;
    this.#plan = plan;
    this.#random = new Random(seed);
  }

  get waiting(): number {
    return this.#scheduled.length + this.#server.reports.length;
  }

  /** Posts all that is due. A run that is not known, or that has ended, is no fault of the report. */
  async deliver(to: Receiver): Promise<number> {
    this.#schedule();
    const now = this.#world.clock.now();
    const due = this.#scheduled.filter((entry) => entry.due <= now);
    this.#scheduled = this.#scheduled.filter((entry) => entry.due > now);
    for (const { report } of this.#plan.shuffled ? this.#random.shuffled(due) : due) {
      const { status } = await to(report.clone());
      if (![200, 202, 404].includes(status)) this.strange.push(status);
    }
    return due.length;
  }

  #schedule(): void {
    for (const report of this.#server.reports.splice(0)) {
      if (this.#random.happens(this.#plan.lost)) continue;
      const times = this.#random.happens(this.#plan.doubled) ? 2 : 1;
      for (let time = 0; time < times; time += 1) this.#scheduled.push({ report, due: this.#dueTime() });
    }
  }

  #dueTime(): number {
    const now = this.#world.clock.now();
    return this.#random.happens(this.#plan.late) ? now + 1 + this.#random.below(this.#plan.longestDelay) : now;
  }
}
