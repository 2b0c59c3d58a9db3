/** The contract of the ledger, kept by SQLite in memory and in a file. */
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { Offers } from "../../src/gate.ts";
import type { Ledger } from "../../src/ledger/ledger.ts";
import { openLedger } from "../../src/ledger/sqlite/open.ts";
import type { Ledger as LedgerOfPass } from "../../src/pass/ports.ts";
import type { Runs } from "../../src/runners/tending.ts";
import type { WorkSet } from "../../src/work.ts";
import { ownFolder } from "../folder.ts";
import { cacheContract } from "./contract/cache.ts";
import { offersContract } from "./contract/offers.ts";
import { peopleContract } from "./contract/people.ts";
import { runsContract } from "./contract/runs.ts";
import { threadsContract } from "./contract/threads.ts";
import { workContract } from "./contract/work.ts";
import { at } from "./samples.ts";

const born = at(-100);

const inMemory = (run: (ledger: Ledger) => Promise<void>) => async () => {
  const ledger = await openLedger(":memory:", born);
  await run(ledger);
  await ledger.close();
};

const inFile = (run: (ledger: Ledger) => Promise<void>) => async () => {
  const ledger = await openLedger(join(ownFolder(), "bowsprit.db"), born);
  try {
    await run(ledger);
  } finally {
    await ledger.close();
  }
};

for (const [place, given] of [
  ["in memory", inMemory],
  ["in a file", inFile],
] as const) {
  describe(`a ledger ${place}: work`, () => workContract(given));
  describe(`a ledger ${place}: threads`, () => threadsContract(given));
  describe(`a ledger ${place}: runs`, () => runsContract(given));
  describe(`a ledger ${place}: people`, () => peopleContract(given));
  describe(`a ledger ${place}: offers`, () => offersContract(given));
  describe(`a ledger ${place}: cache`, () => cacheContract(given));
}

test(
  "a ledger is all that a pass, a worker and the runners ask for",
  inMemory(async (ledger) => {
    const forPass: LedgerOfPass = ledger.threads;
    const forWorker: WorkSet = ledger.work;
    const forGate: Offers = ledger.offers;
    const forRunners: Runs = ledger.runs;
    expect([forPass.meet, forWorker.claim, forGate.start]).toEqual([ledger.threads.meet, ledger.work.claim, ledger.offers.start]);
    expect(forRunners.begin).toBe(ledger.runs.begin);
  }),
);
