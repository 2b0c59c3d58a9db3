/** Mistakes: what is wrong in the files that say who owns what, as a pull request leaves them. Prow's checks, and some more as warnings. */
import type { Login } from "../ids.ts";
import { aliasesForm } from "../owners/aliases.ts";
import type { Fault } from "../owners/document.ts";
import { type OwnersForm, ownersForm } from "../owners/form.ts";
import type { OwnersOptions } from "../owners/options.ts";
import type { FileText } from "../owners/tree.ts";
import { shortened } from "../quoting.ts";
import { type FileEdit, type OwnersEdit, textsOfEdit } from "./edit.ts";
import { aliasMentionsIn, mentionsIn } from "./mentions.ts";
import { lineWithin, type Mistake } from "./mistake.ts";
import { countedFiles, newcomersIn } from "./newcomers.ts";

/** In the order of files and lines. Aliases that cannot be read are a mistake of every edit, its own or not: no list means anything then. */
export function mistakesIn(edit: OwnersEdit, options: OwnersOptions): readonly Mistake[] {
  if (edit.files.length === 0) return [];
  const counts = countedFiles(options);
  const found = [
    ...aliasMistakes(edit, options),
    ...edit.files.filter(({ kind, path }) => kind === "owners" && counts(path)).flatMap((file) => ownersMistakes(file, options)),
    ...strangerMistakes(edit, options),
    ...edit.optionsMistakes,
  ];
  const place = new Map(edit.files.map(({ path }, index) => [path, index]));
  return found.toSorted((a, b) => (place.get(a.file) ?? -1) - (place.get(b.file) ?? -1) || a.line - b.line);
}

/** A name can be as long as its file (characters). */
const longest = 300;

const failure = (file: string, line: number, what: string): Mistake => ({
  file,
  line: Math.max(1, line),
  level: "failure",
  what: shortened(what, longest),
});
const warning = (file: string, line: number, what: string): Mistake => ({ ...failure(file, line, what), level: "warning" });

const unreadable = (file: string, { line, what, reason }: Fault, text: string): Mistake =>
  failure(file, lineWithin(text, line), `cannot be read: ${what}: ${reason}`);
const untold = (file: string, text: Exclude<FileText, string>): Mistake => failure(file, 1, `cannot be read: ${text.reason}`);

function aliasMistakes(edit: OwnersEdit, { filenames }: OwnersOptions): Mistake[] {
  const file = filenames.owners_aliases;
  const text = textsOfEdit(edit).after.get(file);
  if (text === undefined) return [];
  if (typeof text !== "string") return [untold(file, text)];
  const form = aliasesForm(text);
  if (form.kind === "unreadable") return [unreadable(file, form.fault, text)];
  if (!edit.files.some(({ kind }) => kind === "aliases")) return [];
  return [
    ...form.faults.map(({ line, reason }) => warning(file, line, reason)),
    ...aliasMentionsIn(text).empty.map(({ alias, line }) => warning(file, line, `the alias ${alias} stands for nobody`)),
  ];
}

function ownersMistakes({ path, after }: FileEdit, { labels_denylist: denied, filenames }: OwnersOptions): Mistake[] {
  if (after === undefined) return [];
  if (typeof after !== "string") return [untold(path, after)];
  const form = ownersForm(after);
  if (form.kind === "unreadable") return [unreadable(path, form.fault, after)];
  const isDenied = (label: string) => denied.some((name) => name.toLowerCase() === label.toLowerCase());
  const labels = mentionsIn(after).filter(({ list, name }) => list === "labels" && isDenied(name));
  return [
    ...labels.map(({ name, line }) => failure(path, line, `an OWNERS file cannot give the label ${name}`)),
    ...(path === filenames.owners && !namesApprovers(form) ? [failure(path, 1, "the file at the root must name an approver")] : []),
    ...form.faults.map(({ line, what, reason }) => warning(path, line, `${what} does not count: ${reason}`)),
  ];
}

const namesApprovers = (form: Extract<OwnersForm, { kind: "readable" }>): boolean =>
  form.filters.some(({ lists }) => lists.approvers.length > 0);

function strangerMistakes(edit: OwnersEdit, options: OwnersOptions): Mistake[] {
  return newcomersIn(edit, options).flatMap(({ login, file, line }) => {
    const what = whyNotTrusted(edit, login);
    return what === undefined ? [] : [failure(file, line, what)];
  });
}

function whyNotTrusted({ strangers, unasked }: OwnersEdit, login: Login): string | undefined {
  if (strangers.has(login)) return `${login} is neither a member of the organisation nor a collaborator of the repository`;
  return unasked.has(login) ? `${login} was not looked up: so many people are new here that only the first ones were` : undefined;
}
