/** The words of lgtm, with Prow's grammar: one blank before `no-issue` or `cancel`, and anything else on the line makes it no word. */
import type { Comment, Review, Statement } from "../statements.ts";
import { type Word, type WordDefinition, wordsOf } from "../words.ts";

export type LgtmUse = "vote" | "cancel";

export const lgtmWord: WordDefinition<LgtmUse> = {
  name: "lgtm",
  aliases: ["remove-lgtm"],
  usage: "/lgtm [cancel]",
  kind: "standing",
  who: "collaborator",
  does: "Says that the change looks good, or takes that back for everybody. `/remove-lgtm` takes it back too.",
  binds: "head",
  inDescription: false,
  parse: (name, rest, tail) => {
    if (name === "remove-lgtm") return rest === "" ? "cancel" : undefined;
    if (rest === "") return "vote";
    if (!tail.startsWith(` ${rest}`)) return undefined;
    return ({ cancel: "cancel", "no-issue": "vote" } as const)[rest.toLowerCase()];
  },
  restricts: (use) => use === "cancel",
};

/** What the text says now, whether it may still be relied upon or not. */
export const usesIn = (said: Comment | Review): LgtmUse[] =>
  wordsOf([standing(said)], [lgtmWord])
    .filter(isLgtm)
    .map(({ argument }) => argument);

/** Whether the text says anything about LGTM, or did before it was edited: then a review goes by its words and not by its state. */
export const holdsWord = (said: Comment | Review): boolean =>
  [said.body, said.firstBody].some((body) => body !== undefined && usesIn({ ...said, body }).length > 0);

const standing = (said: Comment | Review): Statement => ({ ...said, presence: "standing" });
const isLgtm = (word: Word): word is Word<LgtmUse> => (word.definition as unknown) === lgtmWord;
