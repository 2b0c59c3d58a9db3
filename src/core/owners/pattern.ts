/** Patterns that repositories write (`filters`, ignored directories): Go's RE2, linear in the length of the path, bounded in size. */
import { RE2JS, RE2JSException } from "re2js";

export interface PathPattern {
  readonly source: string;
  /** Whether the pattern occurs anywhere in the path: it is anchored only where it says so. */
  readonly matches: (path: string) => boolean;
}

/** Longest pattern that is compiled at all, in characters. The longest seen in 2,691 real OWNERS files has 140. */
export const longestPattern = 2000;

export type Compiled =
  | { readonly kind: "pattern"; readonly pattern: PathPattern }
  /** Not RE2: Go's loader skips it. */
  | { readonly kind: "invalid"; readonly reason: string }
  /** May be RE2, but more than we compile. */
  | { readonly kind: "refused"; readonly reason: string };

export function compiled(source: string): Compiled {
  if (source.length > longestPattern) return { kind: "refused", reason: `pattern longer than ${longestPattern} characters` };
  if (expandedLength(source) > longestPattern)
    return { kind: "refused", reason: `pattern whose repetitions, written out, are longer than ${longestPattern} characters` };
  try {
    const program = RE2JS.compile(source);
    return { kind: "pattern", pattern: { source, matches: (path) => program.test(path) } };
  } catch (error) {
    if (error instanceof RE2JSException) return { kind: "invalid", reason: error.message };
    if (error instanceof RangeError) return { kind: "refused", reason: "pattern nested too deeply" };
    throw error;
  }
}

/** A pattern of the program's own. Throws where it is none. */
export function patternOf(source: string): PathPattern {
  const outcome = compiled(source);
  if (outcome.kind !== "pattern") throw new TypeError(`${source}: ${outcome.reason}`);
  return outcome.pattern;
}

/** Quoted text, an escape, a class, a counted repetition, or one character. */
const token =
  /\\Q[\s\S]*?(?:\\E|$)|\\x\{[0-9A-Fa-f]+\}|\\[\s\S]|\[\^?\]?(?:\[:\^?\w+:\]|\\[\s\S]|[^\]\\])*\]|\{(?<least>\d+)(?:,(?<most>\d*))?\}|[\s\S]/g;

/** Length of the pattern with its counted repetitions written out, a class counting as one: a few of them make a program that takes seconds to build. */
export function expandedLength(source: string): number {
  const outer: number[] = [];
  let [length, last] = [0, 0];
  for (const { 0: text, groups } of source.matchAll(token)) {
    const times = Number(groups?.most || groups?.least || 0);
    if (groups?.least !== undefined) {
      const repeated = last * Math.max(times, 1);
      [length, last] = [length - last + repeated, repeated];
    } else if (text === "(") {
      outer.push(length);
      length = 0;
    } else if (text === ")") {
      last = length + 1;
      length = (outer.pop() ?? 0) + last;
    } else {
      last = text.startsWith("[") ? 1 : text.length;
      length += last;
    }
  }
  return outer.reduce((sum, one) => sum + one, length);
}
