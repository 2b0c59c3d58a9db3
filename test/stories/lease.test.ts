/** A story about two processes: one whose lease ran out while GitHub was slow writes nothing more. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { stageOn } from "../../src/cli/stage.ts";
import { noFaults, World } from "../../src/sim/index.ts";
import { change, files } from "./cast.ts";

/** Longer than any lease. */
const slow = 400;

test("a process whose lease ran out in the middle of a pass does not write what it had planned", async () => {
  const folder = mkdtempSync(join(tmpdir(), "bowsprit-lease-"));
  const world = new World({ faults: noFaults });
  const org = world.organization("kubernetes");
  const [otto, rita] = [world.user("otto"), world.user("rita")];
  org.adds(rita);
  const repo = org.repository({ name: "kubernetes", files });
  world.installs(org);
  const deliverer = world.deliverer();
  let onWrite: (() => Promise<void>) | undefined;
  const fetch: typeof globalThis.fetch = async (input, init) => {
    const meanwhile = onWrite;
    if (meanwhile !== undefined && ["POST", "PATCH"].includes(init?.method ?? "") && !String(input).endsWith("/graphql")) {
      onWrite = undefined;
      await meanwhile();
    }
    return world.fetch(input, init);
  };
  const shared = { world, deliverer, ledgerFile: join(folder, "ledger") };
  const first = await stageOn({ ...shared, fetch });
  const second = await stageOn(shared);
  try {
    const pull = otto.opens(repo, { changes: change, fork: true });
    await first.settle();
    world.clock.advance(60);
    rita.says(pull, "/lgtm");
    onWrite = async () => {
      world.clock.advance(slow);
      otto.pushes(pull, { "pkg/kubelet/more.go": "package kubelet\n" });
      await second.settle();
    };
    await first.settle();
    expect(onWrite).toBeUndefined();
    expect(pull.state.timeline.filter((item) => item.kind === "LabeledEvent")).toEqual([]);
  } finally {
    await first.close();
    await second.close();
    rmSync(folder, { recursive: true, force: true });
  }
});
