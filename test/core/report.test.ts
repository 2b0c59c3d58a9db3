/** Report: the texts in which people read a verdict, with what comes from outside made harmless. */
import { describe, expect, test } from "vitest";
import { broken, met, open } from "../../src/core/reasons.ts";
import { code, quoted, reasonsText, statusComment, statusMark } from "../../src/core/report.ts";

const lead = { title: "[APPROVALNOTIFIER] This PR is **APPROVED**", text: "text\n", meta: "<!-- META={} -->" };
const nothing = { lead: undefined, notes: [], details: [] };

describe("the status comment", () => {
  test("is headed by approve, where that is on", () => expect(statusComment({ ...nothing, lead })).toMatch(/^\[APPROVALNOTIFIER\]/));
  test("is headed by the bot's name otherwise", () => expect(statusComment(nothing)).toBe(`**Bowsprit**\n\n${statusMark}`));
  test("has its parts in order: head, notes, details, META, mark", () =>
    expect(statusComment({ lead, notes: ["one", "two"], details: [{ summary: "More", text: "inside" }] })).toBe(
      `${lead.title}\n\ntext\n\n- one\n- two\n\n<details><summary>More</summary>\n\ninside\n\n</details>\n\n${lead.meta}\n${statusMark}`,
    ));
  test("is never too long for GitHub, and keeps META and mark", () => {
    const text = statusComment({ ...nothing, lead: { ...lead, text: "x".repeat(100_000) } });
    expect(text.length).toBeLessThan(65_536);
    expect(text.endsWith(`${lead.meta}\n${statusMark}`)).toBe(true);
  });
  test("is not cut through the middle of a character", () => {
    for (const shift of ["", "x"])
      expect(statusComment({ ...nothing, notes: [`${shift}${"😀".repeat(40_000)}`] }).isWellFormed()).toBe(true);
  });
});

describe("reasons", () => {
  test("are a nested list, the worst first at every level", () =>
    expect(reasonsText([met("a"), open("b", [met("b1"), open("b2")]), broken("c"), { state: "unread", what: "d" }])).toBe(
      ["- ❌ c", "- ❔ d", "- ⏳ b", "  - ⏳ b2", "  - ✅ b1", "- ✅ a"].join("\n"),
    ));
  test("without any, that is said", () => expect(reasonsText([])).not.toBe(""));
  test("are never too long for a check run", () => expect(reasonsText([open("x".repeat(100_000))]).length).toBeLessThan(65_535));
});

describe("text from outside", () => {
  test.each([
    ["@everyone", "@\u200beveryone"],
    ["<b>", "&lt;b&gt;"],
    ["&lt;", "&amp;lt;"],
    ["a\n/lgtm", "a /lgtm"],
    ["a\u0000\u001b[2Jb\ud800", "a\ufffd\ufffd&#91;2Jb\ufffd"],
    ["[a](b)", "&#91;a&#93;(b)"],
    ["~~a~~ *b* `c` \\d |e", "&#126;&#126;a&#126;&#126; &#42;b&#42; &#96;c&#96; &#92;d &#124;e"],
    ["pkg/foo_bar-1.go", "pkg/foo_bar-1.go"],
  ])("%j is quoted as %j", (text, expected) => expect(quoted(text)).toBe(expected));

  test.each([
    ["a/b", "`a/b`"],
    ["a`b", "``a`b``"],
    ["``", "``` `` ```"],
    ["`a", "`` `a ``"],
    [" a ", "`  a  `"],
    ["a\nb", "`a b`"],
    ["@a <b>", "`@a <b>`"],
    ["", "`  `"],
  ])("%j as code is %j", (text, expected) => expect(code(text)).toBe(expected));
});
