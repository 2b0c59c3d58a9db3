/**
 * How long one evaluation of OWNERS takes on facts already read: parsed OWNERS and path list in, answers of all files and the approval
 * out.
 */
import { changeOf, decisionOf } from "../../src/core/owners/approval.ts";
import type { Decided } from "./run.ts";

export interface Timed {
  readonly corpus: string;
  readonly n: number;
  readonly files: number;
  readonly ms: number;
}

export interface OwnersTiming {
  readonly median: number;
  readonly p99: number;
  readonly max: number;
  readonly largest: Timed;
}

const runs = 5;
const nobody = { by: new Set<never>(), administrators: new Set<never>() };

/** The median of five runs after a warm-up. */
export function timed(corpus: string, { one, owners }: Decided): Timed {
  const evaluate = (): number => {
    const start = performance.now();
    decisionOf(changeOf(owners, one.paths), nobody);
    return performance.now() - start;
  };
  evaluate();
  const ms = Array.from({ length: runs }, evaluate).sort((left, right) => left - right)[Math.floor(runs / 2)] ?? 0;
  return { corpus, n: one.n, files: one.paths.length, ms };
}

export function timingOf(all: readonly Timed[]): OwnersTiming {
  const sorted = all.map(({ ms }) => ms).sort((left, right) => left - right);
  const at = (share: number): number => rounded(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0);
  const largest = all.reduce((most, one) => (one.files > most.files ? one : most), { corpus: "", n: 0, files: 0, ms: 0 });
  return { median: at(0.5), p99: at(0.99), max: at(1), largest: { ...largest, ms: rounded(largest.ms) } };
}

const rounded = (ms: number): number => Math.round(ms * 10_000) / 10_000;
