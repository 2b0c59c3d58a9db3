/** Job files made to cost time: anybody can propose one, and it is checked before anybody has looked at it. */
import { describe, expect, test } from "vitest";
import { soundJobs } from "../../../src/core/jobs/config.ts";
import { jobFile } from "../../../src/core/jobs/file.ts";

/** As many jobs as a file may have, unless said, in no more characters than are read. */
const fileOf = (job: (n: number) => string, most = 1000): string => {
  let text = "presubmits:\n";
  for (let n = 0; n < most; n += 1) {
    const line = `- {agent: webhook, ${job(n)}}\n`;
    if (text.length + line.length > 500_000) break;
    text += line;
  }
  return text;
};

const checked = (text: string) => jobFile({ path: ".prow.yaml", text, home: "org/repo" });
const many = (count: number, text: (n: number) => string): string => Array.from({ length: count }, (_, n) => text(n)).join(", ");

function seconds(effect: () => unknown): number {
  const start = performance.now();
  effect();
  return (performance.now() - start) / 1000;
}

describe("a file of patterns", () => {
  test.each<[string, string]>([
    ["of classes of Unicode", fileOf((n) => `name: j${n}, run_if_changed: '${"\\pL".repeat(95)}${n}'`)],
    ["of branches", fileOf((n) => `name: j${n}, branches: [${many(50, (at) => `branch-${at}-of-${n}`)}]`, 400)],
    ["of triggers", fileOf((n) => `name: j${n}, trigger: '${"(a|b|[c-z]+)*".repeat(70)}${n}', rerun_command: x`)],
  ])("patterns that weigh more than a file may hold are refused, and none of them is compiled: %s", (_, text) => {
    expect(checked(text).faults).toEqual([{ file: ".prow.yaml", line: 2, what: "patterns of more than 100000 characters in all" }]);
    expect(seconds(() => checked(text))).toBeLessThan(5);
  });

  test("a class of Unicode weighs more than it is long, inside of brackets too", () => {
    const weighing = (pattern: string) => checked(`presubmits: [{name: a, agent: webhook, run_if_changed: '${pattern}'}]`).faults.length;
    expect([weighing("\\pL".repeat(90)), weighing("\\pL".repeat(110)), weighing("[\\p{Greek}]{110}")]).toEqual([0, 1, 1]);
  });
});

describe("a file of nothing but faults", () => {
  test.each<[string, string]>([
    ["unknown keys", fileOf((n) => `name: j${n}, ${many(50, (at) => `skip_if_only_changex_${at}: 1`)}`)],
    [
      "unknown keys in a block",
      fileOf((n) => `name: j${n}, decoration_config: {${many(60, (at) => `default_service_accountx_${at}: 1`)}}`),
    ],
    ["unknown keys of further repositories", fileOf((n) => `name: j${n}, extra_refs: [${many(40, () => "{path_aliax: x}")}]`, 200)],
    ["unknown keys at its top", Array.from({ length: 10_000 }, (_, n) => `presubmitz${n}: 1\n`).join("")],
  ])("%s tells the first fifty, in little time", (_, text) => {
    expect(checked(text).faults).toHaveLength(50);
    expect(seconds(() => checked(text))).toBeLessThan(10);
  });
});

test("a thousand presubmits may stand in a file; of more none counts", () => {
  const jobs = (count: number) => `presubmits: [${many(count, (n) => `{name: j${n}, agent: webhook}`)}]`;
  expect(checked(jobs(1000)).presubmits).toHaveLength(1000);
  expect(checked(jobs(1001))).toMatchObject({ presubmits: [], faults: [{ what: "more than 1000 presubmits" }] });
});

test("a hundred jobs may have one name, each for other branches; of more each is a fault", () => {
  const text = fileOf((n) => `name: j, branches: ['^b${n}$']`);
  const { faults } = soundJobs([checked(text)]);
  expect(faults).toHaveLength(900);
  expect(faults[0]).toMatchObject({ line: 102, job: "j", what: "more than 100 jobs have this name or context" });
  expect(seconds(() => soundJobs([checked(text), { ...checked(text), path: "b.yaml" }]))).toBeLessThan(10);
  expect(soundJobs([checked(text.split("\n").slice(0, 101).join("\n"))]).faults).toEqual([]);
});
