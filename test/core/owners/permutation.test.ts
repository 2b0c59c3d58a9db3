/** Go's permutation by known vectors, and the derivation of the state that it mixes in. */
import { describe, expect, test } from "vitest";
import { goPermutation } from "../../../src/core/owners/permutation.ts";
import { permutationState } from "../../../src/core/owners/permutation-state.ts";

describe("Go's permutation", () => {
  test.each([
    [0, 2, "1 0"],
    [0, 3, "1 2 0"],
    [0, 5, "4 2 3 0 1"],
    [0, 10, "8 2 3 0 5 7 1 6 9 4"],
    [1, 2, "0 1"],
    [1, 3, "0 1 2"],
    [1, 10, "9 4 2 6 8 0 3 1 7 5"],
    [2, 10, "3 0 6 2 8 1 9 4 7 5"],
    [10, 2, "1 0"],
    [13, 2, "0 1"],
    [42, 5, "0 1 3 4 2"],
    [12345, 5, "3 4 1 0 2"],
  ])("of seed %i and size %i", (seed, size, order) => {
    expect(goPermutation(seed, size).join(" ")).toBe(order);
  });

  test("of any size holds every index once", () => {
    for (const size of [0, 1, 7, 64, 1000]) {
      expect(goPermutation(44784, size).toSorted((left, right) => left - right)).toEqual(Array.from({ length: size }, (_, n) => n));
    }
  });
});

/** Leaps ahead in x[n] = x[n-607] + x[n-273] by raising the recurrence's polynomial to the 7.8e12th power. */
describe("the state mixed into every seed", () => {
  const length = 607;
  const lag = 334;
  const word = (1n << 64n) - 1n;
  const width = 144n;

  const packed = (numbers: readonly bigint[]): bigint =>
    BigInt(
      `0x${numbers
        .toReversed()
        .map((n) => n.toString(16).padStart(36, "0"))
        .join("")}`,
    );

  function product(left: readonly bigint[], right: readonly bigint[]): bigint[] {
    const digits = (packed(left) * packed(right)).toString(16).padStart(Number(width / 4n) * (2 * length), "0");
    const terms = Array.from({ length: 2 * length - 1 }, (_, n) => {
      const end = digits.length - n * 36;
      return BigInt(`0x${digits.slice(end - 36, end)}`) & word;
    });
    for (let at = terms.length - 1; at >= length; at--) {
      const term = terms[at] ?? 0n;
      for (const to of [at - length, at - length + lag]) terms[to] = ((terms[to] ?? 0n) + term) & word;
    }
    return terms.slice(0, length);
  }

  function powerOfX(exponent: number): readonly bigint[] {
    const unit = (at: number): bigint[] => Array.from({ length }, (_, n) => (n === at ? 1n : 0n));
    let result = unit(0);
    for (const bit of exponent.toString(2)) {
      result = product(result, result);
      if (bit === "1") result = product(result, unit(1));
    }
    return result;
  }

  /** What the generator starts from with seed 1, oldest first. */
  function beginning(): readonly bigint[] {
    let x = 1;
    const step = (): bigint => {
      x = (48271 * x) % (2 ** 31 - 1);
      return BigInt(x);
    };
    for (let skipped = 0; skipped < 20; skipped++) step();
    const vector = Array.from({ length }, () => (step() << 20n) ^ (step() << 10n) ^ step());
    return vector.map((_, at) => vector[(lag - 1 - at + length) % length] ?? 0n);
  }

  test("is the generator's own after 7.8e12 steps", () => {
    const steps = 7_800_000_000_000;
    const sequence = [...beginning()];
    for (let at = length; at < 2 * length; at++) sequence.push(((sequence[at - length] ?? 0n) + (sequence[at - 273] ?? 0n)) & word);
    const coefficients = powerOfX(steps);
    const derived: string[] = [];
    for (let later = 0; later < length; later++) {
      const value = coefficients.reduce((sum, coefficient, at) => sum + coefficient * (sequence[at + later] ?? 0n), 0n) & word;
      derived[(((lag - 1 - later - steps) % length) + length) % length] = value.toString(16).padStart(16, "0");
    }
    expect(derived.join("")).toBe(permutationState);
  });
});
