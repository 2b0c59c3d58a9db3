/** Given: an edit of OWNERS files as a plugin finds it, from the texts at the merge base and at the head. */

import type { OwnersOptions } from "../../../src/core/facts.ts";
import { loginOf } from "../../../src/core/ids.ts";
import { defaultReading } from "../../../src/core/owners/tree.ts";
import { editedFiles, noEdit, type OwnersEdit } from "../../../src/core/owners-edit/edit.ts";

export type Texts = Readonly<Record<string, string>>;

export interface Given {
  /** At the merge base, and at the tip of the base too. */
  readonly before?: Texts;
  /** At the head; `null`: removed. What is not named stays as it was. */
  readonly changes?: Readonly<Record<string, string | null>>;
  /** Files that were moved: from, by to. */
  readonly moved?: Readonly<Record<string, string>>;
  /** Everybody else is a collaborator. */
  readonly strangers?: readonly string[];
  readonly unasked?: readonly string[];
  readonly collaborators?: readonly string[];
  readonly more?: Partial<OwnersEdit>;
}

export const options = (more: Partial<OwnersOptions> = {}): OwnersOptions => ({
  ...defaultReading,
  ...{ skip_collaborators: false, labels_denylist: ["approved", "lgtm"] },
  ...more,
});

export function editOf(
  { before = {}, changes = {}, moved = {}, strangers = [], unasked = [], collaborators, more = {} }: Given,
  { filenames } = options(),
): OwnersEdit {
  const changed = Object.entries(changes).map(([path, text]) => ({
    path,
    status: moved[path] !== undefined ? "renamed" : text === null ? "removed" : path in before ? "modified" : "added",
    ...(moved[path] === undefined ? {} : { previousPath: moved[path] }),
  }));
  const gone = new Set(Object.values(moved));
  const files = editedFiles(changed, filenames, true).map((file) => ({
    ...file,
    before: before[file.path],
    after: gone.has(file.path) ? undefined : (changes[file.path] ?? undefined),
  }));
  const edited = new Set(files.map(({ path }) => path));
  return {
    ...noEdit,
    files,
    others: new Map(Object.entries(before).filter(([path]) => !edited.has(path))),
    collaborators: collaborators === undefined ? undefined : new Set(collaborators.map(loginOf)),
    strangers: new Set(strangers.map(loginOf)),
    unasked: new Set(unasked.map(loginOf)),
    ...more,
  };
}
