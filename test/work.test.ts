/** Work on the simulated GitHub: what a repository that is only observed shows in the log. */
import { expect, test } from "vitest";
import { anvil, atWork } from "./anvil.ts";
import { cutting } from "./stories/gateway.ts";
import { recordingLog } from "./web/deliveries.ts";

const options = ".github/bowsprit.yaml";

async function given(mode: "observe" | "on") {
  const files = { OWNERS: "approvers:\n- alice\n", [options]: `mode: ${mode}\n` };
  const { world, alice, bob, repo } = anvil(files);
  const { log, lines } = recordingLog();
  const stage = await atWork({ world, deliverer: world.deliverer(), log });
  const plans = () => lines.filter(({ message }) => message.startsWith("only observing")).map(({ fields }) => fields);
  const pull = bob.opens(repo, { changes: { "a.go": "package b\n" }, fork: true });
  await stage.settle();
  return { world, alice, repo, pull, stage, plans };
}

test("a plan that is only observed is one line, however often it is made, and a new one another", async () => {
  const { world, alice, pull, stage, plans } = await given("observe");
  for (let sweeps = 0; sweeps < 3; sweeps += 1) await stage.sweep();
  const before = plans().length;
  expect(plans().at(-1)).toMatchObject({
    thread: `${world.web}/acme/anvil/pull/1`,
    plan: expect.arrayContaining([expect.stringMatching(/^report on /)]),
  });
  await stage.sweep();
  expect(plans()).toHaveLength(before);
  alice.says(pull, "/hold");
  await stage.settle();
  await stage.sweep();
  expect(plans()).toHaveLength(before + 1);
  expect(plans().at(-1)).toMatchObject({ plan: expect.arrayContaining(["put the label do-not-merge/hold on"]) });
  expect([pull.labels(), pull.checks(), pull.comments().filter(({ author }) => author !== "alice")]).toEqual([[], [], []]);
});

test("a plan that is carried out is not logged as one", async () => {
  const { pull, plans } = await given("on");
  expect(pull.checks()).toHaveLength(1);
  expect(plans()).toEqual([]);
});

test("what can never be read is asked for less and less, and at once when somebody acts", async () => {
  const { world, alice, bob, repo } = anvil({ OWNERS: "approvers:\n- alice\n" });
  let passes = 0;
  const cut = cutting("files");
  const stage = await atWork({
    ...{ world, deliverer: world.deliverer() },
    fetch: (input, init) => cut(() => world.fetch(input, init), String(input), init),
    worked: ({ wake }) => {
      if (wake.kind === "thread") passes += 1;
    },
  });
  const pull = bob.opens(repo, { changes: { "a.go": "package b\n", "b.go": "package b\n" }, fork: true });
  await stage.settle(24 * 3600);
  expect(pull.checks().at(-1)?.output.summary).toContain("could not read files");
  expect(passes).toBeGreaterThan(24);
  expect(passes).toBeLessThan(48);
  const before = passes;
  alice.says(pull, "/hold");
  await stage.settle(5);
  expect([passes - before, pull.labels()]).toEqual([1, ["do-not-merge/hold"]]);
});
