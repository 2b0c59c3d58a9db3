/** OWNERS_ALIASES: names that stand for lists of people, and how they are replaced in OWNERS lists. */
import { type Login, loginOf } from "../ids.ts";
import { byBytes } from "./bytes.ts";
import { documentOf, type Fault, type Node } from "./document.ts";
import { foldedKey, valuesOf } from "./form.ts";
import { isUnbounded } from "./scalars.ts";

export type Aliases = ReadonlyMap<Login, readonly Login[]>;

export type AliasesForm =
  | { readonly kind: "readable"; readonly aliases: Aliases; readonly faults: readonly Fault[] }
  | { readonly kind: "unreadable"; readonly fault: Fault };

export const noAliases: Aliases = new Map();

/** A name as OWNERS files compare it. Go lowers letter by letter, where JavaScript knows a final sigma and keeps the dot of a Turkish I. */
export const listed = (name: string): Login => loginOf(name.replaceAll("\u0130", "i").replaceAll("\u03a3", "\u03c3"));

/**
 * An empty file, or one without the key `aliases`, defines none. Of two names that differ only in case the first in order of bytes
 * counts.
 */
export function aliasesForm(text: string): AliasesForm {
  const document = documentOf(text);
  if (document.kind === "broken") return { kind: "unreadable", fault: document.fault };
  const root = document.root;
  if (root.kind === "null") return { kind: "readable", aliases: noAliases, faults: [] };
  if (root.kind !== "mapping") return unreadable(root, "file", `a mapping with the key aliases belongs here, not a ${root.kind}`);
  const aliases = new Map<Login, readonly Login[]>();
  const faults: Fault[] = [];
  for (const node of valuesOf(root, "aliases")) {
    if (node.kind === "null") continue;
    if (node.kind !== "mapping") return unreadable(node, "aliases", `a mapping of names belongs here, not a ${node.kind}`);
    for (const [name, value] of [...node.entries].sort(([left], [right]) => byBytes(left, right))) {
      const members = membersOf(value);
      if ("odd" in members) return unreadable(members.odd, `aliases.${name}`, members.reason);
      const login = listed(name);
      if (aliases.has(login))
        faults.push({ line: value.line, what: `aliases.${name}`, reason: `a second alias called ${login}: this one is ignored` });
      else aliases.set(login, members);
    }
  }
  const unbounded = [...root.entries].find(([key, node]) => foldedKey(key) !== "aliases" && hasUnbounded(node));
  if (unbounded !== undefined) return unreadable(unbounded[1], unbounded[0], "an infinite number cannot be read");
  return { kind: "readable", aliases, faults };
}

function unreadable(node: Node, what: string, reason: string): AliasesForm {
  return { kind: "unreadable", fault: { line: node.line, what, reason } };
}

interface NoMembers {
  readonly odd: Node;
  readonly reason: string;
}

/** The keys of a mapping are members, which is how `{alice, bob}` reads. */
function membersOf(node: Node): readonly Login[] | NoMembers {
  if (node.kind === "null") return [];
  if (node.kind === "mapping") return [...node.entries.keys()].map(listed);
  if (node.kind !== "list") return { odd: node, reason: `a list of members belongs here, not a ${node.kind}` };
  const odd = node.items.find((item) => item.kind !== "string");
  if (odd !== undefined) return { odd, reason: `a member must be a string in quotes, not a ${odd.kind}` };
  return node.items.flatMap((item) => (item.kind === "string" ? [listed(item.text)] : []));
}

function hasUnbounded(node: Node): boolean {
  if (node.kind === "mapping") return node.entries.values().some(hasUnbounded);
  if (node.kind === "list") return node.items.some(hasUnbounded);
  return isUnbounded(node);
}

/**
 * The people that the names stand for. One pass over the names in order of bytes: a member that is an alias name itself stays a login,
 * unless that alias is listed too and sorts later; then it gives way to its own members. Prow's rule.
 */
export function expanded(names: readonly string[], aliases: Aliases): ReadonlySet<Login> {
  const people = new Set(names.map(listed));
  if (aliases.size === 0) return people;
  for (const name of [...people].sort(byBytes)) {
    const members = aliases.get(name);
    if (members === undefined) continue;
    people.delete(name);
    for (const member of members) people.add(member);
  }
  return people;
}
