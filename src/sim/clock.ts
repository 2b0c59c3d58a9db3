/** The simulated GitHub's clock: UTC, whole seconds, moved only by hand. */

/** Monday morning, so that stories read well. */
const opening = Date.UTC(2026, 2, 2, 9, 0, 0) / 1000;

/** Seconds since 1970, as GitHub writes them: UTC, no fraction. */
export const timestamp = (seconds: number): string => `${new Date(seconds * 1000).toISOString().slice(0, 19)}Z`;

export class Clock {
  #now: number;

  constructor(start: number = opening) {
    this.#now = start;
  }

  /** Whole seconds since 1970. */
  now(): number {
    return this.#now;
  }

  advance(seconds: number): void {
    if (!Number.isInteger(seconds) || seconds < 0) throw new RangeError(`the clock moves forward by whole seconds, not by ${seconds}`);
    this.#now += seconds;
  }

  toString(): string {
    return timestamp(this.#now);
  }
}
