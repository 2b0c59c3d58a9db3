/** `bowsprit jobs`: what it prints, and how it exits. */
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";

const folder = mkdtempSync(join(tmpdir(), "bowsprit-jobs-"));
afterAll(() => rmSync(folder, { recursive: true }));

function written(name: string, text: string): string {
  const path = join(folder, name);
  mkdirSync(join(path, ".."), { recursive: true });
  writeFileSync(path, text);
  return path;
}

const pod = "spec: {containers: [{image: alpine}]}";
const jobs = written(
  "jobs/a.yaml",
  `presubmits:\n  team/node:\n  - {name: unit, always_run: true, ${pod}}\n  - {name: e2e-go, run_if_changed: '\\.go$', ${pod}}\n  - {name: e2e-swap, optional: true, ${pod}}\n`,
);
written("jobs/b.yml", `presubmits:\n  team/other:\n  - {name: else, ${pod}}\nperiodics: [{}]\n`);
const broken = written("broken.yaml", `presubmits:\n  team/node:\n  - name: bad\n    alway_run: true\n    ${pod}\n`);
const files = written("files.txt", "a.go\nb.md\n");
const statuses = written("statuses.json", '{"unit": "success", "e2e-swap": "failure"}');
const options = written("options.yaml", "jobs:\n  advise:\n  - {paths: ['\\.go$'], jobs: [e2e-swap], because: Go changed}\n");
const wrong = written("wrong.yaml", "mode: on\njobs:\n  advise:\n  - {paths: [x], jobs: [nobody], because: x}\n");
const own = written("own.yaml", "presubmits: {team/node: [{name: own, always_run: true, agent: github-actions}]}\n");
const webhook = written("webhook.yaml", "jobs: {webhook: {url: 'https://jobs.example.org'}}\n");
const organisations = written("organisation.yaml", "activate: explicit\njobs: {webhook: {url: 'https://jobs.example.org'}}\n");
const half = written("half.yaml", "jobs: {runner: webhook}\n");
const workflow = written(
  "w.yml",
  "on: pull_request_target\njobs:\n  x:\n    runs-on: ubuntu-24.04\n    steps:\n    - run: echo $<{ github.head_ref }}\n".replace("<", "{"),
);

function run(...args: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, ["src/cli/main.ts", "jobs", ...args], { encoding: "utf8" });
  return { status, stdout, stderr };
}

const plan = (...args: readonly string[]) => {
  const { status, stdout } = run("plan", "--files-from", files, "--json", ...args);
  return { status, ...JSON.parse(stdout) };
};

describe("plan", () => {
  test("tells what runs when the pull request is opened, what does not, and why", () => {
    expect(plan("--config", jobs)).toEqual({
      status: 0,
      runs: [
        { job: "unit", context: "unit", why: "always runs" },
        { job: "e2e-go", context: "e2e-go", why: "`run_if_changed` matches `a.go`" },
      ],
      skipped: [{ job: "e2e-swap", why: "is started by hand, with `/test e2e-swap`" }],
      reply: null,
    });
  });

  test("tells what a comment starts, by the statuses of the head", () => {
    const { runs, reply } = plan("--config", jobs, "--comment", "/retest", "--statuses", statuses);
    expect(runs).toEqual(
      [
        { job: "e2e-go", context: "e2e-go", why: "has not run yet" },
        { job: "e2e-swap", context: "e2e-swap", why: "failed before" },
      ].map((entry) => (entry.job === "e2e-go" ? { ...entry, why: "`run_if_changed` matches `a.go`" } : entry)),
    );
    expect(reply).toBeNull();
  });

  test("tells what a comment is answered", () => {
    const { runs, reply } = plan("--config", jobs, "--comment", "/test e2e-swp");
    expect(runs).toEqual([]);
    expect(reply).toMatch(/^No job is called `e2e-swp` here; did you mean `e2e-swap`\?/);
  });

  test("tells which statuses `/skip` sets, and who may say it", () => {
    const { runs, skipped, statuses: set, reply } = plan("--config", jobs, "--comment", "/skip", "--statuses", statuses);
    expect({ runs, set, reply }).toMatchObject({ runs: [], set: [{ context: "e2e-swap", state: "success" }], reply: null });
    expect(skipped[0].why).toMatch(/no run, and for statuses: `\/skip` is for members of the organisation/);
  });

  test("tells which statuses `/override` sets, what it is answered, and who may say it", () => {
    const { skipped, statuses: set, reply } = plan("--config", jobs, "--comment", "/override e2e-swap", "--statuses", statuses);
    expect({ set, reply }).toMatchObject({ set: [{ context: "e2e-swap", state: "success" }], reply: "Overridden: `e2e-swap`." });
    expect(skipped[0].why).toMatch(/`\/override` is for administrators/);
    const unknown = plan("--config", jobs, "--comment", "/override x", "--statuses", statuses);
    expect(unknown).toMatchObject({ statuses: [], reply: expect.stringMatching(/`x` is no context .* These are: `e2e-swap`/) });
  });

  test("tells of a comment that starts a job and forgives another what each comes to", () => {
    const both = plan("--config", jobs, "--comment", "/test unit\n/override e2e-swap", "--statuses", statuses);
    expect(both).toMatchObject({
      runs: [{ job: "unit" }],
      statuses: [{ context: "e2e-swap" }],
      skipped: [{ why: "was not asked for" }, {}],
    });
  });

  test("tells what the rules of a profile find worth running, and refuses none of them for a job that is not here", () => {
    const extended = written("extended.yaml", "extends: sig-node\n");
    const eviction = written("eviction.txt", "pkg/kubelet/eviction/helpers.go\n");
    const advised = ["pull-kubernetes-cos-containerd-node-e2e-eviction", "pull-node-crio-eviction"];
    const entries = advised.map((name) => `{name: ${name}, optional: true, agent: github-actions}`);
    const both = written("advised.yaml", `presubmits: {team/node: [${entries.join(", ")}]}\n`);
    const { status, stdout } = run("plan", "--config", both, "--files-from", eviction, "--options", extended, "--json");
    expect([status, JSON.parse(stdout).suggested.map(({ job }: { readonly job: string }) => job)]).toEqual([0, advised]);
  });

  test("refuses a job whose runner the options do not set up, as the bot does", () => {
    expect(plan("--config", own, "--options", webhook)).toMatchObject({
      status: 1,
      runs: [],
      problems: [{ file: own, job: "own", what: "the runner `github-actions` is not configured" }],
    });
    const silent = written("silent.yaml", "mode: on\n");
    expect(plan("--config", own, "--options", silent)).toMatchObject({ status: 0, runs: [{ job: "own" }] });
  });

  test("tells what is worth running, where rules say so, and starts it", () => {
    expect(plan("--config", jobs, "--options", options).suggested).toEqual([{ job: "e2e-swap", why: "Go changed (`a.go`)" }]);
    const started = plan("--config", jobs, "--options", options, "--comment", "/test suggested").runs;
    expect(started).toMatchObject([{ job: "e2e-swap" }]);
  });

  test("refuses a rule about a job that does not exist, and goes by the others", () => {
    const mixed = written(
      "mixed.yaml",
      "jobs:\n  advise:\n  - {paths: ['\\.go$'], jobs: [e2e-swp], because: x}\n  - {paths: ['\\.go$'], jobs: [e2e-swap], because: Go changed}\n",
    );
    expect(plan("--config", jobs, "--options", mixed)).toMatchObject({
      status: 1,
      suggested: [{ job: "e2e-swap" }],
      problems: [
        { file: mixed, line: 3, what: "rule 1 of `jobs.advise`: no presubmit is called `e2e-swp`; the nearest name is `e2e-swap`" },
      ],
    });
  });

  test("reads a directory, and takes the repository with most jobs, or the one that is named", () => {
    expect(plan("--config", join(folder, "jobs")).runs).toHaveLength(2);
    expect(plan("--config", join(folder, "jobs"), "--repository", "team/other").skipped).toMatchObject([{ job: "else" }]);
  });

  test("tells what is wrong with a file, counts the others, and exits with 1", () => {
    const result = plan("--config", jobs, broken);
    expect(result).toMatchObject({ status: 1, problems: [{ file: broken, line: 4, job: "bad" }] });
    expect(result.runs).toHaveLength(2);
  });

  test("is readable for people", () => {
    const { stdout } = run("plan", "--files-from", files, "--config", jobs, "--branch", "master");
    expect(stdout).toBe(
      [
        "jobs of team/node",
        "would run:",
        "  unit: always runs",
        "  e2e-go: `run_if_changed` matches `a.go`",
        "would not run (1):",
        "  e2e-swap: is started by hand, with `/test e2e-swap`",
        "",
      ].join("\n"),
    );
  });

  test.each<[string, readonly string[], RegExp]>([
    ["a file that is not there", ["--config", "no/such", "--files-from", "x"], /cannot read no\/such: ENOENT/],
    ["no list of files", ["--config", jobs], /--files-from/],
    ["statuses that are none", ["--config", jobs, "--files-from", files, "--statuses", files], /is not JSON/],
    [
      "a repository without jobs",
      ["--config", jobs, "--files-from", files, "--repository", "no/such"],
      /no\/such; there are some of team\/node/,
    ],
    ["options that are none", ["--config", jobs, "--files-from", files, "--options", jobs], /no options file: line 1: presubmits: unknown/],
    [
      "options that are a list of paths",
      ["--config", jobs, "--files-from", files, "--options", files],
      /no options file: expected options/,
    ],
    ["options that do not go together", ["--config", jobs, "--files-from", files, "--options", half], /needs `webhook`/],
    ["a repository that is none", ["--config", jobs, "--files-from", files, "--repository", "x"], /ORG\/REPO/],
  ])("with %s exits with 2 and one line", (_, args, line) => {
    const { status, stdout, stderr } = run("plan", ...args);
    expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
    expect(stderr).toMatch(line);
    expect(stderr.trim().split("\n")).toHaveLength(1);
  });
});

describe("check", () => {
  test("of sound files counts what is in them", () => {
    const { status, stdout } = run("check", join(folder, "jobs"), "config/jobs/node-e2e.workflow.yml");
    expect({ status, stdout }).toEqual({
      status: 0,
      stdout: [
        `${jobs}: 3 presubmits`,
        `${join(folder, "jobs/b.yml")}: 1 presubmit; 1 periodic, which are not run here`,
        "config/jobs/node-e2e.workflow.yml: a workflow, with nothing dangerous found",
        "",
      ].join("\n"),
    });
  });

  test("names file, line, job and reason", () => {
    expect(run("check", broken)).toEqual({
      status: 1,
      stdout: `${broken}:4: bad: unknown key \`alway_run\`; did you mean \`always_run\`?\n`,
      stderr: "",
    });
  });

  test("of a workflow names each danger with its line", () => {
    const { status, stdout } = run("check", workflow);
    expect(status).toBe(1);
    expect(
      stdout
        .trim()
        .split("\n")
        .map((line) => line.replace(`${workflow}:`, "").split(":")[0]),
    ).toEqual(["1", "1", "1", "6"]);
  });

  test("of a directory passes over what holds no jobs, and names it; a file that is named is told of", () => {
    const plugins = written("prow/plugins.yaml", "plugins: {org/repo: {plugins: [size]}}\n");
    const jobs = written("prow/jobs.yaml", `presubmits: {a/b: [{name: x, ${pod}}]}\n`);
    written("prow/..data/jobs.yaml", "presubmits: 1\n");
    written("prow/wip/jobs.yaml", "presubmits: 1\n");
    written("prow/.prowignore", "wip/\n");
    expect(run("check", join(folder, "prow"))).toMatchObject({
      status: 0,
      stdout: `${jobs}: 1 presubmit\n${plugins}: no jobs, and passed over\n`,
    });
    expect(run("check", plugins)).toMatchObject({ status: 1, stdout: `${plugins}:1: unknown key \`plugins\`\n` });
    const slip = written("prow/slip.yaml", "presubmit: {}\n");
    expect(run("check", join(folder, "prow"))).toMatchObject({
      status: 1,
      stdout: expect.stringContaining(`${slip}:1: unknown key \`presubmit\`; did you mean \`presubmits\`?\n`),
    });
    expect(plan("--config", join(folder, "prow")).problems).toMatchObject([{ file: slip }]);
  });

  test.each<[string, string, string]>([
    ["an unknown key", "- name: x\n  alway_run: true", "4: x: unknown key `alway_run`; did you mean `always_run`?"],
    ["a bad pattern", "- name: x\n  run_if_changed: '('", "4: x: `run_if_changed` is no pattern that RE2 takes: "],
    [
      "two jobs of one name",
      `- {name: x, ${pod}}\n- {name: x, ${pod}}`,
      "4: x: two jobs are called `x` on the same branches; the other one ",
    ],
    ["a runner that the options do not set up", "- name: x\n  agent: webhook", "4: x: the runner `webhook` is not configured"],
  ])("tells file, line, job and reason of %s, and loads the other files", (_, text, problem) => {
    const bad = written("bad.yaml", `presubmits:\n  a/b:\n  ${text.replaceAll("\n", "\n  ")}\n`);
    const runners = written("runners.yaml", "jobs: {github_actions: {repository: a/jobs, workflow: e2e.yml}}\n");
    const { status, stdout } = run("check", jobs, bad, "--options", runners);
    expect(status).toBe(1);
    expect(stdout).toContain(`${jobs}: 3 presubmits\n`);
    expect(stdout).toContain(`${bad}:${problem}`);
  });

  test("says nothing of runners where no options set one up", () =>
    expect(
      run("check", written("agent.yaml", "presubmits: {a/b: [{name: x, agent: webhook}]}\n"), "--options", options).stdout,
    ).not.toContain("not configured"));

  test("of advice about a job that does not exist names the rule's line", () => {
    expect(run("check", jobs, "--options", wrong)).toMatchObject({
      status: 1,
      stdout: expect.stringContaining(`${wrong}:4: rule 1 of \`jobs.advise\`: no presubmit is called \`nobody\``),
    });
    expect(run("check", jobs, "--options", options).status).toBe(0);
  });

  test("of a job goes by the runners that the options set up, a repository's or the organisation's", () => {
    for (const file of [webhook, organisations])
      expect(run("check", own, "--options", file)).toMatchObject({ status: 1, stdout: expect.stringContaining("is not configured") });
    expect(run("check", own, jobs, "--options", options).status).toBe(0);
  });

  test("of an options file that is none exits with 2", () =>
    expect(run("check", jobs, "--options", jobs)).toMatchObject({
      status: 2,
      stdout: "",
      stderr: expect.stringContaining("no options file"),
    }));

  test("prints one document with --json", () => {
    expect(JSON.parse(run("check", broken, workflow, "--json").stdout)).toMatchObject({
      files: [
        { file: broken, kind: "jobs", presubmits: 0 },
        { file: workflow, kind: "workflow" },
      ],
      problems: [{ file: broken, line: 4, job: "bad" }, ...Array.from({ length: 4 }, () => ({ file: workflow }))],
    });
  });

  const real = "../shared/data/sig-node-jobs/config/jobs";
  test.skipIf(!existsSync(real))("SIG Node's 108 presubmits load unchanged", () => {
    const { status, stdout } = run("check", real, "--options", "config/sig-node.yaml", "--json");
    const counts = JSON.parse(stdout).files.map(({ presubmits }: { presubmits: number }) => presubmits);
    expect([status, counts.reduce((sum: number, count: number) => sum + count, 0)]).toEqual([0, 108]);
  });
});
