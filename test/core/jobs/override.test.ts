/** `/skip` and `/override`: which contexts turn green, for whom, and what is said about it. */
import { describe, expect, test } from "vitest";
import { shaOf } from "../../../src/core/ids.ts";
import { type Overridable, type Overrider, overrideOutcome, type StatusEntry } from "../../../src/core/jobs/override.ts";
import { overrideIn } from "../../../src/core/jobs/override-words.ts";
import type { StatusState } from "../../../src/core/jobs/selection.ts";
import { skippedContexts } from "../../../src/core/jobs/skip.ts";
import { baseIn } from "../../../src/core/jobs/status.ts";
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
const admin: Overrider = { spelled: "al", isAdministrator: true, isInAllowedTeam: false, isTopLevelOwner: false };
const nobody: Overrider = { ...admin, isAdministrator: false };

const status = (context: string, state: StatusState, description = "", url = `https://ci/${context}`): StatusEntry => ({
  ...{ context, state, description, url },
});

const on = (history: readonly StatusEntry[], more: Partial<Overridable> = {}): Overridable => ({
  ...{ history, checks: new Map(), protection: [], presubmits: [], branch: "master", baseTip: tip },
  ...more,
});

function overridden(text: string, where: Overridable, by: Overrider = admin) {
  const ask = overrideIn(text);
  if (ask === undefined) return undefined;
  const outcome = overrideOutcome(ask, by, where, "administrators");
  return {
    ...outcome,
    green: outcome.statuses.filter(({ state }) => state === "success").map(({ context }) => context),
    red: outcome.statuses.filter(({ state }) => state === "failure").map(({ context }) => context),
    passed: outcome.passed.map(({ name }) => name),
  };
}

const checks = (...entries: readonly (readonly [string, "success" | "pending" | "other"])[]) => ({ checks: new Map(entries) });
const jobs = presubmits(always("prow-job", { context: "ci/prow-job" }), always("hung-prow-job", { context: "hung-test" }));

describe("/override", () => {
  interface Expected {
    readonly green?: readonly string[];
    readonly checks?: readonly string[];
    readonly passed?: readonly string[];
    readonly reply?: RegExp | undefined;
  }
  test.each<[string, string, Overridable, Expected]>([
    ["a failed context", "/override a", on([status("a", "failure")]), { green: ["a"], reply: /Overridden: `a`\./ }],
    ["a pending context", "/override a", on([status("a", "pending")]), { green: ["a"], reply: /`a`/ }],
    ["a failed check run", "/override c", on([], checks(["c", "other"])), { checks: ["c"], reply: /`c`/ }],
    [
      "a check run with blanks in its name",
      '/override "test / Unit Tests"',
      on([], checks(["test / Unit Tests", "other"])),
      { checks: ["test / Unit Tests"], reply: /`test \/ Unit Tests`/ },
    ],
    [
      "two contexts and a check run",
      '/override b a "c c"',
      on([status("a", "failure"), status("b", "error")], checks(["c c", "other"])),
      { green: ["a", "b"], checks: ["c c"], reply: /`a`, `b`, `c c`/ },
    ],
    [
      "not a green check run",
      "/override c",
      on([], checks(["c", "success"])),
      { reply: /is no context that is red or pending here\. There is none/ },
    ],
    ["not without the right to see check runs", "/override c", on([]), { reply: /`c` is no context/ }],
    ["not what nobody reported", "/override x", on([status("a", "failure")]), { reply: /`x` is no context .* These are: `a`/ }],
    [
      "and offers context and job for what hangs",
      "/override x",
      on([status("hung-test", "pending")], { presubmits: jobs }),
      { reply: /`hung-prow-job`, `hung-test`/ },
    ],
    ["nothing without a name", "/override", on([status("a", "failure")]), { reply: /needs the names of contexts/ }],
    ["nothing with blanks alone", "/override  ", on([status("a", "failure")]), {}],
    ["not a green context", "/override a", on([status("a", "success")]), { reply: /`a` is no context/ }],
    [
      "a context that a job owns, which has then passed",
      "/override ci/prow-job",
      on([status("ci/prow-job", "failure")], { presubmits: jobs }),
      { green: ["ci/prow-job"], passed: ["prow-job"], reply: /`ci\/prow-job`/ },
    ],
    [
      "a job by its name",
      "/override prow-job",
      on([status("ci/prow-job", "failure")], { presubmits: jobs }),
      { green: ["ci/prow-job"], passed: ["prow-job"], reply: /`ci\/prow-job`/ },
    ],
    [
      "a job by its name and a foreign context",
      "/override prow-job a",
      on([status("ci/prow-job", "failure"), status("a", "failure")], { presubmits: jobs }),
      { green: ["ci/prow-job", "a"], passed: ["prow-job"], reply: /`a`, `ci\/prow-job`/ },
    ],
    [
      "a context by both its names once",
      "/override prow-job ci/prow-job",
      on([status("ci/prow-job", "failure")], { presubmits: jobs }),
      { green: ["ci/prow-job"], passed: ["prow-job"], reply: /Overridden: `ci\/prow-job`\./ },
    ],
    ["nothing unknown, with protection that asks for nothing", "/override x", on([], { protection: [] }), { reply: /`x` is no context/ }],
    ["what protection asks for and nobody reported", "/override job", on([], { protection: ["job"] }), { green: ["job"], reply: /`job`/ }],
    [
      "what protection asks for and failed, once",
      "/override job",
      on([status("job", "failure")], { protection: ["job"] }),
      { green: ["job"], reply: /`job`/ },
    ],
    [
      "the newest of several entries alone",
      "/override ci/prow-job",
      on([status("ci/prow-job", "failure", "", "https://3"), status("ci/prow-job", "pending"), status("ci/prow-job", "pending")], {
        presubmits: jobs,
      }),
      { green: ["ci/prow-job"], passed: ["prow-job"], reply: /`ci\/prow-job`/ },
    ],
    [
      "what ever failed here, although it is green now",
      "/override a",
      on([status("a", "success"), status("a", "failure")]),
      { green: ["a"], reply: /`a`/ },
    ],
  ])("%s", (_, text, where, { green = [], checks: made = [], passed = [], reply }) => {
    const outcome = overridden(text, where);
    expect(outcome).toMatchObject({ green, checks: made, passed });
    if (reply === undefined) expect(outcome?.reply).toBeUndefined();
    else expect(outcome?.reply).toMatch(reply);
  });

  test("says who, on which base, and keeps the link", () => {
    const [written] = overridden("/override a", on([status("a", "failure")]))?.statuses ?? [];
    expect(written?.description).toMatch(/^Overridden by al\u2001+ BaseSHA:a{40}$/);
    expect(written?.url).toBe("https://ci/a");
    expect(written?.description).not.toContain("skip-retest");
  });

  test("that is sticky carries the mark that others know, also behind the longest login", () => {
    const [written] = overridden("/override-sticky a", on([status("a", "failure")]), { ...admin, spelled: "x".repeat(39) })?.statuses ?? [];
    expect(written?.description).toContain("[prow:skip-retest]");
    expect(new TextEncoder().encode(written?.description).length).toBeLessThanOrEqual(140);
    expect(baseIn(written?.description ?? "")).toBe(tip);
  });

  test.each<[string, Partial<Overrider>, boolean]>([
    ["an administrator", { isAdministrator: true }, true],
    ["a member of a team that may", { isInAllowedTeam: true }, true],
    ["an owner of the root", { isTopLevelOwner: true }, true],
    ["anybody else", {}, false],
  ])("by %s", (_, right, may) => {
    const outcome = overridden("/override a\n/override-cancel", on([status("a", "failure", "Overridden by x")]), { ...nobody, ...right });
    expect([outcome?.green, outcome?.reply?.startsWith("Only administrators may")]).toEqual(may ? [["a"], false] : [[], true]);
  });
});

describe("/override-cancel", () => {
  const history = [
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
    const outcome = overridden(text, on(history));
    expect(outcome?.red).toEqual(red);
    expect(outcome?.reply).toMatch(reply);
  });
});
