/** Review load: how many requests people have open in an organisation, and whether they are busy, in one request for all of them. */
import { z } from "zod";
import type { ReviewLoad } from "../core/facts.ts";
import { type Login, nodeIdOf } from "../core/ids.ts";
import { mostWeighed } from "../core/route/nearest.ts";
import { shaped } from "./answers.ts";
import { type Shelf, shelf } from "./cache.ts";
import { NotFound } from "./errors.ts";
import { keepLabels, labelVariables, unknownLabels } from "./labels.ts";
import type { Place } from "./place.ts";
import { reviewLoadQuery } from "./queries.ts";

/** What this bot asks for meanwhile is counted in the ledger (seconds). */
const lifetime = 600;

/** OWNERS hold what people write; a blank in a name would be a qualifier of the search. */
const nameShape = /^[a-z\d](?:[a-z\d_-]{0,98}[a-z\d_])?$/;

const kept = z.object({ node: z.string(), open: z.int(), isBusy: z.boolean() }).nullable();
type Kept = z.infer<typeof kept>;

/** By login; undefined where GitHub knows no person of that name. `labels`: names that will be wanted too, looked up in the same request. */
export async function reviewLoad(
  place: Place,
  logins: readonly Login[],
  labels: readonly string[],
): Promise<ReadonlyMap<Login, ReviewLoad | undefined>> {
  const names = logins.filter((login) => nameShape.test(login)).slice(0, mostWeighed);
  const keyOf = (login: string) => `${place.installation} ${login}`;
  const loads: Shelf<Kept> = shelf(place.cache, place.clock, "review load", kept, lifetime);
  const found = await loads.all(names.map(keyOf), async (missing) => {
    const fresh = await asked(
      place,
      names.filter((login) => missing.includes(keyOf(login))),
      await unknownLabels(place, labels),
    );
    return new Map([...fresh].map(([login, load]) => [keyOf(login), load]));
  });
  return new Map(
    logins.flatMap((login): [Login, ReviewLoad | undefined][] => {
      if (!nameShape.test(login)) return [[login, undefined]];
      const load = found.get(keyOf(login));
      if (load === undefined) return [];
      return [[login, load === null ? undefined : { ...load, node: nodeIdOf(load.node) }]];
    }),
  );
}

const countShape = z.object({ issueCount: z.int() });
/** A status that may not be seen is null, like one that nobody set. */
const personShape = z.object({ id: z.string(), status: z.object({ indicatesLimitedAvailability: z.boolean() }).nullable() });

/** Throws where anything but a name that nobody bears is in the way: half an answer would make somebody look free. */
async function asked(place: Place, logins: readonly Login[], labels: readonly string[]): Promise<ReadonlyMap<Login, Kept>> {
  const { session, repository } = place;
  const people = logins.flatMap((login, index) => [
    [`q${index}`, `org:${repository.owner} is:pr is:open review-requested:${login}`],
    [`u${index}`, login],
  ]);
  const names = labels.length === 0 ? {} : { owner: repository.owner, name: repository.name, ...labelVariables(labels) };
  const variables = { ...Object.fromEntries(people), ...names };
  const { data, failures } = await session.queryParts(reviewLoadQuery(logins.length, labels.length), variables);
  const parts = shaped(z.record(z.string(), z.unknown()).nullable(), data, "review load");
  // What failed of the labels fails again for whoever needs them.
  if (labels.length > 0 && !failures.has("repository")) await keepLabels(place, labels, parts?.repository);
  for (const [alias, failure] of failures) {
    if (alias !== "repository" && !(alias.startsWith("u") && failure instanceof NotFound)) throw failure;
  }
  return new Map(
    logins.map((login, index) => {
      const person = failures.has(`u${index}`) ? null : shaped(personShape, parts?.[`u${index}`], "review load");
      if (person === null) return [login, null];
      const { issueCount: open } = shaped(countShape, parts?.[`q${index}`], "review load");
      return [login, { node: person.id, open, isBusy: person.status?.indicatesLimitedAvailability ?? false }];
    }),
  );
}
