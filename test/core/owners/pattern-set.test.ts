/** Many patterns in one search. */
import { describe, expect, test } from "vitest";
import { compiled } from "../../../src/core/owners/pattern.ts";
import { patternSet } from "../../../src/core/owners/pattern-set.ts";

const sources = ["^pkg/", "(?i)swap", "\\Qa.b", "x|y$", "\\.go$", "^$", "[^/]*_test\\.go$", "(?s)a.b", "\\bcm\\b", "ü"];
const paths = ["pkg/kubelet/cm/SwapLimits_test.go", "", "a.b", "axb", "a\nb", "tests/y", "pkg", "über", "y/"];

/** What searching pattern by pattern says. */
const oneByOne = (path: string): readonly number[] =>
  sources.flatMap((source, at) => {
    const outcome = compiled(source);
    return outcome.kind === "pattern" && outcome.pattern.matches(path) ? [at] : [];
  });

describe("patterns that are searched together", () => {
  test.each(paths)("find in %j what each finds alone", (path) => expect(patternSet(sources)(path)).toEqual(oneByOne(path)));

  test("are compiled once, as long as not many others are searched for", () => {
    const first = patternSet(["^a"]);
    expect(patternSet(["^a"])).toBe(first);
    expect(patternSet(["^a", "b"])).not.toBe(first);
    for (let other = 0; other < 20; other += 1) patternSet([`^${other}`]);
    expect(patternSet(["^a"])).not.toBe(first);
  });

  test("find nothing where there are none", () => expect(patternSet([])("pkg/a.go")).toEqual([]));

  test("find the same where they are too many for one program", () => {
    const large = Array.from({ length: 30 }, (_, at) => `^${String(at).padStart(4, "0")}.{990}x`);
    const search = patternSet([...large, "^pkg/"]);
    expect([search("pkg/a.go"), search(`0007${"a".repeat(990)}x`)]).toEqual([[30], [7]]);
  });

  test("are refused where one is none", () => expect(() => patternSet(["a", "("])("a")).toThrow("missing closing"));
});

test("patterns that make many states are searched in time", () => {
  const search = patternSet(Array.from({ length: 100 }, (_, at) => `(?:a|b)*a(?:a|b){${at % 20}}x`));
  const before = process.cpuUsage();
  for (let path = 0; path < 300; path += 1) search(`${path.toString(2).replaceAll("0", "a").replaceAll("1", "b").repeat(20)}/y`);
  const { user, system } = process.cpuUsage(before);
  expect((user + system) / 1000).toBeLessThan(20_000);
}, 60_000);
