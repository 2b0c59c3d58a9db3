/**
 * Contexts: what stands on a commit under a name that can be overridden, what its base branch wants to stand there, and under which names a
 * job may report.
 */
import { isGate } from "../gate.ts";
import { annotatedName } from "../owners-edit/texts.ts";

/** A status or check that a ruleset or classic protection requires before anything is merged. */
export interface RequiredContext {
  readonly name: string;
  /** GitHub counts it from another App alone, so that nothing we report under the name helps. */
  readonly isOthers: boolean;
}

/** Of all check runs of one name on a commit the best: whoever makes one anew leaves the others where they are. */
export interface StandingCheck {
  readonly name: string;
  readonly state: "success" | "pending" | "failed";
}

/** Equal for contexts that GitHub does not tell apart: their case says nothing. */
export const sameContext = (name: string): string => name.toLowerCase();

/** Ours are no opinion of anybody's: they follow from what they are about, and would be set back at once. */
export const isOurContext = (name: string): boolean => isGate({ name: sameContext(name) }) || sameContext(name) === annotatedName;

/** GitHub takes no longer one (characters). */
const longest = 255;

/** Why no job may report under a name: a sentence without its full stop, in Markdown; undefined where one may. */
export function contextFault(name: string): string | undefined {
  if ([...name].length > longest) return `longer than ${longest} characters, which is more than GitHub takes`;
  if (/[\p{Cc}\p{Zl}\p{Zp}]/u.test(name)) return "more than one line, or has control characters in it";
  return isOurContext(name) ? "the name of a check of this bot" : undefined;
}
