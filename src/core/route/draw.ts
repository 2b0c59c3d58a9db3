/** Draws: which of some people a choice takes, where the rules leave it open. The same seed always draws the same. */
import { uniformBelow } from "../owners/permutation.ts";

/** Index of one among so many, who stand in order of bytes. */
export type Draw = (size: number) => number;

export const takesFirst: Draw = () => 0;
export const takesLast: Draw = (size) => size - 1;

/** Draws with equal chances. The seed is an integer of at most 53 bits. */
export const seededDraw = (seed: number): Draw => uniformBelow(seed);

/**
 * A number of 32 bits that a text stands for: a seed, or a place in an order that favours no letter. FNV-1a, whose high bits hardly depend
 * on the last letters, with the last step of MurmurHash3, which spreads them.
 */
export function hashOf(text: string): number {
  let value = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) value = Math.imul(value ^ text.charCodeAt(at), 0x01000193);
  value = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  value = Math.imul(value ^ (value >>> 13), 0xc2b2ae35);
  return (value ^ (value >>> 16)) >>> 0;
}
