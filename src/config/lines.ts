/** Lines: where in a YAML text the value at a path stands, read from the parser's events. */
import { EVENT_ID, type Event, getScalarValue } from "js-yaml";

/** Keys of mappings and places in lists, from the top of the file. */
export type Path = readonly (string | number)[];

/**
 * A value of the file with those in it. What merge keys and aliases bring in has no place of its own. A tree, because a name of every path
 * would cost its whole length at every value: one long key over a long list could fill the memory.
 */
export interface Position {
  /** Counted from 1. */
  readonly line: number;
  readonly inner: Map<string | number, Position>;
}

/** The line of the value at a path, or of the nearest thing around it that stands in the file; undefined for the file as a whole. */
export function lineOf(file: Position, path: Path): number | undefined {
  let place = file;
  for (const step of path) {
    const inner = place.inner.get(step);
    if (inner === undefined) break;
    place = inner;
  }
  return place === file ? undefined : place.line;
}

interface Frame {
  readonly kind: "document" | "mapping" | "sequence";
  readonly place: Position;
  /** Where the value belongs whose key was the last event; undefined where a key comes next. */
  keyed: Position | undefined;
}

/** The places of all values, from the document down. */
export function positionsOf(events: readonly Event[], source: string): Position {
  const lineAt = lineCounter(source);
  const file: Position = { line: 1, inner: new Map() };
  const frames: Frame[] = [];
  for (const event of events) {
    if (event.type === EVENT_ID.POP) frames.pop();
    else if (event.type === EVENT_ID.DOCUMENT) frames.push({ kind: "document", place: file, keyed: undefined });
    else {
      const place = positionOf(event, source, lineAt(startOf(event)), frames.at(-1));
      if (event.type === EVENT_ID.MAPPING) frames.push({ kind: "mapping", place, keyed: undefined });
      if (event.type === EVENT_ID.SEQUENCE) frames.push({ kind: "sequence", place, keyed: undefined });
    }
  }
  return file;
}

/** The place of a key is that of its value. A key that is no scalar has none: no option is called so. */
function positionOf(event: Event, source: string, line: number, frame: Frame | undefined): Position {
  const place: Position = { line, inner: new Map() };
  if (frame === undefined) return place;
  if (frame.kind === "document") return frame.place;
  if (frame.kind === "sequence") frame.place.inner.set(frame.place.inner.size, place);
  else if (frame.keyed !== undefined) {
    const value = frame.keyed;
    frame.keyed = undefined;
    return value;
  } else {
    if (event.type === EVENT_ID.SCALAR) frame.place.inner.set(getScalarValue(source, event), place);
    frame.keyed = place;
  }
  return place;
}

function startOf(event: Event): number {
  if (event.type === EVENT_ID.SCALAR) return event.valueStart;
  if (event.type === EVENT_ID.ALIAS) return event.anchorStart;
  return event.type === EVENT_ID.MAPPING || event.type === EVENT_ID.SEQUENCE ? event.start : -1;
}

/** Lines of offsets that only grow; an absent offset (-1) is on the line of the one before. */
function lineCounter(source: string): (offset: number) => number {
  let line = 1;
  let at = 0;
  return (offset) => {
    for (; at < offset; at += 1) if (source[at] === "\n") line += 1;
    return line;
  };
}
