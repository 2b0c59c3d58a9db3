/** Orders: what happens once, each under a key that names its cause, and when such a thing may still happen. */
import type { Facts } from "./facts.ts";
import type { Instant, NodeId, OrderKey, Sha } from "./ids.ts";
import type { CommitStatus } from "./jobs/status.ts";
import type { OrderRecord } from "./memory.ts";
import type { PersonalSetting, Speaker } from "./route/settings.ts";

export type Deed =
  | { readonly kind: "assign"; readonly people: readonly string[] }
  | { readonly kind: "unassign"; readonly people: readonly string[] }
  /**
   * Nobody: only noted, so that it is not thought about again. GitHub tells nobody of a request that stands already: those of `standing` are
   * taken off first.
   */
  | { readonly kind: "request review"; readonly people: readonly string[]; readonly standing?: readonly string[] }
  | { readonly kind: "remove review request"; readonly people: readonly string[] }
  /** A comment of ours that answers one statement. `mark` is hidden in it, so that a crash does not say it twice. */
  | { readonly kind: "reply"; readonly text: string }
  /** On that commit, whatever the head is by now. */
  | { readonly kind: "set status"; readonly on: Sha; readonly status: CommitStatus }
  /** A check run of ours on that commit that passed, beside those of its name. Once more says the same. */
  | { readonly kind: "pass check"; readonly on: Sha; readonly name: string; readonly title: string; readonly summary: string }
  | { readonly kind: "react"; readonly subject: NodeId; readonly with: "THUMBS_UP" | "EYES" | "CONFUSED" }
  /** Nothing on GitHub changes: the ledger keeps what somebody says of themselves. */
  | { readonly kind: "keep setting"; readonly by: Speaker; readonly setting: PersonalSetting };

export type DeedOf<Kind extends Deed["kind"]> = Extract<Deed, { readonly kind: Kind }>;

/** Whether anything of it goes to GitHub. */
export const isOnGitHub = (does: Deed): boolean =>
  does.kind !== "keep setting" && !(does.kind === "request review" && does.people.length === 0);

export interface Order<Does extends Deed = Deed> {
  readonly key: OrderKey;
  /** When its cause was said or done. */
  readonly causedAt: Instant;
  /** Holds only while this is so. */
  readonly guard: { readonly head?: Sha; readonly isOpen?: boolean };
  readonly does: Does;
  /** OWNERS areas that are dealt with once it is done: remembered with its outcome. */
  readonly areas?: readonly string[];
}

/** An order whose cause is older than this is history, whatever the ledger knows (seconds). */
export const orderLifetime = 24 * 60 * 60;

/** A thread of either kind: an issue has no head. */
interface Around extends Pick<Facts, "now"> {
  readonly thread: Pick<Facts["thread"], "state"> & { readonly head?: Sha };
  readonly memory: Pick<Facts["memory"], "adoptedAt" | "orders">;
}

/** Whether an order may be carried out now; `undecided` orders were started before a crash and are looked for first. */
export function orderState(order: Pick<Order, "key" | "causedAt" | "guard">, facts: Around): "due" | "undecided" | "done" | "void" {
  const record: OrderRecord | undefined = facts.memory.orders.get(order.key);
  if (record?.state === "done") return "done";
  if (order.causedAt + orderLifetime < facts.now || order.causedAt <= facts.memory.adoptedAt) return "void";
  if (order.guard.head !== undefined && order.guard.head !== facts.thread.head) return "void";
  if (order.guard.isOpen !== undefined && order.guard.isOpen !== (facts.thread.state === "open")) return "void";
  return record === undefined ? "due" : "undecided";
}

/** Hidden in a comment of ours, so that a later pass finds it. A key holds no `-->`. */
export const markOf = (key: OrderKey): string => `<!-- bowsprit:order ${key.replaceAll("-->", "")} -->`;
