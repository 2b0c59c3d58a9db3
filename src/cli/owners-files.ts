/** Reads OWNERS files from a directory tree on disk, as a checkout of a base commit would have them. */
import { type Dirent, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { limits } from "../core/owners/document.ts";
import { ignoredDirectories } from "../core/owners/ignored.ts";
import { cleaned, joined, upwards } from "../core/owners/paths.ts";
import type { FileText, OwnersReading } from "../core/owners/tree.ts";
import { codeOf, requireDirectory } from "./directory.ts";
import { BadInput } from "./outcome.ts";

/**
 * Texts by path: regular files only, along the given paths or, where none are given, in the whole tree without `.git`. A file that cannot
 * be read has a reason instead of a text. Throws `BadInput` where the root is no directory.
 */
export function filesOnDisk(root: string, paths: readonly string[] | undefined, reading: OwnersReading): ReadonlyMap<string, FileText> {
  requireDirectory(root);
  const changed = new Set(paths?.map(cleaned));
  const along = paths === undefined ? undefined : new Set([...changed].flatMap((path) => [...upwards(path)]));
  const ignored = ignoredDirectories(reading);
  const isEntered = (directory: string): boolean => (along?.has(directory) ?? true) && !ignored.isPassedOver(directory);
  const isRead = (path: string, name: string): boolean =>
    name === reading.filenames.owners ||
    path === reading.filenames.owners_aliases ||
    (reading.mdyaml && name.endsWith(".md") && (along?.has(path) ?? true));
  const files = new Map<string, FileText>();
  const waiting = [""];
  for (let directory = waiting.pop(); directory !== undefined; directory = waiting.pop()) {
    for (const entry of entriesOf(root, directory)) {
      const path = joined(directory, entry.name);
      if (entry.isDirectory() && entry.name !== ".git" && isEntered(path)) waiting.push(path);
      if (entry.isFile() && isRead(path, entry.name)) files.set(path, textOf(join(root, path)));
    }
  }
  return files;
}

/** A directory that cannot be listed might hold an OWNERS file that takes rights away, so it is an error and not empty. */
function entriesOf(root: string, directory: string): readonly Dirent[] {
  try {
    return readdirSync(join(root, directory), { withFileTypes: true });
  } catch (error) {
    throw new BadInput(`cannot read ${join(root, directory)}: ${codeOf(error)}`);
  }
}

function textOf(file: string): FileText {
  try {
    if (statSync(file).size > 4 * limits.length) return { reason: `longer than ${limits.length} characters` };
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(readFileSync(file));
  } catch (error) {
    return { reason: error instanceof TypeError ? "not UTF-8" : `cannot be read: ${codeOf(error)}` };
  }
}
