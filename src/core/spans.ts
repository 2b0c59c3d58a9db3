/** Spans: which lines of a Markdown paragraph start inside a code span, a code element or an HTML comment, found in one pass. */

/** The lines whose first column a reader sees as plain text. Raw HTML has no code spans. */
export function linesOutsideSpans(lines: readonly string[], isHtml: boolean): string[] {
  const text = lines.join("\n");
  if (!/[`<]/.test(text)) return [...lines];
  const hidden = hiddenSpans(text, isHtml);
  let start = 0;
  let span = 0;
  return lines.filter((line) => {
    const at = start;
    start += line.length + 1;
    while (span < hidden.length && (hidden[span]?.end ?? 0) <= at) span += 1;
    return !((hidden[span]?.start ?? Number.POSITIVE_INFINITY) < at);
  });
}

interface Span {
  readonly start: number;
  readonly end: number;
}

/** What can begin a span; a character behind a backslash begins none. */
const openers = /\\.|`+|<!--|<(?:code|pre)(?=[\t\n >])/gis;

/** In order and without overlap: of two that cross, the one that begins first is a span. */
function hiddenSpans(text: string, isHtml: boolean): Span[] {
  const closers = new Closers(text);
  const spans: Span[] = [];
  let free = 0;
  for (const { 0: opener, index: start } of text.matchAll(openers)) {
    if (start < free || opener.startsWith("\\") || (isHtml && opener.startsWith("`"))) continue;
    const end = closers.endOf(opener, start + opener.length);
    if (end === undefined) continue;
    spans.push({ start, end });
    free = end;
  }
  return spans;
}

/** Finds the end of a span. Asked with growing positions, it reads the text once per kind of end. */
class Closers {
  readonly #text: string;
  /** By length of the run: where such runs start, in order, and how many of them are passed. */
  readonly #runs = new Map<number, { readonly starts: number[]; passed: number }>();
  readonly #absent = new Set<RegExp>();

  constructor(text: string) {
    this.#text = text;
    for (const { 0: run, index } of text.matchAll(/`+/g)) {
      const runs = this.#runs.get(run.length);
      if (runs === undefined) this.#runs.set(run.length, { starts: [index], passed: 0 });
      else runs.starts.push(index);
    }
  }

  endOf(opener: string, from: number): number | undefined {
    if (opener.startsWith("`")) return this.#endOfRun(opener.length, from);
    if (opener === "<!--") return this.#endOfText(commentEnd, from);
    return this.#endOfText(opener.length === "<pre".length ? preEnd : codeEnd, from);
  }

  #endOfRun(length: number, from: number): number | undefined {
    const runs = this.#runs.get(length);
    if (runs === undefined) return undefined;
    while (runs.passed < runs.starts.length && (runs.starts[runs.passed] ?? 0) < from) runs.passed += 1;
    const start = runs.starts[runs.passed];
    return start === undefined ? undefined : start + length;
  }

  #endOfText(closer: RegExp, from: number): number | undefined {
    if (this.#absent.has(closer)) return undefined;
    closer.lastIndex = from;
    if (closer.test(this.#text)) return closer.lastIndex;
    this.#absent.add(closer);
    return undefined;
  }
}

const commentEnd = /-->/g;
const codeEnd = /<\/code>/gi;
const preEnd = /<\/pre>/gi;
