/** Words: which line is a use of which word, and what an edit or a deletion leaves of it. */
import { describe, expect, test } from "vitest";
import { isDescription, saidLines, usesOf, type WordDefinition, wordsOf } from "../../src/core/words.ts";
import { type Change, comment, given, labelChange, review } from "../given.ts";

const word = (name: string, more: Partial<WordDefinition<string>> = {}): WordDefinition<string> => ({
  ...{ name, usage: `/${name}`, kind: "standing", who: "anyone", does: "Does.", inDescription: true },
  parse: (written, rest) => (rest === "no" ? undefined : `${written} ${rest}`.trim()),
  restricts: (argument) => argument.includes("cancel"),
  ...more,
});
const yes = word("yes", { aliases: ["yea"] });
const granting = word("grant", { inDescription: false });

const said = (change: Change): unknown[] => wordsOf(given(change).statements, [yes, granting]).map(({ argument }) => argument);

describe("a line is a use of a word", () => {
  test.each<[string, readonly string[]]>([
    ["/yes", ["yes"]],
    ["/YES", ["yes"]],
    ["/yea", ["yea"]],
    ["/yes  please ", ["yes please"]],
    ["/yes no", []],
    ["/yess", []],
    ["/yes\u00a0", []],
    ["yes", []],
    ["/other\n/yes\n/grant", ["yes", "grant"]],
    ["/yes\r\n/yes cancel\r\n", ["yes", "yes cancel"]],
  ])("%j", (text, expected) => expect(said({ said: [["alice", text]] })).toEqual(expected));
});

describe("where a word counts", () => {
  test.each<[string, Change, readonly string[]]>([
    [
      "in comments, inline comments and reviews, in order",
      {
        said: [["alice", "/yes 1"], comment("bob", "/yes 2", { place: "inline" }), review("carol", "approved", "/yes 3")],
      },
      ["yes 1", "yes 2", "yes 3"],
    ],
    ["in the description, where the word allows it", { description: "/yes\n/grant" }, ["yes"]],
    ["not in the name of a label", { said: [labelChange("alice", "/yes", true)] }, []],
  ])("%s", (_, change, expected) => expect(said(change)).toEqual(expected));
});

describe("what is left of a text", () => {
  test.each<[string, Parameters<typeof comment>[2], readonly string[]]>([
    ["all, where it was never edited", {}, ["yes", "yes cancel"]],
    ["what restricts, where it was edited", { presence: "edited" }, ["yes cancel"]],
    ["what restricts, before and after the edit", { presence: "edited", firstBody: "/yea cancel\n/yea" }, ["yea cancel", "yes cancel"]],
    ["what restricts, where it is gone", { presence: "gone" }, ["yes cancel"]],
    ["what restricts, where it was edited and is gone", { presence: "gone", firstBody: "/yea cancel" }, ["yea cancel", "yes cancel"]],
    ["nothing, where its author took it away", { presence: "withdrawn" }, []],
    ["all, where it is folded", { isMinimized: true }, ["yes", "yes cancel"]],
  ])("%s", (_, more, expected) => expect(said({ said: [comment("alice", "/yes\n/yes cancel", more)] })).toEqual(expected));

  test("an edited description keeps what restricts", () =>
    expect(
      wordsOf(
        [comment("alice", "/yes\n/yes cancel", { place: "body", presence: "edited" })({ id: given().thread.id, at: given().now })],
        [yes],
      ),
    ).toHaveLength(1));
});

test("a word may be without capitals", () => {
  const low = word("low", { isCaseSensitive: true });
  expect(wordsOf(given({ said: [["alice", "/low\n/Low\n/LOW"]] }).statements, [low])).toHaveLength(1);
});

test("a line knows how far it may be relied upon", () => {
  const lines = given({ said: [["alice", "/x 1"], comment("bob", "/x 2", { presence: "edited" })] }).statements.flatMap(saidLines);
  expect(lines.map(({ name, rest, may }) => [name, rest, may])).toEqual([
    ["x", "1", "everything"],
    ["x", "2", "restrict"],
  ]);
});

test("uses of some words are found among all", () => {
  const words = wordsOf(given({ said: [["alice", "/grant\n/yes 1\n/grant\n/yes 2"]] }).statements, [yes, granting]);
  expect(usesOf(words, yes).map(({ argument }) => argument)).toEqual(["yes 1", "yes 2"]);
  expect(usesOf(words, yes, granting)).toHaveLength(4);
  expect(usesOf(words, word("yes"))).toEqual([]);
});

test("only the pull request's own text is its description", () => {
  const [body, other] = given({ description: "/yes", said: [["alice", "/yes"]] }).statements.flatMap(saidLines);
  expect([body, other].map((line) => line !== undefined && isDescription(line.said))).toEqual([true, false]);
});
