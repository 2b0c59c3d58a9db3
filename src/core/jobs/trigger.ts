/** Triggers: the pattern that starts a job, Prow's own around its name or one that the job file gives. */
import { type Compiled, compiled } from "../owners/pattern.ts";
import type { Trigger } from "./presubmit.ts";

/** What people are told to write where the file says nothing. */
export const usualCommand = (name: string): string => `/test ${name}`;

/** The name stands in it as it is: a dot in a name matches any character, in Prow as here. */
export const usualTrigger = (name: string): string => `(?m)^/test( | .* )${name},?($|\\s.*)`;

export type CompiledTrigger = { readonly kind: "trigger"; readonly trigger: Trigger } | Exclude<Compiled, { kind: "pattern" }>;

/** A pattern of the file's own is searched in the whole text, the usual one in its `/test` lines alone, which comes to the same. */
export function triggerOf(source: string, name: string): CompiledTrigger {
  const outcome = compiled(source);
  if (outcome.kind !== "pattern") return outcome;
  const { matches } = outcome.pattern;
  const isDefault = source === usualTrigger(name);
  if (!isDefault) return { kind: "trigger", trigger: { source, isDefault, matches } };
  const isLiteral = !name.includes(".");
  const matchesLines = (text: string): boolean => {
    if (!text.includes("/test ") || (isLiteral && !text.includes(name))) return false;
    return matches(
      text
        .split("\n")
        .filter((line) => line.startsWith("/test "))
        .join("\n"),
    );
  };
  return { kind: "trigger", trigger: { source, isDefault, matches: matchesLines } };
}
