/** The files that differ between two trees, with renames found and lines counted, as a pull request lists them. */
import { hash } from "node:crypto";
import { type LineChanges, lineChanges } from "./lines.ts";
import { type Entry, modes, type ObjectStore, type Sha } from "./objects.ts";
import { type Difference, differences } from "./trees.ts";

export type FileStatus = "added" | "removed" | "modified" | "renamed" | "changed";

export interface ChangedFile {
  readonly path: string;
  readonly previousPath: string | undefined;
  readonly status: FileStatus;
  readonly before: Entry | undefined;
  readonly after: Entry | undefined;
}

/** Beyond so many candidates only untouched files are recognised as renamed. */
const similarityLimit = 40;

const contentOf = (store: ObjectStore, entry: Entry | undefined): Buffer =>
  entry === undefined || entry.mode === modes.submodule ? Buffer.alloc(0) : store.blob(entry.oid);

function similarity(store: ObjectStore, before: Entry, after: Entry): number {
  const [old, now] = [contentOf(store, before).toString().split("\n"), contentOf(store, after).toString().split("\n")];
  const counts = new Map<string, number>();
  for (const line of old) counts.set(line, (counts.get(line) ?? 0) + 1);
  const common = now.filter((line) => {
    const left = counts.get(line) ?? 0;
    counts.set(line, left - 1);
    return left > 0;
  });
  return common.length / Math.max(old.length, now.length);
}

/** Pairs of a removed and an added path: first equal content, then the most alike, half of the lines at least. */
function renamesAmong(store: ObjectStore, removed: readonly Difference[], added: readonly Difference[]): Map<string, Difference> {
  const pairs = new Map<string, Difference>();
  const sources = new Set(removed);
  const take = (target: Difference, source: Difference | undefined): void => {
    if (source === undefined) return;
    pairs.set(target.path, source);
    sources.delete(source);
  };
  const byContent = Map.groupBy(removed, ({ before }) => before?.oid);
  for (const target of added)
    take(
      target,
      byContent.get(target.after?.oid)?.find((source) => sources.has(source)),
    );
  const left = added.filter(({ path }) => !pairs.has(path));
  if (left.length * sources.size > similarityLimit * similarityLimit) return pairs;
  for (const target of left) {
    const alike = [...sources]
      .map((source) => ({ source, score: source.before && target.after ? similarity(store, source.before, target.after) : 0 }))
      .filter(({ score }) => score >= 0.5)
      .sort((a, b) => b.score - a.score);
    take(target, alike[0]?.source);
  }
  return pairs;
}

function statusOf({ before, after }: Difference): FileStatus {
  if (before === undefined) return "added";
  if (after === undefined) return "removed";
  return before.oid === after.oid ? "changed" : "modified";
}

const emptyBlob = "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391";
const mayBeRenamed = (entry: Entry | undefined): boolean =>
  entry !== undefined && entry.mode !== modes.submodule && entry.oid !== emptyBlob;

function listed(store: ObjectStore, base: Sha, head: Sha): readonly ChangedFile[] {
  const changed = differences(store, base, head);
  const removed = changed.filter(({ before, after }) => after === undefined && mayBeRenamed(before));
  const added = changed.filter(({ before, after }) => before === undefined && mayBeRenamed(after));
  const renames = removed.length > 0 && added.length > 0 ? renamesAmong(store, removed, added) : new Map<string, Difference>();
  const gone = new Set([...renames.values()].map(({ path }) => path));
  return changed
    .filter(({ path }) => !gone.has(path))
    .map((difference) => {
      const source = renames.get(difference.path);
      const { path, after } = difference;
      if (source !== undefined) return { path, previousPath: source.path, status: "renamed", before: source.before, after };
      return { path, previousPath: undefined, status: statusOf(difference), before: difference.before, after };
    });
}

/** Remembers what it has compared: trees never change. */
export class Comparisons {
  readonly #store: ObjectStore;
  readonly #files = new Map<string, readonly ChangedFile[]>();
  readonly #lines = new Map<string, LineChanges>();

  constructor(store: ObjectStore) {
    this.#store = store;
  }

  /** Changed files between two trees, sorted by path, without a limit. */
  files(base: Sha, head: Sha): readonly ChangedFile[] {
    const key = base + head;
    const known = this.#files.get(key) ?? listed(this.#store, base, head);
    this.#files.set(key, known);
    return known;
  }

  lines({ before, after }: ChangedFile): LineChanges {
    const key = `${before?.oid}${after?.oid}`;
    const known = this.#lines.get(key) ?? lineChanges(contentOf(this.#store, before), contentOf(this.#store, after));
    this.#lines.set(key, known);
    return known;
  }

  /** Equal for two changes that read the same as a patch, wherever they apply. */
  patchId(base: Sha, head: Sha): string {
    const parts = this.files(base, head).map((file) => [file.path, file.previousPath, file.status, this.lines(file).patch]);
    return hash("sha1", JSON.stringify(parts), "hex");
  }
}
