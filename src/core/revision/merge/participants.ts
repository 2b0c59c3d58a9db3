/**
 * Participants: the lines that Myers' algorithm compares. Git leaves out those without a partner on the other side, which are changed
 * anyway, and those with very many partners that stand amid such lines, where a match would mean nothing.
 */
import { withoutEqualEnds } from "./box.ts";
import type { Budget } from "./budget.ts";
import type { Lines, Marks } from "./lines.ts";

export interface Participants {
  readonly lines: Lines;
  /** Where each stands in the whole text. */
  readonly places: Int32Array;
  /** By line of the whole text: set for those that were left out. */
  readonly marks: Marks;
}

const alone = 0;
const some = 1;
const many = 2;

/** From here on a line has many partners, however long the texts. */
const manyAtMost = 1024;
/** So far above and below a line its neighbours are looked at. */
const neighbourhood = 100;

export function participantsOf(before: Lines, after: Lines, budget: Budget): [Participants, Participants] {
  const whole = { left: 0, leftEnd: before.length, right: 0, rightEnd: after.length };
  const { left, leftEnd, right, rightEnd } = withoutEqualEnds(whole, before, after);
  budget.spend(before.length + after.length);
  return [chosen(before, left, leftEnd, partners(before, after), budget), chosen(after, right, rightEnd, partners(after, before), budget)];
}

/** For each line how many equal ones the other text has. */
function partners(lines: Lines, others: Lines): Int32Array {
  const counts = new Map<number, number>();
  for (const line of others) counts.set(line, (counts.get(line) ?? 0) + 1);
  return lines.map((line) => counts.get(line) ?? 0);
}

/** Between equal ends alone. */
function chosen(lines: Lines, start: number, end: number, counts: Int32Array, budget: Budget): Participants {
  const threshold = Math.min(roughRoot(lines.length), manyAtMost);
  const kinds = counts.subarray(start, end).map((count) => (count === 0 ? alone : count >= threshold ? many : some));
  const places: number[] = [];
  const marks = new Uint8Array(lines.length);
  for (const [at, kind] of kinds.entries()) {
    if (kind === many) budget.spend(neighbourhood);
    if (kind === some || (kind === many && !isAmidStrangers(kinds, at))) places.push(start + at);
    else marks[start + at] = 1;
  }
  return { lines: Int32Array.from(places, (place) => lines[place] ?? 0), places: Int32Array.from(places), marks };
}

/** A power of two near the square root, as git reckons it. */
function roughRoot(count: number): number {
  let root = 1;
  for (let rest = count; rest > 0; rest >>= 2) root *= 2;
  return root;
}

/** Whether, up to the next line with some partners above and below, more than three quarters are without any, on both sides at least one. */
function isAmidStrangers(kinds: Int32Array, at: number): boolean {
  const above = runFrom(kinds, at, -1);
  const below = runFrom(kinds, at, 1);
  if (above.strangers === 0 || below.strangers === 0) return false;
  const frequent = above.frequent + below.frequent + 2;
  return frequent * 4 < frequent + above.strangers + below.strangers;
}

function runFrom(kinds: Int32Array, at: number, step: 1 | -1): { strangers: number; frequent: number } {
  const run = { strangers: 0, frequent: 0 };
  for (let distance = 1; distance <= neighbourhood; distance++) {
    const kind = kinds[at + step * distance];
    if (kind === alone) run.strangers++;
    else if (kind === many) run.frequent++;
    else break;
  }
  return run;
}
