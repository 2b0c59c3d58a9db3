/** What people say to route: that they pass, nothing at all, and what of their time is for reviews. */
import { describe, expect, test } from "vitest";
import type { Thread } from "../../src/core/facts.ts";
import { type Instant, instantOf, later, loginOf, type NodeId } from "../../src/core/ids.ts";
import route from "../../src/plugins/route.ts";
import { planOf, wantsOf } from "../ask.ts";
import { type Change, comment, type Draft, given, person, review, start, us } from "../given.ts";
import { act, deeds, done, ledger, nobody, options, plugins, routed, two } from "./route-given.ts";

describe("/pass", () => {
  const passing = (more: Change = {}): Change => ({
    ...{ owners: two, load: { root: {} }, orders: [routed()] },
    said: [act("review requested", us, "al"), act("review requested", us, "bo"), ["al", "/pass"]],
    ...more,
    thread: { reviewRequests: ["al", "bo"], ...more.thread },
  });

  test.each<[string, Change, readonly string[]]>([
    ["takes the request off and asks somebody else at once", passing(), ["remove review request al", "request review root"]],
    ["of somebody who was not asked does nothing", passing({ said: [["al", "/pass"]], thread: { reviewRequests: ["bo", "cy"] } }), []],
    [
      "of somebody who has reviewed since does nothing",
      passing({ said: [act("review requested", us, "al"), review("al", "approved"), ["al", "/pass"]] }),
      [],
    ],
    ["with other words is none", passing({ said: [act("review requested", us, "al"), ["al", "/pass the salt"]] }), []],
    ["of a bot is none", passing({ said: [act("review requested", us, "al"), comment(person("al", "bot"), "/pass")] }), []],
  ])("%s", (_, change, expected) => {
    expect(deeds(change)).toEqual(expected);
  });

  test("keeps whoever said it from being picked again", () => {
    const said: Change["said"] = [act("review requested", us, "al"), ["al", "/pass"], ["cy", "/auto-cc"]];
    const orders = [routed(), done("pass said-2"), done("instead said-2")];
    expect(deeds({ owners: two, load: { root: { open: 2 } }, said, orders, thread: { reviewRequests: ["cy"] } })).toEqual([
      "request review bo",
    ]);
  });

  test("so does taking a request off by hand, and a refusal of GitHub", () => {
    const said = [act("review requested", us, "al"), act("review request removed", "al", "al"), comment("cy", "/auto-cc")];
    expect(deeds({ owners: two, load: { root: { open: 2 } }, said, orders: [routed()] })).toEqual(["request review bo root"]);
    const refused = routed(["a"], { refused: ["al"] });
    expect(deeds({ owners: two, load: { root: { open: 2 } }, orders: [refused], thread: { reviewRequests: ["bo"] } })).toEqual([
      "request review root",
    ]);
  });

  test.each<[string, Change["said"]]>([
    ["`/uncc`, which this App carries out", [act("review requested", us, "al"), ["al", "/uncc"], act("review request removed", us, "al")]],
    [
      "a `/pass` that was edited since",
      [act("review requested", us, "al"), comment("al", "/pass", { presence: "edited" }), act("review request removed", us, "al")],
    ],
  ])("so does %s", (_, said = []) => {
    const change = { owners: two, load: { root: { open: 2 } }, orders: [routed()], thread: { reviewRequests: ["cy"] } };
    expect(deeds({ ...change, said: [...said, comment("cy", "/auto-cc")] })).toEqual(["request review bo"]);
  });

  test("not so does `/uncc` of the author, who would go through the owners until a friend is left", () => {
    const asked = act("review requested", us, "al");
    const off = act("review request removed", us, "al");
    const picked = (...said: readonly Draft[]) =>
      deeds({
        owners: two,
        load: { bo: { open: 1 }, root: { open: 2 } },
        orders: [routed()],
        thread: { reviewRequests: ["cy"] },
        said: [...said, comment("di", "/auto-cc")],
      });
    expect(picked(asked, comment(person("author"), "/uncc @al"), off)).toEqual(["request review al"]);
    expect(picked(asked, comment(person("author"), "/uncc @al"), comment("al", "/uncc"), off)).toEqual(["request review bo"]);
  });

  test("not so does a request that was taken off to be made anew", () => {
    const anew = [act("review requested", us, "al"), act("review request removed", us, "al"), act("review requested", us, "al")];
    const change = { owners: two, load: { root: { open: 2 } }, orders: [routed()], isExplained: true, thread: { reviewRequests: ["al"] } };
    const considered = wantsOf(route, given({ plugins, ...change, said: anew })).routing?.considered;
    expect(considered?.find(({ login }) => login === "al")?.whyNot).toEqual([]);
  });

  test("nobody more is sought where GitHub did not take ten people: OWNERS are out of date", () => {
    const names = (count: number) => Array.from({ length: count }, (_, at) => `gone${at}`);
    const refusing = (count: number) =>
      deeds({ owners: two, load: { bo: { open: 1 } }, orders: [routed(["a"], { refused: names(count) })] });
    expect(refusing(9)).toEqual(["request review al bo"]);
    expect(refusing(10)).toEqual([]);
  });

  test("under Prow's strategy asks nobody instead", () => {
    expect(deeds({ ...passing(), ...options({ strategy: "prow" }) })).toEqual(["remove review request al"]);
  });
});

describe("no answer", () => {
  /** Monday; 72 hours later it is Thursday. */
  const asked = instantOf("2026-03-02T10:01:00Z");
  const hours = (count: number) => later(asked, count * 3600);
  const waiting = (more: Change = {}): Change => ({
    ...{ owners: two, load: { bo: {} }, orders: [routed()], said: [act("review requested", us, "al")] },
    ...options({ escalate_after: 72 }),
    ...more,
    thread: { reviewRequests: ["al"], ...more.thread },
  });

  const readyAt =
    (at: Instant) =>
    ({ id }: { id: NodeId }) =>
      act("ready", "author")({ id, at });
  const askedAnewAt =
    (at: Instant) =>
    ({ id }: { id: NodeId }) =>
      act("review requested", us, "al")({ id, at });
  const togetherWith =
    (whom: string) =>
    ({ id }: { id: NodeId }) =>
      act("review requested", us, whom)({ id, at: asked });

  test("where somebody else is at work, whose silence nobody would notice, the backup is asked at once", () => {
    const change = { owners: two, load: { bo: { open: 1 } }, ...options({ escalate_after: 72 }) };
    expect(deeds({ ...change, thread: { assignees: [loginOf("cy")] } })).toEqual(["request review al"]);
    expect(deeds({ ...change, thread: { reviewRequests: ["org/team"] } })).toEqual(["request review al"]);
    expect(deeds({ ...change, thread: { reviewRequests: ["cy", "org/team"] } })).toEqual([nobody]);
  });

  test("nobody new is asked where a draft becomes ready while its primary is waited for", () => {
    const said = [act("review requested", us, "al"), act("ready", "author")];
    expect(deeds(waiting({ said }))).toEqual([nobody]);
  });

  test("the primary alone is asked at first", () => {
    expect(deeds({ owners: two, load: { bo: { open: 1 } }, ...options({ escalate_after: 72 }) })).toEqual(["request review al"]);
  });

  test.each<[string, Change, readonly string[]]>([
    ["nobody before the time is over", waiting({ now: later(hours(72), -1) }), []],
    ["the backup once it is", waiting({ now: hours(72) }), ["request review bo"]],
    ["the backup long after", waiting({ now: hours(24 * 30) }), ["request review bo"]],
    [
      "nobody where the primary said something",
      waiting({ now: hours(80), said: [act("review requested", us, "al"), ["al", "Tomorrow."]] }),
      [],
    ],
    ["nobody where the primary is asked no longer", waiting({ now: hours(80), thread: { reviewRequests: [] } }), []],
    ["nobody a second time", waiting({ now: hours(80), orders: [routed(), done("backup said-1")] }), []],
    [
      "nobody a second time, though the ledger is lost",
      waiting({
        now: hours(80),
        said: [act("review requested", us, "al"), act("review requested", us, "bo")],
        thread: { reviewRequests: ["al", "bo"] },
      }),
      [],
    ],
    ["nobody on a draft", waiting({ now: hours(80), thread: { isDraft: true } }), []],
    ["nobody on a closed pull request", waiting({ now: hours(80), thread: { state: "closed" } }), []],
    ["nobody where somebody else asked the primary", waiting({ now: hours(80), said: [act("review requested", "author", "al")] }), []],
    ["nobody where it is off", { ...waiting({ now: hours(80) }), ...options({}) }, []],
    [
      "nobody before a request that was made anew has stood for so long",
      waiting({ now: hours(100), said: [act("review requested", us, "al"), ["al", "/lgtm"], askedAnewAt(hours(50))] }),
      [],
    ],
    [
      "nobody before a draft has been ready for so long",
      waiting({ now: hours(100), said: [act("review requested", us, "al"), readyAt(hours(50))] }),
      [],
    ],
    [
      "the backup once it has",
      waiting({ now: hours(122 + 48), said: [act("review requested", us, "al"), readyAt(hours(50))] }),
      ["request review bo"],
    ],
    [
      "nobody where both were asked in one second, before it was switched on",
      waiting({ now: hours(80), said: [act("review requested", us, "al"), togetherWith("bo")], thread: { reviewRequests: ["al", "bo"] } }),
      [nobody],
    ],
    ...(["before", "after"] as const).map((order): [string, Change, readonly string[]] => [
      `nobody where the primary answered, and not whom OWNERS require, shown ${order} the primary`,
      waiting({
        now: hours(80),
        owners: { ...two, OWNERS: `${two.OWNERS}\nrequired_reviewers: [di]` },
        said: [
          ...(order === "before" ? [togetherWith("di"), togetherWith("al")] : [togetherWith("al"), togetherWith("di")]),
          ["al", "Tomorrow."],
        ],
        thread: { reviewRequests: ["al", "di"] },
      }),
      [nobody],
    ]),
    [
      "the backup where only somebody whom OWNERS require was asked in that second",
      waiting({
        now: hours(80),
        owners: { ...two, OWNERS: `${two.OWNERS}\nrequired_reviewers: [di]` },
        said: [act("review requested", us, "al"), togetherWith("di")],
        thread: { reviewRequests: ["al", "di"] },
      }),
      ["request review bo"],
    ],
    [
      "nobody in the second in which the thread is met",
      waiting({ now: hours(80), adoptedAt: hours(80), memory: { activeSince: hours(80) } }),
      [],
    ],
  ])("%s", (_, change, expected) => {
    expect(deeds(change)).toEqual(expected);
  });

  test("a weekend does not count, and the thread is looked at again in time", () => {
    const friday = later(asked, 4 * 24 * 3600);
    const said = [({ id }: { id: NodeId }) => act("review requested", us, "al")({ id, at: friday })];
    const monday = later(friday, (72 + 48) * 3600);
    expect(deeds(waiting({ said, now: later(friday, 72 * 3600) }))).toEqual([]);
    expect(deeds(waiting({ said, now: monday }))).toEqual(["request review bo"]);
    expect(wantsOf(route, given({ plugins, ...waiting({ said, now: later(friday, 60) }) })).recheckAt).toBe(monday);
  });

  test("after `/pass` the backup is asked at once", () => {
    const said = [act("review requested", us, "al"), comment("al", "/pass")];
    expect(deeds(waiting({ said }))).toEqual(["remove review request al", "request review bo"]);
  });
});

describe("people's own settings", () => {
  const settings = (...lines: readonly string[]) =>
    (wantsOf(route, given({ plugins, said: lines.map((line) => ["al", line] as const), orders: [routed()] })).orders ?? []).flatMap(
      ({ does, key }) => (does.kind === "keep setting" ? [[key.split("/")[2], does.by.login, does.setting]] : []),
    );
  const until = instantOf("2026-12-02T00:00:00Z");

  test.each<[string, unknown]>([
    ["/review-capacity 5", ["capacity", "al", { kind: "capacity", most: 5 }]],
    ["/review-capacity 0", ["capacity", "al", { kind: "capacity", most: 0 }]],
    ["/review-capacity", ["capacity", "al", { kind: "capacity", most: undefined }]],
    ["/review-capacity five", undefined],
    ["/review-capacity -1", undefined],
    ["/review-capacity 5 please", undefined],
    ["/away", ["time", "al", { kind: "away", before: undefined }]],
    ["/away until 2026-12-01", ["time", "al", { kind: "away", before: until }]],
    ["/Away  until  2026-12-01 ", ["time", "al", { kind: "away", before: until }]],
    ["/away until tomorrow", undefined],
    ["/away until 2026-02-30", undefined],
    ["/away 2026-12-01", undefined],
    ["/back", ["time", "al", { kind: "back" }]],
    ["/back soon", undefined],
    ["/away until 2026-12-01\n/back", ["time", "al", { kind: "back" }]],
  ])("%j says %j", (line, expected) => {
    expect(settings(line)).toEqual(expected === undefined ? [] : [expected]);
  });

  test("are orders, acknowledged by a reaction and by nothing else, on closed pull requests too", () => {
    const said: Change["said"] = [["al", "/away until 2026-12-01\n/review-capacity 5"]];
    const facts = (state: Thread["state"]) => given({ plugins, said, orders: [routed()], thread: { state } });
    const kinds = (state: Thread["state"]) =>
      planOf(facts(state), [route]).actions.flatMap((action) => (action.kind === "carry out" ? action.order.does.kind : []));
    expect(kinds("open")).toEqual(["react", "keep setting", "keep setting"]);
    expect(kinds("merged")).toEqual(["keep setting", "keep setting"]);
  });

  test("of bots, and in the pull request's own text, are none", () => {
    const change = { plugins, description: "/away", said: [comment(person("al", "bot"), "/away")], orders: [routed()] };
    expect((wantsOf(route, given(change)).orders ?? []).filter(({ does }) => does.kind === "keep setting")).toEqual([]);
  });

  const away = (before: Instant | undefined) => ({ reviewing: ledger({}, { al: { away: { before } } }) });
  test.each<[string, Change, string]>([
    ["who is away is not asked", { memory: away(undefined) }, "request review bo root"],
    ["who is away until later is not asked", { memory: away(later(start, 3600)) }, "request review bo root"],
    ["who is back is asked", { memory: away(start) }, "request review al bo"],
    [
      "who has as many as they take is not asked",
      { memory: { reviewing: ledger({ al: 2 }, { al: { capacity: 2 } }) } },
      "request review bo root",
    ],
    ["who has fewer is asked", { memory: { reviewing: ledger({ al: 1 }, { al: { capacity: 2 } }) } }, "request review bo al"],
    ["the organisation's file counts", options({ people: [{ login: "AL", away_until: "2026-03-02" }] }), "request review bo root"],
    ["its last day is over", options({ people: [{ login: "al", away_until: "2026-03-01" }] }), "request review al bo"],
    ["its capacity counts", options({ people: [{ login: "al", capacity: 0 }] }), "request review bo root"],
    [
      "the smaller capacity counts",
      { ...options({ people: [{ login: "al", capacity: 5 }] }), memory: { reviewing: ledger({ al: 1 }, { al: { capacity: 1 } }) } },
      "request review bo root",
    ],
    [
      "`/back` does not undo the file",
      { ...options({ people: [{ login: "al", away_until: "2026-03-02" }] }), memory: { reviewing: ledger({}, { al: {} }) } },
      "request review bo root",
    ],
    ["by Prow's strategy too", { memory: away(undefined), ...options({ strategy: "prow" }) }, "request review bo root"],
  ])("%s", (_, change, expected) => {
    expect(deeds({ owners: two, load: { bo: { open: expected.startsWith("request review al") ? 1 : 0 } }, ...change })).toEqual([expected]);
  });
});
