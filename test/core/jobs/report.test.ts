/** What is reported of runs: commit statuses, the table of failures, and what the gate asks. */
import { describe, expect, test } from "vitest";
import { failuresOf, failureTable } from "../../../src/core/jobs/failures.ts";
import { jobReasons } from "../../../src/core/jobs/required.ts";
import type { Run, RunState } from "../../../src/core/jobs/run.ts";
import type { StatusState } from "../../../src/core/jobs/status.ts";
import { baseIn, descriptionOf, statusOf } from "../../../src/core/jobs/status.ts";
import { always, head, ifChanged, instantAt, manual, older, presubmits, run, surroundings, tip } from "./given.ts";

let second = 0;

/** Each later than the one before. */
function next(job: string, state: RunState, more: Partial<Run> = {}): Run {
  second += 1;
  return run(job, state, { createdAt: instantAt(second), url: `https://ci/${job}`, ...more });
}

describe("a commit status", () => {
  const reporting = { skipReport: false };
  test.each<[RunState, StatusState, string]>([
    ["waiting", "pending", ""],
    ["starting", "pending", ""],
    ["running", "pending", "Job triggered."],
    ["success", "success", "Job succeeded."],
    ["failure", "failure", "Job failed."],
    ["aborted", "failure", "Aborted."],
    ["error", "error", "The job came to no result."],
  ])("of a run that is %s: %s, %j", (state, expected, text) => {
    const status = statusOf(next("a", state), reporting);
    expect(status).toMatchObject({ context: "a", state: expected, url: "https://ci/a" });
    expect(status?.description.startsWith(text)).toBe(true);
  });

  test("names why a run was taken back", () =>
    expect(statusOf(next("a", "aborted", { abort: "pushed" }), reporting)?.description).toMatch(/^Cancelled: superseded by a push\./));

  test("is not written for a job that reports nothing", () => expect(statusOf(next("a", "failure"), { skipReport: true })).toBeUndefined());

  test("carries the base commit behind wide blanks", () => {
    const description = descriptionOf("Job succeeded.", tip);
    expect(description).toBe(`Job succeeded.${"\u2001".repeat(20)} BaseSHA:${tip}`);
    expect([description.length, new TextEncoder().encode(description).length]).toEqual([83, 123]);
    expect(baseIn(description)).toBe(tip);
  });

  test("is cut in the middle, to 140 bytes", () => {
    const description = descriptionOf(`${"a".repeat(200)}${"z".repeat(200)}`, tip);
    expect(new TextEncoder().encode(description).length).toBeLessThanOrEqual(140);
    expect(description).toMatch(/^a+ \.\.\. z+ BaseSHA:/);
    expect(new TextEncoder().encode(descriptionOf("ä".repeat(200), tip)).length).toBeLessThanOrEqual(140);
    expect(descriptionOf("ä".repeat(200), tip)).not.toContain("\ufffd");
  });

  test.each([
    [`x Basesha:${tip}`, tip],
    ["x BaseSHA:short", undefined],
    [`x BaseSHA:${tip} BaseSHA:${tip}`, undefined],
    ["x", undefined],
  ])("of Prow: %j names %s", (description, base) => expect(baseIn(description)).toBe(base));
});

describe("the table of failures", () => {
  const jobs = presubmits(
    always("a"),
    manual("b", { optional: true }),
    always("quiet", { skip_report: true }),
    always("c", { context: "ci/c" }),
  );
  const rows = (...runs: readonly Run[]): readonly string[] => failuresOf(runs, jobs, "master").map(({ run: { context } }) => context);

  test.each<[string, () => readonly Run[], readonly string[]]>([
    ["a failed run is a row", () => [next("a", "failure")], ["a"]],
    ["a passed one is none", () => [next("a", "success")], []],
    ["a pass takes the row away", () => [next("a", "failure"), next("a", "success")], []],
    ["a pass takes no other row away", () => [next("a", "failure"), next("b", "failure"), next("a", "success")], ["b"]],
    ["a new failure stays one row", () => [next("a", "failure"), next("a", "failure")], ["a"]],
    ["a failure is added to others", () => [next("a", "failure"), next("b", "failure")], ["a", "b"]],
    ["starting again takes nothing away", () => [next("a", "failure"), next("a", "running")], ["a"]],
    ["an error takes the row away and adds none", () => [next("a", "failure"), next("a", "error")], []],
    ["so does an abort", () => [next("a", "failure"), next("a", "aborted", { abort: "cancelled" })], []],
    ["not where a newer run took its place", () => [next("a", "failure"), next("a", "aborted", { abort: "newer run" })], ["a"]],
    ["a row of an earlier commit stays", () => [next("a", "failure", { head: older })], ["a"]],
    ["what reports nothing is no row", () => [next("quiet", "failure")], []],
    ["a job that is there no longer is none", () => [next("gone", "failure")], []],
    ["a job with a context of its own is one", () => [next("c", "failure", { context: "ci/c" })], ["ci/c"]],
    ["nothing ran", () => [], []],
  ])("%s", (_, runs, expected) => expect(rows(...runs())).toEqual(expected));

  test("names job, commit, link, whether it is required, and how to start it again", () => {
    const table = failureTable(failuresOf([next("a", "failure"), next("b", "failure", { head: older })], jobs, "master"));
    expect(table.split("\n")).toEqual([
      "2 jobs failed. `/retest` starts them again, `/retest-required` only what is required.",
      "",
      "Test name | Commit | Details | Required | Rerun command",
      "--- | --- | --- | --- | ---",
      `a | ${head} | [link](https://ci/a) | true | \`/test a\``,
      `b | ${older} | [link](https://ci/b) | false | \`/test b\``,
    ]);
  });

  test("speaks of one job in the singular", () =>
    expect(failureTable(failuresOf([next("a", "failure")], jobs, "master"))).toMatch(/^One job failed\. `\/retest` starts it again/));

  test("is empty without a failure", () => expect(failureTable([])).toBe(""));

  test("does not let a context or an address break out of its cell", () => {
    const odd = presubmits(always("a", { context: "x | @all [y](z)" }));
    const table = failureTable(
      failuresOf([next("a", "failure", { context: "x | @all [y](z)", url: "https://ci/) [x](y" })], odd, "master"),
    );
    expect(table.split("\n").at(-1)?.split(" | ")).toHaveLength(5);
    expect(table).not.toMatch(/@all|\]\(y|\]\(z/);
    expect(table).toContain("[link](https://ci/%29%20%5Bx%5D%28y)");
  });
});

describe("the gate asks", () => {
  const jobs = presubmits(
    always("a"),
    ifChanged("b", "x"),
    manual("m"),
    always("o", { optional: true }),
    manual("last", { run_before_merge: true }),
    always("other", { branches: ["release"] }),
  );
  const asks = (statuses: Readonly<Record<string, StatusState>>, wanted: readonly string[] = []) =>
    jobReasons(jobs, "master", surroundings({ statuses }).statuses, new Set(wanted)).map(({ state, what }) => `${state}: ${what}`);

  test("for what always runs, and for what must run before a merge", () =>
    expect(asks({})).toEqual(["open: `a` has not run yet", "open: `last` must be started with `/test last`"]));
  test("for what runs for these changes, before it has a status", () =>
    expect(asks({}, ["a", "b"])).toContain("open: `b` has not run yet"));
  test("for what was started by hand", () => expect(asks({ m: "failure" })).toContain("open: `m` failed; `/test m` starts it again"));
  test("not for what is optional", () => expect(asks({ o: "failure" }).join()).not.toContain("`o`"));
  test("and is content with success", () =>
    expect(asks({ a: "success", last: "success", m: "pending" })).toEqual([
      "met: `a` passed",
      "open: `m` is running",
      "met: `last` passed",
    ]));
  test("nothing is met where the statuses cannot be read", () =>
    expect(jobReasons(jobs, "master", { kind: "unread", reason: "502" }, new Set())).toMatchObject([{ state: "unread" }]));
  test("nothing of a repository without jobs, read or not", () =>
    expect(jobReasons([], "master", { kind: "unread", reason: "502" }, new Set())).toEqual([]));
});
