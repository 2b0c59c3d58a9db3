/** Valid values for tests of the ledger: what a test does not name is as plain as it can be. */
import type { Learnt } from "../../src/core/events/news.ts";
import type { Person } from "../../src/core/facts.ts";
import { type Instant, later, loginOf, nodeIdOf, type Sha, shaOf, type ThreadKey, threadKeyOf, userIdOf } from "../../src/core/ids.ts";
import type { Look, ThreadName } from "../../src/core/look.ts";
import type { Evidence, Sighting, Wake } from "../../src/core/memory.ts";
import type { Comment, Statement } from "../../src/core/statements.ts";
import type { Learned } from "../../src/ledger/ledger.ts";

export const t0 = 1_800_000_000 as Instant;
export const at = (seconds: number): Instant => later(t0, seconds);

/** `shaNumber(7)`: 0000…7. */
export const shaNumber = (n: number): Sha => shaOf(n.toString(16).padStart(40, "0"));

export const thread = (number: number, repository = 12): ThreadName => ({
  installation: 5,
  repository: { id: repository, owner: "acme", name: "anvil" },
  number,
});
export const keyOf = (name: ThreadName): ThreadKey => threadKeyOf(name.repository.id, name.number);

export const wakeOf = (number: number, thoroughly = false): Wake => ({ kind: "thread", ...thread(number), thoroughly });
export const wakes = (...numbers: number[]) => ({ wakes: numbers.map((number) => wakeOf(number)) });

export const learnt = (number: number, adoptedAt: Instant | undefined, ...evidence: Evidence[]): Learnt => ({
  kind: "pull request",
  thread: thread(number),
  adoptedAt,
  evidence,
});

export const seen = (head: number, seconds: number, more: Partial<Sighting> = {}): Sighting => ({
  head: shaNumber(head),
  at: at(seconds),
  source: "delivery",
  ...more,
});
export const sighted = (...parameters: Parameters<typeof seen>): Evidence => ({ kind: "sighting", sighting: seen(...parameters) });

export const alice: Person = { id: userIdOf(1), login: loginOf("Alice"), spelled: "Alice", kind: "user" };

export const comment = (id: string, seconds: number, more: Partial<Comment> = {}): Comment => ({
  kind: "comment",
  id: nodeIdOf(id),
  at: at(seconds),
  by: alice,
  body: "/hold",
  presence: "standing",
  url: `https://github.com/acme/anvil/pull/1#${id}`,
  place: "thread",
  isMinimized: false,
  ...more,
});

interface Seen {
  readonly number?: number;
  readonly head?: number;
  readonly base?: string;
  readonly state?: "open" | "closed" | "merged";
  readonly seconds?: number;
  readonly statements?: readonly Statement[];
}

export function lookAt({ number = 1, head = 1, base = "main", state = "open", seconds = 0, statements = [] }: Seen): Look {
  const { repository } = thread(number);
  return {
    now: at(seconds),
    me: { id: userIdOf(99), slug: "bowsprit" },
    thread: {
      key: keyOf(thread(number)),
      id: nodeIdOf(`PR_${number}`),
      repository: { ...repository, defaultBranch: "main" },
      number,
      url: `https://github.com/acme/anvil/pull/${number}`,
      title: "Strike",
      body: "",
      author: alice,
      createdAt: at(-1000),
      state,
      isDraft: false,
      isLocked: false,
      head: shaNumber(head),
      headTree: shaNumber(head + 1000),
      commits: 1,
      base: { name: base, tip: shaNumber(500) },
      changedFiles: 1,
      labels: [],
      assignees: [],
      reviewRequests: [],
    },
    statements,
    ours: [],
    checks: [],
    withheld: [],
    repository: { isArchived: false, isFork: false, tip: shaNumber(500), optionsFile: undefined, hasRootOwners: true },
    ids: { repository: nodeIdOf("R_1"), labels: new Map(), people: new Map() },
    updatedAt: at(-1000),
    counts: { timeline: statements.length, inline: 0 },
    readWholeAt: at(seconds),
  };
}

export function learnedFrom(look: Look, more: Partial<Omit<Learned, "look">> = {}): Learned {
  return { look, sighting: { head: look.thread.head, at: look.now, source: "read" }, votes: [], isReady: false, ...more };
}
