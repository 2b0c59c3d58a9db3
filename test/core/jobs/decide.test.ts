/** Which runs should exist: what happens to a pull request, what is asked, and what has run. */
import { describe, expect, test } from "vitest";
import { known, unread } from "../../../src/core/facts.ts";
import { loginOf, nodeIdOf, type UserId, userIdOf } from "../../../src/core/ids.ts";
import { ChangedPaths } from "../../../src/core/jobs/changes.ts";
import { askIn } from "../../../src/core/jobs/commands.ts";
import { mayStart } from "../../../src/core/jobs/concurrency.ts";
import { decisionOf } from "../../../src/core/jobs/decide.ts";
import type { Presubmit } from "../../../src/core/jobs/presubmit.ts";
import type { Request, Standing } from "../../../src/core/jobs/requests.ts";
import type { Cause, Run, RunState } from "../../../src/core/jobs/run.ts";
import type { DecisionInput, PullRequest } from "../../../src/core/jobs/wanted.ts";
import type { Person } from "../../../src/core/people.ts";
import { always, head, ifChanged, instantAt, manual, older, presubmits, run, surroundings, tip } from "./given.ts";

const author = userIdOf(7);

const pull = (more: Partial<PullRequest> = {}): PullRequest => ({
  ...{
    head,
    base: { name: "master", tip },
    state: "open",
    isDraft: false,
    isMergeable: undefined,
    retargetedAt: undefined,
    isTrusted: true,
    author,
  },
  ...more,
});

const jobs = presubmits(always("job"), manual("jib"));

const byRule: Cause = { kind: "head", head, base: "master", attempt: 0 };
const byWord = (isByTrusted = true): Cause => ({ kind: "asked", statement: nodeIdOf("IC_0"), by: undefined, isByTrusted });

function request(text: string, more: Partial<Request & Standing> = {}): Request & Standing {
  return {
    ...{ id: nodeIdOf("IC_1"), at: instantAt(200), by: undefined, url: "", ask: askIn(text) },
    ...{ isTrusted: true, isMember: true, mayOverride: false, heads: new Set([head]) },
    ...more,
  };
}

function decided(more: Partial<DecisionInput> = {}) {
  const { changed, statuses } = surroundings();
  const decision = decisionOf({
    presubmits: jobs,
    pull: pull(),
    changed,
    statuses,
    requests: [],
    runs: [],
    suggested: [],
    ...{ shown: known([]), required: known([]), checkRuns: known([]), overriders: "administrators", honoursOkToTest: true },
    ...more,
  });
  return {
    wanted: decision.wanted.map(({ job }: { job: Presubmit }) => job.name),
    cancelled: decision.cancelled.map(({ run, why }) => `${run.job}: ${why}`),
    replies: decision.outcomes.flatMap(({ reply }) => (reply === undefined ? [] : [reply])),
    decision,
  };
}

describe("what happens to a pull request", () => {
  test.each<[string, Partial<PullRequest>, readonly Run[], readonly string[], readonly string[]]>([
    ["opened by somebody trusted", {}, [], ["job"], []],
    ["opened as a draft", { isDraft: true }, [], [], []],
    ["opened by a stranger", { isTrusted: false }, [], [], []],
    ["opened by a stranger as a draft", { isTrusted: false, isDraft: true }, [], [], []],
    ["opened, and known to conflict", { isMergeable: false }, [], [], []],
    ["opened, and known to merge", { isMergeable: true }, [], ["job"], []],
    ["reopened after what ran was taken back", {}, [run("job", "aborted", { abort: "closed" })], ["job"], []],
    ["reopened as a draft", { isDraft: true }, [run("job", "aborted", { abort: "closed" })], [], []],
    ["reopened by a stranger", { isTrusted: false }, [run("job", "aborted", { abort: "closed" })], [], []],
    ["reopened by a stranger as a draft", { isTrusted: false, isDraft: true }, [run("job", "aborted", { abort: "closed" })], [], []],
    ["reopened after it had run", {}, [run("job", "failure")], [], []],
    ["made ready for review", {}, [run("job", "aborted", { abort: "draft" })], ["job"], []],
    ["made ready for review by a stranger", { isTrusted: false }, [run("job", "aborted", { abort: "draft" })], [], []],
    ["edited, and aimed at the same branch", {}, [run("job", "success")], [], []],
    ["vouched for", {}, [run("job", "aborted", { abort: "not trusted" })], ["job"], []],
    ["aimed at another branch", {}, [run("job", "success", { base: { name: "other", tip } })], ["job"], []],
    ["a draft that is aimed at another branch", { isDraft: true }, [run("job", "success", { base: { name: "other", tip } })], [], []],
    ["aimed at another branch by a stranger", { isTrusted: false }, [run("job", "success", { base: { name: "other", tip } })], [], []],
    ["a new tip of its branch", { base: { name: "master", tip: older } }, [run("job", "success")], [], []],
    ["looked at again", {}, [run("job", "running")], [], []],
    ["pushed to", {}, [run("job", "success", { head: older })], ["job"], []],
    ["pushed to while a job runs", {}, [run("job", "running", { head: older })], ["job"], ["job: pushed"]],
    ["pushed to while a job is asked for", {}, [run("jib", "waiting", { head: older, cause: byWord() })], ["job"], ["jib: pushed"]],
    ["pushed to by a stranger", { isTrusted: false }, [run("job", "running", { head: older })], [], ["job: pushed"]],
    ["pushed back to a commit that ran", {}, [run("job", "success"), run("job", "success", { head: older })], [], []],
    ["pushed back to a commit that was taken back", {}, [run("job", "aborted", { abort: "pushed" })], ["job"], []],
    ["closed while a job runs", { state: "closed" }, [run("job", "running")], [], ["job: closed"]],
    ["merged while a job waits", { state: "merged" }, [run("job", "waiting")], [], ["job: closed"]],
    ["closed", { state: "closed" }, [], [], []],
    ["made a draft while a job runs", { isDraft: true }, [run("job", "running")], [], ["job: draft"]],
    ["a draft on which a job was asked for", { isDraft: true }, [run("jib", "running", { cause: byWord() })], [], []],
    ["no longer trusted while a job runs", { isTrusted: false }, [run("job", "running")], [], ["job: not trusted"]],
    [
      "aimed at another branch while a job runs",
      {},
      [run("job", "starting", { base: { name: "other", tip } })],
      ["job"],
      ["job: base changed"],
    ],
    ["cancelled by somebody", {}, [run("job", "aborted", { abort: "cancelled" })], [], []],
    ["what came to an error", {}, [run("job", "error")], [], []],
    ["what is done is not cancelled", { state: "closed" }, [run("job", "failure"), run("jib", "error")], [], []],
  ])("%s", (_, change, runs, wanted, cancelled) => {
    const result = decided({ pull: pull(change), runs });
    expect([result.wanted, result.cancelled]).toEqual([wanted, cancelled]);
  });

  test("only jobs that its changed files concern", () => {
    const some = presubmits(ifChanged("go", "\\.go$"), ifChanged("md", "\\.md$"));
    expect(decided({ presubmits: some, changed: { kind: "known", value: new ChangedPaths(["a.go"]) } }).wanted).toEqual(["go"]);
  });

  test("head and base tip are recorded with what is wanted", () => {
    expect(decided().decision.wanted).toMatchObject([{ head, base: { name: "master", tip }, cause: byRule, why: "always runs" }]);
  });

  test("deciding again on what was decided wants and cancels nothing", () => {
    const input = { runs: [run("job", "running", { head: older })], requests: [request("/test jib")] };
    const { decision } = decided(input);
    const after = [
      run("job", "aborted", { head: older, abort: "pushed" }),
      ...decision.wanted.map(({ key, job, cause }) => run(job.name, "waiting", { key, cause })),
    ];
    const again = decided({ runs: after });
    expect([decision.wanted.length, again.wanted, again.cancelled]).toEqual([2, [], []]);
    // A process that died before the request was marked as decided sees it again.
    const crashed = decided({ runs: after, requests: input.requests });
    expect([crashed.wanted, crashed.cancelled]).toEqual([[], []]);
  });

  test("what is taken back again and again starts by itself five times on a commit, and by a word after that", () => {
    const takenBack = (count: number) => Array.from({ length: count }, () => run("job", "aborted", { abort: "closed" }));
    expect(decided({ runs: takenBack(4) }).wanted).toEqual(["job"]);
    expect(decided({ runs: takenBack(5) }).wanted).toEqual([]);
    expect(decided({ runs: takenBack(5), requests: [request("/test job")] }).wanted).toEqual(["job"]);
  });

  test("what is taken back again and again runs under a key of its own each time", () => {
    const first = decided().decision.wanted[0];
    const second = decided({ runs: [run("job", "aborted", { abort: "draft" })] }).decision.wanted[0];
    expect(first?.key).not.toBe(second?.key);
  });
});

const person = (id: UserId, kind: Person["kind"] = "user"): Person => ({ id, login: loginOf("x"), spelled: "x", kind });
const robot = person(userIdOf(9), "bot");

describe("what is asked", () => {
  test.each<[string, string, Partial<Request & Standing>, Partial<PullRequest>, readonly string[], RegExp | undefined]>([
    ["by a stranger on a stranger's pull request", "/test jib", { isTrusted: false }, { isTrusted: false }, [], /Nobody has said yet/],
    ["by a stranger who vouches for it", "/ok-to-test", { isTrusted: false }, { isTrusted: false }, [], /Nobody has said yet/],
    ["by a stranger who asks what there is", "/test ?", { isTrusted: false }, { isTrusted: false }, [], /Nobody has said yet/],
    ["by a stranger on a trusted pull request", "/test jib", { isTrusted: false }, {}, ["jib", "job"], undefined],
    ["by a stranger on a stranger's, for all", "/test all", { isTrusted: false }, { isTrusted: false }, [], /Nobody has said yet/],
    ["by somebody trusted on a stranger's", "/test jib", {}, { isTrusted: false }, ["jib"], undefined],
    ["by a trusted App that may quote one", "/test jib", { by: robot }, { isTrusted: false }, [], /Nobody has said yet/],
    ["by a trusted App on a trusted pull request", "/test jib", { by: robot }, {}, ["jib", "job"], undefined],
    ["before the base branch was changed", "/test jib", {}, { retargetedAt: instantAt(200) }, ["job"], undefined],
    ["after the base branch was changed", "/test jib", {}, { retargetedAt: instantAt(199) }, ["jib", "job"], undefined],
    ["on a draft", "/test jib", {}, { isDraft: true }, ["jib"], undefined],
    ["on a draft, for all", "/test all", {}, { isDraft: true }, ["job"], undefined],
    ["on a closed one", "/test jib", {}, { state: "closed" }, [], undefined],
    ["on one that conflicts", "/test jib", {}, { isMergeable: false }, [], /conflicts with its base/],
    ["about an earlier head", "/test jib", { heads: new Set([older]) }, {}, ["job"], undefined],
    ["about nobody knows which head", "/test jib", { heads: undefined }, {}, ["job"], /cannot be told. Write it again/],
    ["in the second of a push", "/test jib", { heads: new Set([older, head]) }, {}, ["job"], /at the same moment/],
    ["with an unknown name", "/test jibb", {}, {}, ["job"], /No job is called `jibb` here; did you mean `jib`\?/],
    ["with an unknown name by somebody who saw another head", "/test jibb", { heads: undefined }, {}, ["job"], /did you mean `jib`/],
    ["to trust, which makes the automatic jobs run by itself", "/ok-to-test", { heads: undefined }, {}, ["job"], undefined],
  ])("%s", (_, text, about, change, wanted, reply) => {
    const result = decided({ requests: [request(text, about)], pull: pull(change) });
    expect(result.wanted.toSorted()).toEqual(wanted);
    if (reply === undefined) expect(result.replies).toEqual([]);
    else expect(result.replies).toEqual([expect.stringMatching(reply)]);
  });

  test("a lost order says so in a note", () => {
    const { decision } = decided({ requests: [request("/test jib", { heads: new Set([older]) })] });
    expect(decision.outcomes).toMatchObject([{ is: "decided", notes: [expect.stringContaining("before the last push")] }]);
  });

  test("what is asked for by name replaces an older run of the job, and runs once", () => {
    const runs = [run("job", "running")];
    const result = decided({ requests: [request("/test job")], runs });
    expect([result.wanted, result.cancelled]).toEqual([["job"], ["job: newer run"]]);
  });

  test.each<[string, string, readonly string[]]>([
    ["`/test all` starts what has passed once more", "/test all", ["job"]],
    // Prow starts everything again.
    ["`/ok-to-test` starts nothing that has run", "/ok-to-test", []],
  ])("where the pull request is trusted %s", (_, text, wanted) => {
    const runs = [run("job", "success")];
    const statuses = surroundings({ statuses: { job: "success" } }).statuses;
    expect(decided({ requests: [request(text, { isTrusted: false })], runs, statuses }).wanted).toEqual(wanted);
    expect(decided({ requests: [request(text)], runs, statuses }).wanted).toEqual(wanted);
  });

  test.each<[string, Partial<Run>, readonly string[]]>([
    ["another tip of the base branch", { base: { name: "master", tip: older } }, ["job: newer run"]],
    ["another base branch", { base: { name: "other", tip } }, ["job: base changed"]],
    ["another commit", { head: older }, ["job: pushed"]],
  ])("an older run on %s is taken back as well", (_, more, cancelled) =>
    expect(decided({ requests: [request("/test job")], runs: [run("job", "running", more)] }).cancelled).toEqual(cancelled),
  );

  describe("where nobody can vouch for a stranger's pull request", () => {
    const said = (text: string, isTrusted: boolean) =>
      decided({ honoursOkToTest: false, requests: [request(text, { isTrusted })], pull: pull({ isTrusted: false }) });

    test.each(["/test jib", "/ok-to-test", "/ok-to-test cancel", "/test ?"])(
      "a stranger's %j is not told to wait for `/ok-to-test`",
      (text) => {
        const { wanted, replies } = said(text, false);
        expect([wanted, replies]).toEqual([[], [expect.stringContaining("`/ok-to-test` does not count here")]]);
      },
    );
    test("`/ok-to-test` starts nothing, without a word", () => {
      const { wanted, replies } = said("/ok-to-test", true);
      expect([wanted, replies]).toEqual([[], []]);
    });
    test("`/ok-to-test cancel` keeps nothing else from counting", () =>
      expect(said("/ok-to-test cancel\n/test jib", true).wanted).toEqual(["jib"]));
  });

  test("of two requests for one job the later one counts", () => {
    const requests = [request("/test jib", { id: nodeIdOf("IC_1") }), request("/test jib", { id: nodeIdOf("IC_2") })];
    const { wanted, withdrawn } = decided({ requests }).decision;
    expect(wanted.filter(({ job }) => job.name === "jib")).toMatchObject([{ cause: { statement: "IC_2" } }]);
    expect(withdrawn).toMatchObject([{ run: { cause: { statement: "IC_1" } }, why: "newer run" }]);
  });

  test.each<[string, Partial<Request & Standing>, readonly string[]]>([
    ["takes back what an earlier request asks for", {}, []],
    ["that came before the other request takes nothing back", { at: instantAt(199) }, ["jib"]],
    ["of a stranger takes nothing back", { isTrusted: false }, ["jib"]],
  ])("a `/cancel` that is heard together with a `/test` and %s", (_, about, started) => {
    const requests = [request("/test jib"), request("/cancel jib", { id: nodeIdOf("IC_2"), ...about })];
    const { wanted, decision } = decided({ requests, runs: [run("job", "success")] });
    expect([wanted, decision.withdrawn.map(({ why }) => why)]).toEqual([started, started.length === 0 ? ["cancelled"] : []]);
  });

  test("`/retest` starts what failed, as long as the statuses can be read", () => {
    const failed = surroundings({ statuses: { job: "success", jib: "failure" } }).statuses;
    const runs = [run("job", "success")];
    expect(decided({ requests: [request("/retest")], statuses: failed, runs }).wanted).toEqual(["jib"]);
    const passing = decided({ requests: [request("/retest")], statuses: { kind: "unread", reason: "502", againIn: 10 }, runs });
    expect(passing.decision.outcomes).toMatchObject([{ is: "later" }]);
    const lasting = decided({ requests: [request("/retest")], statuses: { kind: "unread", reason: "no right" }, runs });
    expect(lasting.decision.outcomes).toMatchObject([
      { is: "decided", notes: expect.arrayContaining([expect.stringContaining("no right")]) },
    ]);
  });

  test("without the changed files `/test all` waits, or starts what does not depend on them", () => {
    const some = presubmits(always("job"), ifChanged("go", "\\.go$"));
    const soon = decided({ presubmits: some, requests: [request("/test all")], changed: { kind: "unread", reason: "502", againIn: 10 } });
    expect([soon.wanted, soon.decision.outcomes[0]?.is]).toEqual([["job"], "later"]);
    const never = decided({ presubmits: some, requests: [request("/test all")], changed: { kind: "unread", reason: "too many files" } });
    expect(never.wanted).toEqual(["job"]);
    expect(never.decision.outcomes[0]?.notes[0]).toContain("`go` was not started: the changed files could not be read");
  });

  test("`/cancel` of its author counts before anybody has vouched for it", () => {
    const runs = [run("jib", "running", { cause: byWord() })];
    const requests = [request("/cancel jib", { isTrusted: false, by: person(author) })];
    const result = decided({ requests, runs, pull: pull({ isTrusted: false }) });
    expect([result.cancelled, result.replies]).toEqual([["jib: cancelled"], []]);
  });

  test("`/cancel` of a name that nobody has is noted", () =>
    expect(decided({ requests: [request("/cancel jibb")] }).decision.outcomes[0]?.notes).toEqual([
      "No job is called `jibb` here; did you mean `jib`?",
    ]));

  test.each<[string, Partial<Request & Standing>, readonly string[]]>([
    ["by somebody trusted", {}, ["jib: cancelled"]],
    ["by its author", { isTrusted: false, by: person(author) }, ["jib: cancelled"]],
    ["by a stranger", { isTrusted: false, by: person(userIdOf(8)) }, []],
    ["by a trusted App that may quote one", { by: robot }, []],
    ["before it was started", { at: instantAt(50) }, []],
  ])("`/cancel` %s", (_, about, cancelled) => {
    const runs = [run("jib", "running", { cause: byWord() }), run("job", "running")];
    expect(decided({ requests: [request("/cancel jib", about)], runs }).cancelled).toEqual(cancelled);
  });

  test.each<[string, string, Partial<Request & Standing>, readonly string[], RegExp | undefined]>([
    ["of a member turns optional jobs green", "/skip", {}, ["opt"], undefined],
    ["of nobody else does", "/skip", { isMember: false }, [], /Only members/],
    ["about nobody knows which commit does not", "/skip", { heads: undefined }, [], /cannot be told. Write it again/],
    ["in the second of a push does not", "/skip", { heads: new Set([older, head]) }, [], /at the same moment/],
    ["before a push does not", "/skip", { heads: new Set([older]) }, [], undefined],
    ["leaves alone what the same text starts", "/skip\n/test opt", {}, [], undefined],
  ])("`/skip` %s", (_, text, about, skipped, reply) => {
    const some = presubmits(always("job"), manual("opt", { optional: true }));
    const statuses = surroundings({ statuses: { job: "failure", opt: "failure" } }).statuses;
    const { decision, replies } = decided({ presubmits: some, statuses, requests: [request(text, about)], runs: [run("job", "failure")] });
    expect(decision.outcomes[0]?.skipped).toEqual(skipped);
    if (reply === undefined) expect(replies).toEqual([]);
    else expect(replies).toEqual([expect.stringMatching(reply)]);
  });

  test("`/skip` waits for statuses that may be read later, and is settled without them", () => {
    const skip = (more: Partial<DecisionInput>, about: Partial<Standing> = {}) =>
      decided({ requests: [request("/skip", about)], ...more }).decision.outcomes[0];
    const [again, never] = [unread("502", 9), unread("no right")];
    expect(skip({ statuses: again })).toMatchObject({ is: "later" });
    expect(skip({ required: again })).toMatchObject({ is: "later" });
    expect(skip({}, { isMember: again })).toMatchObject({ is: "later" });
    const refused = { is: "decided", skipped: [], reply: expect.stringContaining("no right") };
    expect(skip({ statuses: never })).toMatchObject(refused);
    expect(skip({ required: never })).toMatchObject(refused);
    expect(skip({}, { isMember: never })).toMatchObject(refused);
  });

  test("`/skip` that is refused is answered beside what else its text is answered", () => {
    const { replies } = decided({ requests: [request("/skip\n/test ?", { isMember: false })] });
    expect(replies).toEqual([expect.stringMatching(/^Only members .*\n\n[\s\S]*`\/test job`/)]);
    const conflict = decided({ requests: [request("/skip\n/test jib", { isMember: false })], pull: pull({ isMergeable: false }) });
    expect(conflict.replies).toEqual([expect.stringMatching(/^Only members .*\n\n.*conflicts/)]);
  });

  test("`/skip` and `/override` of a stranger are no reason to speak of trust", () => {
    const about = { isTrusted: false, isMember: false };
    expect(decided({ requests: [request("/skip\n/override job", about)], pull: pull({ isTrusted: false }) }).replies).toEqual([
      "Only members of the organisation may skip jobs.\n\nOnly administrators may override a context.",
    ]);
  });

  test("`/override` waits for what may be read later, and nothing else of its text is done before", () => {
    const again = { kind: "unread", reason: "502", againIn: 9 } as const;
    const asks = (about: Partial<Request & Standing>, more: Partial<DecisionInput> = {}) => {
      const { wanted, decision } = decided({ requests: [request("/test jib\n/override job", about)], ...more });
      return [decision.outcomes[0]?.is, wanted.includes("jib")];
    };
    expect(asks({ mayOverride: again })).toEqual(["later", false]);
    for (const source of ["shown", "required", "checkRuns"])
      expect(asks({ mayOverride: true }, { [source]: again }), source).toEqual(["later", false]);
    expect(asks({ mayOverride: true })).toEqual(["decided", true]);
  });

  test("`/override` is answered with what can never be read, and does nothing", () => {
    const asks = (text: string, more: Partial<DecisionInput>) => decided({ requests: [request(text, { mayOverride: true })], ...more });
    for (const source of ["shown", "required"]) {
      const { decision, replies } = asks("/override job\n/override-cancel", { [source]: unread("no right") });
      expect(decision.outcomes[0]?.overridden, source).toEqual({ statuses: [], checks: [], runs: [] });
      expect(replies, source).toEqual([expect.stringMatching(/^Nothing was overridden: .* could not be read: no right\.$/)]);
    }
    expect(asks("/override-cancel", { required: unread("no right") }).replies).toEqual(["Nothing that was overridden was found."]);
  });

  test("`/test suggested` starts what is suggested", () => {
    expect(decided({ requests: [request("/test suggested")], suggested: ["jib"], runs: [run("job", "success")] }).wanted).toEqual(["jib"]);
  });
});

describe("how many runs of a job there may be at once", () => {
  const at = (state: RunState, createdAt: number, key: string): Run =>
    run("job", state, { createdAt: instantAt(createdAt), key: key as Run["key"] });
  const mine = at("waiting", 100, "m");
  test.each<[string, readonly Run[], number, boolean]>([
    ["any number without a limit", [at("running", 1, "a"), at("running", 2, "b")], 0, true],
    ["fewer than the limit", [at("running", 1, "a")], 2, true],
    ["as many as the limit", [at("running", 1, "a"), at("starting", 2, "b")], 2, false],
    ["finished ones do not count", [at("success", 1, "a"), at("aborted", 2, "b")], 1, true],
    ["those that waited before do", [at("waiting", 99, "a")], 1, false],
    ["those that wait since later do not", [at("waiting", 101, "a")], 1, true],
    ["of one second the key decides", [at("waiting", 100, "a")], 1, false],
    ["of one second the key decides the other way", [at("waiting", 100, "z")], 1, true],
    ["it does not count itself", [mine], 1, true],
  ])("%s", (_, others, most, may) => expect(mayStart(mine, others, most)).toBe(may));
});
