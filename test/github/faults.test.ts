/** GitHub on a bad day: every look and read ends in something whole, something unread with a reason, or an error that the work set knows. */
import { expect, test } from "vitest";
import { RetryLater } from "../../src/core/errors.ts";
import { GitHubFailure } from "../../src/github/errors.ts";
import { usualFaults } from "../../src/sim/index.ts";
import { knownValue, sourcesOf, stage } from "./stage.ts";

const sources = ["files", "owners", "people", "revisions", "authorTeams", "ownersLabels"] as const;

test("what is read on a bad day is what is there on a good one, or nothing", async () => {
  const made = stage({ files: { OWNERS: "approvers: [alice]\n", "pkg/OWNERS": "approvers: [bob]\n" }, changes: { "pkg/b.go": "b\n" } });
  made.world.clock.advance(60);
  made.alice.says(made.pull, "/lgtm");
  made.world.clock.advance(60);
  const good = await sourcesOf(made, sources);
  made.world.faults.set({ ...usualFaults, gatewayBefore: 0.1, gatewayAfter: 0.1, reset: 0.1, partial: 0.1 });
  const seen = new Set<string>();
  for (let round = 0; round < 200; round += 1) {
    // Past every lifetime, so that nothing comes from the cache but what can never change.
    made.world.clock.advance(3000);
    try {
      const bad = await sourcesOf(made, sources);
      for (const source of sources) {
        seen.add(bad[source].kind);
        if (bad[source].kind === "known") expect(knownValue(bad, source)).toEqual(knownValue(good, source));
      }
    } catch (error) {
      if (!(error instanceof RetryLater || error instanceof GitHubFailure)) throw error;
      seen.add(error.name);
    }
  }
  expect(made.world.journal.unimitated).toEqual([]);
  expect([...seen].toSorted()).toEqual(expect.arrayContaining(["RetryLater", "known"]));
});
