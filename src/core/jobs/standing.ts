/** Standing: whose pull requests are tested and whose words start a run. The plugins `trust` and `jobs` both ask here. */
import { type Facts, type Guarded, type Membership, type PersonStanding, type Read, type Unread, unread } from "../facts.ts";
import type { UserId } from "../ids.ts";
import type { Person } from "../people.ts";
import { isText, type Statement } from "../statements.ts";
import { saidLines } from "../words.ts";
import { type Trust, trustOf } from "./trust.ts";
import type { TrustOptions } from "./trust-options.ts";
import { needsOkToTest, okToTest } from "./trust-word.ts";
import { type Vouching, vouchingIn } from "./vouching.ts";

/** An `Unread` where it could not be found out, which is neither yes nor no. */
export type Trusted = boolean | Unread;

export interface Standings {
  readonly isPullTrusted: Trusted;
  readonly author: Trust | Unread;
  readonly vouching: Vouching;
  /** Whether anybody at all can vouch for a stranger's pull request here. */
  readonly honoursOkToTest: boolean;
  readonly of: (person: Person | undefined) => { readonly isTrusted: Trusted; readonly isMember: Trusted };
}

/** Whether what they ask for counts where nobody has vouched: a bot may repeat what a stranger wrote, however much its own pull requests are trusted. */
export const mayAsk = (by: Person | undefined, isTrusted: Trusted): Trusted => by?.kind !== "bot" && isTrusted;

export interface StandingInput extends Pick<Facts, "thread" | "statements" | "memory" | "now" | "me"> {
  readonly options: TrustOptions;
  readonly people: Read<ReadonlyMap<UserId, PersonStanding>>;
  readonly members: Read<ReadonlyMap<UserId, Membership>>;
  readonly guarded: Read<Guarded>;
}

/** Whether who is a member matters for what somebody said or did: whoever commands, and whoever touches the labels. */
export const needsStanding = (said: Statement): boolean =>
  said.kind === "label"
    ? [okToTest.name, needsOkToTest.name].includes(said.label.toLowerCase())
    : isText(said) && saidLines(said).length > 0;

const stranger: Trust = { isTrusted: false, reasons: ["an account that is gone"] };

export function standingsOf(input: StandingInput): Standings {
  const trust = (person: Person | undefined): Trust | Unread => (person === undefined ? stranger : trustIn(person, input));
  const isTrusted = (person: Person | undefined): Trusted => trusted(trust(person));
  const author = trust(input.thread.author);
  const vouching = vouchingIn({ ...input, isTrusted });
  return {
    ...{ author, vouching, honoursOkToTest: !input.options.ignore_ok_to_test },
    isPullTrusted: pullTrust(trusted(author), vouching),
    of: (person) => ({ isTrusted: isTrusted(person), isMember: person?.kind === "user" && isMemberIn(person, input) }),
  };
}

const trusted = (trust: Trust | Unread): Trusted => ("isTrusted" in trust ? trust.isTrusted : trust);

function pullTrust(author: Trusted, vouching: Vouching): Trusted {
  if (author === true || vouching.is === "in force") return true;
  if (author !== false) return author;
  return vouching.is === "unread" ? vouching.unread : false;
}

/** What could not be looked up matters only where it could change the answer. */
function trustIn({ id, kind }: Person, input: StandingInput): Trust | Unread {
  const { options, me } = input;
  const judged = (unknown: boolean) => trustOf({ id, kind, ...accountIn(id, input, unknown) }, options, me.id);
  const atLeast = judged(false);
  if (atLeast.isTrusted || !judged(true).isTrusted) return atLeast;
  return reasonIn(id, input);
}

function accountIn(id: UserId, { people, members }: StandingInput, unknown: boolean) {
  const membership = members.kind === "known" ? members.value.get(id) : undefined;
  return {
    isMember: membership?.isMember ?? unknown,
    isMemberOfTrusted: membership?.isMemberOfTrusted ?? unknown,
    isCollaborator: (people.kind === "known" ? people.value.get(id)?.isCollaborator : undefined) ?? unknown,
  };
}

function reasonIn(id: UserId, { people, members, options }: StandingInput): Unread {
  if (members.kind === "unread") return unread(`could not read who is a member: ${members.reason}`, members.againIn);
  if (people.kind === "unread") return unread(`could not read who is a collaborator: ${people.reason}`, people.againIn);
  if (!members.value.has(id) || !people.value.has(id)) return unread("one of those who spoke was not looked up");
  return unread(`this App may not ask who is a member of ${options.trusted_org}`);
}

function isMemberIn({ id }: Person, input: StandingInput): Trusted {
  const known = input.members.kind === "known" ? input.members.value.get(id)?.isMember : undefined;
  return known ?? reasonIn(id, input);
}
