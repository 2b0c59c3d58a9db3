/** YAML as options files may use it: one document of plain values, bounded in size, with the line on which each value stands. */
import { CORE_SCHEMA, constructFromEvents, mergeTag, parseEvents, YAMLException } from "js-yaml";
import { code } from "../core/quoting.ts";
import { lineOf, type Path, positionsOf } from "./lines.ts";

export type Value = null | boolean | number | string | readonly Value[] | Mapping;
export interface Mapping {
  readonly [key: string]: Value;
}

export const isList = (value: Value): value is readonly Value[] => Array.isArray(value);
export const isMapping = (value: Value): value is Mapping => typeof value === "object" && value !== null && !isList(value);

export type Document =
  | {
      readonly kind: "document";
      /** `null` where the file is empty or holds only comments. */
      readonly value: Value;
      /** The line of the value at a path, or of the nearest thing around it that stands in the file. Counted from 1. */
      readonly lineOf: (path: Path) => number | undefined;
    }
  | { readonly kind: "broken"; readonly reason: string; readonly line?: number };

/** The largest file that is read at all, in UTF-16 units. */
export const largestFile = 64 * 1024;
/** The most values that a file may hold once its aliases are followed. */
export const mostValues = 10_000;
/** How deep lists and mappings may nest as written. */
const deepest = 20;

const schema = CORE_SCHEMA.withTags(mergeTag);

/** Never throws: whatever is wrong with the text is a value. */
export function documentOf(text: string): Document {
  if (text.length > largestFile) return { kind: "broken", reason: `longer than ${largestFile} characters` };
  try {
    const events = parseEvents(text, { maxDepth: deepest });
    if (events.length > 2 * mostValues) return { kind: "broken", reason: tooMany };
    const documents = constructFromEvents(events, { source: text, schema, maxAliases: 100, maxTotalMergeKeys: 1000 });
    if (documents.length > 1) return { kind: "broken", reason: "more than one document" };
    const file = positionsOf(events, text);
    return { kind: "document", value: plain(documents[0] ?? null, { values: mostValues }), lineOf: (path) => lineOf(file, path) };
  } catch (error) {
    return brokenBy(error);
  }
}

const tooMany = `more than ${mostValues} values`;

class Refused extends Error {}

/** The parser documents that it may throw other things than its own exception. */
function brokenBy(error: unknown): Document {
  if (error instanceof Refused) return { kind: "broken", reason: error.message };
  if (!(error instanceof YAMLException)) return { kind: "broken", reason: `not YAML: ${code(String(error).slice(0, 200))}` };
  const { reason, mark } = error;
  return { kind: "broken", reason: `not YAML: ${code(reason.slice(0, 200))}`, ...(mark === undefined ? {} : { line: mark.line + 1 }) };
}

/**
 * A copy in which nothing is shared. A few hundred bytes of aliases can stand for millions of values ("billion laughs"), or for themselves:
 * so every value costs, however often it is the same one.
 */
function plain(value: unknown, budget: { values: number }, depth = 0): Value {
  budget.values -= 1;
  if (budget.values < 0) throw new Refused(tooMany);
  if (depth > 5 * deepest) throw new Refused("nested too deeply");
  if (value === null || typeof value === "string" || typeof value === "boolean" || typeof value === "number") return value;
  if (Array.isArray(value)) return value.map((item: unknown) => plain(item, budget, depth + 1));
  if (typeof value !== "object") throw new Refused(`a ${typeof value} where a plain value belongs`);
  return Object.fromEntries(
    Object.entries(value).map(([key, item]: [string, unknown]) => {
      if (key === "__proto__") throw new Refused("`__proto__` is no option");
      return [key, plain(item, budget, depth + 1)] as const;
    }),
  );
}
