/** Advice: which optional jobs are worth running, by rules that are data. */
import { existsSync, readFileSync } from "node:fs";
import { load } from "js-yaml";
import { describe, expect, test } from "vitest";
import { type AdviceRule, adviceFaults, adviceSchema, adviceText, type Change, suggestionsFor } from "../../../src/core/jobs/advice.ts";
import { jobsConfig } from "../../../src/core/jobs/config.ts";
import { jobsOptions } from "../../../src/core/jobs/options.ts";
import { automaticVerdicts } from "../../../src/core/jobs/selection.ts";
import { readJobFiles } from "../../conformance/jobs-corpora.ts";
import { always, ifChanged, manual, names, presubmits, surroundings } from "./given.ts";

const optional = { optional: true };
const jobs = presubmits(
  ...["a", "b", "c", "d", "e", "f"].map((name) => manual(name, optional)),
  manual("required"),
  ifChanged("go", "\\.go$", optional),
  manual("release", { ...optional, branches: ["release"] }),
  manual("slow", { ...optional, decorate: true, decoration_config: { timeout: "5h" } }),
  always("always", optional),
);

const change = (more: Partial<Change> = {}): Change => ({
  ...{ paths: ["pkg/x.go"], labels: new Set(), branch: "master", automatic: new Set(), reported: new Set() },
  ...more,
});
const rule = (names: readonly string[], more: Partial<AdviceRule> = {}): AdviceRule => ({
  ...{ paths: ["^pkg/"], jobs: [...names], because: "it changed" },
  ...more,
});
const suggested = (rules: readonly AdviceRule[], more: Partial<Change> = {}): readonly string[] =>
  suggestionsFor(rules, jobs, change(more)).map(({ job }) => job.name);

describe("suggested are", () => {
  test.each<[string, readonly AdviceRule[], Partial<Change>, readonly string[]]>([
    ["the jobs of a rule whose path changed", [rule(["a", "b"])], {}, ["a", "b"]],
    ["not those of another", [rule(["a"], { paths: ["^test/"] })], {}, []],
    [
      "those of a rule about a label",
      [rule(["a"], { paths: undefined, labels: ["sig/node"] } as never)],
      { labels: new Set(["sig/node"]) },
      ["a"],
    ],
    ["at most five", [rule(["a", "b", "c", "d", "e", "f"])], {}, ["a", "b", "c", "d", "e"]],
    ["the first of each rule before the second of any", [rule(["a", "b"]), rule(["c", "d"])], {}, ["a", "c", "b", "d"]],
    ["each once", [rule(["a"]), rule(["a", "b"])], {}, ["a", "b"]],
    ["no required job", [rule(["required", "a"])], {}, ["a"]],
    ["none that runs by itself", [rule(["go", "always", "a"])], { automatic: new Set(["go", "always"]) }, ["a"]],
    ["one by its files that does not", [rule(["go"])], {}, ["go"]],
    ["none of another branch", [rule(["release", "a"])], {}, ["a"]],
    ["none that has run or runs", [rule(["a", "b"])], { reported: new Set(["a"]) }, ["b"]],
    ["none without a changed file", [rule(["a"])], { paths: [] }, []],
  ])("%s", (_, rules, more, expected) => expect(suggested(rules, more)).toEqual(expected));

  test("told with the first changed path for which the rule applies, whichever of its patterns that is", () => {
    const rules = [rule(["a"], { paths: ["\\.md$", "^pkg/"] }), rule(["b"], { paths: ["^docs/"] })];
    const paths = ["cmd/x.go", "pkg/x.go", "docs/x.md", "docs/y.md"];
    expect(suggestionsFor(rules, jobs, change({ paths })).map(({ why }) => why)).toEqual([
      "it changed (`pkg/x.go`)",
      "it changed (`docs/x.md`)",
    ]);
  });

  test("told with a reason that is text, whatever the options say", () => {
    const [suggestion] = suggestionsFor([rule(["a"], { because: "@org/all <!-- x --> [y](z)\n/test slow" })], jobs, change());
    expect(suggestion?.why).toMatch(/^@\u200borg\/all &lt;!-- x --&gt; &#91;y&#93;\(z\) \/test slow /);
  });

  test("told with the reason, the path, and what they cost", () => {
    expect(adviceText(suggestionsFor([rule(["a", "slow"])], jobs, change()))).toBe(
      [
        "Worth running for these changes (`/test suggested` starts all):",
        "  - `/test a`: it changed (`pkg/x.go`)",
        "  - `/test slow`: it changed (`pkg/x.go`), takes up to 300 minutes",
      ].join("\n"),
    );
    expect(adviceText([])).toBe("");
  });
});

describe("a rule", () => {
  test("about a job that does not exist is refused", () =>
    expect(adviceFaults([rule(["a"]), rule(["b", "nobody"])], jobs)).toEqual([
      { rule: 1, job: "nobody", what: "no presubmit is called `nobody`" },
    ]));

  test.each<[string, unknown]>([
    ["without paths or labels", [{ jobs: ["a"], because: "x" }]],
    ["without jobs", [{ paths: ["x"], jobs: [], because: "x" }]],
    ["without a reason", [{ paths: ["x"], jobs: ["a"] }]],
    ["with a pattern that RE2 does not take", [{ paths: ["(?!x)"], jobs: ["a"], because: "x" }]],
    ["with an unknown key", [{ path: ["x"], paths: ["x"], jobs: ["a"], because: "x" }]],
  ])("%s is refused", (_, rules) => expect(adviceSchema.safeParse(rules).success).toBe(false));
});

describe("the options about jobs", () => {
  test("have defaults, and stay the same when read again", () => {
    const defaults = jobsOptions.parse({});
    expect(defaults).toEqual({
      ...{ files: [".prow.yaml", ".prow/"], advise: [] },
      ...{ allow_top_level_owners: false, allowed_github_teams: [] },
    });
    expect(jobsOptions.parse(defaults)).toEqual(defaults);
  });
  test.each([
    [{ runner: "github-actions" }],
    [{ runner: "webhook" }],
    [{ runner: "kubernetes" }],
    [{ webhook: { url: "http://example.org" } }],
    [{ github_actions: { repository: "a", workflow: "x.yml" } }],
  ])("%j is refused", (options) => expect(jobsOptions.safeParse(options).success).toBe(false));
});

describe("the rules for SIG Node", () => {
  const file = jobsOptions.parse((load(readFileSync("config/sig-node.yaml", "utf8")) as { jobs: unknown }).jobs);

  test("are sound", () => expect(file.advise.length).toBeGreaterThan(15));

  const data = "../shared/data/sig-node-jobs/config/jobs";
  describe.skipIf(!existsSync(data))("beside SIG Node's jobs", () => {
    const { presubmits: own } = jobsConfig(readJobFiles(data), { repository: "kubernetes/kubernetes" });
    const worth = (...paths: readonly string[]): readonly string[] => {
      const automatic = new Set(names(automaticVerdicts(own, surroundings({ changed: paths }))));
      return suggestionsFor(file.advise, own, change({ paths, automatic })).map(({ job }) => job.name);
    };

    test("name jobs that there are, and only optional ones", () => {
      expect(adviceFaults(file.advise, own)).toEqual([]);
      const named = new Set(file.advise.flatMap(({ jobs }) => jobs));
      expect(own.filter(({ name, optional }) => named.has(name) && !optional)).toEqual([]);
    });

    test.each<[string, readonly string[], readonly string[]]>([
      [
        "the CPU manager",
        ["pkg/kubelet/cm/cpumanager/policy_static.go"],
        [
          "pull-kubernetes-node-kubelet-serial-cpu-manager",
          "pull-kubernetes-node-kubelet-serial-containerd",
          "pull-node-crio-resource-managers",
        ],
      ],
      ["eviction", ["pkg/kubelet/eviction/helpers.go"], ["pull-kubernetes-cos-containerd-node-e2e-eviction", "pull-node-crio-eviction"]],
      [
        "the pod lifecycle event generator",
        ["pkg/kubelet/pleg/evented.go"],
        ["pull-kubernetes-node-containerd-evented-pleg-e2e", "pull-node-crio-evented-pleg"],
      ],
      ["user namespaces", ["pkg/kubelet/userns/userns_manager.go"], ["pull-node-crio-userns-serial"]],
      ["something else", ["pkg/scheduler/scheduler.go", "README.md"], []],
    ])("for %s", (_, paths, expected) => expect(worth(...paths)).toEqual(expected));
  });
});
