/** Report: the texts in which people read a verdict. */
import { describe, expect, test } from "vitest";
import { broken, met, open } from "../../src/core/reasons.ts";
import { reasonsText, statusComment, statusMark } from "../../src/core/report.ts";

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
