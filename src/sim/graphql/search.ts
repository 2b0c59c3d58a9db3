/** GraphQL: the search for issues and pull requests, by those of GitHub's qualifiers that a review bot uses. */
import type { Account } from "../accounts.ts";
import { isPullState, Pull, type Thread, type ThreadState } from "../threads.ts";
import { longestLag } from "../versioned.ts";
import { page } from "./connection.ts";
import { type Arguments, type Context, type Fields, failure, type Tables, textOf, unimitated } from "./context.ts";
import { mayReadThread, threadView } from "./threads.ts";

interface Found {
  readonly thread: Thread;
  readonly state: ThreadState;
}

type Condition = (found: Found, context: Context) => boolean;

const same = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();

const qualifiers: Readonly<Record<string, (value: string) => Condition | undefined>> = {
  is: (value) => kinds[value],
  type: (value) => kinds[value],
  state: (value) => kinds[value],
  archived:
    (value) =>
    ({ thread }) =>
      String(thread.repository.isArchived) === value,
  org:
    (value) =>
    ({ thread }) =>
      same(thread.repository.owner.login, value),
  repo:
    (value) =>
    ({ thread }) =>
      same(thread.repository.fullName, value),
  author:
    (value) =>
    ({ thread }) =>
      same(thread.author.restLogin, value),
  draft:
    (value) =>
    ({ state }) =>
      String(isPullState(state) && state.isDraft) === value,
  // A team that is asked asks its members: only the second qualifier tells who was asked in person.
  "review-requested":
    (value) =>
    (found, { world }) =>
      isAsked(found, world.account(value), true),
  "user-review-requested":
    (value) =>
    (found, { world }) =>
      isAsked(found, world.account(value), false),
};

const kinds: Readonly<Record<string, Condition>> = {
  pr: ({ thread }) => thread instanceof Pull,
  issue: ({ thread }) => !(thread instanceof Pull),
  open: ({ state }) => state.state === "OPEN",
  closed: ({ state }) => state.state !== "OPEN",
};

function isAsked({ state }: Found, account: Account | undefined, byTeam: boolean): boolean {
  const requested = isPullState(state) ? state.requested : [];
  return requested.some(
    (one) => one === account || (byTeam && one.__typename === "Team" && one.everybody().some((each) => each === account)),
  );
}

/** All conditions have to hold. Words without a qualifier would be looked for in texts. */
function conditionsIn(query: string): readonly Condition[] {
  return query
    .split(/\s+/)
    .filter((term) => term !== "")
    .map((term) => {
      const [, name = "", value = ""] = /^([a-z-]+):"?([^"]+)"?$/.exec(term) ?? [];
      const condition = qualifiers[name]?.(value);
      if (condition === undefined) throw unimitated(`a search for "${term}"`);
      return condition;
    });
}

/** More matches than these are counted, and not listed. */
const mostListed = 1000;

/** The index runs behind: it shows what a replica that lags most shows. */
const indexed = ({ world, moment }: Context): number | undefined => [...world.moments.lagging(longestLag), moment][0];

/** A repository out of the token's sight has no matches; a name that nobody bears has none either, and is no error. */
function search(_: undefined, args: Arguments, context: Context): unknown {
  if (textOf(args.type) !== "ISSUE") throw unimitated(`a search of type ${args.type}`);
  const conditions = conditionsIn(textOf(args.query) ?? "");
  if (conditions.length === 0) throw failure("UNPROCESSABLE", "The search query must not be empty.");
  const moment = indexed(context);
  const matches = [...context.world.threads.values()].flatMap((thread) => {
    const view = isInSight(thread, context) ? threadView(thread, moment) : null;
    return view !== null && mayReadThread(context, view) && conditions.every((holds) => holds(view, context)) ? [view] : [];
  });
  const listed = matches.slice(0, mostListed);
  return { ...page({ name: "search", items: listed, node: (view) => view }, args), issueCount: matches.length };
}

function isInSight({ repository }: Thread, { token }: Context): boolean {
  if (repository.isDeleted) return false;
  const isGranted = token.access.includes(repository) && (token.repositories === undefined || token.repositories.has(repository));
  return isGranted || !repository.isPrivate;
}

export const searchFields: Fields<undefined> = { search };

interface Results {
  readonly issueCount: number;
}

export const searchTables: Tables = {
  SearchResultItemConnection: {
    issueCount: ({ issueCount }: Results) => issueCount,
    nodes: ({ nodes }: { readonly nodes: () => readonly unknown[] }) => nodes(),
    pageInfo: (results: Results) => results,
  },
};
