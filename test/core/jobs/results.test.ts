/** What a status on a commit is worth for a pull request on its base branch: whose run it is of, and whose word. */
import { describe, expect, test } from "vitest";
import { nodeIdOf } from "../../../src/core/ids.ts";
import type { Answered, RequestAnswer } from "../../../src/core/jobs/request-answer.ts";
import { type Known, type Place, placeOf, statesOf } from "../../../src/core/jobs/results.ts";
import { type Cause, type Run, type RunState, runKeyOf } from "../../../src/core/jobs/run.ts";
import { type CommitStatus, type ReportedStatus, statusOf } from "../../../src/core/jobs/status.ts";
import { given, minute, start } from "../../given.ts";
import { always, head, instantAt, manual, older, presubmits, run } from "./given.ts";

const jobs = presubmits(always("a"), manual("b"), always("elsewhere", { branches: ["lax"] }));
const place: Place = { head, base: "master", since: instantAt(50), isShared: false };

let runs = 0;
/** Each a second later than the one before it, under a cause of its own. */
function made(state: RunState, more: Partial<Run> = {}): Run {
  runs += 1;
  const cause: Cause = { kind: "head", head: more.head ?? head, base: more.base?.name ?? "master", attempt: runs };
  return run("a", state, {
    cause,
    key: runKeyOf(cause, more.job ?? "a"),
    createdAt: instantAt(100 + runs),
    url: `https://ci/${runs}`,
    ...more,
  });
}

const laxTip = older;
const onLax = { base: { name: "lax", tip: laxTip } };

const said = (of: Run): CommitStatus => {
  const status = statusOf(of, { skipReport: false });
  if (status === undefined) throw new Error("a run that says nothing");
  return status;
};
const shown = (status: Partial<ReportedStatus> = {}): ReportedStatus => ({
  ...{ context: "a", state: "success", description: "", url: undefined, at: instantAt(200) },
  ...status,
});
const answered = (answer: Partial<RequestAnswer>, at = 150): Answered => ({
  request: nodeIdOf("IC_1"),
  at: instantAt(at),
  answer: { head, base: "master", notes: [], statuses: [], ...answer },
});

const state = (status: ReportedStatus | undefined, known: Partial<Known> = {}, context = "a") =>
  statesOf(new Map(status === undefined ? [] : [[status.context, status]]), {
    ...{ presubmits: jobs, runs: [], answers: [], place },
    ...known,
  }).get(context);

describe("of a run here", () => {
  const passed = made("success");
  const failed = made("failure");

  test.each<[string, readonly Run[], ReportedStatus | undefined, string]>([
    ["its success counts", [passed], shown({ ...said(passed), isOfBase: true }), "success"],
    ["its success counts before GitHub shows it", [passed], shown({ state: "pending" }), "success"],
    ["its success counts where GitHub shows nothing", [passed], undefined, "success"],
    ["its failure counts, whatever GitHub shows", [failed], shown({ isOfBase: true }), "failure"],
    ["the newest speaks", [passed, failed], shown({ ...said(passed), isOfBase: true }), "failure"],
    ["an earlier failure says nothing", [failed, made("success")], shown({ ...said(failed), isOfBase: true }), "success"],
    ["one that goes on is pending", [passed, made("running")], shown({ ...said(passed), isOfBase: true }), "pending"],
    ["one that was taken back is no success", [passed, made("aborted")], shown({ ...said(passed), isOfBase: true }), "failure"],
    ["a success of another branch does not lift its failure", [failed, made("success", onLax)], shown({ isOfBase: true }), "failure"],
    ["a failure of another branch does not take its success", [made("failure", onLax), passed], undefined, "success"],
    ["a later failure that somebody else reports counts", [passed], shown({ state: "failure", isOfBase: true }), "failure"],
    ["a later failure that names no base counts", [passed], shown({ state: "error" }), "error"],
    ["a later failure of another base does not", [passed], shown({ state: "failure", isOfBase: false }), "success"],
    ["what somebody set by hand does not lift its failure", [failed], shown({ description: "I have looked at it" }), "failure"],
  ])("%s", (_, of, status, expected) => expect(state(status, { runs: of })).toBe(expected));
});

describe("without a run here", () => {
  const lax = made("success", onLax);
  const other = made("success", { job: "former" });

  test.each<[string, ReportedStatus | undefined, Partial<Known>, string | undefined]>([
    ["nothing is known where nothing stands", undefined, {}, undefined],
    ["a success that names a commit of the branch counts", shown({ isOfBase: true }), {}, "success"],
    ["one that names a commit of another branch does not", shown({ isOfBase: false }), {}, undefined],
    ["one that names none does not", shown(), {}, undefined],
    ["one from before the pull request came to the branch does not", shown({ isOfBase: true, at: place.since }), {}, undefined],
    [
      "one of a commit that another pull request has, too, does not",
      shown({ isOfBase: true }),
      { place: { ...place, isShared: true } },
      undefined,
    ],
    ["that of its own run on another branch does not", shown({ ...said(lax), isOfBase: true }), { runs: [lax] }, undefined],
    ["that of another job's run does not", shown({ ...said(other), isOfBase: true }), { runs: [other] }, undefined],
    ["a failure counts", shown({ state: "failure" }), {}, "failure"],
    ["what somebody else runs is awaited", shown({ state: "pending" }), {}, "pending"],
    ["what runs for another base is not", shown({ state: "pending", isOfBase: false }), {}, undefined],
  ])("%s", (_, status, known, expected) => expect(state(status, known)).toBe(expected));
});

describe("what a word set", () => {
  const failed = made("failure");
  const green = shown({ description: "Overridden by root", url: "https://ci/x" });
  const { at: _, ...set } = green;

  test.each<[string, Answered, string | undefined]>([
    ["counts for the commit and the branch that it was said of", answered({ statuses: [set], overridden: [failed.key] }), "success"],
    ["does not count for another commit", answered({ head: older, statuses: [set] }), "failure"],
    ["does not count for another branch", answered({ base: "lax", statuses: [set] }), "failure"],
    ["does not count once the pull request has left and come back", answered({ statuses: [set], overridden: [failed.key] }, 50), "failure"],
  ])("%s", (_, answer, expected) => expect(state(green, { runs: [failed], answers: [answer] })).toBe(expected));

  describe("counts no more, though somebody sets the same status again,", () => {
    const override = answered({ statuses: [set], overridden: [failed.key] });
    const cancel = answered({ statuses: [{ ...set, state: "failure", description: "Override cancelled" }] }, 160);
    const again = made("failure", { createdAt: instantAt(300) });
    const atOnce = made("failure", { createdAt: override.at });
    test.each<[string, Partial<Known>, ReportedStatus]>([
      ["where it was taken back", { runs: [failed], answers: [override, cancel] }, green],
      [
        "where it was taken back, nor does another success of this branch",
        { runs: [failed], answers: [override, cancel] },
        shown({ isOfBase: true }),
      ],
      ["where the job failed anew", { runs: [failed, again], answers: [override] }, green],
      ["where it was taken back in the same second", { runs: [failed], answers: [{ ...cancel, at: override.at }, override] }, green],
      ["where the job was asked for in the same second", { runs: [failed, atOnce], answers: [override] }, green],
    ])("%s", (_, known, status) => expect(state({ ...status, at: instantAt(400) }, known)).toBe("failure"));

    test("while the job runs anew", () =>
      expect(state(green, { runs: [failed, made("running", { createdAt: instantAt(300) })], answers: [override] })).toBe("pending"));
  });

  test("elsewhere counts for nothing here, even where the commit that it names belongs to both branches", () =>
    expect(state({ ...green, isOfBase: true }, { answers: [answered({ base: "lax", statuses: [set] })] })).toBeUndefined());

  test("that an earlier version kept, which names no branch, counts for nothing", () => {
    const { base: _, ...answer } = answered({ statuses: [set] }).answer;
    expect(state(green, { runs: [failed], answers: [{ ...answered({}), answer }] })).toBe("failure");
  });
});

test("a context that no job of the branch has is what is shown", () =>
  expect(state(shown({ context: "elsewhere" }), {}, "elsewhere")).toBe("success"));

describe("the place", () => {
  const moved =
    (from: string, to: string) =>
    ({ id, at }: { readonly id: ReturnType<typeof nodeIdOf>; readonly at: typeof start }) =>
      ({ kind: "base", id, at, by: undefined, from, to }) as const;

  test("is where the pull request was opened", () =>
    expect(placeOf(given())).toMatchObject({ base: "master", since: start, isShared: false }));
  test("is where it was aimed at last", () =>
    expect(placeOf(given({ said: [moved("master", "lax"), moved("lax", "master")] }))).toMatchObject({
      ...{ base: "master", since: minute(2), arrival: "said-2" },
    }));
  test("is one that pull requests share whose heads are the same", () =>
    expect(placeOf(given({ memory: { isHeadShared: true } })).isShared).toBe(true));
});
