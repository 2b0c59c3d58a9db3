/** The lint of workflows that run code of pull requests, and the one that ships. */
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { dispatchInputs } from "../../../src/core/jobs/workflow/inputs.ts";
import { dangersIn } from "../../../src/core/jobs/workflow/lint.ts";
import { isWorkflow, workflowOf } from "../../../src/core/jobs/workflow/shape.ts";

const sha = "a".repeat(40);
const shipped = readFileSync("config/jobs/node-e2e.workflow.yml", "utf8");

describe("the workflow that ships", () => {
  const reading = workflowOf(shipped);
  if (reading.kind === "broken") throw new Error(reading.danger.what);
  const { root, steps, uses, triggers } = reading.workflow;

  test("has nothing dangerous in it", () => expect(dangersIn(shipped)).toEqual([]));
  test("starts by dispatch alone", () => expect([...triggers.keys()]).toEqual(["workflow_dispatch"]));
  test("asks for no more inputs than an Enterprise Server takes, all that are given among them", () => {
    const inputs = root.entries.get("on") ?? root.entries.get("true");
    const text = JSON.stringify(inputs, (_, value: unknown) => (value instanceof Map ? Object.fromEntries(value) : value));
    const names = Object.keys(JSON.parse(text).entries.workflow_dispatch.entries.inputs.entries);
    expect(names).toHaveLength(10);
    expect(names).toEqual([...dispatchInputs, "runtime", "cgroup", "focus"]);
  });
  test("merges the exact commits without an action", () => {
    const scripts = steps.map((step) => step.entries.get("run")).map((node) => (node?.kind === "string" ? node.text : ""));
    expect(scripts.join("\n")).toMatch(/git fetch .*"\$BASE_SHA" "\$HEAD_SHA"[\s\S]*checkout .*"\$BASE_SHA"[\s\S]*merge .*"\$HEAD_SHA"/);
    expect(uses.map(({ action }) => action.split("@")[0])).toEqual(["actions/upload-artifact"]);
  });
});

/** Angle quotes for GitHub's expressions, which look like our own. */
const expressed = (text: string): string => text.replaceAll("«", "$".concat("{{ ")).replaceAll("»", " }}");

/** A workflow without danger, with something else put in. */
function workflow(more: { top?: string; on?: string; job?: string; steps?: string; permissions?: string } = {}): string {
  const {
    top = "",
    on = "  push:",
    job = "    runs-on: ubuntu-24.04",
    steps = "      - run: make",
    permissions = "permissions: {}",
  } = more;
  return expressed(["on:", on, permissions, top, "jobs:", "  test:", job, "    steps:", steps].filter((line) => line !== "").join("\n"));
}

const step = (text: string) => workflow({ steps: text });

describe("dangerous is", () => {
  test.each<[string, string, RegExp, number]>([
    ["pull_request_target", workflow({ on: "  pull_request_target:" }), /`pull_request_target` runs what strangers sent/, 2],
    ["workflow_run", workflow({ on: "  workflow_run: {workflows: [x]}" }), /`workflow_run`/, 2],
    ["a comment that starts it", workflow({ on: "  issue_comment:" }), /`issue_comment`/, 2],
    ["no permissions", workflow({ permissions: "" }), /write `permissions: \{\}`/, 1],
    ["rights for everything", workflow({ permissions: "permissions: write-all" }), /is given rights/, 3],
    ["a right to read", workflow({ permissions: "permissions: {contents: read}" }), /is given rights/, 3],
    ["a right of a job", workflow({ job: "    permissions: {checks: write}\n    runs-on: x" }), /is given rights/, 6],
    ["an action by tag", step("      - uses: actions/upload-artifact@v4"), /`actions\/upload-artifact@v4` is not pinned/, 8],
    ["an action by branch", step("      - uses: a/b@main"), /not pinned/, 8],
    ["an action by half an id", step(`      - uses: a/b@${sha.slice(1)}`), /not pinned/, 8],
    ["an action without a version", step("      - uses: a/b"), /not pinned/, 8],
    ["an image by tag", step("      - uses: docker://alpine:3"), /not pinned/, 8],
    ["an action of what is checked out", step("      - uses: ./.github/actions/x"), /which may be the tested code/, 8],
    ["a workflow by tag", workflow({ job: "    uses: a/b/.github/workflows/x.yml@v1" }), /not pinned/, 6],
    ["a checkout that keeps its token", step(`      - uses: actions/checkout@${sha}`), /`persist-credentials: false`/, 8],
    [
      "one that says so",
      step(`      - uses: actions/checkout@${sha}\n        with: {persist-credentials: true}`),
      /`persist-credentials: false`/,
      8,
    ],
    ["a cache", step(`      - uses: actions/cache@${sha}\n        with: {path: x, key: y}`), /writes a cache that other runs read/, 8],
    ["a saved cache", step(`      - uses: actions/cache/save@${sha}`), /writes a cache/, 8],
    ["Go's cache by default", step(`      - uses: actions/setup-go@${sha}`), /writes a cache unless `cache: false`/, 8],
    [
      "Node's cache by name",
      step(`      - uses: actions/setup-node@${sha}\n        with: {package-manager-cache: false, cache: npm}`),
      /with `cache`/,
      8,
    ],
    ["Python's cache by name", step(`      - uses: actions/setup-python@${sha}\n        with: {cache: pip}`), /with `cache`/, 8],
    ["an input in a script", step("      - run: echo «inputs.job»"), /inputs\.job }}` becomes part of the script/, 8],
    ["an input of the event", step("      - run: echo «github.event.inputs.job»"), /becomes part of the script/, 8],
    [
      "a title in a script, with its line",
      step("      - run: |\n          true\n          echo «github.event.pull_request.title»"),
      /becomes part/,
      10,
    ],
    ["a branch in a script", step("      - run: echo «github.head_ref»"), /becomes part/, 8],
    ["what a step found, in a script", step("      - run: echo «steps.x.outputs.y»"), /becomes part/, 8],
    ["a variable put in, in a script", step("      - run: echo «env.X»"), /becomes part/, 8],
    ["a function of one", step("      - run: echo «format('{0}', inputs.job)»"), /becomes part/, 8],
    [
      "an input in JavaScript",
      step(`      - uses: actions/github-script@${sha}\n        with: {script: "run('«inputs.job»')"}`),
      /part of the script in `script`/,
      9,
    ],
    ["a secret", step("      - run: make\n        env: {TOKEN: '«secrets.TOKEN»'}"), /a secret or the token/, 9],
    ["the token", step("      - run: make\n        env: {TOKEN: '«github.token»'}"), /a secret or the token/, 9],
    ["secrets that are handed on", workflow({ job: `    uses: a/b/.github/workflows/x.yml@${sha}\n    secrets: inherit` }), /handed on/, 7],
    ["a machine that is kept", workflow({ job: "    runs-on: [self-hosted, linux]" }), /outlives the run/, 6],
    ["a group of machines", workflow({ job: "    runs-on: {group: ours}" }), /outlives the run/, 6],
    ["a dispatch without the inputs", workflow({ on: "  workflow_dispatch:" }), /the input `head_sha` is missing/, 2],
    ["what is no YAML", "on: [", /not YAML/, 1],
    ["what is no workflow", "- a", /not a workflow/, 1],
  ])("%s", (_, text, expected, line) => {
    const found = dangersIn(text).find(({ what }) => expected.test(what));
    expect(found, JSON.stringify(dangersIn(text))).toBeDefined();
    expect(found?.line).toBe(line);
  });
});

describe("not dangerous is", () => {
  test.each<[string, string]>([
    ["a pinned action", step(`      - uses: a/b@${sha}`)],
    ["an image by digest", step(`      - uses: docker://alpine@sha256:${"b".repeat(64)}`)],
    ["a checkout without its token", step(`      - uses: actions/checkout@${sha}\n        with: {persist-credentials: false}`)],
    ["a cache that is only read", step(`      - uses: actions/cache/restore@${sha}`)],
    ["Go without a cache", step(`      - uses: actions/setup-go@${sha}\n        with: {cache: false}`)],
    ["an input through the environment", step('      - run: echo "$JOB"\n        env: {JOB: "«inputs.job»"}')],
    ["what nobody chooses, in a script", step("      - run: echo «runner.temp» «github.run_id»")],
    ["no rights, spelled out", workflow({ permissions: "permissions: {contents: none}" })],
    ["a machine for one run", workflow({ job: "    runs-on: [self-hosted, ephemeral-x]" })],
    ["`on` in quotes", workflow().replace("on:", '"on":')],
  ])("%s", (_, text) => expect(dangersIn(text)).toEqual([]));
});

describe("a dispatch", () => {
  const inputs = (extra = ""): string => dispatchInputs.map((name) => `      ${name}: {required: true}`).join("\n") + extra;
  const dispatched = (extra = "", name = "run-name: x «inputs.key»"): string =>
    workflow({ on: `  workflow_dispatch:\n    inputs:\n${inputs(extra)}`, top: name });

  test("with all inputs and the key in the name is sound", () => expect(dangersIn(dispatched())).toEqual([]));
  test("must show the key in the run's name", () =>
    expect(dangersIn(dispatched("", "run-name: x")).map(({ what }) => what)).toEqual([
      expect.stringContaining("`run-name` does not show"),
    ]));
  test("must not ask for what nobody gives", () =>
    expect(dangersIn(dispatched("\n      more: {required: true}")).map(({ what }) => what)).toEqual([
      "the input `more` is required and has no default, and nobody gives it",
    ]));
  test("may have inputs with a default", () => expect(dangersIn(dispatched("\n      more: {required: true, default: x}"))).toEqual([]));
});

test.each<[string, boolean]>([
  ["on: push\njobs: {}", true],
  ["on:\n  push:", true],
  ["presubmits: {}", false],
  ["jobs: {advise: []}", false],
  ["on: [", true],
  ["x: [", false],
])("%j is a workflow: %s", (text, is) => expect(isWorkflow(text)).toBe(is));

test("a text of nothing but openings is read in time", () => {
  const start = performance.now();
  dangersIn(step(`      - run: "${"${{ ".repeat(60_000)}"`));
  expect(performance.now() - start).toBeLessThan(5000);
});
