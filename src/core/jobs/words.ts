/** Words about jobs, as help lists them and reactions answer them. What a text as a whole asks for is read from all of its lines at once. */
import type { WordDefinition } from "../words.ts";
import { type Ask, askIn, asksAnything } from "./commands.ts";

/** Prow's patterns for these know lower case alone. */
function word(name: string, more: Pick<WordDefinition, "usage" | "does" | "who"> & { aliases?: readonly string[] }): WordDefinition<Ask> {
  return {
    ...{ name, kind: "order", binds: "head", inDescription: true, ...more },
    parse: (_, rest, tail) => {
      const ask = askIn(tail === "" && rest === "" ? `/${name}` : `/${name}${tail}`);
      return asksAnything(ask) ? ask : undefined;
    },
    restricts: () => false,
  };
}

export const jobWords = [
  word("test", {
    ...{ usage: "/test NAME...|all|suggested|?", who: "anyone", aliases: ["test?"] },
    does: "Starts jobs by name, all that run by themselves, or those that are suggested for the change; `?` lists them. On a pull request that is not trusted it is for members.",
  }),
  word("retest", { usage: "/retest", who: "anyone", does: "Starts what failed, and what should have run and has not." }),
  word("retest-required", { usage: "/retest-required", who: "anyone", does: "As `/retest`, for required jobs alone." }),
  word("test-manual-required", {
    ...{ usage: "/test-manual-required", who: "anyone" },
    does: "Starts the required jobs that nothing starts by itself.",
  }),
  word("cancel", { usage: "/cancel NAME...", who: "member", does: "Cancels the runs of a job on this pull request. Its author may, too." }),
  word("skip", { usage: "/skip", who: "member", does: "Turns the failed or pending statuses of optional jobs green." }),
];
