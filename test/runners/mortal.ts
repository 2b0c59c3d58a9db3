/** Processes that end in the middle of tending a run. */
import type { Runner } from "../../src/runners/runner.ts";
import type { Runs } from "../../src/runners/tending.ts";
import { type Parts, passesFor, type Stage } from "./stage.ts";

class Death extends Error {}

/** Runner and ledger of a process that dies before or after its n-th step, counted from 0. */
export function mortal({ ledger }: Stage, runner: Runner, n: number, when: "before" | "after"): Parts & { readonly died: () => boolean } {
  let steps = 0;
  let isDead = false;
  const step = async <T>(work: () => Promise<T>): Promise<T> => {
    if (isDead) throw new Death();
    const isLast = steps === n;
    steps += 1;
    if (isLast) isDead = true;
    if (isLast && when === "before") throw new Death();
    const done = await work();
    if (isLast) throw new Death();
    return done;
  };
  const dying: Runner = {
    ...runner,
    start: (errand) => step(() => runner.start(errand)),
    find: (errand, asked) => step(() => runner.find(errand, asked)),
    look: (errand, id) => step(() => runner.look(errand, id)),
    cancel: (errand, id) => step(() => runner.cancel(errand, id)),
  };
  const runs: Runs = {
    knowsAllSince: ledger.runs.knowsAllSince,
    begin: (...asked) => step(() => ledger.runs.begin(...asked)),
    note: (run, note, now) => step(() => ledger.runs.note(run, note, now)),
  };
  return { runner: dying, runs, died: () => isDead };
}

/** A life in which the process dies once; the next process goes on a little later. */
export async function lifeWithDeath(
  given: Stage,
  n: number,
  when: "before" | "after",
  seconds: number,
  runner: Runner = given.runner,
): Promise<boolean> {
  const parts = mortal(given, runner, n, when);
  await passesFor(given, seconds, parts).catch((error: unknown) => {
    if (!(error instanceof Death)) throw error;
  });
  given.world.clock.advance(10);
  return parts.died();
}
