/** Values that remember their last few seconds, so that a lagging replica can serve what was true a moment ago. */
import type { Clock } from "./clock.ts";

/** Longest time a replica may lag, in seconds. */
export const longestLag = 9;
const remembered = 64;

interface Version<T> {
  readonly moment: number;
  readonly second: number;
  readonly value: T;
}

/** Numbers every change of a world. A moment is "after so many changes". */
export class Moments {
  readonly clock: Clock;
  #count = 0;
  #recent: { moment: number; second: number }[] = [];

  constructor(clock: Clock) {
    this.clock = clock;
  }

  next(): number {
    this.#count += 1;
    this.#recent.push({ moment: this.#count, second: this.clock.now() });
    if (this.#recent.length > 2 * remembered) this.#recent = this.#recent.slice(-remembered);
    return this.#count;
  }

  get now(): number {
    return this.#count;
  }

  /** The moments that a replica lagging at most `seconds` may still be showing, oldest first; the present is not among them. */
  lagging(seconds: number): readonly number[] {
    const since = this.clock.now() - seconds;
    return this.#recent.filter(({ second }) => second > since).map(({ moment }) => moment - 1);
  }
}

export class Versioned<T> {
  readonly #moments: Moments;
  readonly #born: number;
  #current: T;
  #versions: Version<T>[];

  constructor(moments: Moments, value: T) {
    this.#moments = moments;
    this.#born = moments.next();
    this.#current = value;
    this.#versions = [{ moment: this.#born, second: moments.clock.now(), value }];
  }

  get current(): T {
    return this.#current;
  }

  set(value: T): void {
    const second = this.#moments.clock.now();
    this.#current = value;
    this.#versions.push({ moment: this.#moments.next(), second, value });
    const firstKept = this.#versions.findLastIndex((version) => version.second < second - longestLag);
    const surplus = Math.max(firstKept, this.#versions.length - remembered);
    if (surplus > 0) this.#versions.splice(0, surplus);
  }

  /** The value at a moment; undefined if it did not exist yet. Without a moment: the value of now. */
  at(moment: number | undefined): T | undefined {
    if (moment === undefined) return this.#current;
    if (moment < this.#born) return undefined;
    const version = this.#versions.findLast((candidate) => candidate.moment <= moment);
    return (version ?? this.#versions[0])?.value;
  }
}
