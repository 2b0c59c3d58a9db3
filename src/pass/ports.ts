/** What a pass asks of the world: of GitHub, of the ledger, and of whoever keeps the runs. */
import type { Write } from "../core/actions.ts";
import type { Facts, RepositoryOptions } from "../core/facts.ts";
import type { Instant, OrderKey, ThreadKey } from "../core/ids.ts";
import type { IssueLook, IssueMemory } from "../core/issue.ts";
import type { Tended } from "../core/jobs/runner.ts";
import type { Decided } from "../core/jobs/wanted.ts";
import type { Located, Look, Reading, ThreadName, Writable } from "../core/look.ts";
import type { Memory, OrderOutcome, Remembered, Sighting, VoteRecord, WriteOutcome } from "../core/memory.ts";
import type { Plugin } from "../core/plugin.ts";
import type { PersonalSetting, Reviewing, Speaker } from "../core/route/settings.ts";

/** What a pass asks of GitHub. Every answer is whole, or the call throws. */
export interface GitHub {
  look(target: ThreadName, remembered: Remembered | undefined, thoroughly: boolean): Promise<Look>;
  lookAtIssue(target: ThreadName): Promise<IssueLook>;
  options(target: ThreadName, look: Located): Promise<RepositoryOptions>;
  read(target: ThreadName, look: Look, reading: Reading, memory: Memory, options: RepositoryOptions): Promise<Facts["sources"]>;
  /** One outcome for each action. `mayWrite` throws before a request that must not be sent. */
  applyAll(target: ThreadName, look: Writable, actions: readonly Write[], mayWrite: () => Promise<void>): Promise<readonly WriteOutcome[]>;
}

/** What a pass asks of the ledger. */
export interface Ledger {
  remembered(thread: ThreadKey): Promise<Remembered | undefined>;
  /** Notes the thread and the repository as met, where they were not, and tells what is remembered of both. */
  meet(target: ThreadName, thread: ThreadKey, now: Instant, head: { readonly sha: string; readonly base: string }): Promise<Memory>;
  /** The same of an issue. */
  meetIssue(target: ThreadName, issue: ThreadKey, now: Instant): Promise<IssueMemory>;
  /** The repository was seen switched off: what was said until now is history, should it be switched on. */
  noteInactive(repositoryId: number, now: Instant): Promise<void>;
  /** What this pass learned. Where readiness changed, open threads that share the check run become due. */
  remember(thread: ThreadKey, learned: Learned): Promise<void>;
  /** What is known of the people in the organisation that this thread's repository belongs to. */
  reviewing(target: ThreadName): Promise<Reviewing>;
  /** What somebody said of themselves in this organisation; what they said later counts. */
  keepSetting(target: ThreadName, by: Speaker, setting: PersonalSetting, saidAt: Instant): Promise<void>;
  /** Whose review was asked for, or no longer is: GitHub shows it in the next look. */
  noteRequests(thread: ThreadKey, asked: readonly string[], withdrawn: readonly string[]): Promise<void>;
  startOrder(thread: ThreadKey, key: OrderKey, now: Instant): Promise<void>;
  finishOrder(thread: ThreadKey, key: OrderKey, outcome: OrderOutcome, now: Instant): Promise<void>;
}

/** What a pass asks of whoever keeps the runs. */
export interface Runs {
  /** Together or not at all: what was decided, before anything is done for it. */
  settle(thread: ThreadKey, decided: Decided, now: Instant): Promise<void>;
  /** Starts, watches and takes back the runs that are kept of a thread. One that cannot be asked about stops no other. */
  tend(facts: Facts, mayWrite: () => Promise<void>): Promise<Tended>;
}

export interface Learned {
  readonly look: Look;
  readonly sighting: Sighting;
  readonly votes: readonly VoteRecord[];
  readonly isReady: boolean;
}

export interface Bot {
  readonly github: GitHub;
  readonly ledger: Ledger;
  readonly runs: Runs;
  readonly plugins: readonly Plugin[];
}

/** What it takes to judge: nothing that writes to GitHub. */
export interface Observer {
  readonly github: Omit<GitHub, "applyAll" | "lookAtIssue">;
  readonly ledger: Pick<Ledger, "remembered" | "meet" | "noteInactive" | "reviewing">;
  readonly plugins: readonly Plugin[];
  /** Somebody wants to know what would be done and why, whether it is due or not. */
  readonly isExplained?: boolean;
}
