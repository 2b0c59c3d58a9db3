/**
 * Vouching: everything on a thread that says that its code may run, or takes that back, and which of it is in force. It follows from what
 * stands on the thread and from who people are now: nothing of it is remembered.
 */
import type { Facts, Guarded, Read, Unread } from "../facts.ts";
import type { Instant, NodeId, Sha, UserId } from "../ids.ts";
import type { Person } from "../people.ts";
import type { Statement } from "../statements.ts";
import { usesOf, wordsOf } from "../words.ts";
import { type HeadsSeen, headsSeen } from "./heads.ts";
import { guardedPaths, type TrustOptions } from "./trust-options.ts";
import { okToTest, okToTestWord, type TrustUse } from "./trust-word.ts";

export interface Turn {
  readonly statement: NodeId;
  readonly at: Instant;
  /** Undefined: the account is gone. */
  readonly by: Person | undefined;
  readonly wants: TrustUse;
  readonly how: "word" | "label";
}

/**
 * In order. The last word of a text counts. A label set by hand is the word of whoever did it; what this App or a former bot does to it
 * follows from words and is none.
 */
export function turnsOf(statements: readonly Statement[], me: UserId): readonly Turn[] {
  const others = statements.filter(({ by }) => by?.id !== me);
  const last = new Map(usesOf(wordsOf(others, [okToTestWord]), okToTestWord).map(({ said, argument }) => [said.id, argument]));
  return others.flatMap(({ id, at, by, ...statement }): Turn[] => {
    const word = last.get(id);
    if (word !== undefined) return [{ statement: id, at, by, wants: word, how: "word" }];
    if (!("label" in statement) || statement.label.toLowerCase() !== okToTest.name) return [];
    return [{ statement: id, at, by, wants: statement.on ? "vouch" : "revoke", how: "label" }];
  });
}

export interface VouchingInput extends Pick<Facts, "statements" | "memory" | "now" | "thread" | "me"> {
  readonly options: TrustOptions;
  readonly guarded: Read<Guarded>;
  /** Whether somebody is trusted, as far as it could be looked up. */
  readonly isTrusted: (person: Person) => boolean | Unread;
}

export type Vouching =
  | { readonly is: "in force"; readonly turn: Turn }
  /** `lapsed`: somebody trusted vouched, and what was pushed since ended it. */
  | { readonly is: "missing"; readonly lapsed: Lapse | undefined; readonly recheckAt?: Instant }
  | { readonly is: "unread"; readonly unread: Unread };

export interface Lapse {
  readonly turn: Turn;
  readonly why: "another commit" | "unknown commit" | { readonly path: string };
}

export function vouchingIn(input: VouchingInput): Vouching {
  if (input.options.ignore_ok_to_test) return { is: "missing", lapsed: undefined };
  const turns = turnsOf(input.statements, input.me.id).map((turn) => ({ turn, right: rightOf(turn, input) }));
  // Who may have taken it back has, as long as it cannot be looked up; who may have vouched has not.
  const sure = since(turns, (right) => right !== false).filter(({ right }) => right === true);
  const held = sure.map(({ turn }) => ({ turn, holding: holdingOf(turn, input) }));
  const inForce = held.findLast(({ holding }) => holding.holds === true);
  if (inForce !== undefined) return { is: "in force", turn: inForce.turn };
  const unread = unreadAmong([...held.map(({ holding }) => holding.holds), ...doubts(turns)]);
  if (unread !== undefined) return { is: "unread", unread };
  const last = held.at(-1);
  const laterAt = held.flatMap(({ holding }) => holding.recheckAt ?? []).toSorted((a, b) => a - b)[0];
  return {
    is: "missing",
    lapsed: last?.holding.why === undefined ? undefined : { turn: last.turn, why: last.holding.why },
    ...(laterAt === undefined ? {} : { recheckAt: laterAt }),
  };
}

type Right = boolean | Unread;
interface Rated {
  readonly turn: Turn;
  readonly right: Right;
}

/** Only people vouch: a bot may repeat what a stranger wrote. Whoever is gone may have had the right to take it back. */
function rightOf({ by, wants }: Turn, { isTrusted }: VouchingInput): Right {
  if (by === undefined) return wants === "revoke";
  return by.kind === "user" && isTrusted(by);
}

function since(turns: readonly Rated[], revokes: (right: Right) => boolean): readonly Rated[] {
  const last = turns.findLastIndex(({ turn, right }) => turn.wants === "revoke" && revokes(right));
  return turns.slice(last + 1);
}

/** What could put trust in force if it were known. */
const doubts = (turns: readonly Rated[]): readonly Right[] => {
  const possible = since(turns, (right) => right === true);
  return possible.some(({ turn, right }) => turn.wants === "vouch" && right !== false) ? possible.map(({ right }) => right) : [];
};

const unreadAmong = (rights: readonly Right[]): Unread | undefined => rights.find((right) => typeof right !== "boolean");

interface Holding {
  readonly holds: Right;
  readonly why?: Lapse["why"];
  readonly recheckAt?: Instant;
}

function holdingOf(turn: Turn, input: VouchingInput): Holding {
  if (input.options.ok_to_test.scope === "head") return onHead(headsSeen(turn.statement, input), input.thread.head);
  const paths = guardedPaths(input.options);
  return paths.length === 0 ? { holds: true } : onPaths(paths, headsSeen(turn.statement, input), input);
}

/** Two commits that may have been meant are one too many. */
function onHead(seen: HeadsSeen, head: Sha): Holding {
  if (seen.kind === "unknown")
    return { holds: false, why: "unknown commit", ...(seen.until === undefined ? {} : { recheckAt: seen.until }) };
  if (seen.heads.size === 1 && seen.heads.has(head)) return { holds: true };
  return { holds: false, why: seen.heads.has(head) ? "unknown commit" : "another commit" };
}

/**
 * What the base branch has now is nobody's change; else each commit that may have been meant must have had the same. An older state of the
 * base, which a push can bring back, is a change.
 */
function onPaths(paths: readonly string[], seen: HeadsSeen, { guarded, thread }: VouchingInput): Holding {
  if (seen.kind === "known" && seen.heads.size === 1 && seen.heads.has(thread.head)) return { holds: true };
  if (guarded.kind === "unread") return { holds: guarded };
  const at = (commit: Sha, path: string) => guarded.value.get(commit)?.get(path);
  const changed = paths.find((path) => {
    const now = at(thread.head, path);
    if (now === undefined) return true;
    return now !== at(thread.base.tip, path) && !(seen.kind === "known" && [...seen.heads].every((head) => at(head, path) === now));
  });
  if (changed === undefined) return { holds: true };
  const recheck = seen.kind === "unknown" && seen.until !== undefined ? { recheckAt: seen.until } : {};
  return { holds: false, why: { path: changed }, ...recheck };
}

/** So many of the newest turns have their commits compared: more would only cost requests. */
const compared = 10;

/** The commits whose guarded paths decide, beside the head and the base of now. */
export const vouchedHeads = (facts: Pick<Facts, "statements" | "memory" | "now" | "me">): ReadonlySet<Sha> => {
  const vouched = turnsOf(facts.statements, facts.me.id).filter(({ wants }) => wants === "vouch");
  const seen = vouched.slice(-compared).map(({ statement }) => headsSeen(statement, facts));
  return new Set(seen.flatMap((one) => (one.kind === "known" ? [...one.heads] : [])));
};
