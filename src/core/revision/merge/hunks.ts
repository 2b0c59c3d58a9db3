/** Hunks: what has to be replaced in a text to get another one, as git finds it when it merges. */
import type { Budget } from "./budget.ts";
import { compact, type Meeting } from "./compaction.ts";
import { histogramChanges } from "./histogram.ts";
import type { Changes, Lines } from "./lines.ts";
import { myersChanges } from "./myers.ts";

/** Lines `from` to `to` (exclusive) of the earlier text have become lines `newFrom` to `newTo` of the later one. */
export interface Hunk {
  readonly from: number;
  readonly to: number;
  readonly newFrom: number;
  readonly newTo: number;
}

/** In order, with at least one unchanged line between two of them. */
export type Hunks = readonly Hunk[];

/**
 * As git had them before version 2.54, and as it has had them since: groups of changes that were moved up against each other are compared
 * once more, since they may hold equal lines. Mostly the two are one.
 */
export interface Difference {
  readonly before254: Hunks;
  readonly since254: Hunks;
}

export function differenceBetween(before: Lines, after: Lines, budget: Budget): Difference {
  const changes = histogramChanges(before, after, budget);
  const again = { before: changes.before.slice(), after: changes.after.slice() };
  let haveMet = false;
  const before254 = compactedHunks(before, after, changes, budget, () => {
    haveMet = true;
  });
  if (!haveMet) return { before254, since254: before254 };
  const since254 = compactedHunks(before, after, again, budget, (group, other) => {
    const inside = myersChanges(group.lines, other.lines, budget);
    group.marks.set(inside.before);
    other.marks.set(inside.after);
  });
  return { before254, since254 };
}

function compactedHunks(before: Lines, after: Lines, changes: Changes, budget: Budget, whenTheyMeet: Meeting): Hunks {
  const earlier = { lines: before, marks: changes.before };
  const later = { lines: after, marks: changes.after };
  compact(earlier, later, budget, whenTheyMeet);
  compact(later, earlier, budget, whenTheyMeet);
  return hunksOf(changes);
}

function hunksOf({ before, after }: Changes): Hunks {
  const hunks: Hunk[] = [];
  for (let from = 0, newFrom = 0; from <= before.length; from++, newFrom++) {
    const hunk = { from, to: endOf(before, from), newFrom, newTo: endOf(after, newFrom) };
    if (hunk.to > from || hunk.newTo > newFrom) hunks.push(hunk);
    from = hunk.to;
    newFrom = hunk.newTo;
  }
  return hunks;
}

function endOf(marks: Uint8Array, start: number): number {
  let end = start;
  while (marks[end] === 1) end++;
  return end;
}
