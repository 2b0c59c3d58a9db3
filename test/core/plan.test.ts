/** Plan: which differences are written, in which order, what is left alone in silence, and that nothing is written twice. */
import { describe, expect, test } from "vitest";
import { type Action, sentence } from "../../src/core/actions.ts";
import type { Verdict } from "../../src/core/decide.ts";
import type { OurCheck } from "../../src/core/facts.ts";
import { later, nodeIdOf, orderKeyOf, threadKeyOf } from "../../src/core/ids.ts";
import { orderLifetime } from "../../src/core/orders.ts";
import { plan } from "../../src/core/plan.ts";
import type { LabelDefinition, LabelWant } from "../../src/core/plugin.ts";
import { met, open } from "../../src/core/reasons.ts";
import { statusMark } from "../../src/core/report.ts";
import { type Change, comment, given, labelChange, minute, ourComment, us } from "../given.ts";

const grants: LabelDefinition = { name: "lgtm", color: "15dd18", description: "Reviewed.", effect: "grants" };
const restricts: LabelDefinition = { name: "do-not-merge/hold", color: "e11d21", description: "Held.", effect: "restricts" };
const informs: LabelDefinition = { name: "size/M", color: "eebb00", description: "Medium.", effect: "informs" };

const status = `**Bowsprit**\n\n${statusMark}`;
const verdict: Verdict = {
  ...{
    isReady: false,
    isReadyAlone: false,
    title: "needs lgtm",
    reasons: [open("needs lgtm")],
    withheld: [],
    labels: [],
    orders: [],
    comments: [],
    outdated: [],
    annotated: [],
    votes: [],
    runs: { wanted: [], sought: [], aborted: [], answered: [] },
  },
  ...{ status, recheckAt: undefined, routing: undefined, faults: [] },
};
const ready: Verdict = { ...verdict, isReady: true, isReadyAlone: true, title: "Ready", reasons: [met("lgtm")] };

const inProgress: OurCheck = {
  ...{ id: 5, name: "bowsprit: master", externalId: "master", status: "in_progress", conclusion: undefined },
  ...{ title: "needs lgtm", summary: "- ⏳ needs lgtm", startedAt: minute(0) },
};
const green: OurCheck = { ...inProgress, status: "completed", conclusion: "success", title: "Ready", summary: "- ✅ lgtm" };
const settled: Change = { ours: [ourComment(status)], checks: [inProgress] };

const actions = (change: Change, more: Partial<Verdict> = {}): readonly Action[] => plan(given(change), { ...verdict, ...more }).actions;
const sentences = (change: Change, more: Partial<Verdict> = {}): string[] => actions(change, more).map(sentence);

test("where all is as it should be, nothing is written", () => {
  const want: LabelWant[] = [
    { label: grants, on: true },
    { label: restricts, on: false },
  ];
  expect(sentences({ ...settled, labels: ["LGTM"] }, { labels: want })).toEqual([]);
});

describe("labels", () => {
  test.each<[string, readonly string[], LabelWant, readonly string[]]>([
    ["are put on", [], { label: grants, on: true }, ["put the label lgtm on"]],
    ["are taken off, as they are spelled there", ["LGTM"], { label: grants, on: false }, ["take the label LGTM off"]],
    ["stay on, however they are spelled", ["LGTM"], { label: grants, on: true }, []],
    ["stay off", [], { label: grants, on: false }, []],
  ])("%s", (_, labels, want, expected) => expect(sentences({ ...settled, labels }, { labels: [want] })).toEqual(expected));

  test("whoever knows the id of one tells it", () => {
    const node = nodeIdOf("LA_1");
    expect(actions(settled, { labels: [{ label: grants, on: true, node }] })).toEqual([{ kind: "add label", label: grants, node }]);
  });
});

test("what restricts comes first, for comments may have to wait; then answers, then what grants, then people are asked", () => {
  const order = (what: string) => ({ key: orderKeyOf("p", what, "said-1"), causedAt: minute(1), guard: {} });
  const orders = [
    { ...order("ask"), does: { kind: "request review", people: ["bob"] } },
    { ...order("answer"), does: { kind: "reply", text: "hi" } },
  ] as const;
  const outdated = ourComment("old");
  const change = { said: [["alice", "hi"]], labels: ["size/M"], ours: [outdated], checks: [inProgress] } as const;
  const labels = [
    { label: grants, on: true },
    { label: restricts, on: true },
    { label: informs, on: false },
  ];
  expect(sentences(change, { ...ready, orders, labels, outdated: [outdated.id] })).toEqual([
    "fold an outdated comment",
    "take the label size/M off",
    "put the label do-not-merge/hold on",
    "reply",
    "write a comment (status/comment/1)",
    "put the label lgtm on",
    "report: Ready",
    "ask bob for a review",
  ]);
  expect(sentences({ ...settled, checks: [green] }, { labels: [{ label: restricts, on: true }] })).toEqual([
    expect.stringMatching(/^report on \w{8}: needs lgtm$/),
    "put the label do-not-merge/hold on",
  ]);
});

describe("the check run", () => {
  test.each<[string, readonly OurCheck[], Partial<Verdict>, readonly string[]]>([
    ["is created", [], {}, ["create check"]],
    ["is created where only another branch has one", [{ ...inProgress, name: "bowsprit: dev" }], {}, ["create check"]],
    ["is updated", [inProgress], ready, ["update check"]],
    ["stays", [green], ready, []],
    ["is begun anew where a completed one would have to go back", [green], {}, ["create check"]],
    ["is judged by the newest of its name", [green, { ...inProgress, id: 6 }], {}, []],
  ])("%s", (_, checks, more, expected) => expect(actions({ ...settled, checks }, more).map(({ kind }) => kind)).toEqual(expected));
  test.each<[string, number, OurCheck, Partial<Verdict>, readonly string[]]>([
    ["is worded by the first of two pull requests that share it", 2, green, { title: "Waiting for #2" }, ["create check"]],
    ["is not worded anew by the second one", 0, { ...inProgress, title: "of the first" }, {}, []],
    ["is not turned green by the second one", 0, inProgress, ready, []],
    ["loses its green by the second one at once", 0, green, {}, ["create check"]],
  ])("%s", (_, number, check, more, expected) => {
    const siblings = [{ thread: threadKeyOf(1, number), number, isReady: true }];
    expect(actions({ ...settled, checks: [check], memory: { siblings } }, more).map(({ kind }) => kind)).toEqual(expected);
  });
  test("is begun anew before GitHub calls it stale", () => {
    const day = (count: number) => ({ ...settled, now: later(minute(0), count * 24 * 3600) });
    expect(sentences(day(13))).toEqual([]);
    expect(sentences(day(13.5))).toHaveLength(1);
  });
  test("is green only when ready, and red only when something is broken", () => {
    const stateOf = (more: Partial<Verdict>) =>
      actions({ ours: settled.ours ?? [] }, more).flatMap((action) => ("state" in action ? action.state : []));
    expect(stateOf(ready)).toMatchObject([{ status: "completed", conclusion: "success" }]);
    expect(stateOf({})).toMatchObject([{ status: "in_progress", conclusion: undefined }]);
    expect(stateOf({ reasons: [{ state: "broken", what: "x" }] })).toMatchObject([{ status: "completed", conclusion: "failure" }]);
    expect(stateOf({ reasons: [{ state: "unread", what: "x" }] })).toMatchObject([{ status: "in_progress" }]);
  });
  test("has a title that GitHub keeps as it is", () => {
    const titleOf = (title: string) =>
      actions({ ours: settled.ours ?? [] }, { title }).flatMap((action) => ("state" in action ? action.state.title : []))[0];
    expect(titleOf(`${"x".repeat(249)}😀`)).toBe("x".repeat(249));
    expect(titleOf("**a** `b` ")).toBe("a b");
  });
});

describe("the status comment", () => {
  const record = (n: string, state: "started" | "done", at = minute(0)) => ({
    key: orderKeyOf("status", "comment", n),
    state,
    at,
    outcome: {},
  });
  const kinds = (change: Change) =>
    actions({ checks: [inProgress], ...change }).map((action) => (action.kind === "create comment" ? action.key : action.kind));
  test.each<[string, Change, readonly string[]]>([
    ["is written", {}, ["status/comment/1"]],
    ["is edited in place", { ours: [ourComment(`old ${statusMark}`)] }, ["edit comment"]],
    ["is put right where somebody edited it", { ours: [ourComment(`${status}!`, { isEdited: true })] }, ["edit comment"]],
    ["is not written while the first one may not be visible", { orders: [record("1", "done")], now: minute(1) }, []],
    ["is not written while it is unclear whether the first one was", { orders: [record("1", "started")], now: minute(1) }, []],
    ["is written again where the first try came to nothing", { orders: [record("1", "started")], now: minute(2) }, ["status/comment/1"]],
    ["is written again where somebody deleted it", { orders: [record("1", "done")], now: minute(2) }, ["status/comment/2"]],
    ["and again", { orders: [record("1", "done"), record("2", "done")], now: minute(2) }, ["status/comment/3"]],
  ])("%s", (_, change, expected) => expect(kinds(change)).toEqual(expected));
  test("is looked for again as soon as it would be visible", () =>
    expect(plan(given({ orders: [record("1", "started")], now: minute(1), checks: [inProgress] }), verdict).recheckAt).toBe(
      later(minute(1), 1),
    ));
});

describe("a comment that should stand", () => {
  const comments = [{ mark: "<!-- vote 1 -->", body: "voted <!-- vote 1 -->" }];
  const ours = [ourComment(status)];
  test.each<[string, Change, number]>([
    ["is written", { ours }, 1],
    ["is not written twice", { ours: [...ours, ourComment("voted <!-- vote 1 -->")] }, 0],
    [
      "is written anew where somebody edited it: an edited one proves nothing",
      { ours: [...ours, ourComment("<!-- vote 1 -->", { isEdited: true })] },
      1,
    ],
  ])("%s", (_, change, count) => expect(actions({ ...change, checks: [inProgress] }, { comments })).toHaveLength(count));
  test("is folded once", () => {
    const old = ourComment("old", { id: nodeIdOf("old") });
    expect(sentences({ ours: [...ours, old], checks: [inProgress] }, { outdated: [old.id] })).toEqual(["fold an outdated comment"]);
    expect(sentences({ ours: [...ours, { ...old, isMinimized: true }], checks: [inProgress] }, { outdated: [old.id] })).toEqual([]);
  });
});

describe("a thread that was met for the first time", () => {
  const met: Change = { adoptedAt: minute(60), now: minute(120), memory: { sightings: [] }, checks: [inProgress] };
  const order = { key: orderKeyOf("p", "close", "said-1"), causedAt: minute(1), guard: {}, does: { kind: "reply", text: "hi" } } as const;

  test("gets its check run and nothing else", () =>
    expect(
      sentences({ ...met, checks: [] }, { orders: [order], labels: [{ label: informs, on: true }], comments: [{ mark: "m", body: "m" }] }),
    ).toEqual([expect.stringMatching(/^report on/)]));

  test.each<[string, Change, LabelWant, boolean]>([
    ["a grant is not set", {}, { label: grants, on: true, since: minute(119) }, false],
    [
      "a grant of ours that nobody granted goes",
      { labels: ["lgtm"], said: [labelChange(us, "lgtm", true)] },
      { label: grants, on: false },
      true,
    ],
    [
      "a grant of somebody else stays",
      { labels: ["lgtm"], said: [labelChange("robot[bot]", "lgtm", true)] },
      { label: grants, on: false },
      false,
    ],
    [
      "a grant that somebody set since then goes, if nobody's word supports it",
      { labels: ["lgtm"], said: [labelChange("robot[bot]", "lgtm", true, { at: minute(61) })] },
      { label: grants, on: false },
      true,
    ],
    ["a restriction of today is set", {}, { label: restricts, on: true, since: minute(1) }, true],
    [
      "a restriction of long ago is not",
      { now: later(minute(1), orderLifetime + 1) },
      { label: restricts, on: true, since: minute(1) },
      false,
    ],
    ["a restriction that follows from nothing said is not", {}, { label: restricts, on: true }, false],
    [
      "a restriction is not lifted",
      { labels: [restricts.name], said: [labelChange(us, restricts.name, true)] },
      { label: restricts, on: false },
      false,
    ],
    ["other labels stay as they are", { labels: ["size/M"] }, { label: informs, on: false }, false],
  ])("%s", (_, change, want, isTouched) => expect(actions({ ...met, ...change }, { labels: [want] })).toHaveLength(isTouched ? 1 : 0));

  test("years of old words run nothing, also once somebody speaks", () => {
    const said = [comment("alice", "/close"), comment("alice", "hello", { at: minute(61) })];
    expect(sentences({ ...met, said, ours: [ourComment(status)] }, { orders: [order] })).toEqual([]);
  });
});

describe("a closed pull request", () => {
  const closed: Change = { thread: { state: "closed" }, said: [["alice", "hi"]] };
  const order = { key: orderKeyOf("p", "answer", "said-1"), causedAt: minute(1), guard: {}, does: { kind: "reply", text: "hi" } } as const;
  test("is answered, and left alone otherwise", () =>
    expect(sentences(closed, { orders: [order], labels: [{ label: grants, on: true }] })).toEqual(["reply"]));
  test("a reply that was begun before a crash is looked for before it is repeated", () => {
    const orders = [{ key: order.key, state: "started", at: minute(1), outcome: {} }] as const;
    expect(plan(given({ ...closed, orders, now: minute(2) }), { ...verdict, orders: [order] })).toMatchObject({
      actions: [],
      recheckAt: later(minute(2), 1),
    });
    expect(sentences({ ...closed, orders, now: minute(3) }, { orders: [order] })).toEqual(["reply"]);
  });
});
