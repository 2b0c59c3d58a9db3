/** Who is at work on a pull request already, and who does not want to be: so that nobody is asked twice, or again after they declined. */
import { type Login, loginOf } from "../ids.ts";
import type { Memory } from "../memory.ts";
import type { Person } from "../people.ts";
import type { Surroundings } from "../plugin.ts";
import type { Act, Statement } from "../statements.ts";

type Around = Pick<Surroundings, "me" | "thread" | "statements" | "memory">;

/** People and teams (`organisation/team`), lower-case: asked, assigned, or with a review on the thread. The author and bots are not counted. */
export function engagedOn({ thread, statements }: Pick<Around, "thread" | "statements">): ReadonlySet<string> {
  const reviewers = statements.flatMap((said) => (said.kind === "review" && said.by?.kind === "user" ? [said.by.login] : []));
  const names = [...thread.reviewRequests.map((name) => loginOf(name)), ...thread.assignees, ...reviewers];
  return new Set(names.filter((name) => name !== thread.author?.login && !isBot(name)));
}

/** GitHub writes `[bot]` behind the login of an App, and no person's login ends so. */
export const isBot = (name: string): boolean => name.endsWith("[bot]");

interface Request extends Act {
  readonly whom: string;
}

const isRequest = (said: Statement): said is Request =>
  said.kind === "act" && said.whom !== undefined && (said.what === "review requested" || said.what === "review request removed");

/** Whether somebody was asked after something that they said. */
export const isAskedSince = (person: Person, said: Statement, { statements }: Pick<Around, "statements">): boolean =>
  statements
    .slice(statements.indexOf(said) + 1)
    .some((one) => isRequest(one) && one.what === "review requested" && loginOf(one.whom) === person.login);

/** Whose request somebody took off, or whom GitHub did not take when we asked. Passing is a word, and stands elsewhere. */
export function takenOff({ me, statements, memory }: Around): ReadonlySet<Login> {
  const removed = statements.filter(isRequest).filter(({ what, by }) => what === "review request removed" && by?.id !== me.id);
  return new Set([...removed.map(({ whom }) => loginOf(whom)), ...refusedIn(memory)]);
}

const refusedIn = ({ orders }: Pick<Memory, "orders">): readonly Login[] =>
  [...orders.values()].filter(({ key }) => key.startsWith("route/")).flatMap(({ outcome }) => (outcome.refused ?? []).map(loginOf));

/** Whether a request for somebody's review stood before something that they said. */
export function wasAskedBefore(person: Person, said: Statement, { statements }: Pick<Around, "statements">): boolean {
  const before = statements.slice(0, statements.indexOf(said));
  const last = before.findLast((one) => isRequest(one) && loginOf(one.whom) === person.login);
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
      const asked = statements.findLastIndex((said) => isRequest(said) && said.what === "review requested" && loginOf(said.whom) === login);
      const isHeard = statements.slice(asked + 1).some(({ by }) => by?.kind === "user" && by.login === login);
      return [login, isHeard ? "answered" : "waiting"];
    }),
  );
}

/** The first person whom we asked, by the last of our requests to them, if it still stands and they have not said or done anything since. */
export function silentPrimary({ me, thread, statements }: Around): { readonly login: Login; readonly request: Act } | undefined {
  const ours = statements
    .filter(isRequest)
    .filter(({ what, by, whom }) => what === "review requested" && by?.id === me.id && !whom.includes("/"));
  const [first] = ours;
  if (first === undefined) return undefined;
  const login = loginOf(first.whom);
  const request = ours.findLast(({ whom }) => loginOf(whom) === login) ?? first;
  const isBackedUp = ours.some(({ whom, at }) => loginOf(whom) !== login && at > first.at);
  return isBackedUp || requestsOn({ thread, statements }).get(login) !== "waiting" ? undefined : { login, request };
}
