/** A place to read from: a repository as an installation sees it, with what earlier reads left in the cache. */
import type { Instant } from "../core/ids.ts";
import type { RepositoryName } from "../core/memory.ts";
import type { Cache } from "./cache.ts";
import type { Session } from "./client.ts";

export interface Place {
  readonly session: Session;
  readonly installation: number;
  readonly repository: RepositoryName;
  readonly cache: Cache;
  /** This machine's clock, for the cache only. */
  readonly clock: () => Instant;
}
