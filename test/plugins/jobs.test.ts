/** What the plugin wants for one snapshot; what comes of it over time is in the stories. */
import { describe, expect, test } from "vitest";

import type { Origin, OverrideRight } from "../../src/core/facts.ts";
import { orderKeyOf } from "../../src/core/ids.ts";
import { jobsConfig } from "../../src/core/jobs/config.ts";
import { noProposal } from "../../src/core/jobs/proposal.ts";

import type { RunRecord } from "../../src/core/jobs/records.ts";
import { runKeyOf } from "../../src/core/jobs/run.ts";
import { isTicket } from "../../src/core/jobs/runner.ts";
import { descriptionOf } from "../../src/core/jobs/status.ts";
import jobs from "../../src/plugins/jobs.ts";
import { type Change, comment, type Draft, given, labelChange, minute, person, sha } from "../given.ts";

const text = `presubmits:
- {name: pull-unit, agent: github-actions, always_run: true}
- {name: pull-slow, agent: github-actions, optional: true}
`;
const config = jobsConfig([{ path: ".prow.yaml", text, home: "org/repo" }], { repository: "org/repo" });
const masterText = text.replace("always_run: true", "always_run: true, branches: [^master$]");
const onMaster: Change["jobs"] = {
  ...jobsConfig([{ path: ".prow.yaml", text: masterText, home: "org/repo" }], { repository: "org/repo" }),
  proposed: noProposal,
};
const setUp: Change = {
  jobs: { ...config, proposed: noProposal },
  plugins: ["jobs"],
  options: { jobs: { github_actions: { repository: "org/jobs", workflow: "e2e.yml" } } },
};

function wants(change: Change = {}) {
  const outcome = jobs.outcome(given({ ...setUp, ...change }), []);
  if (outcome.kind !== "decided") throw new Error(JSON.stringify(outcome));
  return outcome.wants;
}
const started = (change: Change = {}) => wants(change).runs?.wanted.map(({ job }) => job);
const status = (state: "pending" | "success" | "failure", context = "pull-unit") => ({
  ...{ context, state, description: "", url: undefined, isOfBase: true },
});

const ticket = "0".repeat(32);
if (!isTicket(ticket)) throw new Error(ticket);
/** Of `pull-unit`, by the rules of its file, on the head of now. */
const live = (run: Partial<RunRecord> = {}): RunRecord => ({
  ...{
    key: runKeyOf({ kind: "head", head: sha("head"), base: "master", attempt: 0 }, "pull-unit"),
    job: "pull-unit",
    context: "pull-unit",
  },
  ...{ cause: { kind: "head", head: sha("head"), base: "master", attempt: 0 }, head: sha("head") },
  ...{
    base: { name: "master", tip: sha("tip of master") },
    state: "running",
    createdAt: minute(0),
    causedAt: minute(0),
    runner: "github-actions",
    inputs: {},
  },
  ...{ thread: given().thread.key, ticket, tries: 1, lost: 0, isSole: true, twins: [] },
  ...{ target: { installation: 1, repository: { id: 1, owner: "org", name: "repo" }, number: 1 } },
  ...run,
});

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

describe("on a draft", () => {
  const told = "Jobs do not run by themselves on a draft: `/test all` starts them now, and they start once it is ready for review.";
  const draft: Change = { thread: { isDraft: true } };
  test.each<[string, Change, readonly string[]]>([
    ["of somebody trusted it is said that nothing runs by itself", draft, [told]],
    [
      "whose run was taken back when it became one, too",
      { ...draft, memory: { runs: [live({ state: "aborted", abort: "draft" })] } },
      [told],
    ],
    ["not of a stranger, who is told of trust", { ...draft, people: { author: { isCollaborator: false, isMember: false } } }, []],
    ["not where everything has run", { ...draft, memory: { runs: [live({ state: "success" })] } }, []],
    ["not where nothing would run", { ...draft, thread: { isDraft: true, base: { name: "other", tip: sha("other") } } }, []],
    ["not once it is closed", { thread: { isDraft: true, state: "closed" } }, []],
    ["not where it is none", {}, []],
  ])("%s", (_, change, notes) => expect(wants({ jobs: onMaster, ...change }).notes).toEqual(notes));
});

describe("an event that starts nothing again", () => {
  const ran: Change = { memory: { runs: [live({ state: "success" })] }, statuses: [status("success")] };
  test.each<[string, Change]>([
    ["an lgtm on a trusted pull request", { labels: ["lgtm"], said: [labelChange("alice", "lgtm", true)] }],
    ["an `ok-to-test` that a member sets by hand on one", { labels: ["ok-to-test"], said: [labelChange("alice", "ok-to-test", true)] }],
    ["another title or text", { thread: { title: "Another title", body: "Another text" } }],
    ["a base branch that has moved", { thread: { base: { name: "master", tip: sha("new tip") } } }],
  ])("is %s", (_, change) => expect(started({ ...ran, plugins: ["jobs", "trust"], ...change })).toEqual([]));
});

describe("a changed file", () => {
  const kubelet = (...files: NonNullable<Change["files"]>) => {
    const rule = "presubmits:\n- {name: pull-kubelet, agent: github-actions, run_if_changed: ^pkg/kubelet/}\n";
    const config = jobsConfig([{ path: ".prow.yaml", text: rule, home: "org/repo" }], { repository: "org/repo" });
    return started({ jobs: { ...config, proposed: noProposal }, files });
  };
  const counts = { additions: 1, deletions: 1 };
  test.each<[string, NonNullable<Change["files"]>, readonly string[]]>([
    ["counts where it is", ["pkg/kubelet/a.go"], ["pull-kubelet"]],
    ["that was removed counts where it was", [{ path: "pkg/kubelet/a.go", status: "removed", ...counts }], ["pull-kubelet"]],
    [
      "that was moved counts where it is now",
      [{ path: "pkg/kubelet/a.go", previousPath: "a.go", status: "renamed", ...counts }],
      ["pull-kubelet"],
    ],
    ["that was moved does not count where it was", [{ path: "a.go", previousPath: "pkg/kubelet/a.go", status: "renamed", ...counts }], []],
  ])("%s", (_, files, jobs) => expect(kubelet(...files)).toEqual(jobs));
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
    const answer = { head: sha("head"), base: "master", reply: "These can be started.", notes: ["One was not."], statuses: [] };
    const orders = [{ key: orderKeyOf("jobs", "asked", "said-1"), state: "done", at: minute(1), outcome: { answer } }] as const;
    const { orders: wanted = [], notes = [] } = wants({ ...asks, orders });
    expect(wanted.map(({ key, does }) => [key, does])).toEqual([["jobs/reply/said-1", { kind: "reply", text: "These can be started." }]]);
    expect(notes).toContain("One was not.");
  });

  test("is told in the notes for as long as the head stays", () => {
    const answer = { head: sha("earlier"), base: "master", notes: ["One was not."], statuses: [] };
    const orders = [{ key: orderKeyOf("jobs", "asked", "said-1"), state: "done", at: minute(1), outcome: { answer } }] as const;
    expect(wants({ ...asks, orders }).notes).toEqual([]);
  });
});

test("a result that nobody waits for is named", () =>
  expect(wants({ statuses: [status("pending")] }).notes).toEqual([
    "`pull-unit` is pending, and who runs it is not known here: `/test pull-unit` starts it anew.",
  ]));

describe("of a job with `skip_report` nothing is said", () => {
  const quiet = jobsConfig(
    [{ path: ".prow.yaml", home: "org/repo", text: "presubmits:\n- {name: pull-unit, agent: github-actions, skip_report: true}\n" }],
    { repository: "org/repo" },
  );
  const jobs = { ...quiet, proposed: noProposal };

  test.each<[string, Change]>([
    ["where it came to an error", { memory: { runs: [live({ state: "error", why: "It is broken." })] } }],
    ["where it was started twice", { memory: { runs: [live({ twins: ["https://ci/2"] })] } }],
    ["where something is pending under its context", { statuses: [status("pending")] }],
  ])("%s", (_, change) => {
    const { notes, sections, orders } = wants({ jobs, ...change });
    expect([notes, sections, orders]).toEqual([[], [], []]);
    expect(wants(change).notes).toHaveLength(1);
  });
});

describe("a job that is pending although no run of it is known", () => {
  const asked = (by: string, text: string): [string, string] => [by, text];
  const pending: Change = { statuses: [status("pending")], now: minute(10) };
  const sought = (change: Change = {}) => wants({ ...pending, ...change }).runs?.sought ?? [];
  const known = orderKeyOf("jobs", "sought", `${sha("head")}:master:pull-unit`);

  test("is looked for under every cause that it can have had, and nothing is started for it", () => {
    const { runs } = wants({ ...pending, adoptedAt: minute(5), said: [asked("alice", "/test pull-slow"), asked("alice", "Fine.")] });
    expect(runs?.wanted).toEqual([]);
    expect(runs?.sought.map(({ key }) => key)).toEqual([
      ...[0, 1, 2].map((attempt) => runKeyOf({ kind: "head", head: sha("head"), base: "master", attempt }, "pull-unit")),
      "asked:said-1:pull-unit",
    ]);
    expect(runs?.answered.map(({ key }) => key)).toEqual([known]);
  });

  test("keeps the base that it was tested on", () => {
    const statuses = [{ ...status("pending"), description: descriptionOf("Job triggered.", sha("old tip")) }];
    expect(sought({ statuses }).map(({ base }) => base)).toEqual(Array(3).fill({ name: "master", tip: sha("old tip") }));
  });

  test("lets requests wait for one pass: they may be about it", () => {
    const { runs, recheckAt } = wants({ ...pending, said: [asked("alice", "/cancel pull-unit")], memory: {} });
    expect([runs?.answered.map(({ key }) => key), recheckAt]).toEqual([[known], minute(10)]);
  });

  test.each<[string, Change]>([
    ["where it was looked for before", { orders: [{ key: known, state: "done", at: minute(1), outcome: {} }] }],
    ["on a closed pull request", { thread: { state: "closed" } }],
    ["where the statuses could not be read", { unread: { statuses: "because" } }],
    ["where it is green", { statuses: [status("success")] }],
  ])("is not looked for %s", (_, change) => expect(sought(change)).toEqual([]));
});

describe("a rule of `advise`", () => {
  type Rule = { readonly paths: readonly string[]; readonly jobs: readonly string[]; readonly because: string };
  const advising = (rules: readonly Rule[], change: Change = {}) => {
    const { notes, reasons } = wants({
      options: { jobs: { github_actions: { repository: "org/jobs", workflow: "e2e.yml" }, advise: rules } },
      ...change,
    });
    return { notes, broken: reasons?.filter(({ state }) => state === "broken").map(({ what }) => what) };
  };
  const from = (place: Origin["from"]): Change => ({ origins: new Map([["jobs.advise", { from: place, lines: [7, 12] }]]) });
  const known = { paths: ["^a/"], jobs: ["pull-slow"], because: "it is slow" };
  const lost = { ...known, jobs: ["pull-slow", "e2e"] };
  const suggestion = "Worth running for these changes (`/test suggested` starts all):\n  - `/test pull-slow`: it is slow (`a/a.go`)";

  test("that names no job is refused by its file, line, place and the name, and suggests nothing", () =>
    expect(advising([lost], from("repository"))).toEqual({
      notes: [],
      broken: ["A rule of `jobs.advise` counts for nothing: `.github/bowsprit.yaml`, line 7, rule 1: no presubmit is called `e2e`"],
    }));

  test("takes no other rule with it", () =>
    expect(advising([known, lost], from("repository"))).toEqual({
      notes: [suggestion],
      broken: ["A rule of `jobs.advise` counts for nothing: `.github/bowsprit.yaml`, line 12, rule 2: no presubmit is called `e2e`"],
    }));

  test.each<[string, Change, string]>([
    ["the organisation", from("organisation"), "the organisation's `.github/bowsprit.yaml`, line 7, "],
    ["a profile", from("profile"), "the profile that the options extend, line 7, "],
    ["nobody knows whom", {}, ""],
  ])("of %s is refused in the status comment, and turns no check red: not every repository has every job", (_, change, place) =>
    expect(advising([lost, known], change)).toEqual({
      notes: [`A rule of \`jobs.advise\` counts for nothing: ${place}rule 1: no presubmit is called \`e2e\`.`, suggestion],
      broken: [],
    }),
  );

  test("suggests nothing, and is not blamed, where its job may stand in a file that is refused", () => {
    const faults = [{ file: ".prow.yaml", line: 1, what: "not YAML" }];
    const { notes, broken } = advising([lost], { ...from("repository"), jobs: { ...config, faults, proposed: noProposal } });
    expect([notes, broken]).toEqual([[], ["a job file counts for nothing: `.prow.yaml`, line 1: not YAML"]]);
  });
});

describe("`/override`", () => {
  const { id: root } = person("root");
  const right = (given: Partial<OverrideRight> = {}): Pick<Change, "overriders"> => ({
    overriders: new Map([[root, { isAdministrator: false, isInAllowedTeam: false, ...given }]]),
  });
  const administrator = right({ isAdministrator: true });
  const options = (more: object = {}) => ({
    options: { jobs: { github_actions: { repository: "org/jobs", workflow: "e2e.yml" }, ...more } },
  });
  const ofRoot = { owners: { OWNERS: "approvers: [root]\n", "a/OWNERS": "approvers: [al]\n" } };
  const asks: Change = { said: [["root", "/override pull-unit"]], statuses: [status("failure")], memory: {} };

  function overridden(change: Change) {
    const { orders = [], runs, notes, reasons, sections } = wants({ ...asks, ...change });
    return {
      set: orders.flatMap(({ does }) => (does.kind === "set status" ? [`${does.status.context}: ${does.status.state}`] : [])),
      said: orders.flatMap(({ does }) => (does.kind === "reply" ? [does.text] : [])),
      settled: runs?.answered.length,
      ...{ runs, notes, reasons, sections },
    };
  }

  test.each<[string, Change]>([
    ["an administrator of the repository", administrator],
    ["a member of a team that may", right({ isInAllowedTeam: true })],
    ["an approver of the root, where these may", { ...right(), ...options({ allow_top_level_owners: true }), ...ofRoot }],
    [
      "an approver of the root whose other rights cannot be read",
      { unread: { overriders: "502" }, ...options({ allow_top_level_owners: true }), ...ofRoot },
    ],
    [
      "an administrator, where the OWNERS files cannot be read",
      { ...administrator, unread: { owners: "502" }, ...options({ allow_top_level_owners: true }) },
    ],
    [
      "an approver of the root whose login is spelled with capitals",
      { ...right(), ...options({ allow_top_level_owners: true }), ...ofRoot, said: [["Root", "/override pull-unit"]] },
    ],
  ])("by %s turns a failed context green", (_, change) => {
    const { set, said } = overridden(change);
    expect([set, said]).toEqual([["pull-unit: success"], ["Overridden: `pull-unit`."]]);
  });

  const may = "administrators of the repository";
  test.each<[string, Change, string]>([
    ["a member of the organisation", right(), `Only ${may} may override a context.`],
    ["an approver of the root, where these may not", { ...right(), ...ofRoot }, `Only ${may} may override a context.`],
    [
      "an approver of another directory",
      {
        ...right(),
        ...options({ allow_top_level_owners: true }),
        owners: { OWNERS: "approvers: [al]\n", "a/OWNERS": "approvers: [root]\n" },
      },
      `Only ${may}, or approvers in the root's OWNERS file may override a context.`,
    ],
    [
      "somebody in no such team",
      { ...right(), ...options({ allowed_github_teams: ["leads"] }) },
      `Only ${may}, or members of \`leads\` may override a context.`,
    ],
    ["a bot", { ...administrator, said: [comment(person("root", "bot"), "/override pull-unit")] }, `Only ${may} may override a context.`],
    [
      "an account that is gone",
      { ...administrator, said: [comment(undefined, "/override pull-unit")] },
      `Only ${may} may override a context.`,
    ],
    [
      "somebody whose rights may not be asked",
      { unread: { overriders: "no right" } },
      "Nothing was overridden: could not read who administers the repository: no right.",
    ],
    [
      "an administrator, where the statuses may not be read",
      { ...administrator, unread: { statuses: "no right" } },
      "Nothing was overridden: the commit statuses could not be read: no right.",
    ],
    [
      "an administrator about a commit that nobody can tell",
      { ...administrator, memory: { sightings: [] }, now: minute(60) },
      `Which commit this was about cannot be told. Write it again for \`${sha("head").slice(0, 8)}\`.`,
    ],
    ["an administrator who names nothing", { ...administrator, said: [["root", "/override"]] }, "`/override` needs the names of contexts."],
  ])("by %s changes nothing and is answered", (_, change, reply) => {
    const { set, said, settled, runs } = overridden(change);
    expect([set, runs?.aborted, settled]).toEqual([[], [], 1]);
    expect(said).toHaveLength(1);
    expect(said[0]).toContain(reply);
  });

  test.each<[string, Change]>([
    ["was edited", { said: [comment("root", "/override pull-unit", { presence: "edited" })] }],
    ["is gone", { said: [comment("root", "/override pull-unit", { presence: "gone" })] }],
    ["is quoted", { said: [["root", "> /override pull-unit"]] }],
    ["stands on a closed pull request", { thread: { state: "closed" } }],
    ["was settled", { orders: [{ key: orderKeyOf("jobs", "asked", "said-1"), state: "done", at: minute(1), outcome: {} }] }],
  ])("that %s does nothing, without a word", (_, change) => {
    const { set, said } = overridden({ ...administrator, ...change });
    expect([set, said]).toEqual([[], []]);
  });

  test("from before a push is told in the status comment, and does nothing", () => {
    const sightings = [
      { head: sha("earlier"), at: minute(0), source: "opened" },
      { head: sha("head"), at: minute(9), source: "delivery", before: sha("earlier") },
    ] as const;
    const { set, said, notes } = overridden({ ...administrator, memory: { sightings }, now: minute(10) });
    expect([set, said]).toEqual([[], []]);
    expect(notes).toContain("What was to be overridden before the last push was not on the new commit.");
  });

  test("from before a change of the base branch is told in the status comment, and does nothing", () => {
    const moved: Draft = ({ id, at }) => ({ kind: "base", id, at, by: person("author"), from: "lax", to: "master" });
    const { set, said, notes } = overridden({ ...administrator, said: [["root", "/override pull-unit"], moved] });
    // The job starts on the branch of now.
    expect([set, said]).toEqual([["pull-unit: pending"], []]);
    expect(notes).toContain("What was asked for before the base branch was changed counts for nothing on this one.");
  });

  test("of what runs here takes the run back, and nothing of it is reported any more", () => {
    const change: Change = { ...administrator, statuses: [status("pending")], memory: { runs: [live()] } };
    const { runs, set } = overridden(change);
    expect(runs?.aborted).toEqual([{ key: live().key, why: "cancelled" }]);
    expect(set).toEqual(["pull-unit: success"]);
    const [answered] = runs?.answered ?? [];
    if (answered === undefined) throw new Error("nothing was settled");
    const later = overridden({
      ...{
        ...change,
        statuses: [status("success")],
        memory: { runs: [live({ state: "aborted", abort: "cancelled", endedAt: minute(3) })] },
      },
      orders: [{ key: answered.key, state: "done", at: minute(2), outcome: answered.outcome }],
    });
    expect(later.set).toEqual(["pull-unit: success"]);
    expect(later.reasons).toEqual([{ state: "met", what: "`pull-unit` passed" }]);
    expect(later.runs?.wanted).toEqual([]);
  });

  test.each<[string, Change, boolean]>([
    ["until it is shown", {}, true],
    [
      "not once it is",
      { statuses: [{ ...status("success"), description: descriptionOf("Overridden by root", sha("tip of master")) }] },
      false,
    ],
    ["not for ever", { now: minute(4) }, false],
    ["not on a commit that came later", { thread: { head: sha("later") } }, false],
  ])("is looked for %s", (_, change, isAwaited) => {
    const [answered] = overridden(administrator).runs?.answered ?? [];
    if (answered === undefined) throw new Error("nothing was settled");
    const orders = [{ key: answered.key, state: "done", at: minute(2), outcome: answered.outcome }] as const;
    const { recheckAt } = wants({ ...asks, ...administrator, now: minute(2), orders, ...change });
    expect(recheckAt !== undefined).toBe(isAwaited);
  });

  test("of a required job that has not started keeps it from starting by itself", () => {
    const { set, runs } = overridden({ ...administrator, statuses: [] });
    expect([set, runs?.wanted]).toEqual([["pull-unit: success"], []]);
  });

  test("takes the row of the job from the table of failures", () => {
    const memory = { runs: [live({ state: "failure" })] };
    const table = (change: Change) => overridden({ ...change, memory }).sections?.join("");
    expect(table(right())).toContain("pull-unit | ");
    expect(table(administrator)).toBe("");
  });

  test("beside `/test` of another job does both", () => {
    const { set, runs } = overridden({ ...administrator, said: [["root", "/override pull-unit\n/test pull-slow"]] });
    expect(set).toEqual(["pull-slow: pending", "pull-unit: success"]);
    expect(runs?.wanted.map(({ job }) => job)).toEqual(["pull-slow"]);
  });

  test("that was cancelled is red again", () => {
    const shown = { ...status("success"), description: "Overridden by root" };
    const { set, said } = overridden({ ...administrator, said: [["root", "/override-cancel"]], statuses: [shown] });
    expect([set, said]).toEqual([["pull-unit: failure"], ["No longer overridden: `pull-unit`."]]);
  });
});
