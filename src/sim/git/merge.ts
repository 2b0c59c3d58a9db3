/** Three-way merges by path: whole files are taken from one side or the other, two changes of one file are a conflict. */
import { mergeBaseOf } from "./history.ts";
import type { Entry, ObjectStore, Sha } from "./objects.ts";
import { differences, editedTree } from "./trees.ts";

export class Conflict extends Error {
  readonly path: string;

  constructor(path: string) {
    super(`both sides changed ${path}`);
    this.path = path;
  }
}

const same = (a: Entry | undefined, b: Entry | undefined): boolean => a?.oid === b?.oid && a?.mode === b?.mode;

/** The tree `ours` with what `theirs` changed since `base`. Throws Conflict where both changed one path differently. */
export function mergedTree(store: ObjectStore, base: Sha, ours: Sha, theirs: Sha): Sha {
  const changedByUs = new Map(differences(store, base, ours).map(({ path, after }) => [path, after]));
  const edits = new Map<string, Entry | null>();
  for (const { path, after } of differences(store, base, theirs)) {
    if (changedByUs.has(path) && !same(changedByUs.get(path), after)) throw new Conflict(path);
    edits.set(path, after ?? null);
  }
  return editedTree(store, ours, edits);
}

/** The tree of merging two commits. */
export function mergeOf(store: ObjectStore, ours: Sha, theirs: Sha): Sha {
  const base = mergeBaseOf(store, ours, theirs);
  if (base === undefined) throw new Error(`${ours} and ${theirs} have no common history`);
  return mergedTree(store, store.commit(base).tree, store.commit(ours).tree, store.commit(theirs).tree);
}

/** Whether two commits merge without a conflict. */
export function isMergeable(store: ObjectStore, ours: Sha, theirs: Sha): boolean {
  try {
    mergeOf(store, ours, theirs);
    return true;
  } catch (error) {
    if (error instanceof Conflict) return false;
    throw error;
  }
}
