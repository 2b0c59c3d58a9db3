/** lgtm in doubt: pushes close to a word, several heads and branches, and what could not be read. */
import { describe, expect, test } from "vitest";
import { loginOf, nodeIdOf } from "../../src/core/ids.ts";
import type { VoteRecord } from "../../src/core/memory.ts";
import type { BaseChange } from "../../src/core/statements.ts";
import { comment, type Draft, labelChange, minute, person } from "../given.ts";
import { isOn, moment, type Reviewed, revisionAt, wants } from "./lgtm-given.ts";

const replies = (change: Reviewed): string[] =>
  (wants(change).orders ?? []).flatMap(({ does, key }) => (does.kind === "reply" ? [`${key}: ${does.text}`] : []));
const record = (statement: string, by: string, more: Partial<VoteRecord> = {}): VoteRecord => ({
  ...{ statement: nodeIdOf(statement), by: person(by).id, login: loginOf(by), at: minute(1), isEntitled: true, baseRef: "master" },
  ...{ sight: { kind: "known", revisions: [revisionAt("A")], isFinal: true }, ...more },
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

  test("the file is named in a way that mentions nobody", () => {
    const owners = { "@acme/web/OWNERS": "approvers: alice: bob" };
    const change: Reviewed = { owners, files: ["@acme/web/a.ts"], ownersOptions: { skip_collaborators: true }, said: [["bob", "/lgtm"]] };
    expect(wants(change).reasons?.[0]?.what).toBe("lgtm: cannot read `@acme/web/OWNERS`");
  });
});
