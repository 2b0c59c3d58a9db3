/**
 * Histogram difference, as git takes it for merges: the common stretch that holds the rarest line is the anchor, and what is above and
 * below it is compared in the same way. Where every common line occurs too often to be an anchor, Myers' algorithm compares instead.
 */
import type { Budget } from "./budget.ts";
import type { Changes, Lines } from "./lines.ts";
import { myersChanges } from "./myers.ts";
import { Occurrences } from "./occurrences.ts";

/** A line that occurs more often is no anchor. */
const mostOccurrences = 64;

/** Part of both texts; ends are exclusive. */
interface Region {
  readonly before: number;
  readonly beforeEnd: number;
  readonly after: number;
  readonly afterEnd: number;
}

export function histogramChanges(before: Lines, after: Lines, budget: Budget): Changes {
  const changes = { before: new Uint8Array(before.length), after: new Uint8Array(after.length) };
  const occurrences = new Occurrences(before, after);
  const open: Region[] = [{ before: 0, beforeEnd: before.length, after: 0, afterEnd: after.length }];
  for (let region = open.pop(); region !== undefined; region = open.pop()) {
    budget.spend(1);
    const anchor = isOneSided(region) ? "none" : anchorIn(region, before, after, occurrences, budget);
    if (anchor === "none") {
      changes.before.fill(1, region.before, region.beforeEnd);
      changes.after.fill(1, region.after, region.afterEnd);
    } else if (anchor === "all too frequent") {
      const inside = myersChanges(before.subarray(region.before, region.beforeEnd), after.subarray(region.after, region.afterEnd), budget);
      changes.before.set(inside.before, region.before);
      changes.after.set(inside.after, region.after);
    } else {
      open.push({ ...region, before: anchor.beforeEnd, after: anchor.afterEnd });
      open.push({ ...region, beforeEnd: anchor.before, afterEnd: anchor.after });
    }
  }
  return changes;
}

const isOneSided = ({ before, beforeEnd, after, afterEnd }: Region): boolean => before === beforeEnd || after === afterEnd;

/**
 * Goes through the lines of the later text and, at each, through the places of that line in the earlier one. A stretch is better than the
 * best so far if it is longer or its rarest line is rarer; lines more frequent than that are then passed over.
 */
function anchorIn(
  region: Region,
  before: Lines,
  after: Lines,
  occurrences: Occurrences,
  budget: Budget,
): Region | "none" | "all too frequent" {
  occurrences.count(region.before, region.beforeEnd);
  budget.spend(region.beforeEnd - region.before);
  let best: Region | undefined;
  let rarest = mostOccurrences + 1;
  let hasCommonLine = false;
  for (let at = region.after, next = at + 1; at < region.afterEnd; at = next, next = at + 1) {
    const frequency = occurrences.frequencyOf(after[at]);
    budget.spend(1);
    if (frequency === 0) continue;
    hasCommonLine = true;
    if (frequency > rarest) continue;
    for (let place = occurrences.first(after[at]); place >= 0; ) {
      const stretch = stretchAround(place, at, region, before, after);
      const length = stretch.beforeEnd - stretch.before;
      const rarity = occurrences.rarestIn(stretch.before, stretch.beforeEnd);
      budget.spend(length);
      next = Math.max(next, stretch.afterEnd);
      if (length > (best === undefined ? 1 : best.beforeEnd - best.before) || rarity < rarest) {
        best = stretch;
        rarest = rarity;
      }
      while (place >= 0 && place < stretch.beforeEnd) place = occurrences.next(place);
    }
  }
  if (hasCommonLine && rarest > mostOccurrences) return "all too frequent";
  return best ?? "none";
}

/** All equal lines above and below two equal ones. */
function stretchAround(place: number, at: number, region: Region, before: Lines, after: Lines): Region {
  let above = 0;
  while (place - above > region.before && at - above > region.after && before[place - above - 1] === after[at - above - 1]) above++;
  let below = 1;
  while (place + below < region.beforeEnd && at + below < region.afterEnd && before[place + below] === after[at + below]) below++;
  return { before: place - above, beforeEnd: place + below, after: at - above, afterEnd: at + below };
}
