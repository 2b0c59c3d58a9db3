/** What `bowsprit doctor` looks at: the App, its webhook, its installations, and repositories; each known whole, or unread with a reason. */
import type { Attempt } from "../deliveries.ts";
import type { Read, RepositoryOptions } from "../facts.ts";
import type { Instant } from "../ids.ts";
import type { FileText } from "../owners/tree.ts";
import type { Granted } from "../permissions.ts";
import type { LabelDefinition } from "../plugin.ts";

/** What GitHub says to the App's number and key. */
export type Identity =
  | { readonly kind: "accepted"; readonly app: Registration }
  /** The number and the key do not belong together, or GitHub knows neither. */
  | { readonly kind: "refused"; readonly reason: string }
  /** Nothing can be signed with the key. */
  | { readonly kind: "unusable"; readonly reason: string }
  | { readonly kind: "unanswered"; readonly reason: string };

/** The App as it is registered: what it asks every installation for. */
export interface Registration {
  readonly id: number;
  readonly slug: string;
  /** Of its page. */
  readonly url: string;
  readonly permissions: Granted;
  readonly events: readonly string[];
}

/** The same moment by two clocks. */
export interface Clocks {
  readonly gitHub: Instant;
  readonly here: Instant;
}

/** Where GitHub sends the App's webhooks. */
export interface Hook {
  /** Undefined: nowhere. */
  readonly url: string | undefined;
  readonly contentType: string;
  readonly hasSecret: boolean;
  /** Whether GitHub looks at the receiver's certificate. */
  readonly isVerified: boolean;
}

export interface Installation {
  readonly id: number;
  /** Login of the organisation or person. */
  readonly account: string;
  readonly url: string;
  readonly isSuspended: boolean;
  readonly coversAll: boolean;
  readonly permissions: Granted;
  readonly events: readonly string[];
}

export interface AppFacts {
  readonly isEnterprise: boolean;
  /** How many webhook secrets are set: two during a rotation. */
  readonly secrets: number;
  readonly identity: Identity;
  readonly clocks: Read<Clocks>;
  readonly hook: Read<Hook>;
  /** What GitHub tried to deliver lately, to all installations. */
  readonly attempts: Read<readonly Attempt[]>;
  readonly installations: Read<readonly Installation[]>;
}

/** The part of a branch's rules that concerns the bot. */
export type Rule =
  /** `app`: whose check it has to be; undefined where anybody's counts. */
  | { readonly kind: "required checks"; readonly checks: readonly { readonly name: string; readonly app: number | undefined }[] }
  | { readonly kind: "merge queue"; readonly grouping: "ALLGREEN" | "HEADGREEN"; readonly method: string }
  | {
      readonly kind: "pull request";
      /** GitHub's own approving reviews that are needed besides. */
      readonly approvals: number;
      readonly needsCodeOwners: boolean;
      /** Undefined: as the repository's settings allow. */
      readonly mergeMethods: readonly string[] | undefined;
    };

export interface Branch {
  readonly name: string;
  readonly rules: Read<readonly Rule[]>;
}

/** A repository as the installation lists it. */
export interface ListedRepository {
  readonly id: number;
  readonly owner: string;
  readonly name: string;
  readonly isFork: boolean;
  readonly isArchived: boolean;
  readonly defaultBranch: string;
}

/** What is looked at only where the bot is active. */
export interface ActiveFacts {
  /** Texts of the OWNERS files and of OWNERS_ALIASES on the default branch, by path. */
  readonly owners: Read<ReadonlyMap<string, FileText>>;
  /** Names of the labels that the repository has. */
  readonly labels: Read<ReadonlySet<string>>;
  /** Of the plugins that are on. */
  readonly wantedLabels: readonly LabelDefinition[];
  /** The default branch first. */
  readonly branches: readonly Branch[];
  /** Absent where no job runs on GitHub Actions. */
  readonly jobs?: JobsFacts;
}

/** What it takes to start jobs on GitHub Actions. */
export interface JobsFacts {
  /** `OWNER/REPO`. */
  readonly repository: string;
  readonly workflow: string;
  readonly isThere: Read<boolean>;
  /** What the installation on the repository whose jobs these are may do. */
  readonly granted: Granted;
}

export interface RepositoryFacts extends ListedRepository {
  readonly hasOptionsFile: boolean;
  readonly hasRootOwners: boolean;
  readonly options: RepositoryOptions;
  readonly active: ActiveFacts | undefined;
}
