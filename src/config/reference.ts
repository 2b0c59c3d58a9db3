/** The reference of all options, as data: what the table in the docs and the default profile are written from. */
import type { Shape } from "./faults.ts";

export interface Option {
  readonly path: readonly string[];
  readonly type: string;
  /** Undefined where there is none: the option is absent unless somebody writes it. */
  readonly default: unknown;
  readonly setBy: string;
  readonly does: string;
}

/** Every option of a file, in its schema's order; those of a mapping in a list by a path with `[]`. `reserved`: paths only for organisations. */
export function optionsIn(shape: Shape, reserved: ReadonlySet<string>, path: readonly string[] = []): Option[] {
  return Object.entries(shape.properties ?? {}).flatMap(([key, inner]) => {
    if (typeof inner === "boolean") return [];
    if (inner.properties !== undefined) return optionsIn(inner, reserved, [...path, key]);
    const items =
      typeof inner.items === "object" && !Array.isArray(inner.items) ? optionsIn(inner.items, reserved, [...path, `${key}[]`]) : [];
    return [optionOf(inner, reserved, [...path, key]), ...items];
  });
}

const optionOf = (shape: Shape, reserved: ReadonlySet<string>, path: readonly string[]): Option => ({
  path,
  type: typeText(shape),
  default: shape.default,
  setBy: setBy(
    path.map((step) => step.replace("[]", "")),
    reserved,
  ),
  does: shape.description ?? "",
});

function setBy(path: readonly string[], reserved: ReadonlySet<string>): string {
  if (path.some((_, at) => reserved.has(path.slice(0, at + 1).join(".")))) return "organisation";
  return path.join() === "mode" ? "organisation; repository to lower it" : "organisation, repository";
}

function typeText(shape: Shape): string {
  if (shape.enum !== undefined) return shape.enum.map((value) => `\`${value}\``).join(" or ");
  if (shape.anyOf !== undefined) return shape.anyOf.map((one) => (typeof one === "object" ? typeText(one) : "anything")).join(" or ");
  if (Array.isArray(shape.type)) return shape.type.map((type) => typeText({ ...shape, type })).join(" or ");
  switch (shape.type) {
    case "array":
      return `list of ${typeof shape.items === "object" && !Array.isArray(shape.items) ? pluralText(shape.items) : "anything"}`;
    case "integer":
    case "number":
      return `${shape.type}${boundsText(shape)}`;
    case "string":
      return shape.format === "date" ? "date" : "text";
    case "object":
      return "mapping";
    default:
      return typeof shape.type === "string" ? shape.type : "anything";
  }
}

function pluralText(items: Shape): string {
  if (items.enum !== undefined) return "names";
  if (items.properties !== undefined) return "mappings";
  return items.type === "string" ? "texts" : `${typeText(items)}s`;
}

/** zod writes the bounds of a safe integer where the option has none of its own. */
function boundsText({ minimum, maximum, exclusiveMinimum }: Shape): string {
  const least = typeof exclusiveMinimum === "number" ? exclusiveMinimum + 1 : minimum;
  const isBound = (value: number | undefined): value is number => value !== undefined && Math.abs(value) < Number.MAX_SAFE_INTEGER;
  const bounds = [isBound(least) ? `at least ${least}` : "", isBound(maximum) ? `at most ${maximum}` : ""].filter((bound) => bound !== "");
  return bounds.length === 0 ? "" : `, ${bounds.join(", ")}`;
}
