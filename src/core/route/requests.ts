/** Requests: the orders by which people are asked for a review, one for each occasion, and the reasons for whoever wants to know. */
import type { ChangedFile, OwnersFacts, ReviewLoad } from "../facts.ts";
import { type Login, loginOf, orderKeyOf } from "../ids.ts";
import type { DeedOf, Order } from "../orders.ts";
import type { Answer } from "../owners/questions.ts";
import { usesOf, type Word } from "../words.ts";
import type { RoutedFile } from "./closeness.ts";
import { hashOf, seededDraw } from "./draw.ts";
import { isBot, requestsOn, wasAskedBefore } from "./engaged.ts";
import { engagedNow, missingFor, missingIn } from "./missing.ts";
import { nearestOwners, ownersOfAll, requiredOf, routedFiles } from "./nearest.ts";
import { type Around, declinedOn, knownAreas, type Occasion } from "./occasions.ts";
import { type Routing, routingOf, wantedBy } from "./routing.ts";
import { nothingKnown } from "./settings.ts";
import { standingsFrom } from "./standing.ts";
import { away, back, pass, reviewCapacity } from "./words.ts";

/** What is read for it. Who is not in `load` was not asked about. */
export interface Ground {
  readonly files: readonly ChangedFile[];
  readonly owners: OwnersFacts["owners"];
  readonly load: ReadonlyMap<Login, ReviewLoad | undefined>;
}

/** So many areas are remembered; a change of more has none that are new later. */
const mostAreas = 300;

/** So many people are at work on one pull request at most, as far as it is for us: whoever opens it chooses how many areas it touches. */
const mostPeople = 30;

/** Each occasion is dealt with once, also where nobody is missing: that is noted, and not thought about again. */
export function requestsFor(occasions: readonly Occasion[], around: Around, ground: Ground): readonly Order[] {
  const files = routedFiles(ground.files, ground.owners);
  const areas = [...new Set(files.map(({ answer }) => answer.reviewerOwner))];
  const noted = areas.length > mostAreas ? {} : { areas };
  const engaged = new Set(engagedNow(around, ownersOfAll(files)));
  const required = requiredOf(files);
  return occasions.map((occasion) => {
    const concerned = concernedBy(occasion, around, files, engaged);
    const missing = missingFor(occasion, around, engaged, required);
    const wanted = occasion.what === "areas" ? Math.min(missing, areasOf(concerned).size) : missing;
    const { chosen } = routingFor({ around, ground, files: concerned, engaged, wanted });
    const people = firstOf(mayBeAsked(chosen, around, engaged), Math.max(0, mostPeople - engaged.size), required);
    for (const name of people) engaged.add(loginOf(name));
    const { key, causedAt, guard } = occasion;
    return { key, causedAt, guard, does: { kind: "request review", people }, ...noted };
  });
}

/** So many of them, those whom OWNERS require before all others, in the order given. */
function firstOf(people: readonly string[], count: number, required: ReadonlySet<string>): readonly string[] {
  const isRequired = (name: string) => required.has(name);
  const kept = new Set([...people.filter(isRequired), ...people.filter((name) => !isRequired(name))].slice(0, count));
  return people.filter((name) => kept.has(name));
}

/** Who may be asked for these occasions, the nearest first: nobody where nobody is missing. `any`: for one that nobody knows yet. */
export function candidatesFor(occasions: readonly Occasion[] | "any", around: Around, ground: Omit<Ground, "load">): readonly Login[] {
  const files = routedFiles(ground.files, ground.owners);
  const engaged = engagedNow(around, ownersOfAll(files));
  const concerned = occasions === "any" ? [files] : missingIn(occasions, around).map((one) => concernedBy(one, around, files, engaged));
  return [...new Set(concerned.flatMap((some) => nearestOwners(some, around.thread.author?.login, seedOf(around))))];
}

const concernedBy = (
  { what }: Occasion,
  around: Around,
  files: readonly RoutedFile[],
  engaged: ReadonlySet<string>,
): readonly RoutedFile[] => (what === "areas" ? unservedIn(files, knownAreas(around), engaged) : files);

/** What would be chosen if nobody were asked yet: for whoever wants to know why somebody was, or was not. */
export function explainedRouting(around: Around, ground: Ground): Routing {
  const files = routedFiles(ground.files, ground.owners);
  return routingFor({
    around: withoutOwn(around),
    ground: unaskedFor(around, ground),
    files,
    engaged: new Set(),
    wanted: wantedBy(around.options),
  });
}

/** The requests of this very pull request are no reason against whoever got them. */
function withoutOwn(around: Around): Around {
  const reviewing = around.memory.reviewing ?? nothingKnown;
  const requests = new Map(reviewing.requests);
  for (const [login, state] of requestsOn(around)) {
    const { waiting, answered } = requests.get(login) ?? { waiting: 0, answered: 0 };
    const less = (count: number, isOne: boolean) => Math.max(0, count - (isOne ? 1 : 0));
    requests.set(login, { waiting: less(waiting, state === "waiting"), answered: less(answered, state === "answered") });
  }
  return { ...around, memory: { ...around.memory, reviewing: { ...reviewing, requests } } };
}

/** GitHub's search finds no draft. */
function unaskedFor({ thread }: Around, ground: Ground): Ground {
  const asked = new Set(thread.isDraft ? [] : thread.reviewRequests.map((name) => loginOf(name)));
  const less = (login: Login, told: ReviewLoad | undefined) =>
    told !== undefined && asked.has(login) ? { ...told, open: Math.max(0, told.open - 1) } : told;
  return { ...ground, load: new Map([...ground.load].map(([login, told]) => [login, less(login, told)])) };
}

/** What is drawn from: the same for every occasion, so that what happens once more, or is said once more, draws nobody new. */
const seedOf = ({ thread }: Pick<Around, "thread">): string => orderKeyOf("route", "opened", thread.id);

interface Question {
  readonly around: Around;
  readonly ground: Ground;
  readonly files: readonly RoutedFile[];
  readonly engaged: ReadonlySet<string>;
  readonly wanted: number;
}

/** The same facts choose the same people. Of whom GitHub was not asked is chosen only where the others are too few. */
function routingFor(question: Question): Routing {
  const routing = routingAmong(question, true);
  const isShort = routing.chosen.filter(({ role }) => role !== "required").length < question.wanted;
  const isCutOff = routing.considered.some(({ whyNot }) => whyNot.includes("unweighed"));
  return isShort && isCutOff ? routingAmong(question, false) : routing;
}

function routingAmong({ around, ground, files, engaged, wanted }: Question, isWeighedOnly: boolean): Routing {
  const { now, thread, memory, options } = around;
  const seed = seedOf(around);
  const reviewing = memory.reviewing ?? nothingKnown;
  const standing = { now, options, load: ground.load, reviewing, engaged, declined: declinedOn(around), isWeighedOnly };
  return routingOf({
    ...{ files, options, strategy: options.strategy, wanted, hasPrimary: engaged.size > 0 },
    author: thread.author?.login,
    standingOf: standingsFrom(standing),
    draw: seededDraw(hashOf(seed)),
    seed,
  });
}

const areasOf = (files: readonly RoutedFile[]): ReadonlySet<string> => new Set(files.map(({ answer }) => answer.reviewerOwner));

/** In areas that are new, and to which nobody who is engaged is nearest. Where the old ones are not known, none is new. */
function unservedIn(
  files: readonly RoutedFile[],
  known: ReadonlySet<string> | undefined,
  engaged: ReadonlySet<string>,
): readonly RoutedFile[] {
  const isServed = ({ leafReviewers, leafApprovers }: Answer) => [...leafReviewers, ...leafApprovers].some((login) => engaged.has(login));
  return files.filter(({ answer }) => known !== undefined && !known.has(answer.reviewerOwner) && !isServed(answer));
}

/** Prow sends names that GitHub refuses together with all others: the author's, and those of bots. Who is engaged is not asked again. */
function mayBeAsked(chosen: Routing["chosen"], { thread }: Around, engaged: ReadonlySet<string>): readonly string[] {
  // Teams are asked for by their slug alone, which may be that of a team of this organisation.
  const isForeign = (name: string) =>
    name.includes("/") && loginOf(name.slice(0, name.lastIndexOf("/"))) !== loginOf(thread.repository.owner);
  return [...new Set(chosen.map(({ login }) => login))].filter(
    (login) => login !== "" && login !== thread.author?.login && !isBot(login) && !isForeign(login) && !engaged.has(login),
  );
}

/** A request that somebody hands on is taken off them. */
export const handedBack = (around: Around): readonly Order[] =>
  usesOf(around.words, pass).flatMap(({ said }) => {
    if (said.by?.kind !== "user" || !wasAskedBefore(said.by, said, around)) return [];
    const does = { kind: "remove review request", people: [said.by.spelled] } as const;
    return [{ key: orderKeyOf("route", "pass", said.id), causedAt: said.at, guard: { isOpen: true }, does }];
  });

/** What somebody says of themselves, of each kind the last word in a text. */
export function settingsIn(words: readonly Word[]): readonly Order<DeedOf<"keep setting">>[] {
  const uses = usesOf(words, reviewCapacity, away, back);
  const last = new Map(
    uses.map(({ said, argument }) => [`${argument.kind === "capacity" ? "capacity" : "time"}/${said.id}`, { said, argument }]),
  );
  return [...last].flatMap(([cause, { said, argument: setting }]) => {
    if (said.by?.kind !== "user") return [];
    const { id, login } = said.by;
    return [
      {
        key: orderKeyOf("route", "setting", cause),
        causedAt: said.at,
        guard: {},
        does: { kind: "keep setting", by: { id, login }, setting },
      },
    ];
  });
}
