/** Objects: the git trees and blobs that a walk asks for, and how they come back. */
import type { Sha } from "../ids.ts";
import type { TreeEntry } from "../owners/along.ts";

/** What a walk needs next: each id once, all of one kind. */
export type ObjectsNeed =
  | { readonly kind: "trees"; readonly oids: readonly Sha[] }
  | { readonly kind: "blobs"; readonly oids: readonly Sha[] };

/**
 * The answer, of the kind that was asked for, with every id that was asked for. Whoever reads vouches that each object has the id it is
 * handed over under. What may pass (a request that failed) is thrown by the reader and must not come as `Unreadable`: that loses a vote.
 */
export type ObjectsRead =
  | { readonly kind: "trees"; readonly trees: ReadonlyMap<Sha, Directory | Unreadable> }
  | { readonly kind: "blobs"; readonly blobs: ReadonlyMap<Sha, Uint8Array | Unreadable> };

/** All entries of one directory, in any order; names as `entryName` spells them. */
export type Directory = readonly TreeEntry[];

/** An object that cannot be had: gone, larger than the reader takes, or left out of what was handed over. */
export interface Unreadable {
  readonly unreadable: "unreadable" | "too large" | "contents not given";
}

export const isUnreadable = (read: Directory | Uint8Array | Unreadable): read is Unreadable => "unreadable" in read;

/** Git never writes an empty directory but for a root, nor one name twice; who does so may hide one file behind another. */
export function isWellFormed(directory: Directory, path: string): boolean {
  if (directory.length === 0 && path !== "") return false;
  const names = new Set(directory.map(({ name }) => name));
  return names.size === directory.length && directory.every(({ name }) => name !== "" && !name.includes("/"));
}

/**
 * A name in a git tree is bytes, and two names must never become one. One that is not UTF-8 keeps each byte above 127 as a lone surrogate,
 * which no UTF-8 decodes to.
 */
export function entryName(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return Array.from(bytes, (byte) => String.fromCharCode(byte < 0x80 ? byte : 0xdc00 + byte)).join("");
  }
}
