/**
 * Compaction: a group of changed lines that could as well stand higher or lower moves, as git moves it: down as far as it goes, joining
 * the groups that it meets, but back up to where the other text changed too, if it passed such a place.
 */
import type { Budget } from "./budget.ts";
import type { Lines, Marked, Marks } from "./lines.ts";

/** Called where a group of one text has moved up against a group of the other, with both. May change their marks. */
export type Meeting = (group: Marked, other: Marked) => void;

/** Moves the groups of one text, in place. */
export function compact(text: Marked, otherText: Marked, budget: Budget, whenTheyMeet: Meeting): void {
  const group = new Group(text, budget);
  const other = new Group(otherText, budget);
  do {
    const { start, end } = group;
    if (start === end) continue;
    const hasMet = settle(group, other);
    if (hasMet && (group.start !== start || group.end !== end)) whenTheyMeet(group.marked(), other.marked());
  } while (group.toNext() && other.toNext());
}

/** Whether it stands against a group of the other text now, and could have stood elsewhere. */
function settle(group: Group, other: Group): boolean {
  let size: number;
  let highestEnd: number;
  let hasMet: boolean;
  do {
    size = group.size;
    while (group.slideUp()) other.toPrevious();
    highestEnd = group.end;
    hasMet = other.size > 0;
    while (group.slideDown()) {
      other.toNext();
      hasMet ||= other.size > 0;
    }
  } while (group.size !== size);
  if (group.end === highestEnd || !hasMet) return false;
  while (other.size === 0) {
    group.slideUp();
    other.toPrevious();
  }
  return true;
}

/** Changed lines between two unchanged ones, possibly none. Both texts have equally many groups: one before each line they share, one last. */
class Group {
  #start = 0;
  #end = 0;
  readonly #lines: Lines;
  readonly #marks: Marks;
  readonly #budget: Budget;

  constructor({ lines, marks }: Marked, budget: Budget) {
    this.#lines = lines;
    this.#marks = marks;
    this.#budget = budget;
    this.#extend();
  }

  marked(): Marked {
    return { lines: this.#lines.subarray(this.#start, this.#end), marks: this.#marks.subarray(this.#start, this.#end) };
  }

  get size(): number {
    return this.#end - this.#start;
  }

  get start(): number {
    return this.#start;
  }

  get end(): number {
    return this.#end;
  }

  toNext(): boolean {
    return this.#end < this.#marks.length && this.#standAt(this.#end + 1);
  }

  toPrevious(): boolean {
    return this.#start > 0 && this.#standAt(this.#start - 1);
  }

  /** If the line above equals the group's last one, the group may as well stand one line higher. */
  slideUp(): boolean {
    if (this.#start === 0 || this.#lines[this.#start - 1] !== this.#lines[this.#end - 1]) return false;
    this.#marks[--this.#start] = 1;
    this.#marks[--this.#end] = 0;
    return this.#extend();
  }

  slideDown(): boolean {
    if (this.#end === this.#marks.length || this.#lines[this.#start] !== this.#lines[this.#end]) return false;
    this.#marks[this.#start++] = 0;
    this.#marks[this.#end++] = 1;
    return this.#extend();
  }

  #standAt(place: number): true {
    this.#start = place;
    this.#end = place;
    return this.#extend();
  }

  #extend(): true {
    const { size } = this;
    while (this.#start > 0 && this.#marks[this.#start - 1] === 1) this.#start--;
    while (this.#marks[this.#end] === 1) this.#end++;
    this.#budget.spend(1 + this.size - size);
    return true;
  }
}
