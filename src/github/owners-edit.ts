/** What a pull request does to the files that say who owns what: read only where it edits one of them. */
import type { OwnersOptions } from "../core/facts.ts";
import type { Login } from "../core/ids.ts";
import type { Look } from "../core/look.ts";
import { ownedPaths, type Renamable } from "../core/owners/changed-paths.ts";
import { editedFiles, type FileEdit, mostEdited, noEdit, type OwnersEdit } from "../core/owners-edit/edit.ts";
import type { Mistake, OptionsCheck } from "../core/owners-edit/mistake.ts";
import { newcomersIn } from "../core/owners-edit/newcomers.ts";
import { verifiedAt } from "../core/owners-edit/word.ts";
import { collaboratorsOf } from "./collaborators.ts";
import { TooMuch } from "./errors.ts";
import { textsAt } from "./files-at.ts";
import { mergeBaseOf } from "./merge-base.ts";
import { newcomersAmong } from "./newcomers.ts";
import { ownersTexts } from "./owners.ts";
import { ownersFiles } from "./owners-files.ts";
import type { Place } from "./place.ts";

type Texts = Pick<OwnersEdit, "files" | "others">;

/** Throws TooMuch where it edits more files than anybody reads. */
export async function ownersEdit(
  place: Place,
  look: Look,
  changed: readonly Renamable[],
  reading: OwnersOptions,
  checkOptions: OptionsCheck,
): Promise<OwnersEdit> {
  const { base, repository } = look.thread;
  const edited = editedFiles(changed, reading.filenames, base.name === repository.defaultBranch);
  if (edited.length === 0) return noEdit;
  if (edited.length > mostEdited) throw new TooMuch(`the pull request edits more than ${mostEdited} OWNERS files`);
  const files = await textsOfEdited(place, look, edited);
  const { others, isPartial } = await othersOf(place, look, changed, files, reading);
  const collaborators = reading.skip_collaborators ? undefined : await collaboratorsOf(place);
  const names = collaborators === undefined ? [] : strangersTo(collaborators, { files, others }, reading);
  const newcomers = await newcomersAmong(place, { names, now: look.now, renewedAt: verifiedAt(look.statements) });
  return {
    ...{ files, others, isPartial, collaborators, ...newcomers },
    optionsMistakes: files.flatMap((file) => optionsMistakes(file, repository, checkOptions)),
  };
}

/** A fork's commits can be read in the repository that the pull request goes to. */
async function textsOfEdited(place: Place, look: Look, edited: ReturnType<typeof editedFiles>): Promise<readonly FileEdit[]> {
  const { head, base } = look.thread;
  const { mergeBase } = await mergeBaseOf(place, head, base.tip);
  const paths = edited.map(({ path }) => path);
  const [before, after] = await Promise.all([textsAt(place, mergeBase, paths), textsAt(place, head, paths)]);
  return edited.map((file) => ({ ...file, before: before.get(file.path), after: after.get(file.path) }));
}

/** An alias may be named anywhere, so that all OWNERS files are read where the aliases are edited. */
async function othersOf(
  place: Place,
  { thread: { base } }: Look,
  changed: readonly Renamable[],
  files: readonly FileEdit[],
  reading: OwnersOptions,
): Promise<Pick<OwnersEdit, "others" | "isPartial">> {
  const isEdited = new Set(files.map(({ path }) => path));
  const along = () => ownersTexts(place, ownedPaths(changed), { ...reading, mdyaml: false }, base.tip);
  const without = (texts: OwnersEdit["others"]) => new Map([...texts].filter(([path]) => !isEdited.has(path)));
  if (!files.some(({ kind }) => kind === "aliases")) return { others: without(await along()), isPartial: false };
  try {
    return { others: without(await ownersFiles(place, base.tip, reading)), isPartial: false };
  } catch (error) {
    if (!(error instanceof TooMuch)) throw error;
    return { others: without(await along()), isPartial: true };
  }
}

const strangersTo = (collaborators: ReadonlySet<Login>, texts: Texts, reading: OwnersOptions): readonly Login[] =>
  [...new Set(newcomersIn(texts, reading).map(({ login }) => login))].filter((login) => !collaborators.has(login));

function optionsMistakes(
  { kind, path, after }: FileEdit,
  repository: Parameters<OptionsCheck>[1],
  check: OptionsCheck,
): readonly Mistake[] {
  if (kind !== "options" || after === undefined) return [];
  return typeof after === "string"
    ? check(after, repository)
    : [{ file: path, line: 1, level: "failure", what: `cannot be read: ${after.reason}` }];
}
