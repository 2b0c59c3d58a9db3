/** Who owns what along the changed paths, by the OWNERS files on the base branch's tip. */
import type { OwnersFacts, OwnersOptions } from "../core/facts.ts";
import type { Login, Sha } from "../core/ids.ts";
import type { Look } from "../core/look.ts";
import { type Entries, type Need, ownersAlong, type Texts } from "../core/owners/along.ts";
import { type Owners, ownersOf } from "../core/owners/tree.ts";
import { textsOf } from "./blobs.ts";
import { collaboratorsOf } from "./collaborators.ts";
import { rolesOf, speakersOn } from "./people.ts";
import type { Place } from "./place.ts";
import { directoriesAt } from "./trees.ts";

export async function ownersFacts(place: Place, look: Look, paths: readonly string[], reading: OwnersOptions): Promise<OwnersFacts> {
  const files = await drive(ownersAlong(paths, reading), place, look.thread.base.tip);
  const collaborators = reading.skip_collaborators ? undefined : await collaboratorsOf(place);
  const owners = ownersOf({ files, reading, collaborators });
  return { owners, admins: isRootBroken(owners) ? await adminsAmong(place, look) : [] };
}

/** Answers what the computation needs, step by step, from one commit. */
export async function drive<T>(computation: Generator<Need, T, Entries | Texts>, place: Place, tip: Sha): Promise<T> {
  const sizes = new Map<Sha, number>();
  let step = computation.next();
  while (!step.done) step = computation.next(await answerTo(step.value, place, tip, sizes));
  return step.value;
}

async function answerTo(need: Need, place: Place, tip: Sha, sizes: Map<Sha, number>): Promise<Entries | Texts> {
  if (need.kind === "blobs") return { kind: "blobs", texts: await textsOf(place, need.oids, sizes) };
  const entries = await directoriesAt(place, tip, need.paths);
  for (const { oid, size } of [...entries.values()].flatMap((directory) => directory ?? [])) sizes.set(oid, size);
  return { kind: "directories", entries };
}

/** The root's own file and the aliases have no parent whose owners could approve their repair. */
const isRootBroken = ({ places, brokenAliases }: Owners): boolean => brokenAliases !== undefined || places.get("")?.broken !== undefined;

async function adminsAmong(place: Place, look: Look): Promise<Login[]> {
  const roles = await rolesOf(place, speakersOn(look.statements));
  return [...roles].filter(([, role]) => role === "admin").map(([login]) => login);
}
