/** Lines: texts as sequences of numbers. Two lines have one number if they are the same bytes, the line feed at their end included. */

export type Lines = Int32Array;

export const areEqual = (one: Lines, other: Lines): boolean => one.length === other.length && one.every((line, at) => line === other[at]);

/** For each line whether it is part of a change. */
export type Marks = Uint8Array;

/** A text, or part of one, with its marks. */
export interface Marked {
  readonly lines: Lines;
  readonly marks: Marks;
}

/** The changed lines of a text and of what became of it; what is not marked is the same, line by line, on both sides. */
export interface Changes {
  readonly before: Marks;
  readonly after: Marks;
}

/** Numbers of lines that hold for all texts counted with it. A line's number is at most the count of different lines before it. */
export class LineNumbers {
  readonly #numbers = new Map<string, number>();

  /** A last line without a line feed is another line than with one. */
  of(text: Uint8Array): Lines {
    // Each byte becomes one character of its own, so that no two different lines become one.
    const characters = new TextDecoder("latin1").decode(text);
    const lines: number[] = [];
    for (let start = 0; start < characters.length; ) {
      const end = characters.indexOf("\n", start) + 1 || characters.length;
      lines.push(this.#numberOf(characters.slice(start, end)));
      start = end;
    }
    return Int32Array.from(lines);
  }

  #numberOf(line: string): number {
    const known = this.#numbers.get(line);
    if (known !== undefined) return known;
    this.#numbers.set(line, this.#numbers.size);
    return this.#numbers.size - 1;
  }
}
