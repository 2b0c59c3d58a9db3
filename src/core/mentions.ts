/** Mentions: the words that name people for a pull request, `/assign`, `/unassign`, `/cc` and `/uncc`, by Prow's grammar. */
import type { WordDefinition } from "./words.ts";

/** Whom a use of a word names; nobody: the writer. */
export interface Mention {
  readonly isAddition: boolean;
  readonly names: readonly string[];
}

export const assign = wordFor("assign", "/assign [@user ...]", "Assigns people, or whoever writes it.", assigneesIn);
export const unassign = wordFor("unassign", "/unassign [@user ...]", "Takes people off the assignees.", assigneesIn);
export const cc = wordFor("cc", "/cc [@user|@organisation/team ...]", "Asks people or teams for a review.", reviewersIn);
export const uncc = wordFor("uncc", "/uncc [@user|@organisation/team ...]", "Takes a request for review back.", reviewersIn);

type NamesIn = (rest: string, tail: string) => readonly string[] | undefined;

function wordFor(name: string, usage: string, does: string, namesIn: NamesIn): WordDefinition<Mention> {
  return {
    ...{ name, usage, does, kind: "order", who: "anyone", inDescription: true },
    parse: (_, rest, tail) => {
      const names = namesIn(rest, tail);
      return names === undefined ? undefined : { isAddition: !name.startsWith("un"), names };
    },
    restricts: () => false,
  };
}

/** Prow's grammar: exactly one blank before each name, and one odd character makes the whole line say nothing. */
function assigneesIn(rest: string, tail: string): readonly string[] | undefined {
  if (rest === "") return [];
  return startOf(rest, tail) === " " ? namesOf(rest.split(" "), /^@?[-\w]+$/) : undefined;
}

/** As for assignees, but with teams, and with any number of blanks. */
function reviewersIn(rest: string, tail: string): readonly string[] | undefined {
  if (rest === "") return [];
  const pieces = rest.split(" ").filter((piece) => piece !== "");
  return /^ +$/.test(startOf(rest, tail)) ? namesOf(pieces, /^@?[-/\w]+$/) : undefined;
}

const startOf = (rest: string, tail: string): string => tail.slice(0, tail.indexOf(rest));

const namesOf = (pieces: readonly string[], shape: RegExp): readonly string[] | undefined =>
  pieces.every((piece) => shape.test(piece)) ? pieces.map((piece) => piece.replace("@", "")) : undefined;
