/** Meaning: what an edit of OWNERS files would change for people and directories, by the files before and after it. */
import type { Login } from "../ids.ts";
import { aliasesForm, listed, noAliases } from "../owners/aliases.ts";
import { topmost } from "../owners/approval.ts";
import { byBytes } from "../owners/bytes.ts";
import { type OwnersForm, ownersForm } from "../owners/form.ts";
import type { OwnersOptions } from "../owners/options.ts";
import { nameOf, parentOf, upwards } from "../owners/paths.ts";
import { type Owners, type Ownership, ownersOf } from "../owners/tree.ts";
import { type OwnersEdit, textsOfEdit } from "./edit.ts";

type Right = "approvers" | "reviewers";

/** What one person gains and loses, by owner key: one below another is left out. */
export interface Shift {
  readonly login: Login;
  readonly gains: Readonly<Record<Right, readonly string[]>>;
  readonly loses: Readonly<Record<Right, readonly string[]>>;
}

/** A directory whose own approvers the edit changes, and leaves with one or none. */
export interface ThinPlace {
  readonly key: string;
  readonly only: Login | undefined;
  /** How many others may approve it from above. */
  readonly above: number;
}

export interface Meaning {
  /** In order of logins. */
  readonly shifts: readonly Shift[];
  /** In order of keys. */
  readonly thin: readonly ThinPlace[];
}

/** So many people are followed, each into every directory where they count: whoever wrote the files may be a stranger. */
const mostFollowed = 1_000_000;

/**
 * Whoever may approve some files of a directory counts for it, whatever the patterns of `filters` leave out. Directories whose owners
 * cannot be told, because a file on the way cannot be read, are left out. Undefined where too many people are named in too many directories.
 */
export function meaningOf(edit: OwnersEdit, reading: OwnersOptions): Meaning | undefined {
  const texts = textsOfEdit(edit);
  const forms = new Map<string, OwnersForm>();
  const formOf = (text: string): OwnersForm => {
    const form = forms.get(text) ?? ownersForm(text);
    forms.set(text, form);
    return form;
  };
  if (followed(texts, reading, formOf) > mostFollowed) return undefined;
  const side = (files: Texts) => ownersOf({ files, reading: { ...reading, mdyaml: false }, collaborators: edit.collaborators, formOf });
  const [before, after] = [side(texts.before), side(texts.after)];
  if (before.brokenAliases !== undefined || after.brokenAliases !== undefined) return { shifts: [], thin: [] };
  const keys = [...new Set([...before.places.keys(), ...after.places.keys()])].sort(byBytes);
  return { shifts: shiftsIn(keys, before, after), thin: keys.flatMap((key) => thinPlace(key, before, after) ?? []) };
}

type Texts = ReturnType<typeof textsOfEdit>["before"];
type FormOf = (text: string) => OwnersForm;

/** No fewer than there are to be followed, told before any of them is. */
function followed({ before, after }: ReturnType<typeof textsOfEdit>, { filenames }: OwnersOptions, formOf: FormOf): number {
  const named = [before, after].map((files) => namedIn(files, filenames, formOf));
  const keys = new Set(named.flatMap((counts) => [...counts.keys()]));
  const along = (key: string) => sum([...upwards(key)].flatMap((at) => named.map((counts) => counts.get(at) ?? 0)));
  return sum([...keys].map(along));
}

/** How many people each directory's own file names, by directory: with the members of aliases, and in every filter anew. */
function namedIn(files: Texts, { owners, owners_aliases }: OwnersOptions["filenames"], formOf: FormOf): ReadonlyMap<string, number> {
  const text = files.get(owners_aliases);
  const form = typeof text === "string" ? aliasesForm(text) : undefined;
  const aliases = form?.kind === "readable" ? form.aliases : noAliases;
  const namedBy = (names: readonly string[]) => sum(names.map((name) => 1 + (aliases.get(listed(name))?.length ?? 0)));
  return new Map(
    [...files].flatMap(([path, own]): [string, number][] => {
      if (typeof own !== "string" || nameOf(path) !== owners) return [];
      const read = formOf(own);
      const filters = read.kind === "readable" ? read.filters : [];
      return [[parentOf(path), sum(filters.map(({ lists }) => sum(Object.values(lists).map(namedBy))))]];
    }),
  );
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, one) => total + one, 0);

function shiftsIn(keys: readonly string[], before: Owners, after: Owners): Shift[] {
  const moves = (["approvers", "reviewers"] as const).flatMap((right) => keys.flatMap((key) => movesAt(key, right, before, after)));
  const byLogin = [...Map.groupBy(moves, ({ login }) => login)].sort(([a], [b]) => byBytes(a, b));
  return byLogin.map(([login, own]): Shift => {
    const keysOf = (right: Right, isGain: boolean) =>
      topmost(isGain ? after : before, new Set(own.filter((move) => move.right === right && move.isGain === isGain).map(({ key }) => key)));
    const both = (isGain: boolean) => ({ approvers: keysOf("approvers", isGain), reviewers: keysOf("reviewers", isGain) });
    return { login, gains: both(true), loses: both(false) };
  });
}

interface Move {
  readonly login: Login;
  readonly right: Right;
  readonly key: string;
  readonly isGain: boolean;
}

function movesAt(key: string, right: Right, before: Owners, after: Owners): Move[] {
  const [then, now] = [peopleAt(before, key, right), peopleAt(after, key, right)];
  if (then === undefined || now === undefined) return [];
  return [
    ...[...now.difference(then)].map((login) => ({ login, right, key, isGain: true })),
    ...[...then.difference(now)].map((login) => ({ login, right, key, isGain: false })),
  ];
}

/** Everybody with the right for some file of the directory, at any level; undefined where a file on the way cannot be read. */
function peopleAt({ places }: Owners, key: string, right: Right): ReadonlySet<Login> | undefined {
  const found = new Set<Login>();
  for (const at of upwards(key)) {
    const place = places.get(at);
    if (place === undefined) continue;
    if (place.broken !== undefined) return undefined;
    for (const login of peopleIn(place.ownerships, right)) found.add(login);
    if (found.size > 0 && place.noParentOwners) break;
  }
  return found;
}

const peopleIn = (ownerships: readonly Ownership[], right: Right): ReadonlySet<Login> =>
  new Set(ownerships.flatMap((ownership) => [...ownership[right]]));

function thinPlace(key: string, before: Owners, after: Owners): ThinPlace | undefined {
  const all = peopleAt(after, key, "approvers");
  const [then, now] = [before, after].map(({ places }) => peopleIn(places.get(key)?.ownerships ?? [], "approvers"));
  if (all === undefined || then === undefined || now === undefined) return undefined;
  if (now.size > 1 || then.symmetricDifference(now).size === 0) return undefined;
  return { key, only: [...now][0], above: all.size - now.size };
}
