/** OWNERS files of one base commit as one value: who owns what at each place, what is broken where. */

import type { Login } from "../ids.ts";
import { type Aliases, aliasesForm, expanded, noAliases } from "./aliases.ts";
import { byBytes } from "./bytes.ts";
import type { Fault } from "./document.ts";
import { headerForm, type OwnersForm, type OwnersLists, ownersForm } from "./form.ts";
import { headerOf } from "./frontmatter.ts";
import { ignoredDirectories, pathsWalked } from "./ignored.ts";
import type { OwnersOptions } from "./options.ts";
import { nameOf, parentOf } from "./paths.ts";
import type { PathPattern } from "./pattern.ts";

/** A file that is there but whose text could not be had: too large, not UTF-8, a read that failed. */
export interface UnreadableText {
  readonly reason: string;
}
export type FileText = string | UnreadableText;

/** Lists that hold for the files below a place whose path matches; `pattern` is undefined where they hold for all. */
export interface Ownership {
  readonly pattern: PathPattern | undefined;
  readonly approvers: ReadonlySet<Login>;
  readonly reviewers: ReadonlySet<Login>;
  readonly requiredReviewers: ReadonlySet<Login>;
  readonly labels: ReadonlySet<string>;
}

/** What one owner key carries: a directory, or with front matter one Markdown file. */
export interface Place {
  readonly ownerships: readonly Ownership[];
  readonly noParentOwners: boolean;
  readonly autoApproveUnownedSubfolders: boolean;
  /** Who gave a role up here. It changes nobody's rights. */
  readonly emeritus: { readonly approvers: ReadonlySet<Login>; readonly reviewers: ReadonlySet<Login> };
  /** The OWNERS file here cannot be read: who owns what is below is unknown. */
  readonly broken: Problem | undefined;
}

/** Something in a file that does not count, said so that a person can mend it. `line` is 0 where no line is to blame. */
export interface Problem {
  readonly file: string;
  readonly line: number;
  readonly what: string;
  readonly reason: string;
}

export interface Owners {
  /** By owner key: the path of a directory, the empty string for the root, or the path of a Markdown file. */
  readonly places: ReadonlyMap<string, Place>;
  /** Set where OWNERS_ALIASES cannot be read: then nobody's membership in any list is known. */
  readonly brokenAliases: Problem | undefined;
  readonly problems: readonly Problem[];
  readonly filenames: OwnersOptions["filenames"];
}

export type OwnersReading = Pick<OwnersOptions, "mdyaml" | "filenames" | "owners_dir_denylist" | "ignore_preconfigured_defaults">;

export const defaultReading: OwnersReading = {
  mdyaml: false,
  filenames: { owners: "OWNERS", owners_aliases: "OWNERS_ALIASES" },
  owners_dir_denylist: [],
  ignore_preconfigured_defaults: false,
};

export interface OwnersInput {
  /** Texts by path: regular files only. Paths that are neither OWNERS files, nor OWNERS_ALIASES, nor Markdown are passed over. */
  readonly files: ReadonlyMap<string, FileText>;
  readonly reading: OwnersReading;
  /** Approvers and reviewers who are not in it do not count; undefined where everybody named counts. */
  readonly collaborators: ReadonlySet<Login> | undefined;
  /** How an OWNERS text is decoded; give one that remembers where many trees share texts. */
  readonly formOf?: (text: string) => OwnersForm;
}

/** Never throws: what cannot be read becomes a problem, and blocks what it covers. */
export function ownersOf({ files, reading, collaborators, formOf = ownersForm }: OwnersInput): Owners {
  const problems: Problem[] = [];
  const { aliases, broken: brokenAliases } = readAliases(files, reading.filenames.owners_aliases, problems);
  const ignored = ignoredDirectories(reading);
  problems.push(...ignored.faults.map((fault) => ({ file: "", ...fault })));
  const places = new Map<string, Place>();
  for (const path of pathsWalked([...files.keys()].sort(byBytes), reading.filenames.owners, ignored)) {
    const text = files.get(path);
    if (text === undefined) continue;
    if (reading.filenames.owners !== "" && nameOf(path) === reading.filenames.owners) {
      const form = typeof text === "string" ? formOf(text) : unreadableForm(text);
      places.set(parentOf(path), placeOf(path, form, aliases, collaborators, problems));
    } else if (reading.mdyaml && path.endsWith(".md")) {
      const form = headerFormOf(text);
      if (form !== undefined) places.set(path, { ...placeOf(path, form, aliases, collaborators, problems), broken: undefined });
    }
  }
  return { places, brokenAliases, problems, filenames: reading.filenames };
}

function readAliases(
  files: ReadonlyMap<string, FileText>,
  file: string,
  problems: Problem[],
): { aliases: Aliases; broken: Problem | undefined } {
  const text = file === "" ? undefined : files.get(file);
  if (text === undefined) return { aliases: noAliases, broken: undefined };
  const form = typeof text === "string" ? aliasesForm(text) : unreadableForm(text);
  if (form.kind === "unreadable") {
    const broken = { file, ...form.fault };
    problems.push(broken);
    return { aliases: noAliases, broken };
  }
  problems.push(...form.faults.map((fault) => ({ file, ...fault })));
  return { aliases: form.aliases, broken: undefined };
}

function unreadableForm({ reason }: UnreadableText): { readonly kind: "unreadable"; readonly fault: Fault } {
  return { kind: "unreadable", fault: { line: 0, what: "file", reason } };
}

/** A header that cannot be read covers only its own file, whose repair is its parents' to approve: it is reported and blocks nothing. */
function headerFormOf(text: FileText): OwnersForm | undefined {
  if (typeof text !== "string") return unreadableForm(text);
  const header = headerOf(text);
  return header === undefined ? undefined : headerForm(header);
}

const nobodyEmeritus: Place["emeritus"] = { approvers: new Set(), reviewers: new Set() };

function placeOf(
  file: string,
  form: OwnersForm,
  aliases: Aliases,
  collaborators: ReadonlySet<Login> | undefined,
  problems: Problem[],
): Place {
  if (form.kind === "unreadable") {
    const broken = { file, ...form.fault };
    problems.push(broken);
    return { ownerships: [], noParentOwners: false, autoApproveUnownedSubfolders: false, emeritus: nobodyEmeritus, broken };
  }
  problems.push(...form.faults.map((fault) => ({ file, ...fault })));
  const ownerships = form.filters.map(({ pattern, lists }) => ({ pattern, ...peopleOf(lists, aliases, collaborators) }));
  const emeritus = { approvers: expanded(form.emeritus.approvers, aliases), reviewers: expanded(form.emeritus.reviewers, aliases) };
  return { ownerships, ...form.options, emeritus, broken: undefined };
}

/** Required reviewers may be teams and need not be collaborators; labels are not people. */
function peopleOf(lists: OwnersLists, aliases: Aliases, collaborators: ReadonlySet<Login> | undefined): Omit<Ownership, "pattern"> {
  const trusted = (names: readonly string[]): ReadonlySet<Login> => {
    const people = expanded(names, aliases);
    return collaborators === undefined ? people : people.intersection(collaborators);
  };
  return {
    approvers: trusted(lists.approvers),
    reviewers: trusted(lists.reviewers),
    requiredReviewers: expanded(lists.requiredReviewers, aliases),
    labels: new Set(lists.labels),
  };
}
