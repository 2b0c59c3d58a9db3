/** Right: whether somebody may give LGTM or take it back. Judged when the statement is first seen; what was recorded then holds. */
import type { ChangedFile, OwnersFacts, Person, PersonStanding, Read } from "../facts.ts";
import { type Login, loginOf, type NodeId, type UserId } from "../ids.ts";
import type { VoteRecord } from "../memory.ts";
import { answering } from "../owners/questions.ts";
import { code } from "../quoting.ts";
import type { Stance } from "./stances.ts";

export type Right =
  | { readonly kind: "may" }
  | { readonly kind: "may not"; readonly why: "own" | "no collaborator" | "no owner" }
  /** Could not be looked up. */
  | { readonly kind: "undecided"; readonly reason: string }
  /** A bot or an account that is gone: it has no say, and nobody to be told so. */
  | { readonly kind: "nobody" };

export interface Rights {
  readonly author: Person | undefined;
  readonly votes: ReadonlyMap<NodeId, VoteRecord>;
  /** Statements for which a comment of ours testifies that they counted, with whose they were. */
  readonly receipts: ReadonlyMap<NodeId, UserId>;
  readonly standing: Standing;
}

/** What entitles: being a collaborator, or under `skip_collaborators` owning something of the change. */
export type Standing =
  | { readonly by: "collaborators"; readonly people: Read<ReadonlyMap<UserId, PersonStanding>> }
  | { readonly by: "owners"; readonly owners: Read<OwnersOfChange> };

/** Everybody who approves or reviews at least one changed file. */
export interface OwnersOfChange {
  readonly logins: ReadonlySet<Login>;
  /** An OWNERS file that cannot be read: who else may is unknown. */
  readonly broken: string | undefined;
}

export function rightOf(stance: Stance, { author, votes, receipts, standing }: Rights): Right {
  const { by, statement, wants } = stance;
  const record = votes.get(statement);
  // The organisation named the bot, and a vote of it exists only where its own comment proves it.
  if (stance.how === "import") return { kind: "may" };
  // An account that is gone grants nothing any more, but what it took back stays so.
  if (by === undefined) return wants === "cancel" && record?.isEntitled ? { kind: "may" } : { kind: "nobody" };
  if (by.kind !== "user") return { kind: "nobody" };
  if (by.id === author?.id) return wants === "cancel" ? { kind: "may" } : { kind: "may not", why: "own" };
  if (record?.by === by.id) return record.isEntitled ? { kind: "may" } : { kind: "may not", why: missing[standing.by] };
  if (wants === "vote" && receipts.get(statement) === by.id) return { kind: "may" };
  switch (standing.by) {
    case "collaborators":
      return collaboratorsRight(by.id, standing.people);
    case "owners":
      return ownersRight(loginOf(by.spelled), standing.owners);
    default:
      return standing satisfies never;
  }
}

const missing = { collaborators: "no collaborator", owners: "no owner" } as const;

function collaboratorsRight(id: UserId, people: Read<ReadonlyMap<UserId, PersonStanding>>): Right {
  if (people.kind === "unread") return { kind: "undecided", reason: `could not read people: ${people.reason}` };
  const person = people.value.get(id);
  if (person === undefined) return { kind: "undecided", reason: "could not read people: one of them was not looked up" };
  return person.isCollaborator ? { kind: "may" } : { kind: "may not", why: "no collaborator" };
}

function ownersRight(login: Login, owners: Read<OwnersOfChange>): Right {
  if (owners.kind === "unread") return { kind: "undecided", reason: owners.reason };
  if (owners.value.logins.has(login)) return { kind: "may" };
  if (owners.value.broken === undefined) return { kind: "may not", why: "no owner" };
  return { kind: "undecided", reason: `cannot read ${code(owners.value.broken)}` };
}

/** Prow's rule: at least one changed file, the owners of its parent directories included. */
export function ownersOfChange(files: Read<readonly ChangedFile[]>, owners: Read<OwnersFacts>): Read<OwnersOfChange> {
  if (files.kind === "unread") return { kind: "unread", reason: `could not read files: ${files.reason}` };
  if (owners.kind === "unread") return { kind: "unread", reason: `could not read owners: ${owners.reason}` };
  const answer = answering(owners.value.owners);
  const answers = new Set(files.value.flatMap(({ path, previousPath }) => [path, previousPath ?? path]).map(answer));
  const logins = new Set([...answers].flatMap(({ approvers, reviewers }) => [...approvers, ...reviewers]));
  const broken = [...answers].flatMap(({ standing }) => (standing.kind === "blocked" ? [standing.by.file] : []))[0];
  return { kind: "known", value: { logins, broken } };
}
