/** Markdown: which lines of a text are commands. Code, quotes and HTML comments never hold any; every step is linear in the text. */
import { linesOutsideSpans } from "./spans.ts";

/** A line that starts with a slash in its first column, outside code, quotes and HTML comments. */
export interface CommandLine {
  /** As written, without the slash. Compared without case by everyone. */
  readonly name: string;
  /** What follows the name, without blanks at either end. */
  readonly rest: string;
  /** All that follows the name, as written. */
  readonly tail: string;
}

const commandShape = /^\/([^\t\n\f\r ]+)(.*)$/s;

/** The command lines of a Markdown text, in order. CRLF and a lone CR end a line as LF does on GitHub's pages. */
export function commandLines(text: string): CommandLine[] {
  if (!text.includes("/")) return [];
  return visibleLines(text.split(/\r\n|\n|\r/)).flatMap((line) => {
    const [, name, tail = ""] = commandShape.exec(line) ?? [];
    return name === undefined ? [] : [{ name, rest: trimmed(tail), tail }];
  });
}

/**
 * The lines of a Markdown text outside code, quotes and HTML comments, each ended by a line feed: what a pattern may be searched in that is
 * no word. A lone CR ends no line there, as in Prow's patterns, so nothing behind it stands in a first column.
 */
export function visibleText(text: string): string {
  return visibleLines(text.replaceAll(/\r(?=\/)/g, "\r ").split(/\r\n|\n|\r/)).join("\n");
}

// Go's \s, which Prow's patterns use: no vertical tab, no Unicode blanks. A no-break space at the end disables a word there and here.
const blanks = "\t\n\f\r ";

/** Without Go's blanks at either end; a pattern for the end would take quadratic time on a long run of blanks inside. */
function trimmed(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && blanks.includes(text.charAt(start))) start += 1;
  while (end > start && blanks.includes(text.charAt(end - 1))) end -= 1;
  return text.slice(start, end);
}

/** The lines in which a command may stand, in order. */
function visibleLines(lines: readonly string[]): string[] {
  return paragraphs(lines).flatMap(({ lines, isHtml }) => linesOutsideSpans(lines, isHtml));
}

/** Lines that belong together: code spans and inline comments end with them. */
interface Paragraph {
  readonly lines: string[];
  /** Raw HTML: no code spans, and a comment that is not closed in it hides everything after it. */
  readonly isHtml: boolean;
}

const fenceShape = /^[\t ]*(`{3,}(?=[^`]*$)|~{3,})(.*)$/s;
/** Markers of quotes and list items, which may hold one another. */
const containerShape = /[\t ]*(?:>|[-+*](?=[\t ]|$)|\d{1,9}[.)](?=[\t ]|$))/y;
const headingShape = /^ {0,3}#{1,6}(?:[\t ]|$)/;
const htmlShape = /^ {0,3}<\/?[a-z]/i;

/** Blocks of HTML that GitHub takes verbatim up to a line with their end, across blank lines: comments, and what browsers show as code or not at all. */
const verbatim: readonly { readonly opens: RegExp; readonly closes: RegExp }[] = [
  { opens: /^[\t ]*<!--/, closes: /-->/ },
  { opens: /^[\t ]*<\?/, closes: /\?>/ },
  { opens: /^[\t ]*<!\[CDATA\[/, closes: /\]\]>/ },
  { opens: /^[\t ]*<![a-z]/i, closes: />/ },
  { opens: /^[\t ]*<(?:pre|script|style|textarea)(?:[\t >]|$)/i, closes: /<\/(?:pre|script|style|textarea)>/i },
];

/** Where the reading of a text stands between two lines. */
interface Reading {
  readonly found: Paragraph[];
  paragraph: Paragraph | undefined;
  /** The fence that is open, or the end that the open verbatim block waits for. */
  hidden: { readonly fence: string } | { readonly until: RegExp } | undefined;
  /** Column at which the text of the open list item starts; 0 where none is open. */
  item: number;
  isAfterBlank: boolean;
}

/** The paragraphs of a text, without fenced code, verbatim HTML and the lines of quotes. */
function paragraphs(lines: readonly string[]): Paragraph[] {
  const reading: Reading = { found: [], paragraph: undefined, hidden: undefined, item: 0, isAfterBlank: true };
  for (const line of lines) readLine(reading, line);
  return reading.found;
}

function readLine(reading: Reading, line: string): void {
  const isBlank = trimmed(line) === "";
  if (reading.hidden !== undefined) {
    if (endsHidden(reading.hidden, line)) reading.hidden = undefined;
  } else if (isBlank) {
    reading.paragraph = undefined;
  } else {
    readShownLine(reading, line);
  }
  reading.isAfterBlank = isBlank;
}

function endsHidden(hidden: NonNullable<Reading["hidden"]>, line: string): boolean {
  if ("until" in hidden) return hidden.until.test(line);
  const [, marks, rest = ""] = fenceShape.exec(line) ?? [];
  return marks?.startsWith(hidden.fence) === true && trimmed(rest) === "" && indentation(line) < 4;
}

function readShownLine(reading: Reading, line: string): void {
  const content = containerEnd(line);
  const block = verbatimStart(line.slice(content), content > 0 ? 0 : reading.item);
  const fence = fenceShape.exec(line)?.[1];
  const indent = indentation(line);
  const startsBlock = content > 0 || block !== undefined || fence !== undefined || headingShape.test(line);
  if (indent < reading.item && (startsBlock || reading.isAfterBlank)) reading.item = 0;
  if (startsBlock) reading.paragraph = undefined;

  if (block !== undefined) {
    if (!block.closes.test(line.slice(content))) reading.hidden = { until: block.closes };
  } else if (fence !== undefined) {
    // A fence of a list item ends with the item, thus before the next line that starts in the first column.
    if (indent < 4 && (reading.item === 0 || indent < reading.item)) reading.hidden = { fence };
  } else if (content > 0) {
    if (trimmed(line).startsWith(">")) return;
    reading.item = content + 1;
    addLine(reading, line);
  } else {
    addLine(reading, line);
  }
}

/** What is indented by four columns or more is code, which shows its angle brackets. */
const verbatimStart = (text: string, item: number) =>
  indentation(text) - item < 4 ? verbatim.find(({ opens }) => opens.test(text)) : undefined;

function addLine(reading: Reading, line: string): void {
  if (reading.paragraph === undefined) {
    reading.paragraph = { lines: [], isHtml: htmlShape.test(line) };
    reading.found.push(reading.paragraph);
  }
  reading.paragraph.lines.push(line);
  if (reading.paragraph.isHtml && line.lastIndexOf("<!--") > line.lastIndexOf("-->")) {
    reading.hidden = { until: /-->/ };
    reading.paragraph = undefined;
  }
}

/** Behind the last of the markers of quotes and list items with which a line starts. */
function containerEnd(line: string): number {
  let end = 0;
  containerShape.lastIndex = 0;
  while (containerShape.test(line)) end = containerShape.lastIndex;
  return end;
}

const indentation = (line: string): number => {
  let columns = 0;
  for (const character of line) {
    if (character === " ") columns += 1;
    else if (character === "\t") columns += 4 - (columns % 4);
    else break;
  }
  return columns;
};
