/** Git's object database: blobs, trees and commits under the very hashes that git gives them. */
import { hash } from "node:crypto";

/** 40 hexadecimal digits. */
export type Sha = string;

export const modes = { file: 0o100644, executable: 0o100755, symlink: 0o120000, tree: 0o040000, submodule: 0o160000 } as const;
export type Mode = (typeof modes)[keyof typeof modes];

export interface Entry {
  readonly mode: Mode;
  readonly oid: Sha;
}

/** One directory, in git's order. */
export type Directory = ReadonlyMap<string, Entry>;

export interface Signature {
  readonly name: string;
  readonly email: string;
  /** Seconds since 1970; whatever the author likes. */
  readonly date: number;
}

export interface Commit {
  readonly tree: Sha;
  readonly parents: readonly Sha[];
  readonly author: Signature;
  readonly committer: Signature;
  readonly message: string;
}

export type GitObject =
  | { readonly type: "blob"; readonly content: string | Uint8Array }
  | { readonly type: "tree"; readonly entries: Directory }
  | { readonly type: "commit"; readonly commit: Commit; readonly generation: number };

export const bytesOf = (content: string | Uint8Array): Buffer =>
  typeof content === "string" ? Buffer.from(content) : Buffer.from(content);

const oidOf = (type: GitObject["type"], body: Buffer): Sha =>
  hash("sha1", Buffer.concat([Buffer.from(`${type} ${body.length}\0`), body]), "hex");

const beyondAscii = /[^\0-\x7f]/;

/** Git compares names as bytes, a directory as if its name ended in a slash. */
function inGitOrder([a, entryA]: [string, Entry], [b, entryB]: [string, Entry]): number {
  const left = entryA.mode === modes.tree ? `${a}/` : a;
  const right = entryB.mode === modes.tree ? `${b}/` : b;
  if (beyondAscii.test(left) || beyondAscii.test(right)) return Buffer.compare(Buffer.from(left), Buffer.from(right));
  return left < right ? -1 : left > right ? 1 : 0;
}

const encodedTree = (entries: Directory): Buffer =>
  Buffer.concat([...entries].flatMap(([name, { mode, oid }]) => [Buffer.from(`${mode.toString(8)} ${name}\0`), Buffer.from(oid, "hex")]));

const signed = (role: string, { name, email, date }: Signature): string => `${role} ${name} <${email}> ${date} +0000\n`;

const encodedCommit = ({ tree, parents, author, committer, message }: Commit): Buffer =>
  Buffer.from(
    `tree ${tree}\n${parents.map((parent) => `parent ${parent}\n`).join("")}${signed("author", author)}${signed("committer", committer)}\n${message}`,
  );

/** What the repositories of one fork network share. */
export class ObjectStore {
  readonly #objects = new Map<Sha, GitObject>();
  readonly #blobs = new Map<string, Sha>();

  has(oid: Sha): boolean {
    return this.#objects.has(oid);
  }

  object(oid: Sha): GitObject | undefined {
    return this.#objects.get(oid);
  }

  writeBlob(content: string | Uint8Array): Sha {
    const known = typeof content === "string" ? this.#blobs.get(content) : undefined;
    if (known !== undefined) return known;
    const oid = oidOf("blob", bytesOf(content));
    this.#objects.set(oid, { type: "blob", content });
    if (typeof content === "string") this.#blobs.set(content, oid);
    return oid;
  }

  writeTree(entries: Iterable<[string, Entry]>): Sha {
    const sorted: Directory = new Map([...entries].sort(inGitOrder));
    const oid = oidOf("tree", encodedTree(sorted));
    if (!this.#objects.has(oid)) this.#objects.set(oid, { type: "tree", entries: sorted });
    return oid;
  }

  writeCommit(commit: Commit): Sha {
    const oid = oidOf("commit", encodedCommit(commit));
    const generation = 1 + Math.max(0, ...commit.parents.map((parent) => this.generation(parent)));
    if (!this.#objects.has(oid)) this.#objects.set(oid, { type: "commit", commit, generation });
    return oid;
  }

  remove(oid: Sha): void {
    const object = this.#objects.get(oid);
    if (object?.type === "blob" && typeof object.content === "string") this.#blobs.delete(object.content);
    this.#objects.delete(oid);
  }

  blob(oid: Sha): Buffer {
    const found = this.#objects.get(oid);
    if (found?.type !== "blob") throw new Error(`${oid} is not a blob here`);
    return bytesOf(found.content);
  }

  directory(oid: Sha): Directory {
    const found = this.#objects.get(oid);
    if (found?.type !== "tree") throw new Error(`${oid} is not a tree here`);
    return found.entries;
  }

  commit(oid: Sha): Commit {
    const found = this.#objects.get(oid);
    if (found?.type !== "commit") throw new Error(`${oid} is not a commit here`);
    return found.commit;
  }

  /** One more than the longest way to a root commit: larger than that of any ancestor. */
  generation(oid: Sha): number {
    const found = this.#objects.get(oid);
    if (found?.type !== "commit") throw new Error(`${oid} is not a commit here`);
    return found.generation;
  }
}
