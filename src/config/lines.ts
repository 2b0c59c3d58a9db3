/** Lines: where in a YAML text the value at a path stands, read from the parser's events. */
import { EVENT_ID, type Event, getScalarValue } from "js-yaml";

/** Keys of mappings and places in lists, from the top of the file. */
export type Path = readonly (string | number)[];

interface Frame {
  readonly kind: "document" | "mapping" | "sequence";
  readonly path: Path;
  /** The key whose value comes next; undefined where a key comes next. */
  key: string | undefined;
  index: number;
}

const keyOf = (path: Path): string => JSON.stringify(path);

/** The line of the value at a path, or of the nearest thing around it that stands in the file. */
export function nearestLine(lines: ReadonlyMap<string, number>, path: Path): number | undefined {
  for (let length = path.length; length > 0; length -= 1) {
    const line = lines.get(keyOf(path.slice(0, length)));
    if (line !== undefined) return line;
  }
  return undefined;
}

/** Lines by path, counted from 1. What merge keys and aliases bring in has no place of its own: it stands where the alias does. */
export function linesOf(events: readonly Event[], source: string): ReadonlyMap<string, number> {
  const lines = new Map<string, number>();
  const lineAt = lineCounter(source);
  const frames: Frame[] = [];
  for (const event of events) {
    if (event.type === EVENT_ID.POP) {
      frames.pop();
      continue;
    }
    if (event.type === EVENT_ID.DOCUMENT) {
      frames.push({ kind: "document", path: [], key: undefined, index: 0 });
      continue;
    }
    const frame = frames.at(-1);
    if (frame === undefined) break;
    const isKey = frame.kind === "mapping" && frame.key === undefined;
    if (isKey && event.type === EVENT_ID.SCALAR) {
      frame.key = getScalarValue(source, event);
      lines.set(keyOf([...frame.path, frame.key]), lineAt(event.valueStart));
      continue;
    }
    const path = isKey ? frame.path : pathOfNext(frame);
    if (frame.kind === "sequence") lines.set(keyOf(path), lineAt(startOf(event)));
    if (isKey) frame.key = "";
    else frame.key = undefined;
    if (event.type === EVENT_ID.MAPPING) frames.push({ kind: "mapping", path, key: undefined, index: 0 });
    if (event.type === EVENT_ID.SEQUENCE) frames.push({ kind: "sequence", path, key: undefined, index: 0 });
  }
  return lines;
}

function pathOfNext(frame: Frame): Path {
  if (frame.kind === "document") return frame.path;
  if (frame.kind === "mapping") return [...frame.path, frame.key ?? ""];
  frame.index += 1;
  return [...frame.path, frame.index - 1];
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
