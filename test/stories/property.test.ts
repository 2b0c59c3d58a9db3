/** People at random, with everything going wrong: after settling there is nothing left to do, and no label grants what nobody granted. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { lossyDeliveries, type Pull, usualFaults } from "../../src/sim/index.ts";
import { opened } from "./cast.ts";
import { Play } from "./play.ts";
import { act, type Everybody, type Step, step } from "./random-people.ts";
import { expectRest } from "./rest.ts";
import type { Trouble } from "./troubles.ts";
import { Truth } from "./truth.ts";

const troubleOf = (seed: number): Trouble => ({
  ...{ name: "at random", seed, faults: usualFaults, deliveries: lossyDeliveries, patience: 20 },
  ...{ sweepsEachStep: false, ledger: "kept", promises: "safe" },
});

async function playOut(seed: number, steps: readonly Step[], losesLedgerAt: number | undefined): Promise<void> {
  const play = new Play(troubleOf(seed), 0);
  try {
    const { pull, ...everybody } = await opened(play);
    const truth = new Truth(pull);
    const heads = [pull.head];
    for (const [at, { deed, isHeard, pause, patience }] of steps.entries()) {
      if (at === losesLedgerAt) await play.losesLedger();
      const does = () => act(deed, pull, truth, everybody, heads);
      if (isHeard) does();
      else await play.unheard(does);
      await play.settle(patience);
      play.world.clock.advance(pause);
    }
    await play.settle();
    await play.rests();
    expectGranted(pull, truth, everybody);
    await expectRest(play);
  } finally {
    await play.end();
  }
}

function expectGranted(pull: Pull, truth: Truth, { root, rita, ralf, anna, emil, otto }: Everybody): void {
  const members = [root, rita, ralf, anna, emil];
  if (pull.labels().includes("lgtm")) expect(truth.hasVote(members, [...members, otto]), "somebody voted for what is there now").toBe(true);
  if (!pull.labels().includes("approved")) return;
  for (const path of truth.changedPaths()) {
    const owners = path.startsWith("pkg/kubelet/") ? [root, anna] : path.startsWith("test/e2e/") ? [root, emil] : [root];
    expect(truth.hasApproval(owners), `an owner of ${path} approved`).toBe(true);
  }
}

test("labels grant nothing that nobody granted, and the plan is empty once the bot has come to rest", { timeout: 60_000 }, async () => {
  const seed = fc.nat(1_000_000);
  const loss = fc.option(fc.nat(9), { nil: undefined, freq: 4 });
  await fc.assert(fc.asyncProperty(seed, fc.array(step, { minLength: 1, maxLength: 10 }), loss, playOut), {
    ...{ seed: Number(process.env.STORY_SEED ?? 1), numRuns: Number(process.env.STORY_RUNS ?? 60) },
    ...(process.env.STORY_RUNS === undefined ? { interruptAfterTimeLimit: 15_000 } : {}),
  });
});
