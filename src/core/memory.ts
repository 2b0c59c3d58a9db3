/** What the ledger remembers of a thread. It may restrict, delay, or save a request; on its own it grants nothing. */

import type { Instant, Login, NodeId, OrderKey, Sha, ThreadKey, UserId } from "./ids.ts";
import type { RunRecord } from "./jobs/records.ts";
import type { RequestAnswer } from "./jobs/request-answer.ts";
import type { RepositoryName } from "./names.ts";
import type { OurComment } from "./ours.ts";
import type { Sight } from "./revision/revision.ts";
import type { Reviewing } from "./route/settings.ts";
import type { Statement } from "./statements.ts";

export type { RepositoryName } from "./names.ts";

/** A moment at which a head was certainly the head of the thread, by GitHub's clock. */
export interface Sighting {
  readonly head: Sha;
  readonly at: Instant;
  /** `opened`: the thread began with it. `delivery`: a payload's `updated_at`. `read`: the `Date` of an answer, whose replica may lag. */
  readonly source: "opened" | "delivery" | "read";
  /** The head before it, where the delivery of a push named it: between the two there was none. */
  readonly before?: Sha;
}

/** The small piece that a delivery carries and GitHub will not tell again. */
export type Evidence =
  | { readonly kind: "sighting"; readonly sighting: Sighting }
  | { readonly kind: "reviewed"; readonly statement: NodeId; readonly commit: Sha }
  | { readonly kind: "withdrawn"; readonly statement: NodeId }
  /** The thread's own `updated_at` as a payload named it: what shows less is older than that. */
  | { readonly kind: "changed"; readonly at: Instant };

/**
 * Where to look; `thread` is a pull request. `thoroughly`: what is known already may be outdated in a way that a look at the newest would not show. In a repository
 * or an installation it means all open threads, and not only those that a list shows as changed.
 */
export type Wake =
  | {
      readonly kind: "thread";
      readonly installation: number;
      readonly repository: RepositoryName;
      readonly number: number;
      readonly thoroughly: boolean;
    }
  | { readonly kind: "issue"; readonly installation: number; readonly repository: RepositoryName; readonly number: number }
  | MergeGroup
  | { readonly kind: "commit"; readonly installation: number; readonly repository: RepositoryName; readonly sha: Sha }
  | { readonly kind: "branch"; readonly installation: number; readonly repository: RepositoryName; readonly branch: string }
  | { readonly kind: "repository"; readonly installation: number; readonly repository: RepositoryName; readonly thoroughly: boolean }
  | { readonly kind: "installation"; readonly installation: number; readonly thoroughly: boolean };

/** A merge queue asks for a check on the commit that it would put on the base branch. */
export interface MergeGroup {
  readonly kind: "merge group";
  readonly installation: number;
  readonly repository: RepositoryName;
  readonly head: Sha;
  /** The branch, without `refs/heads/`. */
  readonly base: string;
  /** The last pull request in the group; absent where the name that GitHub gave the group does not tell. */
  readonly number?: number;
}

/** A vote as it was judged when it was first seen. */
export interface VoteRecord {
  readonly statement: NodeId;
  readonly by: UserId;
  readonly login: Login;
  readonly at: Instant;
  readonly isEntitled: boolean;
  readonly baseRef: string;
  readonly sight: Sight;
}

/** What came of an order: the people GitHub would not take, the id of what was written, why it was refused, what it was answered; the areas it dealt with. */
export interface OrderOutcome {
  readonly refused?: readonly string[];
  readonly written?: number;
  readonly why?: string;
  /** Of a request about jobs. */
  readonly answer?: RequestAnswer;
  readonly areas?: readonly string[];
}

/** What came of one write. */
export interface WriteOutcome extends OrderOutcome {
  /** Not done yet, because the hour's comments are used up: seconds after which there is room. */
  readonly waits?: number;
}

export interface OrderRecord {
  readonly key: OrderKey;
  readonly state: "started" | "done";
  readonly at: Instant;
  readonly outcome: OrderOutcome;
}

/** One other open pull request on the same head and base branch: they share one check run. */
export interface Sibling {
  readonly thread: ThreadKey;
  readonly number: number;
  /** Undefined where its last verdict is about another head, or none was reached yet. */
  readonly isReady: boolean | undefined;
}

export interface Memory {
  /** When this ledger first met the thread. Orders given before are history. */
  readonly adoptedAt: Instant;
  /** When this ledger first saw the repository active: threads opened later are spoken to from their first pass on. */
  readonly activeSince: Instant;
  readonly sightings: readonly Sighting[];
  readonly votes: ReadonlyMap<NodeId, VoteRecord>;
  readonly orders: ReadonlyMap<OrderKey, OrderRecord>;
  readonly siblings: readonly Sibling[];
  /** Whether another thread that is known has this head, a closed one or one onto another branch included. */
  readonly isHeadShared: boolean;
  /** In the order in which they were wanted. */
  readonly runs: readonly RunRecord[];
  /** What is known of the people in this organisation; absent where no plugin asks for it. */
  readonly reviewing?: Reviewing;
}

/** What an earlier look left behind, so that the next one need only read what is new. */
export interface Remembered {
  /** As last known, `gone` ones included, with what an edited one said at first. */
  readonly statements: readonly Statement[];
  readonly ours: readonly OurComment[];
  /** Texts that their own author deleted or changed, as deliveries told. */
  readonly withdrawn: ReadonlySet<NodeId>;
  /** The commit that the delivery of a review's submission named. */
  readonly submittedOn: ReadonlyMap<NodeId, Sha>;
  /** The latest second at which deliveries say that the thread changed. A read that knows of no such change comes from a replica that lags. */
  readonly changedAt?: Instant;
  /** GitHub's own counts at the last look: a count that does not add up forces a whole read. */
  readonly counts: { readonly timeline: number; readonly inline: number };
  /** Undefined: never read whole. */
  readonly readWholeAt: Instant | undefined;
}
