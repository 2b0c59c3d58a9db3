/** What people say of their own time for reviews: how many at once, and until when not at all. It keeps requests away, and brings none. */
import { type Instant, type Login, later, type UserId } from "../ids.ts";

/** One word of somebody about themselves. */
export type PersonalSetting =
  /** So many open requests at most; undefined: as many as there are. */
  | { readonly kind: "capacity"; readonly most: number | undefined }
  /** Not before this second; undefined: until further notice. */
  | { readonly kind: "away"; readonly before: Instant | undefined }
  | { readonly kind: "back" };

export interface Availability {
  readonly capacity: number | undefined;
  readonly away: { readonly before: Instant | undefined } | undefined;
}

export const available: Availability = { capacity: undefined, away: undefined };

export interface RequestCounts {
  /** Nothing was heard of the person since. */
  readonly waiting: number;
  readonly answered: number;
}

/** What the ledger knows of the people in an organisation, by login. */
export interface Reviewing {
  /** Requests for a review on the open threads that it knows. */
  readonly requests: ReadonlyMap<Login, RequestCounts>;
  readonly availability: ReadonlyMap<Login, Availability>;
}

export const nothingKnown: Reviewing = { requests: new Map(), availability: new Map() };

export const isAway = ({ away }: Availability, now: Instant): boolean =>
  away !== undefined && (away.before === undefined || now < away.before);

/** What two sources say together: either can only keep requests away. */
export function stricter(one: Availability, other: Availability, now: Instant): Availability {
  const capacities = [one.capacity, other.capacity].filter((capacity) => capacity !== undefined);
  return {
    capacity: capacities.length === 0 ? undefined : Math.min(...capacities),
    away: isAway(one, now) ? one.away : other.away,
  };
}

/** Who said it. */
export interface Speaker {
  readonly id: UserId;
  readonly login: Login;
}

const day = 24 * 60 * 60;

/** A last day is away to its end, by UTC. */
export const afterDay = (beginning: Instant): Instant => later(beginning, day);
