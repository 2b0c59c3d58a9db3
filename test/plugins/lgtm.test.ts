/**
 * lgtm: Prow's own tables (LC comments, LV reviews, LP pushes, LT tree hashes), row by row. Where this bot differs on purpose, the row says so.
 * The removal notice (LN) has no counterpart: a lost LGTM is a line in the status comment.
 */
import { describe, expect, test } from "vitest";
import type { Deed } from "../../src/core/orders.ts";
import type { Wants } from "../../src/core/plugin.ts";
import { comment, type Draft, minute, person, review, us } from "../given.ts";
import { type Reviewed, wants } from "./lgtm-given.ts";
import { act } from "./route-given.ts";

/** Prow's fixture. */
const people = {
  "not-in-the-org": { isCollaborator: false, isMember: false },
  assignee1: { isCollaborator: false, isMember: false },
  sam: { isCollaborator: false, isMember: false },
};
const owners = { "doc/OWNERS": "approvers: [cjwagner, jessica]\nreviewers: [alice, bob, mark, sam]" };
const assigned = { assignees: [person("collab1").login, person("assignee1").login] };

/** The label was on: somebody else had voted, and the ledger and our comment know it. */
const before: Draft = comment("collab1", "/lgtm");

function outcome(change: Reviewed): string {
  const all = wants({ people, owners, files: ["doc/README.md"], thread: assigned, ...change });
  const orders = all.orders ?? [];
  const kinds = orders.map(({ does }) => does.kind);
  return [
    all.labels?.[0]?.on ? "on" : "off",
    ...(kinds.includes("reply") ? ["refused"] : []),
    ...((all.comments ?? []).length > 0 ? ["comment"] : []),
    ...(kinds.includes("assign") ? ["assigned"] : []),
    ...(kinds.includes("request review") ? ["review"] : []),
  ].join(" ");
}

describe("comments", () => {
  test.each<[string, string, string, boolean, string]>([
    ["LC01", "uh oh", "collab2", false, "off"],
    ["LC02", "/lgtm", "collab1", false, "on comment"],
    ["LC03", "/LGTM", "collab1", false, "on comment"],
    ["LC04", "/lgtm", "collab1", true, "on comment"],
    ["LC05", "/lgtm", "author", false, "off refused"],
    ["LC06", "/lgtm cancel", "author", true, "off review"],
    ["LC07", "/remove-lgtm", "author", true, "off review"],
    ["LC08", "/lgtm", "collab2", false, "on comment assigned"],
    ["LC09", "/lgtm ", "collab2", false, "on comment assigned"],
    ["LC10", "/lgtm no-issue", "collab2", false, "on comment assigned"],
    ["LC11", "/lgtm no-issue \r", "collab2", false, "on comment assigned"],
    ["LC12", "/lgtm", "not-in-the-org", false, "off refused"],
    ["LC13", "/lgtm cancel", "collab2", true, "off assigned review"],
    ["LC14", "/remove-lgtm", "collab2", true, "off assigned review"],
    ["LC15", "/lgtm cancel", "not-in-the-org", true, "on refused comment"],
    ["LC16", "/remove-lgtm", "not-in-the-org", true, "on refused comment"],
    // Prow asks all assignees for another review; here the voters are asked, and nobody whose own cancel it was.
    ["LC17", "/lgtm cancel", "collab1", true, "off"],
    ["LC18", "/remove-lgtm", "collab1", true, "off"],
    ["LC19", "/lgtm cancel \r", "collab1", true, "off"],
    ["LC20", "/remove-lgtm \r", "collab1", true, "off"],
    ["LC21", "/lgtm cancel", "collab1", false, "off"],
    ["LC22", "/remove-lgtm", "collab1", false, "off"],
    ["LC24", "/lgtm", "assignee1", false, "off refused"],
  ])("%s: %j by %s, label before: %s", (_, body, by, had, expected) => {
    expect(outcome({ said: [...(had ? [before] : []), [by, body]] })).toBe(expected);
  });

  test.each([
    ["LC23: a reviewer of the file, no collaborator", "sam", "on comment"],
    ["an approver of the file", "jessica", "on comment"],
    ["a collaborator who owns nothing of it", "collab2", "off refused"],
    ["the author, although an owner", "author", "off refused"],
  ])("under skip_collaborators: %s", (_, by, expected) => {
    const rules = { "doc/OWNERS": `${owners["doc/OWNERS"].slice(0, -1)}, author]` };
    expect(outcome({ said: [[by, "/lgtm"]], owners: rules, ownersOptions: { skip_collaborators: true } })).toBe(expected);
  });

  test.each([
    "/lgtm thanks",
    "/lgtm  cancel",
    "/lgtm cancel please",
    "> /lgtm",
    " /lgtm",
    "```\n/lgtm\n```",
    "/lgtm-no",
    "/remove-lgtm now",
  ])("%j says nothing", (body) => {
    expect(outcome({ said: [["collab1", body]] })).toBe("off");
    expect(outcome({ said: [before, ["collab2", body]] })).toBe("on comment");
  });

  test("the description says nothing, whatever it holds", () => {
    expect(outcome({ description: "/lgtm" })).toBe("off");
  });

  // Prow: on, whatever the order.
  test.each([
    ["/lgtm\n/lgtm cancel", "off"],
    ["/lgtm cancel\n/lgtm", "on comment"],
  ])("in one comment the last word counts: %j", (body, expected) => {
    expect(outcome({ said: [["collab1", body]] })).toBe(expected);
  });
});

describe("reviews, with review_acts_as_lgtm", () => {
  const bot = "some-app[bot]";
  test.each<[string, Draft, boolean, boolean, string]>([
    ["LV01", review("collab1", "approved", "", { presence: "edited" }), false, true, "off"],
    ["LV02", review("collab1", "dismissed"), false, true, "off"],
    ["LV03", review("collab1", "changes requested"), false, false, "off"],
    ["LV04", review("collab1", "changes requested"), true, false, "off"],
    ["LV05", review("collab1", "approved"), false, true, "on comment"],
    ["LV06", review("collab1", "approved"), false, false, "on"],
    ["LV07", review("collab1", "approved"), true, false, "on"],
    ["LV08", review("collab2", "approved"), false, true, "on comment assigned"],
    ["LV09", review("collab2", "changes requested"), false, false, "off assigned"],
    ["LV10", review("not-in-the-org", "approved"), false, false, "off refused"],
    ["LV11", review("author", "commented"), false, false, "off"],
    // In Prow nothing here and the word by the generic way; the end is the same.
    ["LV12", review("collab1", "commented", "/lgtm"), false, true, "on comment"],
    ["LV13", review("collab1", "approved", "/lgtm cancel"), false, true, "off"],
    ["LV14", review(bot, "approved"), false, true, "off"],
    ["LV15", review(bot, "changes requested"), true, true, "on comment"],
  ])("%s", (_, said, had, hash, expected) => {
    const options = { lgtm: { review_acts_as_lgtm: true, store_tree_hash: hash } };
    expect(outcome({ said: [...(had ? [before] : []), said], options })).toBe(expected);
  });

  test("without the option a state says nothing, and words still do", () => {
    expect(outcome({ said: [review("collab1", "approved")] })).toBe("off");
    expect(outcome({ said: [before, review("collab1", "changes requested")] })).toBe("on comment");
    expect(outcome({ said: [review("collab1", "approved", "/lgtm")] })).toBe("on comment");
  });
});

describe("pushes", () => {
  const pushed: Reviewed = { said: [["collab2", "/lgtm"]], pushes: [{ head: "B", at: minute(3) }], now: minute(5) };
  const leads = { options: { lgtm: { trusted_team_for_sticky_lgtm: "Leads" } } };
  const label = (change: Reviewed): Pick<Wants, "labels"> => ({ labels: wants(change).labels ?? [] });

  test.each<[string, Reviewed, boolean]>([
    ["LP01: another change", pushed, false],
    ["LP02: another change, the author in the trusted team", { ...pushed, ...leads, authorTeams: ["Leads", "Admins"] }, true],
    ["LP03: the author in a team, none trusted", { ...pushed, authorTeams: ["Leads"] }, false],
    ["LP04: the author in another team", { ...pushed, ...leads, authorTeams: ["Committers"] }, false],
    ["LP06: the same files: a squash", { ...pushed, same: { B: "A" } }, true],
    // Prow: kept, because the tree is the same.
    ["the same files on a newer base: a merge that takes nothing from it", { ...pushed, same: { B: "A" }, rebased: ["B"] }, false],
    ["the same files, store_tree_hash off", { ...pushed, same: { B: "A" }, options: { lgtm: { store_tree_hash: false } } }, false],
    // Prow: off, until somebody votes again.
    [
      "back to what was reviewed",
      {
        ...pushed,
        pushes: [
          { head: "B", at: minute(3) },
          { head: "A", at: minute(4), isForced: true },
        ],
      },
      true,
    ],
  ])("%s", (_, change, on) => {
    expect(label(change)).toMatchObject({ labels: [{ on }] });
  });

  test("LP09: the voters are asked for another review, once for each head, and a line tells why", () => {
    const { orders = [], notes = [] } = wants(pushed);
    expect(orders.filter(({ does }) => does.kind === "request review")).toMatchObject([
      { does: { people: ["collab2"] }, causedAt: minute(3), guard: { isOpen: true } },
    ]);
    expect(notes.join()).toContain("LGTM is lost: collab2 reviewed");
  });

  const plain: Deed = { kind: "request review", people: ["collab2"] };
  const anew: Deed = { ...plain, standing: ["collab2"] };
  const asked = act("review requested", "root", "collab2");
  const removed = act("review request removed", us, "collab2");
  test.each<[string, Reviewed["said"], readonly string[], Deed[]]>([
    ["was asked before the vote is asked anew", [asked, ["collab2", "/lgtm"]], ["Collab2"], [anew]],
    ["was asked after the vote is not asked again", [["collab2", "/lgtm"], asked], ["collab2"], []],
    ["was asked after the vote and has reviewed since is asked", [["collab2", "/lgtm"], asked], [], [plain]],
    ["was asked after the vote and taken off since is not asked again", [["collab2", "/lgtm"], asked, removed], [], []],
    ["was taken off after the vote and never asked since is asked", [asked, ["collab2", "/lgtm"], removed], [], [plain]],
    ["has passed since the vote is not asked", [asked, ["collab2", "/lgtm"], ["collab2", "/pass"], removed], [], []],
    [
      "had passed before the vote is asked",
      [
        ["collab2", "/pass"],
        ["collab2", "/lgtm"],
      ],
      [],
      [plain],
    ],
    ["voted again since is asked anew", [["collab2", "/lgtm"], asked, ["collab2", "/lgtm"]], ["collab2"], [anew]],
  ])("whoever %s", (_, said = [], reviewRequests, deeds) => {
    const change = { said, thread: { reviewRequests }, pushes: [{ head: "B", at: minute(6) }], now: minute(8) };
    const { orders = [] } = wants({ ...pushed, ...change });
    expect(orders.map(({ does }) => does).filter(({ kind }) => kind === "request review")).toEqual(deeds);
  });

  test("LT3: the vote of a trusted author's reviewer is kept without a comment", () => {
    const trusted: Reviewed = { said: [["collab2", "/lgtm"]], ...leads, authorTeams: ["Leads"] };
    expect(wants(trusted).comments ?? []).toEqual([]);
    expect(label(trusted)).toMatchObject({ labels: [{ on: true }] });
  });
});
