/** All OWNERS files of a commit, and OWNERS_ALIASES: for looking at all of them at once, where a pass reads along the changed paths only. */
import { z } from "zod";
import { type Sha, shaOf } from "../core/ids.ts";
import { byBytes } from "../core/owners/bytes.ts";
import { ignoredDirectories, pathsWalked, preconfiguredPatterns } from "../core/owners/ignored.ts";
import { nameOf } from "../core/owners/paths.ts";
import type { FileText, OwnersReading } from "../core/owners/tree.ts";
import { shaped } from "./answers.ts";
import { textsOf } from "./blobs.ts";
import { IncompleteRead } from "./errors.ts";
import type { Place } from "./place.ts";

const treeShape = z.object({
  truncated: z.boolean(),
  tree: z.array(z.object({ path: z.string(), mode: z.string(), sha: z.string(), size: z.number().optional() })),
});

/** A symlink is none, whatever it leads to. */
const regular: ReadonlySet<string> = new Set(["100644", "100755"]);

/** Texts by path. Headers of Markdown files are left out. Throws IncompleteRead where GitHub does not list the whole tree. */
export async function ownersFiles(place: Place, commit: Sha, reading: OwnersReading): Promise<ReadonlyMap<string, FileText>> {
  const { owner, name } = place.repository;
  const { data } = await place.session.get("/repos/{owner}/{repo}/git/trees/{commit}", { owner, repo: name, commit, recursive: 1 });
  const { tree, truncated } = shaped(treeShape, data, "the tree");
  if (truncated) throw new IncompleteRead("GitHub lists only a part of so many files");
  const blobs = new Map(tree.filter(({ mode }) => regular.has(mode)).map(({ path, sha, size = 0 }) => [path, { oid: shaOf(sha), size }]));
  const wanted = ownersPaths([...blobs.keys()], reading).flatMap((path) => {
    const blob = blobs.get(path);
    return blob === undefined ? [] : [{ path, ...blob }];
  });
  const texts = await textsOf(
    place,
    wanted.map(({ oid }) => oid),
    new Map(wanted.map(({ oid, size }) => [oid, size])),
  );
  return new Map(wanted.map(({ path, oid }) => [path, texts.get(oid) ?? { reason: "no answer" }]));
}

/** Those that are read: not in an ignored directory. */
function ownersPaths(paths: readonly string[], reading: OwnersReading): readonly string[] {
  const { owners, owners_aliases: aliases } = reading.filenames;
  const patterns = [...reading.owners_dir_denylist, ...(reading.ignore_preconfigured_defaults ? [] : preconfiguredPatterns)];
  const named = paths.filter((path) => nameOf(path) === owners || path === aliases);
  return pathsWalked(named.toSorted(byBytes), owners, ignoredDirectories(patterns));
}
