/**
 * assign: Prow's grammar and its table of effects, what is refused, and the proof that an order is carried out once. Without counterpart is
 * `assign_on` of Prow's plugin for labels, which assigns people as a label is set: there is no such plugin here.
 */
import { describe, expect, test } from "vitest";
import { orderKeyOf } from "../../src/core/ids.ts";
import type { OrderOutcome, OrderRecord } from "../../src/core/memory.ts";
import assign from "../../src/plugins/assign.ts";
import { planOf, wantsOf } from "../ask.ts";
import { type Change, comment, type Draft, given, minute, review } from "../given.ts";

/** What is to be done, in order: `assign a b`. */
const deeds = (change: Change): string[] =>
  (wantsOf(assign, given(change)).orders ?? []).map(({ does }) =>
    "people" in does ? [does.kind, ...does.people].join(" ") : `${does.kind}`,
  );

const many = Array.from({ length: 13 }, (_, index) => `user${index}`);

describe("a text asks for", () => {
  test.each<[string, string, readonly string[]]>([
    ["uh oh", "rando", []],
    ["/assign", "rando", ["assign rando"]],
    ["/ASSIGN", "Rando", ["assign Rando"]],
    ["/assign   ", "rando", ["assign rando"]],
    ["/unassign", "rando", ["unassign rando"]],
    ["/assign @fejta ", "rando", ["assign fejta"]],
    ["/assign fejta", "rando", ["assign fejta"]],
    ["/assign a @b", "rando", ["assign a b"]],
    ["/assign @fejta\n/unassign @spxtr", "rando", ["unassign spxtr", "assign fejta"]],
    ["/assign @hello-world @allow_underscore", "rando", ["assign hello-world allow_underscore"]],
    ["/assign @Invalid$User", "rando", []],
    ["/assign Invalid$User", "rando", []],
    ["/assign @bert @ernie", "rando", ["assign bert ernie"]],
    [`/assign ${many.join(" ")}`, "rando", [`assign ${many.join(" ")}`]],
    ["/unassign @ashitaka @eboshi", "rando", ["unassign ashitaka eboshi"]],
    ["/unassign @ashitaka @eboshi \r", "rando", ["unassign ashitaka eboshi"]],
    ["/assign @merlin", "evil", ["assign merlin"]],
    ["/assign", "evil", ["assign evil"]],
    ["/assign @evil @evil @evil @evil @merlin", "rando", ["assign evil merlin"]],
    ["/unassign @evil @merlin", "rando", ["unassign evil merlin"]],
    ["/cc @merlin", "rando", ["request review merlin"]],
    ["/cc @cjwagner ", "rando", ["request review cjwagner"]],
    ["/cc cjwagner ", "rando", ["request review cjwagner"]],
    ["/cc @cjwagner\n/uncc @spxtr", "rando", ["remove review request spxtr", "request review cjwagner"]],
    ["/cc @hello-world @allow_underscore", "rando", ["request review hello-world allow_underscore"]],
    ["/cc @Invalid$User", "rando", []],
    ["/cc Invalid$User", "rando", []],
    ["/cc @cjwagner @merlin", "rando", ["request review cjwagner merlin"]],
    ["/uncc @ashitaka @eboshi", "rando", ["remove review request ashitaka eboshi"]],
    ["/cc @merlin", "evil", ["request review merlin"]],
    ["/cc @evil @merlin", "rando", ["request review evil merlin"]],
    ["/uncc @evil @merlin", "rando", ["remove review request evil merlin"]],
    [
      "/assign @fejta\n/unassign @spxtr @cjwagner\n/uncc @merlin \n/cc @cjwagner",
      "rando",
      ["unassign spxtr cjwagner", "assign fejta", "remove review request merlin", "request review cjwagner"],
    ],
    ["/cc", "cjwagner", ["request review cjwagner"]],
    ["/uncc", "cjwagner", ["remove review request cjwagner"]],
    ["/cc \n/uncc @spxtr ", "cjwagner", ["remove review request spxtr", "request review cjwagner"]],
    ["/cc @org/team", "rando", ["request review org/team"]],
    ["/cc @org/team @org/team2", "rando", ["request review org/team org/team2"]],
    ["/uncc @org/team", "rando", ["remove review request org/team"]],
    // Grammar.
    ["/assign @a please", "rando", ["assign a please"]],
    ["/assign me", "rando", ["assign me"]],
    ["/assign @a, @b", "rando", []],
    ["/assign @a.", "rando", []],
    ["/assign @x$y", "rando", []],
    ["/assign  @a", "rando", []],
    ["/assign @a  @b", "rando", []],
    ["/assign\t@a", "rando", []],
    ["/assign @a\t@b", "rando", []],
    ["/cc   @a   @b", "rando", ["request review a b"]],
    ["/cc\t@a", "rando", []],
    ["/assign @org/team", "rando", []],
    ["/assign @bot[bot]", "rando", []],
    ["/assign @", "rando", []],
    ["/assign @@a", "rando", []],
    ["/assign @a\n@b", "rando", ["assign a"]],
    ["/assign @a\n/unassign @a", "rando", ["unassign a"]],
    ["/unassign @a\n/assign @a", "rando", ["assign a"]],
    ["/assign @A @a", "rando", ["assign A a"]],
    ["/assign @é", "rando", []],
    [" /assign", "rando", []],
    ["> /assign", "rando", []],
    ["text /assign", "rando", []],
    ["/assigned", "rando", []],
    ["```\n/assign\n```", "rando", []],
  ])("%j by %s", (text, by, expected) => expect(deeds({ said: [[by, text]] })).toEqual(expected));
});

describe("where it is said", () => {
  test.each<[string, Change, readonly string[]]>([
    ["in the description", { author: "zed", description: "/cc @a\n/assign" }, ["assign zed", "request review a"]],
    ["in a review", { said: [review("zed", "commented", "/assign")] }, ["assign zed"]],
    ["in an inline comment", { said: [comment("zed", "/assign", { place: "inline" })] }, ["assign zed"]],
    [
      "in two texts",
      {
        said: [
          ["zed", "/assign"],
          ["ann", "/unassign zed"],
        ],
      },
      ["assign zed", "unassign zed"],
    ],
    ["in an edited text", { said: [comment("zed", "/assign", { presence: "edited" })] }, []],
    ["in a deleted text", { said: [comment("zed", "/assign", { presence: "gone" })] }, []],
    ["without a name by a deleted account", { said: [comment(undefined, "/assign")] }, []],
    ["with a name by a deleted account", { said: [comment(undefined, "/assign @a")] }, ["assign a"]],
  ])("%s", (_, change, expected) => expect(deeds(change)).toEqual(expected));
});

test("a line of 64 KB takes no time worth mentioning", () => {
  const began = performance.now();
  expect(
    deeds({
      said: [
        ["zed", `/assign ${"a".repeat(65_000)}!`],
        ["zed", `/cc ${"@a ".repeat(20_000)}!`],
        ["zed", `/cc${" ".repeat(65_000)}!`],
      ],
    }),
  ).toEqual([]);
  expect(performance.now() - began).toBeLessThan(5_000);
});

const key = (what: string) => orderKeyOf("assign", what, "said-1");
const done = (what: string, outcome: OrderOutcome = {}): OrderRecord => ({ key: key(what), state: "done", at: minute(2), outcome });

describe("an order is carried out once", () => {
  const said: readonly Draft[] = [comment("zed", "/unassign @old\n/assign @new")];
  const due = (change: Change): string[] =>
    planOf(given({ plugins: ["assign"], said, ...change }), [assign]).actions.flatMap((action) =>
      action.kind === "carry out" && action.order.key.startsWith("assign/") ? [action.order.key] : [],
    );
  test("removals come first", () => expect(due({})).toEqual([key("unassign"), key("assign")]));
  test("what is done is not done again", () => expect(due({ orders: [done("unassign")] })).toEqual([key("assign")]));
  test("also where GitHub does not show it", () => expect(due({ orders: [done("unassign"), done("assign")] })).toEqual([]));
  test("what was begun before a crash is repeated: it changes nothing twice", () =>
    expect(due({ orders: [{ ...done("assign"), state: "started" }] })).toEqual([key("unassign"), key("assign")]));
  test("what was said before the thread was met is history", () => expect(due({ adoptedAt: minute(1) })).toEqual([]));
  test("what was said more than a day ago is history", () => expect(due({ now: minute(1 + 24 * 60 + 1) })).toEqual([]));
  test("what was said a day ago is not", () => expect(due({ now: minute(1 + 24 * 60) })).toHaveLength(2));
  test("on a closed pull request it works too", () => expect(due({ thread: { state: "closed" } })).toHaveLength(2));
});

describe("whom GitHub refuses is told in one reply", () => {
  const replies = (change: Change): string[] =>
    (wantsOf(assign, given(change)).orders ?? []).flatMap(({ key, does }) => (does.kind === "reply" ? [`${key}: ${does.text}`] : []));
  const both: readonly Draft[] = [comment("Zed", "/assign @evil @merlin\n/cc @nobody @other/team")];

  test("nobody is refused", () => expect(replies({ said: [comment("zed", "/assign @a")], orders: [done("assign")] })).toEqual([]));
  test("it is not known yet", () => expect(replies({ said: both, orders: [done("assign", { refused: ["evil"] })] })).toEqual([]));
  test("all of them, with the reason and what to do", () => {
    const [reply, ...others] = replies({
      said: both,
      orders: [done("assign", { refused: ["evil"] }), done("cc", { refused: ["nobody"] })],
    });
    expect(others).toEqual([]);
    expect(reply).toMatch(/^assign\/refused\/said-1: @\S*Zed: about \[your comment\]\(https:\/\/github\.com\/org\/repo\/pull\/1#said-1\)/);
    expect(reply).toMatch(/^`evil` cannot be assigned\. .*ten people at most/m);
    expect(reply).toMatch(/^`nobody`, `other\/team` cannot be asked for a review\. .*never the author/m);
    expect(reply).not.toContain("merlin");
  });
  test.each<[string, string, number, readonly string[]]>([
    ["/assign", "evil", 1, ["evil"]],
    [`/assign ${many.join(" ")}`, "rando", 1, many.slice(10)],
    ["/assign @evil @evil @evil @evil @merlin", "rando", 1, ["evil"]],
    ["/unassign @evil @merlin", "rando", 0, ["evil"]],
    ["/cc @evil @merlin", "rando", 1, ["evil"]],
    ["/uncc @evil @merlin", "rando", 0, ["evil"]],
  ])("after %j by %s there are %i replies", (text, by, count, refused) => {
    const orders = ["assign", "unassign", "cc", "uncc"].map((what) => done(what, { refused }));
    expect(replies({ said: [comment(by, text)], orders })).toHaveLength(count);
  });

  test("ten people at most", () => {
    const said = [comment("zed", `/assign ${many.join(" ")}`)];
    expect(replies({ said, orders: [done("assign", { refused: many.slice(10) })] })[0]).toContain(
      "`user10`, `user11`, `user12` cannot be assigned",
    );
  });
  test("who could not be taken off was not on", () =>
    expect(
      replies({
        said: [comment("zed", "/unassign @a\n/uncc @b")],
        orders: [done("unassign", { refused: ["a"] }), done("uncc", { refused: ["b"] })],
      }),
    ).toEqual([]));

  test("a team of another organisation is refused, compared with case, and the others are asked", () => {
    expect(deeds({ said: [["zed", "/cc @Org/team @a"]] })).toEqual(["request review a"]);
    expect(replies({ said: [comment("zed", "/cc @Org/team @a")], orders: [done("cc")] })[0]).toContain("`Org/team` cannot be asked");
    expect(replies({ said: [comment("zed", "/cc @Org/team")] })[0]).toContain("`Org/team` cannot be asked");
    expect(deeds({ said: [["zed", "/cc @org/team/x"]] })).toEqual(["reply"]);
  });
  test("a team of another organisation that is to be taken off is passed over", () =>
    expect(deeds({ said: [["zed", "/uncc @other/team @a"]] })).toEqual(["remove review request a"]));
  test("the reply itself is given once", () => {
    const orders = [done("assign", { refused: ["evil"] }), { ...done("refused") }];
    const { actions } = planOf(given({ plugins: ["assign"], said: [comment("zed", "/assign @evil")], orders }), [assign]);
    expect(actions.filter((action) => action.kind === "carry out" && action.order.does.kind === "reply")).toEqual([]);
  });
});
