/** Trees in memory: directories and blobs made from paths, and the answers that a walk over them gets. */
import { createHash } from "node:crypto";
import { type Sha, shaOf } from "../../../src/core/ids.ts";
import type { TreeEntry } from "../../../src/core/owners/along.ts";
import { byBytes } from "../../../src/core/owners/bytes.ts";
import { carryOf } from "../../../src/core/revision/carry.ts";
import type { Directory, ObjectsNeed, ObjectsRead, Unreadable } from "../../../src/core/revision/objects.ts";
import type { Four } from "../../../src/core/revision/path-rule.ts";
import type { Carry } from "../../../src/core/revision/revision.ts";
import { sha } from "../../given.ts";

/** Contents by path; another mode than that of a plain file is given with them. */
export type Files = Readonly<Record<string, string | Uint8Array | { readonly mode: string; readonly contents: string }>>;

export interface FileAt {
  readonly path: string;
  readonly mode: string;
  readonly oid: Sha;
}

export class Objects {
  readonly trees = new Map<Sha, Directory>();
  readonly blobs = new Map<Sha, Uint8Array>();
  /** What cannot be had. */
  readonly missing = new Map<Sha, Unreadable>();

  blob(contents: string | Uint8Array): Sha {
    const bytes = Buffer.from(contents);
    const oid = idOf("blob", bytes);
    this.blobs.set(oid, bytes);
    return oid;
  }

  tree(files: Files): Sha {
    return this.treeOf(
      Object.entries(files).map(([path, file]) => {
        const { mode, contents } = typeof file === "string" || file instanceof Uint8Array ? { mode: "100644", contents: file } : file;
        return { path, mode, oid: this.blob(contents) };
      }),
    );
  }

  treeOf(files: readonly FileAt[]): Sha {
    const entries: TreeEntry[] = [];
    const below = new Map<string, FileAt[]>();
    for (const { path, mode, oid } of files) {
      const slash = path.indexOf("/");
      const name = slash < 0 ? path : path.slice(0, slash);
      if (slash < 0) entries.push({ name, mode, oid });
      else below.set(name, [...(below.get(name) ?? []), { path: path.slice(slash + 1), mode, oid }]);
    }
    for (const [name, inner] of below) entries.push({ name, mode: "040000", oid: this.treeOf(inner) });
    return this.directory(entries);
  }

  directory(entries: Directory): Sha {
    const sorted = entries.toSorted((a, b) => byBytes(a.name, b.name));
    const oid = idOf("tree", Buffer.from(JSON.stringify(sorted)));
    this.trees.set(oid, sorted);
    return oid;
  }

  answer(need: ObjectsNeed): ObjectsRead {
    return need.kind === "trees"
      ? { kind: "trees", trees: new Map(need.oids.map((oid) => [oid, this.missing.get(oid) ?? found(this.trees, oid)])) }
      : { kind: "blobs", blobs: new Map(need.oids.map((oid) => [oid, this.missing.get(oid) ?? found(this.blobs, oid)])) };
  }
}

function idOf(kind: string, bytes: Uint8Array): Sha {
  return shaOf(createHash("sha1").update(`${kind} ${bytes.length}\0`).update(bytes).digest("hex"));
}

function found<T>(objects: ReadonlyMap<Sha, T>, oid: Sha): T {
  const object = objects.get(oid);
  if (object === undefined) throw new Error(`no object ${oid}`);
  return object;
}

export interface Walked {
  readonly carry: Carry;
  readonly needs: readonly ObjectsNeed[];
}

/** The four trees as those of four commits. */
export function walked(objects: Pick<Objects, "answer">, { oldBase, oldHead, newBase, newHead }: Four<Sha>): Walked {
  const needs: ObjectsNeed[] = [];
  const walk = carryOf(
    { head: sha("reviewed"), tree: oldHead, mergeBase: sha("old base"), mergeBaseTree: oldBase },
    { head: sha("now"), tree: newHead, mergeBase: sha("new base"), mergeBaseTree: newBase },
  );
  let step = walk.next();
  while (!step.done) {
    needs.push(step.value);
    step = walk.next(objects.answer(step.value));
  }
  return { carry: step.value, needs };
}

export const treesOf = (objects: Objects, four: Four<Files>): Four<Sha> => ({
  oldBase: objects.tree(four.oldBase),
  oldHead: objects.tree(four.oldHead),
  newBase: objects.tree(four.newBase),
  newHead: objects.tree(four.newHead),
});
