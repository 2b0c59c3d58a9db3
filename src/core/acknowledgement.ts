/** Acknowledgements: the reaction by which somebody sees that their words were heard, where no reply says it. */
import type { Facts } from "./facts.ts";
import { orderKeyOf } from "./ids.ts";
import type { DeedOf, Order } from "./orders.ts";
import { isDescription, type WordDefinition, wordsOf } from "./words.ts";

/** One reaction for each comment or review that holds a word, unless one of the orders answers it in writing. */
export function acknowledgements(
  { statements }: Pick<Facts, "statements">,
  words: readonly WordDefinition[],
  orders: readonly Order[],
): Order<DeedOf<"react">>[] {
  const answered = orders.filter(({ does }) => does.kind === "reply").map(({ key }) => key.slice(key.lastIndexOf("/") + 1));
  const heard = new Map(wordsOf(statements, words).map(({ said }) => [said.id, said]));
  return [...heard.values()]
    .filter((said) => said.presence === "standing" && said.by?.kind === "user" && !isDescription(said) && !answered.includes(said.id))
    .map((said) => ({
      key: orderKeyOf("acknowledgement", "react", said.id),
      causedAt: said.at,
      guard: { isOpen: true },
      does: { kind: "react", subject: said.id, with: "THUMBS_UP" },
    }));
}
