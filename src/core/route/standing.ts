/** What is known of everybody who may be asked: how much they have to do, and what keeps requests from them. */
import type { ReviewLoad } from "../facts.ts";
import { type Instant, instantOf, type Login, loginOf } from "../ids.ts";
import type { Standing } from "./balanced.ts";
import type { WhyNotChosen } from "./codes.ts";
import { isBot } from "./engaged.ts";
import { mostWeighed } from "./nearest.ts";
import type { RouteOptions } from "./options.ts";
import { type Availability, afterDay, available, isAway, type Reviewing, stricter } from "./settings.ts";

export interface Known {
  readonly now: Instant;
  readonly options: RouteOptions;
  /** Of those whom GitHub was asked about. */
  readonly load: ReadonlyMap<Login, ReviewLoad | undefined>;
  readonly reviewing: Reviewing;
  readonly engaged: ReadonlySet<string>;
  readonly declined: ReadonlySet<Login>;
  /** Whether those of whom GitHub was not asked, because there are more people than it is asked about, are out of the question. */
  readonly isWeighedOnly: boolean;
}

/**
 * GitHub's search runs behind, and counts requests that were answered with a comment; the ledger knows which, and knows its own repositories
 * only. So what is answered is taken off the search's count, and the larger one counts.
 */
export function standingsFrom(known: Known): (login: Login) => Standing {
  const { now, options, load, reviewing, engaged, declined, isWeighedOnly } = known;
  const isCutOff = isWeighedOnly && options.strategy === "balanced" && load.size >= mostWeighed;
  const byFile = new Map(options.people.map((person) => [loginOf(person.login), availabilityIn(person)]));
  return (login) => {
    const told = load.get(login);
    const { waiting, answered } = reviewing.requests.get(login) ?? { waiting: 0, answered: 0 };
    const open = Math.max((told?.open ?? 0) - answered, waiting);
    const own = stricter(byFile.get(login) ?? available, reviewing.availability.get(login) ?? available, now);
    const isBusy = told?.isBusy === true && (options.use_status_availability || options.strategy === "balanced");
    const bars: readonly (readonly [WhyNotChosen, boolean])[] = [
      ["bot", isBot(login)],
      ["engaged", engaged.has(login)],
      ["declined", declined.has(login)],
      ["away", isAway(own, now)],
      ["busy", isBusy],
      ["capacity", own.capacity !== undefined && open >= own.capacity],
      ["no-account", told === undefined && load.has(login)],
      ["unweighed", isCutOff && !load.has(login)],
    ];
    return { open, bars: bars.flatMap(([bar, holds]) => (holds ? [bar] : [])) };
  };
}

const availabilityIn = ({ capacity, away_until: day }: RouteOptions["people"][number]): Availability => ({
  capacity,
  away: day === undefined ? undefined : { before: afterDay(instantOf(`${day}T00:00:00Z`)) },
});
