/** Quoting: what comes from outside can neither end nor begin anything. */
import { describe, expect, test } from "vitest";
import { code, quoted } from "../../src/core/quoting.ts";

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
