/** Words: which word of which plugin each command line on a thread says, and whether it still counts. */
import type { ThreadKind } from "./ids.ts";
import { type CommandLine, commandLines } from "./markdown.ts";
import type { Comment, Review, Statement } from "./statements.ts";
import { isText } from "./statements.ts";

export type Who = "anyone" | "author" | "collaborator" | "member" | "owner" | "administrator";

/** One command. `standing` words are part of the thread's state and derived anew each pass; `order` words ask for something once. */
export interface WordDefinition<Argument = unknown> {
  /** Lower-case, without the slash. */
  readonly name: string;
  readonly aliases?: readonly string[];
  readonly usage: string;
  readonly kind: "standing" | "order";
  /** Where it may be said; absent: on pull requests alone. */
  readonly on?: readonly ThreadKind[];
  /** Shown by help, enforced by the plugin. */
  readonly who: Who;
  readonly does: string;
  /** Only the name as it is spelled here is this word, without capitals. */
  readonly isCaseSensitive?: true;
  /** The word is about the head that its writer had before their eyes. */
  readonly binds?: "head";
  /** A word that grants a person's consent never counts in a pull request's own description. */
  readonly inDescription: boolean;
  /**
   * Typed argument from the name as written (lower-case) and the trimmed rest of the line; undefined: not this word (`/lgtm thanks`).
   * `tail` is the rest with its blanks, for words in which they matter.
   */
  parse(name: string, rest: string, tail: string): Argument | undefined;
  /** Whether this use of the word can only restrict (`/hold`, `/lgtm cancel`): such a use survives an edit and a deletion. */
  restricts(argument: Argument): boolean;
}

export const isSaidOn = ({ on = ["pull request"] }: Pick<WordDefinition, "on">, kind: ThreadKind): boolean => on.includes(kind);

/** Every name under which one of these words may be said on that kind of thread. */
export const namesSaidOn = (kind: ThreadKind, words: readonly WordDefinition[]): ReadonlySet<string> =>
  new Set(words.filter((word) => isSaidOn(word, kind)).flatMap(({ name, aliases = [] }) => [name, ...aliases]));

/** A command line on a thread, with how far it may be relied upon. */
export interface SaidLine extends CommandLine {
  readonly said: Comment | Review;
  /** `everything`: said here, never edited. `restrict`: edited or gone since, so it must not grant anything. */
  readonly may: "everything" | "restrict";
}

export interface Word<Argument = unknown> {
  readonly definition: WordDefinition<Argument>;
  readonly argument: Argument;
  readonly said: Comment | Review;
}

/** What a statement says, line by line, with what an edit or a deletion left of it. */
export function saidLines(statement: Statement): SaidLine[] {
  if (!isText(statement)) return [];
  const lines = (body: string, may: SaidLine["may"]) => commandLines(body).map((line) => ({ ...line, said: statement, may }));
  switch (statement.presence) {
    case "standing":
      return lines(statement.body, "everything");
    case "edited":
    case "gone":
      return [statement.firstBody, statement.body].flatMap((body) => (body === undefined ? [] : lines(body, "restrict")));
    case "withdrawn":
      return [];
    default:
      return statement.presence satisfies never;
  }
}

/** The words on a thread that these definitions know and that count, in the order in which they were said. */
export function wordsOf(statements: readonly Statement[], definitions: readonly WordDefinition[]): Word[] {
  const byName = new Map(
    definitions.flatMap((definition) => [definition.name, ...(definition.aliases ?? [])].map((name) => [name, definition] as const)),
  );
  return statements.flatMap(saidLines).flatMap((line): Word[] => {
    const name = line.name.toLowerCase();
    const definition = byName.get(name);
    if (definition === undefined || (isDescription(line.said) && !definition.inDescription)) return [];
    if (definition.isCaseSensitive && line.name !== name) return [];
    const argument = definition.parse(name, line.rest, line.tail);
    if (argument === undefined || (line.may === "restrict" && !definition.restricts(argument))) return [];
    return [{ definition, argument, said: line.said }];
  });
}

export const isDescription = (said: Comment | Review): boolean => said.kind === "comment" && said.place === "body";

/** The words of these definitions among those of a plugin, in order, with their argument's type. */
export const usesOf = <Argument>(words: readonly Word[], ...definitions: readonly WordDefinition<Argument>[]): Word<Argument>[] =>
  words.filter((word): word is Word<Argument> => definitions.includes(word.definition as WordDefinition<Argument>));
