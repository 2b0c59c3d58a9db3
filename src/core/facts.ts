/** Facts: one frozen snapshot of what a decision may look at, each source known whole or `Unread` with a reason. */
import type { Instant, Login, NodeId, Sha, ThreadKey, UserId } from "./ids.ts";
import type { RequiredContext, StandingCheck } from "./jobs/contexts.ts";
import type { JobFault, JobsConfig } from "./jobs/presubmit.ts";
import type { ReportedStatus } from "./jobs/status.ts";
import type { Memory } from "./memory.ts";
import type { OurComment } from "./ours.ts";
import type { OwnersOptions } from "./owners/options.ts";
import type { Owners } from "./owners/tree.ts";
import type { OwnersEdit } from "./owners-edit/edit.ts";
import type { FormerBot, Person } from "./people.ts";
import type { Feature } from "./permissions.ts";
import type { Pushed } from "./revision/pushes.ts";
import type { Carry, Revision, Sight } from "./revision/revision.ts";
import type { Statement } from "./statements.ts";

export type { OurComment } from "./ours.ts";
export type { OwnersOptions } from "./owners/options.ts";
export type { Person } from "./people.ts";

export interface Repository {
  readonly id: number;
  readonly owner: string;
  readonly name: string;
  readonly defaultBranch: string;
}

export interface Label {
  readonly id: string;
  readonly name: string;
}

/** A pull request as it is now, without what has to be read apart from it. */
export interface Thread {
  readonly key: ThreadKey;
  readonly id: NodeId;
  readonly repository: Repository;
  readonly number: number;
  readonly url: string;
  readonly title: string;
  readonly body: string;
  readonly author: Person | undefined;
  readonly createdAt: Instant;
  readonly state: "open" | "closed" | "merged";
  readonly isDraft: boolean;
  readonly isLocked: boolean;
  /** False where it conflicts with its base branch; absent where GitHub does not know yet. */
  readonly isMergeable?: boolean;
  readonly head: Sha;
  readonly headTree: Sha;
  readonly commits: number;
  readonly base: { readonly name: string; readonly tip: Sha };
  readonly changedFiles: number;
  readonly labels: readonly Label[];
  readonly assignees: readonly Login[];
  /** People by login, teams as `organisation/slug`. */
  readonly reviewRequests: readonly string[];
}

/** GitHub compares label names without case. */
export const hasLabel = (thread: Pick<Thread, "labels">, name: string): boolean =>
  thread.labels.some((label) => label.name.toLowerCase() === name.toLowerCase());

/** A check run of this App on the head of now. */
export interface OurCheck {
  readonly id: number;
  /** Absent where it was not found by a look. */
  readonly node?: NodeId;
  readonly name: string;
  readonly externalId: string;
  readonly status: "queued" | "in_progress" | "completed";
  readonly conclusion: string | undefined;
  readonly title: string | undefined;
  readonly summary: string | undefined;
  readonly startedAt: Instant | undefined;
}

export interface ChangedFile {
  readonly path: string;
  /** Where a renamed file came from. Both names need approval. */
  readonly previousPath?: string;
  readonly status: "added" | "modified" | "removed" | "renamed" | "copied" | "changed";
  /** Lines. Absent where the change is so large that GitHub does not list its files. */
  readonly additions?: number;
  readonly deletions?: number;
}

/** What GitHub says of a person in this repository and its organisation. */
export interface PersonStanding {
  readonly isCollaborator: boolean;
}

export interface Membership {
  /** Of the organisation that has the repository; false where that is a person's account. */
  readonly isMember: boolean;
  /** Of the other organisation that is trusted; absent where the App may not ask there and the membership is not public. */
  readonly isMemberOfTrusted?: boolean | undefined;
}

/** What of the repository entitles somebody to override. */
export interface OverrideRight {
  readonly isAdministrator: boolean;
  readonly isInAllowedTeam: boolean;
}

/** What stands at the guarded paths, by commit and path: mode and object id, or null where there is nothing. Commits that are gone are not in it. */
export type Guarded = ReadonlyMap<Sha, ReadonlyMap<string, string | null>>;

/** What a pull request would do to the jobs of its repository. */
export interface Proposal {
  /** What would be wrong with job files, as far as it is wrong with them by this pull request or left wrong in a file that it changes. */
  readonly faults: readonly JobFault[];
  /** Names of presubmits that would be there no longer. */
  readonly leaving: readonly string[];
  /** How many of the job files that it changes nobody looked into: there are too many, or they are too large. */
  readonly unchecked: number;
}

export interface OwnersFacts {
  readonly owners: Owners;
  /** Administrators of the repository among those who spoke: they may approve the repair of a root file that does not parse. Looked up only then. */
  readonly admins: readonly Login[];
}

/** What people had before their eyes, and what became of it. */
export interface RevisionFacts {
  readonly now: Revision;
  /** For each statement that binds to a head: the revisions it may have been said on. */
  readonly sights: ReadonlyMap<NodeId, Sight>;
  /** Whether the change at a revision is provably the change of now, by `revisionKey`. */
  readonly carries: ReadonlyMap<string, Carry>;
  /** The heads that the thread is known to have had, in order, the head of now last. For people to read: they decide nothing. */
  readonly pushes: readonly Pushed[];
}

/** The jobs of the repository, by the job files in force. */
export interface PresubmitFacts extends JobsConfig {
  /** What the pull request would make of them. */
  readonly proposed: Proposal;
}

/** What GitHub says of somebody whose review may be asked for. */
export interface ReviewLoad {
  readonly node: NodeId;
  /** Open pull requests of this organisation on which they, or a team of theirs, are asked. The search that counts them runs behind. */
  readonly open: number;
  /** Whether their status says so. What may not be seen says nothing. */
  readonly isBusy: boolean;
}

/** Everything that is read only where a plugin needs it. */
export interface Sources {
  readonly files: readonly ChangedFile[];
  readonly owners: OwnersFacts;
  /** By database id: those who said a word, reviewed, or set a label by hand. */
  readonly people: ReadonlyMap<UserId, PersonStanding>;
  /** By database id: the author, those who commanded, and those who touched a label of trust. */
  readonly members: ReadonlyMap<UserId, Membership>;
  /** By database id: those who ask for an override that is not settled. */
  readonly overriders: ReadonlyMap<UserId, OverrideRight>;
  /** What rulesets and classic protection want green on the base branch; looked at only where an open request depends on it. */
  readonly requiredContexts: readonly RequiredContext[];
  /** Everybody's check runs on the head, one for each name; looked at only where an open request may mean one. */
  readonly checkRuns: readonly StandingCheck[];
  /** What stands at the paths whose change ends trust. */
  readonly guarded: Guarded;
  readonly revisions: RevisionFacts;
  /** Which of the teams that options name the author belongs to, by display name. */
  readonly authorTeams: ReadonlySet<string>;
  /** Labels that OWNERS files give, that the thread lacks and this repository has, by name in lower case. */
  readonly ownersLabels: ReadonlyMap<string, NodeId>;
  /** What the pull request does to the files that say who owns what, and to the options file. */
  readonly ownersEdit: OwnersEdit;
  readonly presubmits: PresubmitFacts;
  /** Of the nearest owners of the change; undefined where GitHub knows no person of that name. */
  readonly reviewLoad: ReadonlyMap<Login, ReviewLoad | undefined>;
  /** Of each context on the head the newest. */
  readonly statuses: ReadonlyMap<string, ReportedStatus>;
}

export type Source = keyof Sources;

export interface Known<T> {
  readonly kind: "known";
  readonly value: T;
}

/** Could not be read, or nobody asked. Never the same as nothing found. */
export interface Unread {
  readonly kind: "unread";
  readonly reason: string;
  /** Seconds after which another try may go better; absent where only a person can change it, or nobody asked. */
  readonly againIn?: number;
}

export type Read<T> = Known<T> | Unread;

export const known = <T>(value: T): Known<T> => ({ kind: "known", value });
export const unread = (reason: string, againIn?: number): Unread => ({
  kind: "unread",
  reason,
  ...(againIn === undefined ? {} : { againIn }),
});

/** Where a list in the options was written. */
export interface Origin {
  readonly from: "repository" | "organisation" | "profile";
  /** Of each item; undefined for one that has none of its own. */
  readonly lines: readonly (number | undefined)[];
}

/** Settings of one repository after the gate: complete and typed, one block per plugin as that plugin's own schema gave it. */
export interface RepositoryOptions {
  readonly mode: "off" | "observe" | "on";
  readonly plugins: readonly string[];
  readonly owners: OwnersOptions;
  readonly byPlugin: ReadonlyMap<string, unknown>;
  /** Where the lists in plugins' blocks were written, by `plugin.option`; absent, or without a list: nobody knows. */
  readonly origins?: ReadonlyMap<string, Origin>;
  /** Only the organisation's file names them. */
  readonly formerBots: readonly FormerBot[];
  /** What is wrong with the options files; people are told on every thread's check. */
  readonly problems: readonly string[];
}

export interface Facts {
  /** GitHub's clock at the read of the thread. */
  readonly now: Instant;
  readonly me: { readonly id: UserId; readonly slug: string };
  readonly thread: Thread;
  /** In order of time; what stood in one second keeps GitHub's order. */
  readonly statements: readonly Statement[];
  readonly ours: readonly OurComment[];
  readonly checks: readonly OurCheck[];
  /** What is off because its permission is not granted. */
  readonly withheld: readonly Feature[];
  readonly memory: Memory;
  /** Somebody wants to know what would be done and why, whether it is due or not. */
  readonly isExplained: boolean;
  readonly options: RepositoryOptions;
  readonly sources: { readonly [S in Source]: Read<Sources[S]> };
}
