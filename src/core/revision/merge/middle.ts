/** The middle of a shortest way between two sequences, found from both ends at once in linear space, as Myers describes it. */
import type { Box } from "./box.ts";
import { type Budget, BudgetExceeded } from "./budget.ts";
import type { Lines } from "./lines.ts";

export interface Point {
  readonly left: number;
  readonly right: number;
}

/** From so many edits on git leaves the shortest way and guesses, which is not imitated. */
const mostEdits = 256;

const beyond = 0x7fffffff;

/** A diagonal holds the points of one difference `left - right`. */
export class MiddleSearch {
  readonly #left: Lines;
  readonly #right: Lines;
  readonly #budget: Budget;
  /** The farthest `left` reached on each diagonal, from the start and from the end. */
  readonly #forth: Int32Array;
  readonly #back: Int32Array;
  /** Where the diagonal 0 stands in them. */
  readonly #zero: number;

  constructor(left: Lines, right: Lines, budget: Budget) {
    this.#left = left;
    this.#right = right;
    this.#budget = budget;
    this.#zero = right.length + 1;
    this.#forth = new Int32Array(left.length + right.length + 3);
    this.#back = new Int32Array(left.length + right.length + 3);
  }

  /** Where the ways from both ends first meet. Where several do, git's order of diagonals chooses: from the highest down. */
  middleOf(box: Box): Point {
    const start = box.left - box.right;
    const end = box.leftEnd - box.rightEnd;
    const meetsForth = (start - end) % 2 !== 0;
    const forth = new Diagonals(start, box);
    const back = new Diagonals(end, box);
    this.#forth[this.#zero + start] = box.left;
    this.#back[this.#zero + end] = box.leftEnd;
    for (let edits = 1; edits <= mostEdits; edits++) {
      for (const outside of forth.widen()) this.#forth[this.#zero + outside] = -1;
      for (let diagonal = forth.to; diagonal >= forth.from; diagonal -= 2) {
        const left = this.#stepForth(diagonal, box);
        if (meetsForth && back.has(diagonal) && at(this.#back, this.#zero + diagonal) <= left) return { left, right: left - diagonal };
      }
      for (const outside of back.widen()) this.#back[this.#zero + outside] = beyond;
      for (let diagonal = back.to; diagonal >= back.from; diagonal -= 2) {
        const left = this.#stepBack(diagonal, box);
        if (!meetsForth && forth.has(diagonal) && left <= at(this.#forth, this.#zero + diagonal)) return { left, right: left - diagonal };
      }
    }
    throw new BudgetExceeded("more edits than git looks for");
  }

  /** One edit on from the better neighbour, then along equal lines. */
  #stepForth(diagonal: number, { leftEnd, rightEnd }: Box): number {
    const place = this.#zero + diagonal;
    const start = Math.max(at(this.#forth, place - 1) + 1, at(this.#forth, place + 1));
    let left = start;
    while (left < leftEnd && left - diagonal < rightEnd && this.#left[left] === this.#right[left - diagonal]) left++;
    this.#budget.spend(1 + left - start);
    this.#forth[place] = left;
    return left;
  }

  #stepBack(diagonal: number, box: Box): number {
    const place = this.#zero + diagonal;
    const start = Math.min(at(this.#back, place - 1), at(this.#back, place + 1) - 1);
    let left = start;
    while (left > box.left && left - diagonal > box.right && this.#left[left - 1] === this.#right[left - diagonal - 1]) left--;
    this.#budget.spend(1 + start - left);
    this.#back[place] = left;
    return left;
  }
}

const at = (reached: Int32Array, place: number): number => reached[place] ?? 0;

/** The diagonals that a number of edits can lead to, every second of them; at the sides of the box they turn back. */
class Diagonals {
  from: number;
  to: number;
  readonly #lowest: number;
  readonly #highest: number;

  constructor(first: number, { left, leftEnd, right, rightEnd }: Box) {
    this.from = first;
    this.to = first;
    this.#lowest = left - rightEnd;
    this.#highest = leftEnd - right;
  }

  /** One edit more. Returns the diagonals just outside that have come into sight. */
  widen(): number[] {
    const outside: number[] = [];
    if (this.from > this.#lowest) outside.push(--this.from - 1);
    else this.from++;
    if (this.to < this.#highest) outside.push(++this.to + 1);
    else this.to--;
    return outside;
  }

  has(diagonal: number): boolean {
    return this.from <= diagonal && diagonal <= this.to;
  }
}
