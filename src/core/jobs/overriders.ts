/** Overriders: who may force contexts to success, and whose rights have to be known for it. */
import { type Facts, type OwnersFacts, type Read, type Sources, unread } from "../facts.ts";
import { answering } from "../owners/questions.ts";
import type { Person } from "../people.ts";
import { code } from "../quoting.ts";
import type { Ask } from "./commands.ts";
import { openRequests } from "./open-requests.ts";
import type { JobsOptions } from "./options.ts";
import { type Request, requestsIn } from "./requests.ts";
import type { Trusted } from "./standing.ts";

export type OverrideOptions = Pick<JobsOptions, "allow_top_level_owners" | "allowed_github_teams">;

type OpenFacts = Pick<Facts, "statements" | "me" | "memory" | "now">;

const openIn = ({ statements, me, memory, now }: OpenFacts): readonly Request[] =>
  openRequests(requestsIn(statements, me.id, []), { memory, now });

const openAsks = (facts: OpenFacts): readonly Ask[] => openIn(facts).map(({ ask }) => ask);

/** Whoever asks for an override that nobody has settled yet: only then is anybody's right looked up. */
export const overridersSought = (facts: OpenFacts): readonly Person[] =>
  openIn(facts).flatMap(({ ask, by }) => (ask.override === undefined || by === undefined ? [] : [by]));

/** Whether any request is open that asks what the base branch requires. */
export const areRequiredSought = (facts: OpenFacts): boolean => openAsks(facts).some((ask) => ask.skip || namesContexts(ask));

/** Whether any request is open that may mean a check run. */
export const areCheckRunsSought = (facts: OpenFacts): boolean => openAsks(facts).some(namesContexts);

const namesContexts = ({ override }: Ask): boolean => override !== undefined && override.plain.length + override.sticky.length > 0;

export interface OverrideFacts {
  readonly options: OverrideOptions;
  readonly overriders: Read<Sources["overriders"]>;
  /** Looked at only where owners may. */
  readonly owners: Read<OwnersFacts>;
}

/** Prow's rule: administrators of the repository, and whom the options name. What could not be read is no answer, unless another right entitles. */
export function mayOverride(person: Person | undefined, { options, overriders, owners }: OverrideFacts): Trusted {
  if (person?.kind !== "user") return false;
  const rights: readonly Trusted[] = [
    rightOf(person, overriders),
    options.allow_top_level_owners ? isTopLevelOwner(person, owners) : false,
  ];
  return rights.includes(true) || (rights.find((right) => typeof right !== "boolean") ?? false);
}

function rightOf({ id }: Person, overriders: OverrideFacts["overriders"]): Trusted {
  if (overriders.kind === "unread")
    return unread(`could not read who administers the repository: ${overriders.reason}`, overriders.againIn);
  const right = overriders.value.get(id);
  if (right === undefined) return unread("the rights of who asks were not looked up");
  return right.isAdministrator || right.isInAllowedTeam;
}

function isTopLevelOwner({ login }: Person, owners: Read<OwnersFacts>): Trusted {
  if (owners.kind === "unread") return unread(`could not read the OWNERS files: ${owners.reason}`, owners.againIn);
  return answering(owners.value.owners)("").approvers.includes(login);
}

/** For the refusal, in Markdown. */
export const overridersText = ({ allow_top_level_owners: owners, allowed_github_teams: teams }: OverrideOptions): string =>
  [
    "administrators of the repository",
    ...(teams.length === 0 ? [] : [`members of ${teams.map(code).join(", ")}`]),
    ...(owners ? ["approvers in the root's OWNERS file"] : []),
  ].join(", or ");
