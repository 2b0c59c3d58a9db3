/** What passes cost this process: how many a second, and how much of a processor each, without the simulated GitHub in the same process. */
import { join } from "node:path";
import { stageOn } from "../../src/cli/stage.ts";
import { noFaults, World } from "../../src/sim/index.ts";
import { workUntilIdle } from "../../src/work.ts";
import type { Figure } from "./figure.ts";
import { ownFolder } from "./folder.ts";

const issue = 5;
const pulls = 200;

/** Real time and processor time, in milliseconds, that something took, the simulated GitHub's part taken out. */
class Stopwatch {
  #github = 0;

  /** The simulated GitHub answers at once, so that all the time it takes is its own. */
  async aside<T>(answer: () => Promise<T>): Promise<T> {
    const start = performance.now();
    try {
      return await answer();
    } finally {
      this.#github += performance.now() - start;
    }
  }

  async time(work: () => Promise<unknown>): Promise<{ readonly real: number; readonly processor: number }> {
    const [real, processor, github] = [performance.now(), process.cpuUsage(), this.#github];
    await work();
    const used = process.cpuUsage(processor);
    const aside = this.#github - github;
    return { real: performance.now() - real - aside, processor: (used.user + used.system) / 1000 - aside };
  }
}

export async function* passFigures(): AsyncGenerator<Figure> {
  const watch = new Stopwatch();
  const world = new World({ faults: noFaults });
  const org = world.organization("acme");
  const [author, reviewer] = [world.user("author"), world.user("reviewer")];
  org.adds(reviewer);
  const files = { OWNERS: "approvers:\n- reviewer\n", "pkg/OWNERS": "approvers:\n- reviewer\n", "pkg/a.go": "package p\n" };
  const repository = org.repository({ name: "anvil", files });
  world.installs(org);
  const stage = await stageOn({
    ...{ world, deliverer: world.deliverer(), ledgerFile: join(ownFolder(), "ledger") },
    fetch: (input, init) => watch.aside(() => world.fetch(input, init)),
  });
  const all = Array.from({ length: pulls }, (_, n) =>
    author.opens(repository, { changes: { [`pkg/${n}.go`]: "package p\n" }, fork: true }),
  );
  await stage.settle();
  const { worker } = stage.parts;
  for (const pull of all) reviewer.says(pull, "/hold");
  await world.deliverer().deliver(stage.parts.receive);
  yield* figures("passes.word", await watch.time(() => workUntilIdle(worker)));
  world.clock.advance(60);
  const { id, name } = repository;
  const named = { installation: world.app.installations[0]?.id ?? 0, repository: { id, name, owner: "acme" } };
  const wakes = all.map(({ number }) => ({ kind: "thread", ...named, number, thoroughly: false }) as const);
  await stage.ledger.work.wake({ wakes }, worker.now());
  yield* figures("passes.quiet", await watch.time(() => workUntilIdle(worker)));
  await stage.close();
}

/** `word`: a pass that hears a word and writes what follows. `quiet`: one on a thread on which nothing happened. */
function* figures(name: string, { real, processor }: { readonly real: number; readonly processor: number }): Generator<Figure> {
  yield { issue, name: `${name}.rate`, value: Math.round(pulls / (real / 1000)), unit: "passes/s" };
  yield { issue, name: `${name}.cpu`, value: Math.round((processor / pulls) * 10) / 10, unit: "ms/pass" };
}
