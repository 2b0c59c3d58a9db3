/** All that a pass reads of one thread, through one client. */
import type { Facts, RepositoryOptions } from "../core/facts.ts";
import { type Instant, instantOf } from "../core/ids.ts";
import type { IssueLook } from "../core/issue.ts";
import type { Located, Look, OptionsNeed, OptionsText, Reading, ThreadName } from "../core/look.ts";
import type { Memory, Remembered } from "../core/memory.ts";
import type { OptionsCheck } from "../core/owners-edit/mistake.ts";
import type { Cache } from "./cache.ts";
import type { Client, Connection } from "./client.ts";
import { lookAtIssue } from "./issue.ts";
import { look } from "./look.ts";
import { forgetOrganisation, optionsText } from "./options-text.ts";
import type { Place } from "./place.ts";
import { read } from "./read.ts";

export interface Reads {
  /** The thread in one request where `remembered` makes that enough; `thoroughly`: all of it in any case. */
  look(target: ThreadName, remembered: Remembered | undefined, thoroughly: boolean): Promise<Look>;
  /** An issue, always in one request. */
  lookAtIssue(target: ThreadName): Promise<IssueLook>;
  optionsText(target: ThreadName, look: Located, need: OptionsNeed): Promise<OptionsText>;
  /** What is known of the organisation's options is out of date. */
  forgetOptions(installation: number): Promise<void>;
  /** Sources that nobody asked for are unread. */
  read(
    target: ThreadName,
    look: Look,
    reading: Reading,
    memory: Memory,
    options: Pick<RepositoryOptions, "owners">,
  ): Promise<Facts["sources"]>;
}

export interface ReadsOptions extends Pick<Connection, "clock"> {
  /** Labels that may be put on: a look finds them, so that no request is spent on whether a repository has them. */
  readonly labels?: readonly string[];
  /** Looks into an options file that a pull request edits. Absent: nobody does. */
  readonly checkOptions?: OptionsCheck;
}

export function readsThrough(client: Client, cache: Cache, options: ReadsOptions): Reads {
  const { labels = [], checkOptions = () => [] } = options;
  const seconds = options.clock ?? (() => Date.now() / 1000);
  const clock = (): Instant => instantOf(new Date(seconds() * 1000).toISOString());
  // By the names that the look found: those of a delivery may be outdated.
  const placeOf = (installation: number, { thread: { repository } }: Pick<Located, "thread">): Place => ({
    ...{ session: client.session(installation, "pass"), installation, repository, cache, clock },
  });
  return {
    look: (target, remembered, thoroughly) => look(client.session(target.installation, "pass"), target, remembered, thoroughly, labels),
    lookAtIssue: (target) => lookAtIssue(client.session(target.installation, "pass"), target),
    optionsText: ({ installation }, seen, need) => optionsText(placeOf(installation, seen), seen, need),
    forgetOptions: (installation) => forgetOrganisation({ cache, clock }, installation),
    read: ({ installation }, seen, reading, memory, repositoryOptions) =>
      read(placeOf(installation, seen), seen, reading, memory, repositoryOptions, checkOptions),
  };
}
