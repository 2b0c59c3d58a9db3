/** Trees in a real repository: many at a time, or starting git would take most of the time. */
import { directoryIn } from "../../../../src/cli/clone.ts";
import { type Sha, shaOf } from "../../../../src/core/ids.ts";
import type { Directory, ObjectsNeed, ObjectsRead } from "../../../../src/core/revision/objects.ts";
import { Repository } from "../../../git.ts";
import type { File, Snapshot } from "./snapshots.ts";

/** Three trees, of which the first is what the others came from. */
export interface MergeOf {
  readonly base: Sha;
  readonly ours: Sha;
  readonly theirs: Sha;
}

export interface Merged {
  readonly isClean: boolean;
  /** Where there were conflicts, with the marks of each in the files. */
  readonly tree: Sha;
  readonly conflicts: readonly string[];
}

const nobody = "committer Ann <ann@example.org> 0 +0000\ndata 0\n";

export class GitTrees {
  readonly #repository = new Repository("--bare");
  readonly #objects = new Map<Sha, { readonly type: string; readonly bytes: Buffer }>();

  constructor() {
    this.#repository.run(["config", "core.fsync", "none"]);
  }

  /** The trees of the snapshots, in their order. */
  write(snapshots: readonly Snapshot[]): Sha[] {
    const stream = snapshots.flatMap((files, at) => [
      Buffer.from(`commit refs/heads/snapshot\nmark :${at + 1}\n${nobody}deleteall\n`),
      ...[...files].flatMap(([path, file]) => change(path, file)),
      Buffer.from(`\nls :${at + 1} ""\n`),
    ]);
    const listed = this.#repository.run(["fast-import", "--quiet", "--force"], Buffer.concat(stream)).toString().trimEnd().split("\n");
    return listed.slice(0, snapshots.length).map((line) => shaOf(line.split(/[ \t]/)[2] ?? ""));
  }

  /** As git merges two commits with these trees, made for the purpose, over their one parent. */
  merge(merges: readonly MergeOf[], guesses: "guess renames" | "guess nothing"): Merged[] {
    const commit = (mark: number, tree: Sha, parent: string) =>
      `reset refs/heads/merge\n\ncommit refs/heads/merge\nmark :${mark}\n${nobody}${parent}M 040000 ${tree} ""\n\nget-mark :${mark}\n`;
    const stream = merges.map(({ base, ours, theirs }, at) => {
      const mark = 3 * at + 1;
      return commit(mark, base, "") + commit(mark + 1, ours, `from :${mark}\n`) + commit(mark + 2, theirs, `from :${mark}\n`);
    });
    const commits = this.#repository.run(["fast-import", "--quiet", "--force"], stream.join("")).toString().trimEnd().split("\n");
    const pairs = merges.map((_, at) => `${commits[3 * at + 1]} ${commits[3 * at + 2]}\n`);
    const options = guesses === "guess renames" ? [] : ["-c", "merge.renames=false", "-c", "merge.directoryRenames=false"];
    const told = this.#repository.run(
      [...options, "merge-tree", "--write-tree", "--stdin", "--name-only", "--no-messages"],
      pairs.join(""),
    );
    return mergedIn(told.toString("latin1"));
  }

  /** Whatever was written so far can be read from now on. */
  readAll(): void {
    const told = this.#repository.run(["cat-file", "--batch-all-objects", "--batch", "--unordered", "--buffer"]);
    for (let at = 0; at < told.length; ) {
      const start = told.indexOf("\n", at) + 1;
      const [oid = "", type = "", size] = told.toString("latin1", at, start - 1).split(" ");
      const end = start + Number(size);
      if (type !== "commit") this.#objects.set(shaOf(oid), { type, bytes: told.subarray(start, end) });
      at = end + 1;
    }
  }

  answer({ kind, oids }: ObjectsNeed): ObjectsRead {
    if (kind === "trees") return { kind, trees: new Map(oids.map((oid) => [oid, this.#directory(oid)])) };
    return { kind, blobs: new Map(oids.map((oid) => [oid, this.#bytes(oid)])) };
  }

  snapshot(tree: Sha): Snapshot {
    return new Map(this.#directory(tree).flatMap(({ name, mode, oid }) => this.#filesAt(name, mode, oid)));
  }

  remove(): void {
    this.#repository.remove();
  }

  #filesAt(name: string, mode: string, oid: Sha): [string, File][] {
    if (mode === "40000") return [...this.snapshot(oid)].map(([path, file]) => [`${name}/${path}`, file]);
    if (mode === "160000") return [[name, { mode, contents: oid }]];
    if (mode !== "100644" && mode !== "100755" && mode !== "120000") throw new Error(`a file of mode ${mode}`);
    return [[name, { mode, contents: this.#bytes(oid).toString("latin1") }]];
  }

  #directory(oid: Sha): Directory {
    const directory = directoryIn(this.#bytes(oid), oid.length / 2);
    if ("unreadable" in directory) throw new Error(`tree ${oid} is ${directory.unreadable}`);
    return directory;
  }

  #bytes(oid: Sha): Buffer {
    const object = this.#objects.get(oid);
    if (object === undefined) throw new Error(`no object ${oid}`);
    return object.bytes;
  }
}

function change(path: string, { mode, contents }: File): Buffer[] {
  if (mode === "160000") return [Buffer.from(`M 160000 ${contents} ${path}\n`)];
  const bytes = Buffer.from(contents, "latin1");
  return [Buffer.from(`M ${mode} inline ${path}\ndata ${bytes.length}\n`), bytes, Buffer.from("\n")];
}

/** For each merge: whether it is clean, its tree, and the paths in conflict, up to an empty one. */
function mergedIn(told: string): Merged[] {
  const merged: Merged[] = [];
  const parts = told.split("\0");
  for (let at = 0; at + 1 < parts.length; at++) {
    const isClean = parts[at++] === "1";
    const tree = shaOf(parts[at++] ?? "");
    const conflicts: string[] = [];
    for (; parts[at] !== ""; at++) conflicts.push(parts[at] ?? "");
    merged.push({ isClean, tree, conflicts });
  }
  return merged;
}
