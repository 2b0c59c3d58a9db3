/** What whoever says `/override` is answered, in Markdown. */
import type { Read } from "../facts.ts";
import { code } from "../quoting.ts";
import { isOurContext } from "./context-names.ts";

export const bareOverride = "`/override` needs the names of contexts. One with blanks in it stands in double quotes.";

/** `pinned`: those for which GitHub listens to another App alone. */
export function doneText(done: readonly string[], isSticky: boolean, pinned: readonly string[]): string {
  const sentences = [
    `Overridden: ${listed(done)}.`,
    ...(isSticky ? ["This holds for this commit; `/override-cancel` ends it."] : []),
    ...(pinned.length === 0
      ? []
      : [`The branch takes ${listed(pinned)} from another App alone, so GitHub still asks for it: only its settings can change that.`]),
  ];
  return sentences.join(" ");
}

export const nothingCancelled = "Nothing that was overridden was found.";

export const cancelledText = (done: readonly string[]): string => `No longer overridden: ${listed(done)}.`;

/** Names all that could be meant, and what could not be looked at. */
export function unknownText(unknown: readonly string[], known: ReadonlySet<string>, checkRuns: Read<unknown>): string {
  const ours = unknown.filter(isOurContext);
  const sentences = [
    `Nothing was overridden: ${listed(unknown)} is no context that is red, pending or missing here.`,
    known.size === 0 ? "There is none." : `These are: ${listed([...known].toSorted())}.`,
    ...(ours.length === 0 ? [] : [`${listed(ours)} says what stands on this page, and changes with it alone.`]),
    ...(checkRuns.kind === "known" ? [] : [`Check runs are not among them: they could not be read: ${checkRuns.reason}.`]),
    "One with blanks in it stands in double quotes.",
  ];
  return sentences.join(" ");
}

/** Most names that an answer lists, and most characters of one. */
const mostListed = 100;
const longestName = 100;

function listed(names: readonly string[]): string {
  const shown = names.slice(0, mostListed).map((name) => code(name.slice(0, longestName)));
  return names.length > mostListed ? `${shown.join(", ")} and ${names.length - mostListed} more` : shown.join(", ");
}
