/** GitHub, as the rest of the bot uses it: looks, reads, writes and sweeps, all through one client. */
import type { Check, Write } from "../core/actions.ts";
import type { Attempt } from "../core/deliveries.ts";
import { Gone } from "../core/errors.ts";
import type { OurCheck } from "../core/facts.ts";
import type { Instant, Sha } from "../core/ids.ts";
import type { OpenThread } from "../core/listing.ts";
import type { ThreadName, Where, Writable } from "../core/look.ts";
import type { OrderOutcome, RepositoryName, WriteOutcome } from "../core/memory.ts";
import { applyThrough } from "./apply.ts";
import { type Cache, memoryCache } from "./cache.ts";
import { placeCheck, requiredChecks, standingCheck } from "./checks.ts";
import { Client, type ConnectionOptions } from "./client.ts";
import { deliveryAttempts, deliveryNumbered, type Told } from "./delivery-log.ts";
import type { RequestCount } from "./meter.ts";
import { type Reads, type ReadsOptions, readsThrough } from "./reads.ts";
import { installations, openThreads, repositories } from "./sweep.ts";
import { workflowsThrough } from "./workflows.ts";
import type { MayWrite } from "./writing.ts";

export type { Cache, CacheEntry } from "./cache.ts";
export type { ConnectionOptions } from "./client.ts";
export { Forbidden, GitHubFailure, IncompleteRead, NotFound, Refused, Unanswered, Unauthorised } from "./errors.ts";
export { type Limits, usualLimits } from "./limiter.ts";
export type { RequestCount, Sent } from "./meter.ts";
export { connectReader, type Reader, type ReaderOptions } from "./reader.ts";

/** Every read is whole or throws; RetryLater and Gone of `core/errors.ts` mean something to the work set, all else is a failure. */
export interface GitHub extends Reads {
  /** One outcome for each action, in their order, in few requests. `mayWrite` throws before one that must not be sent. */
  applyAll(target: ThreadName, look: Writable, actions: readonly Write[], mayWrite: MayWrite): Promise<readonly WriteOutcome[]>;
  /** The newest check run of ours under this name that was completed on a commit. Gone where there is no such commit. */
  standingCheck(where: Where, head: Sha, name: string): Promise<OurCheck | undefined>;
  /** Puts a check on a commit: as a new run, or in place of the one that is named. Gone where there is no such commit. */
  placeCheck(where: Where, check: Check, insteadOf: OurCheck | undefined): Promise<OrderOutcome>;
  /** Names of the checks that rulesets require on a branch. Classic branch protection is not asked. */
  requiredChecks(where: Where, branch: string): Promise<ReadonlySet<string>>;
  openThreads(installation: number, repository: RepositoryName): Promise<readonly OpenThread[]>;
  repositories(installation: number): Promise<readonly RepositoryName[]>;
  installations(): Promise<readonly number[]>;
  /** The App's delivery log back to a moment, newest first. */
  deliveryAttempts(since: Instant): Promise<readonly Attempt[]>;
  /** What a delivery in the log said. Undefined where it is not there any more. */
  deliveryNumbered(id: number): Promise<Told | undefined>;
  /** Rejects where the App's key opens nothing: neither the list of installations, nor one of them. */
  proveAccess(): Promise<void>;
  /** What the App may do in an installation is not what it was when its token was made. */
  renew(installation: number): void;
  /** Counts the requests that some work takes, whatever else is under way. */
  counted<T>(count: RequestCount, work: () => Promise<T>): Promise<T>;
  /** Workflow runs in any repository on which the App is installed. */
  readonly workflows: ReturnType<typeof workflowsThrough>;
  /** Requests sent so far, those for tokens included. */
  readonly requests: number;
}

export interface GitHubOptions extends ConnectionOptions, ReadsOptions {
  /** Absent: one that ends with the process. */
  readonly cache?: Cache;
}

export function connect(options: GitHubOptions): GitHub {
  const client = new Client(options);
  const apply = applyThrough(client);
  return {
    ...readsThrough(client, options.cache ?? memoryCache(), options),
    applyAll: ({ installation }, seen, actions, mayWrite) => apply(installation, seen, actions, mayWrite),
    standingCheck: (where, head, name) => standingCheck(client.session(where.installation, "pass"), where.repository, head, name),
    placeCheck: (where, check, insteadOf) => placeCheck(client.session(where.installation, "pass"), where.repository, check, insteadOf),
    requiredChecks: (where, branch) => requiredChecks(client.session(where.installation, "sweep"), where.repository, branch),
    openThreads: (installation, repository) => openThreads(client.session(installation, "sweep"), repository),
    repositories: (installation) => repositories(client.session(installation, "sweep")),
    installations: () => installations(client),
    deliveryAttempts: (since) => deliveryAttempts(client, since),
    deliveryNumbered: (id) => deliveryNumbered(client, id),
    proveAccess: accessProof(client),
    renew: (installation) => client.renew(installation),
    workflows: workflowsThrough(client),
    counted: (count, work) => client.meter.counted(count, work),
    get requests() {
      return client.meter.requests;
    },
  };
}

/** One installation stands for all, and its token is kept: as long as that is good, the proof costs nothing. */
function accessProof(client: Client): () => Promise<void> {
  let proven: number | undefined;
  return async () => {
    try {
      if (proven !== undefined) return await client.proveAccess(proven);
    } catch (error) {
      if (!(error instanceof Gone)) throw error;
    }
    [proven] = await installations(client);
    if (proven !== undefined) await client.proveAccess(proven);
  };
}
