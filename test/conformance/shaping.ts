/** Shapes inputs as the reference sees them, so that nothing in the program exists only to be compared. */
import { aliasesForm } from "../../src/core/owners/aliases.ts";
import { documentOf, type Node } from "../../src/core/owners/document.ts";
import { type OwnersForm, ownersForm } from "../../src/core/owners/form.ts";
import { nameOf } from "../../src/core/owners/paths.ts";

const listKeys = new Set(["approvers", "reviewers", "required_reviewers", "labels"]);
const known = new Map<string, OwnersForm>();

/** The form of a text, decoded once however many trees hold it. */
export function rememberedForm(text: string): OwnersForm {
  const form = known.get(text) ?? ownersForm(text);
  known.set(text, form);
  return form;
}

/**
 * The reference drops what it cannot read and goes on. An OWNERS file whose lists do not decode keeps its options and filters there, so
 * the lists are taken out; a file of which nothing decodes, an OWNERS_ALIASES file among them, is left out.
 */
export function asTheReferenceReads(tree: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  const files = new Map<string, string>();
  for (const [path, text] of tree) {
    const shaped = shapedText(path, text);
    if (shaped !== undefined) files.set(path, shaped);
  }
  return files;
}

function shapedText(path: string, text: string): string | undefined {
  if (path === "OWNERS_ALIASES") return aliasesForm(text).kind === "readable" ? text : undefined;
  if (nameOf(path) !== "OWNERS" || rememberedForm(text).kind === "readable") return text;
  const rest = withoutLists(text);
  return rest !== undefined && rememberedForm(rest).kind === "readable" ? rest : undefined;
}

function withoutLists(text: string): string | undefined {
  const document = documentOf(text);
  if (document.kind === "broken" || document.root.kind !== "mapping") return undefined;
  const entries = [...document.root.entries];
  // An infinite number in a list loses the options with it.
  if (entries.some(([, node]) => JSON.stringify(plain(node)).match(/"(?:NaN|[+-]Inf)"/))) return undefined;
  return JSON.stringify(
    Object.fromEntries(entries.filter(([key]) => !listKeys.has(key.toLowerCase())).map(([key, node]) => [key, plain(node)])),
  );
}

/** As JSON can carry it. In OWNERS a number stays text in quotes, which it becomes inside filters anyway. */
export function plain(node: Node, ofNumber: (text: string) => unknown = String): unknown {
  switch (node.kind) {
    case "mapping":
      return Object.fromEntries([...node.entries].map(([key, value]) => [key, plain(value, ofNumber)]));
    case "list":
      return node.items.map((item) => plain(item, ofNumber));
    case "boolean":
      return node.text === "true";
    case "null":
      return null;
    case "number":
      return ofNumber(node.text);
    case "string":
      return node.text;
    default:
      return node satisfies never;
  }
}
