/** What OWNERS files say about one path: who may approve and review it, which key owns it, what blocks it. */
import type { Login } from "../ids.ts";
import { byBytes, sortedSet } from "./bytes.ts";
import { cleaned, joined, parentOf, relativeTo, upwards } from "./paths.ts";
import type { Owners, Ownership, Place, Problem } from "./tree.ts";

/** Whether the approvers of a path are known. */
export type Standing =
  | { readonly kind: "owned" }
  /** A file that cannot be read covers the path: nobody may approve it. */
  | { readonly kind: "blocked"; readonly by: Problem }
  /** The path is itself the root OWNERS or OWNERS_ALIASES file that cannot be read: administrators of the repository may approve it. */
  | { readonly kind: "administrators"; readonly repair: Problem };

/** The people of one level, at the place that names them; whoever a nearer level names is left out. */
export interface Layer {
  readonly key: string;
  readonly people: readonly Login[];
  /** Those of them whom this place, or a nearer one, lists as emeritus in the same role. */
  readonly emeritus: readonly Login[];
}

/** Lists are in order of bytes. One object answers for all paths about which everything is the same. */
export interface Answer {
  /** Key of the nearest place that names approvers for the path; the root's where none does. A place that cannot be read counts as one. */
  readonly owner: string;
  /** Everybody who may approve, at any level. */
  readonly approvers: readonly Login[];
  /** Those of the nearest level that names any. */
  readonly leafApprovers: readonly Login[];
  readonly reviewers: readonly Login[];
  readonly leafReviewers: readonly Login[];
  /** The same people by level, the nearest first: levels that add nobody are left out. */
  readonly approverLayers: readonly Layer[];
  readonly reviewerLayers: readonly Layer[];
  readonly requiredReviewers: readonly Login[];
  readonly requiredLayers: readonly Layer[];
  readonly labels: readonly string[];
  /** Like `owner`, by reviewers. */
  readonly reviewerOwner: string;
  /** Whether the owner's own place has `no_parent_owners`. */
  readonly noParentOwners: boolean;
  readonly standing: Standing;
}

interface Level {
  readonly key: string;
  readonly place: Place;
}
/** A level with only those of its lists that hold for one path. */
interface Match extends Level {
  readonly ownerships: readonly Ownership[];
}

interface Chain {
  readonly levels: readonly Level[];
  readonly hasPatterns: boolean;
  readonly answers: Map<string, Answer>;
}

/** The function from path to answer. It remembers what it met, so keep it for as many paths as there are. */
export function answering(owners: Owners): (path: string) => Answer {
  const chains = new Map<string, Chain>();
  const chainOf = (directory: string): Chain => {
    const known = chains.get(directory);
    if (known !== undefined) return known;
    const levels = levelsOf(owners, directory);
    const above = directory === "" ? undefined : chainOf(parentOf(directory));
    const chain = above?.levels.length === levels.length ? above : newChain(levels);
    chains.set(directory, chain);
    return chain;
  };
  return (given) => {
    const path = cleaned(given);
    if (path === "" || owners.places.has(path) || isMended(owners, path))
      return answerOf(owners, path, matchesOf(levelsOf(owners, path), path));
    const chain = chainOf(parentOf(path));
    const matches = chain.hasPatterns ? matchesOf(chain.levels, path) : chain.levels.map(whole);
    const signature = chain.hasPatterns ? signatureOf(chain.levels, matches) : "";
    const known = chain.answers.get(signature);
    if (known !== undefined) return known;
    const answer = answerOf(owners, path, matches);
    chain.answers.set(signature, answer);
    return answer;
  };
}

function levelsOf(owners: Owners, path: string): readonly Level[] {
  const levels: Level[] = [];
  for (const key of upwards(path)) {
    const place = owners.places.get(key);
    if (place !== undefined) levels.push({ key, place });
  }
  return levels;
}

function newChain(levels: readonly Level[]): Chain {
  const hasPatterns = levels.some(({ place }) => place.ownerships.some((ownership) => ownership.pattern !== undefined));
  return { levels, hasPatterns, answers: new Map() };
}

const whole = (level: Level): Match => ({ ...level, ownerships: level.place.ownerships });

function matchesOf(levels: readonly Level[], path: string): readonly Match[] {
  return levels.map((level) => {
    const subject = relativeTo(level.key, path);
    return { ...level, ownerships: level.place.ownerships.filter(({ pattern }) => pattern === undefined || pattern.matches(subject)) };
  });
}

function signatureOf(levels: readonly Level[], matches: readonly Match[]): string {
  return levels
    .map(({ place }, at) => place.ownerships.map((ownership) => (matches[at]?.ownerships.includes(ownership) ? "1" : "0")).join(""))
    .join("/");
}

/** A file that governs others and cannot be read: changing it is a repair. */
function isMended(owners: Owners, path: string): boolean {
  const { owners: name, owners_aliases: aliases } = owners.filenames;
  if (owners.brokenAliases !== undefined && path === aliases) return true;
  return name !== "" && joined(parentOf(path), name) === path && owners.places.get(parentOf(path))?.broken !== undefined;
}

function answerOf(owners: Owners, path: string, all: readonly Match[]): Answer {
  // A broken file does not govern its own repair: its parents do.
  const matches = isMended(owners, path) ? all.filter(({ place }) => place.broken?.file !== path) : all;
  const standing = standingOf(owners, path, matches);
  const owner = ownerOf(matches, "approvers");
  const approverLayers = standing.kind === "owned" ? peopleIn(matches, "approvers") : [];
  const reviewerLayers = peopleIn(matches, "reviewers");
  const requiredLayers = layersOf(matches, ({ requiredReviewers }) => requiredReviewers).map((layer) => ({ ...layer, emeritus: [] }));
  return {
    owner,
    approvers: namesIn(approverLayers).sort(byBytes),
    leafApprovers: approverLayers[0]?.people ?? [],
    reviewers: namesIn(reviewerLayers).sort(byBytes),
    leafReviewers: reviewerLayers[0]?.people ?? [],
    approverLayers,
    reviewerLayers,
    requiredReviewers: namesIn(requiredLayers).sort(byBytes),
    requiredLayers,
    labels: namesIn(layersOf(matches, ({ labels }) => labels)).sort(byBytes),
    reviewerOwner: ownerOf(matches, "reviewers"),
    noParentOwners: owners.places.get(owner)?.noParentOwners ?? false,
    standing,
  };
}

/**
 * The names of one kind, climbing from the path to the root. A level with `no_parent_owners` ends the climb only if somebody of this kind
 * was found by then: an OWNERS file that has the option and reviewers only still inherits approvers.
 */
function layersOf<Name extends string>(
  matches: readonly Match[],
  namesOf: (ownership: Ownership) => ReadonlySet<Name>,
): readonly { readonly key: string; readonly people: readonly Name[] }[] {
  const layers: { readonly key: string; readonly people: readonly Name[] }[] = [];
  const found = new Set<Name>();
  for (const { key, place, ownerships } of matches) {
    const people = ownerships.flatMap((ownership) => [...namesOf(ownership).difference(found)]);
    if (people.length > 0) layers.push({ key, people: sortedSet(people) });
    for (const name of people) found.add(name);
    if (found.size > 0 && place.noParentOwners) break;
  }
  return layers;
}

function peopleIn(matches: readonly Match[], role: "approvers" | "reviewers"): readonly Layer[] {
  return layersOf(matches, (ownership) => ownership[role]).map(({ key, people }) => {
    const nearer = matches.filter((match) => match.key.length >= key.length);
    return { key, people, emeritus: people.filter((login) => nearer.some(({ place }) => place.emeritus[role].has(login))) };
  });
}

const namesIn = <Name extends string>(layers: readonly { readonly people: readonly Name[] }[]): Name[] =>
  layers.flatMap(({ people }) => people);

function ownerOf(matches: readonly Match[], kind: "approvers" | "reviewers"): string {
  const owning = matches.find(
    ({ place, ownerships }) => (kind === "approvers" && place.broken) || ownerships.some((one) => one[kind].size > 0),
  );
  return owning?.key ?? "";
}

/** A broken file blocks the paths whose search for approvers reaches it; `no_parent_owners` below it keeps it out. */
function standingOf(owners: Owners, path: string, matches: readonly Match[]): Standing {
  const { owners: name, owners_aliases: aliases } = owners.filenames;
  const brokenRoot = owners.places.get("")?.broken;
  if (brokenRoot !== undefined && path === name) return { kind: "administrators", repair: brokenRoot };
  if (owners.brokenAliases !== undefined) {
    return path === aliases ? { kind: "administrators", repair: owners.brokenAliases } : { kind: "blocked", by: owners.brokenAliases };
  }
  let isFound = false;
  for (const { place, ownerships } of matches) {
    if (place.broken !== undefined) return { kind: "blocked", by: place.broken };
    isFound ||= ownerships.some((ownership) => ownership.approvers.size > 0);
    if (isFound && place.noParentOwners) break;
  }
  return { kind: "owned" };
}
