/** YAML as Go's decoder reads it: line breaks, tabs, documents, keys, and the bounds on hostile texts. */
import { describe, expect, test } from "vitest";
import { documentOf, limits, type Node } from "../../../src/core/owners/document.ts";

const plainValue = (node: Node): unknown => {
  if (node.kind === "mapping") return Object.fromEntries([...node.entries].map(([key, value]) => [key, plainValue(value)]));
  return node.kind === "list" ? node.items.map(plainValue) : node.text;
};

function read(text: string): unknown {
  const document = documentOf(text);
  return document.kind === "document" ? plainValue(document.root) : `line ${document.fault.line}: ${document.fault.reason}`;
}

describe("line breaks", () => {
  test.each([
    ["CRLF", "a:\r\n- b\r\n- c\r\n"],
    ["CR alone", "a:\r- b\r- c\r"],
    ["next line", "a:\n- b\u0085- c"],
    ["line separator", "a:\n- b\u2028- c"],
  ])("%s ends a line", (_, text) => {
    expect(read(text)).toEqual({ a: ["b", "c"] });
  });

  test.each([
    ["a vertical tab", "a:\n- b\u000b- c", "line 2: control characters are not allowed"],
    ["a form feed", "a: b\u000c", "line 1: control characters are not allowed"],
  ])("%s does not", (_, text, expected) => {
    expect(read(text)).toBe(expected);
  });
});

describe("tabs", () => {
  test.each([
    ["after a colon", "a:\tb", { a: "b" }],
    ["between a colon and a flow list", "a:\t[b]", { a: ["b"] }],
    ["at the end of a line", "a:\t\n- b\t\n", { a: ["b"] }],
    ["before a comment", "a: b\t# c", { a: "b" }],
    ["inside a flow mapping", "{\n\ta: [b\n\t]\n\t}", { a: ["b"] }],
    ["inside quotes", 'a: "b\tc"', { a: "b\tc" }],
  ])("are fine %s", (_, text, expected) => {
    expect(read(text)).toEqual(expected);
  });

  test.each([
    ["after a dash", "a:\n-\tb", 2],
    ["after two dashes", "- -\tb", 1],
    ["as indentation", "a:\n\tb: c", 2],
    ["on a line of their own", "a:\n\t\n- b", 2],
  ])("are an error %s", (_, text, line) => {
    expect(documentOf(text)).toMatchObject({ kind: "broken", fault: { line } });
  });
});

describe("documents", () => {
  test.each([
    ["only the first is read", "a: b\n---\na: c", { a: "b" }],
    ["what follows it may be broken", "a: b\n---\n: : [", { a: "b" }],
    ["or garbage after its end", "a: b\n...\nc: [", { a: "b" }],
    ["a mark in front starts it", "# c\n---\na: b", { a: "b" }],
    ["on the line of the mark", "--- {a: b}\n---\nc", { a: "b" }],
    ["a byte order mark is passed over", "\ufeff# c\na: b", { a: "b" }],
    ["a directive of version 1.1", "%YAML 1.1\n---\na: b", { a: "b" }],
    ["a mark inside a word is no mark", "a: b\n---c: d", { a: "b", "---c": "d" }],
    ["another version is refused", "%YAML 1.2\n---\na: b", "line 1: YAML 1.2 is not YAML 1.1"],
  ])("%s", (_, text, expected) => {
    expect(read(text)).toEqual(expected);
  });
});

describe("keys", () => {
  test.each([
    ["a number", "007: a", { "7": "a" }],
    ["a boolean", "yes: a", { true: "a" }],
    ["infinity", ".inf: a", { ".inf": "a" }],
    ["an explicit key", "? a\n: b", { a: "b" }],
    ["a blank before the colon", "a : b", { a: "b" }],
    ["a quoted merge sign is a key", "'<<': {a: b}", { "<<": { a: "b" } }],
    ["the name of a prototype", "__proto__: a\nconstructor: b", JSON.parse('{"__proto__": "a", "constructor": "b"}')],
  ])("%s", (_, text, expected) => {
    expect(read(text)).toEqual(expected);
  });
});

describe("a hostile document", () => {
  const laughs = [
    "a: &a [x,x,x,x,x,x,x,x,x]",
    ..."bcdefghij".split("").map((name, at) => `${name}: &${name} [${Array(9).fill(`*${"abcdefghij"[at]}`)}]`),
  ];

  test.each([
    ["too long", "a".repeat(limits.length + 1), 1, /longer than/],
    ["an alias bomb", laughs.join("\n"), 5, /more than 50000 values/],
    [
      "a merge bomb",
      [
        "a: &a {x: 1}",
        ...Array.from({ length: 20 }, (_, n) => `k${n}: &k${n} {<<: [${Array(50).fill("*a")}]}`).flatMap((line) => Array(60).fill(line)),
      ].join("\n"),
      400,
      /more than 50000 values/,
    ],
    ["too deep", "[".repeat(5000), 1, /nesting|deep/],
    ["an anchor inside itself", "a: &a [*a]", 1, /nothing is anchored/],
    ["a lone surrogate", "a: \ud800", 1, /control characters/],
  ])("is refused: %s", (_, text, line, reason) => {
    const document = documentOf(text);
    expect(document.kind).toBe("broken");
    if (document.kind !== "broken") return;
    expect(document.fault.reason).toMatch(reason);
    expect(document.fault.line).toBeLessThanOrEqual(Math.max(line, 1) + 500);
  });

  test("is read in time that grows with its length", () => {
    const start = performance.now();
    documentOf(laughs.join("\n"));
    documentOf(`a: [${"[],".repeat(20_000)}]`);
    expect(performance.now() - start).toBeLessThan(10_000);
  });
});
