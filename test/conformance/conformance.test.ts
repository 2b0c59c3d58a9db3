/** A slice of the comparison with the reference implementation, and the comparison's own parts without data. */
import { spawnSync } from "node:child_process";
import { describe, expect, test } from "vitest";
import { changeOf } from "../../src/core/owners/approval.ts";
import { type Case, type Corpus, corpusNames, readEdgeCases, readPulls } from "./corpora.ts";
import { hasJobsData, readJobsEdgeCases, readSigNodeJobs } from "./jobs-corpora.ts";
import { decidedEdge, decidedPulls, isEqualJobs, isExcepted } from "./jobs-run.ts";
import { jobFileAsTheReferenceReads } from "./jobs-shaping.ts";
import { lineOf } from "./line.ts";
import { exceptionsOf } from "./predicates.ts";
import { decided, isEqual, ownersOfCase, type Tally, tallyOf } from "./run.ts";
import { asTheReferenceReads } from "./shaping.ts";

const data = "../shared/data";
const hasData = corpusNames(data).length > 0;

describe.skipIf(!hasData)("beside the real data", () => {
  const isWithoutDifference = ({ byField }: Tally): boolean => byField.size === 0;
  const slice = ({ name, cases }: Corpus, every: number): Corpus => ({ name, cases: cases.filter((_, at) => at % every === 0) });

  test("every hand-made case is decided as by the reference", () => {
    const corpus = readEdgeCases(data);
    const tally = tallyOf(corpus.name, decided(corpus));
    expect(tally.shown).toEqual([]);
    expect(isWithoutDifference(tally)).toBe(true);
    expect(tally.compared).toBeGreaterThan(200);
    expect(tally.differing).toBeGreaterThan(0);
  });

  test.each(["community", "cri-o", "test-infra", "kubernetes-sig-node-prs"])(
    "every tenth pull request of %s is decided as by the reference",
    (name) => {
      const tally = tallyOf(name, decided(slice(readPulls(data, name), 10)));
      expect(tally.shown).toEqual([]);
      expect(isWithoutDifference(tally)).toBe(true);
      expect(tally.compared).toBeGreaterThan(90);
      expect(tally.hits).toEqual([]);
    },
  );
});

describe.skipIf(!hasJobsData(data))("beside the real jobs", () => {
  test("SIG Node's presubmits and every tenth pull request are decided as by the reference", () => {
    const all = readSigNodeJobs(data);
    const { tally } = decidedPulls({ ...all, pulls: all.pulls.filter((_, at) => at % 10 === 0) });
    expect(tally.different).toEqual([]);
    expect(tally.compared).toBeGreaterThan(90);
    expect(tally.excepted.every((id) => isExcepted(all.comments.find((comment) => comment.id === id)?.body ?? null))).toBe(true);
  });

  test("every hand-made job file loads, and every event is decided, as by the reference", () => {
    const { tally, lines } = decidedEdge(readJobsEdgeCases(data));
    expect(tally).toMatchObject({ different: [], lines: 71, compared: 36 });
    expect(isEqualJobs(tally)).toBe(true);
    expect(lines).toHaveLength(71);
  });
});

describe("a comment may be decided otherwise for", () => {
  test.each<[string | null, boolean]>([
    ["```\n/test a\n```", true],
    ["  ~~~\n/test a", true],
    ["> /test a", true],
    ["x <!-- y", true],
    ["/test `a`", false],
    ["/test a\r", false],
    [null, false],
  ])("%j: %s", (comment, is) => expect(isExcepted(comment)).toBe(is));
});

describe("a case that falls under the predicate", () => {
  const one: Case = {
    name: "split",
    id: "split",
    n: 1,
    author: "docs",
    paths: ["README.md", "pkg/a.go"],
    treeKey: "split",
    tree: () =>
      new Map([
        ["OWNERS", "filters: {'\\.md$': {approvers: [docs]}, '.*': {approvers: [root]}}"],
        ["pkg/OWNERS", "approvers: [pkgowner]"],
      ]),
    mdyaml: false,
    denylist: { default: [], ignore_preconfigured_defaults: false },
    trials: [
      { kind: "nobody", by: [] },
      { kind: "filtered", by: ["docs"] },
      { kind: "root", by: ["root"] },
    ],
    expected: undefined,
  };

  test("is known by its people and files, and decided otherwise", () => {
    const change = changeOf(ownersOfCase(one), one.paths);
    expect(exceptionsOf(one, change)).toEqual({ trials: new Set([1]), implicit: true, explicit: false });
    expect(lineOf(one, change).trials.map(({ approved }) => approved)).toEqual([false, false, true]);
    expect(tallyOf("one", decided({ name: "one", cases: [one] }))).toMatchObject({ hits: [{ name: "split" }], differing: 1 });
  });

  test("must exist for a run to be called equal", () => {
    const tally: Tally = { corpus: "one", lines: 1, compared: 1, byField: new Map(), shown: [], hits: [], differing: 1 };
    expect(isEqual([tally])).toBe(true);
    expect(isEqual([{ ...tally, differing: 0 }])).toBe(false);
    expect(isEqual([tally, { ...tally, byField: new Map([["answers", 1]]) }])).toBe(false);
  });
});

describe("an input is shaped as the reference reads it", () => {
  test.each<[string, string, string, string | undefined]>([
    ["a readable file stays", "a/OWNERS", "approvers: [al]", "approvers: [al]"],
    ["an unreadable one is left out", "a/OWNERS", "approvers: [", undefined],
    [
      "lists that do not decode go, options stay",
      "a/OWNERS",
      "approvers: al\noptions: {no_parent_owners: yes}",
      '{"options":{"no_parent_owners":true}}',
    ],
    ["and filters", "OWNERS", "labels: [12]\nfilters: {x: {approvers: [al]}}", '{"filters":{"x":{"approvers":["al"]}}}'],
    ["options that do not decode lose the file", "OWNERS", "approvers: [al]\noptions: []", undefined],
    ["infinity loses the file", "OWNERS", "approvers: [.inf]\noptions: {no_parent_owners: yes}", undefined],
    ["unreadable aliases are left out", "OWNERS_ALIASES", "aliases: {t: al}", undefined],
    ["other files are nobody's business", "README.md", "---\n[", "---\n["],
  ])("%s", (_, path, text, expected) => {
    expect(asTheReferenceReads(new Map([[path, text]])).get(path)).toBe(expected);
  });
});

describe("a job file is shaped as the reference reads it", () => {
  test.each([
    ["one without unknown keys stays", "presubmits: {a/b: [{name: x}]}", "presubmits: {a/b: [{name: x}]}"],
    [
      "unknown keys go",
      "presubmits: {a/b: [{name: x, frob: 1, max_concurrency: 2}]}",
      '{"presubmits":{"a/b":[{"name":"x","max_concurrency":2}]}}',
    ],
    ["one that is no YAML stays", "presubmits: [", "presubmits: ["],
  ])("%s", (_, text, expected) => expect(jobFileAsTheReferenceReads(text)).toBe(expected));
});

describe.each(["conformance", "bench"])("%s without its input", (command) => {
  test.each([
    ["says what is missing", ["--data", "no/such/folder"], /no corpus in no\/such\/folder/],
    ["refuses an unknown option", ["--bogus"], /--bogus/],
  ])("%s and exits with 2", (_, args, line) => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [`test/${command}/main.ts`, ...args], { encoding: "utf8" });
    expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
    expect(stderr).toMatch(line);
    expect(stderr.trim().split("\n")).toHaveLength(1);
  });
});
