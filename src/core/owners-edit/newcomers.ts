/** Newcomers: people whom an edit names where they were not named before, with the line on which it does. */
import type { Login } from "../ids.ts";
import { type Aliases, aliasesForm, listed, noAliases } from "../owners/aliases.ts";
import { ignoredDirectories } from "../owners/ignored.ts";
import type { OwnersOptions } from "../owners/options.ts";
import { parentOf } from "../owners/paths.ts";
import type { FileText } from "../owners/tree.ts";
import { type FileEdit, type OwnersEdit, textBefore, textsOfEdit } from "./edit.ts";
import { aliasMentionsIn, type Mention, mentionsIn } from "./mentions.ts";

export interface Newcomer {
  readonly login: Login;
  readonly file: string;
  readonly line: number;
}

type Texts = Pick<OwnersEdit, "files" | "others">;
type Reading = Pick<OwnersOptions, "filenames" | "owners_dir_denylist" | "ignore_preconfigured_defaults">;

/**
 * Each person once a file, reviewers and approvers only: required reviewers may be teams. Whoever is named in one of the two lists is new in
 * the other. Where the aliases cannot be read nobody knows which names are people.
 */
export function newcomersIn(edit: Texts, reading: Reading): readonly Newcomer[] {
  const aliases = aliasesAfter(edit, reading);
  if (aliases === undefined) return [];
  const counts = countedFiles(reading);
  return edit.files.flatMap((file) => {
    if (typeof file.after !== "string") return [];
    switch (file.kind) {
      case "aliases":
        return onceEach(newMembers(file, textIn(textBefore(edit, file))));
      case "owners":
        return counts(file.path) ? onceEach(newNames(file, textIn(textBefore(edit, file)), aliases)) : [];
      case "options":
        return [];
      default:
        return file.kind satisfies never;
    }
  });
}

/** Undefined where the file is there and cannot be read. */
function aliasesAfter(edit: Texts, { filenames }: Reading): Aliases | undefined {
  const text = textsOfEdit(edit).after.get(filenames.owners_aliases);
  if (text === undefined) return noAliases;
  const form = typeof text === "string" ? aliasesForm(text) : undefined;
  return form?.kind === "readable" ? form.aliases : undefined;
}

/** Whether an OWNERS file is one that counts: not in an ignored directory. */
export function countedFiles(reading: Reading): (path: string) => boolean {
  const { isPassedOver, isRefused } = ignoredDirectories(reading);
  return (path) => !isPassedOver(parentOf(path)) && !isRefused(parentOf(path));
}

const textIn = (text: FileText | undefined): string => (typeof text === "string" ? text : "");

function newMembers({ path, after }: FileEdit, before: string): Newcomer[] {
  const keyOf = ({ alias, login }: { readonly alias: Login; readonly login: Login }) => `${alias} ${login}`;
  const known = new Set(aliasMentionsIn(before).members.map(keyOf));
  return aliasMentionsIn(textIn(after))
    .members.filter((member) => !known.has(keyOf(member)))
    .map(({ login, line }) => ({ login, file: path, line }));
}

function newNames({ path, after }: FileEdit, before: string, aliases: Aliases): Newcomer[] {
  const keyOf = ({ list, name }: Mention) => `${list} ${listed(name)}`;
  const known = new Set(mentionsIn(before).map(keyOf));
  return mentionsIn(textIn(after))
    .filter((mention) => mention.list === "reviewers" || mention.list === "approvers")
    .filter((mention) => !known.has(keyOf(mention)))
    .map(({ name, line }) => ({ login: listed(name), file: path, line }))
    .filter(({ login }) => login !== "" && !aliases.has(login));
}

const onceEach = (newcomers: readonly Newcomer[]): Newcomer[] =>
  [...Map.groupBy(newcomers, ({ login }) => login).values()].flatMap(([first]) => first ?? []);
