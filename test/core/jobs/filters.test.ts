/** Filters: what each says of a job, and what is selected by them. */
import { describe, expect, test } from "vitest";
import { askIn } from "../../../src/core/jobs/commands.ts";
import type { Presubmit } from "../../../src/core/jobs/presubmit.ts";
import {
  automaticFilter,
  automaticVerdicts,
  choiceOf,
  type Filter,
  filtersOf,
  verdictOf,
  verdictsOf,
} from "../../../src/core/jobs/selection.ts";
import type { StatusState } from "../../../src/core/jobs/status.ts";
import { type Around, always, ifChanged, type JobText, manual, names, presubmits, surroundings, unlessOnly } from "./given.ts";

const one = (job: JobText): Presubmit => {
  const [found] = presubmits(job);
  if (found === undefined) throw new Error("no job");
  return found;
};

const filters = (text: string, statuses: Readonly<Record<string, StatusState>> | undefined = {}): readonly Filter[] => {
  const read = filtersOf(askIn(text), surroundings({ statuses }).statuses, new Set());
  if (read.kind === "unread") throw new Error(read.reason);
  return read.value;
};

/** As Prow's triples: matches, forced, default; a filter that does not hold says nothing else. */
const triple = (text: string, job: JobText, statuses: Readonly<Record<string, StatusState>> = {}): string => {
  const { matches, forced, fallback } = choiceOf(one(job), filters(text, statuses));
  return matches ? ["T", forced ? "T" : "F", fallback ? "T" : "F"].join("") : "F";
};

const own = { trigger: "/test job-a", rerun_command: "/test job-a" };

describe("one job under the filters of a text", () => {
  test.each<[text: string, job: JobText, statuses: Readonly<Record<string, StatusState>>, expected: string]>([
    ["/test all", always("a"), {}, "TFF"],
    ["/test all", ifChanged("a", "x"), {}, "TFF"],
    ["/test all", unlessOnly("a", "x"), {}, "TFF"],
    ["/test all", manual("a"), {}, "F"],
    ["/ok-to-test", always("a"), {}, "TFF"],
    ["/ok-to-test", ifChanged("a", "x"), {}, "TFF"],
    ["/ok-to-test", unlessOnly("a", "x"), {}, "TFF"],
    ["/ok-to-test", manual("a"), {}, "F"],
    ["something/test job-abcdefg", manual("a", own), {}, "TTT"],
    ["/test other", manual("a", own), {}, "F"],
    ["/retest", manual("a"), { a: "failure" }, "TFT"],
    ["/retest", manual("a"), { a: "success" }, "F"],
    ["/retest", always("a"), {}, "TFF"],
    ["/retest", always("a"), { a: "success" }, "F"],
    ["/retest", always("a"), { a: "pending" }, "F"],
    ["/retest", always("a"), { a: "failure" }, "TFT"],
    ["/retest", always("a"), { a: "error" }, "TFT"],
    ["/retest", manual("a"), {}, "F"],
    ["/retest-required", always("a"), { a: "success" }, "F"],
    ["/retest-required", always("a"), { a: "pending" }, "F"],
    ["/retest-required", always("a", { optional: true }), { a: "failure" }, "F"],
    ["/retest-required", always("a"), { a: "error" }, "TFT"],
    ["/retest-required", always("a"), {}, "TFF"],
    ["/test-manual-required", manual("a"), {}, "TTF"],
    ["/test-manual-required", manual("a", { optional: true }), {}, "F"],
    ["/test-manual-required", always("a"), {}, "F"],
    ["/test-manual-required", ifChanged("a", "x"), {}, "F"],
    ["/test-manual-required", unlessOnly("a", "x"), {}, "F"],
    ["/test a\n/test all\n/retest", always("b"), { b: "success" }, "TFF"],
    ["/test a\n/test all\n/retest", ifChanged("b", "x"), { b: "success" }, "TFF"],
    ["/test a\n/test all\n/retest", unlessOnly("b", "x"), { b: "success" }, "TFF"],
    ["/test a\n/test all\n/retest", manual("a"), {}, "TTT"],
    ["/test a\n/test all\n/retest", manual("b"), { b: "success" }, "F"],
    ["/test a\n/test all\n/retest", manual("b"), { b: "pending" }, "F"],
    ["/test a\n/test all\n/retest", manual("b"), { b: "failure" }, "TFT"],
    ["/test a\n/test all\n/retest", always("b"), { b: "error" }, "TFT"],
    ["/test a\n/test all\n/retest", always("b"), {}, "TFF"],
  ])("%j for %j with %j: %s", (text, job, statuses, expected) => expect(triple(text, job, statuses)).toBe(expected));

  test("a job by hand is not automatic, even if its trigger is literally `/test all`", () => {
    const job = one(manual("a", { trigger: "(?m)^/test all$", rerun_command: "/test all" }));
    expect(automaticFilter(job).matches).toBe(false);
  });

  test.each<[string, readonly string[]]>([
    ["/test trigger", ["TTT", "TTT", "TTT", "TTT"]],
    ["/test other", ["F", "F", "F", "F"]],
  ])("%j forces all that have this trigger, of whatever kind, and nothing else", (text, expected) => {
    const shared = { trigger: "(?m)^/test trigger$", rerun_command: "/test trigger" };
    const kinds = [always("a", shared), ifChanged("b", "x", shared), unlessOnly("c", "x", shared), manual("d", shared)];
    expect(kinds.map((job) => triple(text, job))).toEqual(expected);
  });
});

describe("statuses that cannot be read", () => {
  const unread = surroundings({ statuses: undefined }).statuses;
  test("stop `/retest`", () => expect(filtersOf(askIn("/retest"), unread, new Set())).toEqual({ kind: "unread", reason: "no answer" }));
  test.each(["", "Nice!", "/test all", "/ok-to-test"])("stop nothing that does not ask for them: %j", (text) =>
    expect(filtersOf(askIn(text), unread, new Set()).kind).toBe("known"),
  );
});

describe("selected are", () => {
  const select = (jobs: readonly JobText[], filter: Filter, around: Around = {}): string[] =>
    names(verdictsOf(presubmits(...jobs), [filter], surroundings(around)));
  const says =
    (matches: boolean, forced: boolean, fallback: boolean): Filter =>
    () => ({ matches, forced, fallback, why: "" });

  test("none where nothing holds", () => expect(select([manual("a"), always("b")], says(false, false, false))).toEqual([]));
  test("all where all are forced", () => expect(select([manual("a"), always("b")], says(true, true, false))).toEqual(["a", "b"]));
  test("those that hold and are forced", () =>
    expect(select([manual("a"), manual("b")], ({ name }) => says(name === "a", true, false)(one(manual(name))))).toEqual(["a"]));
  test("those that are forced, of all that hold", () =>
    expect(select([manual("a"), manual("b")], ({ name }) => says(true, name === "a", name === "a")(one(manual(name))))).toEqual(["a"]));
  test("the forced one of two that share a context", () => {
    const jobs = [manual("a", { context: "c", branches: ["master"] }), manual("b", { context: "c", branches: ["main"] })];
    expect(select(jobs, ({ name }) => says(name === "a", name === "a", false)(one(manual(name))))).toEqual(["a"]);
  });

  test.each([ifChanged("a", "x"), unlessOnly("a", "x")])("none, and an unread one, where the changed files cannot be read: %j", (job) => {
    const verdicts = automaticVerdicts(presubmits(job), surroundings({ changed: undefined }));
    expect([names(verdicts), names(verdicts, "unread")]).toEqual([[], ["a"]]);
  });
  // Prow starts nothing at all.
  test("those that do not depend on the changed files, where these cannot be read", () => {
    const verdicts = automaticVerdicts(presubmits(always("b"), ifChanged("a", "x")), surroundings({ changed: undefined }));
    expect([names(verdicts), names(verdicts, "unread")]).toEqual([["b"], ["a"]]);
  });
});

describe("whether a job runs", () => {
  type Row = [
    what: string,
    job: JobText,
    choice: readonly [forced: boolean, fallback: boolean],
    around: Around,
    runs: "yes" | "no" | "unread",
  ];
  test.each<Row>([
    ["not on a branch that it skips", always("a", { skip_branches: ["master"] }), [false, false], {}, "no"],
    ["not on another branch than its own", always("a", { branches: ["release"] }), [false, false], {}, "no"],
    ["not even forced", always("a", { branches: ["release"] }), [true, true], {}, "no"],
    ["on its branch, always", always("a", { branches: ["master"] }), [false, false], {}, "yes"],
    ["on a branch that it does not skip, always", always("a", { skip_branches: ["release"] }), [false, false], {}, "yes"],
    ["always", always("a"), [false, false], {}, "yes"],
    ["not by hand, by itself", manual("a"), [false, false], {}, "no"],
    ["by hand, forced", manual("a"), [true, false], {}, "yes"],
    ["unread, where its files are", ifChanged("a", "x"), [false, false], { changed: undefined }, "unread"],
    ["unread, with the other rule", unlessOnly("a", "x"), [false, false], { changed: undefined }, "unread"],
    ["forced, although its files are unread", ifChanged("a", "x"), [true, false], { changed: undefined }, "yes"],
    ["not without its files", ifChanged("a", "x"), [false, false], { changed: ["y"] }, "no"],
    ["not with its exceptions alone", unlessOnly("a", "x"), [false, false], { changed: ["x", "xx"] }, "no"],
    ["without its files, by default", ifChanged("a", "x"), [false, true], { changed: ["y"] }, "yes"],
    ["with its exceptions alone, by default", unlessOnly("a", "x"), [false, true], { changed: ["x"] }, "yes"],
    ["with its files", ifChanged("a", "x"), [false, false], { changed: ["y", "x"] }, "yes"],
    ["with more than its exceptions", unlessOnly("a", "x"), [false, false], { changed: ["x", "y"] }, "yes"],
    ["not where nothing changed", ifChanged("a", ".*"), [false, false], { changed: [] }, "no"],
    ["not where nothing changed, with the other rule", unlessOnly("a", "x"), [false, false], { changed: [] }, "no"],
  ])("%s", (_, job, [forced, fallback], around, runs) =>
    expect(verdictOf(one(job), { matches: true, forced, fallback, why: "" }, surroundings(around)).runs).toBe(runs),
  );
});
