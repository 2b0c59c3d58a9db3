/** The permutations of Go's `math/rand` (version 1), so that the same pull request number names the same people as Prow does. */
import { permutationState } from "./permutation-state.ts";

const length = 607;
const tap = 273;
const modulus = 2 ** 31 - 1;

/** 64-bit numbers in two halves: additions are by far the most frequent step, and halves are much faster than big integers. */
interface Words {
  readonly high: Uint32Array;
  readonly low: Uint32Array;
}

const mixedIn: Words = wordsOf(permutationState);

function wordsOf(hex: string): Words {
  const half = (at: number): number => Number.parseInt(hex.slice(at, at + 8), 16);
  return {
    high: Uint32Array.from({ length }, (_, n) => half(n * 16)),
    low: Uint32Array.from({ length }, (_, n) => half(n * 16 + 8)),
  };
}

/** Element i is the index of what stands at place i after the shuffle. The seed is an integer of at most 53 bits. */
export function goPermutation(seed: number, size: number): readonly number[] {
  if (size === 0) return [];
  const next = generator(seed);
  const order: number[] = [];
  for (let at = 0; at < size; at++) {
    const other = below(at + 1, next);
    order[at] = order[other] ?? at;
    order[other] = at;
  }
  return order;
}

/** Draws integers from 0 to one below a limit, all with equal chances. The seed is an integer of at most 53 bits. */
export function uniformBelow(seed: number): (limit: number) => number {
  const next = generator(seed);
  return (limit) => below(limit, next);
}

/** Uniform in 0 .. limit-1. */
function below(limit: number, next: () => number): number {
  if ((limit & (limit - 1)) === 0) return next() & (limit - 1);
  const largest = 2 ** 31 - 1 - (2 ** 31 % limit);
  let drawn = next();
  while (drawn > largest) drawn = next();
  return drawn % limit;
}

/** A source of 31-bit numbers. */
function generator(seed: number): () => number {
  const { high, low } = seeded(seed);
  let feed = length - tap;
  let tapped = 0;
  return () => {
    tapped = tapped === 0 ? length - 1 : tapped - 1;
    feed = feed === 0 ? length - 1 : feed - 1;
    const sum = (low[feed] ?? 0) + (low[tapped] ?? 0);
    const carry = sum >= 2 ** 32 ? 1 : 0;
    low[feed] = sum;
    high[feed] = (high[feed] ?? 0) + (high[tapped] ?? 0) + carry;
    return (high[feed] ?? 0) & 0x7fffffff;
  };
}

function seeded(seed: number): Words {
  let x = ((seed % modulus) + modulus) % modulus || 89482311;
  const step = (): number => {
    x = (48271 * x) % modulus;
    return x;
  };
  for (let skipped = 0; skipped < 20; skipped++) step();
  const high = new Uint32Array(length);
  const low = new Uint32Array(length);
  for (let at = 0; at < length; at++) {
    const [first, second, third] = [step(), step(), step()];
    high[at] = (first << 8) ^ (second >>> 12) ^ (mixedIn.high[at] ?? 0);
    low[at] = (second << 20) ^ third ^ (mixedIn.low[at] ?? 0);
  }
  return { high, low };
}
