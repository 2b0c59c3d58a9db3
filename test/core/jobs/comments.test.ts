/** What people write about jobs: which jobs it starts, and when it is answered with help. */
import { describe, expect, test } from "vitest";
import { askIn } from "../../../src/core/jobs/commands.ts";
import type { HelpKind } from "../../../src/core/jobs/help.ts";
import { answerTo } from "../../../src/core/jobs/started-jobs.ts";
import { type Around, always, ifChanged, type JobText, manual, names, presubmits, said, surroundings, unlessOnly } from "./given.ts";

const usual: readonly JobText[] = [always("job", { branches: ["master"] }), manual("jib")];
const usualStatuses = { job: "pending", jib: "failure", jub: "success" } as const;

type Row = [what: string, text: string, jobs: readonly JobText[], starts: readonly string[], help?: HelpKind | undefined, around?: Around];

const matching = ifChanged("jub", "CHANGED");
const foreign = ifChanged("jub", "CHANGED2");
const skipping = unlessOnly("jub", "CHANGED2");
const skipped = unlessOnly("jub", "CHANGED");
const red = { statuses: { jub: "failure" } } as const;
const green = { statuses: { jub: "success" } } as const;
const absent = { statuses: {} } as const;

describe("a trusted person's text", () => {
  test.each<Row>([
    ["unrelated text starts nothing", "Nice!", usual, []],
    ["nor does an empty one", "", usual, []],
    ["nor one about testing", "I will /test this, and retest it.", usual, []],
    ["`/ok-to-test` starts what runs by itself", "looks fine\n/ok-to-test", usual, ["job"]],
    ["also with blanks behind it", "/ok-to-test \r\n", usual, ["job"]],
    ["but not within a line", "not /ok-to-test", usual, []],
    ["`/test all` starts what runs by itself", "/test all", usual, ["job"]],
    ["not what is for another branch", "/test all", usual, [], "nothing for all", { branch: "other" }],
    ["`/retest` starts what failed, and nothing that is pending", "/retest", usual, ["jib"]],
    ["also with blanks behind it", "/retest \r\n", usual, ["jib"]],
    [
      "a trigger may be a sentence",
      "Nice sunny day",
      [manual("sun", { trigger: "(?m)^Nice sunny day$", rerun_command: "Nice sunny day" })],
      ["sun"],
    ],
    ["`/ok-to-test` starts nothing that is started by hand", "/ok-to-test", [manual("jib")], []],
    [
      "`/test all` passes over a job of another branch",
      "/test all",
      [always("quiet", { skip_report: true, branches: ["other"] }), ...usual],
      ["job"],
    ],
    [
      "`/retest`: a job that reports nothing is always missing",
      "/retest",
      [ifChanged("jub", "CHANGED", { skip_report: true })],
      ["jub"],
      undefined,
      absent,
    ],
    ["`/retest`: missing, and something else than the exception changed", "/retest", [skipping], ["jub"], undefined, absent],
    ["`/retest`: failed, and its files changed", "/retest", [matching], ["jub"], undefined, red],
    ["`/retest`: failed, and something else changed", "/retest", [skipping], ["jub"], undefined, red],
    ["by name, although green", "/test jub", [matching], ["jub"], undefined, green],
    ["by name, although green, with the other rule", "/test jub", [skipping], ["jub"], undefined, green],
    ["`/retest`: a job by hand that failed", "/retest", [manual("jub")], ["jub"], undefined, red],
    ["`/retest`: an optional one as well", "/retest", [manual("jub", { optional: true })], ["jub"], undefined, red],
    ["`/retest-required`: a required job by hand that failed", "/retest-required", [manual("jub")], ["jub"], undefined, red],
    ["`/retest-required`: no optional one", "/retest-required", [manual("jub", { optional: true })], [], undefined, red],
    ["`/test-manual-required` starts a required job by hand", "/test-manual-required", [manual("jub")], ["jub"], undefined, absent],
    ["no optional one", "/test-manual-required", [manual("jub", { optional: true })], [], undefined, absent],
    ["and none that runs by itself", "/test-manual-required", [always("job"), matching], [], undefined, absent],
    ["`/retest`: failed, although its files did not change", "/retest", [foreign], ["jub"], undefined, red],
    ["`/retest`: failed, although the exception alone changed", "/retest", [skipped], ["jub"], undefined, red],
    ["`/ok-to-test` starts jobs by their files", "/ok-to-test", [matching, ifChanged("jab", "CHANGED2")], ["jub"], undefined, absent],
    ["`/ok-to-test` starts jobs by exception", "/ok-to-test", [skipping], ["jub"], undefined, absent],
    [
      "of two jobs of one name the one for this branch",
      "/test jab",
      [manual("jab", { branches: ["master"] }), manual("jab", { branches: ["release"] })],
      ["jab"],
    ],
    ["none where neither is for it", "/test jab", [manual("jab", { branches: ["release"] })], [], "target not found"],
    ["`/retest`: missing, and its files did not change", "/retest", [foreign], [], undefined, absent],
    ["`/retest`: missing, and the exception alone changed", "/retest", [skipped], [], undefined, absent],
    ["a context is no name", "/test ci/jub", [ifChanged("jub", "CHANGED2", { context: "ci/jub" })], [], "target not found"],
    [
      "a context is no name, with the other rule",
      "/test ci/jub",
      [unlessOnly("jub", "CHANGED", { context: "ci/jub" })],
      [],
      "target not found",
    ],
    ["`/test all` starts what is green again", "/test all", [matching], ["jub"], undefined, green],
    ["with the other rule too", "/test all", [skipping], ["jub"], undefined, green],
    ["but nothing whose files did not change", "/test all", [foreign], [], "nothing for all", green],
    ["with the other rule neither", "/test all", [skipped], [], "nothing for all", green],
    ["`/test ?` is answered, and starts nothing", "/test job\n/test ?", usual, [], "question"],
    ["`/test?` as well", "/test?", usual, [], "question"],
    ["`/test` needs a name", "/test", usual, [], "no target"],
    ["a question mark in the next line is no question", "/test \r\n?", usual, [], "no target"],
    ["`/retest` takes no name", "/retest FOO", usual, [], "retest with target"],
    ["another command in the next line is no name", "/retest \r\n/other-command", usual, ["jib"]],
    ["a name that nobody has", "/test FOO", usual, [], "target not found"],
    ["a name that nobody has beside one that is known", "/test FOO jib", usual, ["jib"]],
    ["`/test all` where nothing runs by itself", "/test all", [manual("jib")], [], "nothing for all"],
    ["a bare `/test` keeps the rest from counting", "/test all\n/test", usual, [], "no target"],
    ["one comma behind a name is let pass", "/test job, jib", usual, ["job", "jib"]],
    ["two are not", "/test jib,,", usual, [], "target not found"],
    ["a full stop is not", "/test jib.", usual, [], "target not found"],
    ["two blanks are let pass", "/test  jib", usual, ["jib"]],
    ["a tab is not", "/test\tjib", usual, [], "target not found"],
    ["a dot in a name stands for any character", "/test jib-1x2", [manual("jib-1.2")], ["jib-1.2"]],
    ["not in a line that is indented", " /test jib", usual, []],
    ["not in capitals", "/Test jib", usual, []],
    ["a longer name is another one", "/test jib-2", usual, [], "target not found"],
    ["a lone CR starts no line", "see\r/test jib", usual, []],
    ["nor does U+2028", "see\u2028/test jib", usual, []],
    ["`/ok-to-test cancel` keeps the rest from counting", "/ok-to-test cancel\n/test jib", usual, []],
    ["a command ends with its line", "/ok-to-test\ncancel", usual, ["job"]],
    ["`/test suggested` starts what is suggested", "/test suggested", usual, ["jib"]],
    ["all at once", "/test jib\n/test all\n/retest", usual, ["job", "jib"]],
  ])("%s: %j", (_, text, jobs, starts, help, around) => {
    const result = said(text, presubmits(...jobs), { statuses: usualStatuses, ...around }, ["jib"]);
    expect({ starts: result.starts, help: result.help }).toEqual({ starts, help });
  });
});

describe("code, quotes and HTML comments hold no command", () => {
  test.each<[string, readonly string[], HelpKind?]>([
    ["```\n/test ?\n```", []],
    ["```\n/test\n```", []],
    ["~~~\n/test\n~~~", []],
    ["```\n/retest FOO\n```", []],
    ["```\n/test FOO\n```", []],
    ["```\n/test all\n```", []],
    ["```\n/test FOO\n```\n/test BAR", [], "target not found"],
    ["/test FOO\n```\n/test BAR\n```", [], "target not found"],
    ["```\n/test FOO\n```\n~~~\n/test\n~~~\n```\n/retest x\n```", []],
    ["```\na\n```\n/test BAZ\n```\nb\n```", [], "target not found"],
    // Prow starts `jib` in each of these.
    ["```\n/test jib\n```\n/test all", ["job"]],
    ["```\r\n/test jib\r\n```\r\n/test all", ["job"]],
    ["````\n/test jib\n````", []],
    ["  ```\n/test jib\n  ```", []],
    ["```\n/test jib", []],
    ["<!--\n/test jib\n-->", []],
    ["> x\n\n> /test jib", []],
  ])("%j", (text, starts, help) => {
    const result = said(text, presubmits(...usual), { statuses: usualStatuses });
    expect({ starts: result.starts, help: result.help }).toEqual({ starts, help });
  });
});

test("where `/ok-to-test` is not honoured it starts nothing and needs no help", () => {
  const terms = { suggested: [], honoursOkToTest: false };
  const { verdicts, help } = answerTo(askIn("/ok-to-test"), presubmits(always("job"), matching), surroundings(), terms);
  expect([names(verdicts), help]).toEqual([[], undefined]);
});

describe("help", () => {
  const text = (comment: string, jobs: readonly JobText[], around: Around = {}): string =>
    said(comment, presubmits(...jobs), around).answer.help?.text ?? "";

  test("lists required and optional jobs apart, by the command of each", () => {
    const help = text("/test ?", [always("a"), manual("b", { optional: true }), manual("c")]);
    expect(help).toBe(
      "These jobs are required:\n\n- `/test a`\n- `/test c`\n\nThese are optional:\n\n- `/test b`\n\n`/test all` starts these:\n\n- `a`",
    );
  });

  test.each<[comment: string, note: string]>([
    ["/test ?", "These jobs are required:"],
    ["/test", "`/test` needs the name of a job, or `all`."],
    ["/retest b", "`/retest` takes no name: it starts what failed."],
    ["/test x", "No job is called `x` here"],
    ["/test all", "`/test all` starts nothing here"],
    ["/test suggested", "No optional job is suggested for these changes."],
  ])("for %j begins with %j, and lists what there is", (comment, note) => {
    const help = text(comment, [ifChanged("a", "CHANGED2"), manual("b")]);
    expect(help.startsWith(note)).toBe(true);
    expect(help).toMatch(/- `\/test a`\n- `\/test b`$/);
  });

  test("for a bare `/test` lists the names that `/test all` starts", () =>
    expect(text("/test", [always("a"), manual("b")])).toMatch(/`\/test all` starts these:\n\n- `a`$/));

  test("says that `/test all` starts all of them, where it does", () => {
    expect(text("/test ?", [always("a"), always("b")])).toContain("`/test all` starts all of them.");
  });

  test("lists a command that two jobs share once, and counts it once", () => {
    const shared = { trigger: "(?m)^/test both$", rerun_command: "/test both" };
    const help = text("/test ?", [always("a", shared), always("b", shared), manual("c")]);
    expect(help.match(/- `\/test both`/g)).toHaveLength(1);
    expect(help).toContain("`/test all` starts all of them.");
  });

  test("says nothing of `/test all` where it starts nothing", () => {
    expect(text("/test all", [manual("a")])).not.toContain("starts these");
  });

  test("passes over jobs of other branches", () => {
    expect(text("/test ?", [always("a"), manual("b", { branches: ["release"] })])).not.toContain("`/test b`");
  });

  test("says so where no job is for the branch", () => {
    expect(said("/test ?", presubmits(), {}).answer.help).toMatchObject({
      isEmpty: true,
      text: "No presubmit runs on the branch `master`.",
    });
  });

  test("offers the nearest names", () => {
    const jobs = [manual("pull-node-crio-swap"), manual("pull-node-crio-swap-serial"), manual("pull-node-crio-eviction")];
    expect(text("/test pull-node-crio-eviktion", jobs)).toContain("did you mean `pull-node-crio-eviction`?");
    expect(text("/test crio-swap", jobs)).toContain("did you mean `pull-node-crio-swap` or `pull-node-crio-swap-serial`?");
  });

  test("shows a stranger's text as code", () => {
    expect(text("/test @everybody", [manual("a")])).toContain("No job is called `@everybody` here.");
  });
});

test("of thousands of unknown names the first ones are answered, and the others counted", () => {
  const many = Array.from({ length: 5000 }, (_, index) => `-${index}`).join(" ");
  const help = said(`/test ${many}`, presubmits(manual("pull-a"))).answer.help?.text ?? "";
  expect(help).toContain("No job is called `-9` here.");
  expect(help).toContain("No job is called by 4990 further names either.");
  expect(help).not.toContain("`-10`");
  expect(help).toContain("- `/test pull-a`");
});

test("an unknown name beside known ones is noticed, a sentence is not", () => {
  const jobs = presubmits(manual("pull-a"), manual("pull-b", { branches: ["release"] }));
  expect(said("/test pull-a pull-x", jobs).answer.unknown).toEqual(["pull-x"]);
  expect(said("/test pull-a please, it is flaky", jobs).answer.unknown).toEqual([]);
  expect(said("/test pull-a pull-b", jobs).answer.unknown).toEqual([]);
});

test("a comment of 65,536 characters is read in time", () => {
  const jobs = presubmits(...Array.from({ length: 100 }, (_, at) => manual(`pull-kubernetes-node-e2e-number-${at}`)));
  const start = performance.now();
  said("/test pull-kubernetes-node-e2e-number- ".repeat(1700), jobs);
  said("/test x\n".repeat(8000), jobs);
  expect(performance.now() - start).toBeLessThan(5000);
});
