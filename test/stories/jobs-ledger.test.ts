/** A ledger that is lost, or put back from an old copy, while a run goes on: the run is found, and no second one is started. */
import { afterEach, describe, expect, test } from "vitest";
import { runnerNames } from "../../src/core/jobs/presubmit.ts";
import { setStatus } from "../../src/sim/index.ts";
import { change } from "./cast.ts";
import { jobFile, jobFiles, jobsInstalled, jobsOpened, runsOf, statusOf } from "./jobs-cast.ts";
import { Play } from "./play.ts";
import { expectRest } from "./rest.ts";
import { calm } from "./troubles.ts";

/** How a job comes to run: everything before, and what starts the run that goes on. */
interface Way {
  readonly job: string;
  /** Runs of the job before that one. */
  readonly before: number;
}

const ways = {
  "by itself": { job: "pull-unit", before: 0 },
  "by itself, and reports nothing": { job: "pull-unit", before: 0 },
  "by `/test`": { job: "pull-slow", before: 0 },
  "by `/retest`": { job: "pull-unit", before: 1 },
} as const satisfies Record<string, Way>;

const wayNames = Object.keys(ways) as readonly (keyof typeof ways)[];
const losses = ["deleted", "put back from an old copy"] as const;

let play = new Play(calm, 0);
afterEach(() => play.end());

/** A run goes on of which the ledger knows nothing any more; the people who are there. */
async function forgottenRun(runner: (typeof runnerNames)[number], loss: (typeof losses)[number], way: keyof typeof ways) {
  play = new Play({ ...calm, name: "with a ledger that is lost", ledger: "kept" }, 0);
  play.runsOn(runner);
  const { job } = ways[way];
  const files = way.endsWith("nothing")
    ? { ...jobFiles, ".prow.yaml": jobFile.replace("- name: pull-unit", "- name: pull-unit\n  skip_report: true") }
    : jobFiles;
  const ends = { [job]: way === "by `/retest`" ? ("failure" as const) : ("never" as const) };
  const people = await jobsInstalled(play, files, ends);
  let copied = await play.copiesLedger();
  const pull = people.rita.opens(people.repo, { changes: change, fork: true });
  await play.step(() => {});
  if (job === "pull-slow" || ways[way].before > 0) copied = await play.copiesLedger();
  ends[job] = "never";
  if (way === "by `/test`") await play.step(() => people.ralf.says(pull, "/test pull-slow"));
  if (way === "by `/retest`") await play.step(() => people.ralf.says(pull, "/retest"));
  expect(runsOf(play, job).map(({ isLive }) => isLive)).toEqual([...Array(ways[way].before).fill(false), true]);
  await (loss === "deleted" ? play.losesLedger() : copied());
  return { ...people, pull, job, ends };
}

const all = (job: string) => runsOf(play, job).map(({ end }) => end);

async function expectSound(): Promise<void> {
  await expectRest(play);
  expect([[...play.watch.twins], play.forgotten, play.liveRuns(), play.complaints]).toEqual([[], [], [], []]);
}

describe.each(runnerNames)("on %s", (runner) => {
  describe.each(losses)("with the ledger %s", (loss) => {
    test.each(wayNames)("a run goes on and its end is reported, started %s", async (way) => {
      const { pull, job } = await forgottenRun(runner, loss, way);
      await play.rests();
      for (const run of runsOf(play, job)) if (run.isLive) play.machines.ends(run, "success");
      await play.rests();
      expect(all(job)).toEqual([...Array(ways[way].before).fill("failure"), "success"]);
      if (!way.endsWith("nothing")) expect(statusOf(pull, job)).toBe("success");
      await expectSound();
    });

    test.each(wayNames)("a run that has ended meanwhile is not repeated, started %s", async (way) => {
      const { pull, job } = await forgottenRun(runner, loss, way);
      for (const run of runsOf(play, job)) if (run.isLive) play.machines.ends(run, "success");
      await play.rests();
      expect(all(job)).toEqual([...Array(ways[way].before).fill("failure"), "success"]);
      if (!way.endsWith("nothing")) expect(statusOf(pull, job)).toBe("success");
      await expectSound();
    });

    test.each(["by itself", "by `/test`", "by `/retest`"] as const)("a run can be cancelled, started %s", async (way) => {
      const { ralf, pull, job } = await forgottenRun(runner, loss, way);
      await play.settle(0);
      play.world.clock.advance(60);
      await play.step(() => ralf.says(pull, `/cancel ${job}`));
      await play.rests();
      expect([all(job).at(-1), all(job).length, statusOf(pull, job)]).toEqual(["cancelled", ways[way].before + 1, "failure"]);
      await expectSound();
    });

    test.each(["by itself", "by `/test`", "by `/retest`"] as const)("a run gives way to a later `/test`, started %s", async (way) => {
      const { ralf, pull, job, ends } = await forgottenRun(runner, loss, way);
      await play.rests();
      const earlier = all(job).length;
      delete ends[job];
      ends[`${job} ${pull.head}`] = "never";
      await play.step(() => ralf.says(pull, `/test ${job}`));
      expect(all(job).slice(earlier - 1)).toEqual(["cancelled", null]);
      for (const run of runsOf(play, job)) if (run.isLive) play.machines.ends(run, "success");
      await play.rests();
      expect([all(job).length, statusOf(pull, job)]).toEqual([earlier + 1, "success"]);
      await expectSound();
    });
  });
});

test.each(runnerNames)(
  "of two requests that an old copy does not know the earlier run gives way to the later one, on %s",
  async (runner) => {
    const { ralf, pull, job } = await forgottenRun(runner, "put back from an old copy", "by `/test`");
    await play.step(() => ralf.says(pull, `/test ${job}`));
    expect(all(job)).toEqual(["cancelled", null]);
    for (const run of runsOf(play, job)) if (run.isLive) play.machines.ends(run, "success");
    await play.rests();
    expect([all(job).length, statusOf(pull, job)]).toEqual([2, "success"]);
    await expectSound();
  },
);

test("a job that is pending by somebody else's doing is left to them, and people are told", async () => {
  play = new Play(calm, 0);
  const { ralf, otto, repo, pull } = await jobsOpened(play);
  await play.step(() => {
    setStatus(repo, otto, pull.head, { context: "pull-slow", state: "pending" });
    ralf.says(pull, "Fine.");
  });
  await play.rests();
  expect(runsOf(play, "pull-slow")).toEqual([]);
  expect(pull.comments().find(({ body }) => body.includes("bowsprit:status"))?.body).toContain(
    "`pull-slow` is pending, and who runs it is not known here",
  );
  await expectRest(play);
});
