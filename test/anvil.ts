/** The simulated GitHub of most tests that tell no story: acme's repository anvil, where alice is a member and bob is not. */
import { onTestFinished } from "vitest";
import { type Stage, type StageOptions, stageOn } from "../src/cli/stage.ts";
import { type InstallOptions, noFaults, World } from "../src/sim/index.ts";

/** Alice owns all of it and reviews it. */
export const ownedByAlice = "approvers:\n- alice\nreviewers:\n- alice\n";

/** The bot is installed, and nobody has done anything yet. */
export function anvil(files: Readonly<Record<string, string>> = { OWNERS: ownedByAlice }, installing: InstallOptions = {}) {
  const world = new World({ faults: noFaults });
  const org = world.organization("acme");
  const [alice, bob] = [world.user("alice"), world.user("bob")];
  org.adds(alice);
  const repo = org.repository({ name: "anvil", files: { "a.go": "package a\n", ...files } });
  return { world, org, alice, bob, repo, installation: world.installs(org, installing) };
}

/** The bot at work in a world, until the test is over. */
export async function atWork(options: StageOptions): Promise<Stage> {
  const stage = await stageOn(options);
  onTestFinished(() => stage.close());
  return stage;
}
