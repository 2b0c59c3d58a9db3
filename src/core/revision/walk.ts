/**
 * The four-tree walk: whether the new head is exactly the reviewed change replayed onto the new base, path by path from the root. A tree is
 * taken as what it is, a map from paths to files; directories are only opened where their hashes do not settle what is in them.
 */
import type { Sha } from "../ids.ts";
import { countEntries, entriesAt, type Place, type Trees } from "./directories.ts";
import { Findings } from "./findings.ts";
import { mergeCandidates } from "./merging.ts";
import type { ObjectsNeed, ObjectsRead } from "./objects.ts";
import { byIdentity, type Entry, type Four, isDirectory, mapped, sides } from "./path-rule.ts";
import type { Carry } from "./revision.ts";

/**
 * Directories opened, and entries in them, each counted at every path where it stands: a tree may hold another one a million times. Fewer
 * once it is known that the vote does not carry, and only the names of paths are missing. `depth`: one read for each level.
 */
const most = { directories: 2000, directoriesForNames: 100, entries: 400_000, depth: 64 };

/** Yields all trees of a level at a time, then the contents of the files that both sides changed. */
export function* walk(roots: Four<Sha>): Generator<ObjectsNeed, Carry, ObjectsRead> {
  const findings = new Findings();
  yield* openDirectories(roots, findings);
  yield* mergeCandidates(findings);
  return findings.carry();
}

function* openDirectories(roots: Four<Sha>, findings: Findings): Generator<ObjectsNeed, void, ObjectsRead> {
  let level: readonly Place[] = [{ path: "", oids: roots, isKnownToDiffer: false }];
  for (let depth = 0, opened = 0, entries = 0; level.length > 0; depth++) {
    opened += level.length;
    const isLost = findings.hasFailed || level.some(({ isKnownToDiffer }) => isKnownToDiffer);
    if (depth >= most.depth || opened > (isLost ? most.directoriesForNames : most.directories)) {
      for (const place of level) leaveUnopened(place, findings);
      return;
    }
    const oids = new Set(level.flatMap((place) => sides.flatMap((side) => place.oids[side] ?? [])));
    const trees = treesIn(yield { kind: "trees", oids: [...oids] });
    level = level.flatMap((place) => {
      entries += countEntries(place, trees);
      return entries > most.entries ? leaveUnopened(place, findings) : placesIn(place, trees, findings);
    });
  }
}

function treesIn(answer: ObjectsRead): Trees {
  if (answer.kind !== "trees") throw new TypeError("asked for trees, answered with blobs");
  return answer.trees;
}

function leaveUnopened({ path, isKnownToDiffer }: Place, findings: Findings): [] {
  findings.fail(`${path}/`, isKnownToDiffer ? "differs" : "too large");
  return [];
}

/** Judges the files of one directory and returns the directories in it that have to be opened. */
function placesIn(place: Place, trees: Trees, findings: Findings): Place[] {
  const entries = entriesAt(place, trees);
  if (typeof entries === "string") {
    findings.fail(`${place.path}/`, entries);
    return [];
  }
  return [...entries].flatMap(([path, four]) => {
    const files = mapped(four, (entry) => (isDirectory(entry) ? undefined : entry));
    if (sides.some((side) => files[side] !== undefined)) findings.look(path, files);
    const directories = mapped(four, (entry) => (isDirectory(entry) ? entry : undefined));
    const settled = byIdentity(directories);
    return settled === "holds" ? [] : [{ path, oids: oidsOf(directories), isKnownToDiffer: settled === "fails" }];
  });
}

const oidsOf = (entries: Four<Entry | undefined>): Four<Sha | undefined> => mapped(entries, (entry) => entry?.oid);
