/** The stage of the demo: a simulated GitHub without faults, and the bot at work on it. */
import type { Reason } from "../core/reasons.ts";
import type { World } from "../sim/index.ts";
import type { Simulator } from "./simulator.ts";
import { type Stage, stageOn } from "./stage.ts";

/** The simulated GitHub with the bot at work on it. */
export interface Demo {
  readonly world: World;
  readonly stage: Stage;
  /** The reasons of the newest verdict. */
  readonly reasons: () => readonly Reason[];
  /** What the bot complained about so far: nothing, on a GitHub without faults. */
  readonly complaints: readonly string[];
}

export async function staged({ World, noFaults }: Simulator): Promise<Demo> {
  const world = new World({ faults: noFaults });
  const complaints: string[] = [];
  const complain = (fields: object, message: string) => {
    complaints.push("err" in fields && fields.err instanceof Error ? `${message}: ${fields.err.message}` : message);
  };
  let reasons: readonly Reason[] = [];
  const stage = await stageOn({
    world,
    deliverer: world.deliverer(),
    log: { info: () => {}, warn: complain, error: complain },
    passed: ({ verdict }) => {
      reasons = verdict.reasons;
    },
  });
  return { world, stage, reasons: () => reasons, complaints };
}
