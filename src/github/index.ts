/** GitHub, as the rest of the bot uses it: looks, reads, writes and sweeps, all through one client. */
import type { Action, Check } from "../core/actions.ts";
import type { Facts, OurCheck, RepositoryOptions } from "../core/facts.ts";
import { type Instant, instantOf, type Sha } from "../core/ids.ts";
import type { Look, OptionsNeed, OptionsText, Reading, ThreadName, Where } from "../core/look.ts";
import type { Memory, OrderOutcome, Remembered, RepositoryName } from "../core/memory.ts";
import { apply } from "./apply.ts";
import { type Cache, memoryCache } from "./cache.ts";
import { placeCheck, requiredChecks, standingCheck } from "./checks.ts";
import { Client, type ConnectionOptions } from "./client.ts";
import type { Urgency } from "./limiter.ts";
import { look } from "./look.ts";
import { optionsText } from "./options-text.ts";
import type { Place } from "./place.ts";
import { read } from "./read.ts";
import { installations, type OpenThread, openThreads, repositories } from "./sweep.ts";
import { targetOf } from "./writing.ts";

export type { Cache, CacheEntry } from "./cache.ts";
export type { ConnectionOptions } from "./client.ts";
export { Forbidden, IncompleteRead, NotFound, Refused, Unanswered } from "./errors.ts";
export { type Limits, usualLimits } from "./limiter.ts";
export type { OpenThread } from "./sweep.ts";

/** Every read is whole or throws; RetryLater and Gone of `core/errors.ts` mean something to the work set, all else is a failure. */
export interface GitHub {
  /** The thread in one request where `remembered` makes that enough; `thoroughly`: all of it in any case. */
  look(target: ThreadName, remembered: Remembered | undefined, thoroughly: boolean): Promise<Look>;
  optionsText(target: ThreadName, look: Look, need: OptionsNeed): Promise<OptionsText>;
  /** Sources that nobody asked for are unread. */
  read(
    target: ThreadName,
    look: Look,
    reading: Reading,
    memory: Memory,
    options: Pick<RepositoryOptions, "owners">,
  ): Promise<Facts["sources"]>;
  apply(target: ThreadName, look: Look, action: Action): Promise<OrderOutcome>;
  /** The newest check run of ours under this name that was completed on a commit. Gone where there is no such commit. */
  standingCheck(where: Where, head: Sha, name: string): Promise<OurCheck | undefined>;
  /** Puts a check on a commit: as a new run, or in place of the one that is named. Gone where there is no such commit. */
  placeCheck(where: Where, check: Check, insteadOf: OurCheck | undefined): Promise<OrderOutcome>;
  /** Names of the checks that rulesets require on a branch. Classic branch protection shows them to administrators only. */
  requiredChecks(where: Where, branch: string): Promise<ReadonlySet<string>>;
  openThreads(installation: number, repository: RepositoryName): Promise<readonly OpenThread[]>;
  repositories(installation: number): Promise<readonly RepositoryName[]>;
  installations(): Promise<readonly number[]>;
  /** Requests sent so far, those for tokens included. */
  readonly requests: number;
}

export interface GitHubOptions extends ConnectionOptions {
  /** Absent: one that ends with the process. */
  readonly cache?: Cache;
}

export function connect(options: GitHubOptions): GitHub {
  const client = new Client(options);
  const cache = options.cache ?? memoryCache();
  const seconds = options.clock ?? (() => Date.now() / 1000);
  const clock = (): Instant => instantOf(new Date(seconds() * 1000).toISOString());
  // By the names that the look found: those of a delivery may be outdated.
  const placeOf = (installation: number, { thread: { repository } }: Look): Place => ({
    ...{ session: client.session(installation, "pass"), installation, repository, cache, clock },
  });
  return {
    look: (target, remembered, thoroughly) => look(client.session(target.installation, "pass"), target, remembered, thoroughly),
    optionsText: ({ installation }, seen, need) => optionsText(placeOf(installation, seen), seen, need),
    read: ({ installation }, seen, reading, memory, repositoryOptions) =>
      read(placeOf(installation, seen), seen, reading, memory, repositoryOptions),
    apply: ({ installation }, seen, action) => apply(targetOf(client.session(installation, urgencyOf(action)), seen), seen, action),
    standingCheck: (where, head, name) => standingCheck(client.session(where.installation, "pass"), where.repository, head, name),
    placeCheck: (where, check, insteadOf) => placeCheck(client.session(where.installation, "pass"), where.repository, check, insteadOf),
    requiredChecks: (where, branch) => requiredChecks(client.session(where.installation, "sweep"), where.repository, branch),
    openThreads: (installation, repository) => openThreads(client.session(installation, "sweep"), repository),
    repositories: (installation) => repositories(client.session(installation, "sweep")),
    installations: () => installations(client),
    get requests() {
      return client.requests;
    },
  };
}

const urgencyOf = (action: Action): Urgency => (action.kind === "carry out" && action.order.does.kind === "reply" ? "answer" : "pass");
