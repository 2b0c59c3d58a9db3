/** Faults: what is wrong with an options file, where, and what was probably meant. */
import type { z } from "zod";
import { nearestName } from "../core/nearest.ts";
import { code } from "../core/quoting.ts";
import type { Path } from "./lines.ts";
import { isList, isMapping, type Value } from "./yaml.ts";

export interface Fault {
  /** As `former_bots[0].until`; empty for the file as a whole. */
  readonly path: string;
  readonly line?: number;
  readonly what: string;
  readonly suggestion?: string;
}

export type Shape = z.core.JSONSchema.BaseSchema;

/** The most faults that are told of one file. A file of nothing but faults must not cost more than a sound one. */
export const mostFaults = 50;

/** The first faults of a value that its schema refused, in the order of the schema. */
export function faultsOf(error: z.ZodError, value: Value, shape: Shape, lineOf: (path: Path) => number | undefined): Fault[] {
  const faults = error.issues.slice(0, mostFaults).flatMap((issue) => {
    const path = issue.path.filter((step) => typeof step !== "symbol");
    if (issue.code !== "unrecognized_keys") return [located(wrongValue(issue, valueAt(value, path), shapeAt(shape, path)), path, lineOf)];
    return issue.keys.slice(0, mostFaults).map((key) => located(unknownKey(key, path, shape), [...path, key], lineOf));
  });
  return faults.slice(0, mostFaults);
}

type Wrong = Pick<Fault, "what" | "suggestion">;

function located(wrong: Wrong, path: Path, lineOf: (path: Path) => number | undefined): Fault {
  const line = lineOf(path);
  return { path: pathText(path), ...(line === undefined ? {} : { line }), ...wrong };
}

function unknownKey(key: string, path: Path, shape: Shape): Wrong {
  const here = keysOf(shapeAt(shape, path));
  const meant = elsewhere(key, shape) ?? nearestName(key, here);
  return { what: "unknown option", ...(meant === undefined ? {} : { suggestion: meant }) };
}

/** An option of some block that was written without its block, or in another one. */
function elsewhere(key: string, shape: Shape): string | undefined {
  const block = keysOf(shape).find((name) => keysOf(shapeAt(shape, [name])).includes(key));
  return block === undefined ? undefined : `${block}.${key}`;
}

function wrongValue(issue: z.core.$ZodIssue, written: Value | undefined, shape: Shape | undefined): Wrong {
  const what = issue.message.replace(/^(?:Invalid input|Invalid option|Too (?:big|small)|Invalid string): /, "");
  const meant = suggestedValue(issue, written, shape);
  return { what, ...(meant === undefined ? {} : { suggestion: meant }) };
}

function suggestedValue(issue: z.core.$ZodIssue, written: Value | undefined, shape: Shape | undefined): string | undefined {
  if (issue.code === "invalid_value")
    return typeof written === "string" ? nearestName(written, issue.values.map(String)) : wordFor(written, issue.values);
  if (issue.code !== "invalid_type") return undefined;
  if (issue.expected === "boolean" && typeof written === "string") return booleans.get(written.toLowerCase());
  // A single value where a list belongs; never shown longer than a line.
  if (issue.expected === "array" && typeof written === "string" && written.length < 60 && shape?.type === "array") return `[${written}]`;
  return undefined;
}

/** YAML 1.1 read these as booleans, and many people still write them. */
const booleans: ReadonlyMap<string, string> = new Map([
  ...["yes", "on", "y", "true", "1"].map((word) => [word, "true"] as const),
  ...["no", "off", "n", "false", "0"].map((word) => [word, "false"] as const),
]);

/** `true` where one of the words is `on`. */
function wordFor(written: Value | undefined, values: readonly unknown[]): string | undefined {
  if (typeof written !== "boolean") return undefined;
  return (written ? ["on", "yes"] : ["off", "no", "none"]).find((word) => values.includes(word));
}

function valueAt(value: Value | undefined, path: Path): Value | undefined {
  const [step, ...rest] = path;
  if (step === undefined || value === undefined) return value;
  if (isList(value)) return typeof step === "number" ? valueAt(value[step], rest) : undefined;
  if (!isMapping(value) || typeof step === "number" || !Object.hasOwn(value, step)) return undefined;
  return valueAt(value[step], rest);
}

/** The schema of the value at a path; undefined where no schema foresees one. */
function shapeAt(shape: Shape, path: Path): Shape | undefined {
  const [step, ...rest] = path;
  if (step === undefined) return shape;
  const items = Array.isArray(shape.items) ? undefined : shape.items;
  const next = typeof step === "number" ? items : Object.hasOwn(shape.properties ?? {}, step) ? shape.properties?.[step] : undefined;
  return typeof next === "object" ? shapeAt(next, rest) : undefined;
}

const keysOf = (shape: Shape | undefined): string[] => Object.keys(shape?.properties ?? {});

function pathText(path: Path): string {
  return path.reduce<string>((text, step) => {
    if (typeof step === "number") return `${text}[${step}]`;
    const name = /^[\w.-]{1,60}$/.test(step) ? step : JSON.stringify(step.slice(0, 60));
    return text === "" ? name : `${text}.${name}`;
  }, "");
}

/** One fault in Markdown. What a stranger wrote stands in a code span: there it mentions nobody and links nothing. */
export function sentenceOf({ path, line, what, suggestion }: Fault): string {
  const place = [path === "" ? undefined : code(path), line === undefined ? undefined : `line ${line}`].filter(
    (part) => part !== undefined,
  );
  const meant = suggestion === undefined ? "" : `; did you mean ${code(suggestion)}?`;
  return `${place.join(", ")}${place.length > 0 ? ": " : ""}${what}${meant}`;
}
