/**
 * approve: Prow's own table of whole runs (AH), the rows found by experiment (AX), and the ways in which this bot differs. What Prow calls
 * a trigger has no row of its own: every pass decides anew from what stands on the thread.
 */
import { describe, expect, test } from "vitest";
import approve from "../../src/plugins/approve.ts";
import { wantsOf } from "../ask.ts";
import { type Change, comment, type Draft, given, labelChange, minute, person, review, us } from "../given.ts";

/** Prow's fixture. There `d` opts out of approval without having approvers, which only its fake can; here it has one. */
const owners = {
  "a/OWNERS": "approvers: [alice]",
  "a/b/OWNERS": "approvers: [bob]",
  "c/OWNERS": "approvers: [cblecker, cjwagner]",
  "d/OWNERS": "approvers: [dan]\noptions:\n  auto_approve_unowned_subfolders: true",
  "e/OWNERS": "approvers: [spxtr]",
};

interface Flags {
  /** S: authors approve their own pull request by opening it. */
  readonly self?: boolean;
  /** I: an issue is required. */
  readonly issue?: boolean;
  /** L: `/lgtm` acts as `/approve`. */
  readonly lgtm?: boolean;
  /** R: review states count. */
  readonly reviews?: boolean;
  readonly manual?: "prow";
}

function seen(flags: Flags, change: Change) {
  const options = {
    require_self_approval: !flags.self,
    issue_required: flags.issue ?? false,
    lgtm_acts_as_approve: flags.lgtm ?? false,
    ignore_review_state: !flags.reviews,
    manual_approval: flags.manual ?? "none",
  };
  const facts = given({
    author: "cjwagner",
    owners,
    thread: { assignees: [person("spxtr").login] },
    options: { approve: options },
    ...change,
  });
  const { labels, lead, notes = [], reasons = [] } = wantsOf(approve, facts);
  const text = lead?.text ?? "";
  const block = (start: string): string => text.split("\n\n").find((part) => part.startsWith(start)) ?? "";
  return {
    isApproved: labels?.[0]?.on,
    title: lead?.title,
    by: [...block("This change is approved by:").matchAll(/title="([^"]*)">([^<]*)<\/a>\*/g)].map(([, how, who]) => `${who}: ${how}`),
    meta: lead?.meta,
    ask: block("Ask ") || block("For approval"),
    issue: block("Associated issue") || block("No associated issue"),
    bypass: block("The label was set by hand"),
    lines: text.split("\n").filter((line) => line.startsWith("- ")),
    details: /<details \w*>/.exec(text)?.[0],
    text,
    notes,
    reasons,
  };
}

const meta = (...logins: readonly string[]): string => `<!-- META={"approvers":${JSON.stringify(logins)}} -->`;
const link = (key: string): string => `[${key}/OWNERS](https://github.com/org/repo/blob/master/${key}/OWNERS)`;
const openLine = (key: string): string => `- **${link(key)}**`;
const doneLine = (key: string, ...people: readonly string[]): string => `- ~~${link(key)}~~ [${people.join(",")}]`;
const approved = { isApproved: true, title: "[APPROVALNOTIFIER] This PR is **APPROVED**" };
const notApproved = { isApproved: false, title: "[APPROVALNOTIFIER] This PR is **NOT APPROVED**" };

type Row = readonly [id: string, flags: Flags, change: Change, expected: Partial<ReturnType<typeof seen>>];

const rows: readonly Row[] = [
  [
    "AH01",
    { self: true },
    { files: ["c/c.go"] },
    {
      ...approved,
      by: ["cjwagner: Author self-approved"],
      lines: [doneLine("c", "cjwagner")],
      meta: meta(),
      details: "<details >",
      ask: "",
    },
  ],
  [
    "AH02",
    {},
    { files: ["c/c.go"] },
    { ...notApproved, by: [], lines: [openLine("c")], meta: meta("cblecker"), details: "<details open>" },
  ],
  ["AH03", {}, { files: ["c/c.go", "e/e.go"] }, { ...notApproved, lines: [openLine("c"), openLine("e")], meta: meta("cblecker", "spxtr") }],
  [
    "AH04",
    { issue: true },
    { said: [["Alice", "stuff\n/approve no-issue \nmore stuff"]] },
    { ...approved, by: ["Alice: Approved"], lines: [doneLine("a", "Alice")] },
  ],
  [
    "AH05",
    { issue: true },
    { description: "a fix.\nfix #42.\n/assign", said: [["Alice", "stuff\n/approve\nmore"]] },
    { ...approved, issue: "Associated issue: *#42*" },
  ],
  [
    "AH06",
    { issue: true },
    {
      files: ["a/a.go", "c/c.go"],
      said: [
        ["ALIcE", "/approve"],
        ["cjwagner", "/approve no-issue"],
      ],
    },
    { ...approved, by: ["ALIcE: Approved", "cjwagner: Approved"], lines: [doneLine("a", "ALIcE"), doneLine("c", "cjwagner")] },
  ],
  [
    "AH07",
    { self: true, issue: true },
    { files: ["a/a.go", "c/c.go"], said: [["ALIcE", "/approve"]] },
    { ...notApproved, meta: meta(), ask: "", details: "<details >" },
  ],
  [
    "AH08",
    { self: true, issue: true },
    {
      said: [
        ["Alice", "/approve no-issue"],
        ["Alice", "stuff\n/approve cancel \nmore"],
      ],
      labels: ["approved"],
    },
    { ...notApproved, by: ["cjwagner: Author self-approved"], meta: meta("alice") },
  ],
  [
    "AH09",
    { self: true, issue: true },
    {
      said: [
        ["Alice", "/approve no-issue"],
        ["Alice", "stuff\n/remove-approve \nmore"],
      ],
      labels: ["approved"],
    },
    { ...notApproved, by: ["cjwagner: Author self-approved"], meta: meta("alice") },
  ],
  [
    "AH10",
    { self: true },
    { files: ["a/a.go", "b/b.go"], said: [["bOb", "stuff\n/approve\nblah"]], labels: ["approved"] },
    { ...notApproved, by: ["bOb: Approved", "cjwagner: Author self-approved"] },
  ],
  [
    "AH11",
    { self: true, issue: true },
    { description: "fix #42", files: ["c/c.go"], said: [["CJWagner", "stuff\n/approve cancel \nmore"]], labels: ["approved"] },
    { ...notApproved, by: [] },
  ],
  [
    "AH12",
    { self: true, issue: true },
    { description: "fix #42", files: ["c/c.go"], said: [["CJWagner", "/remove-approve "]], labels: ["approved"] },
    { ...notApproved, by: [] },
  ],
  [
    "AH13",
    { self: true, issue: true, lgtm: true },
    {
      description: "fix #42",
      files: ["c/c.go"],
      said: [["CJWagner", "/lgtm cancel //PR changed after LGTM, removing LGTM."]],
      labels: ["approved"],
    },
    { ...notApproved, by: [] },
  ],
  [
    "AH14 AH15",
    { issue: true },
    { description: "kubernetes/kubernetes#1", files: ["a/a.go", "a/aa.go"], said: [["alice", "/approve"]] },
    { ...approved, issue: "Associated issue: *#1*" },
  ],
  [
    "AH16",
    { manual: "prow" },
    { said: [labelChange("human", "approved", true)], labels: ["approved"] },
    { ...approved, by: [], lines: [openLine("a")], meta: meta("alice"), details: "<details >", ask: "" },
  ],
  ["AH17", { lgtm: true }, { files: ["a/a.go", "a/aa.go"], said: [["alice", "stuff\n/lgtm\nblah"]] }, { ...approved, by: ["alice: LGTM"] }],
  ["AH18", {}, { files: ["a/a.go", "a/aa.go"], said: [["alice", "stuff\n/lgtm\nblah"]] }, { ...notApproved, by: [] }],
  ["AH19", {}, { said: [review("Alice", "commented", "stuff\n/approve")] }, { ...approved, by: ["Alice: Approved"] }],
  ["AH20", {}, { files: ["c/c.go"], said: [review("cjwagner", "approved")] }, { ...notApproved, meta: meta("cblecker") }],
  ["AH21", { reviews: true }, { said: [review("Alice", "approved", "stuff")] }, { ...approved, by: ["Alice: Approved"] }],
  [
    "AH22",
    { reviews: true },
    { files: ["c/c.go"], said: [review("cjwagner", "commented"), review("cjwagner", "dismissed")] },
    { ...notApproved, by: [] },
  ],
  [
    "AH23",
    { reviews: true },
    { files: ["c/c.go"], said: [review("cjwagner", "approved"), review("cjwagner", "changes requested")], labels: ["approved"] },
    { ...notApproved, by: [] },
  ],
  ["AH24", { reviews: true }, { said: [review("Alice", "approved"), review("Alice", "dismissed")], labels: ["approved"] }, approved],
  [
    "AH25",
    { reviews: true },
    { files: ["c/c.go"], said: [review("cjwagner", "approved"), ["cjwagner", "stuff\n/approve cancel \nmore"]], labels: ["approved"] },
    notApproved,
  ],
  [
    "AH26",
    { reviews: true },
    { files: ["c/c.go"], said: [review("cjwagner", "approved"), ["cjwagner", "/remove-approve "]], labels: ["approved"] },
    notApproved,
  ],
  [
    "AH27",
    { reviews: true },
    { files: ["a/a.go", "c/c.go"], said: [review("Alice", "approved", "/approve cancel")] },
    { ...notApproved, meta: meta("alice", "cblecker") },
  ],
  [
    "AH28",
    { reviews: true },
    { files: ["a/a.go", "c/c.go"], said: [review("Alice", "approved", "/remove-approve")] },
    { ...notApproved, meta: meta("alice", "cblecker") },
  ],
  ["AH29", { reviews: true }, { said: [review("Alice", "changes requested", "stuff\n/approve")] }, approved],
  [
    "AH30",
    { self: true },
    { files: ["c/c.go"], thread: { base: { name: "dev", tip: given().thread.base.tip } } },
    { ...approved, lines: ["- ~~[c/OWNERS](https://github.com/org/repo/blob/dev/c/OWNERS)~~ [cjwagner]"] },
  ],
  [
    "AH31",
    { self: true },
    { files: ["c/c.go"], thread: { url: "https://github.mycorp.com/org/repo/pull/1" } },
    { ...approved, lines: ["- ~~[c/OWNERS](https://github.mycorp.com/org/repo/blob/master/c/OWNERS)~~ [cjwagner]"] },
  ],
  [
    "AH32",
    { manual: "prow" },
    { files: ["d/new-folder/new_file.go"], said: [labelChange("human", "approved", true)], labels: ["approved"] },
    { ...approved, by: [], lines: [], bypass: "" },
  ],
  ["AX04", {}, { said: [comment(us, "/approve")], owners: { "a/OWNERS": "approvers: [bowsprit]" } }, { ...notApproved, by: [] }],
  ["AX05", {}, { said: [comment("alice", "/approve", { place: "inline" })] }, approved],
  [
    "AX06 off",
    {},
    {
      said: [
        ["alice", "/approve"],
        ["alice", "/lgtm cancel"],
      ],
    },
    approved,
  ],
  [
    "AX06 on",
    { lgtm: true },
    {
      said: [
        ["alice", "/approve"],
        ["alice", "/lgtm cancel"],
      ],
    },
    notApproved,
  ],
  [
    "AX07",
    { lgtm: true },
    {
      said: [
        ["alice", "/approve"],
        ["alice", "/remove-lgtm"],
      ],
    },
    approved,
  ],
  ["AX08", { issue: true, lgtm: true }, { said: [["alice", "/lgtm no-issue"]] }, approved],
];

describe("a whole run", () => test.each(rows)("%s", (_, flags, change, expected) => expect(seen(flags, change)).toMatchObject(expected)));

test("AH01: an approval that follows from authorship refers to the pull request itself", () =>
  expect(seen({ self: true }, { files: ["c/c.go"] }).text).toContain(
    '*<a href="https://github.com/org/repo/pull/1#" title="Author self-approved">cjwagner</a>*',
  ));
test("AH03: who is assigned is asked, and others are to be assigned additionally", () =>
  expect(seen({}, { files: ["c/c.go", "e/e.go"] }).ask).toMatch(
    /^Ask \[spxtr\]\(https:\/\/github\.com\/spxtr\).* additionally assign \[cblecker\]/,
  ));
test("AH04: who waived the issue is named", () =>
  expect(seen({ issue: true }, { said: [["Alice", "/approve no-issue"]] }).issue).toContain(">Alice</a>"));
test("AH16: what a hand-set label bypasses is said", () =>
  expect(seen({ manual: "prow" }, { said: [labelChange("human", "approved", true)], labels: ["approved"] }).bypass).not.toBe(""));

describe("time decides, and in one second Prow's order of sources", () => {
  const at = minute(5);
  const cancel = comment("alice", "/approve cancel", { at });
  test.each<[string, readonly Draft[], boolean]>([
    ["AX02: a review comes after a comment", [review("alice", "approved", "", { at }), cancel], true],
    ["AX02: the other way round", [cancel, review("alice", "approved", "", { at })], true],
    ["a comment comes after an inline one", [cancel, comment("alice", "/approve", { at, place: "inline" })], false],
    [
      "AX03: an earlier cancel that is listed later",
      [comment("alice", "/approve"), comment("alice", "/approve cancel", { at: minute(0) })],
      true,
    ],
  ])("%s", (_, said, expected) => expect(seen({ reviews: true }, { said }).isApproved).toBe(expected));
});

describe("a line approves, withdraws, or says nothing", () => {
  test.each<[string, Flags, "approved" | "withdrawn" | "nothing"]>([
    ["/approve", {}, "approved"],
    ["/Approve ", {}, "approved"],
    ["/approve\tNO-ISSUE", {}, "approved"],
    ["/approve no-issue please", {}, "approved"],
    ["/approve cancelled?", {}, "withdrawn"],
    ["/approve not going to CANCEL", {}, "withdrawn"],
    ["/approve, thanks", {}, "nothing"],
    ["/approve: ok", {}, "nothing"],
    ["//approve", {}, "nothing"],
    [" /approve", {}, "nothing"],
    ["> /approve", {}, "nothing"],
    ["/ approve", {}, "nothing"],
    ["```\n/approve\n```", {}, "nothing"],
    ["<!--\n/approve\n-->", {}, "nothing"],
    ["/remove-approve whatever", {}, "withdrawn"],
    ["/remove-lgtm", { lgtm: true }, "nothing"],
    ["/lgtm", {}, "nothing"],
    ["/lgtm", { lgtm: true }, "approved"],
    ["/lgtm cancel //PR changed", { lgtm: true }, "withdrawn"],
    ["/lgtm cancel", {}, "nothing"],
    // Prow lets a comment that holds another word of approve carry /lgtm along; here it needs the option.
    ["/approve cancel\n/lgtm", {}, "withdrawn"],
    ["/approve\n/lgtm cancel", {}, "approved"],
    ["/approve cancel\n/lgtm", { lgtm: true }, "approved"],
    ["/approve\n/lgtm cancel", { lgtm: true }, "withdrawn"],
    ["/approve\n/approve cancel", {}, "withdrawn"],
    ["/approve cancel\n/approve", {}, "approved"],
  ])("%j with %o: %s", (text, flags, effect) => {
    expect(seen(flags, { said: [["alice", text]] }).isApproved).toBe(effect === "approved");
    expect(
      seen(flags, {
        said: [
          ["alice", "/approve"],
          ["alice", text],
        ],
      }).isApproved,
    ).toBe(effect !== "withdrawn");
  });

  test.each<[string, Draft, boolean]>([
    ["an approving review that says /lgtm cancel", review("alice", "approved", "/lgtm cancel"), true],
    ["a request for changes that says /lgtm", review("alice", "changes requested", "/lgtm"), false],
    ["a dismissed review that says /lgtm", review("alice", "dismissed", "/lgtm"), false],
    ["a review that comments and says /lgtm", review("alice", "commented", "/lgtm"), false],
    ["a dismissed review that says /approve", review("alice", "dismissed", "/approve"), true],
  ])("%s, without the option", (_, said, expected) => expect(seen({ reviews: true }, { said: [said] }).isApproved).toBe(expected));
});

describe("what was edited or deleted grants nothing and still withdraws", () => {
  const gone = (body: string, presence: "edited" | "gone" | "withdrawn", firstBody?: string) =>
    comment("alice", body, { presence, ...(firstBody === undefined ? {} : { firstBody }) });
  test.each<[string, readonly (Draft | readonly [string, string])[], boolean]>([
    ["an edited approval", [gone("/approve", "edited", "/approve")], false],
    ["an approval that is gone", [gone("/approve", "gone")], false],
    ["an approval edited into a text", [gone("/approve", "edited")], false],
    ["a withdrawal that is gone", [["alice", "/approve"], gone("/approve cancel", "gone")], false],
    ["a withdrawal that somebody edited", [["alice", "/approve"], gone("thanks", "edited", "/approve cancel")], false],
    ["a withdrawal that its author deleted", [["alice", "/approve"], gone("/approve cancel", "withdrawn")], true],
    ["a review whose text was edited", [review("alice", "approved", "fine", { presence: "edited" })], true],
    ["a review that is gone", [review("alice", "approved", "", { presence: "gone" })], false],
    [
      "a request for changes that is gone",
      [review("alice", "approved"), review("alice", "changes requested", "", { presence: "gone" })],
      false,
    ],
    ["words in an edited review", [review("alice", "commented", "/approve", { presence: "edited" })], false],
  ])("%s", (_, said, expected) => expect(seen({ reviews: true }, { said }).isApproved).toBe(expected));
});

describe("who approves", () => {
  test.each<[string, Change, boolean]>([
    ["an approver", { said: [["alice", "/approve"]] }, true],
    ["whatever the case of the login", { said: [["ALICE", "/approve"]] }, true],
    ["an approver of the directory above", { files: ["a/b/b.go"], said: [["alice", "/approve"]] }, true],
    ["not an approver of the directory below", { said: [["bob", "/approve"]] }, false],
    ["not somebody else", { said: [["mallory", "/approve"]] }, false],
    ["not a deleted account", { said: [comment(undefined, "/approve")] }, false],
    ["not an account made up in an import", { said: [comment(person("alice", "mannequin"), "/approve")] }, false],
    ["not an App, though OWNERS names it", { said: [comment(person("alice", "bot"), "/approve")] }, false],
    ["not in the description", { author: "alice", description: "/approve" }, false],
    ["the author with a word", { author: "alice", said: [["alice", "/approve"]] }, true],
  ])("%s", (_, change, expected) => expect(seen({}, change).isApproved).toBe(expected));

  test.each<[string, Change, boolean]>([
    ["a person", { author: "alice" }, true],
    ["but not after a cancel in other letters", { author: "alice", said: [["ALICE", "/approve cancel"]] }, false],
    ["but not a bot", { author: person("alice", "bot") }, false],
    ["but not a deleted account", { author: undefined }, false],
  ])("opening approves, if its author is %s", (_, change, expected) => expect(seen({ self: true }, change).isApproved).toBe(expected));

  test.each<[string, readonly (readonly [string, string])[], boolean]>([
    [
      "the waiver of somebody who owns nothing",
      [
        ["alice", "/approve"],
        ["zed", "/approve no-issue"],
      ],
      false,
    ],
    [
      "a waiver, then a plain approval",
      [
        ["alice", "/approve no-issue"],
        ["alice", "/approve"],
      ],
      true,
    ],
    [
      "a waiver, taken back, then a plain approval",
      [
        ["alice", "/approve no-issue"],
        ["alice", "/approve cancel"],
        ["alice", "/approve"],
      ],
      false,
    ],
    ["no waiver", [["alice", "/approve"]], false],
  ])("an issue is required: %s", (_, said, expected) => expect(seen({ issue: true }, { said }).isApproved).toBe(expected));
});

describe("the label set by hand", () => {
  const hand = labelChange("human", "approved", true);
  const labels = ["approved"];
  test.each<[string, Flags, Change, boolean]>([
    ["counts for nothing", {}, { said: [hand], labels }, false],
    ["stands in for everything where it works as in Prow", { manual: "prow" }, { said: [hand], labels }, true],
    ["was taken off by hand again", { manual: "prow" }, { said: [hand, labelChange("human", "approved", false)] }, false],
    [
      "was set by us since",
      { manual: "prow" },
      { said: [hand, labelChange("human", "approved", false), labelChange(us, "approved", true)], labels },
      false,
    ],
    ["was set by another bot", { manual: "prow" }, { said: [labelChange("robot[bot]", "approved", true)], labels }, true],
    ["was set by an account that is gone", { manual: "prow" }, { said: [labelChange(undefined, "approved", true)], labels }, false],
    ["is spelled otherwise", { manual: "prow" }, { said: [labelChange("human", "Approved", true)], labels: ["Approved"] }, false],
    ["was set by us alone", { manual: "prow" }, { said: [labelChange(us, "approved", true)], labels }, false],
  ])("%s", (_, flags, change, expected) => expect(seen(flags, change).isApproved).toBe(expected));

  test("whoever set it in vain is named, also once it is off again", () => {
    expect(seen({}, { said: [hand], labels }).notes).toHaveLength(1);
    expect(seen({}, { said: [hand, labelChange(us, "approved", false)] }).notes[0]).toMatch(/^human set the label/);
    expect(seen({}, { said: [hand, labelChange("human", "approved", false)] }).notes).toEqual([]);
    expect(seen({}, { said: [hand, ["alice", "/approve"]], labels }).notes).toEqual([]);
  });

  test("taken off by hand while all is given, it comes back", () =>
    expect(seen({}, { said: [["alice", "/approve"], labelChange("human", "approved", false)] }).isApproved).toBe(true));
});

describe("files", () => {
  test("both names of a renamed file need approval", () => {
    const renamed = { path: "a/new.go", previousPath: "c/old.go", status: "renamed", additions: 0, deletions: 0 } as const;
    expect(seen({}, { files: [renamed], said: [["alice", "/approve"]] })).toMatchObject({
      ...notApproved,
      lines: [doneLine("a", "alice"), openLine("c")],
    });
    expect(
      seen(
        {},
        {
          files: [renamed],
          said: [
            ["alice", "/approve"],
            ["cblecker", "/approve"],
          ],
        },
      ).isApproved,
    ).toBe(true);
  });
  test("the source of a copied file needs none", () =>
    expect(
      seen(
        {},
        {
          files: [{ path: "a/new.go", previousPath: "c/old.go", status: "copied", additions: 1, deletions: 0 }],
          said: [["alice", "/approve"]],
        },
      ).isApproved,
    ).toBe(true));
  test("nothing changed is never approved", () => expect(seen({ self: true }, { files: [] }).isApproved).toBe(false));
  test("without OWNERS nobody can approve, and the root file is named", () =>
    expect(seen({}, { owners: {}, said: [["alice", "/approve"]] })).toMatchObject({
      ...notApproved,
      lines: ["- **[OWNERS](https://github.com/org/repo/blob/master/OWNERS)**"],
      meta: meta(),
    }));
  test.each(["files", "owners"] as const)("where the %s cannot be read, nothing is decided", (source) => {
    const outcome = approve.outcome(given({ owners, unread: { [source]: "too many" } }), []);
    expect(outcome).toEqual({ kind: "waits", for: [{ source, reason: "too many" }] });
  });
});

describe("worked examples", () => {
  const tree = {
    OWNERS: "approvers: [root]",
    "a/OWNERS": "approvers: [alice]",
    "a/b/OWNERS": "approvers: [bea]",
    "s/OWNERS": "approvers: [sec]\noptions:\n  no_parent_owners: true",
  };
  test.each<[files: string, approvers: string, required: string, isApproved: boolean]>([
    ["a/x", "alice", "a", true],
    ["a/b/x", "alice", "a/b", true],
    ["a/x a/b/y", "bea", "a", false],
    ["a/x a/b/y", "alice", "a", true],
    ["x a/y", "alice", "", false],
    ["x a/y", "root", "", true],
    ["x s/y", "root", " s", false],
    ["x s/y", "root sec", " s", true],
  ])("%s, approved by %s", (files, approvers, required, isApproved) => {
    const { lines, ...rest } = seen(
      {},
      { owners: tree, files: files.split(" "), said: approvers.split(" ").map((login) => [login, "/approve"] as const) },
    );
    const shown = lines.map((line) => /\[(?:(.*)\/)?OWNERS\]/.exec(line)?.[1] ?? "");
    expect(rest.isApproved).toBe(isApproved);
    expect(shown).toEqual(required.split(" "));
  });
});
