/** A box: the part of two sequences in which they are still to be compared. */
import type { Lines } from "./lines.ts";

/** Part of both sequences; ends are exclusive. */
export interface Box {
  readonly left: number;
  readonly leftEnd: number;
  readonly right: number;
  readonly rightEnd: number;
}

/** The box less what both have in common at its start and at its end. */
export function withoutEqualEnds(box: Box, lefts: Lines, rights: Lines): Box {
  let { left, leftEnd, right, rightEnd } = box;
  while (left < leftEnd && right < rightEnd && lefts[left] === rights[right]) {
    left++;
    right++;
  }
  while (left < leftEnd && right < rightEnd && lefts[leftEnd - 1] === rights[rightEnd - 1]) {
    leftEnd--;
    rightEnd--;
  }
  return { left, leftEnd, right, rightEnd };
}
