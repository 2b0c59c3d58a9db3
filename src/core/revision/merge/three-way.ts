/** Three-way merge of lines: both sides' changes to one text, or a conflict, as git's merge has it. */
import type { Budget } from "./budget.ts";
import { differenceBetween, type Hunk, type Hunks } from "./hunks.ts";
import { areEqual, type Lines } from "./lines.ts";

/** Undefined: the sides changed lines that touch, or versions of git do not agree on the outcome. */
export function mergedLines(base: Lines, ours: Lines, theirs: Lines, budget: Budget): Lines | undefined {
  const our = differenceBetween(base, ours, budget);
  const their = differenceBetween(base, theirs, budget);
  const merged = replayed(base, [ours, our.before254], [theirs, their.before254]);
  if (merged === undefined || (our.since254 === our.before254 && their.since254 === their.before254)) return merged;
  const mergedSince = replayed(base, [ours, our.since254], [theirs, their.since254]);
  return mergedSince !== undefined && areEqual(merged, mergedSince) ? merged : undefined;
}

type Side = readonly [text: Lines, hunks: Hunks];

function replayed(base: Lines, [ours, ourHunks]: Side, [theirs, theirHunks]: Side): Lines | undefined {
  const merged: Lines[] = [];
  let copied = 0;
  for (const region of regionsOf(ourHunks, theirHunks)) {
    const replacement = replacementOf(region, ours, theirs);
    if (replacement === undefined) return undefined;
    merged.push(base.subarray(copied, region.from), replacement);
    copied = region.to;
  }
  return joined([...merged, base.subarray(copied)]);
}

/** Lines of the base that hunks have replaced which overlap or touch one another. */
interface Region {
  readonly from: number;
  readonly to: number;
  readonly ours: Hunks;
  readonly theirs: Hunks;
}

/** Two changes that only touch are one region: which of them comes first is not told by the base. */
function regionsOf(ours: Hunks, theirs: Hunks): Region[] {
  const all = [...ours.map((hunk) => ({ ...hunk, isOurs: true })), ...theirs.map((hunk) => ({ ...hunk, isOurs: false }))];
  const regions: { from: number; to: number; ours: Hunk[]; theirs: Hunk[] }[] = [];
  for (const { isOurs, ...hunk } of all.toSorted((a, b) => a.from - b.from)) {
    const last = regions.at(-1);
    const region = last !== undefined && hunk.from <= last.to ? last : { from: hunk.from, to: hunk.to, ours: [], theirs: [] };
    if (region !== last) regions.push(region);
    region.to = Math.max(region.to, hunk.to);
    region[isOurs ? "ours" : "theirs"].push(hunk);
  }
  return regions;
}

/** What stands in place of a region after the merge; undefined where both sides changed it and it has become two different texts. */
function replacementOf(region: Region, ours: Lines, theirs: Lines): Lines | undefined {
  const ourText = textOf(region, region.ours, ours);
  const theirText = textOf(region, region.theirs, theirs);
  if (theirText === undefined) return ourText;
  if (ourText === undefined) return theirText;
  return areEqual(ourText, theirText) ? ourText : undefined;
}

/** A region between unchanged lines of one side; undefined where that side did not change it. */
function textOf(region: Region, hunks: Hunks, side: Lines): Lines | undefined {
  const [first] = hunks;
  const last = hunks.at(-1);
  if (first === undefined || last === undefined) return undefined;
  return side.subarray(first.newFrom - (first.from - region.from), last.newTo + (region.to - last.to));
}

function joined(parts: readonly Lines[]): Lines {
  const whole = new Int32Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
