/** The rule of the four-tree walk at one path: what must stand there for the new head to be the reviewed change on the new base. */
import type { Sha } from "../ids.ts";
import type { TreeEntry } from "../owners/along.ts";
import type { CarryReason } from "./revision.ts";

/** The same thing in the four trees: merge base and head that were reviewed, merge base and head now. */
export interface Four<T> {
  readonly oldBase: T;
  readonly oldHead: T;
  readonly newBase: T;
  readonly newHead: T;
}

export const sides = ["oldBase", "oldHead", "newBase", "newHead"] as const;

export const mapped = <T, U>({ oldBase, oldHead, newBase, newHead }: Four<T>, change: (one: T) => U): Four<U> => ({
  oldBase: change(oldBase),
  oldHead: change(oldHead),
  newBase: change(newBase),
  newHead: change(newHead),
});

export type Entry = Pick<TreeEntry, "mode" | "oid">;
type Entries = Four<Entry | undefined>;

/** The contents of a file that both sides changed. */
export interface Contents extends Omit<Four<Sha>, "oldBase"> {
  /** Undefined where both sides added it. */
  readonly oldBase: Sha | undefined;
}

export type Finding =
  | { readonly kind: "holds" }
  | { readonly kind: "fails"; readonly reason: CarryReason }
  /** Whether it holds is for the contents to say. */
  | { readonly kind: "merge"; readonly contents: Contents };

const directoryMode = /^0?40000$/;
const regularMode = /^100(?:644|755)$/;
const symlinkMode = "120000";
const submoduleMode = "160000";

export const isDirectory = (entry: Entry | undefined): boolean => entry !== undefined && directoryMode.test(entry.mode);
const isRegular = ({ mode }: Entry): boolean => regularMode.test(mode);

/** Same kind, same permissions, same contents; or nothing on both sides. */
export function isSame(one: Entry | undefined, other: Entry | undefined): boolean {
  if (one === undefined || other === undefined) return one === other;
  return one.oid === other.oid && (one.mode === other.mode || (isDirectory(one) && isDirectory(other)));
}

/** Which side says what must stand at the path of now; undefined where both sides changed it, each in its own way. */
function decisiveSide({ oldBase, oldHead, newBase }: Entries): "oldHead" | "newBase" | undefined {
  if (isSame(oldHead, oldBase)) return "newBase";
  if (isSame(newBase, oldBase) || isSame(oldHead, newBase)) return "oldHead";
  return undefined;
}

/** Whether the identities alone say that the new head has (`holds`) or has not (`fails`) what it must; undefined: they do not say. */
export function byIdentity(entries: Entries): "holds" | "fails" | undefined {
  const side = decisiveSide(entries);
  if (side === undefined) return undefined;
  return isSame(entries[side], entries.newHead) ? "holds" : "fails";
}

/** For files, symlinks and submodules: a directory counts as nothing at its own path. */
export function findingAt(entries: Entries): Finding {
  const side = decisiveSide(entries);
  if (side === undefined) return changedOnBothSides(entries);
  return isSame(entries[side], entries.newHead) ? { kind: "holds" } : fails(differenceOf(entries[side], entries.newHead));
}

function changedOnBothSides({ oldBase, oldHead, newBase, newHead }: Entries): Finding {
  const given = [oldBase, oldHead, newBase].filter((entry) => entry !== undefined);
  if (given.some(({ mode }) => mode === submoduleMode)) return fails("submodule");
  if (given.some(({ mode }) => mode === symlinkMode)) return fails("symlink");
  if (oldHead === undefined || newBase === undefined) return fails("conflict");
  if (!given.every((entry) => isRegular(entry) && entry.mode === oldHead.mode)) return fails("mode");
  if (newHead === undefined || !isRegular(newHead)) return fails("differs");
  if (newHead.mode !== oldHead.mode) return fails("mode");
  return { kind: "merge", contents: { oldBase: oldBase?.oid, oldHead: oldHead.oid, newBase: newBase.oid, newHead: newHead.oid } };
}

const differenceOf = (expected: Entry | undefined, actual: Entry | undefined): CarryReason =>
  expected !== undefined && expected.oid === actual?.oid && isRegular(expected) && isRegular(actual) ? "mode" : "differs";

const fails = (reason: CarryReason): Finding => ({ kind: "fails", reason });
