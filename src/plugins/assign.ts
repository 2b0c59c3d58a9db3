/**
 * Assigns people and asks for their review when a text says so: `/assign`, `/unassign`, `/cc`, `/uncc`. Without names they mean whoever
 * writes. Anybody may; GitHub decides whom it takes, and whom it refuses is told in one reply. Within one text the last mention of a
 * person counts, and removals come before additions. `organisation/team` is a team of this repository's own organisation.
 */
import { z } from "zod";
import type { Thread } from "../core/facts.ts";
import { orderKeyOf } from "../core/ids.ts";
import type { Memory } from "../core/memory.ts";
import { assign, cc, type Mention, unassign, uncc } from "../core/mentions.ts";
import type { Deed, Order } from "../core/orders.ts";
import { definePlugin } from "../core/plugin.ts";
import { code, quoted } from "../core/quoting.ts";
import type { Comment, Review } from "../core/statements.ts";
import { usesOf, type Word } from "../core/words.ts";

export default definePlugin({
  name: "assign",
  isOnByDefault: true,
  labels: [],
  needs: [],
  words: [assign, unassign, cc, uncc],
  options: z.strictObject({}),
  decide: ({ words, thread, memory }) => ({
    orders: [...Map.groupBy(words, ({ said }) => said)].flatMap(([said, all]) => {
      const assignees = peopleIn(usesOf(all, assign, unassign), thread);
      const reviewers = peopleIn(usesOf(all, cc, uncc), thread);
      const orders = ordersOf(said, assignees, reviewers);
      return [...orders, ...refusalOf(said, orders, reviewers.foreign, memory)];
    }),
  }),
});

/** What one text asks for, all its lines taken together. */
interface People {
  readonly added: readonly string[];
  readonly removed: readonly string[];
  /** Teams of other organisations that it wants to add: this one's repository cannot ask them. */
  readonly foreign: readonly string[];
}

function peopleIn(mentions: readonly Word<Mention>[], { repository }: Pick<Thread, "repository">): People {
  const last = new Map(
    mentions.flatMap(({ argument: { isAddition, names }, said }) => {
      const people = names.length > 0 ? names : [said.by?.spelled ?? ""];
      return people.filter((name) => name !== "").map((name) => [name, isAddition] as const);
    }),
  );
  const isForeign = (name: string) => name.includes("/") && name.slice(0, name.lastIndexOf("/")) !== repository.owner;
  const names = (isAddition: boolean) => [...last].filter(([, addition]) => addition === isAddition).map(([name]) => name);
  return {
    added: names(true).filter((name) => !isForeign(name)),
    removed: names(false).filter((name) => !isForeign(name)),
    foreign: names(true).filter(isForeign),
  };
}

type Addressed = Extract<Deed, { readonly people: readonly string[] }>;

/** In the order in which they are carried out: where the removals fail, nobody is added. */
function ordersOf(said: Comment | Review, assignees: People, reviewers: People): readonly Order[] {
  const deeds: readonly Addressed[] = [
    { kind: "unassign", people: assignees.removed },
    { kind: "assign", people: assignees.added },
    { kind: "remove review request", people: reviewers.removed },
    { kind: "request review", people: reviewers.added },
  ];
  return deeds
    .filter(({ people }) => people.length > 0)
    .map((does) => ({ key: orderKeyOf("assign", whatOf[does.kind], said.id), causedAt: said.at, guard: {}, does }));
}

const whatOf = {
  unassign: "unassign",
  assign: "assign",
  "remove review request": "uncc",
  "request review": "cc",
} as const;

/** One reply once it is known what came of every addition. Who cannot be taken off a list was not on it: nobody needs to hear of that. */
function refusalOf(said: Comment | Review, orders: readonly Order[], foreign: readonly string[], memory: Pick<Memory, "orders">): Order[] {
  const additions = orders.filter(({ does }) => does.kind === "assign" || does.kind === "request review");
  if (additions.some(({ key }) => memory.orders.get(key)?.state !== "done")) return [];
  const refused = (kind: Deed["kind"]) =>
    additions.filter(({ does }) => does.kind === kind).flatMap(({ key }) => memory.orders.get(key)?.outcome.refused ?? []);
  const parts = [
    ...refusalText(refused("assign"), "cannot be assigned", assignable),
    ...refusalText([...refused("request review"), ...foreign], "cannot be asked for a review", reviewable),
  ];
  if (parts.length === 0) return [];
  const text = `${addressOf(said)}\n\n${parts.join("\n\n")}`;
  return [{ key: orderKeyOf("assign", "refused", said.id), causedAt: said.at, guard: {}, does: { kind: "reply", text } }];
}

const assignable =
  "GitHub takes members of the organisation who can read this repository, its collaborators, and whoever has commented here; ten people " +
  "at most. Ask them to write a comment here first, take somebody else off, or name another person.";
const reviewable =
  "GitHub asks members of the organisation, collaborators and teams with access to this repository, and never the author of the pull " +
  "request. Mention them in a comment instead, or name another person.";

const refusalText = (names: readonly string[], what: string, why: string): readonly string[] =>
  names.length === 0 ? [] : [`${names.map(code).join(", ")} ${what}. ${why}`];

const addressOf = ({ by, url }: Comment | Review): string => `@${quoted(by?.spelled ?? "ghost")}: about [your comment](${url}).`;
