/** What the plugin wants for one snapshot; what comes of it over time is in the stories. */
import { describe, expect, test } from "vitest";
import { orderKeyOf } from "../../src/core/ids.ts";
import { jobsConfig } from "../../src/core/jobs/config.ts";
import jobs from "../../src/plugins/jobs.ts";
import { type Change, comment, given, minute, sha } from "../given.ts";

const text = `presubmits:
- {name: pull-unit, agent: github-actions, always_run: true}
- {name: pull-slow, agent: github-actions, optional: true}
`;
const config = jobsConfig([{ path: ".prow.yaml", text, home: "org/repo" }], { repository: "org/repo" });
const setUp: Change = {
  jobs: { ...config, proposed: [] },
  plugins: ["jobs"],
  options: { jobs: { github_actions: { repository: "org/jobs", workflow: "e2e.yml" } } },
};

function wants(change: Change = {}) {
  const outcome = jobs.outcome(given({ ...setUp, ...change }), []);
  if (outcome.kind !== "decided") throw new Error(JSON.stringify(outcome));
  return outcome.wants;
}
const started = (change: Change = {}) => wants(change).runs?.wanted.map(({ job }) => job);
const status = (state: "pending" | "success" | "failure", context = "pull-unit") => ({ context, state, description: "", url: undefined });

describe("the plugin", () => {
  test("is off where no runner is set up", () => {
    const facts = given({ ...setUp, options: {} });
    expect([jobs.isSetUp(facts.options), jobs.isSetUp(given(setUp).options)]).toEqual([false, true]);
  });

  test("says that nothing is known where the job files could not be read", () =>
    expect(wants({ unread: { presubmits: "because" } })).toEqual({
      reasons: [{ state: "unread", what: "jobs: could not read the job files: because" }],
    }));
});

describe("what runs by itself", () => {
  test("starts on a member's pull request, with a status and a reason for the gate", () => {
    const { runs, orders = [], reasons = [] } = wants();
    expect(runs?.wanted).toMatchObject([{ job: "pull-unit", head: sha("head"), base: { name: "master", tip: sha("tip of master") } }]);
    expect(orders.map(({ does }) => does)).toMatchObject([
      { kind: "set status", on: sha("head"), status: { context: "pull-unit", state: "pending" } },
    ]);
    expect(reasons).toEqual([{ state: "open", what: "`pull-unit` has not run yet" }]);
  });

  test.each<[string, Change]>([
    ["where the head has a result that somebody else saw to", { statuses: [status("success")] }],
    ["where the statuses could not be read", { unread: { statuses: "because" } }],
    ["on a draft", { thread: { isDraft: true } }],
    ["on a closed pull request", { thread: { state: "closed" } }],
    ["on one that conflicts", { thread: { isMergeable: false } }],
    ["for a stranger", { people: { author: { isCollaborator: false, isMember: false } } }],
    ["for an account that is gone", { author: undefined }],
  ])("does not start %s", (_, change) => expect(started(change)).toEqual([]));
});

describe("what somebody asks for", () => {
  const asks: Change = { said: [["alice", "/test pull-slow"]], statuses: [status("success")], memory: {} };

  test("is started, and kept as answered", () => {
    const { runs } = wants(asks);
    expect(runs?.wanted.map(({ job }) => job)).toEqual(["pull-slow"]);
    expect(runs?.answered.map(({ key }) => key)).toEqual(["jobs/asked/said-1"]);
  });

  test.each<[string, Change]>([
    ["that was answered", { orders: [{ key: orderKeyOf("jobs", "asked", "said-1"), state: "done", at: minute(1), outcome: {} }] }],
    ["more than a day ago", { now: minute(25 * 60) }],
    ["before the thread was met", { adoptedAt: minute(2) }],
    ["and then edited", { said: [comment("alice", "/test pull-slow", { presence: "edited" })] }],
  ])("%s starts nothing", (_, change) => expect(started({ ...asks, ...change })).toEqual([]));

  test("is answered by a reply that follows from what was kept, and by no other", () => {
    const answer = { head: sha("head"), reply: "These can be started.", notes: ["One was not."], statuses: [] };
    const orders = [{ key: orderKeyOf("jobs", "asked", "said-1"), state: "done", at: minute(1), outcome: { answer } }] as const;
    const { orders: wanted = [], notes = [] } = wants({ ...asks, orders });
    expect(wanted.map(({ key, does }) => [key, does])).toEqual([["jobs/reply/said-1", { kind: "reply", text: "These can be started." }]]);
    expect(notes).toContain("One was not.");
  });

  test("is told in the notes for as long as the head stays", () => {
    const answer = { head: sha("earlier"), notes: ["One was not."], statuses: [] };
    const orders = [{ key: orderKeyOf("jobs", "asked", "said-1"), state: "done", at: minute(1), outcome: { answer } }] as const;
    expect(wants({ ...asks, orders }).notes).toEqual([]);
  });
});

test("a result that nobody waits for is named", () =>
  expect(wants({ statuses: [status("pending")] }).notes).toEqual([
    "`pull-unit` is pending, and who runs it is not known here: `/test pull-unit` starts it anew.",
  ]));

describe("a rule of `advise`", () => {
  const advising = (
    ...rules: readonly { readonly paths: readonly string[]; readonly jobs: readonly string[]; readonly because: string }[]
  ) => wants({ options: { jobs: { github_actions: { repository: "org/jobs", workflow: "e2e.yml" }, advise: rules } } }).notes;
  const known = { paths: ["^a/"], jobs: ["pull-slow"], because: "it is slow" };

  test("that names no job is refused by its place and the name, and suggests nothing", () =>
    expect(advising({ ...known, jobs: ["pull-slow", "pull-lost"] })).toEqual([
      "Rule 1 of the option `advise` is not used: no presubmit is called `pull-lost`.",
    ]));

  test("takes no other rule with it", () => {
    const notes = advising(known, { ...known, jobs: ["pull-lost"] });
    expect(notes).toHaveLength(2);
    expect(notes?.[0]).toMatch(/^Rule 2 /);
    expect(notes?.[1]).toContain("`/test pull-slow`: it is slow");
  });
});
