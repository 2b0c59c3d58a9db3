/** Occasions: what calls for asking somebody for a review, each once, and how many people it is about. */
import type { Read, Sources } from "../facts.ts";
import { type Instant, type Login, later, type OrderKey, orderKeyOf } from "../ids.ts";
import { commandLines } from "../markdown.ts";
import type { OrderRecord } from "../memory.ts";
import { cc, uncc } from "../mentions.ts";
import { type Order, orderState } from "../orders.ts";
import { compiled } from "../owners/pattern.ts";
import type { Surroundings } from "../plugin.ts";
import { arrivalOf } from "../revision/arrival.ts";
import { usesOf, type Word } from "../words.ts";
import { engagedOn, isAskedSince, silentPrimary, takenOff, wasAskedBefore } from "./engaged.ts";
import { afterWorkingHours } from "./hours.ts";
import type { RouteOptions } from "./options.ts";
import { wantedBy } from "./routing.ts";
import { autoCc, pass } from "./words.ts";

export interface Occasion {
  readonly key: OrderKey;
  readonly causedAt: Instant;
  readonly guard: Order["guard"];
  /** `fill`: as many as are missing. `areas`: for what a push touched anew. `backup`: one more. */
  readonly what: "fill" | "areas" | "backup";
  /** What is drawn from: leaving a draft draws the people of the opening again. */
  readonly seed: string;
}

export interface Around extends Pick<Surroundings, "now" | "me" | "thread" | "statements" | "memory"> {
  readonly options: RouteOptions;
  readonly words: readonly Word[];
}

const whileOpen = { isOpen: true } as const;

/** What is to be thought about now. Whether anybody is missing is for `missingFor` to say. */
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

/** Those for which somebody may have to be asked, as far as can be told without the changed files. */
export const missingIn = (occasions: readonly Occasion[], around: Around): readonly Occasion[] =>
  occasions.filter((one) => missingFor(one, around.options, engagedNow(around).size) > 0);

/** Whether a report on the head of now is still waited for. */
export const isAwaited = ({ thread, memory, options }: Around): boolean =>
  options.wait_for_status !== null && thread.state === "open" && memory.orders.get(statusKey(thread))?.state !== "done";

const statusKey = ({ head }: Pick<Around["thread"], "head">) => orderKeyOf("route", "status", head);

/** How many people an occasion is about, where so many are engaged. Prow asks whom it draws, whoever is there. */
export function missingFor({ what }: Pick<Occasion, "what">, options: RouteOptions, engaged: number): number {
  const { request_count: count, max_request_count: most, escalate_after: hours, strategy } = options;
  switch (what) {
    case "fill":
      if (strategy === "prow") return count;
      // A backup that waits for the primary's silence is nobody's yet.
      return (hours > 0 ? Math.min(wantedBy(options), 1) : wantedBy(options)) - engaged;
    case "areas":
      return most > 0 ? Math.min(count, most - engaged) : count;
    case "backup":
      return Math.min(count, 1);
    default:
      return what satisfies never;
  }
}

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
  return { key, causedAt, guard, what, seed: key };
}

function started(around: Around): Occasion[] {
  const opening = occasion("opened", around.thread.id, openedAt(around), "fill");
  const ready = around.statements.filter((said) => said.kind === "act" && said.what === "ready");
  return [opening, ...ready.map(({ id, at }) => ({ ...occasion("ready", id, at, "fill"), seed: opening.seed }))];
}

/**
 * What came before the ledger met a thread is history. But where the ledger knew the repository as the pull request was opened, only the
 * delivery of the opening was lost, and nobody else can have taken it up.
 */
function openedAt({ thread, memory }: Around): Instant {
  const wasMissed = thread.createdAt >= memory.activeSince && thread.createdAt <= memory.adoptedAt;
  return wasMissed ? later(memory.adoptedAt, 1) : thread.createdAt;
}

function reported({ thread, options }: Around, statuses: Read<Sources["statuses"]>): Occasion[] {
  const awaited = options.wait_for_status;
  const isAnybodyAsked = thread.reviewRequests.some((name) => !name.includes("/"));
  if (awaited === null || statuses.kind === "unread" || isAnybodyAsked) return [];
  const description = compiled(awaited.description);
  const found = [...statuses.value.values()].find(
    (status) =>
      status.context === awaited.context &&
      status.state === awaited.state &&
      description.kind === "pattern" &&
      description.pattern.matches(status.description),
  );
  if (found === undefined) return [];
  return [occasion("status", thread.head, found.at, "fill", { head: thread.head, isOpen: true })];
}

/** Whoever passes leaves a place, and so does whom GitHub did not take. */
function vacancies(around: Around): Occasion[] {
  const passed = usesOf(around.words, pass).filter(({ said }) => said.by?.kind === "user" && wasAskedBefore(said.by, said, around));
  const refused = ownOrders(around).filter(({ outcome }) => (outcome.refused ?? []).length > 0);
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
  const last = known.reduce<Instant | undefined>((latest, { at }) => (latest === undefined || at > latest ? at : latest), undefined);
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

/** Once the primary was silent for too long; the silence lasts until now. */
function silences({ now, options, ...around }: Around): Occasion[] {
  const due = silenceEnds({ now, options, ...around });
  if (due === undefined || due.at > now) return [];
  return [occasion("backup", due.request, now, "backup")];
}

/** When the backup is to be asked if nothing is heard until then. */
export function silenceEnds({ options, ...around }: Around): { readonly at: Instant; readonly request: string } | undefined {
  const primary = silentPrimary(around);
  if (options.strategy !== "balanced" || options.escalate_after === 0 || around.thread.isDraft || primary === undefined) return undefined;
  return { at: afterWorkingHours(primary.request.at, options.escalate_after), request: primary.request.id };
}

/** When to look whether a primary who is asked now has said anything: GitHub shows the request a moment later than it is made. */
export const silenceEndsAfterNow = ({ now, options }: Pick<Around, "now" | "options">): Instant =>
  later(afterWorkingHours(now, options.escalate_after), requestLag);

const requestLag = 60;

/** Who is at work on it, without those who have passed and were not asked again since: their request may still stand. */
export function engagedNow(around: Around): ReadonlySet<string> {
  const left = usesOf(around.words, pass).flatMap(({ said }) => {
    const isLeaving = said.by?.kind === "user" && !isAskedSince(said.by, said, around);
    return isLeaving && said.by !== undefined ? [said.by.login] : [];
  });
  return engagedOn(around).difference(new Set<string>(left));
}

/** Who is not picked by itself any more. */
export const declinedOn = (around: Around): ReadonlySet<Login> =>
  takenOff(around).union(new Set(usesOf(around.words, pass).flatMap(({ said }) => said.by?.login ?? [])));
