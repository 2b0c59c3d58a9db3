/** GitHub, as the rest of the bot uses it: looks, reads, writes and sweeps, all through one client. */
import type { Action, Check } from "../core/actions.ts";
import type { OurCheck } from "../core/facts.ts";
import type { Sha } from "../core/ids.ts";
import type { Look, ThreadName, Where } from "../core/look.ts";
import type { OrderOutcome, RepositoryName } from "../core/memory.ts";
import { apply } from "./apply.ts";
import { type Cache, memoryCache } from "./cache.ts";
import { placeCheck, requiredChecks, standingCheck } from "./checks.ts";
import { Client, type ConnectionOptions } from "./client.ts";
import type { Urgency } from "./limiter.ts";
import { type Reads, readsThrough } from "./reads.ts";
import { installations, type OpenThread, openThreads, repositories } from "./sweep.ts";
import { targetOf } from "./writing.ts";

export type { Cache, CacheEntry } from "./cache.ts";
export type { ConnectionOptions } from "./client.ts";
export { Forbidden, GitHubFailure, IncompleteRead, NotFound, Refused, Unanswered, Unauthorised } from "./errors.ts";
export { type Limits, usualLimits } from "./limiter.ts";
export { connectReader, type Reader, type ReaderOptions } from "./reader.ts";
export type { OpenThread } from "./sweep.ts";

/** Every read is whole or throws; RetryLater and Gone of `core/errors.ts` mean something to the work set, all else is a failure. */
export interface GitHub extends Reads {
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
  return {
    ...readsThrough(client, options.cache ?? memoryCache(), options),
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
