/** Contents: what git's merge makes of a file that both sides changed. Every expectation here is what git says. */
import { describe, expect, test } from "vitest";
import { Budget } from "../../../../src/core/revision/merge/budget.ts";
import { mergeOf, mostBytes } from "../../../../src/core/revision/merge/contents.ts";

/** A letter is a line. */
const lines = (letters: string): string => [...letters].map((letter) => `${letter}\n`).join("");
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

function outcome([base, ours, theirs]: readonly [string, string, string], result: string, steps = 1_000_000) {
  return mergeOf({ oldBase: bytes(base), oldHead: bytes(ours), newBase: bytes(theirs), newHead: bytes(result) }, new Budget(steps));
}

describe("a merge that is clean", () => {
  test.each<[string, string, string, string, string]>([
    ["edits in two places", "abcdef", "xbcdef", "abcdey", "xbcdey"],
    ["edits with one line between them", "abc", "xbc", "aby", "xby"],
    ["one line added here, one there", "abc", "xabc", "abcy", "xabcy"],
    ["one line deleted here, one there", "abcdef", "bcdef", "abcde", "bcde"],
    ["the same edit by both", "abc", "axc", "axc", "axc"],
    ["the same edit by both, and another one", "abcdef", "axcdef", "axcdey", "axcdey"],
    ["the same text reached on two ways", "abcd", "xyzd", "xyzd", "xyzd"],
    ["an edit into nothing elsewhere", "abcdef", "abdef", "abcdexf", "abdexf"],
    ["a block moved here, an edit far from it", "abcdefghi", "defabcghi", "abcdefghx", "defabcghx"],
    ["repeated lines, where the added one is taken for the last", "aab", "aaab", "aabx", "aaabx"],
    ["an empty file that was filled by one side, as a file that both added", "", "", "a", "a"],
  ])("%s", (_, base, ours, theirs, result) => {
    const [b, o, t, r] = [lines(base), lines(ours), lines(theirs), lines(result)];
    expect(outcome([b, o, t], r)).toBe("holds");
    expect(outcome([b, t, o], r)).toBe("holds");
    expect(outcome([b, o, t], `${r}x`)).toBe("differs");
    expect(outcome([b, o, t], "")).toBe("differs");
  });

  test.each<[string, string, string, string, string]>([
    ["no line feed at the end, added by one side", "a\nb\nc", "x\nb\nc", "a\nb\nc\n", "x\nb\nc\n"],
    ["no line feed at the end on any side", "a\nb\nc", "x\nb\nc", "a\nb\ny", "x\nb\ny"],
    ["CRLF everywhere", "a\r\nb\r\nc\r\n", "x\r\nb\r\nc\r\n", "a\r\nb\r\ny\r\n", "x\r\nb\r\ny\r\n"],
    ["bytes that are no UTF-8", "\u00ff\nb\n\u0080", "\u00fe\nb\n\u0080", "\u00ff\nb\n\u0081", "\u00fe\nb\n\u0081"],
    ["a carriage return within a line", "a\rb\nc\nd\n", "x\rb\nc\nd\n", "a\rb\nc\ny\n", "x\rb\nc\ny\n"],
  ])("%s", (_, base, ours, theirs, result) => {
    const latin = (text: string) => Uint8Array.from(text, (character) => character.charCodeAt(0));
    const four = { oldBase: latin(base), oldHead: latin(ours), newBase: latin(theirs), newHead: latin(result) };
    expect(mergeOf(four, new Budget(1000))).toBe("holds");
    expect(mergeOf({ ...four, newHead: latin(`${result}\n`) }, new Budget(1000))).toBe("differs");
  });
});

describe("a conflict, whatever the new head has", () => {
  test.each<[string, string, string, string]>([
    ["one line edited in two ways", "abc", "axc", "ayc"],
    ["edits of neighbouring lines", "abcd", "axcd", "abyd"],
    ["two additions at one place", "ab", "axb", "ayb"],
    ["two additions at one place, of which one goes on", "ab", "axb", "axyb"],
    ["an addition beside a deletion", "abc", "ac", "abxc"],
    ["a deletion of what the other edits", "abcd", "ad", "axcd"],
    ["a file that both added", "", "a", "b"],
    ["a file emptied by one side", "abc", "", "axc"],
    ["a whole file rewritten", "abc", "xyz", "abd"],
  ])("%s", (_, base, ours, theirs) => {
    for (const result of [base, ours, theirs, ours + theirs]) {
      expect(outcome([lines(base), lines(ours), lines(theirs)], lines(result))).toBe("conflict");
      expect(outcome([lines(base), lines(theirs), lines(ours)], lines(result))).toBe("conflict");
    }
  });

  test("line ends that one side changed conflict with any edit", () =>
    expect(outcome(["a\nb\nc\n", "a\r\nb\r\nc\r\n", "a\nb\nx\n"], "a\r\nb\r\nx\r\n")).toBe("conflict"));

  test.each([0, 7999])("a zero byte at %i makes a file binary, on any side", (at) => {
    const [base, ours, theirs] = [lines("abc"), lines("xbc"), lines("aby")];
    const binary = `${"z".repeat(at)}\0`;
    expect(outcome([binary, ours, theirs], lines("xby"))).toBe("conflict");
    expect(outcome([base, binary, theirs], lines("xby"))).toBe("conflict");
    expect(outcome([base, ours, binary], lines("xby"))).toBe("conflict");
  });

  test("behind the first 8,000 bytes one does not", () => {
    const end = `${"z\n".repeat(4000)}\0\n`;
    expect(outcome([`a\nb\n${end}`, `x\nb\n${end}`, `a\nb\n${end}y\n`], `x\nb\n${end}y\n`)).toBe("holds");
  });

  test("is also what versions of git do not agree on: before 2.54 the added line was found two lines higher, where it touches", () => {
    expect(outcome([lines("aaa"), lines("abaa"), lines("xaaa")], lines("xabaa"))).toBe("conflict");
    expect(outcome([lines("aaa"), lines("abaa"), lines("aaax")], lines("abaax"))).toBe("holds");
  });
});

describe("lines that occur too often to tell places apart", () => {
  const blank = (count: number) => "\n".repeat(count);

  test("are merged all the same", () => {
    const base = `a\n${blank(80)}b\n${blank(80)}c\n`;
    expect(outcome([base, base.replace("a", "x"), base.replace("c", "y")], base.replace("a", "x").replace("c", "y"))).toBe("holds");
  });

  test("alone, a line more on one side and one less on the other do not conflict", () =>
    expect(outcome([blank(100), `${blank(100)}x\n`, `y\n${blank(100)}`], `y\n${blank(100)}x\n`)).toBe("holds"));
});

describe("what would take too long is too large", () => {
  test("more bytes than are merged", () => {
    const large = "a\n".repeat(mostBytes / 2);
    expect(outcome([large, `x\n${large}`, `${large}y\n`], `x\n${large}y\n`)).toBe("too large");
  });

  test("more steps than may be taken", () =>
    expect(outcome([lines("abcdef"), lines("xbcdef"), lines("abcdey")], lines("xbcdey"), 10)).toBe("too large"));

  const many = (count: number, line: (at: number) => string) => Array.from({ length: count }, (_, at) => line(at)).join("");
  test.each<[string, string, string, string]>([
    ["one line all over", many(250_000, () => "a\n"), many(260_000, () => "a\n"), many(240_000, () => "a\n")],
    [
      "two lines in turn",
      many(250_000, (at) => (at % 2 ? "a\n" : "b\n")),
      many(250_000, (at) => (at % 2 ? "b\n" : "a\n")),
      many(250_000, (at) => (at % 3 ? "b\n" : "a\n")),
    ],
    [
      "lines just rare enough to be tried",
      many(100_000, (at) => `${at % 1600}\n`),
      many(100_000, (at) => `${(at * 7) % 1600}\n`),
      many(100_000, (at) => `${(at * 11) % 1600}\n`),
    ],
    [
      "every second line changed",
      many(100_000, (at) => `${at}\n`),
      many(100_000, (at) => (at % 2 ? `${at}\n` : `x${at}\n`)),
      `${many(100_000, (at) => `${at}\n`)}y\n`,
    ],
  ])("%s takes seconds at most and is no yes", { timeout: 20_000 }, (_, base, ours, theirs) => {
    const began = performance.now();
    expect(["conflict", "too large"]).toContain(outcome([base, ours, theirs], ours, 20_000_000));
    expect(performance.now() - began).toBeLessThan(15_000);
  });
});
