/** Commit statuses: what stands, read whole, and what is reported, with what GitHub declines told. */
import { expect, test } from "vitest";
import { shaOf } from "../../src/core/ids.ts";
import type { CommitStatus } from "../../src/core/jobs/status.ts";
import { reportStatus, statusesOn } from "../../src/github/statuses.ts";
import { jobPermissions, setStatus, usualPermissions } from "../../src/sim/index.ts";
import { stage as stageOf } from "./stage.ts";

const pending: CommitStatus = { context: "ci/unit", state: "pending", description: "Job triggered.", url: "https://ci.test/7" };

function stage(permissions = jobPermissions) {
  const given = stageOf({ permissions });
  const { pull, session, target } = given;
  const head = shaOf(pull.head);
  const report = (status: CommitStatus, on = head) => reportStatus(session, target.repository, on, status);
  return { ...given, report, standing: () => statusesOn(session, target.repository, head) };
}

test("what is reported on a fork's head stands there, and the next report takes its place", async () => {
  const { report, standing } = stage();
  expect(await report(pending)).toEqual({});
  expect(await standing()).toEqual([{ ...pending, at: expect.any(Number) }]);
  const done: CommitStatus = { context: "ci/unit", state: "success", description: "", url: undefined };
  await report(done);
  expect(await standing()).toEqual([{ ...done, at: expect.any(Number) }]);
});

test("all contexts are read, on however many pages", async () => {
  const { world, repository, pull, standing } = stage();
  for (let n = 0; n < 205; n += 1) setStatus(repository, world.app.bot, pull.head, { context: `ci/${n}`, state: "success" });
  expect((await standing()).length).toBe(205);
});

test.each<[string, typeof jobPermissions, string, RegExp]>([
  ["a missing right", usualPermissions, "head", /statuses=write/],
  ["a commit that is gone", jobPermissions, "0".repeat(40), /No commit found/],
])("%s is told, and stops nothing else", async (_, permissions, on, why) => {
  const { report, pull } = stage(permissions);
  expect((await report(pending, shaOf(on === "head" ? pull.head : on))).why).toMatch(why);
});

test("the thousandth-and-first of a context is told", async () => {
  const { world, repository, pull, report } = stage();
  for (let n = 0; n < 1000; n += 1) setStatus(repository, world.app.bot, pull.head, { context: "ci/unit", state: "pending" });
  expect((await report(pending)).why).toContain("Validation Failed");
});
