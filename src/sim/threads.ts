/** Issues and pull requests as immutable states that replace one another, so that a moment ago can still be read. */
import type { Account, Team } from "./accounts.ts";
import type { Sha } from "./git/objects.ts";
import { nodeId } from "./ids.ts";
import type { Edit, IssueComment, Label, LineComment, Post, PullReview, Reaction, ReviewThread, TimelineItem } from "./items.ts";
import type { Repository } from "./repositories.ts";
import { type CheckRun, type CommitStatus, currentStatuses } from "./results.ts";
import { Versioned } from "./versioned.ts";

export interface ThreadState {
  readonly title: string;
  readonly body: string;
  readonly edits: readonly Edit[];
  readonly state: "OPEN" | "CLOSED" | "MERGED";
  readonly closedAt: number | null;
  readonly updatedAt: number;
  readonly locked: boolean;
  readonly labels: readonly Label[];
  readonly assignees: readonly Account[];
  readonly reactions: readonly Reaction[];
  readonly timeline: readonly TimelineItem[];
}

export interface PullState extends ThreadState {
  readonly isDraft: boolean;
  readonly head: Sha;
  readonly headRef: string;
  readonly baseRef: string;
  /** The base's tip when the pull request was last pushed to or retargeted: `base.sha`, `baseRefOid`. Lags behind the branch. */
  readonly baseOid: Sha;
  readonly mergeBase: Sha;
  /** Oldest first. */
  readonly commits: readonly Sha[];
  readonly mergeCommit: Sha | null;
  readonly mergedBy: Account | null;
  readonly requested: readonly (Account | Team)[];
  readonly reviewThreads: readonly ReviewThread[];
}

export abstract class Thread<S extends ThreadState = ThreadState> {
  abstract readonly kind: "Issue" | "PullRequest";
  readonly id: number;
  readonly repository: Repository;
  readonly number: number;
  readonly author: Account;
  readonly createdAt: number;
  readonly #states: Versioned<S>;

  constructor(repository: Repository, author: Account, state: S) {
    this.repository = repository;
    this.author = author;
    this.createdAt = repository.world.clock.now();
    this.id = repository.world.nextId();
    this.number = repository.add(this);
    this.#states = new Versioned(repository.world.moments, state);
  }

  get state(): S {
    return this.#states.current;
  }

  /** The state that a replica at that moment shows; undefined before the thread was opened. */
  at(moment: number | undefined): S | undefined {
    return this.#states.at(moment);
  }

  change(changes: Partial<S>, ...items: readonly TimelineItem[]): void {
    const timeline = [...(changes.timeline ?? this.state.timeline), ...items];
    this.#states.set({ ...this.state, ...changes, timeline, updatedAt: this.repository.world.clock.now() });
  }

  /** Names, in the order in which they were set. */
  labels(): string[] {
    return this.state.labels.map(({ name }) => name);
  }

  /** Logins, in the order in which they were assigned. */
  assignees(): string[] {
    return this.state.assignees.map(({ restLogin }) => restLogin);
  }

  /** The comments that are there now, oldest first. */
  comments(): readonly VisibleComment[] {
    return this.state.timeline
      .filter((item) => item.kind === "IssueComment")
      .map((comment) => ({
        id: comment.id,
        author: comment.author.restLogin,
        body: comment.body,
        isMinimized: comment.minimized !== null,
        isEdited: comment.edits.length > 0,
        reactions: comment.reactions.map(({ content }) => content),
      }));
  }

  /** The oldest unread comment of the App on this thread in which this is found; it counts as read now. Throws if there is none. */
  reads(expected: string | RegExp): VisibleComment {
    const { journal } = this.repository.world;
    const unread = new Set(journal.unread().map(({ id }) => id));
    const here = this.comments().filter(({ id }) => unread.has(id));
    const found = here.find(({ body }) => (typeof expected === "string" ? body.includes(expected) : expected.test(body)));
    if (found === undefined)
      throw new Error(`no unread comment has ${expected}; there are: ${JSON.stringify(here.map(({ body }) => body))}`);
    journal.read(found.id);
    return found;
  }

  /** All unread comments of the App on this thread; they count as read now. */
  readsAll(): readonly VisibleComment[] {
    const { journal } = this.repository.world;
    const unread = new Set(journal.unread().map(({ id }) => id));
    const here = this.comments().filter(({ id }) => unread.has(id));
    for (const { id } of here) journal.read(id);
    return here;
  }
}

/** A comment as a reader sees it. */
export interface VisibleComment {
  readonly id: number;
  readonly author: string;
  readonly body: string;
  readonly isMinimized: boolean;
  readonly isEdited: boolean;
  readonly reactions: readonly string[];
}

export class Issue extends Thread {
  readonly kind = "Issue";

  get nodeId(): string {
    return nodeId("I", this.id);
  }
}

export class Pull extends Thread<PullState> {
  readonly kind = "PullRequest";
  /** Null once the fork is deleted. */
  headRepository: Repository | null;
  readonly isCrossRepository: boolean;
  /** Head and base tip for which a merge has been tried, and the request that began it. */
  triedMerge: { readonly attempt: string; readonly askedIn: number } = { attempt: "", askedIn: 0 };

  constructor(repository: Repository, author: Account, headRepository: Repository, state: PullState) {
    super(repository, author, state);
    this.headRepository = headRepository;
    this.isCrossRepository = headRepository !== repository;
    repository.network.follow(this, headRepository);
    repository.network.arrived(this, state.head);
  }

  /** The check runs on the head, oldest first. */
  checks(): readonly CheckRun[] {
    return this.repository.resultsAt(this.state.head, undefined).runs;
  }

  /** Of each context on the head the newest. */
  statuses(): readonly CommitStatus[] {
    return currentStatuses(this.repository.resultsAt(this.state.head, undefined));
  }

  /** Logins of people, "org/team" for teams. */
  reviewRequests(): string[] {
    return this.state.requested.map((who) => (who.__typename === "Team" ? `${who.organization.login}/${who.slug}` : who.restLogin));
  }

  get head(): Sha {
    return this.state.head;
  }

  get nodeId(): string {
    return nodeId("PR", this.id);
  }
}

/** Finds a comment, review or inline comment of a thread. */
export function postIn(state: ThreadState, id: number): Post | undefined {
  const found = state.timeline.find((item): item is IssueComment | PullReview => item.id === id && "body" in item);
  if (found !== undefined || !("reviewThreads" in state)) return found;
  return lineComments(state).find((comment) => comment.id === id);
}

export const isPullState = (state: ThreadState): state is PullState => "reviewThreads" in state;

export const lineComments = (state: ThreadState): readonly LineComment[] =>
  isPullState(state) ? state.reviewThreads.flatMap(({ comments }) => comments) : [];
