/** Fields: the values of a mapping in a job file as Go's decoder takes them, each with the line to blame where it is of another type. */
import type { MappingNode, Node } from "../owners/document.ts";
import { code } from "../quoting.ts";

/** What is wrong at a line. */
export interface FieldFault {
  readonly line: number;
  /** A sentence without its full stop, in Markdown. */
  readonly what: string;
  /** Of a name that nobody knows. */
  readonly slip?: Slip;
}

/** What was written, and the names of which it may be a slip. To look for the nearest one takes time: it is done for what is told. */
export interface Slip {
  readonly written: string;
  readonly names: readonly string[];
}

/**
 * Go's decoder finds a key whatever its case; of several spellings the one that sorts last wins. Null is the same as nothing. Values of the
 * wrong type are collected and read as nothing.
 */
export class Fields {
  readonly line: number;
  readonly faults: FieldFault[] = [];
  readonly #nodes: ReadonlyMap<string, Node>;
  /** For messages: where these fields stand, as `decoration_config`. */
  readonly #within: string;

  constructor(node: MappingNode, within = "") {
    this.line = node.line;
    this.#within = within;
    this.#nodes = new Map([...node.entries].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([key, value]) => [key.toLowerCase(), value]));
  }

  /** Lower-case, sorted; those with a null are not among them. */
  keys(): string[] {
    return [...this.#nodes].filter(([, node]) => node.kind !== "null").map(([key]) => key);
  }

  /** Undefined where there is nothing, or null. */
  node(key: string): Node | undefined {
    const node = this.#nodes.get(key);
    return node?.kind === "null" ? undefined : node;
  }

  lineOf(key: string): number {
    return this.#nodes.get(key)?.line ?? this.line;
  }

  fault(key: string, what: string, slip?: Slip): void {
    this.faults.push({ line: this.lineOf(key), what, ...(slip === undefined ? {} : { slip }) });
  }

  text(key: string): string {
    const node = this.node(key);
    if (node === undefined || node.kind === "string") return node?.text ?? "";
    this.#wrong(key, node, "a text");
    return "";
  }

  flag(key: string): boolean {
    const node = this.node(key);
    if (node === undefined || node.kind === "boolean") return node?.text === "true";
    this.#wrong(key, node, "true or false");
    return false;
  }

  wholeNumber(key: string): number {
    const node = this.node(key);
    if (node === undefined) return 0;
    if (node.kind === "number" && /^-?\d{1,15}$/.test(node.text)) return Number(node.text);
    this.#wrong(key, node, "a whole number");
    return 0;
  }

  /** A null in a list is an empty text. */
  texts(key: string): readonly string[] {
    return this.items(key).map((node) => {
      if (node.kind === "string" || node.kind === "null") return node.text;
      this.faults.push({ line: node.line, what: `${this.#name(key)} holds ${kinds[node.kind]} where a text belongs` });
      return "";
    });
  }

  items(key: string): readonly Node[] {
    const node = this.node(key);
    if (node === undefined || node.kind === "list") return node?.items ?? [];
    this.#wrong(key, node, "a list");
    return [];
  }

  mapping(key: string): Fields | undefined {
    const node = this.node(key);
    if (node === undefined) return undefined;
    if (node.kind === "mapping") return new Fields(node, this.#path(key));
    this.#wrong(key, node, "a mapping");
    return undefined;
  }

  /** The mappings of a list; null in it is an empty one. */
  mappings(key: string): readonly Fields[] {
    return this.items(key).flatMap((node) => {
      if (node.kind === "mapping") return [new Fields(node, this.#path(key))];
      if (node.kind === "null") return [new Fields({ kind: "mapping", line: node.line, entries: new Map() }, this.#path(key))];
      this.faults.push({ line: node.line, what: `${this.#name(key)} holds ${kinds[node.kind]} where a mapping belongs` });
      return [];
    });
  }

  /** Keys as written map to texts, as for labels; sorted. */
  entries(key: string): readonly (readonly [string, string])[] {
    const node = this.node(key);
    if (node === undefined) return [];
    if (node.kind !== "mapping") {
      this.#wrong(key, node, "a mapping");
      return [];
    }
    return [...node.entries].map(([name, value]) => {
      if (value.kind !== "string" && value.kind !== "null")
        this.faults.push({ line: value.line, what: `${this.#name(key)}: ${code(name)} is ${kinds[value.kind]} where a text belongs` });
      return [name, value.kind === "string" ? value.text : ""] as const;
    });
  }

  #wrong(key: string, node: Node, expected: string): void {
    this.faults.push({ line: node.line, what: `${this.#name(key)} is ${kinds[node.kind]}, expected ${expected}` });
  }

  #path(key: string): string {
    return this.#within === "" ? key : `${this.#within}.${key}`;
  }

  #name(key: string): string {
    return code(this.#path(key));
  }
}

const kinds: Readonly<Record<Node["kind"], string>> = {
  mapping: "a mapping",
  list: "a list",
  string: "a text",
  number: "a number",
  boolean: "true or false",
  null: "empty",
};
