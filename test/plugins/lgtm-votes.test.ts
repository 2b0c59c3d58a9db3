/** lgtm beyond Prow: whose words count in which order, what edits leave of them, who may, and hands on the label. */
import { describe, expect, test } from "vitest";
import { loginOf, nodeIdOf } from "../../src/core/ids.ts";
import type { VoteRecord } from "../../src/core/memory.ts";
import { cancelSight } from "../../src/core/revision/revision.ts";
import { comment, type Draft, labelChange, minute, person, review, us } from "../given.ts";
import { isOn, type Reviewed, revisionAt, wants } from "./lgtm-given.ts";

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

  test("one whose delivery never came may be about a page of any age: its writer is asked to say it again", () => {
    for (const said of [review("alice", "approved"), review("alice", "commented", "/lgtm")]) {
      expect(isOn({ said: [said], options })).toBe(true);
      expect(isOn({ said: [said], options, areReviewsUntold: true })).toBe(false);
      expect(replies({ said: [said], options, areReviewsUntold: true })).toEqual([
        expect.stringContaining("write `/lgtm` in a new comment"),
      ]);
    }
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
