/** Whom to ask for approval: Prow's greedy choice among the nearest approvers, in an order drawn from the pull request's number. */
import type { Login } from "../ids.ts";
import { type Change, openKeys } from "./approval.ts";
import { byBytes, sortedSet } from "./bytes.ts";
import { goPermutation } from "./permutation.ts";

export interface Asked {
  /** Who has approved already. */
  readonly approvers: ReadonlySet<Login>;
  /** Whom the pull request is assigned to: preferred where they may approve. */
  readonly assignees: ReadonlySet<Login>;
  /** The pull request's number, seed of the draw. */
  readonly number: number;
}

type Keys = ReadonlySet<string>;
type KeysByPerson = ReadonlyMap<Login, Keys>;

const nobody: ReadonlySet<Login> = new Set();

/** The nearest approvers of the required keys, in order of bytes; a person under two keys stands twice. */
export function potentialApprovers(change: Change): readonly Login[] {
  return [...peopleByKey(change, "leafApprovers").values()].flatMap((people) => [...people]).sort(byBytes);
}

/** In order of bytes, assignees among them. Never says who has approved what: the author and people who approved may be named. */
export function suggestedApprovers(change: Change, { approvers, assignees, number }: Asked): readonly Login[] {
  const potential = potentialApprovers(change);
  const drawn = goPermutation(number, potential.length).flatMap((at) => potential[at] ?? []);
  const byLeaf = useful(change, keysByPerson(peopleByKey(change, "leafApprovers")), approvers.union(assignees), drawn);
  const known = approvers.union(byLeaf);
  const byAll = useful(change, keysByPerson(peopleByKey(change, "approvers")), known, sortedSet(known.union(assignees)));
  return sortedSet(byLeaf.union(byAll));
}

function openRequired(change: Change, people: ReadonlySet<Login>): Keys {
  return openKeys(change, { by: people, administrators: nobody }).intersection(new Set(change.required));
}

/** For each required key the people of its files. */
export function peopleByKey(change: Change, kind: "approvers" | "leafApprovers"): ReadonlyMap<string, ReadonlySet<Login>> {
  const people = new Map(change.required.map((key) => [key, new Set<Login>()]));
  for (const answer of new Set(change.files.map((file) => file.answer))) {
    const ofKey = people.get(answer.owner);
    if (ofKey !== undefined) for (const login of answer[kind]) ofKey.add(login);
  }
  return people;
}

export function keysByPerson(people: ReadonlyMap<string, ReadonlySet<Login>>): KeysByPerson {
  const keys = new Map<Login, Set<string>>();
  for (const [key, logins] of people) for (const login of logins) keys.set(login, (keys.get(login) ?? new Set()).add(key));
  return keys;
}

/** Of those who cover the change from nothing the ones that the known people leave something for. */
function useful(change: Change, keys: KeysByPerson, known: ReadonlySet<Login>, people: readonly Login[]): ReadonlySet<Login> {
  const open = openRequired(change, known);
  return new Set([...covering(change, keys, people)].filter((login) => !open.isDisjointFrom(keys.get(login) ?? new Set())));
}

function covering(change: Change, keys: KeysByPerson, people: readonly Login[]): ReadonlySet<Login> {
  const chosen = new Set<Login>();
  for (let open = openRequired(change, chosen); open.size > 0; open = openRequired(change, chosen)) {
    const next = mostCovering(people, chosen, keys, open);
    if (next === undefined) break;
    chosen.add(next);
  }
  return chosen;
}

/**
 * One greedy step. It compares a person's open keys with *all* keys of the best so far: somebody who covers fewer keys, but more of the
 * open ones, can lose. Prow's rule, kept so that the same people are named. An empty name in a list can win like any other, and nobody is
 * named then.
 */
export function mostCovering(people: readonly Login[], chosen: ReadonlySet<Login>, keys: KeysByPerson, open: Keys): Login | undefined {
  let winner: Login | undefined;
  let limit = 0;
  for (const login of people) {
    const own = keys.get(login);
    if (own === undefined || chosen.has(login) || own.intersection(open).size <= limit) continue;
    winner = login;
    limit = own.size;
  }
  return winner === "" ? undefined : winner;
}
