/**
 * The four-tree walk: whether the new head is exactly the reviewed change replayed onto the new base, path by path from the root. A tree is
 * taken as what it is, a map from paths to files; directories are only opened where their hashes do not settle what is in them.
 */
import type { Sha } from "../ids.ts";
import { joined } from "../owners/paths.ts";
import { Findings } from "./findings.ts";
import { mergeCandidates } from "./merging.ts";
import { isUnreadable, isWellFormed, type ObjectsNeed, type ObjectsRead } from "./objects.ts";
import { byIdentity, type Entry, type Four, isDirectory } from "./path-rule.ts";
import type { Carry, CarryReason } from "./revision.ts";

/**
 * Directories opened, each counted at every path it stands at, or a tree that holds itself in many places would cost the world; fewer once
 * it is known that the vote does not carry and only the paths are missing. `depth`: one read for each level.
 */
const most = { directories: 2000, directoriesForNames: 100, depth: 64 };

type Trees = Four<Sha | undefined>;

interface Place {
  /** The root is the empty string. */
  readonly path: string;
  readonly trees: Trees;
  /** Whether something in it is known not to be as reviewed. */
  readonly isKnownToDiffer: boolean;
}

const sides = ["oldBase", "oldHead", "newBase", "newHead"] as const;

/** Yields all trees of a level at a time, then the contents of the files that both sides changed. */
export function* walk(roots: Four<Sha>): Generator<ObjectsNeed, Carry, ObjectsRead> {
  const findings = new Findings();
  yield* openDirectories(roots, findings);
  yield* mergeCandidates(findings);
  return findings.carry();
}

function* openDirectories(roots: Four<Sha>, findings: Findings): Generator<ObjectsNeed, void, ObjectsRead> {
  let level: readonly Place[] = [{ path: "", trees: roots, isKnownToDiffer: false }];
  for (let depth = 0, opened = 0; level.length > 0; depth++) {
    opened += level.length;
    const isLost = findings.hasFailed || level.some(({ isKnownToDiffer }) => isKnownToDiffer);
    if (depth >= most.depth || opened > (isLost ? most.directoriesForNames : most.directories)) {
      for (const place of level) findings.fail(`${place.path}/`, place.isKnownToDiffer ? "differs" : "too large");
      return;
    }
    const oids = new Set(level.flatMap(({ trees }) => sides.flatMap((side) => trees[side] ?? [])));
    const read = treesIn(yield { kind: "trees", oids: [...oids] });
    level = level.flatMap((place) => placesIn(place, read, findings));
  }
}

function treesIn(answer: ObjectsRead): Extract<ObjectsRead, { kind: "trees" }>["trees"] {
  if (answer.kind !== "trees") throw new TypeError("asked for trees, answered with blobs");
  return answer.trees;
}

/** Judges the files of one directory and returns the directories in it that have to be opened. */
function placesIn(place: Place, read: ReturnType<typeof treesIn>, findings: Findings): Place[] {
  const entries = entriesOf(place, read);
  if (typeof entries === "string") {
    findings.fail(`${place.path}/`, entries);
    return [];
  }
  return [...entries].flatMap(([name, four]) => {
    const path = joined(place.path, name);
    const files = mapped(four, (entry) => (entry !== undefined && isDirectory(entry) ? undefined : entry));
    if (sides.some((side) => files[side] !== undefined)) findings.look(path, files);
    const directories = mapped(four, (entry) => (entry !== undefined && isDirectory(entry) ? entry : undefined));
    const settled = byIdentity(directories);
    return settled === "holds" ? [] : [{ path, trees: mapped(directories, (entry) => entry?.oid), isKnownToDiffer: settled === "fails" }];
  });
}

const mapped = <T, U>({ oldBase, oldHead, newBase, newHead }: Four<T>, change: (one: T) => U): Four<U> => ({
  oldBase: change(oldBase),
  oldHead: change(oldHead),
  newBase: change(newBase),
  newHead: change(newHead),
});

/** What the four directories at one path have under each name, or why that cannot be told. */
function entriesOf({ path, trees }: Place, read: ReturnType<typeof treesIn>): Map<string, Four<Entry | undefined>> | CarryReason {
  const names = new Map<string, Four<Entry | undefined>>();
  for (const side of sides) {
    const oid = trees[side];
    if (oid === undefined) continue;
    const directory = read.get(oid);
    if (directory === undefined) throw new TypeError(`no answer about tree ${oid}`);
    if (isUnreadable(directory)) return directory.unreadable;
    if (!isWellFormed(directory, path)) return "unreadable";
    for (const entry of directory) names.set(entry.name, { ...(names.get(entry.name) ?? nothing), [side]: entry });
  }
  return names;
}

const nothing: Four<undefined> = { oldBase: undefined, oldHead: undefined, newBase: undefined, newHead: undefined };
