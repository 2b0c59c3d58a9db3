/** Which lines of a comment are commands, as GitHub would show the comment: by construct, and on texts made to be slow. */
import { describe, expect, test } from "vitest";
import { commandLines, visibleText } from "../../src/core/markdown.ts";

const names = (text: string): string[] => commandLines(text).map(({ name }) => name);

describe("a line is a command if it starts with a slash in the first column", () => {
  test.each([
    ["/approve", [{ name: "approve", rest: "" }]],
    ["/Approve ", [{ name: "Approve", rest: "" }]],
    ["/approve\tNO-ISSUE", [{ name: "approve", rest: "NO-ISSUE" }]],
    ["/hold  for   review \t", [{ name: "hold", rest: "for   review" }]],
    ["/approve, thanks", [{ name: "approve,", rest: "thanks" }]],
    ["//approve", [{ name: "/approve", rest: "" }]],
    ["/approve\u00a0", [{ name: "approve\u00a0", rest: "" }]],
    ["/approve \u00a0", [{ name: "approve", rest: "\u00a0" }]],
    ["/approve\v", [{ name: "approve\v", rest: "" }]],
    ["/", []],
    ["/ approve", []],
    [" /approve", []],
    ["\t/approve", []],
    ["\u00a0/approve", []],
    ["\ufeff/approve", []],
    ["text /approve", []],
    ["", []],
  ])("%j", (text, commands) => expect(commandLines(text)).toMatchObject(commands));
});

test("the tail of a command keeps its blanks", () =>
  expect(commandLines("/assign  @a \r\n")).toEqual([{ name: "assign", rest: "@a", tail: "  @a " }]));

describe("lines end as on GitHub's pages", () => {
  test.each([
    ["/hold\r\n/approve\r\n", ["hold", "approve"]],
    ["/hold\r/approve", ["hold", "approve"]],
    ["/hold \r\n\r\n \r\n/approve", ["hold", "approve"]],
    ["/hold\u2028/approve", ["hold\u2028/approve"]],
    ["/hold\n\n\n", ["hold"]],
  ])("%j", (text, expected) => expect(names(text)).toEqual(expected));
});

describe("code is not a command", () => {
  test.each([
    ["a fence", "```\n/hold\n```\n/approve", ["approve"]],
    ["a fence with a language", "```sh\n/hold\n```\n/approve", ["approve"]],
    ["a fence of tildes", "~~~\n/hold\n~~~\n/approve", ["approve"]],
    ["a fence with CRLF", "```\r\n/hold\r\n```\r\n/approve", ["approve"]],
    ["a fence that is not closed", "```\n/hold\n\n/approve", []],
    ["a fence closed by other marks", "```\n/hold\n~~~\n/approve", []],
    ["a fence closed by fewer marks", "````\n/hold\n```\n/approve\n````\n/lgtm", ["lgtm"]],
    ["a fence closed by more marks", "```\n/hold\n`````\n/approve", ["approve"]],
    ["an end of a fence with text behind it", "```\n/hold\n``` sh\n/approve", []],
    ["an end of a fence that is indented too far", "```\n/hold\n    ```\n/approve", []],
    ["a fence indented by three", "   ```\n/hold\n   ```\n/approve", ["approve"]],
    ["tildes with backticks behind them", "~~~ `x`\n/hold\n~~~\n/approve", ["approve"]],
    ["a fence inside a fence of other marks", "~~~\n```\n~~~\n/approve", ["approve"]],
    ["a code span over lines", "see `one\n/hold\ntwo`\n/approve", ["approve"]],
    ["a code span that begins at the end of a line", "see `\n/hold\n`\n/approve", ["approve"]],
    ["a code span of two backticks", "``one `\n/hold\n`` \n/approve", ["approve"]],
    ["a code element", "<code>\n/hold\n</code>\n/approve", ["approve"]],
    ["a code element inside a line", "see <CODE>x\n/hold\n</code>\n/approve", ["approve"]],
    ["preformatted HTML, across blank lines", "<pre>\n\n/hold\n\n</pre>\n/approve", ["approve"]],
    ["a script", "<script>\n/hold\n</script>\n/approve", ["approve"]],
    ["indented code", "    /hold\n\n/approve", ["approve"]],
  ])("%s", (_, text, expected) => expect(names(text)).toEqual(expected));
});

describe("what only looks like code hides nothing", () => {
  test.each([
    ["three backticks and more in one line", "```x``` and\n/hold", ["hold"]],
    ["a fence indented by four", "text\n\n    ```\n/hold\n    ```", ["hold"]],
    ["a backtick without a partner", "it`s\n/hold", ["hold"]],
    ["a backtick whose partner is in the next paragraph", "it`s\n\n/hold\n\nhe`s", ["hold"]],
    ["backticks of unequal number", "a ``b\n/hold\nc`", ["hold"]],
    ["an escaped backtick", "a \\`b\n/hold\nc`", ["hold"]],
    ["a backslash before the end of a code element", "a \\x\n/hold\n</code>", ["hold"]],
    ["a span that ends before the line", "a `b`\n/hold\n`c`", ["hold"]],
    ["a backtick whose partner is in the next list item", "- it`s\n/hold\n- he`s", ["hold"]],
    ["a backtick whose partner is in a heading", "it`s\n/hold\n# he`s", ["hold"]],
    ["a backtick whose partner is in a quote", "it`s\n/hold\n> he`s", ["hold"]],
    ["a command that holds a span", "/hold `because`", ["hold"]],
    ["a backtick before a span", "/hold `because\n/approve", ["hold", "approve"]],
    ["a code element that is not closed", "a <code> b\n/hold", ["hold"]],
    ["another element", "<details>\n/hold\n</details>", ["hold"]],
    ["a backtick in raw HTML", "<div>`\n/hold\n`</div>", ["hold"]],
  ])("%s", (_, text, expected) => expect(names(text)).toEqual(expected));
});

describe("a fence of a list item ends with the item", () => {
  test.each([
    ["behind the marker", "- ```\n  code\n  ```\n/hold", ["hold"]],
    ["on its own line", "1. run\n   ```\n   make\n   ```\n/hold", ["hold"]],
    ["not closed", "- run\n  ```\n  make\n\n/hold", ["hold"]],
    ["behind a line that continues the item", "- run\nthis\n  ```\n  make\n/hold", ["hold"]],
    ["not in the item any more", "- run\n\ntext\n  ```\n/hold\n  ```", []],
    ["not indented enough for the item", "- run\n ```\n/hold\n ```", []],
    ["in an item in a quote", "> - ```\n> x\n/hold", ["hold"]],
  ])("%s", (_, text, expected) => expect(names(text)).toEqual(expected));
});

describe("quotes hold no commands", () => {
  test.each([
    ["a quote", "> /hold", []],
    ["a quote without a blank", ">/hold", []],
    ["a quote of a quote", "> > /hold", []],
    ["the answer right below a quote counts, as in Prow", "> ok?\n/hold", ["hold"]],
    ["a fence in a quote ends with the quote", "> ```\n> x\n/hold\n> ```", ["hold"]],
    ["a comment that is begun in a quote hides the rest", "> <!--\n\n/hold", []],
  ])("%s", (_, text, expected) => expect(names(text)).toEqual(expected));
});

describe("HTML comments hold no commands", () => {
  test.each([
    ["in one line", "<!-- /hold -->\n/approve", ["approve"]],
    ["over lines", "<!--\n/hold\n-->\n/approve", ["approve"]],
    ["across blank lines", "<!-- a\n\n/hold\n\n-->\n/approve", ["approve"]],
    ["not closed", "<!-- a\n\n/hold", []],
    ["what follows its end in the same line", "<!--\n--> /hold\n/approve", ["approve"]],
    ["what follows its end at once", "<!--\n-->/hold", []],
    ["before a slash in the first column", "<!-- x -->/hold", []],
    ["begun inside a paragraph", "text <!-- a\n/hold\nb --> c\n/approve", ["approve"]],
    ["begun behind a command", "/approve <!-- a\n/hold\n-->", ["approve"]],
    ["begun in a list item", "- <!--\n/hold\n-->\n/approve", ["approve"]],
    ["begun in raw HTML, across blank lines", "<div>a <!-- b\n\n/hold\n\n-->\n/approve", ["approve"]],
    ["a processing instruction", "<?\n/hold\n?>\n/approve", ["approve"]],
    ["a declaration", "<!x\n/hold\n>\n/approve", ["approve"]],
    ["character data", "<![CDATA[\n/hold\n]]>\n/approve", ["approve"]],
    ["a fence inside a comment", "<!--\n```\n-->\n/hold", ["hold"]],
    ["a comment inside a fence", "```\n<!--\n```\n/hold", ["hold"]],
    ["its beginning in a code span", "write `<!--` first\n/hold", ["hold"]],
    ["its beginning in indented code", "text\n\n    <!--\n\n/hold", ["hold"]],
    ["its beginning in a paragraph where it never ends", "a <!-- b\n\n/hold", ["hold"]],
    ["an empty one", "<!-->\n/hold", ["hold"]],
    ["a span that begins in it", "a <!-- ` --> b\n/hold\n`", ["hold"]],
  ])("%s", (_, text, expected) => expect(names(text)).toEqual(expected));
});

describe("a hostile comment of 64 KB takes time in proportion to its length", () => {
  const size = 65_536;
  const filled = (part: string, tail = "\n/hold"): string => part.repeat(Math.floor(size / part.length)) + tail;
  const growing = Array.from({ length: 350 }, (_, index) => `${"`".repeat(index + 1)} `).join("");
  test.each([
    ["backticks in pairs of unequal length", filled("` `` ")],
    ["runs of ever more backticks", growing + growing.slice(0, -700)],
    ["one run of backticks", filled("`")],
    ["comments begun and never ended", filled("<!-- ", "")],
    ["comments begun and never ended behind text", `a ${filled("<!-- ")}`],
    ["code elements begun and never ended", `a ${filled("<code> <pre> ")}`],
    ["blanks behind a command and before its end", `/hold ${filled(" ", "x")}`],
    ["short paragraphs with spans", filled("`/`\n\n")],
    ["commands", filled("/x\n")],
    ["markers of quotes and lists", filled("> - 1. ")],
    ["fences opened and closed", filled("```\n/x\n```\n")],
    ["backslashes", `\`${filled("\\")}`],
    ["raw HTML", filled("<div><!--\n\n")],
    ["tabs", filled("\t")],
  ])("%s", (_, text) => {
    const began = performance.now();
    commandLines(text);
    // A quadratic step takes seconds on this size; all of them together take some milliseconds.
    expect(performance.now() - began).toBeLessThan(5_000);
  });
});

describe("the text that readers see", () => {
  test.each<[string, string]>([
    ["a\n/x b\r\nc", "a\n/x b\nc"],
    ["a\n```\nb\n```\nc", "a\nc"],
    ["> a\n\nb", "b"],
    ["<!-- a\nb -->\nc", "c"],
    // A lone CR ends a line on the page, and starts none in which a pattern would find a command.
    ["a\r/x", "a\n /x"],
    ["a\r```\n/x\n```", "a"],
  ])("of %j is %j", (text, expected) => expect(visibleText(text)).toBe(expected));
});
