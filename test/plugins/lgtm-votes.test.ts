/** lgtm beyond Prow: whose words count in which order, hands on the label, what nobody can know, and what could not be read. */
import { describe, expect, test } from "vitest";
import { loginOf, nodeIdOf } from "../../src/core/ids.ts";
import type { VoteRecord } from "../../src/core/memory.ts";
import { cancelSight } from "../../src/core/revision/revision.ts";
import type { BaseChange } from "../../src/core/statements.ts";
import { comment, type Draft, labelChange, minute, person, review, us } from "../given.ts";
import { isOn, moment, type Reviewed, revisionAt, wants } from "./lgtm-given.ts";

const stranger = { stranger: { isCollaborator: false, isMember: false } };
const replies = (change: Reviewed): string[] =>
  (wants(change).orders ?? []).flatMap(({ does, key }) => (does.kind === "reply" ? [`${key}: ${does.text}`] : []));
const notes = (change: Reviewed): string => (wants(change).notes ?? []).join("\n");
const record = (statement: string, by: string, more: Partial<VoteRecord> = {}): VoteRecord => ({
  ...{ statement: nodeIdOf(statement), by: person(by).id, login: loginOf(by), at: minute(1), isEntitled: true, baseRef: "master" },
  ...{ sight: { kind: "known", revisions: [revisionAt("A")], isFinal: true }, ...more },
});

describe("the order in which things are said", () => {
  test.each<[string, readonly (readonly [string, string])[], boolean]>([
    [
      "a vote after a cancel",
      [
        ["alice", "/lgtm cancel"],
        ["bob", "/lgtm"],
      ],
      true,
    ],
    [
      "a cancel after a vote",
      [
        ["alice", "/lgtm"],
        ["bob", "/lgtm cancel"],
      ],
      false,
    ],
    [
      "a cancel takes back everybody's votes",
      [
        ["alice", "/lgtm"],
        ["bob", "/lgtm"],
        ["alice", "/lgtm cancel"],
      ],
      false,
    ],
    [
      "the author may cancel",
      [
        ["alice", "/lgtm"],
        ["author", "/remove-lgtm"],
      ],
      false,
    ],
    [
      "a stranger may not",
      [
        ["alice", "/lgtm"],
        ["stranger", "/lgtm cancel"],
      ],
      true,
    ],
    [
      "a vote of a stranger after a cancel",
      [
        ["alice", "/lgtm cancel"],
        ["stranger", "/lgtm"],
      ],
      false,
    ],
  ])("%s", (_, said, on) => {
    expect(isOn({ said, people: stranger })).toBe(on);
  });

  test("within one second the order of the thread counts", () => {
    const vote = comment("alice", "/lgtm", { at: minute(1) });
    const cancel = comment("bob", "/lgtm cancel", { at: minute(1) });
    expect(isOn({ said: [vote, cancel] })).toBe(false);
    expect(isOn({ said: [cancel, vote] })).toBe(true);
  });

  test("whose vote somebody else took back is asked for another review", () => {
    const { orders = [] } = wants({
      said: [
        ["alice", "/lgtm"],
        ["bob", "/lgtm"],
        ["bob", "/lgtm cancel"],
      ],
    });
    expect(orders.filter(({ does }) => does.kind === "request review")).toMatchObject([
      { does: { people: ["alice"] }, causedAt: minute(3) },
    ]);
  });
});

describe("what is left of a text", () => {
  const cancelled = (cancel: Draft): boolean | undefined =>
    isOn({ said: [["alice", "/lgtm"], cancel], votes: [record("said-1", "alice")] });
  test.each<[string, Draft, boolean]>([
    ["a vote that was edited", comment("alice", "/lgtm", { presence: "edited" }), false],
    ["a vote edited in", comment("alice", "/lgtm", { presence: "edited", firstBody: "looks nice" }), false],
    ["a vote that its author deleted", comment("alice", "/lgtm", { presence: "withdrawn" }), false],
    ["a vote that somebody deleted", comment("alice", "/lgtm", { presence: "gone" }), false],
  ])("%s grants nothing, whatever is remembered", (_, said, on) => {
    expect(isOn({ said: [said], votes: [record("said-1", "alice")] })).toBe(on);
  });

  test.each<[string, Draft, boolean]>([
    ["edited away", comment("bob", "never mind", { presence: "edited", firstBody: "/lgtm cancel" }), false],
    ["edited in", comment("bob", "/lgtm cancel", { presence: "edited" }), false],
    ["deleted by somebody", comment("bob", "/lgtm cancel", { presence: "gone" }), false],
    ["deleted by its own author", comment("bob", "/lgtm cancel", { presence: "withdrawn" }), true],
  ])("a cancel %s", (_, said, on) => {
    expect(cancelled(said)).toBe(on);
  });

  test("whoever edited a vote before it was read is told once to write a new one", () => {
    const said = [comment("alice", "/lgtm", { presence: "edited" })];
    expect(replies({ said }).join()).toMatch(/^lgtm\/edited\/said-1: @alice.*new comment/s);
    expect(replies({ said, votes: [record("said-1", "alice")] })).toEqual([]);
    expect(replies({ said: [comment("stranger", "/lgtm", { presence: "edited" })], people: stranger })).toEqual([]);
    expect(replies({ said: [comment("alice", "/lgtm cancel", { presence: "edited" })] })).toEqual([]);
  });
});

describe("reviews", () => {
  const options = { lgtm: { review_acts_as_lgtm: true } };
  test("a dismissed approval is a vote taken back", () => {
    expect(isOn({ said: [review("alice", "dismissed")], options, votes: [record("said-1", "alice")] })).toBe(false);
    expect(isOn({ said: [review("alice", "dismissed", "/lgtm")], options })).toBe(false);
  });

  test("dismissing a request for changes does not bring back what it took", () => {
    const said = [comment("alice", "/lgtm"), review("bob", "dismissed")];
    expect(isOn({ said, options, votes: [record("said-2", "bob", { sight: cancelSight })] })).toBe(false);
    expect(isOn({ said, options })).toBe(true);
  });

  test("an approval whose cancel was edited away does not become a vote", () => {
    expect(isOn({ said: [review("alice", "approved", "", { presence: "edited", firstBody: "/lgtm cancel" })], options })).toBe(false);
  });

  test("one that GitHub moved to the head of now is a vote on the head of then", () => {
    const pushes = [{ head: "B", at: minute(3) }];
    expect(isOn({ said: [review("alice", "approved", "", { submittedOn: revisionAt("A").head })], options, pushes, now: minute(5) })).toBe(
      false,
    );
    expect(isOn({ said: [review("alice", "approved")], options, pushes, now: minute(5) })).toBe(false);
  });
});

describe("who may is judged when it is first seen", () => {
  test("a collaborator who left keeps the vote, and the cancel", () => {
    const people = { alice: { isCollaborator: false, isMember: false } };
    expect(isOn({ said: [["alice", "/lgtm"]], people, votes: [record("said-1", "alice")] })).toBe(true);
    const cancel = record("said-2", "alice", { sight: cancelSight });
    expect(
      isOn({
        said: [
          ["bob", "/lgtm"],
          ["alice", "/lgtm cancel"],
        ],
        people,
        votes: [cancel],
      }),
    ).toBe(false);
  });

  test("a stranger who became a collaborator says it again", () => {
    const votes = [record("said-1", "stranger", { isEntitled: false })];
    expect(isOn({ said: [["stranger", "/lgtm"]], votes })).toBe(false);
    expect(
      isOn({
        said: [
          ["stranger", "/lgtm"],
          ["stranger", "/lgtm"],
        ],
        votes,
      }),
    ).toBe(true);
  });

  test("by database id: whoever took a freed login has no vote", () => {
    const votes = [record("said-1", "someone-else")];
    expect(isOn({ said: [["stranger", "/lgtm"]], people: stranger, votes })).toBe(false);
  });

  test.each<[string, Draft]>([
    ["a bot", comment("ci[bot]", "/lgtm")],
    ["a mannequin", comment(person("old", "mannequin"), "/lgtm")],
    ["an account that is gone", comment(undefined, "/lgtm")],
    ["this App", comment(us, "/lgtm")],
  ])("%s grants nothing and is told nothing", (_, said) => {
    expect(isOn({ said: [said], votes: [record("said-1", "ci[bot]")] })).toBe(false);
    expect(replies({ said: [said] })).toEqual([]);
  });

  test("what was judged is to be remembered, refusals and cancels too", () => {
    const said = [
      ["alice", "/lgtm"],
      ["stranger", "/lgtm"],
      ["author", "/lgtm cancel"],
    ] as const;
    expect(wants({ said, people: stranger }).votes).toMatchObject([
      { statement: "said-1", login: "alice", isEntitled: true, baseRef: "master", sight: { kind: "known", isFinal: true } },
      { statement: "said-2", login: "stranger", isEntitled: false },
      { statement: "said-3", login: "author", isEntitled: true, sight: cancelSight },
    ]);
  });

  test("and once only", () => {
    const said = [["alice", "/lgtm"]] as const;
    expect(wants({ said, votes: wants({ said }).votes ?? [] }).votes).toEqual([]);
  });
});

describe("hands on the label", () => {
  test.each<[string, readonly Draft[], boolean]>([
    ["put on by a collaborator: a vote", [labelChange("alice", "lgtm", true)], true],
    ["its name without case", [labelChange("alice", "LGTM", true)], true],
    ["another label", [labelChange("alice", "approved", true)], false],
    ["put on by a stranger", [labelChange("stranger", "lgtm", true)], false],
    ["put on by the author", [labelChange("author", "lgtm", true)], false],
    ["put on by another App", [labelChange("ci[bot]", "lgtm", true)], false],
    ["put on by us", [labelChange(us, "lgtm", true)], false],
    ["taken off by a collaborator: a cancel", [comment("alice", "/lgtm"), labelChange("bob", "lgtm", false)], false],
    ["taken off by the author", [comment("alice", "/lgtm"), labelChange("author", "lgtm", false)], false],
    ["taken off by a stranger", [comment("alice", "/lgtm"), labelChange("stranger", "lgtm", false)], true],
    ["taken off by us", [comment("alice", "/lgtm"), labelChange(us, "lgtm", false)], true],
  ])("%s", (_, said, on) => {
    expect(isOn({ said, people: stranger })).toBe(on);
  });

  test("a line tells why it was put back, without a comment", () => {
    const said = [labelChange("stranger", "lgtm", true)];
    expect(notes({ said, people: stranger })).toContain("stranger put `lgtm` on by hand");
    expect(replies({ said, people: stranger })).toEqual([]);
    expect(notes({ said, people: stranger, adoptedAt: minute(2) })).toBe("");
  });

  test("set by hand it is bound to the head of that second", () => {
    const pushes = [{ head: "B", at: minute(3) }];
    expect(isOn({ said: [labelChange("alice", "lgtm", true)], pushes, now: minute(5) })).toBe(false);
  });
});

describe("a push close to the word", () => {
  const vote = comment("alice", "/lgtm", { at: minute(2) });
  const pushed = (seconds: number): Reviewed => ({ said: [vote], pushes: [{ head: "B", at: moment(2, seconds) }], now: minute(4) });

  test.each([
    ["eleven seconds before", -11, true],
    ["within the lag", -9, false],
    ["in the same second", 0, false],
    ["a second later", 1, false],
  ])("%s", (_, seconds, on) => {
    expect(isOn(pushed(seconds))).toBe(on);
  });

  test("where it may be about either, and both hold the same change, it counts", () => {
    expect(isOn({ ...pushed(-5), same: { B: "A" } })).toBe(true);
  });

  test("where they differ, its writer is asked once to say it again, and the head is named", () => {
    const asked = wants(pushed(-5)).orders?.filter(({ does }) => does.kind === "reply") ?? [];
    expect(asked).toMatchObject([{ key: "lgtm/again/said-1", guard: { head: revisionAt("B").head, isOpen: true }, causedAt: minute(2) }]);
    expect(asked.map(({ does }) => (does.kind === "reply" ? does.text : ""))[0]).toContain(revisionAt("B").head.slice(0, 8));
  });

  test("before it can be told, it counts for the head of now, and the pass comes back", () => {
    const soon: Reviewed = { said: [vote], now: moment(2, 2) };
    expect(isOn(soon)).toBe(true);
    expect(wants(soon)).toMatchObject({ recheckAt: moment(2, 11), votes: [{ sight: { kind: "known", isFinal: false } }] });
    expect(wants(soon).comments).toBeUndefined();
    expect(wants({ ...soon, now: moment(2, 11) }).recheckAt).toBeUndefined();
  });

  test("nobody is asked before a later look could tell", () => {
    const gap: Reviewed = { said: [vote], pushes: [{ head: "B", at: moment(1, 55), isLost: true }], now: moment(2, 2) };
    expect(isOn(gap)).toBe(false);
    expect(replies(gap)).toEqual([]);
    expect(wants(gap).recheckAt).toBe(moment(2, 11));
    expect(replies({ ...gap, now: moment(2, 11) }).join()).toContain("lgtm/again/said-1");
  });

  test("whoever said it again is left alone", () => {
    const again = comment("alice", "/lgtm", { at: minute(3) });
    expect(replies({ ...pushed(-5), said: [vote, again] })).toEqual([]);
    expect(isOn({ ...pushed(-5), said: [vote, again] })).toBe(true);
  });
});

describe("A, B, A", () => {
  const away: Reviewed = {
    said: [comment("alice", "/lgtm", { at: minute(3) })],
    pushes: [
      { head: "B", at: moment(2, 58), isForced: true, isLost: true },
      { head: "A", at: moment(3, 5), isForced: true, isLost: true },
    ],
    now: minute(6),
  };

  test("with both deliveries lost, words about B do not grant A", () => {
    expect(isOn(away)).toBe(false);
    expect(replies(away).join()).toContain("lgtm/again/said-1");
  });

  test("with all of them told neither", () => {
    expect(isOn({ ...away, pushes: (away.pushes ?? []).map((push) => ({ ...push, isLost: false })) })).toBe(false);
  });
});

describe("several votes", () => {
  const said = [comment("alice", "/lgtm", { at: minute(1) }), comment("bob", "/lgtm", { at: minute(5) })];
  const pushes = [{ head: "B", at: minute(3) }];

  test("on different commits: one that carries is enough", () => {
    expect(isOn({ said, pushes })).toBe(true);
    expect(wants({ said, pushes }).reasons?.[0]).toMatchObject({
      state: "met",
      what: "LGTM by bob",
      because: [{ state: "open" }, { state: "met" }],
    });
  });

  test("none carries: all are asked in one go", () => {
    const { orders = [] } = wants({ said, pushes: [...pushes, { head: "C", at: minute(7) }], now: minute(9) });
    expect(orders.filter(({ does }) => does.kind === "request review")).toMatchObject([
      { does: { people: ["alice", "bob"] }, causedAt: minute(7) },
    ]);
  });
});

describe("the branch that the pull request aims at", () => {
  const onto =
    (to: string, from: string, at: number): Draft =>
    ({ id }) =>
      ({ kind: "base", id, at: minute(at), by: person("author"), from, to }) satisfies BaseChange;
  const release = { base: { name: "release", tip: revisionAt("A").mergeBase } };

  test("a vote holds for the branch it was given for", () => {
    const change: Reviewed = { said: [["alice", "/lgtm"], onto("release", "master", 3)], thread: release, now: minute(6) };
    expect(isOn(change)).toBe(false);
    expect(replies(change)).toEqual([]);
  });

  test("there and back it holds again", () => {
    expect(isOn({ said: [["alice", "/lgtm"], onto("release", "master", 3), onto("master", "release", 4)], now: minute(6) })).toBe(true);
  });
});

describe("what could not be read", () => {
  const noPeople = { unread: { people: "GitHub answered 502" } };

  test("a vote that is recorded counts all the same", () => {
    expect(isOn({ said: [["alice", "/lgtm"]], votes: [record("said-1", "alice")], ...noPeople })).toBe(true);
  });

  test("a new vote waits: it grants nothing, is not recorded and is not refused", () => {
    const change: Reviewed = { said: [["alice", "/lgtm"]], ...noPeople };
    expect(isOn(change)).toBe(false);
    expect(wants(change)).toMatchObject({
      votes: [],
      reasons: [{ state: "unread", what: "lgtm: could not read people: GitHub answered 502" }, {}],
    });
    expect(replies(change)).toEqual([]);
  });

  test("with a cancel that cannot be judged the label stays as it is", () => {
    const change: Reviewed = {
      said: [
        ["alice", "/lgtm"],
        ["bob", "/lgtm cancel"],
      ],
      votes: [record("said-1", "alice")],
      ...noPeople,
    };
    expect(wants(change).labels).toBeUndefined();
    expect(wants(change).outdated).toBeUndefined();
    expect(wants(change).reasons?.[0]?.state).toBe("unread");
  });

  test("with a label set by hand that cannot be judged too", () => {
    expect(wants({ said: [labelChange("alice", "lgtm", true)], ...noPeople }).labels).toBeUndefined();
  });

  test("a word that cannot be judged keeps no label over a push", () => {
    const change: Reviewed = {
      said: [["alice", "/lgtm"], comment("bob", "/lgtm", { at: minute(5) })],
      pushes: [{ head: "B", at: minute(3) }],
    };
    expect(isOn({ ...change, votes: [record("said-1", "alice")], ...noPeople, now: minute(7) })).toBe(false);
  });

  test("whether the author is trusted: the label stays as it is where that matters, and only there", () => {
    const options = { lgtm: { trusted_team_for_sticky_lgtm: "Leads" } };
    const change: Reviewed = { said: [["alice", "/lgtm"]], options, unread: { authorTeams: "403" } };
    expect(isOn(change)).toBe(true);
    expect(wants({ ...change, pushes: [{ head: "B", at: minute(3) }], now: minute(5) }).labels).toBeUndefined();
  });

  test("an OWNERS file that is broken leaves open who may, and a name found elsewhere counts", () => {
    const owners = { OWNERS: "approvers: [alice]", "a/OWNERS": "approvers: alice: bob" };
    const change: Reviewed = { owners, files: ["a/a.go", "b.go"], ownersOptions: { skip_collaborators: true } };
    expect(isOn({ ...change, said: [["alice", "/lgtm"]] })).toBe(true);
    expect(replies({ ...change, said: [["bob", "/lgtm"]] })).toEqual([]);
    expect(wants({ ...change, said: [["bob", "/lgtm"]] }).votes).toEqual([]);
  });
});
