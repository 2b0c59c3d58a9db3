/** A look: what one read of a thread brings, before the sources that only some plugins need, and what is asked of GitHub beyond it. */
import type { ChangedFile, OurCheck, OurComment, OwnersFacts, Source, Thread } from "./facts.ts";
import { type Instant, type Login, loginOf, type NodeId, type Sha, type UserId } from "./ids.ts";
import type { RunnerName } from "./jobs/presubmit.ts";
import type { Feature } from "./permissions.ts";
import type { Statement } from "./statements.ts";

export type { ThreadName, Where } from "./names.ts";

/** The bot of the App that "we" are. */
export interface Me {
  readonly id: UserId;
  readonly slug: string;
}

export interface Look {
  /** GitHub's clock when it answered. */
  readonly now: Instant;
  readonly me: Me;
  readonly thread: Thread;
  readonly statements: readonly Statement[];
  readonly ours: readonly OurComment[];
  /** None where the App may not write them. */
  readonly checks: readonly OurCheck[];
  /** What is off because its permission is not granted. */
  readonly withheld: readonly Feature[];
  readonly repository: {
    readonly isArchived: boolean;
    readonly isFork: boolean;
    /** Tip of the default branch, and what it holds of the files that switch the bot on. */
    readonly tip: Sha | undefined;
    readonly optionsFile: Sha | undefined;
    readonly hasRootOwners: boolean;
  };
  /** What writes name besides the thread. */
  readonly ids: LookIds;
  /** When GitHub says that the thread changed last: people's doings and ours, but not those of its base. */
  readonly updatedAt: Instant;
  /** To be remembered for the next look. */
  readonly counts: { readonly timeline: number; readonly inline: number };
  readonly readWholeAt: Instant;
}

export interface LookIds {
  readonly repository: NodeId;
  /** Those labels of the repository that may be put on, by name in lower case. */
  readonly labels: ReadonlyMap<string, NodeId>;
  /** Whoever was seen: whoever was not can be written about by name alone. */
  readonly people: ReadonlyMap<Login, NodeId>;
}

/** What of a look options depend on. */
export interface Located {
  readonly thread: Pick<Thread, "repository">;
  readonly repository: Look["repository"];
}

/** What of a look writes depend on, of either kind of thread. */
export interface Writable extends Pick<Look, "statements" | "ours" | "checks" | "ids"> {
  readonly thread: Pick<Thread, "id" | "repository" | "number" | "labels">;
}

/** A look that also knows the ids of people who were seen elsewhere. */
export const withPeople = (look: Look, people: LookIds["people"]): Look => ({
  ...look,
  ids: { ...look.ids, people: new Map([...people, ...look.ids.people]) },
});

/** In their order. Undefined where anybody's is not known, or a name is a team's. */
export function idsOfAll({ people }: Pick<LookIds, "people">, names: readonly string[]): readonly NodeId[] | undefined {
  const found = names.flatMap((name) => people.get(loginOf(name)) ?? []);
  return found.length < names.length ? undefined : found;
}

/** Where job files are, and for which runners. */
export interface JobsReading {
  /** Paths, directories that end with `/`, and patterns with `*`. */
  readonly files: readonly string[];
  readonly runners: readonly RunnerName[];
  /** Slugs of the teams whose members may override. */
  readonly overridingTeams: readonly string[];
}

export interface TrustReading {
  /** Another organisation whose members matter, or empty. */
  readonly otherOrganisation: string;
  /** Files and directories whose change ends trust. */
  readonly paths: readonly string[];
}

/** What decide needs beyond the look. */
export interface Reading {
  readonly sources: ReadonlySet<Source>;
  readonly teams: readonly string[];
  /** Absent where nobody needs to be trusted. */
  readonly trust?: TrustReading;
  /** Absent where no job runs. */
  readonly jobs?: JobsReading;
  /** Statements whose revision matters: they hold a word that binds to the head, or are reviews. */
  readonly binding: ReadonlySet<NodeId>;
  /** Seconds that a replica of GitHub may lag behind. */
  readonly settle: number;
  /** Of whom it is worth knowing how much they have to do, the likeliest first. Absent: of nobody. */
  readonly candidates?: Candidates;
}

export type Candidates = (files: readonly ChangedFile[], owners: OwnersFacts["owners"]) => readonly Login[];

/** The n-th newest version of a file in a default branch's history, 0 being the one in force. */
export interface OptionsNeed {
  readonly where: "repository" | "organisation";
  readonly version: number;
}

export type OptionsText =
  | { readonly kind: "text"; readonly text: string; readonly commit: Sha }
  | { readonly kind: "absent" }
  /** Not seen: the installation may not look there, or the read failed. Never the same as absent. */
  | { readonly kind: "unread"; readonly reason: string };
