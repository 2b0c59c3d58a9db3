/** Many patterns in one search: a path is read once, however many patterns look for something in it. */
import { RE2Set } from "re2js";
import { patternOf, weightOf } from "./pattern.ts";

/** Places in the list of the patterns that occur in a path, in order. */
export type PatternSet = (path: string) => readonly number[];

/** Longest list that becomes one program, in characters with counted repetitions written out. That for SIG Node has a thousand. */
const longestSet = 20_000;

/** Bytes that one program may remember of what it read. */
const mostRemembered = 1024 * 1024;

/** The lists that were searched for last, by their texts: options are read anew in every pass, and say the same. */
const recent = new Map<string, PatternSet>();
const mostRecent = 8;

/** Says of each path what searching pattern by pattern says. Throws where one is no pattern. */
export function patternSet(sources: readonly string[]): PatternSet {
  const key = JSON.stringify(sources);
  const search = recent.get(key) ?? newSet(sources);
  recent.delete(key);
  recent.set(key, search);
  const [oldest] = recent.keys();
  if (recent.size > mostRecent && oldest !== undefined) recent.delete(oldest);
  return search;
}

function newSet(sources: readonly string[]): PatternSet {
  if (sources.length === 0) return () => [];
  if (sources.reduce((sum, source) => sum + weightOf(source), 0) > longestSet) return oneByOne(sources);
  const set = new RE2Set(RE2Set.UNANCHORED, 0, mostRemembered);
  for (const source of sources) set.add(source);
  return (path) => set.match(path).toSorted((a, b) => a - b);
}

function oneByOne(sources: readonly string[]): PatternSet {
  const patterns = sources.map(patternOf);
  return (path) => patterns.flatMap(({ matches }, at) => (matches(path) ? [at] : []));
}
