/** What `bowsprit demo --keep` does after the story: serves the simulated GitHub over HTTP, lets time pass, and lets people speak. */
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import type { Pull, Served, World } from "../sim/index.ts";
import { deedsBetween, snapshotOf } from "./demo-changes.ts";
import type { Demo } from "./demo-stage.ts";
import { BadInput } from "./outcome.ts";
import type { Simulator } from "./simulator.ts";

/** Throws BadInput where the port cannot be had; 0 is any that is free. */
export async function servedOn(sim: Simulator, world: World, port: number): Promise<Served> {
  try {
    return await sim.serve(world, port);
  } catch (error) {
    throw new BadInput(`cannot serve on port ${port}: ${error instanceof Error ? error.message : error}`);
  }
}

/** Ends on SIGINT or SIGTERM. */
export async function keepServing(sim: Simulator, demo: Demo, { url, close }: Served, write: (text: string) => void): Promise<void> {
  const pull = [...demo.world.threads.values()].find((thread) => thread instanceof sim.Pull);
  if (pull === undefined) throw new Error("the story opened no pull request");
  const stopping = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => stopping.abort());
  const typed = createInterface({ input: process.stdin });
  typed.on("line", (line) => write(spoken(demo.world, pull, line)));
  write(`Serving ${url}/${pull.repository.fullName}/pull/${pull.number} with the bot at work, until Ctrl-C.`);
  write("To speak as anybody, type a name and what they comment, such as: jonas /hold");
  try {
    await keepTime(demo, pull, stopping.signal, write);
  } finally {
    typed.close();
    await close();
  }
}

/** Has somebody comment, and says what came of it: GitHub refuses some. */
function spoken(world: World, pull: Pull, line: string): string {
  const [, login, text] = /^(\S+)\s+(\S.*)$/.exec(line.trim()) ?? [];
  if (login === undefined || text === undefined) return "A name, a blank, and what they comment.";
  try {
    world.user(login).says(pull, text);
    return `${login} has commented.`;
  } catch (error) {
    return `GitHub refused: ${error instanceof Error ? error.message : error}`;
  }
}

/** A second of the simulated clock for each of this machine's. */
async function keepTime({ world, stage }: Demo, pull: Pull, signal: AbortSignal, write: (text: string) => void): Promise<void> {
  let before = snapshotOf(pull, world.app.bot.restLogin);
  while (await secondPassed(signal)) {
    world.clock.advance(1);
    await stage.settle(0);
    const after = snapshotOf(pull, world.app.bot.restLogin);
    for (const deed of deedsBetween(before, after)) write(`bot: ${deed}`);
    before = after;
  }
}

const secondPassed = (signal: AbortSignal): Promise<boolean> =>
  sleep(1000, true, { signal }).catch((error: unknown) => {
    if (signal.aborted) return false;
    throw error;
  });
