/** Requests: the statements of a thread that ask something of its jobs, each with what it asks. */
import type { Instant, NodeId, Sha, UserId } from "../ids.ts";
import { visibleText } from "../markdown.ts";
import type { Person } from "../people.ts";
import { isText, type Statement } from "../statements.ts";
import { type Ask, askIn, asksForStatuses } from "./commands.ts";
import type { Presubmit } from "./presubmit.ts";
import type { Trusted } from "./standing.ts";
import { isGermane } from "./started-jobs.ts";

export interface Request {
  readonly id: NodeId;
  readonly at: Instant;
  readonly by: Person | undefined;
  readonly url: string;
  readonly ask: Ask;
}

/** Who asked, and about which commit: what is read apart from the thread. */
export interface Standing {
  /** Whether whoever asked is trusted. */
  readonly isTrusted: Trusted;
  readonly isMember: Trusted;
  /** Whether whoever asked may force contexts to success. */
  readonly mayOverride: Trusted;
  /** The heads that may have been before the writer's eyes; undefined where that is not known. */
  readonly heads: ReadonlySet<Sha> | undefined;
}

/**
 * In the order of the thread. A request counts as long as it stands unedited: it starts something, so it never only restricts. Bots may ask
 * like anybody; whether they are heard is a matter of trust.
 */
export function requestsIn(statements: readonly Statement[], me: UserId, presubmits: readonly Presubmit[]): readonly Request[] {
  return statements.flatMap((said): Request[] => {
    if (!isText(said) || said.presence !== "standing" || said.by?.id === me) return [];
    const ask = askIn(visibleText(said.body));
    return isGermane(ask, presubmits) || asksForStatuses(ask) ? [{ id: said.id, at: said.at, by: said.by, url: said.url, ask }] : [];
  });
}
