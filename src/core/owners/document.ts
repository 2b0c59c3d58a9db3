/**
 * The first YAML document of a text, as Go's decoder reads it: nodes with their lines, merge keys applied, or the place where it breaks.
 */
import { EVENT_ID, type Event, getScalarValue, parseEvents, SCALAR_STYLE, YAMLException } from "js-yaml";
import { firstDocument, normalisedBreaks, withoutSeparatingTabs } from "./lines.ts";
import { plainScalar, type Scalar, type ScalarKind, stringScalar } from "./scalars.ts";
import { misplacedTab } from "./tabs.ts";

export interface MappingNode {
  readonly kind: "mapping";
  readonly line: number;
  readonly entries: ReadonlyMap<string, Node>;
}
export interface ListNode {
  readonly kind: "list";
  readonly line: number;
  readonly items: readonly Node[];
}
export interface ScalarNode extends Scalar {
  readonly kind: ScalarKind;
  readonly line: number;
}
export type Node = MappingNode | ListNode | ScalarNode;

/** What is wrong at one place of a file; lines count from 1. */
export interface Fault {
  readonly line: number;
  readonly what: string;
  readonly reason: string;
}
export type Document = { readonly kind: "document"; readonly root: Node } | { readonly kind: "broken"; readonly fault: Fault };

/** Bounds on what a repository can make the bot read: bytes are UTF-16 units, nodes are counted with every alias expanded. */
export const limits = { length: 512 * 1024, nodes: 50_000, depth: 1000 } as const;

class Broken extends Error {
  readonly at: number;
  constructor(at: number, reason: string) {
    super(reason);
    this.at = at;
  }
}

const forbidden = /[^\t\n\x20-\x7e\x85\u{a0}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/u;

/** Never throws. An empty text, or one of comments only, is a document whose root is null. */
export function documentOf(text: string): Document {
  const broken = (line: number, reason: string): Document => ({ kind: "broken", fault: { line, what: "YAML", reason } });
  if (text.length > limits.length) return broken(1, `longer than ${limits.length} characters`);
  const source = withoutSeparatingTabs(firstDocument(normalisedBreaks(text)));
  const lineAt = (offset: number): number => source.slice(0, Math.max(offset, 0)).split("\n").length;
  try {
    return { kind: "document", root: rootOf(source) };
  } catch (error) {
    if (error instanceof Broken) return broken(lineAt(error.at), error.message);
    if (error instanceof YAMLException) return broken((error.mark?.line ?? 0) + 1, error.reason);
    if (error instanceof RangeError) return broken(1, "nested too deeply");
    throw error;
  }
}

function rootOf(source: string): Node {
  const control = forbidden.exec(source);
  if (control !== null) throw new Broken(control.index, "control characters are not allowed");
  const events = parseEvents(source, { maxDepth: limits.depth });
  const tab = misplacedTab(source, events);
  if (tab !== undefined) throw new Broken(tab, "a tab cannot stand before a value or indent it");
  return new Composer(source, events).root();
}

/** Builds nodes from the parser's flat events. */
class Composer {
  readonly #source: string;
  readonly #events: readonly Event[];
  readonly #anchors = new Map<string, { readonly node: Node; readonly size: number }>();
  #next = 0;
  #nodes = 0;
  /** Offset and number of the line that was asked for last: events come in order, so lines are counted once. */
  #seen = { offset: 0, line: 1 };

  constructor(source: string, events: readonly Event[]) {
    this.#source = source;
    this.#events = events;
  }

  root(): Node {
    const first = this.#take();
    if (first === undefined) return { ...plainScalar(""), line: 1 };
    if (first.type !== EVENT_ID.DOCUMENT) throw new Broken(0, "not a document");
    for (const directive of first.directives) {
      if (directive.kind === "yaml" && directive.version !== "1.1") throw new Broken(0, `YAML ${directive.version} is not YAML 1.1`);
    }
    return this.#isAtEnd() ? { ...plainScalar(""), line: 1 } : this.#node();
  }

  #take(): Event | undefined {
    return this.#events[this.#next++];
  }

  #isAtEnd(): boolean {
    const event = this.#events[this.#next];
    return event === undefined || event.type === EVENT_ID.POP;
  }

  #node(): Node {
    const event = this.#take();
    if (event === undefined) throw new Broken(this.#source.length, "unexpected end");
    if (event.type === EVENT_ID.ALIAS) return this.#aliased(event);
    const before = this.#nodes;
    this.#count(1, 0);
    const node = this.#fresh(event);
    if ("anchorStart" in event && event.anchorStart >= 0) {
      this.#anchors.set(this.#source.slice(event.anchorStart, event.anchorEnd), { node, size: this.#nodes - before });
    }
    return node;
  }

  #fresh(event: Event): Node {
    switch (event.type) {
      case EVENT_ID.SCALAR:
        return { ...this.#scalar(event), line: this.#line(startOf(event)) };
      case EVENT_ID.SEQUENCE:
        return this.#list(this.#line(event.start));
      case EVENT_ID.MAPPING:
        return this.#mapping(this.#line(event.start));
      default:
        throw new Broken(this.#seen.offset, "unexpected end");
    }
  }

  #list(line: number): ListNode {
    const items: Node[] = [];
    while (!this.#isAtEnd()) items.push(this.#node());
    this.#take();
    return { kind: "list", line, items };
  }

  /** Later keys win over earlier ones, and a merge key over what stands before it: as in Go's decoder. */
  #mapping(line: number): MappingNode {
    const entries = new Map<string, Node>();
    for (let event = this.#events[this.#next]; event !== undefined && !this.#isAtEnd(); event = this.#events[this.#next]) {
      const key = this.#node();
      const value = this.#node();
      const sources = this.#isMergeKey(event) ? mergeSources(value, startOf(event)) : undefined;
      if (sources === undefined) entries.set(keyText(key, startOf(event)), value);
      else for (const [name, node] of sources.flatMap((source) => [...source.entries])) entries.set(name, node);
    }
    this.#take();
    return { kind: "mapping", line, entries };
  }

  #isMergeKey(event: Event): boolean {
    if (event.type !== EVENT_ID.SCALAR || this.#source.slice(event.valueStart, event.valueEnd) !== "<<") return false;
    const tag = this.#tag(event);
    return tag === "merge" || (tag === undefined && event.style === SCALAR_STYLE.PLAIN);
  }

  #aliased(event: Extract<Event, { type: typeof EVENT_ID.ALIAS }>): Node {
    const name = this.#source.slice(event.anchorStart, event.anchorEnd);
    const anchored = this.#anchors.get(name);
    if (anchored === undefined) throw new Broken(event.anchorStart, `nothing is anchored as ${JSON.stringify(name)}`);
    this.#count(anchored.size, event.anchorStart);
    return anchored.node;
  }

  #count(nodes: number, at: number): void {
    this.#nodes += nodes;
    if (this.#nodes > limits.nodes) throw new Broken(at, `more than ${limits.nodes} values`);
  }

  #scalar(event: Extract<Event, { type: typeof EVENT_ID.SCALAR }>): Scalar {
    const text = event.valueStart < 0 ? "" : getScalarValue(this.#source, event);
    const tag = this.#tag(event);
    if (tag === undefined) return event.style === SCALAR_STYLE.PLAIN ? plainScalar(text) : stringScalar(text);
    if (tag === "") return plainScalar(text);
    return taggedScalar(tag, text) ?? this.#refuse(event, `${JSON.stringify(text)} is not of type ${tag}`);
  }

  #refuse(event: Event, reason: string): never {
    throw new Broken(startOf(event), reason);
  }

  /** Undefined without a tag, empty for `!`, the plain name for one of YAML's own, any other tag as written. */
  #tag(event: Extract<Event, { type: typeof EVENT_ID.SCALAR }>): string | undefined {
    if (event.tagStart < 0) return undefined;
    const raw = this.#source.slice(event.tagStart, event.tagEnd);
    return raw === "!" ? "" : raw.replace(/^(?:!!|!<tag:yaml\.org,2002:)([a-z]+)>?$/, "$1");
  }

  #line(offset: number): number {
    if (offset < this.#seen.offset) return this.#seen.line;
    const passed = this.#source.slice(this.#seen.offset, offset).split("\n").length - 1;
    this.#seen = { offset, line: this.#seen.line + passed };
    return this.#seen.line;
  }
}

function startOf(event: Event): number {
  if (event.type === EVENT_ID.SCALAR) return Math.max(event.valueStart, event.tagStart, event.anchorStart);
  return "start" in event ? event.start : -1;
}

function keyText(key: Node, at: number): string {
  if (key.kind === "mapping" || key.kind === "list") throw new Broken(at, `a ${key.kind} cannot be a key`);
  if (key.kind === "null") throw new Broken(at, "an empty value cannot be a key");
  return key.key;
}

function mergeSources(value: Node, at: number): readonly MappingNode[] {
  if (value.kind === "mapping") return [value];
  const sources = value.kind === "list" ? value.items.filter((item) => item.kind === "mapping") : [];
  if (value.kind !== "list" || sources.length < value.items.length)
    throw new Broken(at, "a merge key takes a mapping or a list of mappings");
  return sources.toReversed();
}

/** Undefined where the text is not of the type that its tag says; unknown tags mean a string. */
function taggedScalar(tag: string, text: string): Scalar | undefined {
  const plain = plainScalar(text);
  switch (tag) {
    case "bool":
      return plain.kind === "boolean" ? plain : undefined;
    case "null":
      return plain.kind === "null" ? plain : undefined;
    case "int":
      return plain.kind === "number" && /^[+-]?\d+$/.test(plain.text) ? plain : undefined;
    case "float":
      return plain.kind === "number" ? plain : undefined;
    case "binary":
      return decodedBinary(text);
    default:
      return stringScalar(text);
  }
}

function decodedBinary(text: string): Scalar | undefined {
  const digits = text.replaceAll(/[\r\n]/g, "");
  if (digits.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(digits)) return undefined;
  return stringScalar(new TextDecoder().decode(Uint8Array.from(atob(digits), (character) => character.charCodeAt(0))));
}
