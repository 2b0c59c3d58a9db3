/** route: Prow's table of events, whom it asks on which occasion, and what it asks of GitHub for it. */
import { describe, expect, test } from "vitest";
import type { ReviewLoad, Thread } from "../../src/core/facts.ts";
import { later, loginOf, nodeIdOf } from "../../src/core/ids.ts";
import type { OrderRecord } from "../../src/core/memory.ts";
import { features } from "../../src/core/permissions.ts";
import route from "../../src/plugins/route.ts";
import { planOf, wantsOf } from "../ask.ts";
import { ownersIn } from "../core/owners/given.ts";
import { type Change, comment, type Draft, given, minute, person, review, sha, start } from "../given.ts";
import { act, afterOpening, deeds, done, ledger, nobody, options, plugins, routed, two } from "./route-given.ts";

const al = "request review al";

const thread = (more: Partial<Thread>) => ({ thread: more });
const names = (count: number, prefix = "p") => Array.from({ length: count }, (_, at) => `${prefix}${at}`);
const tide = { context: "tide", description: "Not mergeable. PullRequest is missing sufficient approving GitHub review(s)." };

const three = { "a/OWNERS": "reviewers: [al]", "b/OWNERS": "reviewers: [bo]", "c/OWNERS": "reviewers: [cy]" };

describe.each(["balanced", "prow"] as const)("Prow's table of events, by strategy %s", (strategy) => {
  test.each<[string, Change, readonly string[], object?]>([
    ["opened", {}, [al]],
    ["opened, body `/auto-cc`: asked once", { description: "/auto-cc" }, [al, nobody]],
    ["opened, body `/cc`", { description: "/cc" }, []],
    ["opened, body `/uncc @al`", { description: "/uncc @al" }, []],
    ["opened, wait_for_status set", {}, [], { wait_for_status: {} }],
    ["closed, body `/auto-cc`", { description: "/auto-cc", ...thread({ state: "closed" }) }, []],
    ["merged, body `/auto-cc`", { description: "/auto-cc", ...thread({ state: "merged" }) }, []],
    ["opened, draft, ignore_drafts", thread({ isDraft: true }), [], { ignore_drafts: true }],
    ["opened, draft", thread({ isDraft: true }), [al]],
    ["opened, not draft, ignore_drafts", {}, [al], { ignore_drafts: true }],
    ["ready for review", { said: [act("ready", "author")], adoptedAt: later(start, 30) }, [al]],
    ["opened, author ignored", {}, [], { ignore_authors: ["author"] }],
    ["opened, author ignored in another case", {}, [al], { ignore_authors: ["Author"] }],
    ["opened, a bot ignored", { author: person("robot", "bot") }, [], { ignore_authors: ["robot[bot]"] }],
    ["comment `/auto-cc`, open pull request", { said: [["bo", "/auto-cc"]], adoptedAt: later(start, 30) }, [al]],
    [
      "comment `/auto-cc` of an ignored author on a draft",
      { said: [["bo", "/AUTO-CC "]], ...thread({ isDraft: true }), adoptedAt: later(start, 30) },
      [al],
      { ignore_authors: ["author"], ignore_drafts: true },
    ],
    ["comment `/automatic-review`", { said: [["bo", "/automatic-review"]], adoptedAt: later(start, 30) }, []],
    ["comment `/auto-cc please`", { said: [["bo", "/auto-cc please"]], adoptedAt: later(start, 30) }, []],
    [
      "`/auto-cc` on a closed pull request",
      { said: [["bo", "/auto-cc"]], ...thread({ state: "closed" }), adoptedAt: later(start, 30) },
      [],
    ],
    ["a comment `/auto-cc` that is deleted", { said: [comment("bo", "/auto-cc", { presence: "gone" })], adoptedAt: later(start, 30) }, []],
    ["a comment `/auto-cc` that is edited", { said: [comment("bo", "/auto-cc", { presence: "edited" })], adoptedAt: later(start, 30) }, []],
    ["a status: missing reviews", { statuses: [tide] }, [al], { wait_for_status: {} }],
    ...["Needs lgtm label.", "Needs approved label.", "Needs approved, lgtm labels."].map(
      (words): [string, Change, readonly string[], object] => [
        `a status: ${words}`,
        { statuses: [{ context: "tide", description: `Not mergeable. ${words}` }] },
        [al],
        { wait_for_status: {} },
      ],
    ),
    ["a status of another context", { statuses: [{ ...tide, context: "ci" }] }, [], { wait_for_status: {} }],
    [
      "a status of another context that is waited for",
      { statuses: [{ ...tide, context: "ci" }] },
      [al],
      { wait_for_status: { context: "ci" } },
    ],
    ["a status in another state", { statuses: [{ ...tide, state: "success" }] }, [], { wait_for_status: {} }],
    ["a status with another description", { statuses: [{ ...tide, description: "In merge pool." }] }, [], { wait_for_status: {} }],
    ["a status, author ignored", { statuses: [tide] }, [], { wait_for_status: {}, ignore_authors: ["author"] }],
    [
      "a status, draft, ignore_drafts",
      { statuses: [tide], ...thread({ isDraft: true }) },
      [],
      { wait_for_status: {}, ignore_drafts: true },
    ],
    ["a status, somebody is asked already", { statuses: [tide], ...thread({ reviewRequests: ["bo"] }) }, [], { wait_for_status: {} }],
    ["a status, body `/cc`", { statuses: [tide], description: "/cc" }, [al], { wait_for_status: {} }],
    ["a status that could not be read", { unread: { statuses: "no permission" } }, [], { wait_for_status: {} }],
    ["reopened", { adoptedAt: later(start, 30) }, []],
    [
      "three owners, one of them busy",
      { owners: three, files: ["a/x", "b/x", "c/x"], load: { al: {}, bo: { isBusy: true }, cy: { open: 1 } } },
      ["request review al cy"],
      { request_count: 3, use_status_availability: true },
    ],
  ])("%s", (_, change, expected, own = {}) => {
    expect(deeds({ ...change, ...options({ strategy, ...own }) })).toEqual(expected);
  });

  test("a cc in a code block or a comment of the body does not count, unlike in Prow", () => {
    const own = options({ strategy });
    for (const description of ["```\n/cc\n```", "<!--\n/cc @bo\n-->"]) expect(deeds({ description, ...own })).toEqual([al]);
  });

  test("a count of 0 asks nobody", () => {
    expect(deeds(options({ strategy, request_count: 0 }))).toEqual([nobody]);
  });
});

describe("whom it asks as a pull request opens", () => {
  test.each<[string, Change, readonly string[]]>([
    ["one primary and one backup, with fewer open requests first", { load: { al: { open: 2 }, bo: {} } }, ["request review bo al"]],
    ["nobody whom GitHub shows as busy", { load: { al: { isBusy: true }, bo: {} } }, ["request review bo root"]],
    ["nobody whom GitHub does not know", { load: { al: null, bo: {} } }, ["request review bo root"]],
    ["approvers where there are too few reviewers", { owners: { OWNERS: "reviewers: [al]\napprovers: [cy]" } }, ["request review al cy"]],
    ["nobody twice: who is asked counts", { thread: { reviewRequests: ["Bo"] }, load: { al: {} } }, ["request review al"]],
    ["who is assigned counts", { thread: { assignees: [loginOf("cy")] }, load: { bo: { open: 1 } } }, ["request review al"]],
    ["a team counts as one", { thread: { reviewRequests: ["org/team"] }, load: { bo: { open: 1 } } }, ["request review al"]],
    ["who has reviewed counts", { said: [review("bo", "commented")], load: {} }, ["request review al"]],
    [
      "who was asked and has reviewed counts, whatever OWNERS say",
      { said: [act("review requested", "author", "zed"), review("zed", "commented")], load: { bo: { open: 1 } } },
      ["request review al"],
    ],
    [
      "a passer-by who has reviewed does not count",
      { said: [review("zed", "commented"), review("yan", "approved")], load: { bo: { open: 1 } } },
      ["request review al bo"],
    ],
    [
      "the author assigned to it does not count",
      { thread: { assignees: [loginOf("author")] }, load: { bo: { open: 1 } } },
      ["request review al bo"],
    ],
    ["a bot asked does not count", { thread: { reviewRequests: ["copilot[bot]"] }, load: { bo: { open: 1 } } }, ["request review al bo"]],
    ["nobody where two are asked", { thread: { reviewRequests: ["cy", "org/team"] } }, [nobody]],
    [
      "whom OWNERS require, though two are asked",
      { thread: { reviewRequests: ["cy", "di"] }, owners: { "a/OWNERS": "reviewers: [al]\nrequired_reviewers: [org/sec, author]" } },
      ["request review org/sec"],
    ],
    [
      "no team of another organisation, of which this one may have a namesake",
      { owners: { "a/OWNERS": "reviewers: [al]\nrequired_reviewers: [other/sec, ORG/sec]" } },
      ["request review al org/sec"],
    ],
    ["nobody where OWNERS cannot be read", { unread: { owners: "no permission" } }, []],
    [
      "by what the ledger knows where the load cannot be read",
      { unread: { reviewLoad: "no answer" }, memory: { reviewing: ledger({ al: 3 }) } },
      ["request review bo al"],
    ],
    [
      "the ledger where it knows of more",
      { load: { al: { open: 1 }, bo: { open: 2 } }, memory: { reviewing: ledger({ al: 3 }) } },
      ["request review bo al"],
    ],
    [
      "without what was answered with a comment",
      {
        load: { al: { open: 4 }, bo: { open: 1 } },
        memory: { reviewing: { ...ledger({}), requests: new Map([[loginOf("al"), { waiting: 0, answered: 4 }]]) } },
      },
      ["request review al bo"],
    ],
  ])("%s", (_, change, expected) => {
    expect(deeds({ owners: two, ...change })).toEqual(expected);
  });

  test("those of whom GitHub was asked, where there are more, and others only where those are too few", () => {
    const [asked, others] = [names(25, "al"), names(5, "bo")];
    const crowd = { owners: { "a/OWNERS": `reviewers: [${[...asked, ...others].join()}]` } };
    const chosen = (load: Partial<ReviewLoad>) =>
      deeds({ ...crowd, load: Object.fromEntries(asked.map((login) => [login, load])) })[0]
        ?.split(" ")
        .slice(2) ?? [];
    expect(chosen({ open: 9 }).every((login) => asked.includes(login))).toBe(true);
    expect(chosen({ isBusy: true }).every((login) => others.includes(login))).toBe(true);
    expect(chosen({ isBusy: true })).toHaveLength(2);
  });

  test("nobody at all on a thread that was met late", () => {
    expect(deeds({ owners: two, adoptedAt: afterOpening })).toEqual([]);
  });

  test("somebody where only the delivery of the opening was lost: this ledger knew the repository before", () => {
    const memory = { activeSince: later(start, -60), sightings: [] };
    expect(deeds({ owners: two, adoptedAt: afterOpening, memory, load: { bo: { open: 1 } } })).toEqual(["request review al bo"]);
  });

  test("nobody where that was a day ago", () => {
    expect(deeds({ owners: two, now: later(start, 25 * 3600) })).toEqual([]);
  });

  test("once: with its areas, and nobody twice after a crash", () => {
    const order = wantsOf(route, given({ plugins, owners: two, files: ["a/x", "b/x", "c/x"] })).orders?.[0];
    expect(order).toMatchObject({ key: "route/opened/pull-1", areas: ["a", "b", ""], guard: { isOpen: true } });
    expect(deeds({ owners: two, orders: [routed()] })).toEqual([]);
    const started: OrderRecord = { ...routed(), state: "started", outcome: {} };
    expect(deeds({ owners: two, orders: [started], thread: { reviewRequests: ["al", "bo"] } })).toEqual([nobody]);
  });

  test("the same people for the same facts, others for another pull request", () => {
    const many = { "a/OWNERS": `reviewers: [${Array.from({ length: 20 }, (_, at) => `p${at}`).join()}]` };
    const asked = (id: string) => deeds({ owners: many, thread: { id: nodeIdOf(id) } }).join();
    expect(asked("pull-1")).toBe(asked("pull-1"));
    expect(new Set(Array.from({ length: 8 }, (_, at) => asked(`pull-${at}`))).size).toBeGreaterThan(4);
  });
});

describe("the same pull request again", () => {
  const load = { bo: { open: 1 } };

  test("after leaving its draft nobody new is asked", () => {
    const said = [act("ready", "author")];
    expect(deeds({ owners: two, load, said, orders: [routed()], thread: { reviewRequests: ["al", "bo"] } })).toEqual([nobody]);
  });

  test("by `/auto-cc` only those who are missing", () => {
    const said: Change["said"] = [["cy", "/auto-cc"]];
    expect(deeds({ owners: two, load, said, orders: [routed()], thread: { reviewRequests: ["al", "bo"] } })).toEqual([nobody]);
    expect(deeds({ owners: two, load, said, orders: [routed()], thread: { reviewRequests: ["al"] } })).toEqual(["request review bo"]);
  });

  test("as Prow does, whoever shows as busy is drawn, unless the options say otherwise", () => {
    const busy = { owners: three, files: ["a/x"], load: { al: { isBusy: true } } };
    expect(deeds({ ...busy, ...options({ strategy: "prow" }) })).toEqual([al]);
    expect(deeds({ ...busy, ...options({ strategy: "prow", use_status_availability: true }) })).toEqual([nobody]);
    expect(deeds(busy)).toEqual([nobody]);
  });

  test("as Prow does, an emeritus is drawn like everybody", () => {
    const emeritus = { "a/OWNERS": "reviewers: [al]\nemeritus_reviewers: [al]" };
    expect(deeds({ owners: emeritus, ...options({ strategy: "prow" }) })).toEqual([al]);
    expect(deeds({ owners: emeritus })).toEqual([nobody]);
  });

  test("as Prow does, the same people are drawn, so that nobody brings more of them by saying it again", () => {
    const many = { "a/OWNERS": `reviewers: [${Array.from({ length: 20 }, (_, at) => `p${at}`).join()}]` };
    const own = options({ strategy: "prow" });
    const first = deeds({ owners: many, ...own }).join();
    const people = first.split(" ").slice(2);
    const again = { owners: many, ...own, orders: [routed()], thread: { reviewRequests: people } };
    expect(deeds({ ...again, said: [act("ready", "author")] })).toEqual([nobody]);
    expect(deeds({ ...again, said: [["cy", "/auto-cc"]] })).toEqual([nobody]);
    expect(deeds({ ...again, said: [["cy", "/auto-cc"]], thread: { reviewRequests: people.slice(1) } })).toEqual([
      `request review ${people[0]}`,
    ]);
  });
});

/** The head is another one since the opening was dealt with. */
const pushed = (files: readonly string[], more: Change = {}): Change => ({
  ...{ owners: two, files, orders: [routed()], load: {} },
  ...more,
  thread: { head: sha("new head"), reviewRequests: ["al", "bo"], ...more.thread },
  memory: {
    sightings: [
      { head: sha("head"), at: start, source: "opened" },
      { head: sha("new head"), at: minute(2), source: "delivery", before: sha("head") },
    ],
  },
});

describe("a push", () => {
  test.each<[string, Change, readonly string[]]>([
    ["that touches a new area asks somebody for that area", pushed(["a/x", "b/x"]), ["request review di"]],
    ["that touches no new area asks nobody", pushed(["a/x", "a/y"]), [nobody]],
    [
      "into an area of which somebody engaged is a nearest owner asks nobody",
      pushed(["a/x", "b/x"], { thread: { reviewRequests: ["di"] } }),
      [nobody],
    ],
    ["asks nobody where the maximum is reached", { ...pushed(["a/x", "b/x"]), ...options({ max_request_count: 2 }) }, [nobody]],
    ["asks nobody where nobody was asked before", { ...pushed(["a/x", "b/x"]), orders: [], adoptedAt: afterOpening }, []],
    ["asks nobody where the author chose", { ...pushed(["a/x", "b/x"]), description: "/cc @al" }, []],
    ["asks nobody by Prow's strategy", { ...pushed(["a/x", "b/x"]), ...options({ strategy: "prow" }) }, []],
  ])("%s", (_, change, expected) => {
    expect(deeds(change)).toEqual(expected);
  });

  test("is thought about once", () => {
    const change = pushed(["a/x", "b/x"]);
    const key = `areas ${sha("new head")}@master`;
    expect(deeds({ ...change, orders: [routed(), done(key, { areas: ["a", "b"] }, minute(3))] })).toEqual([]);
  });

  test("another base branch is thought about as well", () => {
    const said: Draft[] = [({ id, at }) => ({ kind: "base", id, at, by: person("author"), from: "main", to: "master" })];
    expect(deeds({ owners: two, files: ["b/x"], said, orders: [routed()], thread: { reviewRequests: ["al", "bo"] } })).toEqual([
      "request review di",
    ]);
  });
});

describe("a status that is waited for", () => {
  const waiting = options({ wait_for_status: {} });
  const recheck = (change: Change) => {
    const { recheckAt } = wantsOf(route, given({ plugins, owners: two, ...waiting, ...change }));
    return recheckAt === undefined ? undefined : recheckAt - (change.now ?? 0);
  };

  test.each<[string, number, number]>([
    ["ten minutes", 1, 10],
    ["ten minutes", 10, 10],
    ["as long as the head is there", 45, 45],
    ["twelve hours", 24 * 60, 12 * 60],
  ])("is looked for again by itself, after %s: %i minutes after the push in %i", (_, age, wait) => {
    expect(recheck({ now: minute(age) })).toBe(wait * 60);
  });

  test.each<[string, Change]>([
    ["once it came", { statuses: [tide] }],
    ["where somebody is asked", { thread: { reviewRequests: ["al"] } }],
    ["on a closed pull request", { thread: { state: "closed" } }],
    ["where none is waited for", { options: {}, orders: [routed()] }],
  ])("is not looked for %s", (_, change) => {
    expect(recheck({ now: minute(2), ...change })).toBeUndefined();
  });

  test("counts from when a draft became ready, if it came before", () => {
    const days = (count: number) => later(start, count * 24 * 3600);
    const ready: Draft = ({ id }) => act("ready", "author")({ id, at: days(3) });
    const change = { statuses: [tide], said: [ready], now: later(days(3), 60), ...options({ wait_for_status: {}, ignore_drafts: true }) };
    expect(deeds({ ...change, said: [] })).toEqual([]);
    expect(deeds(change)).toEqual([al]);
  });
});

test("nobody brings more than thirty people onto one pull request, however many OWNERS name and require", () => {
  const all = names(50);
  const wide = Object.fromEntries(all.map((name) => [`${name}/OWNERS`, `reviewers: [${name}]`]));
  const files = all.map((name) => `${name}/x`);
  const asked = (change: Change) => (deeds({ files, ...change })[0] ?? "").split(" ").length - 2;
  expect(asked({ owners: wide, ...options({ strategy: "prow" }) })).toBe(30);
  expect(asked({ owners: wide, ...options({ strategy: "prow" }), thread: { reviewRequests: all.slice(0, 25) } })).toBe(5);
  expect(asked({ owners: { OWNERS: `required_reviewers: [${all.join()}]` } })).toBe(30);
});

test("whom OWNERS require is not cut off for anybody else", () => {
  const owners = { OWNERS: "reviewers: [al, bo]\nrequired_reviewers: [cy, org/sec]" };
  const said: Change["said"] = [["author", "/auto-cc"]];
  const besides = (count: number) =>
    deeds({ owners, ...options({ strategy: "prow" }), thread: { reviewRequests: names(count) }, orders: [routed()], said })[0];
  expect([26, 27, 28, 29, 30].map(besides)).toEqual([
    ...["request review bo al cy org/sec", "request review bo cy org/sec", "request review cy org/sec", "request review cy", nobody],
  ]);
});

describe("what it asks of GitHub", () => {
  const sources = (change: Change) => {
    const facts = given({ plugins, ...change });
    return route.sources(facts.options, facts).read;
  };

  test.each<[string, Change, readonly string[]]>([
    ["nothing where nothing is due", { orders: [routed()] }, []],
    ["files, owners and loads as a pull request opens", {}, ["files", "owners", "reviewLoad"]],
    ["no loads where enough are engaged", { thread: { reviewRequests: ["x", "y"] } }, ["files", "owners"]],
    ["no loads where Prow's draw needs none", options({ strategy: "prow" }), ["files", "owners"]],
    [
      "whether people are busy where Prow's draw is told to look",
      options({ strategy: "prow", use_status_availability: true }),
      ["files", "owners", "reviewLoad"],
    ],
    [
      "no loads where nobody can be asked",
      { withheld: features.filter(({ name }) => name === "labels, comments and requests for review") },
      ["files", "owners"],
    ],
    ["statuses while one is waited for", options({ wait_for_status: {} }), ["files", "owners", "reviewLoad", "statuses"]],
    ["none once it came", { ...options({ wait_for_status: {} }), orders: [done(`status ${sha("head")}`)] }, []],
    ["none where somebody is asked already", { ...options({ wait_for_status: {} }), thread: { reviewRequests: ["cy"] } }, []],
    ["none for a draft that is left alone", { ...options({ wait_for_status: {}, ignore_drafts: true }), thread: { isDraft: true } }, []],
    ["nothing on a closed pull request", { ...options({ wait_for_status: {} }), thread: { state: "closed" } }, []],
    ["everything where somebody wants to know", { isExplained: true, orders: [routed()] }, ["files", "owners", "reviewLoad"]],
  ])("%s", (_, change, expected) => {
    expect(sources(change)).toEqual(expected);
  });

  test.each<[string, Change, readonly string[]]>([
    ["of the nearest as a pull request opens", {}, ["al", "bo", "root", "cy"]],
    ["of the nearest while a status is waited for", options({ wait_for_status: {} }), ["al", "bo", "root", "cy"]],
    ["of nobody where enough are engaged", { thread: { reviewRequests: ["x", "y"] } }, []],
    ["of the owners of a new area after a push", pushed(["a/a.go", "b/x"]), ["di", "root", "cy"]],
    ["of nobody after a push that touches none", pushed(["a/a.go"]), []],
    ["of everybody where somebody wants to know", { isExplained: true, orders: [routed()] }, ["al", "bo", "root", "cy"]],
  ])("it asks how much people have to do %s", (_, change, expected) => {
    const facts = given({ plugins, owners: two, files: ["a/a.go"], ...change });
    const { files } = facts.sources;
    const { candidates } = route.sources(facts.options, facts);
    const asked = files.kind === "known" ? candidates(files.value, ownersIn(two)) : [];
    // Al and Bo are as near: which of them comes first is drawn.
    expect(asked.toSorted((a, b) => (expected.indexOf(a) < 2 && expected.indexOf(b) < 2 ? a.localeCompare(b) : 0))).toEqual(expected);
  });
});

test("whoever was asked is explained by what there was to do without this very pull request", () => {
  const change = { plugins, owners: two, isExplained: true, thread: { reviewRequests: ["al", "bo"] } };
  const explained = (more: Change) => planOf(given({ ...change, ...more }), [route]).verdict.routing;
  const loadOf = (more: Change) => explained(more)?.considered.find(({ login }) => login === "al")?.load;
  expect(loadOf({ load: { al: { open: 3 }, bo: {} } })).toBe(2);
  expect(loadOf({ load: { al: { open: 3 }, bo: {} }, thread: { ...change.thread, isDraft: true } })).toBe(3);
  expect(loadOf({ load: {}, memory: { reviewing: ledger({ al: 2 }) } })).toBe(1);
  expect(
    explained({ load: { al: { open: 1 }, bo: { open: 1 }, root: {} } })
      ?.chosen.map(({ login }) => login)
      .toSorted(),
  ).toEqual(["al", "bo"]);
});

test("why somebody was chosen is for whoever asks for it, and in no comment, check or note", () => {
  const change = { plugins, owners: two, load: { al: {}, bo: { open: 1 } }, thread: { reviewRequests: ["cy"] } };
  const public_ = planOf(given(change), [route]).verdict;
  expect(public_.routing).toBeUndefined();
  const { status, reasons, comments, routing } = planOf(given({ ...change, isExplained: true }), [route]).verdict;
  expect(routing?.chosen).toEqual([
    { login: "al", role: "primary", why: ["nearest", "fewer-open"] },
    { login: "bo", role: "backup", why: ["nearest"] },
  ]);
  expect(routing?.considered.find(({ login }) => login === "root")?.whyNot).toEqual(["further-away"]);
  expect({ status, reasons, comments }).toEqual({ status: public_.status, reasons: [], comments: [] });
  expect(status).not.toMatch(/\bal\b|\bbo\b/);
});
