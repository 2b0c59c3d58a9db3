/** Pages of lists, with GitHub's limits and with cursors that survive changes of the list. */
import { type Arguments, type Fields, failure, integerOf, textOf } from "./context.ts";

export interface Page {
  readonly nodes: () => readonly unknown[];
  readonly cursors: () => readonly string[];
  readonly totalCount: number;
  readonly filteredCount: number;
  readonly pageCount: number;
  readonly updatedAt: string | undefined;
  readonly hasNextPage: boolean;
  readonly hasPreviousPage: boolean;
}

export interface List<T> {
  /** As the error messages call it. */
  readonly name: string;
  readonly items: readonly T[];
  readonly node: (item: T) => unknown;
  /** What a cursor remembers: an id where there is one, so that a page goes on where it should after a deletion; else the position. */
  readonly key?: (item: T) => number;
  /** Of the list without its filters, where that differs. */
  readonly totalCount?: number;
  readonly updatedAt?: string;
}

const largestPage = 100;

const cursorOf = (key: number): string => Buffer.from(`cursor:v2:${key}`).toString("base64");

function keyIn(cursor: string): number {
  const text = Buffer.from(cursor, "base64").toString();
  if (!/^cursor:v2:\d+$/.test(text)) throw failure("INVALID_CURSOR_ARGUMENTS", `\`${cursor}\` does not appear to be a valid cursor.`);
  return Number(text.slice("cursor:v2:".length));
}

function checkSize(name: string, argument: "first" | "last", size: number): void {
  if (size > largestPage) {
    const message = `Requesting ${size} records on the \`${name}\` connection exceeds the \`${argument}\` limit of ${largestPage} records.`;
    throw failure("EXCESSIVE_PAGINATION", message);
  }
  if (size < 1) throw failure("EXCESSIVE_PAGINATION", `Invalid value for \`${argument}\`: must be between 1 and ${largestPage}.`);
}

/** Where the item of a cursor is; if it is gone, the place between its neighbours. */
function place<T>({ items, key }: List<T>, cursor: string): { readonly index: number; readonly isThere: boolean } {
  const wanted = keyIn(cursor);
  if (key === undefined) return { index: wanted, isThere: true };
  const exact = items.findIndex((item) => key(item) === wanted);
  if (exact >= 0) return { index: exact, isThere: true };
  const next = items.findIndex((item) => key(item) > wanted);
  return { index: next < 0 ? items.length : next, isThere: false };
}

/** Positions [from, to) of the items between the two cursors. */
function window<T>(list: List<T>, after: string | undefined, before: string | undefined): [number, number] {
  const first = after === undefined ? undefined : place(list, after);
  const from = first === undefined ? 0 : first.index + (first.isThere ? 1 : 0);
  const to = before === undefined ? list.items.length : place(list, before).index;
  return [from, Math.max(from, to)];
}

/** The page that `first`, `last`, `after` and `before` ask for. Without `first` or `last` only counts may be asked. */
export function page<T>(list: List<T>, args: Arguments): Page {
  const [first, last] = [integerOf(args.first), integerOf(args.last)];
  const [after, before] = [textOf(args.after), textOf(args.before)];
  if (first !== undefined) checkSize(list.name, "first", first);
  if (last !== undefined) checkSize(list.name, "last", last);
  const [from, to] = window(list, after, before);
  let [start, end] = [from, to];
  if (first !== undefined) end = Math.min(end, start + first);
  if (last !== undefined) start = Math.max(start, end - last);
  const shown = list.items.slice(start, end);
  const bounded = (): readonly T[] => {
    if (first !== undefined || last !== undefined) return shown;
    const message = `You must provide a \`first\` or \`last\` value to properly paginate the \`${list.name}\` connection.`;
    throw failure("MISSING_PAGINATION_BOUNDARIES", message);
  };
  return {
    nodes: () => bounded().map(list.node),
    cursors: () => bounded().map((item, index) => cursorOf(list.key?.(item) ?? start + index)),
    totalCount: list.totalCount ?? list.items.length,
    filteredCount: to - from,
    pageCount: shown.length,
    updatedAt: list.updatedAt,
    hasNextPage: end < list.items.length && end < to,
    hasPreviousPage: start > 0 && start > from,
  };
}

/** The fields that all connections have. */
export const connectionFields: Fields<Page> = {
  nodes: ({ nodes }) => nodes(),
  edges: ({ nodes, cursors }) => cursors().map((cursor, index) => ({ cursor, node: nodes()[index] })),
  totalCount: ({ totalCount }) => totalCount,
  filteredCount: ({ filteredCount }) => filteredCount,
  pageCount: ({ pageCount }) => pageCount,
  updatedAt: ({ updatedAt }) => updatedAt,
  pageInfo: (connection) => connection,
};

export const edgeFields: Fields<{ readonly cursor: string; readonly node: unknown }> = {
  cursor: ({ cursor }) => cursor,
  node: ({ node }) => node,
};

export const pageInfoFields: Fields<Page> = {
  hasNextPage: ({ hasNextPage }) => hasNextPage,
  hasPreviousPage: ({ hasPreviousPage }) => hasPreviousPage,
  startCursor: ({ cursors }) => cursors().at(0) ?? null,
  endCursor: ({ cursors }) => cursors().at(-1) ?? null,
};
