/** Changes: every path at which two trees differ, by walking them together and reading only directories whose hashes differ. */
import type { Sha } from "../ids.ts";
import type { TreeEntry } from "../owners/along.ts";
import { byBytes } from "../owners/bytes.ts";
import { joined } from "../owners/paths.ts";
import { isUnreadable, isWellFormed, type ObjectsNeed, type ObjectsRead } from "./objects.ts";
import { isDirectory } from "./path-rule.ts";

/** What stands at a path that is no directory. */
export type Leaf = Pick<TreeEntry, "mode" | "oid">;

/** Undefined: nothing is there. A file that becomes a directory is removed, and what is in the directory added. */
export interface TreeChange {
  readonly path: string;
  readonly before: Leaf | undefined;
  readonly after: Leaf | undefined;
}

export type TreeChanges =
  | { readonly kind: "changes"; readonly changes: readonly TreeChange[] }
  /** More directories differ than may be read. */
  | { readonly kind: "too many" }
  | { readonly kind: "unreadable" };

interface Pair {
  readonly path: string;
  readonly before: Sha | undefined;
  readonly after: Sha | undefined;
}

/** Yields one level of directories after the other; in the order of the paths' bytes. `mostDirectories`: so many may be read on either side. */
export function* changesBetween(before: Sha, after: Sha, mostDirectories: number): Generator<ObjectsNeed, TreeChanges, ObjectsRead> {
  const changes: TreeChange[] = [];
  let level: readonly Pair[] = before === after ? [] : [{ path: "", before, after }];
  for (let read = 0; level.length > 0; ) {
    read += level.length;
    if (read > mostDirectories) return { kind: "too many" };
    const answer = yield { kind: "trees", oids: [...new Set(level.flatMap(sidesOf))] };
    const below: Pair[] = [];
    for (const pair of level) {
      const [old, young] = [entriesOf(pair, pair.before, answer), entriesOf(pair, pair.after, answer)];
      if (old === undefined || young === undefined) return { kind: "unreadable" };
      for (const name of new Set([...old.keys(), ...young.keys()])) {
        const path = joined(pair.path, name);
        const sides = { before: old.get(name), after: young.get(name) };
        if (isSame(sides.before, sides.after)) continue;
        const [from, to] = [leafOf(sides.before), leafOf(sides.after)];
        if (from !== undefined || to !== undefined) changes.push({ path, before: from, after: to });
        const [left, right] = [directoryOf(sides.before), directoryOf(sides.after)];
        if (left !== undefined || right !== undefined) below.push({ path, before: left, after: right });
      }
    }
    level = below;
  }
  return { kind: "changes", changes: changes.toSorted((a, b) => byBytes(a.path, b.path)) };
}

const sidesOf = ({ before, after }: Pair): Sha[] => [before, after].filter((oid) => oid !== undefined);

/** Undefined: unreadable. Throws where an answer lacks what was asked: no answer about a directory is not an empty directory. */
function entriesOf({ path }: Pair, oid: Sha | undefined, answer: ObjectsRead): ReadonlyMap<string, TreeEntry> | undefined {
  if (oid === undefined) return new Map();
  const entries = answer.kind === "trees" ? answer.trees.get(oid) : undefined;
  if (entries === undefined) throw new TypeError(`no answer about tree ${oid}`);
  return isUnreadable(entries) || !isWellFormed(entries, path) ? undefined : new Map(entries.map((entry) => [entry.name, entry]));
}

const isSame = (a: TreeEntry | undefined, b: TreeEntry | undefined): boolean => a?.oid === b?.oid && a?.mode === b?.mode;
const leafOf = (entry: TreeEntry | undefined): Leaf | undefined =>
  entry === undefined || isDirectory(entry) ? undefined : { mode: entry.mode, oid: entry.oid };
const directoryOf = (entry: TreeEntry | undefined): Sha | undefined => (entry !== undefined && isDirectory(entry) ? entry.oid : undefined);
