/** Accounts as GraphQL shows them, and the persons of this house. */
import { z } from "zod";
import type { Person } from "../core/facts.ts";
import { type Login, loginOf, type NodeId, nodeIdOf, userIdOf } from "../core/ids.ts";

/** Null: the account is deleted. */
export const whoShape = z.object({ __typename: z.string(), login: z.string(), databaseId: z.number().nullish() }).nullable();

export type Who = z.infer<typeof whoShape>;

export const reviewerShape = z.union([
  z.object({ __typename: z.literal("Team"), slug: z.string(), organization: z.object({ login: z.string() }) }),
  z.object({ __typename: z.enum(["User", "Bot", "Mannequin"]), login: z.string() }),
]);

/** People by login, teams as `organisation/slug`, bots with `[bot]` behind their names, as in REST. */
export function reviewerName(who: z.infer<typeof reviewerShape>): string {
  if (who.__typename === "Team") return `${who.organization.login}/${who.slug}`;
  return who.__typename === "Bot" ? `${who.login}[bot]` : who.login;
}

const kinds: Readonly<Record<string, Person["kind"]>> = { User: "user", Bot: "bot" };

/** Undefined where nobody can be named by a lasting id. What is neither a person nor a bot grants as little as a mannequin. */
export function personOf(who: Who): Person | undefined {
  if (typeof who?.databaseId !== "number") return undefined;
  return { id: userIdOf(who.databaseId), login: loginOf(who.login), spelled: who.login, kind: kinds[who.__typename] ?? "mannequin" };
}

const identified = z.object({ __typename: z.literal("User"), login: z.string(), id: z.string() });

/** Node ids of the people anywhere in an answer of GraphQL, by login. Bots are none. */
export function idsOfPeople(answer: unknown): ReadonlyMap<Login, NodeId> {
  if (typeof answer !== "object" || answer === null) return new Map();
  const { data: person } = identified.safeParse(answer);
  if (person !== undefined) return new Map([[loginOf(person.login), nodeIdOf(person.id)]]);
  return new Map(Object.values(answer).flatMap((part) => [...idsOfPeople(part)]));
}
