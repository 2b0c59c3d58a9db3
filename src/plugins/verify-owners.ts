/**
 * Looks at pull requests that edit OWNERS files, OWNERS_ALIASES or the bot's options: their mistakes become annotations on the lines, and the
 * label `do-not-merge/invalid-owners-file` until they are mended. People newly named must be members of the organisation or collaborators.
 * The status comment says what the edit would mean: who gains and who loses which directories, and which are left with one approver or none.
 */
import { z } from "zod";
import type { OwnersEdit } from "../core/owners-edit/edit.ts";
import { meaningOf } from "../core/owners-edit/meaning.ts";
import type { Mistake } from "../core/owners-edit/mistake.ts";
import { mistakesIn } from "../core/owners-edit/mistakes.ts";
import { annotatedCheck, annotatedName, counted, meaningText, mistakeText } from "../core/owners-edit/texts.ts";
import { verify } from "../core/owners-edit/word.ts";
import { definePlugin, type LabelDefinition } from "../core/plugin.ts";
import { broken, met, type Reason } from "../core/reasons.ts";

const label: LabelDefinition = {
  name: "do-not-merge/invalid-owners-file",
  color: "e11d21",
  description: "Must not merge: it edits an OWNERS or options file and leaves a mistake there.",
  effect: "restricts",
};

export default definePlugin({
  name: "verify-owners",
  isOnByDefault: true,
  labels: [label],
  needs: ["ownersEdit"],
  words: [verify],
  options: z.strictObject({}),
  decide: ({ thread, sources, ownersOptions }) => {
    const edit = sources.ownersEdit;
    const isEdit = edit.files.length > 0;
    const mistakes = mistakesIn(edit, ownersOptions);
    const failures = mistakes.filter(({ level }) => level === "failure");
    const meaning = isEdit ? meaningText(meaningOf(edit, ownersOptions)) : "";
    return {
      // Nobody has to ask for it: a pull request of today is restricted although its opening was never told.
      labels: [{ label, on: failures.length > 0, since: thread.createdAt }],
      reasons: isEdit ? [reasonFor(failures)] : [],
      notes: notesOn(mistakes),
      details: meaning === "" ? [] : [{ summary: "Who gains and loses what", text: `${meaning}${caveat(edit)}` }],
      annotated: annotatedCheck(mistakes, isEdit),
    };
  },
});

function reasonFor(failures: readonly Mistake[]): Reason {
  if (failures.length === 0) return met("the files that say who owns what are sound");
  return broken(
    `${counted(failures.length, "mistake")} in files that say who owns what`,
    failures.slice(0, mostTold).map((mistake) => broken(mistakeText(mistake))),
  );
}

/** So many are told in the reasons and the comment; the check has more of them. */
const mostTold = 10;

function notesOn(mistakes: readonly Mistake[]): string[] {
  if (mistakes.length === 0) return [];
  const told = mistakes.slice(0, mostTold).map((mistake) => `  - ${mistakeText(mistake)}`);
  return [[`In the files that say who owns what (on their lines in the check \`${annotatedName}\`):`, ...told].join("\n")];
}

const caveat = ({ isPartial }: OwnersEdit): string =>
  isPartial ? "\n\nThe repository has more files than GitHub lists: further directories may be concerned." : "";
