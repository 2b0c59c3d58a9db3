/** Mentions: the names in an OWNERS text and in OWNERS_ALIASES, each with the line on which it stands. */
import type { Login } from "../ids.ts";
import { listed } from "../owners/aliases.ts";
import { documentOf, type Node } from "../owners/document.ts";
import { type ListKey, listKeysIn, valuesOf } from "../owners/form.ts";

export interface Mention {
  readonly list: ListKey;
  /** As written. */
  readonly name: string;
  readonly line: number;
}

/** Empty for a text that cannot be read. Of `filters` and lists at the top those that count. */
export function mentionsIn(text: string): readonly Mention[] {
  const document = documentOf(text);
  if (document.kind === "broken") return [];
  const atTop = mentionsOf(document.root);
  return atTop.length > 0 ? atTop : entriesOf(document.root, "filters").flatMap(([, lists]) => mentionsOf(lists));
}

const mentionsOf = (node: Node): readonly Mention[] =>
  listKeysIn.flatMap((list) => {
    const value = node.kind === "mapping" ? valuesOf(node, list).at(-1) : undefined;
    return namesIn(value).map(({ name, line }) => ({ list, name, line }));
  });

const namesIn = (node: Node | undefined): readonly { readonly name: string; readonly line: number }[] =>
  node?.kind === "list" ? node.items.flatMap((item) => ("text" in item ? [{ name: item.text, line: item.line }] : [])) : [];

export interface Member {
  readonly alias: Login;
  readonly login: Login;
  readonly line: number;
}

export interface AliasMentions {
  readonly members: readonly Member[];
  /** Names that stand for nobody. */
  readonly empty: readonly { readonly alias: Login; readonly line: number }[];
}

export function aliasMentionsIn(text: string): AliasMentions {
  const document = documentOf(text);
  const entries = document.kind === "broken" ? [] : entriesOf(document.root, "aliases");
  const members = entries.flatMap(([alias, node]) =>
    membersIn(node).map(({ name, line }) => ({ alias: listed(alias), login: listed(name), line })),
  );
  const empty = entries.flatMap(([alias, node]) => (membersIn(node).length === 0 ? [{ alias: listed(alias), line: node.line }] : []));
  return { members, empty };
}

/** The keys of a mapping are members too, which is how `{alice, bob}` reads. */
const membersIn = (node: Node): readonly { readonly name: string; readonly line: number }[] =>
  node.kind === "mapping" ? [...node.entries.keys()].map((name) => ({ name, line: node.line })) : namesIn(node);

/** Of a key in several spellings all values count, as they do for whoever loads the file. */
const entriesOf = (root: Node, key: string): readonly (readonly [string, Node])[] =>
  (root.kind === "mapping" ? valuesOf(root, key) : []).flatMap((value) => (value.kind === "mapping" ? [...value.entries] : []));
