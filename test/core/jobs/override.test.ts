/** `/override`: which contexts and check runs turn green, and what is said about it. */
import { describe, expect, test } from "vitest";
import { known, unread } from "../../../src/core/facts.ts";
import { shaOf } from "../../../src/core/ids.ts";
import type { StandingCheck } from "../../../src/core/jobs/contexts.ts";
import { type Overridable, overrideOutcome } from "../../../src/core/jobs/override.ts";
import { overrideIn } from "../../../src/core/jobs/override-words.ts";
import type { Presubmit } from "../../../src/core/jobs/presubmit.ts";
import { baseIn, type CommitStatus, type StatusState } from "../../../src/core/jobs/status.ts";
import { always, presubmits } from "./given.ts";

describe("what is named", () => {
  test.each<[string, readonly string[] | undefined, (readonly string[])?, (readonly string[] | undefined)?, boolean?]>([
    ["/override a", ["a"]],
    ["/override a b", ["a", "b"]],
    ["/override a\n/override b\n/override a", ["a", "b"]],
    ['/override "test / Unit Tests" b', ["test / Unit Tests", "b"]],
    ["/override  a ", ["a"]],
    ["/override  a \r\n", ["a"]],
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

const on = (statuses: readonly CommitStatus[], jobs: readonly Presubmit[] = [], more: Partial<Overridable> = {}): Overridable => ({
  ...{ statuses, presubmits: jobs, base: { name: "master", tip }, checkRuns: known([]), required: [] },
  ...more,
});

const requiring = (...names: readonly string[]) => ({ required: names.map((name) => ({ name, isOthers: false })) });
const checked = (states: Readonly<Record<string, StandingCheck["state"]>>) => ({
  checkRuns: known(Object.entries(states).map(([name, state]) => ({ name, state }))),
});

function overridden(text: string, where: Overridable, by = "al") {
  const ask = overrideIn(text);
  if (ask === undefined) throw new Error(`${text} asks for nothing`);
  const { statuses, checks, reply } = overrideOutcome(ask, by, where);
  const inState = (wanted: StatusState) => statuses.filter(({ state }) => state === wanted).map(({ context }) => context);
  return { statuses, checks, reply, green: inState("success"), red: inState("failure") };
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
    ["nothing where nothing is open", "/override c", on([]), [], /is no context that is red, pending or missing here\. There is none/],
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

describe("/override of what the base branch requires", () => {
  const release = presubmits(always("job", { branches: ["^release-"] }));
  test.each<[string, string, Overridable, readonly string[], RegExp]>([
    ["sets what nobody reported", "/override ci", on([], [], requiring("ci")), ["ci"], /Overridden: `ci`\./],
    ["and what failed, once", "/override ci", on([status("ci", "failure")], [], requiring("ci")), ["ci"], /`ci`/],
    ["in another case, as it was reported", "/override ci", on([status("ci", "failure")], [], requiring("CI")), ["ci"], /`ci`/],
    ["not what is green", "/override ci", on([status("ci", "success")], [], requiring("ci")), [], /`ci` is no context .* There is none/],
    ["not what is green in another case", "/override CI", on([status("ci", "success")], [], requiring("CI")), [], /There is none/],
    ["nothing of an unknown name, and offers it", "/override x", on([], [], requiring("ci", "e2e")), [], /These are: `ci`, `e2e`\./],
    ["also where a job is required there too, once", "/override job", on([], required, requiring("job")), ["job"], /Overridden: `job`\./],
    ["by the job's name, too", "/override prow-job", on([], jobs, requiring("ci/prow-job")), ["ci/prow-job"], /`ci\/prow-job`/],
    ["not what a job of another branch must report", "/override job", on([], release), [], /There is none/],
    ["nothing where the branch requires nothing", "/override x", on([], [], requiring()), [], /There is none/],
  ])("%s", (_, text, where, green, reply) => {
    const outcome = overridden(text, where);
    expect(outcome.green).toEqual(green);
    expect(outcome.reply).toMatch(reply);
  });

  test("says where GitHub listens to another App alone", () => {
    const { reply } = overridden("/override ci", on([], [], { required: [{ name: "ci", isOthers: true }] }));
    expect(reply).toMatch(/The branch takes `ci` from another App alone, so GitHub still asks for it/);
  });
});

describe("/override of check runs", () => {
  test.each<[string, string, Overridable, readonly string[], readonly string[], RegExp]>([
    ["makes one anew that failed", "/override build", on([], [], checked({ build: "failed" })), ["build"], [], /Overridden: `build`\./],
    [
      "with blanks and slashes in its name, in quotes",
      '/override "test / Unit Tests"',
      on([], [], checked({ "test / Unit Tests": "failed" })),
      ["test / Unit Tests"],
      [],
      /`test \/ Unit Tests`/,
    ],
    [
      "beside contexts",
      '/override a b "test / Unit Tests"',
      on([status("a", "failure"), status("b", "pending")], [], checked({ "test / Unit Tests": "failed" })),
      ["test / Unit Tests"],
      ["a", "b"],
      /Overridden: `a`, `b`, `test \/ Unit Tests`\./,
    ],
    ["not one that passed", "/override build", on([], [], checked({ build: "success" })), [], [], /`build` is no context .* There is none/],
    ["not one that runs", "/override build", on([], [], checked({ build: "pending" })), [], [], /There is none/],
    [
      "not one that runs and is required",
      "/override build",
      on([], [], { ...checked({ build: "pending" }), ...requiring("build") }),
      [],
      [],
      /There is none/,
    ],
    [
      "and writes no status beside one that is required",
      "/override build",
      on([], [], { ...checked({ build: "failed" }), ...requiring("build") }),
      ["build"],
      [],
      /`build`/,
    ],
    [
      "and of a status of the same name",
      "/override build",
      on([status("build", "failure")], [], checked({ build: "failed" })),
      ["build"],
      ["build"],
      /Overridden: `build`\./,
    ],
    [
      "but none of an unknown name, and offers them",
      "/override x",
      on([], [], checked({ build: "failed", lint: "failed" })),
      [],
      [],
      /These are: `build`, `lint`\./,
    ],
  ])("%s", (_, text, where, checks, green, reply) => {
    const outcome = overridden(text, where);
    expect([outcome.checks, outcome.green]).toEqual([checks, green]);
    expect(outcome.reply).toMatch(reply);
  });

  test("that may not be looked at finds none, and says why", () => {
    const where = on([status("a", "failure")], [], { checkRuns: unread("the App lacks a permission") });
    expect(overridden("/override build", where)).toMatchObject({
      ...{ checks: [], green: [] },
      reply: expect.stringContaining("Check runs are not among them: they could not be read: the App lacks a permission."),
    });
    expect(overridden("/override a", where).green).toEqual(["a"]);
  });
});

describe("/override of what is ours", () => {
  const gate = "bowsprit: master";
  test.each<[string, Overridable]>([
    ["the gate that is red", on([], [], checked({ [gate]: "failed" }))],
    ["the gate that is required and was not written yet", on([], [], requiring(gate))],
    ["a status under the gate's name", on([status(gate, "failure")])],
    ["a status under the gate's name in other letters", on([status("Bowsprit: Master", "failure")])],
    ["another branch's gate", on([], [], checked({ "bowsprit: release": "failed" }))],
    ["the check of OWNERS files", on([], [], checked({ "bowsprit owners": "failed" }))],
  ])("leaves alone %s, and says so", (_, where) => {
    const [name = gate] = [
      where.statuses[0]?.context,
      where.checkRuns.kind === "known" ? where.checkRuns.value[0]?.name : undefined,
    ].filter((one) => one !== undefined);
    const { checks, statuses, reply } = overridden(`/override "${name}"`, where);
    expect([checks, statuses]).toEqual([[], []]);
    expect(reply).toContain(`\`${name}\` says what stands on this page, and changes with it alone.`);
    expect(reply).toContain("There is none.");
  });
});

describe("what strangers name", () => {
  const where = on([status("a", "failure")]);

  test.each<[string, string]>([
    ["a mention", "@kubernetes/everybody"],
    ["a link", "[here](https://evil.test)"],
    ["an image", "![x](https://evil.test/x.png)"],
    ["HTML", "<img/src=x>"],
    ["a comment", "<!--bowsprit:status-->"],
    ["backticks", "``a`b``"],
  ])("is repeated as code: %s", (_, name) => {
    const { reply = "" } = overridden(`/override ${name}`, where);
    const shown = reply.match(/(`+)( ?)(?:(?!\1).|`)*?\2\1(?!`)/)?.[0] ?? "";
    expect(shown).toContain(name);
    expect(reply.replace(shown, "")).not.toContain(name);
  });

  test("is cut, however long, and only the first hundred are named", () => {
    const long = "x".repeat(10_000);
    const { reply = "", statuses } = overridden(`/override ${long} ${Array.from({ length: 5000 }, (_, n) => `n${n}`).join(" ")}`, where);
    expect(statuses).toEqual([]);
    expect(reply.length).toBeLessThan(3000);
    expect(reply).toContain(`\`${"x".repeat(100)}\`, \`n0\``);
    expect(reply).toContain("and 4901 more");
  });

  test("of ten thousand contexts a thousand are overridden in little time", () => {
    const statuses = Array.from({ length: 10_000 }, (_, n) => status(`c${n}`, n % 10 === 0 ? "failure" : "success"));
    const before = performance.now();
    expect(overridden(`/override ${statuses.map(({ context }) => context).join(" ")}`, on(statuses)).green).toEqual([]);
    expect(overridden(`/override ${Array.from({ length: 1000 }, (_, n) => `c${n * 10}`).join(" ")}`, on(statuses)).green).toHaveLength(
      1000,
    );
    expect(performance.now() - before).toBeLessThan(10_000);
  });

  test("does not break the description of a status: the longest login fits it", () => {
    const [written] = overridden("/override a", where, "x".repeat(39)).statuses;
    expect(new TextEncoder().encode(written?.description).length).toBeLessThanOrEqual(140);
    expect(written?.description).toContain("x".repeat(39));
  });
});

describe("/override-cancel", () => {
  const shown = [
    status("a", "success", "Overridden by al BaseSHA:x"),
    status("b", "success", "Overridden by al [prow:skip-retest]"),
    status("c", "success"),
    status("d", "success", "Job succeeded."),
  ];
  test.each<[string, readonly string[], RegExp]>([
    ["/override-cancel a", ["a"], /No longer overridden: `a`/],
    ["/override-cancel", ["a", "b"], /`a`, `b`/],
    ["/override-cancel c", [], /Nothing that was overridden was found/],
    ["/override-cancel nobody", [], /Nothing/],
    ["/override-cancel d", [], /Nothing/],
  ])("%j", (text, red, reply) => {
    const outcome = overridden(text, on(shown));
    expect(outcome.red).toEqual(red);
    expect(outcome.reply).toMatch(reply);
  });
});
