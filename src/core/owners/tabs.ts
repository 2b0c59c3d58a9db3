/** Tabs that YAML 1.1 refuses and YAML 1.2 allows: as indentation, and between a list's dash and its value. */
import { COLLECTION_STYLE, EVENT_ID, type Event } from "js-yaml";

const tabBeforeValue = /^ *(?:[-?:] +)*[-?:]?\t(?!\s*[\]}])/gm;

interface Span {
  readonly start: number;
  readonly end: number;
}

/** Offset of the first such tab, or undefined. Inside scalars and flow collections tabs are the parser's business. */
export function misplacedTab(source: string, events: readonly Event[]): number | undefined {
  if (!source.includes("\t")) return undefined;
  const spans = spansOfFreeForm(events);
  for (const match of source.matchAll(tabBeforeValue)) {
    const isInside = spans.some((span) => span.start < match.index && match.index <= span.end);
    if (!isInside) return match.index + match[0].length - 1;
  }
  return undefined;
}

function spansOfFreeForm(events: readonly Event[]): readonly Span[] {
  const spans: Span[] = [];
  const open: { readonly start: number; readonly isFlow: boolean; end: number }[] = [];
  for (const event of events) {
    if (event.type === EVENT_ID.SCALAR) {
      spans.push({ start: event.valueStart, end: event.valueEnd });
      for (const collection of open) collection.end = Math.max(collection.end, event.valueEnd);
    } else if (event.type === EVENT_ID.SEQUENCE || event.type === EVENT_ID.MAPPING) {
      open.push({ start: event.start, isFlow: event.style === COLLECTION_STYLE.FLOW, end: event.start });
    } else if (event.type === EVENT_ID.DOCUMENT) {
      open.push({ start: 0, isFlow: false, end: 0 });
    } else if (event.type === EVENT_ID.POP) {
      const closed = open.pop();
      if (closed?.isFlow) spans.push(closed);
    }
  }
  return spans;
}
