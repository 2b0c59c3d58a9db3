/** Occasions: what calls for asking somebody for a review, each once. */
import type { Read, Sources } from "../facts.ts";
import { type Instant, type Login, later, latest, loginOf, type OrderKey, orderKeyOf } from "../ids.ts";
import { commandLines } from "../markdown.ts";
import type { OrderRecord } from "../memory.ts";
import { cc, uncc } from "../mentions.ts";
import { type Order, orderState } from "../orders.ts";
import { compiled } from "../owners/pattern.ts";
import type { Surroundings } from "../plugin.ts";
import { arrivalOf } from "../revision/arrival.ts";
import { usesOf, type Word, wordsOf } from "../words.ts";
import { firstAsked, refusedIn, takenOff, wasAskedBefore } from "./engaged.ts";
import { afterWorkingHours } from "./hours.ts";
import type { RouteOptions } from "./options.ts";
import { autoCc, pass } from "./words.ts";

export interface Occasion {
  readonly key: OrderKey;
  readonly causedAt: Instant;
  readonly guard: Order["guard"];
  /** `fill`: as many as are missing. `areas`: for what a push touched anew. `backup`: one more. */
  readonly what: "fill" | "areas" | "backup";
}

export interface Around extends Pick<Surroundings, "now" | "me" | "thread" | "statements" | "memory"> {
  readonly options: RouteOptions;
  readonly words: readonly Word[];
}

const whileOpen = { isOpen: true } as const;

/** What is to be thought about now. Whether anybody is missing is another question. */
export function occasionsOn(around: Around, statuses: Read<Sources["statuses"]>): readonly Occasion[] {
  const { thread, options } = around;
  if (thread.state !== "open") return [];
  const isFree = mayStart(around);
  const isLeftToUs = isFree && !namesReviewers(thread.body);
  const all = [
    ...requested(around),
    ...(isLeftToUs && options.wait_for_status === null ? started(around) : []),
    ...(isFree ? reported(around, statuses) : []),
    ...(options.strategy === "balanced" ? [...vacancies(around), ...(isLeftToUs ? pushes(around) : []), ...silences(around)] : []),
  ];
  return all.filter((occasion) => ["due", "undecided"].includes(orderState(occasion, around)));
}

/** Whether a report on the head of now is still waited for. */
export const isAwaited = (around: Around): boolean =>
  around.options.wait_for_status !== null &&
  around.thread.state === "open" &&
  mayStart(around) &&
  !isAnybodyAsked(around) &&
  around.memory.orders.get(statusKey(around.thread))?.state !== "done";

/** Of people: Prow does not look at teams here. */
const isAnybodyAsked = ({ thread }: Pick<Around, "thread">): boolean => thread.reviewRequests.some((name) => !name.includes("/"));

/** Seconds between two looks for a report: as many as have passed since the push, within these bounds. An order is void a day after its cause. */
const shortestWait = 10 * 60;
const longestWait = 12 * 60 * 60;

/** When to look for an awaited report again, whose delivery may be lost. */
export function lookForReportAt({ now, thread, memory }: Around): Instant {
  const since = arrivalOf(thread.head, memory.sightings) ?? memory.adoptedAt;
  return later(now, Math.min(longestWait, Math.max(shortestWait, now - since)));
}

const statusKey = ({ head }: Pick<Around["thread"], "head">) => orderKeyOf("route", "status", head);

/** Prow's rules for what happens by itself. */
function mayStart({ thread, options }: Around): boolean {
  if (thread.isDraft && options.ignore_drafts) return false;
  const author = thread.author?.kind === "bot" ? `${thread.author.spelled}[bot]` : thread.author?.spelled;
  return author === undefined || !options.ignore_authors.includes(author);
}

/** Whoever names people with `/cc` or `/uncc` as they open a pull request has chosen. Prow's rule. */
const namesReviewers = (body: string): boolean =>
  commandLines(body).some(({ name, rest, tail }) =>
    [cc, uncc].some((word) => word.name === name.toLowerCase() && word.parse(name, rest, tail)),
  );

const requested = ({ words }: Around): Occasion[] => usesOf(words, autoCc).map(({ said }) => occasion("auto-cc", said.id, said.at, "fill"));

function occasion(cause: string, of: string, causedAt: Instant, what: Occasion["what"], guard: Order["guard"] = whileOpen): Occasion {
  const key = orderKeyOf("route", cause, of);
  return { key, causedAt, guard, what };
}

function started(around: Around): Occasion[] {
  const opening = occasion("opened", around.thread.id, openedAt(around), "fill");
  return [opening, ...readyOn(around).map(({ id, at }) => occasion("ready", id, at, "fill"))];
}

/** Each time that it left its draft. */
const readyOn = ({ statements }: Pick<Around, "statements">) => statements.filter((said) => said.kind === "act" && said.what === "ready");

/**
 * What came before the ledger met a thread is history. But where the ledger knew the repository as the pull request was opened, only the
 * delivery of the opening was lost, and nobody else can have taken it up.
 */
function openedAt({ thread, memory }: Around): Instant {
  const wasMissed = thread.createdAt >= memory.activeSince && thread.createdAt <= memory.adoptedAt;
  return wasMissed ? later(memory.adoptedAt, 1) : thread.createdAt;
}

/** On a draft it may come long before anybody is to be asked. */
function reported(around: Around, statuses: Read<Sources["statuses"]>): Occasion[] {
  const { thread, options } = around;
  const awaited = options.wait_for_status;
  if (awaited === null || statuses.kind === "unread" || isAnybodyAsked(around)) return [];
  const description = compiled(awaited.description);
  const found = [...statuses.value.values()].find(
    (status) =>
      status.context === awaited.context &&
      status.state === awaited.state &&
      description.kind === "pattern" &&
      description.pattern.matches(status.description),
  );
  if (found === undefined) return [];
  const causedAt = latest(found.at, ...readyOn(around).map(({ at }) => at));
  return [occasion("status", thread.head, causedAt, "fill", { head: thread.head, isOpen: true })];
}

/** Where GitHub did not take so many people OWNERS are out of date, and each further one costs requests. */
const mostRefused = 10;

/** Whoever passes leaves a place, and so does whom GitHub did not take. */
function vacancies(around: Around): Occasion[] {
  const passed = usesOf(around.words, pass).filter(({ said }) => said.by?.kind === "user" && wasAskedBefore(said.by, said, around));
  const isHopeless = refusedIn(around.memory).length >= mostRefused;
  const refused = isHopeless ? [] : ownOrders(around).filter(({ outcome }) => (outcome.refused ?? []).length > 0);
  return [
    ...passed.map(({ said }) => occasion("instead", said.id, said.at, "fill")),
    ...refused.map(({ key, at }) => occasion("instead", key, at, "fill")),
  ];
}

const ownOrders = ({ memory }: Around): readonly OrderRecord[] =>
  [...memory.orders.values()].filter(({ key, state }) => key.startsWith("route/") && state === "done");

/** A push, or another base branch, since somebody was asked here: it may have touched what it did not touch then. */
function pushes(around: Around): Occasion[] {
  const { thread, statements, memory } = around;
  const known = ownOrders(around).filter(({ outcome }) => outcome.areas !== undefined);
  const [first, ...others] = known.map(({ at }) => at);
  const last = first === undefined ? undefined : latest(first, ...others);
  const moves = [arrivalOf(thread.head, memory.sightings), ...statements.flatMap(({ kind, at }) => (kind === "base" ? [at] : []))];
  const causedAt = moves.findLast((at) => at !== undefined && last !== undefined && at > last);
  if (causedAt === undefined) return [];
  const guard = { head: thread.head, isOpen: true };
  return [occasion("areas", `${thread.head}@${thread.base.name}`, causedAt, "areas", guard)];
}

/** The areas for which somebody was asked already; undefined: that is not known of all of them, so that none is new. */
export function knownAreas(around: Around): ReadonlySet<string> | undefined {
  const areas = ownOrders(around).flatMap(({ outcome }) => (outcome.areas === undefined ? [] : [outcome.areas]));
  return areas.length === 0 ? undefined : new Set(areas.flat());
}

/** Once somebody whom we asked first was silent for too long; the silence lasts until now. */
function silences({ now, options, ...around }: Around): Occasion[] {
  const due = silenceEnds({ now, options, ...around });
  if (due === undefined || due.at > now) return [];
  return [occasion("backup", due.request, now, "backup")];
}

/** When the backup is to be asked if nothing is heard until then. The time of a draft does not count. */
export function silenceEnds({ options, ...around }: Around): { readonly at: Instant; readonly request: string } | undefined {
  const first = firstAsked(around);
  if (options.strategy !== "balanced" || options.escalate_after === 0 || around.thread.isDraft || first === undefined) return undefined;
  const since = latest(first.request.at, ...readyOn(around).map(({ at }) => at));
  return { at: afterWorkingHours(since, options.escalate_after), request: first.request.id };
}

/** When to look whether a primary who is asked now has said anything: GitHub shows the request a moment later than it is made. */
export const silenceEndsAfterNow = ({ now, options }: Pick<Around, "now" | "options">): Instant =>
  later(afterWorkingHours(now, options.escalate_after), requestLag);

const requestLag = 60;

/** Who is not picked by itself any more. */
export const declinedOn = (around: Around): ReadonlySet<Login> =>
  takenOff(around)
    .difference(unaskedByAuthor(around))
    .union(new Set(usesOf(around.words, pass).flatMap(({ said }) => said.by?.login ?? [])));

/** Whom the author alone does not want: an author who could strike people off would go through the owners until a friend is left. */
function unaskedByAuthor({ statements, thread }: Around): ReadonlySet<Login> {
  const uses = usesOf(wordsOf(statements, [uncc]), uncc).map(({ said, argument }) => ({
    isAuthors: said.by !== undefined && said.by.id === thread.author?.id,
    names: argument.names.length > 0 ? argument.names.map((name) => loginOf(name)) : said.by?.kind === "user" ? [said.by.login] : [],
  }));
  const namedBy = (isAuthors: boolean) => new Set(uses.filter((use) => use.isAuthors === isAuthors).flatMap(({ names }) => names));
  return namedBy(true).difference(namedBy(false));
}
