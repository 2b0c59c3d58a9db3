/** Trees of OWNERS files as tests write them, and the answers as they read them. */
import { type Login, loginOf } from "../../../src/core/ids.ts";
import { type Change, changeOf, openKeys } from "../../../src/core/owners/approval.ts";
import { defaultReading, type FileText, type Owners, type OwnersReading, ownersOf } from "../../../src/core/owners/tree.ts";

export type Tree = Readonly<Record<string, FileText>>;

/** Collaborators that are not given let everybody named count. */
export function ownersIn(tree: Tree, reading: Partial<OwnersReading> = {}, collaborators?: readonly string[]): Owners {
  return ownersOf({
    files: new Map(Object.entries(tree)),
    reading: { ...defaultReading, ...reading },
    collaborators: collaborators === undefined ? undefined : people(...collaborators),
  });
}

export const changeIn = (tree: Tree, ...paths: readonly string[]): Change => changeOf(ownersIn(tree), paths);

export const people = (...logins: readonly string[]): ReadonlySet<Login> => new Set(logins.map(loginOf));

/** Nobody is an administrator unless named. */
export const approvedBy = (logins: readonly string[], administrators: readonly string[] = []) => ({
  by: people(...logins),
  administrators: people(...administrators),
});

/** Whether these people together leave no required key open. */
export const isCoveredBy = (change: Change, by: ReadonlySet<Login>): boolean =>
  change.files.length > 0 && openKeys(change, { by, administrators: new Set() }).isDisjointFrom(new Set(change.required));

const listing = (logins: readonly string[]): string => `approvers: ${JSON.stringify(logins)}\n`;

const root = ["Alice", "Bob"];
const d = ["David", "Dan", "Debbie"];
const c = ["Chris", "Carol"];

/** People of a small repository by directory. Those of a/combo own a/d and c as well. */
export const owned: Readonly<Record<string, readonly string[]>> = {
  "": root,
  a: ["Art", "Anne"],
  b: ["Bill", "Ben", "Barbara"],
  c,
  "a/d": d,
  "a/combo": ["Eve", "Erin", ...d, ...c],
};

export const combined: Tree = Object.fromEntries(
  Object.entries(owned).map(([directory, logins]) => [directory === "" ? "OWNERS" : `${directory}/OWNERS`, listing(logins)]),
);
