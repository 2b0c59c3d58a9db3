/** Triggers: the pattern that starts a job, Prow's own around its name or one that the job file gives. */
import { type Compiled, compiled, patternOf } from "../owners/pattern.ts";
import type { Trigger } from "./presubmit.ts";

/** What people are told to write where the file says nothing. */
export const usualCommand = (name: string): string => `/test ${name}`;

/** The name stands in it as it is: a dot in a name matches any character, in Prow as here. */
export const usualTrigger = (name: string): string => `(?m)^/test( | .* )${name},?($|\\s.*)`;

export type CompiledTrigger = { readonly kind: "trigger"; readonly trigger: Trigger } | Exclude<Compiled, { kind: "pattern" }>;

/** A pattern of the file's own, searched in the whole text. */
export function triggerOf(source: string, name: string): CompiledTrigger {
  const outcome = compiled(source);
  if (outcome.kind !== "pattern") return outcome;
  const { matches } = outcome.pattern;
  if (source === usualTrigger(name)) return { kind: "trigger", trigger: searchedInLines(name, () => matches) };
  return { kind: "trigger", trigger: { source, isDefault: false, matches } };
}

/** The one around the name, which has to be sound as a part of a pattern. It is compiled when a text may match: most never do. */
export function usualTriggerOf(name: string): Trigger {
  let matches: Trigger["matches"] | undefined;
  return searchedInLines(name, () => {
    matches ??= patternOf(usualTrigger(name)).matches;
    return matches;
  });
}

/** It is searched in the `/test` lines of a text alone, which comes to the same. */
function searchedInLines(name: string, pattern: () => Trigger["matches"]): Trigger {
  const isLiteral = !name.includes(".");
  const matches = (text: string): boolean => {
    if (!text.includes("/test ") || (isLiteral && !text.includes(name))) return false;
    const lines = text.split("\n").filter((line) => line.startsWith("/test "));
    return pattern()(lines.join("\n"));
  };
  return { source: usualTrigger(name), isDefault: true, matches };
}
