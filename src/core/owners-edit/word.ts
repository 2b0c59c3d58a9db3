/** The word by which somebody asks for another look at the OWNERS files that a pull request edits, and at the people whom they name. */
import type { Instant } from "../ids.ts";
import type { Statement } from "../statements.ts";
import { type WordDefinition, wordsOf } from "../words.ts";

export const verify: WordDefinition<"verify"> = {
  name: "verify-owners",
  usage: "/verify-owners",
  kind: "order",
  who: "anyone",
  does: "Looks again at the OWNERS files that the pull request edits, and at the people whom they name.",
  inDescription: false,
  parse: (_, rest) => (rest === "" ? "verify" : undefined),
  restricts: () => false,
};

/** When it was last said. */
export const verifiedAt = (statements: readonly Statement[]): Instant | undefined => wordsOf(statements, [verify]).at(-1)?.said.at;
