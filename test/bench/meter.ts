/** Counts what reaches the simulated GitHub, and what it answers with. */
import type { World } from "../../src/sim/index.ts";

export interface Reading {
  readonly requests: number;
  /** Of answers, before compression. */
  readonly bytes: number;
  readonly writes: number;
  readonly routes: ReadonlyMap<string, number>;
}

export class Meter {
  readonly #world: World;
  #bytes = 0;

  constructor(world: World) {
    this.#world = world;
  }

  /** Stands between the bot and GitHub. */
  readonly fetch: typeof globalThis.fetch = async (input, init) => {
    const response = await this.#world.fetch(input, init);
    this.#bytes += (await response.clone().arrayBuffer()).byteLength;
    return response;
  };

  reading(): Reading {
    const { requests, writes, counts } = this.#world.journal;
    return { requests, writes, bytes: this.#bytes, routes: new Map(counts) };
  }

  since(before: Reading): Reading {
    const now = this.reading();
    const routes = [...now.routes].map(([route, count]) => [route, count - (before.routes.get(route) ?? 0)] as const);
    return {
      requests: now.requests - before.requests,
      writes: now.writes - before.writes,
      bytes: now.bytes - before.bytes,
      routes: new Map(routes.filter(([, count]) => count > 0)),
    };
  }
}
