/** Names of contexts: which are this bot's own, and under which a job may report. */
import { isGate } from "../gate.ts";
import { annotatedName } from "../owners-edit/texts.ts";
import { sameContext } from "./contexts.ts";

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
