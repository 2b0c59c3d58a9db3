/** hold: Prow's table of texts, the last word, hands on the label, and deletions that must not lift anything. */
import { describe, expect, test } from "vitest";
import hold from "../../src/plugins/hold.ts";
import { wantsOf } from "../ask.ts";
import { type Change, comment, given, labelChange, minute, review, us } from "../given.ts";

const name = "do-not-merge/hold";
const isHeld = (change: Change): boolean => wantsOf(hold, given(change)).labels?.[0]?.on === true;
const whoHolds = (change: Change): string | undefined => wantsOf(hold, given(change)).reasons?.[0]?.what;

/** The label was on before: somebody held, and we set it. */
const heldBefore = [comment("carol", "/hold"), labelChange(us, name, true)];

describe("a text holds, lifts, or says nothing", () => {
  test.each([
    ["noise", "nothing"],
    ["> /hold", "nothing"],
    ["/hold", "holds"],
    ["/hold for further review", "holds"],
    ["/hold canceled", "holds"],
    ["/hold reason cancel", "holds"],
    ["/HOLD", "holds"],
    ["/hold\nfor review", "holds"],
    ["/hold cancel", "lifts"],
    ["/hold   cancel  further review", "lifts"],
    ["/HOLD  Cancel now", "lifts"],
    ["/hold cancel \r\n", "lifts"],
    ["/unhold", "lifts"],
    ["/unhold   further review", "lifts"],
    ["/remove-hold", "lifts"],
    ["/remove-hold because", "lifts"],
    ["/remove -    hold", "nothing"],
    ["/removehold", "nothing"],
    ["/holdme", "nothing"],
    [" /hold", "nothing"],
    ["```\n/hold\n```", "nothing"],
    ["/hold\n/unhold", "lifts"],
    ["/unhold\n/hold", "holds"],
    ["/hold\ncancel the meeting", "holds"],
  ])("%j: %s", (text, effect) => {
    expect(isHeld({ said: [["alice", text]] })).toBe(effect === "holds");
    expect(isHeld({ said: [...heldBefore, ["alice", text]], labels: [name] })).toBe(effect !== "lifts");
  });
});

describe("the last one counts, whoever it is", () => {
  test.each<[string, Change, boolean]>([
    ["nothing said", {}, false],
    [
      "lifted by somebody else",
      {
        said: [
          ["alice", "/hold"],
          ["bob", "/unhold"],
        ],
      },
      false,
    ],
    [
      "held again",
      {
        said: [
          ["alice", "/hold"],
          ["bob", "/unhold"],
          ["carol", "/hold"],
        ],
      },
      true,
    ],
    ["in the description", { description: "/hold" }, true],
    ["in a review", { said: [review("alice", "approved", "/hold")] }, true],
    ["in an inline comment", { said: [comment("alice", "/hold", { place: "inline" })] }, true],
    ["by a bot", { said: [["robot[bot]", "/hold"]] }, true],
    [
      "not lifted by a bot",
      {
        said: [
          ["alice", "/hold"],
          ["robot[bot]", "/hold cancel"],
        ],
      },
      true,
    ],
    ["not lifted by a deleted account", { said: [["alice", "/hold"], comment(undefined, "/unhold")] }, true],
    ["not lifted by a bot's hand", { said: [...heldBefore, labelChange("robot[bot]", name, false)] }, true],
    ["by a deleted account", { said: [comment(undefined, "/hold")] }, true],
    ["in words of our own", { said: [comment(us, "/hold")] }, false],
    ["set by hand", { said: [labelChange("alice", name, true)], labels: [name] }, true],
    ["set by hand, lifted with a word", { said: [labelChange("alice", name, true), ["bob", "/unhold"]], labels: [name] }, false],
    ["a word, then taken off by hand", { said: [...heldBefore, labelChange("alice", name, false)] }, false],
    ["taken off by hand, then held", { said: [...heldBefore, labelChange("bob", name, false), ["alice", "/hold"]] }, true],
    ["spelled otherwise by hand", { said: [labelChange("alice", "Do-Not-Merge/Hold", true)], labels: ["Do-Not-Merge/Hold"] }, true],
    ["another label by hand", { said: [labelChange("alice", "do-not-merge/hold-on", true)] }, false],
  ])("%s", (_, change, expected) => expect(isHeld(change)).toBe(expected));

  test("the label follows from the words, not from what we did with it last", () =>
    expect(isHeld({ said: [...heldBefore, labelChange(us, name, false)] })).toBe(true));
});

describe("who holds is named", () => {
  test.each<[Change, string]>([
    [{ said: [["Alice", "/hold"]] }, "on hold by Alice"],
    [
      {
        said: [
          ["alice", "/hold"],
          ["bob", "/hold"],
        ],
      },
      "on hold by bob",
    ],
    [{ said: [labelChange("alice", name, true)], labels: [name] }, "on hold by alice"],
    [{ said: [labelChange(us, name, true)], labels: [name] }, "on hold by somebody unknown"],
    [{ said: [comment(undefined, "/hold")] }, "on hold by somebody unknown"],
  ])("%#: %s", (change, expected) => expect(whoHolds(change)).toBe(expected));

  test("nobody holds: nothing is asked", () => expect(wantsOf(hold, given()).reasons ?? []).toEqual([]));
});

describe("an edit or a deletion by somebody else lifts nothing", () => {
  const said = (presence: "edited" | "gone" | "withdrawn", body: string, firstBody?: string) =>
    comment("alice", body, { presence, ...(firstBody === undefined ? {} : { firstBody }) });
  test.each<[string, Change, boolean]>([
    ["deleted by somebody else", { said: [said("gone", "/hold")], labels: [name] }, true],
    ["edited away by somebody else", { said: [said("edited", "never mind", "/hold")] }, true],
    ["edited into a lift", { said: [said("edited", "/hold cancel", "/hold")] }, true],
    ["edited into a hold", { said: [said("edited", "/hold", "text")] }, true],
    ["edited away by its author", { said: [...heldBefore.slice(1), said("edited", "never mind")] }, false],
    ["deleted by its author", { said: [said("withdrawn", "/hold")] }, false],
    ["a lift deleted by somebody else", { said: [["bob", "/hold"], said("gone", "/unhold")] }, true],
    ["a lift that was edited", { said: [["bob", "/hold"], said("edited", "/unhold", "/unhold")] }, true],
  ])("%s", (_, change, expected) => expect(isHeld(change)).toBe(expected));
});

describe("our own label of which nobody knows why it is there stays until it is lifted", () => {
  test.each<[string, Change, boolean]>([
    ["the words are gone, and the ledger with them", { said: [labelChange(us, name, true)], labels: [name] }, true],
    ["not even its setting is known", { labels: [name] }, true],
    ["lifted with a word", { said: [labelChange(us, name, true), ["bob", "/unhold"]], labels: [name] }, false],
    ["lifted before it was set", { said: [["bob", "/unhold"], labelChange(us, name, true)], labels: [name] }, true],
    ["taken off by hand", { said: [labelChange(us, name, true), labelChange("bob", name, false)] }, false],
    [
      "its words were taken back by their author",
      { said: [comment("alice", "/hold", { presence: "withdrawn" }), labelChange(us, name, true)], labels: [name] },
      false,
    ],
    [
      "it was lifted while the pass that set it was under way",
      { said: [["alice", "/hold"], ["bob", "/unhold"], labelChange(us, name, true)], labels: [name] },
      false,
    ],
    [
      "a hold of long ago was lifted while the pass that set it was under way",
      {
        said: [["alice", "/hold"], comment("bob", "/unhold", { at: minute(59) }), labelChange(us, name, true, { at: minute(60) })],
        labels: [name],
      },
      false,
    ],
    [
      "it was lifted long before it was set again",
      { said: [["alice", "/hold"], ["bob", "/unhold"], labelChange(us, name, true, { at: minute(60) })], labels: [name] },
      true,
    ],
    ["we took it off", { said: [labelChange(us, name, true), labelChange(us, name, false)] }, false],
  ])("%s", (_, change, expected) => expect(isHeld(change)).toBe(expected));
});
