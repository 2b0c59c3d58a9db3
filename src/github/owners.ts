/** Who owns what along the changed paths, by the OWNERS files on the base branch's tip. */
import type { OwnersFacts, OwnersOptions } from "../core/facts.ts";
import type { Login, Sha } from "../core/ids.ts";
import type { Look } from "../core/look.ts";
import { type Entries, type Need, ownersAlong, type Texts } from "../core/owners/along.ts";
import { joined, nameOf } from "../core/owners/paths.ts";
import { type FileText, type Owners, type OwnersReading, ownersOf } from "../core/owners/tree.ts";
import { textsOf } from "./blobs.ts";
import { collaboratorsOf } from "./collaborators.ts";
import { rolesOf, speakersOn } from "./people.ts";
import type { Place } from "./place.ts";
import { readByName } from "./reading-ahead.ts";
import { directoriesAt } from "./trees.ts";

export async function ownersFacts(place: Place, look: Look, paths: readonly string[], reading: OwnersOptions): Promise<OwnersFacts> {
  const files = await ownersTexts(place, paths, reading, look.thread.base.tip);
  const collaborators = reading.skip_collaborators ? undefined : await collaboratorsOf(place);
  const owners = ownersOf({ files, reading, collaborators });
  return { owners, admins: isRootBroken(owners) ? await adminsAmong(place, look) : [] };
}

/** Texts by path of the OWNERS files along the paths at one commit. */
export async function ownersTexts(
  place: Place,
  paths: readonly string[],
  reading: OwnersReading,
  commit: Sha,
): Promise<ReadonlyMap<string, FileText>> {
  const computation = ownersAlong(paths, reading);
  const sizes = new Map<Sha, number>();
  let step = computation.next();
  while (!step.done) step = computation.next(await answerTo(step.value, place, commit, reading, sizes));
  return step.value;
}

async function answerTo(need: Need, place: Place, commit: Sha, reading: OwnersReading, sizes: Map<Sha, number>): Promise<Entries | Texts> {
  if (need.kind === "blobs") return { kind: "blobs", texts: await textsOf(place, need.oids, sizes) };
  await readWithTexts(place, need.paths, reading, commit);
  const entries = await directoriesAt(place, commit, need.paths);
  for (const { oid, size } of [...entries.values()].flatMap((directory) => directory ?? [])) sizes.set(oid, size);
  return { kind: "directories", entries };
}

/** A directory that has to be read most likely has an OWNERS file, and its text comes with it. */
async function readWithTexts(place: Place, paths: readonly string[], { filenames }: OwnersReading, commit: Sha): Promise<void> {
  const names = [...paths.map((path) => joined(path, filenames.owners)), filenames.owners_aliases].filter((name) => nameOf(name) !== "");
  await readByName(
    place,
    paths.map((path) => ({ commit, path })),
    commit,
    names,
  );
}

/** The root's own file and the aliases have no parent whose owners could approve their repair. */
const isRootBroken = ({ places, brokenAliases }: Owners): boolean => brokenAliases !== undefined || places.get("")?.broken !== undefined;

async function adminsAmong(place: Place, look: Look): Promise<Login[]> {
  const roles = await rolesOf(place, speakersOn(look.statements));
  return [...roles].filter(([, role]) => role === "admin").map(([login]) => login);
}
