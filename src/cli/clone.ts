/** A local clone, read through git's plumbing. Nothing in it is changed, and what it says about its objects is taken as git gives it. */
import { spawnSync } from "node:child_process";
import { isSha, type Sha } from "../core/ids.ts";
import type { TreeEntry } from "../core/owners/along.ts";
import { mostBytes } from "../core/revision/merge/contents.ts";
import { type Directory, entryName, type ObjectsNeed, type ObjectsRead, type Unreadable } from "../core/revision/objects.ts";
import { requireDirectory } from "./directory.ts";
import { BadInput } from "./outcome.ts";

/** Bytes of one directory: more than 100,000 entries. */
const mostTreeBytes = 8 * mostBytes;

/** Of the caller's own git, which may be about another repository. */
const foreign = ["GIT_DIR", "GIT_WORK_TREE", "GIT_COMMON_DIR", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY", "GIT_NAMESPACE", "GIT_GRAFT_FILE"];

export class Clone {
  readonly #directory: string;

  /** Throws `BadInput` where the directory is in no repository, or there is no git. */
  constructor(directory: string) {
    this.#directory = directory;
    requireDirectory(directory);
    const { status, stderr } = this.#git(["rev-parse", "--git-dir"]);
    if (status !== 0) throw new BadInput(`${directory} is not a git repository: ${firstLine(stderr)}`);
  }

  /** Throws `BadInput` where the clone has no such commit. Names go in as input, where git takes nothing for an option or a range. */
  commit(name: string): Sha {
    return this.#resolved(name, "commit") ?? this.#unknown(name);
  }

  tree(commit: Sha): Sha {
    return this.#resolved(commit, "tree") ?? this.#unknown(commit);
  }

  /** One of them where there are several; undefined where the histories share nothing. */
  mergeBase(base: Sha, head: Sha): Sha | undefined {
    const found = this.#line(["merge-base", base, head]);
    return isSha(found) ? found : undefined;
  }

  countCommits(mergeBase: Sha, head: Sha): number {
    return Number(this.#line(["rev-list", "--count", `${mergeBase}..${head}`]));
  }

  countParents(commit: Sha): number {
    return this.#line(["rev-list", "--parents", "--max-count=1", commit]).split(" ").length - 1;
  }

  read({ kind, oids }: ObjectsNeed): ObjectsRead {
    if (kind === "blobs") return { kind, blobs: this.#objects(oids, "blob", mostBytes, (bytes) => bytes) };
    return { kind, trees: this.#objects(oids, "tree", mostTreeBytes, (bytes, oid) => directoryIn(bytes, oid.length / 2)) };
  }

  #objects<T>(oids: readonly Sha[], type: string, mostSize: number, parse: (bytes: Uint8Array, oid: Sha) => T): Map<Sha, T | Unreadable> {
    const found = new Map<Sha, T | Unreadable>(oids.map((oid) => [oid, { unreadable: "unreadable" }]));
    const taken: { oid: Sha; size: number }[] = [];
    for (const line of this.#git(["cat-file", "--batch-check"], oids).stdout.toString().split("\n")) {
      const [oid = "", itsType, size] = line.split(" ");
      if (!isSha(oid) || itsType !== type) continue;
      if (Number(size) > mostSize) found.set(oid, { unreadable: "too large" });
      else taken.push({ oid, size: Number(size) });
    }
    const { stdout } = this.#git(
      ["cat-file", "--batch"],
      taken.map(({ oid }) => oid),
      taken.reduce((sum, { size }) => sum + size + 200, 0),
    );
    let at = 0;
    for (const { oid, size } of taken) {
      const start = stdout.indexOf("\n", at) + 1;
      if (stdout.toString("latin1", at, start) !== `${oid} ${type} ${size}\n`) throw new BadInput(`git did not give object ${oid}`);
      found.set(oid, parse(stdout.subarray(start, start + size), oid));
      at = start + size + 1;
    }
    return found;
  }

  #resolved(name: string, type: "commit" | "tree"): Sha | undefined {
    if (/\p{Cc}/u.test(name)) return undefined;
    const { stdout } = this.#git(["cat-file", "--batch-check"], [`${name}^{${type}}`]);
    const [oid = "", itsType] = firstLine(stdout).split(" ");
    return isSha(oid) && itsType === type ? oid : undefined;
  }

  #unknown(name: string): never {
    throw new BadInput(`no commit ${JSON.stringify(name)} in ${this.#directory}`);
  }

  #line(args: readonly string[]): string {
    return firstLine(this.#git(args).stdout);
  }

  /** Objects that replace others are not followed: what counts is what the ids name. */
  #git(
    args: readonly string[],
    lines: readonly string[] = [],
    mostOutput = mostBytes,
  ): { status: number | null; stdout: Buffer; stderr: Buffer } {
    const env = {
      ...process.env,
      ...Object.fromEntries(foreign.map((name) => [name, undefined])),
      GIT_NO_REPLACE_OBJECTS: "1",
      LC_ALL: "C",
    };
    const input = lines.map((line) => `${line}\n`).join("");
    const { error, ...ended } = spawnSync("git", args, { cwd: this.#directory, env, input, maxBuffer: mostOutput + mostBytes });
    if (error !== undefined) throw new BadInput(`git cannot be run: ${error.message}`);
    return ended;
  }
}

const firstLine = (output: Buffer): string => output.toString().split("\n")[0] ?? "";

/** The entries of a tree object, one after another: mode, blank, name, zero byte, id. */
export function directoryIn(bytes: Uint8Array, idLength: number): Directory | Unreadable {
  const entries: TreeEntry[] = [];
  for (let at = 0; at < bytes.length; ) {
    const blank = bytes.indexOf(0x20, at);
    const zero = bytes.indexOf(0, blank);
    const oid = Buffer.from(bytes.subarray(zero + 1, zero + 1 + idLength)).toString("hex");
    if (blank < 0 || zero < 0 || !isSha(oid)) return { unreadable: "unreadable" };
    entries.push({
      mode: Buffer.from(bytes.subarray(at, blank)).toString("latin1"),
      name: entryName(bytes.subarray(blank + 1, zero)),
      oid,
    });
    at = zero + 1 + idLength;
  }
  return entries;
}
