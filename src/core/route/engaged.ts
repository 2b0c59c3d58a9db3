/** Who is at work on a pull request already, and who does not want to be: so that nobody is asked twice, or again after they declined. */
import { type Login, loginOf } from "../ids.ts";
import type { Memory } from "../memory.ts";
import type { Person } from "../people.ts";
import type { Surroundings } from "../plugin.ts";
import { type Act, isRequestChange, type RequestChange, type Statement } from "../statements.ts";

type Around = Pick<Surroundings, "me" | "thread" | "statements" | "memory">;

/**
 * People and teams (`organisation/team`), lower-case: asked, assigned, or with a review on the thread. The author and bots are not counted,
 * and of those who reviewed without being asked only owners: whoever passes by must not keep others from being asked.
 */
export function engagedOn({ thread, statements }: Pick<Around, "thread" | "statements">, owners: ReadonlySet<Login>): ReadonlySet<string> {
  const asked = new Set(statements.filter(isRequestChange).map(({ whom }) => loginOf(whom)));
  const reviewers = statements
    .flatMap((said) => (said.kind === "review" && said.by?.kind === "user" ? [said.by.login] : []))
    .filter((login) => owners.has(login) || asked.has(login));
  const names = [...thread.reviewRequests.map((name) => loginOf(name)), ...thread.assignees, ...reviewers];
  return new Set(names.filter((name) => name !== thread.author?.login && !isBot(name)));
}

/** GitHub writes `[bot]` behind the login of an App, and no person's login ends so. */
export const isBot = (name: string): boolean => name.endsWith("[bot]");

/** Whether somebody was asked after something that they said. */
export const isAskedSince = (person: Person, said: Statement, { statements }: Pick<Around, "statements">): boolean =>
  statements
    .slice(statements.indexOf(said) + 1)
    .some((one) => isRequestChange(one) && one.what === "review requested" && loginOf(one.whom) === person.login);

/**
 * Whose request was taken off, by hand or for a word of somebody, though it may have been edited since, and was not made anew; and whom
 * GitHub did not take.
 */
export function takenOff({ statements, memory }: Pick<Around, "statements" | "memory">): ReadonlySet<Login> {
  const last = new Map(statements.filter(isRequestChange).map(({ whom, what }) => [loginOf(whom), what]));
  const removed = [...last].flatMap(([login, what]) => (what === "review request removed" ? [login] : []));
  return new Set([...removed, ...refusedIn(memory)]);
}

/** Whom GitHub did not take when we asked. */
export const refusedIn = ({ orders }: Pick<Memory, "orders">): readonly Login[] =>
  [...orders.values()].filter(({ key }) => key.startsWith("route/")).flatMap(({ outcome }) => (outcome.refused ?? []).map(loginOf));

/** Whether a request for somebody's review stood before something that they said. */
export function wasAskedBefore(person: Person, said: Statement, { statements }: Pick<Around, "statements">): boolean {
  const before = statements.slice(0, statements.indexOf(said));
  const last = before.findLast((one) => isRequestChange(one) && loginOf(one.whom) === person.login);
  const reviewed = before.some((one) => one.kind === "review" && one.by?.id === person.id && last !== undefined && one.at >= last.at);
  return last?.kind === "act" && last.what === "review requested" && !reviewed;
}

/**
 * People whose review is asked for, and whether they have said or done anything here since. GitHub takes only those off who submit a review: who
 * answers with a comment, `/lgtm` perhaps, stays on its list and has nothing more to do.
 */
export function requestsOn({ thread, statements }: Pick<Around, "thread" | "statements">): ReadonlyMap<Login, "waiting" | "answered"> {
  const people = thread.reviewRequests.filter((name) => !name.includes("/") && !isBot(name)).map((name) => loginOf(name));
  return new Map(
    people.map((login) => {
      const asked = statements.findLastIndex(
        (said) => isRequestChange(said) && said.what === "review requested" && loginOf(said.whom) === login,
      );
      const isHeard = statements.slice(asked + 1).some(({ by }) => by?.kind === "user" && by.login === login);
      return [login, isHeard ? "answered" : "waiting"];
    }),
  );
}

/** The people whom we asked first, in one second: the primary, and perhaps a backup and people whom OWNERS require. */
export interface FirstAsked {
  /** The last one that we made to any of them: LGTM that is lost is asked for anew. */
  readonly request: Act;
  /** Each with whether nothing was heard of them since. */
  readonly people: ReadonlyMap<Login, boolean>;
}

/** Undefined where we asked somebody else later, or where none of them is waited for. */
export function firstAsked({ me, thread, statements }: Omit<Around, "memory">): FirstAsked | undefined {
  const ours = askedByUs({ me, statements });
  const [first] = ours;
  const request = ours.at(-1);
  if (first === undefined || request === undefined) return undefined;
  const states = requestsOn({ thread, statements });
  const together = ours.filter(({ at }) => at === first.at).map(({ whom }) => loginOf(whom));
  const people = new Map(together.map((login) => [login, states.get(login) === "waiting"]));
  const isBackedUp = ours.some(({ whom }) => !people.has(loginOf(whom)));
  return isBackedUp || ![...people.values()].includes(true) ? undefined : { request, people };
}

/** Requests that we made, teams' left out. */
export const askedByUs = ({ me, statements }: Pick<Around, "me" | "statements">): readonly RequestChange[] =>
  statements.filter(isRequestChange).filter(({ what, by, whom }) => what === "review requested" && by?.id === me.id && !whom.includes("/"));
