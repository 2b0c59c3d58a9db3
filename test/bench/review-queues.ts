/**
 * What happens to reviewers' queues if real pull requests are routed: each request waits in somebody's queue until it is answered, after a
 * delay that is drawn. Times are working hours, Monday to Friday from 9 to 17 UTC.
 */
import type { Login } from "../../src/core/ids.ts";
import type { RoutedFile } from "../../src/core/route/closeness.ts";
import { distanceOf, nearestOf, ownedShareOf } from "./review-distance.ts";

/** Whatever is drawn, in [0, 1). */
export type Random = () => number;

/** A pull request as it arrives. */
export interface Arrival {
  readonly number: number;
  readonly author: Login;
  /** Working hours since some beginning. */
  readonly at: number;
  readonly files: readonly RoutedFile[];
}

/** Whom to ask for an arrival, given how many requests people have open. */
export type Router = (arrival: Arrival, open: (login: Login) => number) => readonly Login[];

export interface Outcome {
  /** Requests by person. */
  readonly asked: ReadonlyMap<Login, number>;
  /** The longest that any queue ever was. */
  readonly largestQueue: number;
  /** Of the queues that requests came into, themselves included, nine tenths are no longer. */
  readonly queue90: number;
  /** Directories between changed file and owner, on average over the files that the asked person owns, then over requests. */
  readonly distance: number;
  /** The part of the changed files that an asked person owns, on average over requests. */
  readonly owned: number;
  /** Directories between changed file and the nearest of those asked, on average over files, then over pull requests. */
  readonly nearest: number;
}

/** Half of the answers come within so many working hours, nine tenths within so many. */
const medianDelay = 20;
const slowDelay = 120;
/** How many standard deviations above the median nine tenths of a normal distribution lie. */
const ninthDecile = 1.2815515655446004;
const spread = Math.log(slowDelay / medianDelay) / ninthDecile;

const delayFrom = (random: Random): number => medianDelay * Math.exp(spread * normal(random));

/** Box and Muller's transformation. */
const normal = (random: Random): number => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());

export function queuesUnder(router: Router, arrivals: readonly Arrival[], random: Random): Outcome {
  const answersDue = new Map<Login, number[]>();
  const asked = new Map<Login, number>();
  const queues: number[] = [];
  const sums = { distance: 0, owned: 0, nearest: 0 };
  for (const arrival of arrivals) {
    const waiting = (login: Login): number[] => (answersDue.get(login) ?? []).filter((due) => due > arrival.at);
    const people = router(arrival, (login) => waiting(login).length);
    for (const login of people) {
      const queue = [...waiting(login), arrival.at + delayFrom(random)];
      answersDue.set(login, queue);
      asked.set(login, (asked.get(login) ?? 0) + 1);
      queues.push(queue.length);
      sums.distance += distanceOf(login, arrival.files);
      sums.owned += ownedShareOf(login, arrival.files);
    }
    sums.nearest += nearestOf(people, arrival.files);
  }
  queues.sort((a, b) => a - b);
  return {
    asked,
    largestQueue: queues.at(-1) ?? 0,
    queue90: queues[Math.floor(queues.length * 0.9)] ?? 0,
    distance: sums.distance / queues.length,
    owned: sums.owned / queues.length,
    nearest: sums.nearest / arrivals.length,
  };
}

const hour = 60 * 60 * 1000;
const day = 24 * hour;
const monday = Date.UTC(1970, 0, 5);
const opens = 9;
const hoursADay = 8;

/** Working hours from the first Monday of 1970 until a moment (milliseconds). What happens out of hours happens as the next day begins. */
export function workingHoursUntil(milliseconds: number): number {
  const days = Math.floor((milliseconds - monday) / day);
  const weeks = Math.floor(days / 7);
  const weekday = days - weeks * 7;
  const today = Math.min(hoursADay, Math.max(0, (milliseconds - monday - days * day) / hour - opens));
  return (weeks * 5 + Math.min(weekday, 5)) * hoursADay + (weekday < 5 ? today : 0);
}
