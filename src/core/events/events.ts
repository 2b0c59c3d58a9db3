/** Which events wake what: one table, from the name of an event to what is read from its payload. */
import { type News, noNews, type Reader, type Self, type Unreadable } from "./news.ts";
import { placeReaders } from "./places.ts";
import { runReaders } from "./runs.ts";
import { threadReaders } from "./threads.ts";

const readers: ReadonlyMap<string, Reader> = new Map(Object.entries({ ...threadReaders, ...placeReaders, ...runReaders }));

/** The events that can be news. GitHub may send others: they are none. */
export const eventNames: readonly string[] = [...readers.keys()];

/** What a delivery says. Any event name and any value are taken: what comes is GitHub's to choose. */
export function newsOf(event: string, payload: unknown, self: Self): News | Unreadable {
  const reader = readers.get(event);
  return reader === undefined ? noNews : reader(payload, self);
}
