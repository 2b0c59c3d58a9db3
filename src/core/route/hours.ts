/** Working hours: the hours of Monday to Friday, all twenty-four of them by UTC: reviewers live everywhere, and weekends are theirs. */
import { type Instant, instantOf, later } from "../ids.ts";

const hour = 60 * 60;
const day = 24 * hour;
const workdays = 5;
const workweek = workdays * day;
const firstMonday = instantOf("1970-01-05T00:00:00Z");

/** Working seconds since the first Monday. */
function worked(at: Instant): number {
  const since = at - firstMonday;
  const weeks = Math.floor(since / (7 * day));
  return weeks * workweek + Math.min(since - weeks * 7 * day, workweek);
}

/** The first second at which so many working hours, more than none, have passed. Days off count nothing. */
export function afterWorkingHours(from: Instant, hours: number): Instant {
  const wanted = worked(from) + hours * hour;
  // A whole number of weeks is over as Friday ends, not as Monday begins.
  const weeks = Math.ceil(wanted / workweek) - 1;
  return later(firstMonday, weeks * 7 * day + (wanted - weeks * workweek));
}
