/** Words: which lines of a text are commands at all, and which word of which plugin each of them says. */
import type { Comment, Review, Statement } from "./statements.ts";
import { isText } from "./statements.ts";

export type Who = "anyone" | "author" | "collaborator" | "member" | "owner";

/** One command. `standing` words are part of the thread's state and derived anew each pass; `order` words ask for something once. */
export interface WordDefinition<Argument = unknown> {
  /** Lower-case, without the slash. */
  readonly name: string;
  readonly aliases?: readonly string[];
  readonly usage: string;
  readonly kind: "standing" | "order";
  /** Shown by help, enforced by the plugin. */
  readonly who: Who;
  readonly does: string;
  /** The word is about the head that its writer had before their eyes. */
  readonly binds?: "head";
  /** A word that grants a person's consent never counts in a pull request's own description. */
  readonly inDescription: boolean;
  /** Typed argument from the name as written (lower-case) and the trimmed rest of the line; undefined: not this word (`/lgtm thanks`). */
  parse(name: string, rest: string): Argument | undefined;
  /** Whether this use of the word can only restrict (`/hold`, `/lgtm cancel`): such a use survives an edit and a deletion. */
  restricts(argument: Argument): boolean;
}

/** A line that starts with a slash in its first column, outside code, quotes and HTML comments. */
export interface CommandLine {
  /** As written. Compared without case by everyone. */
  readonly name: string;
  readonly rest: string;
}

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

// Go's \s, which Prow's patterns use: no vertical tab, no Unicode blanks. A no-break space at the end disables a word there and here.
const blank = "[\\t\\n\\f\\r ]";
const commandShape = /^\/([^\t\n\f\r ]+)(.*)$/s;
const outerBlanks = new RegExp(`^${blank}+|${blank}+$`, "g");
const fenceShape = /^ {0,3}(`{3,}|~{3,})(.*)$/s;

/** The command lines of a Markdown text, in order. CRLF and a lone CR end a line as LF does on GitHub's pages. */
export function commandLines(text: string): CommandLine[] {
  if (!text.includes("/")) return [];
  return visibleLines(text).flatMap((line) => {
    const match = commandShape.exec(line);
    return match?.[1] === undefined ? [] : [{ name: match[1], rest: (match[2] ?? "").replace(outerBlanks, "") }];
  });
}

/** Lines outside fenced code, HTML comments and code spans; what is hidden is blanked, so that no line changes its place. */
function visibleLines(text: string): string[] {
  const shown: string[] = [];
  let fence: string | undefined;
  let inComment = false;
  for (const line of text.split(/\r\n|\n|\r/)) {
    const opening = fenceShape.exec(line);
    if (fence !== undefined) {
      if (opening?.[1]?.startsWith(fence) && opening[2]?.trim() === "") fence = undefined;
      shown.push("");
    } else if (!inComment && opening?.[1] !== undefined && !(opening[1].startsWith("`") && opening[2]?.includes("`"))) {
      fence = opening[1];
      shown.push("");
    } else {
      const rest = withoutComments(line, inComment);
      inComment = rest.inComment;
      shown.push(rest.text);
    }
  }
  return withoutCodeSpans(shown);
}

function withoutComments(line: string, startsInside: boolean): { text: string; inComment: boolean } {
  let text = "";
  let at = 0;
  let inside = startsInside;
  // What follows the end of a comment is not in the first column of the page's line: it must not become a command.
  let hidAnything = startsInside;
  while (at < line.length) {
    const end = inside ? line.indexOf("-->", at) : line.indexOf("<!--", at);
    if (end === -1) {
      if (!inside) text += line.slice(at);
      break;
    }
    if (inside) at = end + 3;
    else {
      text += line.slice(at, end);
      at = end + 4;
      hidAnything = true;
    }
    inside = !inside;
  }
  return { text: hidAnything && text.startsWith("/") && !line.startsWith("/") ? ` ${text}` : text, inComment: inside };
}

/** A code span may cross lines within a paragraph: a command line that lies inside one is code. */
function withoutCodeSpans(lines: readonly string[]): string[] {
  const shown = [...lines];
  for (let first = 0; first < shown.length; first += 1) {
    if (shown[first]?.trim() === "") continue;
    let last = first;
    while (last + 1 < shown.length && shown[last + 1]?.trim() !== "") last += 1;
    const paragraph = shown.slice(first, last + 1).join("\n");
    if (paragraph.includes("`")) shown.splice(first, last - first + 1, ...withoutSpans(paragraph).split("\n"));
    first = last;
  }
  return shown;
}

function withoutSpans(paragraph: string): string {
  let text = "";
  let at = 0;
  for (const { run, start } of backtickRuns(paragraph)) {
    if (start < at) continue;
    const end = closingRun(paragraph, start + run, run);
    if (end === undefined) continue;
    const span = paragraph.slice(start, end);
    // Only a span over several lines can hide a command; its lines lose their first column.
    text += paragraph.slice(at, start) + span.replaceAll("\n/", "\n /");
    at = end;
  }
  return text + paragraph.slice(at);
}

const backtickRuns = (text: string) => [...text.matchAll(/`+/g)].map((match) => ({ run: match[0].length, start: match.index }));

function closingRun(text: string, from: number, length: number): number | undefined {
  for (const match of text.slice(from).matchAll(/`+/g)) if (match[0].length === length) return from + match.index + length;
  return undefined;
}

/** What a statement says, line by line, with what an edit or a deletion left of it. */
export function saidLines(statement: Statement): SaidLine[] {
  if (!isText(statement)) return [];
  const lines = (body: string, may: SaidLine["may"]) => commandLines(body).map((line) => ({ ...line, said: statement, may }));
  switch (statement.presence) {
    case "standing":
      return lines(statement.body, "everything");
    case "edited":
      return [...(statement.firstBody === undefined ? [] : lines(statement.firstBody, "restrict")), ...lines(statement.body, "restrict")];
    case "gone":
      return lines(statement.firstBody ?? statement.body, "restrict");
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
    const argument = definition.parse(name, line.rest);
    if (argument === undefined || (line.may === "restrict" && !definition.restricts(argument))) return [];
    return [{ definition, argument, said: line.said }];
  });
}

export const isDescription = (said: Comment | Review): boolean => said.kind === "comment" && said.place === "body";

/** The words of one definition among those of a plugin, with their argument's type. */
export const usesOf = <Argument>(words: readonly Word[], definition: WordDefinition<Argument>): Word<Argument>[] =>
  words.filter((word): word is Word<Argument> => (word.definition as unknown) === definition);
