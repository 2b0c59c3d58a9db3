/** Repositories made to cost time or to throw: neither works, and patterns are RE2. */
import { describe, expect, test } from "vitest";
import { decisionOf } from "../../../src/core/owners/approval.ts";
import { mostFilters } from "../../../src/core/owners/form.ts";
import { compiled, longestPattern } from "../../../src/core/owners/pattern.ts";
import { suggestedApprovers } from "../../../src/core/owners/suggestion.ts";
import { approvedBy, changeIn, ownersIn, people, type Tree } from "./given.ts";

function seconds(effect: () => unknown): number {
  const start = performance.now();
  effect();
  return (performance.now() - start) / 1000;
}

describe("a hostile repository costs little:", () => {
  test.each<[string, Tree, readonly string[]]>([
    ["a pattern that backtracks without end", { OWNERS: "filters: {'^(a+)+$': {approvers: [al]}}" }, [`${"a".repeat(200)}!`]],
    [
      "as many filters as are allowed, on many files",
      {
        OWNERS: JSON.stringify({
          filters: Object.fromEntries(Array.from({ length: mostFilters }, (_, n) => [`(x+x+)+y${n}$`, { approvers: ["al"] }])),
        }),
      },
      Array.from({ length: 500 }, (_, n) => `d${n}/${"x".repeat(60)}`),
    ],
    ["a path of a thousand directories", { OWNERS: "approvers: [al]" }, [`${"d/".repeat(1000)}f`, `${"e/".repeat(1000)}f`]],
    ["an alias bomb", { OWNERS_ALIASES: `a: &a [${"x,".repeat(5000)}]\nb: [${"*a,".repeat(5000)}]`, OWNERS: "approvers: [al]" }, ["x"]],
    [
      "three thousand files in three thousand directories",
      { OWNERS: "approvers: [al]", "d/OWNERS": "approvers: [bo]" },
      Array.from({ length: 3000 }, (_, n) => `d/${n}/f`),
    ],
  ])("%s", (_, tree, paths) => {
    expect(seconds(() => decisionOf(changeIn(tree, ...paths), approvedBy(["al"])))).toBeLessThan(20);
  });

  test("a thousand people who own a hundred directories in turn", () => {
    const tree = Object.fromEntries(
      Array.from({ length: 100 }, (_, n) => [
        `d${n}/OWNERS`,
        `approvers: ${JSON.stringify(Array.from({ length: 100 }, (__, m) => `p${(n * 7 + m * 9) % 1000}`))}`,
      ]),
    );
    const change = changeIn(tree, ...Object.keys(tree));
    expect(seconds(() => suggestedApprovers(change, { approvers: people(), assignees: people(), number: 7 }))).toBeLessThan(20);
  });
});

describe("a hostile text is a problem, never an exception:", () => {
  test.each<[string, string]>([
    ["binary", "\u0000\u0001\u0002"],
    ["lone surrogates", "approvers: [\ud800]"],
    ["deep nesting", `x: ${"[".repeat(20_000)}`],
    ["deep block nesting", Array.from({ length: 3000 }, (_, n) => `${" ".repeat(n)}a:`).join("\n")],
    ["an anchor that holds itself", "approvers: &a [*a]"],
    ["a merge of itself", "a: &a {<<: *a}"],
    ["more characters than are read", `# ${"x".repeat(600_000)}`],
    ["a pattern longer than is compiled", `filters: {"${"x".repeat(longestPattern + 1)}": {approvers: [al]}}`],
  ])("%s", (_, text) => {
    const owners = ownersIn({ OWNERS: text, OWNERS_ALIASES: text });
    expect(owners.problems.map(({ file }) => file)).toContain("OWNERS");
  });

  test.each(["__proto__", "constructor", "toString", "hasOwnProperty"])("the name %s is a name like any other", (name) => {
    const tree: Tree = {
      OWNERS: `approvers: [team, ${name}]`,
      OWNERS_ALIASES: `aliases: {${name}: [al], team: [bo]}`,
      [`${name}/OWNERS`]: "approvers: [cy]",
    };
    const change = changeIn(tree, `${name}/x`);
    expect(change.files.map(({ answer }) => [answer.owner, answer.approvers])).toEqual([[name, ["al", "bo", "cy"]]]);
    expect(ownersIn({ OWNERS: `${name}: [x]\napprovers: [al]` }).problems).toEqual([]);
  });
});

describe("patterns are Go's RE2", () => {
  test.each(["(?!x)", "(?<=a)b", "(a)\\1", "x++", "[", "\\Z", "\\y", "x{1001}"])("%s is invalid", (source) => {
    expect(compiled(source).kind).toBe("invalid");
  });

  test.each([
    "((x{1000}){1000})",
    "x{1000}".repeat(285),
    `(${"a".repeat(500)}){40}`,
    "(a[](]b{3}){900}",
    "(a[[:alpha:](]b{3}){900}",
    "(\\Q(\\Eaa){999,}",
    "((((((aaaa){3}){3}){3}){3}){3}){3}",
  ])("%s is refused: written out it is too long", (source) => {
    let outcome: ReturnType<typeof compiled> | undefined;
    expect(seconds(() => (outcome = compiled(source)))).toBeLessThan(0.5);
    expect(outcome).toMatchObject({ kind: "refused", reason: expect.stringContaining("written out") });
  });

  test.each(["^[0-9a-f]{40}$", "v\\d{1,3}(\\.\\d{1,3}){2,4}", "\\x{10FFFF}{2}", "(x{9}){99}", "[^]{9999}]", "x{2000,y}"])(
    "%s is taken",
    (source) => expect(compiled(source).kind).toBe("pattern"),
  );

  test.each([
    ["(?i)charter.md", "CHARTER.md"],
    ["(?P<n>x)y", "xy"],
    ["\\Qa.b\\E", "a.b"],
    ["^[[:digit:]]+$", "12"],
    ["^\\p{Greek}+$", "αβ"],
    ["[]a]x", "]x"],
    ["x{,3}", "x{,3}"],
    ["(?s)^b.c$", "b\nc"],
    ["(?m)^c$", "b\nc"],
    ["\\.go\\z", "x.go"],
  ])("%s matches %j", (source, path) => {
    const pattern = compiled(source);
    expect(pattern.kind === "pattern" && pattern.pattern.matches(path)).toBe(true);
  });
});
