/** Observe: what GitHub shows, what the ledger remembers, and the sources that the plugins need, as one frozen snapshot. */
import { RetryLater } from "../core/errors.ts";
import type { Facts, Source } from "../core/facts.ts";
import { attributed } from "../core/former-bots.ts";
import { later, threadKeyOf } from "../core/ids.ts";
import { isUntold } from "../core/jobs/reporting.ts";
import { type Look, type LookIds, type Reading, type ThreadName, withPeople } from "../core/look.ts";
import type { Memory, Sighting } from "../core/memory.ts";
import { readingOf } from "../core/reading.ts";
import type { Observer } from "./ports.ts";

/** Facts, with the look that they came from, as GitHub showed it. */
export type Observed = Facts & { readonly look: Look };

/** Whether the sources of a thread can be left unread. */
type Needless = (look: Look, reading: Reading, memory: Memory) => boolean;

/**
 * On a thread that is closed only orders run, which need no source, and no words count but those that nobody has judged yet. Runs that were
 * not told of to the end want all that is known.
 */
export const needlessOnceClosed: Needless = ({ now, thread, statements }, { binding }, { votes, runs }) =>
  thread.state !== "open" &&
  !runs.some((run) => isUntold(run, now)) &&
  statements.every(({ id, by }) => by?.kind !== "user" || !binding.has(id) || votes.has(id));

/** Undefined where the bot is off in this repository. Throws where GitHub or the ledger does. */
export async function observe(
  { github, ledger, plugins, isExplained = false }: Observer,
  target: ThreadName,
  thoroughly: boolean,
  isNeedless: Needless,
): Promise<Observed | undefined> {
  const key = threadKeyOf(target.repository.id, target.number);
  const shown = await github.look(target, await ledger.remembered(key), thoroughly);
  const options = await github.options(target, shown);
  if (options.mode === "off") {
    await ledger.noteInactive(target.repository.id, shown.now);
    return undefined;
  }
  const look = attributed(shown, options.formerBots);
  const met = await ledger.meet(target, key, look.now, { sha: look.thread.head, base: look.thread.base.name });
  if (isHeadOld(look, met)) throw new RetryLater("GitHub shows an older head than it announced", headPause);
  const seen: Memory = { ...met, sightings: [...met.sightings, sightingOf(look)] };
  const wanted = readingOf({ ...look, memory: seen, isExplained }, plugins, options);
  const reading = isNeedless(look, wanted, seen) ? { ...wanted, sources: new Set<Source>() } : wanted;
  const memory = reading.sources.has("reviewLoad") ? { ...seen, reviewing: await ledger.reviewing(target) } : seen;
  const sources = await github.read(target, look, reading, memory, options);
  return { ...look, look: withPeople(shown, idsIn(sources.reviewLoad)), memory, isExplained, options, sources };
}

/** Whoever is to be asked for a review may never have been seen on the thread. */
const idsIn = (load: Facts["sources"]["reviewLoad"]): LookIds["people"] =>
  new Map(load.kind === "known" ? [...load.value].flatMap(([login, told]) => (told === undefined ? [] : [[login, told.node]])) : []);

/** Seconds after which a replica shows what was announced, and after which it is believed. */
const headPause = 5;
const headLag = 30;

/** The newest delivery named another head a moment ago. Passing over the old one would use up the wake that the new one caused. */
function isHeadOld(look: Look, { sightings }: Memory): boolean {
  const told = sightings.filter(({ source }) => source !== "read").toSorted((a, b) => b.at - a.at)[0];
  return told !== undefined && told.head !== look.thread.head && look.now <= later(told.at, headLag);
}

/** This read is a sighting too. */
export const sightingOf = (look: Look): Sighting => ({ head: look.thread.head, at: look.now, source: "read" });
