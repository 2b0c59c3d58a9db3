/** Occurrences: where each line stands in a part of a text, and how often. */
import type { Lines } from "./lines.ts";

export class Occurrences {
  readonly #before: Lines;
  /** By number of the line. */
  readonly #frequencies: Int32Array;
  /** By number of the line: its first place, where it has one. */
  readonly #firsts: Int32Array;
  /** By place: the next place of the same line below it, or -1. */
  readonly #nexts: Int32Array;
  #counted: readonly [start: number, end: number] = [0, 0];

  constructor(before: Lines, after: Lines) {
    this.#before = before;
    const numbers = Math.max(maximum(before), maximum(after)) + 1;
    this.#frequencies = new Int32Array(numbers);
    this.#firsts = new Int32Array(numbers);
    this.#nexts = new Int32Array(before.length);
  }

  /** From now on about lines `start` to `end` (exclusive) alone. */
  count(start: number, end: number): void {
    for (const line of this.#before.subarray(...this.#counted)) this.#frequencies[line] = 0;
    this.#counted = [start, end];
    for (let place = end - 1; place >= start; place--) {
      const line = this.#before[place] ?? 0;
      const frequency = this.frequencyOf(line);
      this.#nexts[place] = frequency === 0 ? -1 : this.first(line);
      this.#firsts[line] = place;
      this.#frequencies[line] = frequency + 1;
    }
  }

  frequencyOf(line: number | undefined): number {
    return this.#frequencies[line ?? 0] ?? 0;
  }

  first(line: number | undefined): number {
    return this.#firsts[line ?? 0] ?? -1;
  }

  next(place: number): number {
    return this.#nexts[place] ?? -1;
  }

  /** The frequency of the rarest line in a stretch. */
  rarestIn(start: number, end: number): number {
    let rarest = this.frequencyOf(this.#before[start]);
    for (let place = start + 1; place < end && rarest > 1; place++) rarest = Math.min(rarest, this.frequencyOf(this.#before[place]));
    return rarest;
  }
}

const maximum = (lines: Lines): number => lines.reduce((most, line) => Math.max(most, line), 0);
