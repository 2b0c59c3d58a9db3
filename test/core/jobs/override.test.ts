/** `/skip` and `/override`: which contexts turn green, for whom, and what is said about it. */
import { describe, expect, test } from "vitest";
import { shaOf } from "../../../src/core/ids.ts";
import { type Overridable, overrideOutcome } from "../../../src/core/jobs/override.ts";
import { overrideIn } from "../../../src/core/jobs/override-words.ts";
import type { Presubmit } from "../../../src/core/jobs/presubmit.ts";
import type { StatusState } from "../../../src/core/jobs/selection.ts";
import { skippedContexts } from "../../../src/core/jobs/skip.ts";
import { baseIn, type CommitStatus } from "../../../src/core/jobs/status.ts";
import { always, manual, presubmits } from "./given.ts";

describe("/skip", () => {
  const jobs = presubmits(
    always("need-a"),
    always("need-b"),
    always("need-c"),
    manual("opt-a", { optional: true }),
    manual("opt-b", { optional: true }),
  );
  test.each<[string, Readonly<Record<string, StatusState>>, readonly string[], readonly string[]]>([
    ["leaves required contexts alone", { "need-a": "success", "need-b": "failure", "need-c": "pending" }, [], []],
    ["turns optional ones green that failed or hang", { "opt-a": "failure", "opt-b": "pending" }, [], ["opt-a", "opt-b"]],
    ["reports nothing that was never reported", { "need-a": "failure" }, [], []],
    ["leaves alone what is green", { "opt-a": "success", "opt-b": "error" }, [], ["opt-b"]],
    ["leaves alone what the same text starts", { "opt-a": "failure" }, ["opt-a"], []],
    ["does nothing where all is green", { "need-a": "success", "opt-a": "success" }, [], []],
  ])("%s", (_, statuses, started, expected) =>
    expect(skippedContexts(jobs, new Map(Object.entries(statuses)), new Set(started))).toEqual(expected),
  );

  test("turns green what reports nothing, too", () => {
    const quiet = presubmits(always("quiet", { skip_report: true }));
    expect(skippedContexts(quiet, new Map([["quiet", "failure"]]), new Set())).toEqual(["quiet"]);
  });
});

describe("what is named", () => {
  test.each<[string, readonly string[] | undefined, (readonly string[])?, (readonly string[] | undefined)?, boolean?]>([
    ["/override a", ["a"]],
    ["/override a b", ["a", "b"]],
    ["/override a\n/override b\n/override a", ["a", "b"]],
    ['/override "test / Unit Tests" b', ["test / Unit Tests", "b"]],
    ["/override  a ", ["a"]],
    ["/OVERRIDE a", ["a"]],
    ["/override a\nbecause it is flaky", ["a"]],
    ["/override", [], [], undefined, true],
    ["/override ", undefined],
    ["/override  ", []],
    ["/override-sticky a", [], ["a"]],
    ["/override-cancel", [], [], []],
    ["/override-cancel a", [], [], ["a"]],
    ["/override a\n/override-sticky b\n/override-cancel c", ["a"], ["b"], ["c"]],
    ["/overrider a", undefined],
    ["/test a", undefined],
    [" /override a", undefined],
  ])("%j", (text, plain, sticky = [], cancel = undefined, isBare = false) =>
    expect(overrideIn(text)).toEqual(plain === undefined ? undefined : { plain, sticky, cancel, isBare }),
  );
});

const tip = shaOf("a".repeat(40));

const status = (context: string, state: StatusState, description = "", url = `https://ci/${context}`): CommitStatus => ({
  ...{ context, state, description, url },
});

const on = (statuses: readonly CommitStatus[], jobs: readonly Presubmit[] = []): Overridable => ({
  ...{ statuses, presubmits: jobs, base: { name: "master", tip } },
});

function overridden(text: string, where: Overridable, by = "al") {
  const ask = overrideIn(text);
  if (ask === undefined) throw new Error(`${text} asks for nothing`);
  const { statuses, reply } = overrideOutcome(ask, by, where);
  const inState = (wanted: StatusState) => statuses.filter(({ state }) => state === wanted).map(({ context }) => context);
  return { statuses, reply, green: inState("success"), red: inState("failure") };
}

const jobs = presubmits(
  always("prow-job", { context: "ci/prow-job", optional: true }),
  always("hung-prow-job", { context: "hung-test", optional: true }),
);
const required = presubmits(always("job"));

describe("/override", () => {
  test.each<[string, string, Overridable, readonly string[], RegExp | undefined]>([
    ["a failed context", "/override a", on([status("a", "failure")]), ["a"], /Overridden: `a`\./],
    ["a pending context", "/override a", on([status("a", "pending")]), ["a"], /`a`/],
    ["two contexts", "/override b a", on([status("a", "failure"), status("b", "error")]), ["a", "b"], /`a`, `b`/],
    ["a context with blanks in its name", '/override "a b"', on([status("a b", "failure")]), ["a b"], /`a b`/],
    ["nothing where nothing is open", "/override c", on([]), [], /is no context that is red or pending here\. There is none/],
    ["no check run of another App, and says so", "/override c", on([]), [], /Check runs of other Apps cannot be overridden/],
    ["not what nobody reported", "/override x", on([status("a", "failure")]), [], /`x` is no context .* These are: `a`/],
    ["nothing where one name of several is unknown", "/override x a", on([status("a", "failure")]), [], /Nothing was overridden: `x` is/],
    [
      "nothing, and offers context and job for what hangs",
      "/override x",
      on([status("hung-test", "pending")], jobs),
      [],
      /`hung-prow-job`, `hung-test`/,
    ],
    ["nothing with blanks alone", "/override  ", on([status("a", "failure")]), [], undefined],
    ["not a green context", "/override a", on([status("a", "success")]), [], /`a` is no context/],
    ["a context that a job owns", "/override ci/prow-job", on([status("ci/prow-job", "failure")], jobs), ["ci/prow-job"], /`ci\/prow-job`/],
    ["a job by its name", "/override prow-job", on([status("ci/prow-job", "failure")], jobs), ["ci/prow-job"], /`ci\/prow-job`/],
    [
      "a job by its name and a foreign context",
      "/override prow-job a",
      on([status("ci/prow-job", "failure"), status("a", "failure")], jobs),
      ["ci/prow-job", "a"],
      /`a`, `ci\/prow-job`/,
    ],
    [
      "a context by both its names once",
      "/override prow-job ci/prow-job",
      on([status("ci/prow-job", "failure")], jobs),
      ["ci/prow-job"],
      /Overridden: `ci\/prow-job`\./,
    ],
    ["what is required and nobody reported", "/override job", on([], required), ["job"], /`job`/],
    ["what is required and failed, once", "/override job", on([status("job", "failure")], required), ["job"], /`job`/],
    ["not what is required and green", "/override job", on([status("job", "success")], required), [], /`job` is no context/],
    ["not what is optional and nobody reported", "/override prow-job", on([], jobs), [], /`prow-job` is no context/],
  ])("%s", (_, text, where, green, reply) => {
    const outcome = overridden(text, where);
    expect(outcome.green).toEqual(green);
    if (reply === undefined) expect(outcome.reply).toBeUndefined();
    else expect(outcome.reply).toMatch(reply);
  });

  test("says who, on which base, and keeps the link", () => {
    const [written] = overridden("/override a", on([status("a", "failure")])).statuses;
    expect(written?.description).toMatch(/^Overridden by al\u2001+ BaseSHA:a{40}$/);
    expect(written?.url).toBe("https://ci/a");
    expect(written?.description).not.toContain("skip-retest");
  });

  test("that is sticky carries the mark that others know, also behind the longest login", () => {
    const [written] = overridden("/override-sticky a", on([status("a", "failure")]), "x".repeat(39)).statuses;
    expect(written?.description).toContain("[prow:skip-retest]");
    expect(new TextEncoder().encode(written?.description).length).toBeLessThanOrEqual(140);
    expect(baseIn(written?.description ?? "")).toBe(tip);
  });

  test("sets a context once, where its text also cancels it", () => {
    const { statuses, reply } = overridden("/override-cancel a\n/override-sticky a", on([status("a", "failure", "Overridden by x")]));
    expect(statuses.map(({ context, state }) => [context, state])).toEqual([["a", "success"]]);
    expect(reply).toMatch(/No longer overridden: `a`\.\n\nOverridden: `a`\./);
  });
});

describe("/override-cancel", () => {
  const shown = [
    status("a", "success", "Overridden by al BaseSHA:x"),
    status("b", "success", "Overridden by al [prow:skip-retest]"),
    status("c", "success"),
  ];
  test.each<[string, readonly string[], RegExp]>([
    ["/override-cancel a", ["a"], /No longer overridden: `a`/],
    ["/override-cancel", ["a", "b"], /`a`, `b`/],
    ["/override-cancel c", [], /Nothing that was overridden was found/],
    ["/override-cancel nobody", [], /Nothing/],
  ])("%j", (text, red, reply) => {
    const outcome = overridden(text, on(shown));
    expect(outcome.red).toEqual(red);
    expect(outcome.reply).toMatch(reply);
  });
});
