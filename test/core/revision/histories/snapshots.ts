/** Snapshots: all files of a commit, at random, and what people do to them. */
import type { Random } from "../../../../src/sim/index.ts";
import { editedText, type Half, linesOf, pick, randomText } from "./texts.ts";

export interface File {
  readonly mode: "100644" | "100755" | "120000" | "160000";
  /** Each character is a byte; of a submodule its commit. */
  readonly contents: string;
}

/** By path. */
export type Snapshot = ReadonlyMap<string, File>;

const directories = ["", "", "a/", "b/", "a/deep/", "a/deep/er/", "sp ace/"];
const names = ["f", "g", "h", "main.go", "README.md", "a", "b"];

export const randomPath = (random: Random): string => pick(random, directories) + pick(random, names);

export function randomSnapshot(random: Random): Snapshot {
  let files: Snapshot = new Map();
  for (let count = 6 + random.below(10); count > 0; count--) files = withFile(files, randomPath(random), randomFile(random));
  return files;
}

function randomFile(random: Random): File {
  if (random.happens(0.04)) return { mode: "120000", contents: randomPath(random) };
  if (random.happens(0.03)) return { mode: "160000", contents: randomCommit(random) };
  return { mode: random.happens(0.1) ? "100755" : "100644", contents: randomText(random) };
}

const randomCommit = (random: Random): string => random.guid().replaceAll("-", "").padEnd(40, "0");

const isText = ({ mode }: File): boolean => mode === "100644" || mode === "100755";

const withOtherMode = (file: File): File => ({ ...file, mode: file.mode === "100644" ? "100755" : "100644" });

function changed(random: Random, file: File, half: Half = "any"): File {
  if (file.mode === "120000") return { ...file, contents: randomPath(random) };
  if (file.mode === "160000") return { ...file, contents: randomCommit(random) };
  return { ...file, contents: editedText(random, file.contents, half) };
}

/** A file takes the place of a directory, and of a file that would have to be one. */
export function withFile(files: Snapshot, path: string, file: File | undefined): Snapshot {
  const kept = [...files].filter(([other]) => other !== path && !other.startsWith(`${path}/`) && !path.startsWith(`${other}/`));
  return new Map(file === undefined ? [...files].filter(([other]) => other !== path) : [...kept, [path, file]]);
}

/** Paths of files with contents that can be merged, the longest first. */
export const texts = (files: Snapshot): string[] =>
  [...files]
    .filter(([, file]) => isText(file))
    .toSorted(([, one], [, other]) => other.contents.length - one.contents.length)
    .map(([path]) => path);

export function withEdit(random: Random, files: Snapshot, path: string, half: Half): Snapshot {
  const file = files.get(path);
  return file === undefined ? files : withFile(files, path, changed(random, file, half));
}

export interface Edited {
  readonly files: Snapshot;
  readonly hasRename: boolean;
}

/** One thing that somebody does: mostly edits a file. */
export function edited(random: Random, files: Snapshot): Edited {
  const path = pick(random, files.size === 0 ? ["f"] : [...files.keys()]);
  const file = files.get(path);
  if (file === undefined || random.happens(0.15)) return kept(withFile(files, randomPath(random), randomFile(random)));
  if (random.happens(0.08)) return kept(withFile(files, path, undefined));
  if (random.happens(0.02)) return kept(withFile(files, path, randomFile(random)));
  if (random.happens(0.01) && isText(file)) return kept(withFile(files, path, withOtherMode(file)));
  if (!random.happens(0.06)) return kept(withFile(files, path, changed(random, file)));
  const moved = random.happens(0.5) ? file : changed(random, file);
  return { files: withFile(withFile(files, path, undefined), randomPath(random), moved), hasRename: true };
}

const kept = (files: Snapshot): Edited => ({ files, hasRename: false });

/** What a merge gave, with one thing in it that was not reviewed, however small. `others`: what might be slipped back in. */
export function tampered(random: Random, files: Snapshot, others: readonly Snapshot[]): Snapshot {
  const path = pick(random, files.size === 0 ? ["f"] : [...files.keys()]);
  const file = files.get(path);
  const way = random.below(6);
  if (way === 0) return withFile(files, path, pick(random, others).get(path));
  if (file === undefined || way === 1) return withFile(files, randomPath(random), { mode: "100644", contents: "one more\n" });
  if (!isText(file) || way === 2) return edited(random, files).files;
  if (way === 3) return withFile(files, path, withOtherMode(file));
  const contents = way === 4 ? swappedLines(random, file.contents) : file.contents.replace(/\n/, " \n");
  return withFile(files, path, { ...file, contents });
}

function swappedLines(random: Random, text: string): string {
  const lines = linesOf(text);
  const at = random.below(Math.max(lines.length - 1, 1));
  return [...lines.slice(0, at), ...lines.slice(at, at + 2).reverse(), ...lines.slice(at + 2)].join("");
}
