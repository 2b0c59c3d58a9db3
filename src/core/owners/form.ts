/** One OWNERS file's text as a value: its lists of names, or lists by path pattern, and its options; or why it cannot be read. */
import { byBytes } from "./bytes.ts";
import { documentOf, type Fault, type MappingNode, type Node } from "./document.ts";
import { compiled, type PathPattern } from "./pattern.ts";
import { isUnbounded } from "./scalars.ts";

/** Names as written; each may be a login or an alias. Labels are neither lowered nor looked up. */
export interface OwnersLists {
  readonly approvers: readonly string[];
  readonly reviewers: readonly string[];
  readonly requiredReviewers: readonly string[];
  readonly labels: readonly string[];
}

export interface OwnersFileOptions {
  readonly noParentOwners: boolean;
  readonly autoApproveUnownedSubfolders: boolean;
}

/** Who gave a role up, as written, whatever the pattern under which it stands. Prow reads past these lists, so nothing in them is a fault. */
export interface EmeritusLists {
  readonly approvers: readonly string[];
  readonly reviewers: readonly string[];
}

/** `pattern` is undefined where the lists hold for every file. */
export interface OwnersFilter {
  readonly pattern: PathPattern | undefined;
  readonly lists: OwnersLists;
}

export type OwnersForm =
  | {
      readonly kind: "readable";
      readonly filters: readonly OwnersFilter[];
      readonly options: OwnersFileOptions;
      readonly emeritus: EmeritusLists;
      /** Filters that were dropped because their pattern is not RE2. */
      readonly faults: readonly Fault[];
    }
  | { readonly kind: "unreadable"; readonly fault: Fault };

/** Most filters that one file may have: each is tried on each changed file below it. */
export const mostFilters = 256;

const listKeys = { approvers: "approvers", reviewers: "reviewers", requiredReviewers: "required_reviewers", labels: "labels" } as const;
type ListName = keyof typeof listKeys;
/** As files spell them. */
export type ListKey = (typeof listKeys)[ListName];
export const listKeysIn: readonly ListKey[] = Object.values(listKeys);
const listNames: readonly ListName[] = ["approvers", "reviewers", "requiredReviewers", "labels"];

class Unreadable extends Error {
  readonly fault: Fault;
  constructor(line: number, what: string, reason: string) {
    super(reason);
    this.fault = { line, what, reason };
  }
}

/**
 * Prow's choice of form: the top-level lists if one of them names anybody, else `filters`. Unlike Prow, a list that is no list of strings
 * makes the file unreadable instead of losing all its lists in silence. Inside filters numbers and booleans are taken as text, as in
 * Prow.
 */
export function ownersForm(text: string): OwnersForm {
  return readForm(text, (root) => {
    const lists = listsOf(root, "", false);
    const [options, emeritus] = [optionsOf(root), emeritusIn(root)];
    if (listNames.some((name) => lists[name].length > 0))
      return { kind: "readable", filters: [{ pattern: undefined, lists }], options, emeritus, faults: [] };
    return { ...filtersOf(root), options, emeritus };
  });
}

/** The form of a Markdown header, in which `filters` means nothing. */
export function headerForm(text: string): OwnersForm {
  return readForm(text, (root) => {
    const lists = listsOf(root, "", false);
    return { kind: "readable", filters: [{ pattern: undefined, lists }], options: optionsOf(root), emeritus: emeritusIn(root), faults: [] };
  });
}

function readForm(text: string, form: (root: MappingNode) => OwnersForm): OwnersForm {
  const document = documentOf(text);
  if (document.kind === "broken") return { kind: "unreadable", fault: document.fault };
  try {
    return form(rootMapping(document.root));
  } catch (error) {
    if (error instanceof Unreadable) return { kind: "unreadable", fault: error.fault };
    throw error;
  }
}

function rootMapping(root: Node): MappingNode {
  if (root.kind === "null") return { kind: "mapping", line: root.line, entries: new Map() };
  if (root.kind !== "mapping") throw new Unreadable(root.line, "file", `a mapping of keys belongs here, not a ${root.kind}`);
  for (const [key, node] of root.entries) if (foldedKey(key) !== "filters") refuseUnbounded(node, key);
  return root;
}

/** JSON, through which Go's decoder goes, has no infinity: one anywhere outside filters loses the whole file. */
function refuseUnbounded(node: Node, what: string): void {
  if (node.kind === "mapping") for (const item of node.entries.values()) refuseUnbounded(item, what);
  else if (node.kind === "list") for (const item of node.items) refuseUnbounded(item, what);
  else if (isUnbounded(node)) throw new Unreadable(node.line, what, `the number ${node.text} must be quoted`);
}

/** Go compares keys without case, and takes the long s and the Kelvin sign for the letters they fold to. */
export const foldedKey = (key: string): string => key.toLowerCase().replaceAll("ſ", "s");

/** All values under one name in its several spellings, the one that counts last. */
export function valuesOf(mapping: MappingNode, name: string): readonly Node[] {
  return [...mapping.entries]
    .filter(([key]) => foldedKey(key) === name)
    .sort(([left], [right]) => byBytes(left, right))
    .map(([, node]) => node);
}

function listsOf(mapping: MappingNode, prefix: string, allowsNumbers: boolean): OwnersLists {
  const list = (name: ListName): readonly string[] => {
    const key = listKeys[name];
    return (
      valuesOf(mapping, key)
        .map((node) => namesOf(node, `${prefix}${key}`, allowsNumbers))
        .at(-1) ?? []
    );
  };
  return {
    approvers: list("approvers"),
    reviewers: list("reviewers"),
    requiredReviewers: list("requiredReviewers"),
    labels: list("labels"),
  };
}

function emeritusIn(root: MappingNode): EmeritusLists {
  const filters = valuesOf(root, "filters").flatMap((node) => (node.kind === "mapping" ? [...node.entries.values()] : []));
  const mappings = [root, ...filters].filter((node) => node.kind === "mapping");
  const named = (key: string): readonly string[] =>
    mappings
      .flatMap((mapping) => valuesOf(mapping, key))
      .flatMap((node) => (node.kind === "list" ? node.items.flatMap((item) => (item.kind === "string" ? item.text : [])) : []));
  return { approvers: named("emeritus_approvers"), reviewers: named("emeritus_reviewers") };
}

function namesOf(node: Node, what: string, allowsNumbers: boolean): readonly string[] {
  if (node.kind === "null") return [];
  if (node.kind !== "list") throw new Unreadable(node.line, what, `a list belongs here, not a ${node.kind}`);
  return node.items.map((item) => {
    if (item.kind === "string" || item.kind === "null") return item.text;
    if (item.kind === "mapping" || item.kind === "list") throw new Unreadable(item.line, what, `a name belongs here, not a ${item.kind}`);
    if (allowsNumbers) return item.text;
    throw new Unreadable(item.line, what, `${item.text} is read as a ${item.kind}: put the name in quotes`);
  });
}

function optionsOf(root: MappingNode): OwnersFileOptions {
  const nodes = valuesOf(root, "options");
  return {
    noParentOwners: optionOf(nodes, "no_parent_owners"),
    autoApproveUnownedSubfolders: optionOf(nodes, "auto_approve_unowned_subfolders"),
  };
}

function optionOf(nodes: readonly Node[], name: string): boolean {
  let isSet = false;
  for (const node of nodes) {
    if (node.kind === "null") continue;
    if (node.kind !== "mapping") throw new Unreadable(node.line, "options", `a mapping belongs here, not a ${node.kind}`);
    for (const value of valuesOf(node, name)) {
      if (value.kind === "null") continue;
      if (value.kind !== "boolean") throw new Unreadable(value.line, `options.${name}`, `true or false belongs here, not a ${value.kind}`);
      isSet = value.text === "true";
    }
  }
  return isSet;
}

function filtersOf(root: MappingNode): { kind: "readable"; filters: readonly OwnersFilter[]; faults: readonly Fault[] } {
  const byPattern = new Map<string, Node>();
  for (const node of valuesOf(root, "filters")) {
    if (node.kind === "null") byPattern.clear();
    else if (node.kind !== "mapping") throw new Unreadable(node.line, "filters", `a mapping of patterns belongs here, not a ${node.kind}`);
    else for (const [source, lists] of node.entries) byPattern.set(source, lists);
  }
  if (byPattern.size > mostFilters) throw new Unreadable(root.line, "filters", `more than ${mostFilters} filters`);
  const filters: OwnersFilter[] = [];
  const faults: Fault[] = [];
  for (const [source, node] of byPattern) {
    const read = filterOf(source, node);
    if ("reason" in read) faults.push(read);
    else filters.push(read);
  }
  return { kind: "readable", filters, faults };
}

function filterOf(source: string, node: Node): OwnersFilter | Fault {
  const what = `filters[${JSON.stringify(source)}]`;
  if (node.kind !== "mapping" && node.kind !== "null")
    throw new Unreadable(node.line, what, `a mapping of lists belongs here, not a ${node.kind}`);
  const mapping: MappingNode = node.kind === "mapping" ? node : { kind: "mapping", line: node.line, entries: new Map() };
  const lists = listsOf(mapping, `${what}.`, true);
  if (source === ".*") return { pattern: undefined, lists };
  const pattern = compiled(source);
  switch (pattern.kind) {
    case "pattern":
      return { pattern: pattern.pattern, lists };
    case "invalid":
      return { line: node.line, what, reason: pattern.reason };
    case "refused":
      throw new Unreadable(node.line, what, pattern.reason);
  }
}
