/** Which files of a base tree are read for a set of changed paths, and that an answer left out is never taken for absence. */
import { describe, expect, test } from "vitest";
import { type Sha, shaOf } from "../../../src/core/ids.ts";
import { type Entries, type Need, ownersAlong, type Texts, type TreeEntry } from "../../../src/core/owners/along.ts";
import { defaultReading, type FileText, type OwnersReading } from "../../../src/core/owners/tree.ts";

/** A base tree by path: a text, or another kind of entry. */
type Base = Readonly<Record<string, string | { readonly mode: string } | { readonly reason: string }>>;

const oidOf = (path: string): Sha => shaOf(Buffer.from(path).toString("hex").padEnd(40, "0").slice(-40));

function entriesIn(base: Base, directory: string): readonly TreeEntry[] | null {
  const prefix = directory === "" ? "" : `${directory}/`;
  const below = Object.entries(base).filter(([path]) => path.startsWith(prefix));
  if (below.length === 0 && directory !== "") return null;
  const names = new Map<string, TreeEntry>();
  for (const [path, what] of below) {
    const [name = "", ...rest] = path.slice(prefix.length).split("/");
    const own = typeof what === "object" && "mode" in what ? what.mode : "100644";
    names.set(name, { name, mode: rest.length > 0 ? "040000" : own, oid: oidOf(`${prefix}${name}`) });
  }
  return [...names.values()];
}

function textOf(base: Base, oid: Sha): FileText {
  const what = Object.entries(base).find(([path]) => oidOf(path) === oid)?.[1];
  if (typeof what === "string") return what;
  return what !== undefined && "reason" in what ? what : { reason: "no such blob" };
}

const answerTo = (base: Base, need: Need): Entries | Texts =>
  need.kind === "directories"
    ? { kind: "directories", entries: new Map(need.paths.map((path) => [path, entriesIn(base, path)])) }
    : { kind: "blobs", texts: new Map(need.oids.map((oid) => [oid, textOf(base, oid)])) };

function driven(base: Base, paths: readonly string[], reading: Partial<OwnersReading> = {}) {
  const computation = ownersAlong(paths, { ...defaultReading, ...reading });
  const needs: Need[] = [];
  let step = computation.next();
  while (!step.done) {
    needs.push(step.value);
    step = computation.next(answerTo(base, step.value));
  }
  return { files: Object.fromEntries(step.value), needs };
}

const base: Base = {
  OWNERS: "root",
  OWNERS_ALIASES: "aliases",
  "a/OWNERS": "a",
  "a/OWNERS_ALIASES": "never read",
  "a/b/OWNERS": "ab",
  "a/b/README.md": "readme",
  "a/b/other.md": "other",
  "c/OWNERS": "c",
  "vendor/x/y/OWNERS": "vendored",
  "link/OWNERS": { mode: "120000" },
  "module/OWNERS": { mode: "160000" },
  "dir/OWNERS/x": "x",
  "tool/OWNERS": { mode: "100755" },
  "broken/OWNERS": { reason: "larger than GitHub shows" },
};

describe("files read along changed paths", () => {
  test.each<[string, readonly string[], Partial<OwnersReading>, readonly string[]]>([
    ["the chain from the root down", ["a/b/x"], {}, ["OWNERS", "OWNERS_ALIASES", "a/OWNERS", "a/b/OWNERS"]],
    ["not what is beside it", ["a/x"], {}, ["OWNERS", "OWNERS_ALIASES", "a/OWNERS"]],
    ["of several paths all chains", ["a/x", "c/x"], {}, ["OWNERS", "OWNERS_ALIASES", "a/OWNERS", "c/OWNERS"]],
    ["where the directory is new", ["a/new/deep/x"], {}, ["OWNERS", "OWNERS_ALIASES", "a/OWNERS"]],
    ["no symlink", ["link/x"], {}, ["OWNERS", "OWNERS_ALIASES"]],
    ["no submodule", ["module/x"], {}, ["OWNERS", "OWNERS_ALIASES"]],
    ["no directory of that name", ["dir/x"], {}, ["OWNERS", "OWNERS_ALIASES"]],
    ["an executable file", ["tool/x"], {}, ["OWNERS", "OWNERS_ALIASES", "tool/OWNERS"]],
    ["nothing in ignored directories", ["vendor/x/y/z"], {}, ["OWNERS", "OWNERS_ALIASES"]],
    [
      "except where the built-in patterns are off",
      ["vendor/x/y/z"],
      { ignore_preconfigured_defaults: true },
      ["OWNERS", "OWNERS_ALIASES", "vendor/x/y/OWNERS"],
    ],
    [
      "of Markdown files the changed ones",
      ["a/b/README.md"],
      { mdyaml: true },
      ["OWNERS", "OWNERS_ALIASES", "a/OWNERS", "a/b/OWNERS", "a/b/README.md"],
    ],
    ["a directory that a file replaces", ["c"], {}, ["OWNERS", "OWNERS_ALIASES", "c/OWNERS"]],
    ["other names where they are other", ["a/b/x"], { filenames: { owners: "README.md", owners_aliases: "" } }, ["a/b/README.md"]],
    ["the root's for no path at all", [], {}, ["OWNERS", "OWNERS_ALIASES"]],
  ])("%s", (_, paths, reading, expected) => {
    expect(Object.keys(driven(base, paths, reading).files).sort()).toEqual(expected);
  });

  test("a text that could not be had keeps its reason", () => {
    expect(driven(base, ["broken/x"]).files["broken/OWNERS"]).toEqual({ reason: "larger than GitHub shows" });
  });

  test("each directory and each blob is asked for once, in two steps", () => {
    const { needs } = driven(base, ["a/b/x", "a/b/y", "a/z", "./a/b/x"]);
    expect(needs.map((need) => (need.kind === "directories" ? need.paths : need.oids.length))).toEqual([["", "a", "a/b"], 4]);
  });

  test("a repository without OWNERS files takes one step", () => {
    expect(driven({ "x/y": "z" }, ["x/y"]).needs.map(({ kind }) => kind)).toEqual(["directories"]);
  });

  test("an answer that leaves out a directory is an error, not an empty directory", () => {
    const computation = ownersAlong(["a/x"], defaultReading);
    computation.next();
    expect(() => computation.next({ kind: "directories", entries: new Map([["", []]]) })).toThrow('no answer about directory "a"');
  });

  test("an answer that leaves out a blob is an error, not an absent file", () => {
    const computation = ownersAlong(["x"], defaultReading);
    computation.next();
    computation.next(answerTo(base, { kind: "directories", paths: [""] }));
    expect(() => computation.next({ kind: "blobs", texts: new Map() })).toThrow("no answer about blob");
  });
});
