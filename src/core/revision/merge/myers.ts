/**
 * Myers' difference in linear space, with git's two ways to need less time: equal ends are set aside first, and lines that have no partner,
 * or so many that they say nothing amid such, take no part.
 */

import { type Box, withoutEqualEnds } from "./box.ts";
import type { Budget } from "./budget.ts";
import type { Changes, Lines } from "./lines.ts";
import { MiddleSearch } from "./middle.ts";
import { type Participants, participantsOf } from "./participants.ts";

export function myersChanges(before: Lines, after: Lines, budget: Budget): Changes {
  const [left, right] = participantsOf(before, after, budget);
  const search = new MiddleSearch(left.lines, right.lines, budget);
  const open: Box[] = [{ left: 0, leftEnd: left.lines.length, right: 0, rightEnd: right.lines.length }];
  for (let box = open.pop(); box !== undefined; box = open.pop()) {
    const inner = withoutEqualEnds(box, left.lines, right.lines);
    budget.spend(1 + box.leftEnd - box.left - (inner.leftEnd - inner.left));
    if (inner.left === inner.leftEnd || inner.right === inner.rightEnd) {
      mark(left, inner.left, inner.leftEnd);
      mark(right, inner.right, inner.rightEnd);
    } else {
      const middle = search.middleOf(inner);
      open.push({ ...inner, left: middle.left, right: middle.right });
      open.push({ ...inner, leftEnd: middle.left, rightEnd: middle.right });
    }
  }
  return { before: left.marks, after: right.marks };
}

function mark({ marks, places }: Participants, start: number, end: number): void {
  for (const place of places.subarray(start, end)) marks[place] = 1;
}
