/** What a job file may say: keys, defaults, rules, and what is refused by file, line, job and reason. */
import { describe, expect, test } from "vitest";
import { branchesOf, intersect } from "../../../src/core/jobs/branches.ts";
import { jobsConfig } from "../../../src/core/jobs/config.ts";
import { durationOf } from "../../../src/core/jobs/duration.ts";
import { jobFile } from "../../../src/core/jobs/file.ts";
import type { BranchRule } from "../../../src/core/jobs/presubmit.ts";
import { bucketOf } from "../../../src/core/jobs/required.ts";
import { automaticVerdicts } from "../../../src/core/jobs/selection.ts";
import {
  always,
  faultsOf,
  faultsOfJobs,
  ifChanged,
  type JobText,
  jobFileText,
  manual,
  names,
  presubmits,
  repository,
  surroundings,
  unlessOnly,
} from "./given.ts";

const runs = (job: JobText, changed: readonly string[], branch = "master"): boolean =>
  names(automaticVerdicts(presubmits(job), surroundings({ changed, branch }))).length === 1;

const code = "(Makefile|\\.sh|_(windows|linux|osx|unknown)(_test)?\\.go)$";
const docs = "^docs/|\\.(md|adoc)$|/?(README|OWNERS)$";

describe("changed files", () => {
  test.each([
    [["some random file"], false],
    [["build.shoo"], false],
    [["./pkg/util/rlimit/rlimit_linux.go"], true],
    [["./pkg/util/rlimit/rlimit_unknown_test.go"], true],
    [["build.sh"], true],
    [["Makefile"], true],
  ])("run_if_changed: %j: %s", (changed, expected) => expect(runs(ifChanged("a", code), changed)).toBe(expected));

  test.each([
    [["some random file"], true],
    [["./pkg/util/rlimit/rlimit_linux.go"], true],
    [["docs/cobragen.go"], false],
    [["./docs/cobragen.go"], true],
    [["README", "a/README", "x.md", "a/OWNERS", "b.adoc"], false],
    [["README", "a/README", "x.md", "a/OWNERS", "b.adoc", "foo"], true],
  ])("skip_if_only_changed: %j: %s", (changed, expected) => expect(runs(unlessOnly("a", docs), changed)).toBe(expected));
});

describe("branches", () => {
  test.each<[only: string[], never: string[], branch: string, is: boolean]>([
    [[], ["s"], "s", false],
    [[], ["s"], "r", true],
    [["r"], [], "s", false],
    [["r"], [], "r", true],
    [["r"], ["s"], "s", false],
    [["r"], ["s"], "r", true],
    [["s", "r"], ["s"], "s", false],
    [["s", "r"], ["s"], "r", true],
    [[], [], "s", true],
    [[], [], "r", true],
    [["master", "main"], [], "feature-main", true],
    [["release-\\d+\\.\\d+"], [], "my-release-1.2-x", true],
    [["^main$"], [], "maintenance", false],
    [[""], [], "x", true],
    [[], [""], "x", false],
    [["(?i)MAIN", "x"], [], "X", true],
  ])("%j without %j: %s: %s", (only, never, branch, is) =>
    expect(runs(always("a", { branches: only, skip_branches: never }), [], branch)).toBe(is),
  );

  const rule = (only: readonly string[], never: readonly string[] = []): BranchRule => {
    const outcome = branchesOf(only, never);
    if (outcome.kind !== "branches") throw new Error(outcome.reason);
    return outcome.branches;
  };
  test.each<[BranchRule, BranchRule, boolean]>([
    [rule(["a"]), rule(["b"]), false],
    [rule([], ["b"]), rule(["b"]), false],
    [rule([], ["a", "b", "c"]), rule(["a"]), false],
    [rule(["c"]), rule(["a"]), false],
    [rule([], ["release-\\d+\\.\\d+"]), rule(["release-1.14", "release-1.13"]), false],
    [rule([]), rule([]), true],
    [rule([]), rule(["b"]), true],
    [rule([], ["a"]), rule([], ["b"]), true],
    [rule([], ["a"]), rule([], ["a"]), true],
    [rule([], ["release-\\d+\\.\\d+"]), rule(["release-1.14", "master"]), true],
  ])("%j meets %j: %s", (left, right, is) => {
    expect(intersect(left, right)).toBe(is);
    expect(intersect(right, left)).toBe(is);
  });
});

describe("defaults", () => {
  test("context, trigger and command follow from the name", () => {
    expect(presubmits(manual("a.b"))[0]).toMatchObject({
      ...{ context: "a.b", rerunCommand: "/test a.b", alwaysRun: false, optional: false, skipReport: false, maxConcurrency: 0 },
      trigger: { source: "(?m)^/test( | .* )a.b,?($|\\s.*)", isDefault: true },
    });
  });

  test("what is given counts", () => {
    const job = manual("a", {
      ...{ context: "ci/a", trigger: "(?m)^/go$", rerun_command: "/go", max_concurrency: 12, optional: true, run_before_merge: true },
      ...{ decorate: true, decoration_config: { timeout: "4h30m" }, annotations: { description: "Does." } },
      github_actions: { workflow: "own.yml", inputs: { runtime: "cri-o" } },
    });
    expect(presubmits(job)[0]).toMatchObject({
      ...{ context: "ci/a", rerunCommand: "/go", maxConcurrency: 12, optional: true, runBeforeMerge: true, timeLimit: 16_200 },
      ...{ description: "Does.", workflow: "own.yml", workflowInputs: new Map([["runtime", "cri-o"]]), runner: "github-actions" },
    });
  });

  test.each([{}, { context: "" }])("a job that is given %j reports under its name", (more) =>
    expect(presubmits(manual("a", more))[0]?.context).toBe("a"),
  );

  test.each([
    [{}, undefined],
    [{ agent: "kubernetes" }, undefined],
    [{ agent: "github-actions" }, "github-actions"],
    [{ agent: "webhook" }, "webhook"],
  ])("a job that is given %j is run by %s, or else by the usual runner", (more, runner) => {
    const pod = "agent" in more && more.agent !== "kubernetes" ? { spec: undefined } : {};
    expect(presubmits(manual("a", { ...more, ...pod }))[0]?.runner).toBe(runner);
  });

  test.each<[string, number | undefined]>([
    ["0s", undefined],
    ["", undefined],
    ["500ms", 1],
    ["90m", 5400],
  ])("a run with the time limit %j has %s seconds", (timeout, seconds) =>
    expect(presubmits(manual("a", { decorate: true, decoration_config: { timeout } }))[0]?.timeLimit).toBe(seconds),
  );

  test("an empty pattern is none", () => expect(presubmits(ifChanged("a", ""))[0]?.changes).toBeUndefined());

  test("keys are found in any case, and the lower case wins, as in Prow", () => {
    expect(presubmits({ name: "a", Always_Run: true })[0]?.alwaysRun).toBe(true);
    expect(presubmits({ name: "a", always_run: false, Always_Run: true })[0]?.alwaysRun).toBe(false);
  });

  test("what a cluster would need is taken as it is", () => {
    const job = manual("a", {
      ...{
        cluster: "c",
        namespace: "n",
        path_alias: "p",
        clone_uri: "https://x/y",
        clone_depth: 1,
        skip_submodules: true,
        skip_fetch_head: true,
      },
      ...{
        error_on_eviction: true,
        decorate: true,
        labels: { "preset-x": "true" },
        extra_refs: [{ org: "o", repo: "r", base_ref: "main" }],
      },
      ...{ hidden: false, rerun_auth_config: null },
    });
    expect(presubmits(job)).toHaveLength(1);
  });

  test.each([
    ["90m", 5400],
    ["4h", 14_400],
    ["1.5h", 5400],
    ["1h0m30s", 3630],
    ["0", 0],
    ["90", undefined],
    ["1 h", undefined],
    ["", undefined],
    ["h", undefined],
  ])("the duration %j is %s seconds", (text, seconds) => expect(durationOf(text)).toBe(seconds));
});

describe("refused is", () => {
  test.each<[string, object, RegExp]>([
    ["no name", {}, /needs a `name`/],
    ["an odd name", { name: "a b" }, /`a b` is no valid name/],
    ["a name with a slash", { name: "a/b" }, /no valid name/],
    ["an unknown key", { name: "a", alway_run: true }, /unknown key `alway_run`; did you mean `always_run`\?/],
    ["a trigger alone", { name: "a", trigger: "/x" }, /need each other/],
    ["a command alone", { name: "a", rerun_command: "/x" }, /need each other/],
    ["a command that does not match its trigger", { name: "a", trigger: "/x", rerun_command: "/y" }, /does not match/],
    ["always_run with run_if_changed", always("a", { run_if_changed: "x" }), /exclude each other/],
    ["always_run with skip_if_only_changed", always("a", { skip_if_only_changed: "x" }), /exclude each other/],
    ["both rules about files", ifChanged("a", "x", { skip_if_only_changed: "y" }), /exclude each other/],
    ["a bad pattern for files", ifChanged("a", "("), /`run_if_changed` is no pattern that RE2 takes/],
    ["a look-ahead", ifChanged("a", "^(?!docs/)"), /`run_if_changed` is no pattern/],
    ["a bad pattern for exceptions", unlessOnly("a", "["), /`skip_if_only_changed` is no pattern/],
    ["a bad trigger", { name: "a", trigger: "(", rerun_command: "(" }, /`trigger` is no pattern/],
    ["a bad branch", { name: "a", branches: ["*"] }, /`branches` is no pattern/],
    ["a bad branch to skip", { name: "a", skip_branches: ["x", "("] }, /`skip_branches` is no pattern/],
    ["a pattern of 2,001 characters", ifChanged("a", "x".repeat(2001)), /longer than 2000 characters/],
    ["a text where true or false belongs", { name: "a", always_run: "true" }, /`always_run` is a text, expected true or false/],
    ["a text where a list belongs", { name: "a", branches: "main" }, /`branches` is a text, expected a list/],
    ["a number in a list of texts", { name: "a", branches: [1] }, /`branches` holds a number/],
    ["a number for a text", { name: "a", context: 1 }, /`context` is a number, expected a text/],
    ["a negative limit", { name: "a", max_concurrency: -1 }, /negative/],
    ["half a run", { name: "a", max_concurrency: 1.5 }, /expected a whole number/],
    ["a time limit before the start", { name: "a", decoration_config: { timeout: "-5m" } }, /`timeout` is negative/],
    ["a context longer than GitHub takes", { name: "a", context: "x".repeat(256) }, /`context` is longer than 255 characters/],
    ["a name longer than GitHub takes as a context", { name: "x".repeat(256) }, /`context` is longer than 255 characters/],
    ["a context of two lines", { name: "a", context: "a\nb" }, /`context` is more than one line/],
    ["a context that is our own check's", { name: "a", context: "Bowsprit: main" }, /`context` is the name of a check of this bot/],
    ["a context that is our other check's", { name: "a", context: "bowsprit owners" }, /`context` is the name of a check of this bot/],
    ["a name that means all jobs", { name: "all" }, /`all` behind `\/test` means other jobs than one/],
    ["a name that means those suggested", { name: "suggested" }, /`suggested` behind `\/test`/],
    ["a duration that is none", { name: "a", decoration_config: { timeout: "soon" } }, /`soon` is no duration/],
    ["an unknown key of decoration_config", { name: "a", decoration_config: { tiemout: "1h" } }, /`tiemout`; did you mean `timeout`\?/],
    ["an unknown key of extra_refs", { name: "a", extra_refs: [{ orgg: "x" }] }, /unknown key `orgg`/],
    ["a queue", { name: "a", job_queue_name: "q" }, /`job_queue_name` is not supported: there are no queues/],
    ["what should be hidden", { name: "a", hidden: true }, /`hidden` is not supported/],
    ["chat reports", { name: "a", reporter_config: { slack: {} } }, /`reporter_config` is not supported/],
    ["who may press buttons", { name: "a", rerun_auth_config: {} }, /`rerun_auth_config` is not supported/],
    ["tenants", { name: "a", prowjob_defaults: {} }, /`prowjob_defaults` is not supported/],
    ["pipelines", { name: "a", pipeline_run_spec: {} }, /`pipeline_run_spec` is not supported/],
    ["Tekton's pipelines", { name: "a", tekton_pipeline_run_spec: {} }, /`tekton_pipeline_run_spec` is not supported/],
    ["Jenkins jobs", { name: "a", jenkins_spec: {} }, /`jenkins_spec` is not supported/],
    ["no pod", { name: "a", spec: null }, /needs a `spec`/],
    ["no container", { name: "a", spec: { containers: [] } }, /at least one container/],
    ["two containers without decoration", { name: "a", spec: { containers: [{ name: "x" }, { name: "y" }] } }, /`decorate: true`/],
    ["two containers of one name", { name: "a", decorate: true, spec: two("x", "x") }, /two containers are called `x`/],
    ["a container named as Prow's own", { name: "a", decorate: true, spec: two("x", "sidecar") }, /one of Prow's own/],
    ["one of several without a name", { name: "a", decorate: true, spec: two("x", "") }, /needs a name/],
    ["an init container that ends", { name: "a", spec: { containers: [{}], initContainers: [{ name: "i" }] } }, /must be sidecars/],
    ["a variable twice", { name: "a", spec: { containers: [{ env: [{ name: "X" }, { name: "X" }] }] } }, /`X` is set twice/],
    ["a variable that Prow sets", { name: "a", spec: { containers: [{ env: [{ name: "CI" }] }] } }, /`CI` is set by Prow/],
    ["a volume twice", { name: "a", spec: { containers: [{}], volumes: [{ name: "v" }, { name: "v" }] } }, /two volumes/],
    ["a volume named as Prow's own", { name: "a", spec: { containers: [{}], volumes: [{ name: "logs" }] } }, /Prow's own volumes/],
    ["a decorated container without a command", { name: "a", decorate: true, spec: { containers: [{}] } }, /needs a `command` or `args`/],
    ["a label that Prow sets", { name: "a", labels: { "prow.k8s.io/type": "x" } }, /set by Prow itself/],
    ["a label's odd value", { name: "a", labels: { x: "a b" } }, /no valid value/],
    ["a label's odd name", { name: "a", labels: { "-x": "a" } }, /no valid name of a label/],
    ["an annotation's odd name", { name: "a", annotations: { "a b": "x" } }, /no valid name of an annotation/],
    ["a pod for another agent", { name: "a", agent: "jenkins" }, /needs the agent `kubernetes`/],
    ["a workflow with a folder", { name: "a", github_actions: { workflow: "../x.yml" } }, /no file name of a workflow/],
    ["a workflow of another repository", { name: "a", github_actions: { workflow: "victim/jobs/e2e.yml" } }, /no file name of a workflow/],
    ["a repository of its own", { name: "a", github_actions: { repository: "victim/jobs" } }, /unknown key `repository`/],
    ["a workflow for another runner", { name: "a", agent: "webhook", github_actions: { workflow: "x.yml" } }, /takes no workflow/],
    ["an input that every run is given", { name: "a", github_actions: { inputs: { head_sha: "x" } } }, /given to every run/],
  ])("%s", (_, job, expected) => expect(faultsOfJobs(job).join("\n")).toMatch(expected));

  function two(first: string, second: string): object {
    const container = (name: string) => ({ name, command: ["true"] });
    return { containers: [container(first), container(second)] };
  }

  test.each<[string, readonly object[], RegExp | undefined]>([
    ["two jobs of one name", [manual("a"), manual("a")], /two jobs are called `a`/],
    ["not on branches that never meet", [manual("a", { branches: ["x"] }), manual("a", { branches: ["y"] })], undefined],
    ["two jobs of one context", [manual("a", { context: "c" }), manual("b", { context: "c" })], /two jobs report as `c`/],
    [
      "not on branches that never meet, either",
      [manual("a", { context: "c", branches: ["x"] }), manual("c", { branches: ["y"] })],
      undefined,
    ],
    [
      "two contexts that GitHub does not tell apart",
      [manual("a", { context: "Build" }), manual("b", { context: "build" })],
      /report as `build`/,
    ],
    ["two names that GitHub does not tell apart as contexts", [manual("Unit"), manual("unit")], /two jobs report as `unit`/],
    ["a context that is another job's name", [manual("a", { context: "b" }), manual("b")], /two jobs report as `b`/],
  ])("%s", (_, jobs, expected) => {
    if (expected === undefined) expect(faultsOfJobs(...jobs)).toEqual([]);
    else expect(faultsOfJobs(...jobs).join("\n")).toMatch(expected);
  });

  test("a runner that is not configured, where it is known which are", () => {
    const text = jobFileText(manual("a", { agent: "webhook", spec: undefined }));
    expect(faultsOf(text, ["github-actions"]).map(({ what }) => what)).toEqual(["the runner `webhook` is not configured"]);
    expect(faultsOf(text, ["webhook"])).toEqual([]);
    expect(faultsOf(text)).toEqual([]);
    expect(faultsOf(jobFileText(manual("a", { github_actions: { workflow: "x.yml" } })), []).map(({ what }) => what)).toEqual([
      "the runner `github-actions` is not configured",
    ]);
    expect(faultsOf(jobFileText(manual("a", { agent: "other" })), ["webhook"]).map(({ what }) => what)).toEqual([
      "the runner `other` is not configured",
    ]);
  });
});

const yaml = (text: string, path = "jobs.yaml") => ({ path, text });
const broken = yaml(`presubmits:\n  ${repository}:\n  - name: bad\n    agent: webhook\n    run_if_changed: '('\n`, "bad.yaml");

describe("a file", () => {
  test("that is wrong names file, line, job and reason, and gives no job", () => {
    const { presubmits, faults } = jobFile(broken);
    expect(presubmits).toEqual([]);
    expect(faults).toEqual([
      { file: "bad.yaml", line: 5, job: "bad", what: expect.stringMatching(/^`run_if_changed` is no pattern that RE2 takes/) },
    ]);
  });

  test("that is wrong takes no other with it", () => {
    const good = yaml(jobFileText(manual("good")), "good.yaml");
    const { presubmits, faults } = jobsConfig([broken, good], { repository });
    expect(presubmits.map(({ name }) => name)).toEqual(["good"]);
    expect(faults.map(({ file }) => file)).toEqual(["bad.yaml"]);
  });

  test("of one name in two directories is as good as any other", () => {
    const files = [yaml(jobFileText(manual("a")), "a/jobs.yaml"), yaml(jobFileText(manual("b")), "b/jobs.yaml")];
    expect(jobsConfig(files, { repository })).toMatchObject({ presubmits: [{ name: "a" }, { name: "b" }], faults: [] });
  });

  test("whose job has the name of one before it is refused, and names that one", () => {
    const files = [
      yaml(jobFileText(manual("a")), "1.yaml"),
      yaml(jobFileText(manual("b"), manual("a")), "2.yaml"),
      yaml(jobFileText(manual("b")), "3.yaml"),
    ];
    const { presubmits, faults } = jobsConfig(files, { repository });
    expect(presubmits.map(({ name, file }) => `${file} ${name}`)).toEqual(["1.yaml a", "3.yaml b"]);
    expect(faults).toMatchObject([{ file: "2.yaml", job: "a", what: expect.stringContaining("`1.yaml`") }]);
  });

  test.each<[string, string, RegExp]>([
    ["is no YAML", "presubmits:\n  x: [\n", /not YAML/],
    ["has a tab", "presubmits:\n\tx: []\n", /not YAML/],
    ["is a list", "- a\n", /not a job file/],
    ["has an unknown key", "presubmit: {}\n", /unknown key `presubmit`; did you mean `presubmits`\?/],
    ["has a job that is none", `presubmits: {${repository}: [x]}\n`, /is no mapping/],
    ["has jobs that are no list", `presubmits: {${repository}: {}}\n`, /are no list/],
    ["has a plain list, and nobody knows whose", "presubmits: []\n", /does not say for which repository/],
  ])("that %s is refused", (_, text, expected) =>
    expect(faultsOf(text).map(({ what }) => what)).toEqual([expect.stringMatching(expected)]),
  );

  test.each(["", "# nothing\n", "presubmits:\n", "presubmits: {}\n", `presubmits:\n  ${repository}:\n`])("%j is sound and empty", (text) =>
    expect(jobFile(yaml(text))).toMatchObject({ presubmits: [], faults: [] }),
  );

  test("of a repository's own may hold a plain list", () => {
    const text = "presubmits:\n- {name: a, github_actions: {workflow: x.yml}}\n";
    expect(jobFile({ path: ".prow.yaml", text, home: repository }).presubmits).toMatchObject([{ name: "a", repository }]);
  });

  test("may hold periodics, postsubmits and presets, which are counted and not run", () => {
    const text = "periodics: [{}, {}]\npostsubmits: {a/b: [{}], c/d: [{}, {}]}\npresets: [{}]\n";
    expect(jobFile(yaml(text))).toMatchObject({ presubmits: [], faults: [], others: { periodics: 2, postsubmits: 3 } });
  });

  test("whose presets would change pods changes none of its jobs", () => {
    const job = { labels: { "preset-x": "true" } };
    const presets = [{ labels: { "preset-x": "true" }, env: [{ name: "A", value: "1" }] }, { env: [{ name: "A", value: "2" }] }];
    const file = (more: object): string => JSON.stringify({ ...JSON.parse(jobFileText(manual("a", job))), ...more });
    const [plain, preset] = [file({}), file({ presets })].map((text) => JSON.stringify(jobsConfig([yaml(text)], { repository })));
    expect(preset).toBe(plain);
  });

  test("speaks of other repositories, too", () => {
    const text = "presubmits:\n  Node-Team/Kubernetes: [{name: a, spec: {containers: [{}]}}]\n";
    expect(jobsConfig([yaml(text)], { repository })).toEqual({ presubmits: [], faults: [] });
  });

  test("of anchors that stand for millions of values is refused in time", () => {
    const lines = ["a: &a0 [x, x, x, x, x, x, x, x, x, x]"];
    for (let at = 1; at < 9; at += 1)
      lines.push(
        `b${at}: &a${at} [${Array(10)
          .fill(`*a${at - 1}`)
          .join(", ")}]`,
      );
    const start = performance.now();
    expect(faultsOf(lines.join("\n"))[0]?.what).toMatch(/more than 50000 values/);
    expect(performance.now() - start).toBeLessThan(5000);
  });

  test("may share a job's parts by anchors", () => {
    const text = `presubmits:\n  ${repository}:\n  - &base\n    name: a\n    optional: true\n    spec: {containers: [{}]}\n  - <<: *base\n    name: b\n`;
    expect(jobsConfig([yaml(text)], { repository }).presubmits.map(({ name, optional }) => [name, optional])).toEqual([
      ["a", true],
      ["b", true],
    ]);
  });
});

describe("what a branch asks of a job", () => {
  test.each<[string, JobText, boolean, ReturnType<typeof bucketOf>]>([
    ["one that always runs", always("a"), false, "required"],
    ["one by its files", ifChanged("a", "x"), false, "if present"],
    ["one by exceptions", unlessOnly("a", "x"), false, "if present"],
    ["one by hand", manual("a"), false, "if present"],
    ["an optional one", always("a", { optional: true }), false, "optional"],
    ["one that reports nothing", always("a", { skip_report: true }), false, "optional"],
    ["one by hand, where these are required", manual("a"), true, "required"],
    ["an optional one by hand, where these are required", manual("a", { optional: true }), true, "optional"],
    ["one of another branch", always("a", { branches: ["x"] }), false, undefined],
    ["one that must run before a merge", manual("a", { run_before_merge: true }), false, "required"],
  ])("%s", (_, job, isManualRequired, bucket) => {
    const [one] = presubmits(job);
    expect(one === undefined ? "no job" : bucketOf(one, "master", isManualRequired)).toBe(bucket);
  });
});
