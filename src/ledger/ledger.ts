/**
 * The ledger: what this bot keeps for itself, as an interface that any store with transactions can offer. Every call is one transaction
 * and is on disk when it resolves. Times of threads are GitHub's; those of the work set and the cache are this machine's.
 */
import type { News } from "../core/events/news.ts";
import type { Instant, OrderKey, Sha, ThreadKey } from "../core/ids.ts";
import type { IssueMemory } from "../core/issue.ts";
import type { Reception, RunName, RunNote, RunRecord, RunReport } from "../core/jobs/records.ts";
import type { RunPlace } from "../core/jobs/runner.ts";
import type { Decided } from "../core/jobs/wanted.ts";
import type { OpenThread } from "../core/listing.ts";
import type { Look, ThreadName } from "../core/look.ts";
import type { Memory, OrderOutcome, Remembered, Sighting, VoteRecord, Wake } from "../core/memory.ts";
import type { PersonalSetting, Reviewing, Speaker } from "../core/route/settings.ts";

export interface Ledger {
  readonly work: WorkSet;
  readonly threads: ThreadMemory;
  readonly offers: Offers;
  readonly runs: Runs;
  readonly cache: Cache;
  /** Forgets what nothing can need any more. */
  prune(now: Instant): Promise<void>;
  /** Whether a write reaches the disk at this moment. Never rejects. */
  isHealthy(): Promise<boolean>;
  close(): Promise<void>;
}

/** `person`: somebody did something and waits. `sweep`: found by expanding a wake or by a timer; it yields to people, but not for ever. */
export type Urgency = "person" | "sweep";

/** The right to work on one subject, until it expires or somebody else takes it over. */
export interface Lease {
  /** Never handed out twice. */
  readonly token: string;
  readonly until: Instant;
}

export interface Claim {
  readonly lease: Lease;
  readonly wake: Wake;
  /** When the oldest wake came that this claim answers. */
  readonly since: Instant;
  /** How often this was tried since a pass last did all there was to do, this time included: 1 is the first. */
  readonly attempts: number;
  /** Ids of the newest deliveries that it answers, oldest first: none where a timer or another pass asked for it. */
  readonly causes: readonly string[];
}

/** What goes into the work set together. */
export interface Arrival extends Pick<News, "wakes">, Partial<Pick<News, "learnt" | "lost" | "runs">> {
  /** Ids of the deliveries that told of it. */
  readonly causes?: readonly string[];
}

/** What of a pass failed in a way that may pass, and when another try makes sense. */
export interface Failing {
  /** The same text for the same failure. */
  readonly error: string;
  readonly notBefore: Instant;
}

export interface Failure {
  readonly wake: Wake;
  readonly attempts: number;
  readonly error: string;
  readonly notBefore: Instant;
}

export interface WorkCounts {
  /** Due and not yet taken. */
  readonly waiting: number;
  /** Under a lease that holds. */
  readonly running: number;
  /** Asked for at a later time: repetitions and retries. */
  readonly scheduled: number;
  /** Those whose last try failed. */
  readonly failing: number;
  /** Seconds since the oldest of the waiting ones was due. */
  readonly oldestAge: number;
}

/** What to look at: a set. Many wakes of one subject are one entry, and one pass at a time works on it. */
export interface WorkSet {
  /**
   * Puts wakes into the set, the threads of runs with them, and what was learnt beside the threads' memory, and drops what is lost, under leases too: together or
   * not at all. A wake during a running pass makes the subject due again after it. Only pull requests, issues and merge groups can be urgent.
   */
  wake(arrival: Arrival, now: Instant, urgency?: Urgency): Promise<void>;
  /** The next due subject, leased for so many seconds; undefined: nothing is due. */
  claim(now: Instant, leaseSeconds: number): Promise<Claim | undefined>;
  /** When the earliest entry is due that nobody works on: how long a worker may sleep. Undefined: the set is empty. */
  nextDue(): Promise<Instant | undefined>;
  /** To be asked before every write to GitHub. */
  holds(lease: Lease, now: Instant): Promise<boolean>;
  /** The pass came to its end. What arrived after the claim stays due. False: the lease was lost, nothing was changed. */
  finish(lease: Lease, now: Instant): Promise<boolean>;
  /**
   * The pass came to its end and asks to be repeated, or earlier if something arrives: at a time, or because a part of it failed, and then
   * after a delay that grows while the same fails again. Whichever is first.
   */
  again(lease: Lease, at: Instant | undefined, now: Instant, failing?: Failing): Promise<boolean>;
  /** The pass failed: it comes back at `notBefore` where GitHub named a time, otherwise after a delay that grows with every try. */
  retry(lease: Lease, error: string, now: Instant, notBefore?: Instant): Promise<boolean>;
  /** Frees what a process held that is no more. Only for a process that knows itself to be the only one. */
  release(now: Instant): Promise<number>;
  failures(limit: number): Promise<readonly Failure[]>;
  counts(now: Instant): Promise<WorkCounts>;
}

/** What a pass hands over about its thread once it has decided. */
export interface Learned {
  readonly look: Look;
  /** The look as a sighting. What is known already is kept beside it. */
  readonly sighting: Sighting;
  /** New and changed ones; what is known already is kept. */
  readonly votes: readonly VoteRecord[];
  /** The verdict on the head of the look. */
  readonly isReady: boolean;
}

/** What is remembered of threads and their repositories, and which orders were carried out there. */
export interface ThreadMemory {
  /** What an earlier look left behind, with what deliveries told since. Undefined: neither was there. */
  remembered(thread: ThreadKey): Promise<Remembered | undefined>;
  /**
   * Notes that a thread was met in an active repository, and tells what is remembered of both. One that no delivery told of before is
   * adopted `now`, by GitHub's clock. Nothing that was said before this ledger existed, or while the repository was seen inactive, is
   * ever later than `adoptedAt`.
   */
  meet(target: ThreadName, thread: ThreadKey, now: Instant, head: { readonly sha: string; readonly base: string }): Promise<Memory>;
  /** The same of an issue, whose history ends where the earliest delivery about it says. */
  meetIssue(target: ThreadName, issue: ThreadKey, now: Instant): Promise<IssueMemory>;
  /** Keeps what a pass learned. Where readiness, head, base or state changed, open threads that share the check run become due. */
  remember(thread: ThreadKey, learned: Learned): Promise<void>;
  /** The repository was seen switched off: what was said until now is history, should it be switched on. */
  noteInactive(repositoryId: number, now: Instant): Promise<void>;
  /** What is known of the people of an installation: what is asked of them on open threads, and what they said of themselves. */
  reviewing(target: Pick<ThreadName, "installation">): Promise<Reviewing>;
  /** Whose review was asked for, or no longer is, since the last look. */
  noteRequests(thread: ThreadKey, asked: readonly string[], withdrawn: readonly string[]): Promise<void>;
  /** What somebody said of themselves; what they said later counts, whichever is kept first. */
  keepSetting(target: Pick<ThreadName, "installation">, by: Speaker, setting: PersonalSetting, saidAt: Instant): Promise<void>;
  /** Recorded before an order's write. Throws where the order is done: it must not be carried out. */
  startOrder(thread: ThreadKey, key: OrderKey, now: Instant): Promise<void>;
  /** Recorded after an order's write, or in its place where the order was refused. */
  finishOrder(thread: ThreadKey, key: OrderKey, outcome: OrderOutcome, now: Instant): Promise<void>;
  /** Open threads whose head this is or may be. */
  withHead(repositoryId: number, sha: Sha): Promise<readonly ThreadName[]>;
  /** Open threads of a repository, of one base branch where it is named. */
  open(repositoryId: number, base?: string): Promise<readonly ThreadName[]>;
  /**
   * Which of a repository's open threads want a look: those whose fingerprint is another than at the last pass, or that were not read
   * whole for a day. Where the repository was last seen switched off, the newest one: a look at it tells of all.
   */
  changed(repositoryId: number, listed: readonly OpenThread[]): Promise<readonly OpenThread[]>;
}

/** Where the check was put on a default branch, so that settings can require it: a repository that is switched off is forgotten. */
export interface Offers {
  /**
   * Takes the right to offer the check on a branch, which one caller a week gets: whoever asks first. `first`: nobody has offered it there
   * yet. `again`: somebody began it and did not come to an end, so it may have been done. Undefined: it is done, or under way.
   */
  start(repositoryId: number, branch: string, now: Instant): Promise<"first" | "weekly" | "again" | undefined>;
  finish(repositoryId: number, branch: string, outcome: OrderOutcome, now: Instant): Promise<void>;
  /** Whether it was ever begun in this repository, on whatever branch. */
  wereMade(repositoryId: number): Promise<boolean>;
}

/** The runs that a ledger knows. Every call is one transaction. */
export interface Runs {
  /** What was started before this moment, by this machine's clock, an older copy of the file or a new one need not know. */
  readonly knowsAllSince: Instant;
  /** Together or not at all, and doing it twice is doing it once. A run that waits is aborted at once. */
  settle(thread: ThreadKey, decided: Decided, now: Instant): Promise<void>;
  /** In the order in which they were wanted. */
  ofThread(thread: ThreadKey): Promise<readonly RunRecord[]>;
  /** Live ones of a job in all threads of a repository, in the order in which they were wanted. */
  live(repositoryId: number, job: string): Promise<readonly RunRecord[]>;
  /**
   * To be recorded before a runner is asked. False: somebody else asked meanwhile, or it has ended; the runner must not be asked. `place`: where
   * it is asked; the first one stays.
   */
  begin(run: RunName, triesBefore: number, now: Instant, place: RunPlace): Promise<boolean>;
  /** False: the run is past that, and nothing was changed. */
  note(run: RunName, note: RunNote, now: Instant): Promise<boolean>;
  /** Keeps a report and makes the run's thread due. */
  report(report: RunReport, now: Instant): Promise<Reception>;
}

/** Content under a name that it depends on. May be emptied at any time, and forgets the oldest where it grows too large. */
export interface Cache {
  /** Those of the keys that are there and not expired. */
  get(kind: string, keys: readonly string[], now: Instant): Promise<ReadonlyMap<string, string>>;
  put(kind: string, entries: readonly CacheEntry[]): Promise<void>;
}

export interface CacheEntry {
  readonly key: string;
  readonly text: string;
  /** Absent: true for good. */
  readonly expiresAt?: Instant;
}
