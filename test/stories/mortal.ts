/** A process that can end in the middle of a request: after that moment nothing of it happens any more. */
import { Random } from "../../src/sim/index.ts";
import type { Trouble } from "./troubles.ts";

type Fetch = typeof globalThis.fetch;

/** A request that never ends is what a dead process leaves of it: no answer, no error, nothing noted. */
const never = new Promise<never>(() => {});

/** A write of which the process dies each time it is tried would never be done: one that dies so often is not started again. */
const mostDeaths = 6;

export class Mortal {
  readonly #plan: Trouble["dies"];
  readonly #fetch: Fetch;
  readonly #random: Random;
  #writes = 0;
  #death = Promise.withResolvers<"dead">();
  #isDead = false;
  deaths = 0;

  constructor(fetch: Fetch, plan: Trouble["dies"], seed: number) {
    this.#fetch = fetch;
    this.#plan = plan;
    this.#random = new Random(seed);
  }

  readonly fetch: Fetch = async (input, init) => {
    if (this.#isDead) return never;
    const isSpared = this.#plan === undefined || this.deaths >= mostDeaths || !isWrite(String(input), init);
    // The first one in any case: a story in which nobody dies would prove nothing.
    if (!isSpared) this.#writes += 1;
    const isDue = this.#random.happens(this.#plan?.chance ?? 0) || this.#writes === 1;
    if (isSpared || !isDue) return this.#fetch(input, init);
    if (this.#plan?.when === "after the write") await this.#fetch(input, init).catch(() => undefined);
    this.#isDead = true;
    this.deaths += 1;
    this.#death.resolve("dead");
    return never;
  };

  /** Does something until it is done, or until the process ends in the middle of it. */
  async lives(during: () => Promise<void>): Promise<boolean> {
    return (await Promise.race([during(), this.#death.promise])) !== "dead";
  }

  rises(): void {
    this.#isDead = false;
    this.#death = Promise.withResolvers();
  }
}

function isWrite(url: string, init: RequestInit | undefined): boolean {
  const { method = "GET", body } = init ?? {};
  if (method === "GET" || url.endsWith("/access_tokens")) return false;
  // A server of the operator's own is asked about its runs by POST as well.
  if (String(body).startsWith('{"action":"state"')) return false;
  return !url.endsWith("/graphql") || /"query":"\s*mutation/.test(String(body).replaceAll("\\n", " "));
}
