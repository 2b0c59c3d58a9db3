/** Mistake: something wrong on one line of a file as a pull request leaves it. */
import { normalisedBreaks } from "../owners/lines.ts";

export interface Mistake {
  readonly file: string;
  /** Counted from 1; the first where no line is to blame. */
  readonly line: number;
  /** A warning stops nobody. */
  readonly level: "failure" | "warning";
  /** A sentence without its full stop; plain text that may hold whatever stands in the file. */
  readonly what: string;
}

/** What was never closed a parser misses at the end, on a line that the file does not have. */
export const lineWithin = (text: string, line: number): number =>
  Math.max(1, Math.min(line, normalisedBreaks(text).trimEnd().split("\n").length));

/** What is wrong with the text of an options file, in this repository. */
export type OptionsCheck = (text: string, repository: { readonly owner: string; readonly name: string }) => readonly Mistake[];
