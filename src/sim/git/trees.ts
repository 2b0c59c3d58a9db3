/** Whole trees by path: editing, looking up, listing and comparing them. */
import { type Directory, type Entry, modes, type ObjectStore, type Sha } from "./objects.ts";

/** What becomes of a path: an entry, or null where it goes away. */
export type Edits = ReadonlyMap<string, Entry | null>;

interface Level {
  readonly here: Map<string, Entry | null>;
  readonly below: Map<string, Map<string, Entry | null>>;
}

function levelOf(edits: Edits): Level {
  const here = new Map<string, Entry | null>();
  const below = new Map<string, Map<string, Entry | null>>();
  for (const [path, entry] of edits) {
    const slash = path.indexOf("/");
    if (slash < 0) {
      here.set(path, entry);
      continue;
    }
    const name = path.slice(0, slash);
    const inside = below.get(name) ?? new Map<string, Entry | null>();
    inside.set(path.slice(slash + 1), entry);
    below.set(name, inside);
  }
  return { here, below };
}

const nothing: Directory = new Map();

function editedEntries(store: ObjectStore, tree: Sha | undefined, edits: Edits): Map<string, Entry> {
  const entries = new Map(tree === undefined ? nothing : store.directory(tree));
  const { here, below } = levelOf(edits);
  for (const [name, entry] of here) {
    if (entry === null) entries.delete(name);
    else entries.set(name, entry);
  }
  for (const [name, inside] of below) {
    const before = entries.get(name);
    const after = editedEntries(store, before?.mode === modes.tree ? before.oid : undefined, inside);
    if (after.size > 0) entries.set(name, { mode: modes.tree, oid: store.writeTree(after) });
    else if (before?.mode === modes.tree) entries.delete(name);
  }
  return entries;
}

/** The tree with these edits made; only the directories along their paths are written. */
export const editedTree = (store: ObjectStore, tree: Sha | undefined, edits: Edits): Sha =>
  store.writeTree(editedEntries(store, tree, edits));

/** The entry at a path; the root itself is the path "". */
export function entryAt(store: ObjectStore, tree: Sha, path: string): Entry | undefined {
  let entry: Entry | undefined = { mode: modes.tree, oid: tree };
  for (const name of path.split("/").filter((part) => part !== "")) {
    if (entry?.mode !== modes.tree) return undefined;
    entry = store.directory(entry.oid).get(name);
  }
  return entry;
}

/** Every entry below a tree, directories included, each before what is in it. */
export function* entriesBelow(store: ObjectStore, tree: Sha, prefix = ""): Generator<readonly [path: string, entry: Entry]> {
  for (const [name, entry] of store.directory(tree)) {
    yield [prefix + name, entry];
    if (entry.mode === modes.tree) yield* entriesBelow(store, entry.oid, `${prefix}${name}/`);
  }
}

/** A path (never a directory) that is not the same in two trees. */
export interface Difference {
  readonly path: string;
  readonly before: Entry | undefined;
  readonly after: Entry | undefined;
}

const isTree = (entry: Entry | undefined): entry is Entry => entry?.mode === modes.tree;
const leaf = (entry: Entry | undefined): Entry | undefined => (isTree(entry) ? undefined : entry);

function* differencesIn(store: ObjectStore, before: Directory, after: Directory, prefix: string): Generator<Difference> {
  for (const name of new Set([...before.keys(), ...after.keys()])) {
    const [old, now] = [before.get(name), after.get(name)];
    if (old?.oid === now?.oid && old?.mode === now?.mode) continue;
    const path = prefix + name;
    if (leaf(old) !== undefined || leaf(now) !== undefined) yield { path, before: leaf(old), after: leaf(now) };
    if (!isTree(old) && !isTree(now)) continue;
    yield* differencesIn(
      store,
      isTree(old) ? store.directory(old.oid) : nothing,
      isTree(now) ? store.directory(now.oid) : nothing,
      `${path}/`,
    );
  }
}

/** The paths in which two trees differ, sorted; equal directories are not entered. */
export function differences(store: ObjectStore, before: Sha, after: Sha): Difference[] {
  if (before === after) return [];
  return [...differencesIn(store, store.directory(before), store.directory(after), "")].sort((a, b) => (a.path < b.path ? -1 : 1));
}
