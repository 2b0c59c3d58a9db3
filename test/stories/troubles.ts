/** What may go wrong while a story is played: with requests, with deliveries, with the bot's process, with its ledger. */
import {
  type DeliveryPlan,
  type FaultPlan,
  lossyDeliveries,
  noFaults,
  promptDeliveries,
  roughDeliveries,
  usualFaults,
} from "../../src/sim/index.ts";

export interface Trouble {
  readonly name: string;
  readonly seed: number;
  readonly faults: FaultPlan;
  readonly deliveries: DeliveryPlan;
  /** Seconds for which people wait for the bot after each step; the rest of its work comes while they go on. */
  readonly patience: number;
  /** Whether somebody looks at every thread, told or not, after each step. At the end somebody always does. */
  readonly sweepsEachStep: boolean;
  /** Whether the process ends at writes to GitHub, each with this chance. */
  readonly dies?: { readonly chance: number; readonly when: "before the write" | "after the write" };
  /** What becomes of the ledger between two steps, drawn from the seed: a copy that is put back is some steps old. */
  readonly ledger: "kept" | "deleted" | "put back";
  /** `same`: all labels as if nothing had gone wrong. `safe`: none that grants beyond that, none that restricts missing. */
  readonly promises: "same" | "safe";
}

const usual = {
  seed: 1,
  faults: usualFaults,
  deliveries: promptDeliveries,
  patience: 1800,
  sweepsEachStep: false,
  ledger: "kept",
  promises: "same",
} as const satisfies Partial<Trouble>;

/** Against this every other telling is compared. */
export const calm: Trouble = { ...usual, name: "when nothing goes wrong", faults: noFaults };

/** A process that is back at once may not see what it wrote before it ended. */
const forgetful: FaultPlan = { ...usualFaults, stale: 0.9 };

/** People do not wait for what comes so late. */
const impatient = 20;

export const troublesOf = (seed: number): readonly Trouble[] => [
  { ...usual, seed, name: "with deliveries doubled, shuffled and late", deliveries: roughDeliveries },
  { ...usual, seed: seed + 1, name: "with deliveries that overtake later steps", deliveries: roughDeliveries, patience: impatient },
  { ...usual, seed: seed + 2, name: "with the process killed before writes", dies: { chance: 0.35, when: "before the write" } },
  {
    ...usual,
    seed: seed + 3,
    name: "with the process killed after writes",
    faults: forgetful,
    dies: { chance: 0.35, when: "after the write" },
  },
  { ...usual, seed: seed + 4, name: "with some deliveries lost", deliveries: lossyDeliveries, promises: "safe" },
  {
    ...{ ...usual, seed: seed + 5, name: "with all deliveries lost and a sweep after each step" },
    ...{ deliveries: { ...lossyDeliveries, lost: 1 }, sweepsEachStep: true, promises: "safe" },
  },
  {
    ...{ ...usual, seed: seed + 7, name: "with the process killed after writes that nothing shows and nobody tells of" },
    ...{ faults: forgetful, deliveries: { ...lossyDeliveries, lost: 1 }, sweepsEachStep: true, promises: "safe" },
    dies: { chance: 0.5, when: "after the write" },
  },
  { ...usual, seed: seed + 6, name: "with the ledger deleted once", ledger: "deleted", sweepsEachStep: true, promises: "safe" },
];

/** For stories about what must not happen twice. */
export const outdatedLedger = (seed: number): Trouble => ({
  ...{ ...usual, seed: seed + 8, name: "with an old copy of the ledger put back once" },
  ...{ ledger: "put back", sweepsEachStep: true, promises: "safe" },
});
