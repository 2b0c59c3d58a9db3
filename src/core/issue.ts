/** Issues: the kind of thread that is no pull request, and the snapshot on which plugins decide there. */
import type { Facts, Thread } from "./facts.ts";
import type { Look } from "./look.ts";
import type { Memory } from "./memory.ts";
import type { DeedOf, Order } from "./orders.ts";
import type { Comment } from "./statements.ts";

/** An issue as it is now. It has no head, so nothing that binds to one can be said on it. */
export interface Issue extends Pick<Thread, "key" | "id" | "repository" | "number" | "url" | "labels"> {
  readonly state: "open" | "closed";
}

/** One read of an issue: as it is, and the newest of its comments. What stood there before is not remembered: no order needs it. */
export interface IssueLook extends Pick<Look, "now" | "me" | "ours" | "withheld" | "repository" | "ids" | "updatedAt"> {
  readonly thread: Issue;
  readonly statements: readonly Comment[];
}

/** What the ledger remembers of an issue. */
export type IssueMemory = Pick<Memory, "adoptedAt" | "orders">;

export interface IssueFacts extends Omit<IssueLook, "repository" | "ids" | "updatedAt"> {
  readonly memory: IssueMemory;
  readonly options: Facts["options"];
}

/** All that is done for an issue: no comment, no label and no check run comes from a pass over one. */
export type IssueDeed = DeedOf<"react" | "keep setting">;

/** What a plugin wants on an issue. */
export interface IssueWants {
  readonly orders?: readonly Order<IssueDeed>[];
}
