/** Words about jobs, as help lists them and reactions answer them. What a text as a whole asks for is read from all of its lines at once. */
import type { WordDefinition } from "../words.ts";
import { type Ask, askIn, asksForRuns, asksForStatuses } from "./commands.ts";

type Said = Pick<WordDefinition, "usage" | "does" | "who" | "aliases">;

function word(name: string, said: Said): WordDefinition<Ask> {
  return {
    ...{ name, kind: "order", inDescription: true, ...said },
    parse: (written, _, tail) => {
      const ask = askIn(`/${written}${tail}`);
      return asksForRuns(ask) || asksForStatuses(ask) ? ask : undefined;
    },
    restricts: () => false,
  };
}

/** Prow's patterns for these know no capitals. */
const lowerCase = (name: string, said: Said): WordDefinition<Ask> => ({ ...word(name, said), isCaseSensitive: true });

export const jobWords: readonly WordDefinition<Ask>[] = [
  lowerCase("test", {
    ...{ usage: "/test NAME...|all|suggested|?", who: "anyone", aliases: ["test?"] },
    does: "Starts jobs by name, all that run by themselves, or those that are suggested; `?` lists them. Before `/ok-to-test` for members.",
  }),
  lowerCase("retest", { usage: "/retest", who: "anyone", does: "Starts what failed, and what should have run and has not." }),
  lowerCase("retest-required", { usage: "/retest-required", who: "anyone", does: "As `/retest`, for required jobs alone." }),
  lowerCase("test-manual-required", {
    ...{ usage: "/test-manual-required", who: "anyone" },
    does: "Starts the required jobs that nothing starts by itself.",
  }),
  lowerCase("cancel", {
    usage: "/cancel NAME...",
    who: "member",
    does: "Cancels runs of a job on this pull request. Its author may, too.",
  }),
  word("override", {
    ...{ usage: "/override CONTEXT...", who: "administrator" },
    does: "Forces failed or pending contexts of this commit to success, by their names or those of their jobs.",
  }),
  word("override-sticky", {
    ...{ usage: "/override-sticky CONTEXT...", who: "administrator" },
    does: "As `/override`, also after the base branch has moved.",
  }),
  word("override-cancel", {
    ...{ usage: "/override-cancel [CONTEXT...]", who: "administrator" },
    does: "Turns contexts that were overridden back to failure; all of them, where none is named.",
  }),
  word("skip", { usage: "/skip", who: "member", does: "Turns failed or pending statuses of optional jobs green." }),
];
