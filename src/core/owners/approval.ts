/** Which owner keys of a change need approval, and which are still open when certain people have approved. */
import type { Login } from "../ids.ts";
import { byBytes } from "./bytes.ts";
import { cleaned, parentOf } from "./paths.ts";
import { type Answer, answering } from "./questions.ts";
import type { Owners } from "./tree.ts";

export interface OwnedFile {
  readonly path: string;
  readonly answer: Answer;
}

/** The changed paths of a pull request seen by its OWNERS files. */
export interface Change {
  readonly owners: Owners;
  /** In the order given. */
  readonly files: readonly OwnedFile[];
  /** Owner keys that need approval, in order of bytes; a key below another one is left out, unless `no_parent_owners` stands between. */
  readonly required: readonly string[];
  /** The answers of all files that need approval: each is checked, also under a key that was left out. */
  readonly checked: ReadonlySet<Answer>;
}

/** Who has approved. Administrators count only for the repair of a root file that cannot be read. */
export interface Approvals {
  readonly by: ReadonlySet<Login>;
  readonly administrators: ReadonlySet<Login>;
}

export interface Decision {
  readonly approved: boolean;
  /**
   * Required keys with a file that nobody entitled has approved, in order of bytes. Where none is left: the keys below them with such a
   * file, which the approval of a key with filters need not cover.
   */
  readonly unapproved: readonly string[];
}

/** Give both names of a renamed file: moving a file out of a directory changes that directory. */
export function changeOf(owners: Owners, paths: readonly string[]): Change {
  const answerTo = answering(owners);
  const files = paths.map((path) => ({ path, answer: answerTo(path) }));
  const needing = new Set(files.filter((file) => !isApprovedUnseen(owners, file)).map(({ answer }) => answer));
  const keys = new Set([...needing].map(({ owner }) => owner));
  const required = topmost(owners, keys);
  const requiredKeys = new Set(required);
  // A file that needs no approval by itself is checked along with a sibling whose key does.
  const checked = new Set([...needing, ...files.map(({ answer }) => answer).filter(({ owner }) => requiredKeys.has(owner))]);
  return { owners, files, required, checked };
}

/**
 * Whether `auto_approve_unowned_subfolders` of the owning place spares the file: it lies in a subdirectory without owners of its own.
 * Prow looks for the key anywhere in the path of the grandparent, so in the root the option spares everything that the root owns.
 */
function isApprovedUnseen(owners: Owners, { path, answer }: OwnedFile): boolean {
  if (answer.standing.kind !== "owned") return false;
  if (!owners.places.get(answer.owner)?.autoApproveUnownedSubfolders) return false;
  return parentOf(parentOf(cleaned(path))).includes(answer.owner);
}

/**
 * The keys without those that lie below another one, in order of bytes. Nothing climbs past `no_parent_owners` or past a file that cannot
 * be read.
 */
export function topmost(owners: Pick<Owners, "places">, keys: ReadonlySet<string>): readonly string[] {
  const isBelowAnother = (key: string): boolean => {
    for (let at = key; at !== ""; ) {
      const place = owners.places.get(at);
      if (place?.noParentOwners || place?.broken) return false;
      at = parentOf(at);
      if (keys.has(at)) return true;
    }
    return false;
  };
  return [...keys].filter((key) => !isBelowAnother(key)).sort(byBytes);
}

/** Nothing changed is never approved. */
export function decisionOf(change: Change, approvals: Approvals): Decision {
  const open = openKeys(change, approvals);
  const openRequired = change.required.filter((key) => open.has(key));
  const unapproved = openRequired.length > 0 ? openRequired : topmost(change.owners, open);
  return { approved: change.files.length > 0 && unapproved.length === 0, unapproved };
}

/** Keys of all files that nobody of these may approve. */
export function openKeys(change: Change, approvals: Approvals): ReadonlySet<string> {
  const open = new Set<string>();
  for (const answer of change.checked) if (!isApprovedBy(answer, approvals)) open.add(answer.owner);
  return open;
}

export function isApprovedBy(answer: Answer, { by, administrators }: Approvals): boolean {
  switch (answer.standing.kind) {
    case "owned":
      return answer.approvers.some((login) => by.has(login));
    case "administrators":
      return by.values().some((login) => administrators.has(login));
    case "blocked":
      return false;
    default:
      return answer.standing satisfies never;
  }
}
