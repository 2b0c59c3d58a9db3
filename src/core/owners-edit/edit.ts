/** Edit: what a pull request does to the files that say who owns what, and to the bot's options: as texts, before and after. */
import type { Login } from "../ids.ts";
import { optionsPath } from "../options-path.ts";
import type { Renamable } from "../owners/changed-paths.ts";
import type { OwnersOptions } from "../owners/options.ts";
import { nameOf } from "../owners/paths.ts";
import type { FileText } from "../owners/tree.ts";
import type { Mistake } from "./mistake.ts";

/** A file of which the pull request changes the text or the place. */
export interface EditedFile {
  readonly path: string;
  readonly kind: "owners" | "aliases" | "options";
  /** Where it was before, if it was moved. */
  readonly from?: string;
}

export interface FileEdit extends EditedFile {
  /** At the merge base; undefined where no regular file stood there. */
  readonly before: FileText | undefined;
  /** At the head. */
  readonly after: FileText | undefined;
}

export interface OwnersEdit {
  readonly files: readonly FileEdit[];
  /** OWNERS files and aliases of the base that the pull request leaves alone, along the paths that it changes or all of them. */
  readonly others: ReadonlyMap<string, FileText>;
  /** Whether `others` lacks files that the edit may be about: GitHub does not list all of them. */
  readonly isPartial: boolean;
  /** Undefined where everybody counts whom OWNERS name, and nobody is looked up. */
  readonly collaborators: ReadonlySet<Login> | undefined;
  /** People newly named who are neither members of the organisation nor collaborators. */
  readonly strangers: ReadonlySet<Login>;
  /** People newly named beyond those who were looked up. */
  readonly unasked: ReadonlySet<Login>;
  /** In the options file as the pull request leaves it. */
  readonly optionsMistakes: readonly Mistake[];
}

export const noEdit: OwnersEdit = {
  ...{ files: [], others: new Map(), isPartial: false, optionsMistakes: [] },
  ...{ collaborators: undefined, strangers: new Set(), unasked: new Set() },
};

/** A pull request may edit more; then nothing is said of any. */
export const mostEdited = 500;

/** `isOntoDefault`: only on the default branch does an options file count. */
export function editedFiles(
  files: readonly Renamable[],
  filenames: OwnersOptions["filenames"],
  isOntoDefault: boolean,
): readonly EditedFile[] {
  const kindOf = (path: string): EditedFile["kind"] | undefined => {
    if (path === filenames.owners_aliases) return "aliases";
    if (nameOf(path) === filenames.owners) return "owners";
    return isOntoDefault && path === optionsPath ? "options" : undefined;
  };
  return files.flatMap(({ path, previousPath, status }): EditedFile[] => {
    const from = status === "renamed" ? previousPath : undefined;
    const [kind, kindBefore] = [kindOf(path), from === undefined ? undefined : kindOf(from)];
    return [
      ...(from === undefined || kindBefore === undefined ? [] : [{ path: from, kind: kindBefore }]),
      ...(kind === undefined ? [] : [{ path, kind, ...(from === undefined ? {} : { from }) }]),
    ];
  });
}

/** All files that say who owns what, by path, as they were and as they would be. */
export function textsOfEdit({ files, others }: Pick<OwnersEdit, "files" | "others">): {
  readonly before: ReadonlyMap<string, FileText>;
  readonly after: ReadonlyMap<string, FileText>;
} {
  const side = (text: "before" | "after") =>
    files.flatMap((file) => (file.kind === "options" || file[text] === undefined ? [] : [[file.path, file[text]] as const]));
  return { before: new Map([...others, ...side("before")]), after: new Map([...others, ...side("after")]) };
}

/** What the file said before, wherever it stood. */
export function textBefore({ files, others }: Pick<OwnersEdit, "files" | "others">, { from, before }: FileEdit): FileText | undefined {
  if (from === undefined) return before;
  return files.find(({ path }) => path === from)?.before ?? others.get(from);
}
