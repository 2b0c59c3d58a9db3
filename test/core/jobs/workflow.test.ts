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
  const { root, jobs, uses, triggers } = reading.workflow;
  const steps = jobs.flatMap((job) => job.steps);

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

const sound = `  workflow_dispatch: {inputs: {${dispatchInputs.map((name) => `${name}: {}`).join(", ")}}}`;

/** A workflow without danger, with something else put in. */
function workflow(more: { top?: string; on?: string; job?: string; steps?: string; permissions?: string; name?: string } = {}): string {
  const {
    top = "",
    on = sound,
    job = "    runs-on: ubuntu-24.04",
    steps = "      - run: make",
    permissions = "permissions: {}",
    name = "run-name: x [«inputs.key»]",
  } = more;
  return expressed(
    ["on:", on, permissions, top, "jobs:", "  test:", job, "    steps:", steps, name].filter((line) => line !== "").join("\n"),
  );
}

/** Another trigger beside the one that there must be. */
const beside = (event: string): string => workflow({ on: `${sound}\n  ${event}` });
const machine = (labels: string): string => workflow({ job: `    runs-on: ${labels}` });
const use = (action: string, ...inputs: readonly string[]): string =>
  step([`      - uses: ${action}@${sha}`, "        with:", ...inputs.map((input) => `          ${input}`)].join("\n"));

const step = (text: string) => workflow({ steps: text });

describe("dangerous is", () => {
  test.each<[string, string, RegExp, number]>([
    ["pull_request_target", workflow({ on: "  pull_request_target:" }), /`pull_request_target` runs what strangers sent/, 2],
    ["workflow_run", workflow({ on: "  workflow_run: {workflows: [x]}" }), /`workflow_run`/, 2],
    ["a comment that starts it", workflow({ on: "  issue_comment:" }), /`issue_comment`/, 2],
    ...["issues: {}", "discussion_comment:", "pull_request_review_comment:"].map(
      (event) => [event, beside(event), /runs what strangers sent/, 3] as [string, string, RegExp, number],
    ),
    ["a pull request that starts it", beside("pull_request:"), /`pull_request` runs a change before anybody who is trusted/, 3],
    ["another workflow that starts it", beside("workflow_call:"), /`workflow_call` lets other workflows run it/, 3],
    ...["push:", "schedule: [{cron: '0 0 * * *'}]", "repository_dispatch:"].map(
      (event) => [event, beside(event), /without the bot.*`workflow_dispatch` alone/, 3] as [string, string, RegExp, number],
    ),
    ["no start by the bot", workflow({ on: "  push:" }), /the bot cannot start it/, 2],
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
    ["an input in JavaScript, in capitals", use("actions/github-script", "Script: 'f(«inputs.job»)'"), /script in `script`/, 10],
    ["an input in a command that is tried again", use("a/retry", "command: 'echo «inputs.job»'"), /script in `command`/, 10],
    ["an input of the event in a script inline", use("a/cli", "inlineScript: «github.event.inputs.job»"), /in `inlinescript`/, 10],
    ["an input for an action that may run it", use("a/b", "flags: -x «inputs.job»"), /reaches `flags` of `a\/b`, which may run it/, 10],
    ["a variable for an action that may run it", use("a/b", "flags: «env.JOB»"), /reaches `flags`/, 10],
    ["an expression over two lines", step("      - run: |\n          echo «\n          inputs.job»"), /`\$\{\{ inputs\.job }}` becomes/, 9],
    ["an expression with braces in quotes", step("      - run: \"echo «'}}' && inputs.job»\""), /becomes part/, 8],
    ["an input in a shell", step("      - run: make\n        shell: bash -c '«inputs.job» {0}'"), /command in `shell`/, 9],
    ["an input in the usual shell", workflow({ top: "defaults: {run: {shell: '«inputs.job»'}}" }), /command in `shell`/, 4],
    ["a directory from outside", step("      - run: make\n        working-directory: «inputs.job»"), /chooses the directory/, 9],
    ...["BASH_ENV", "LD_PRELOAD", "NODE_OPTIONS", "PATH", "PYTHONPATH", "GIT_SSH_COMMAND"].map(
      (name) =>
        [`an input in ${name}`, step(`      - run: make\n        env: {${name}: '«inputs.job»'}`), /decides what runs/, 9] as [
          string,
          string,
          RegExp,
          number,
        ],
    ),
    ["an input in PATH everywhere", workflow({ top: "env: {PATH: 'x:«inputs.job»'}" }), /`PATH` decides what runs/, 4],
    ["variables from outside", workflow({ top: "env: «fromJSON(inputs.job)»" }), /chooses names of variables/, 4],
    [
      "a matrix from outside",
      workflow({ job: "    runs-on: ubuntu-24.04\n    strategy: {matrix: {x: ['«inputs.job»']}}", steps: "      - run: echo «matrix.x»" }),
      /becomes part/,
      9,
    ],
    [
      "a variable that is set from outside",
      workflow({ top: "env: {X: '«inputs.job»'}", steps: "      - run: echo «env.X»" }),
      /becomes part/,
      9,
    ],
    ["a secret", step("      - run: make\n        env: {TOKEN: '«secrets.TOKEN»'}"), /a secret or the token/, 9],
    ["the token", step("      - run: make\n        env: {TOKEN: '«github.token»'}"), /a secret or the token/, 9],
    ...[
      "github['token']",
      "github [ 'TOKEN' ]",
      "toJSON(github)",
      "github.*",
      "github[inputs.job]",
      "toJSON(secrets)",
      "'}}' && secrets.X",
    ].map(
      (inside) =>
        [inside, step(`      - run: make\n        env: {T: "«${inside}»"}`), /a secret or the token/, 9] as [
          string,
          string,
          RegExp,
          number,
        ],
    ),
    ["secrets that are handed on", workflow({ job: `    uses: a/b/.github/workflows/x.yml@${sha}\n    secrets: inherit` }), /handed on/, 7],
    ["a machine that is kept", workflow({ job: "    runs-on: [self-hosted, linux]" }), /outlives the run/, 6],
    ["a group of machines", workflow({ job: "    runs-on: {group: ours}" }), /outlives the run/, 6],
    ["a machine that says that it is kept", machine("[self-hosted, not-ephemeral]"), /outlives the run/, 6],
    ["a machine of a name of its own", machine("[my-own-box]"), /`my-own-box` is none that GitHub gives.*not known to be thrown away/, 6],
    ["one beside a hosted label", machine("[ubuntu-24.04, x64]"), /not known to be thrown away/, 6],
    ["a machine that an input chooses", machine("«inputs.job»"), /whoever starts it chooses the machine/, 6],
    ["one of which it chooses a part", machine("ubuntu-«inputs.version»"), /chooses the machine/, 6],
    ["a choice that ends with an input", machine("«inputs.x == 'a' && 'ubuntu-24.04' || inputs.y»"), /chooses the machine/, 6],
    ["a choice of one that is kept", machine("«inputs.x == 'a' && 'my-box' || 'ubuntu-24.04'»"), /`my-box`/, 6],
    [
      "a matrix with one that is kept",
      workflow({ job: "    strategy: {matrix: {os: [ubuntu-24.04, my-box]}}\n    runs-on: «matrix.os»" }),
      /`my-box`/,
      7,
    ],
    [
      "an image without a digest",
      workflow({ job: "    runs-on: ubuntu-24.04\n    container: ubuntu:latest" }),
      /`ubuntu:latest` is not pinned/,
      7,
    ],
    [
      "one that is written at length",
      workflow({ job: "    runs-on: ubuntu-24.04\n    container: {image: 'a:1'}" }),
      /`a:1` is not pinned/,
      7,
    ],
    [
      "one of a service",
      workflow({ job: "    runs-on: ubuntu-24.04\n    services: {db: {image: 'postgres:16'}}" }),
      /`postgres:16` is not/,
      7,
    ],
    ["an image from outside", workflow({ job: "    runs-on: ubuntu-24.04\n    container: «inputs.job»" }), /chooses the image/, 7],
    [
      "options of a container from outside",
      workflow({ job: `    runs-on: ubuntu-24.04\n    container: {image: 'a@sha256:${"b".repeat(64)}', options: '«inputs.job»'}` }),
      /chooses options/,
      7,
    ],
    ["an environment", workflow({ job: "    runs-on: ubuntu-24.04\n    environment: production" }), /an environment has secrets/, 7],
    ["a cache that bake writes", use("docker/bake-action", 'set: "*.cache-to=type=gha"'), /`cache-to` writes a cache/, 10],
    [
      "a cache that a script writes",
      step("      - run: |\n          docker buildx build \\\n            --cache-to mode=max,type=gha ."),
      /`cache-to`/,
      10,
    ],
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
    ["a variable of the workflow's own, in a script", workflow({ top: "env: {DIR: source}", steps: "      - run: cd «env.DIR»" })],
    [
      "a directory that the workflow names",
      workflow({ top: "env: {DIR: source}", steps: "      - run: make\n        working-directory: «env.DIR»" }),
    ],
    [
      "a matrix that is written out",
      workflow({
        job: "    strategy: {matrix: {os: [ubuntu-24.04, ubuntu-24.04-arm], include: [{x: 1}]}}\n    runs-on: «matrix.os»",
        steps: "      - run: echo «matrix.x» «matrix['os']»",
      }),
    ],
    ["a choice in a script", step("      - run: make «inputs.x == 'a' && 'one' || 'two'» «!inputs.y» «contains(inputs.x, 'z')»")],
    ["a choice of machines", machine("«(inputs.x == 'a' || inputs.y) && 'ephemeral-gpu' || 'ubuntu-24.04'»")],
    ["an input as the name of something", use("actions/upload-artifact", "name: logs-«inputs.job»", "path: «inputs.job»")],
    [
      "a commit to check out",
      use("actions/checkout", "persist-credentials: false", "repository: «inputs.repository»", "ref: «inputs.head_sha»"),
    ],
    ["what a step found, for an action", use("a/b", "flags: «steps.x.outputs.y»")],
    [
      "an input in a variable with a name like another's",
      step("      - run: make\n        env: {GIT_SHA: '«inputs.head_sha»', CHART_PATH: '«inputs.job»'}"),
    ],
    [
      "an input called as a secret is",
      step("      - run: make\n        env: {X: \"«inputs.secrets» «hashFiles('secrets.yml', 'github')»\"}"),
    ],
    ["PATH without an input", workflow({ top: "env: {PATH: /usr/bin}" })],
    ["a small or an ARM machine", machine("ubuntu-24.04-arm")],
    [
      "an image by digest, of a container",
      workflow({ job: `    runs-on: ubuntu-24.04\n    container: {image: "x/y:1@sha256:${"b".repeat(64)}"}` }),
    ],
    ["a cache in a folder", step("      - run: docker buildx build --cache-to type=local,dest=x .")],
    ["no rights, spelled out", workflow({ permissions: "permissions: {contents: none}" })],
    ["a machine for one run", workflow({ job: "    runs-on: [self-hosted, ephemeral-x]" })],
    ["`on` in quotes", workflow().replace("on:", '"on":')],
  ])("%s", (_, text) => expect(dangersIn(text)).toEqual([]));
});

describe("a dispatch", () => {
  const inputs = (extra = ""): string => dispatchInputs.map((name) => `      ${name}: {required: true}`).join("\n") + extra;
  const dispatched = (extra = "", name = "run-name: x [«inputs.key»]"): string =>
    workflow({ on: `  workflow_dispatch:\n    inputs:\n${inputs(extra)}`, name });

  test("with all inputs and the key in the name is sound", () => expect(dangersIn(dispatched())).toEqual([]));
  test.each(["run-name: x", "run-name: «inputs.key»", 'run-name: "[«inputs.key»] x"'])(
    "must end its name in the key, unlike `%s`",
    (name) =>
      expect(dangersIn(dispatched("", name)).map(({ what }) => what)).toEqual([expect.stringContaining("`run-name` does not end in")]),
  );
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

test.each<[string, string]>([
  ["opening brackets", `      - run: "\${{ ${"(".repeat(400)} }}"`],
  ["quotes", `      - run: "\${{ ${"'".repeat(100_001)} }}"`],
  ["equals signs behind `cache-to`", `      - run: cache-to${"=".repeat(200_000)}`],
  ["choices", `      - run: "${"«inputs.a && 'b' || 'c'»".repeat(10_000)}"`],
])("a text of many %s is read in time", (_, steps) => {
  const start = performance.now();
  dangersIn(step(steps));
  expect(performance.now() - start).toBeLessThan(5000);
});
