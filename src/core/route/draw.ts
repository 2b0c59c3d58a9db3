/** Draws: which of some people a choice takes, where the rules leave it open. The same seed always draws the same. */
import { uniformBelow } from "../owners/permutation.ts";

/** Index of one among so many, who stand in order of bytes. */
export type Draw = (size: number) => number;

export const takesFirst: Draw = () => 0;
export const takesLast: Draw = (size) => size - 1;

/** Draws with equal chances. The seed is an integer of at most 53 bits. */
export const seededDraw = (seed: number): Draw => uniformBelow(seed);

/** FNV-1a: spreads a name over 32 bits, so that it can be a seed, or break a tie without favouring the same letters each time. */
export function hashOf(text: string): number {
  let value = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) value = Math.imul(value ^ text.charCodeAt(at), 0x01000193) >>> 0;
  return value;
}
