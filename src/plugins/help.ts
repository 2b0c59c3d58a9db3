/** Answers `/help` on a pull request with the commands of this repository: one reply, to the person who asked. */
import { z } from "zod";
import { commandTable } from "../core/command-table.ts";
import { orderKeyOf } from "../core/ids.ts";
import type { Order } from "../core/orders.ts";
import { definePlugin } from "../core/plugin.ts";
import type { Comment, Review } from "../core/statements.ts";
import type { WordDefinition } from "../core/words.ts";

const help: WordDefinition<"words"> = {
  name: "help",
  usage: "/help",
  kind: "order",
  who: "anyone",
  does: "Lists the commands of this repository.",
  inDescription: false,
  parse: (_, rest) => (rest === "" ? "words" : undefined),
  restricts: () => false,
};

export default definePlugin({
  name: "help",
  isOnByDefault: true,
  labels: [],
  needs: [],
  words: [help],
  options: z.strictObject({}),
  decide: ({ words, vocabulary }) => {
    const texts = new Set(words.map(({ said }) => said).filter(isFromPerson));
    return {
      orders: [...texts].map((said) =>
        replyTo(
          said,
          vocabulary.map(({ word }) => word),
        ),
      ),
    };
  },
});

/** Two bots that answer each other would never stop. */
const isFromPerson = ({ by }: Comment | Review): boolean => by?.kind === "user";

function replyTo(said: Comment | Review, vocabulary: readonly WordDefinition[]): Order {
  return {
    key: orderKeyOf("help", "reply", said.id),
    causedAt: said.at,
    guard: {},
    does: { kind: "reply", text: `Commands in this repository, each on a line of its own:\n\n${commandTable(vocabulary)}` },
  };
}
