/** What every store must do as the memory of threads: it may restrict, delay or save a request, and never grants. */
import { describe, expect, test } from "vitest";
import { type Instant, instantOf, loginOf, nodeIdOf, orderKeyOf, userIdOf } from "../../../src/core/ids.ts";
import type { OpenThread } from "../../../src/core/listing.ts";
import type { Memory, VoteRecord } from "../../../src/core/memory.ts";
import type { Statement } from "../../../src/core/statements.ts";
import type { Ledger } from "../../../src/ledger/ledger.ts";
import { alice, at, comment, keyOf, learnedFrom, learnt, lookAt, seen, shaNumber, sighted, t0, thread, wakes } from "../samples.ts";

type Given = (run: (ledger: Ledger) => Promise<void>) => () => Promise<void>;

const one = keyOf(thread(1));

/** The ledgers of these tests are born at -100. */
const meet = (ledger: Ledger, number: number, seconds: number, head = 1, base = "main"): Promise<Memory> =>
  ledger.threads.meet(thread(number), keyOf(thread(number)), at(seconds), { sha: shaNumber(head), base });

async function pass(ledger: Ledger, given: Parameters<typeof lookAt>[0], isReady = false): Promise<Memory> {
  const { number = 1, head, base, seconds = 0 } = given;
  const memory = await meet(ledger, number, seconds, head, base);
  await ledger.threads.remember(keyOf(thread(number)), learnedFrom(lookAt(given), { isReady }));
  return memory;
}

async function dueThreads(ledger: Ledger, now: Instant): Promise<number[]> {
  const numbers: number[] = [];
  for (let claim = await ledger.work.claim(now, 60); claim !== undefined; claim = await ledger.work.claim(now, 60))
    if (claim.wake.kind === "thread") numbers.push(claim.wake.number);
  return numbers.toSorted((a, b) => a - b);
}

export function threadsContract(given: Given): void {
  describe("adoption", () => {
    test(
      "a thread met by a pass is adopted then, once",
      given(async (ledger) => {
        expect((await meet(ledger, 1, 10)).adoptedAt).toBe(at(10));
        expect((await meet(ledger, 1, 20)).adoptedAt).toBe(at(10));
      }),
    );

    test(
      "a thread met through a person's act is adopted before that act, and later deliveries change nothing",
      given(async (ledger) => {
        await ledger.work.wake({ ...wakes(1), learnt: [learnt(1, at(4))] }, at(6));
        await ledger.work.wake({ ...wakes(1), learnt: [learnt(1, at(2))] }, at(7));
        await ledger.work.wake({ ...wakes(1), learnt: [learnt(1, at(9))] }, at(10));
        expect((await meet(ledger, 1, 20)).adoptedAt).toBe(at(4));
      }),
    );

    test(
      "a thread met through a delivery that dates nothing is adopted when that is heard",
      given(async (ledger) => {
        await ledger.work.wake({ ...wakes(1), learnt: [learnt(1, undefined)] }, at(6));
        expect((await meet(ledger, 1, 20)).adoptedAt).toBe(at(6));
      }),
    );

    test(
      "a delivery from before this ledger was born adopts nothing in the past",
      given(async (ledger) => {
        await ledger.work.wake({ ...wakes(1), learnt: [learnt(1, at(-5000))] }, at(6));
        expect((await meet(ledger, 1, 20)).adoptedAt).toBe(at(-100));
      }),
    );

    test(
      "what was said while the repository was off is history when it is switched on",
      given(async (ledger) => {
        await ledger.work.wake({ ...wakes(1), learnt: [learnt(1, at(4))] }, at(6));
        await ledger.threads.noteInactive(12, at(30));
        const memory = await meet(ledger, 1, 50);
        expect([memory.adoptedAt, memory.activeSince]).toEqual([at(30), at(50)]);
      }),
    );

    test(
      "a repository is active since it was first seen so, until it is seen inactive",
      given(async (ledger) => {
        await meet(ledger, 1, 10);
        expect((await meet(ledger, 2, 20)).activeSince).toBe(at(10));
        await ledger.threads.noteInactive(12, at(30));
        expect((await meet(ledger, 1, 40)).activeSince).toBe(at(40));
        await ledger.threads.noteInactive(13, at(45));
        expect((await meet(ledger, 1, 50)).activeSince).toBe(at(40));
      }),
    );
  });

  describe("issues", () => {
    const name = thread(1);
    const heard = (seconds: number) => ({ ...learnt(1, at(seconds), { kind: "changed", at: at(seconds) }), kind: "issue" }) as const;
    const key = orderKeyOf("route", "setting", "time/IC_1");

    test(
      "one met through comments is adopted before the first of them, in whatever order they are told, and what was done there is remembered",
      given(async (ledger) => {
        await ledger.work.wake({ wakes: [], learnt: [heard(9), heard(4), heard(7)] }, at(10));
        expect(await ledger.threads.meetIssue(name, one, at(20))).toEqual({ adoptedAt: at(4), orders: new Map() });
        await ledger.threads.startOrder(one, key, at(20));
        await ledger.threads.finishOrder(one, key, {}, at(20));
        await ledger.prune(at(30));
        const { orders } = await ledger.threads.meetIssue(name, one, at(40));
        expect([...orders]).toEqual([[key, { key, state: "done", at: at(20), outcome: {} }]]);
        expect((await ledger.threads.remembered(one))?.changedAt).toBe(at(9));
      }),
    );

    test(
      "one met without a delivery is adopted then, and what was said while the repository was off is history",
      given(async (ledger) => {
        expect((await ledger.threads.meetIssue(name, one, at(5))).adoptedAt).toBe(at(5));
        await ledger.threads.noteInactive(12, at(30));
        expect((await ledger.threads.meetIssue(name, one, at(40))).adoptedAt).toBe(at(30));
      }),
    );

    test(
      "none is among the open pull requests",
      given(async (ledger) => {
        await ledger.work.wake({ wakes: [], learnt: [heard(4)] }, at(5));
        expect([await ledger.threads.open(12), await ledger.threads.open(12, "main")]).toEqual([[], []]);
      }),
    );

    test(
      "one that GitHub makes a pull request is one from then on, whatever old deliveries say, and nothing is done there again",
      given(async (ledger) => {
        await ledger.threads.meetIssue(name, one, at(5));
        await ledger.threads.finishOrder(one, key, {}, at(6));
        await ledger.work.wake({ wakes: [], learnt: [learnt(1, at(10), sighted(1, 10))] }, at(11));
        await ledger.work.wake({ wakes: [], learnt: [heard(4)] }, at(12));
        expect(await ledger.threads.open(12)).toEqual([name]);
        const { adoptedAt, orders } = await meet(ledger, 1, 20);
        expect([adoptedAt, [...orders.keys()]]).toEqual([at(5), [key]]);
      }),
    );

    test(
      "one is forgotten when nobody has spoken there for a long time",
      given(async (ledger) => {
        await ledger.threads.meetIssue(name, one, at(5));
        await ledger.threads.finishOrder(one, key, {}, at(6));
        await ledger.prune(at(91 * 24 * 3600));
        expect(await ledger.threads.remembered(one)).toBeUndefined();
      }),
    );
  });

  describe("looks", () => {
    const everything: readonly Statement[] = [
      comment("a", 1, { firstBody: "/lgtm cancel", presence: "edited" }),
      comment("b", 2, { by: undefined, presence: "gone", place: "inline", isMinimized: true }),
      {
        kind: "review",
        id: nodeIdOf("c"),
        at: at(2),
        by: { ...alice, kind: "mannequin" },
        body: "",
        presence: "standing",
        url: "u",
        state: "changes requested",
        submittedOn: shaNumber(3),
      },
      { kind: "label", id: nodeIdOf("d"), at: at(3), by: alice, label: "lgtm", on: true },
      { kind: "head", id: nodeIdOf("e"), at: at(4), by: alice, what: "forced", before: undefined, after: shaNumber(2) },
      { kind: "base", id: nodeIdOf("f"), at: at(5), by: alice, from: "main", to: "release" },
      { kind: "act", id: nodeIdOf("0"), at: at(5), by: undefined, what: "comment deleted" },
    ];

    test(
      "nothing is remembered of a thread that nobody met",
      given(async (ledger) => {
        expect(await ledger.threads.remembered(one)).toBeUndefined();
      }),
    );

    test(
      "statements, our comments and counts come back as they were, in their order",
      given(async (ledger) => {
        await meet(ledger, 1, 5);
        const ours = [{ id: nodeIdOf("o"), databaseId: 8, body: "hi", at: at(5), isEdited: false, isMinimized: true }];
        const look = { ...lookAt({ statements: everything, seconds: 6 }), ours, counts: { timeline: 7, inline: 1 } };
        await ledger.threads.remember(one, learnedFrom(look));
        expect(await ledger.threads.remembered(one)).toEqual({
          statements: everything,
          ours,
          withdrawn: new Set(),
          submittedOn: new Map(),
          changedAt: instantOf("1970-01-01T00:00:00Z"),
          counts: { timeline: 7, inline: 1 },
          readWholeAt: at(6),
        });
      }),
    );

    test(
      "the latest change that deliveries told of is remembered, in whatever order they come",
      given(async (ledger) => {
        const [early, late] = [at(20), at(40)].map((second) => learnt(1, t0, { kind: "changed", at: second }));
        await ledger.work.wake({ wakes: [], learnt: [late, early].flatMap((one) => one ?? []) }, t0);
        expect((await ledger.threads.remembered(one))?.changedAt).toBe(at(40));
      }),
    );

    test(
      "a statement that is no longer handed over is forgotten, one that changed is replaced",
      given(async (ledger) => {
        await pass(ledger, { statements: everything, seconds: 1 });
        const left = [comment("b", 2, { body: "/hold cancel" }), comment("a", 3)];
        await pass(ledger, { statements: left, seconds: 2 });
        expect((await ledger.threads.remembered(one))?.statements).toEqual(left);
      }),
    );

    test(
      "what deliveries told of a statement is kept before it is read, while it is read, and after it is gone",
      given(async (ledger) => {
        const [a, b] = [nodeIdOf("a"), nodeIdOf("b")];
        const told = learnt(
          1,
          t0,
          { kind: "withdrawn", statement: a },
          { kind: "reviewed", statement: b, commit: shaNumber(4) },
          { kind: "reviewed", statement: b, commit: shaNumber(5) },
        );
        await ledger.work.wake({ wakes: [], learnt: [told] }, t0);
        const expected = { withdrawn: new Set([a]), submittedOn: new Map([[b, shaNumber(4)]]) };
        expect(await ledger.threads.remembered(one)).toMatchObject({ statements: [], readWholeAt: undefined, ...expected });
        await pass(ledger, { statements: everything, seconds: 1 });
        expect((await ledger.threads.remembered(one))?.statements).toEqual(everything);
        expect(await ledger.threads.remembered(one)).toMatchObject(expected);
        await pass(ledger, { statements: [], seconds: 2 });
        expect(await ledger.threads.remembered(one)).toMatchObject({ statements: [], ...expected });
      }),
    );

    test(
      "a worker that comes late with an older look does not undo a newer one",
      given(async (ledger) => {
        await pass(ledger, { statements: [comment("a", 1), comment("b", 2)], seconds: 20 });
        await ledger.threads.remember(one, learnedFrom(lookAt({ statements: [comment("a", 1)], head: 9, seconds: 10 })));
        expect((await ledger.threads.remembered(one))?.statements).toHaveLength(2);
        expect((await meet(ledger, 1, 30)).sightings.map((sighting) => sighting.at)).toEqual([at(10), at(20)]);
        expect(await ledger.threads.withHead(12, shaNumber(9))).toEqual([]);
      }),
    );

    test(
      "a sighting that was delivered during a pass stands beside the pass's own, in order of time, each once",
      given(async (ledger) => {
        await meet(ledger, 1, 5);
        const delivered = { wakes: [], learnt: [learnt(1, t0, sighted(2, 7, { before: shaNumber(1) }), sighted(1, 3))] };
        await ledger.work.wake(delivered, at(8));
        await ledger.threads.remember(one, learnedFrom(lookAt({ seconds: 6 })));
        await ledger.work.wake(delivered, at(9));
        expect((await meet(ledger, 1, 10)).sightings).toEqual([
          seen(1, 3),
          seen(1, 6, { source: "read" }),
          seen(2, 7, { before: shaNumber(1) }),
        ]);
      }),
    );

    test(
      "votes are kept by statement, and the newest judgement of one replaces the older",
      given(async (ledger) => {
        const vote = (statement: string, isFinal: boolean): VoteRecord => ({
          statement: nodeIdOf(statement),
          by: userIdOf(1),
          login: loginOf("Alice"),
          at: at(1),
          isEntitled: true,
          baseRef: "main",
          sight: {
            kind: "known",
            isFinal,
            revisions: [{ head: shaNumber(1), tree: shaNumber(2), mergeBase: shaNumber(3), mergeBaseTree: shaNumber(4) }],
          },
        });
        const unseen: VoteRecord = { ...vote("c", true), sight: { kind: "unknown", reason: "no sighting" } };
        await meet(ledger, 1, 1);
        await ledger.threads.remember(one, learnedFrom(lookAt({ seconds: 1 }), { votes: [vote("a", false), unseen] }));
        await ledger.threads.remember(one, learnedFrom(lookAt({ seconds: 2 }), { votes: [vote("a", true)] }));
        expect((await meet(ledger, 1, 3)).votes).toEqual(
          new Map([
            [nodeIdOf("a"), vote("a", true)],
            [nodeIdOf("c"), unseen],
          ]),
        );
        expect((await meet(ledger, 2, 3)).votes).toEqual(new Map());
      }),
    );

    test(
      "a thread that was never met cannot be remembered",
      given(async (ledger) => {
        await expect(ledger.threads.remember(one, learnedFrom(lookAt({})))).rejects.toThrow("never met");
      }),
    );
  });

  describe("orders", () => {
    const key = orderKeyOf("assign", "assign", "IC_1");

    test(
      "are started before and done after, and a second start of a done one is refused",
      given(async (ledger) => {
        await meet(ledger, 1, 1);
        await ledger.threads.startOrder(one, key, at(2));
        expect((await meet(ledger, 1, 3)).orders).toEqual(new Map([[key, { key, state: "started", at: at(2), outcome: {} }]]));
        const outcome = { refused: ["bob"], written: 7, why: "not assignable" };
        await ledger.threads.finishOrder(one, key, outcome, at(4));
        expect((await meet(ledger, 1, 5)).orders).toEqual(new Map([[key, { key, state: "done", at: at(4), outcome }]]));
        await expect(ledger.threads.startOrder(one, key, at(6))).rejects.toThrow("done already");
        expect((await meet(ledger, 2, 7)).orders).toEqual(new Map());
      }),
    );

    test(
      "one that was started before a crash may be started again, and is waited for from then on",
      given(async (ledger) => {
        await ledger.threads.startOrder(one, key, at(2));
        await ledger.threads.startOrder(one, key, at(50));
        expect((await meet(ledger, 1, 51)).orders.get(key)?.at).toBe(at(50));
      }),
    );

    test(
      "one that was refused without a try is done as well",
      given(async (ledger) => {
        await ledger.threads.finishOrder(one, key, { why: "too old" }, at(2));
        expect((await meet(ledger, 1, 3)).orders.get(key)?.state).toBe("done");
      }),
    );
  });

  describe("threads that share something", () => {
    test(
      "siblings have the same head and base branch, are open, and are ready as far as is known",
      given(async (ledger) => {
        await pass(ledger, { number: 2 }, true);
        await pass(ledger, { number: 3, base: "release" }, true);
        await pass(ledger, { number: 4, head: 2 }, true);
        await pass(ledger, { number: 5, state: "closed" }, true);
        await pass(ledger, { number: 6 }, false);
        await meet(ledger, 7, 0);
        expect((await meet(ledger, 1, 1)).siblings).toEqual([
          { thread: keyOf(thread(2)), number: 2, isReady: true },
          { thread: keyOf(thread(6)), number: 6, isReady: false },
          { thread: keyOf(thread(7)), number: 7, isReady: undefined },
        ]);
      }),
    );

    test(
      "a head is shared with whoever has it or had it, and with no other repository or head",
      given(async (ledger) => {
        expect((await meet(ledger, 1, 0)).isHeadShared).toBe(false);
        await pass(ledger, { number: 2, head: 2 }, true);
        expect((await meet(ledger, 1, 1)).isHeadShared).toBe(false);
        await pass(ledger, { number: 3 }, true);
        expect((await meet(ledger, 1, 2)).isHeadShared).toBe(true);
        await pass(ledger, { number: 3, head: 3, seconds: 4000 }, true);
        expect((await meet(ledger, 1, 4001)).isHeadShared).toBe(true);
      }),
    );

    test(
      "a sibling whose verdict is about another head is not ready",
      given(async (ledger) => {
        await pass(ledger, { number: 2, head: 1, seconds: 0 }, true);
        await ledger.work.wake({ wakes: [], learnt: [learnt(2, t0, sighted(8, 100))] }, at(100));
        expect((await meet(ledger, 1, 101, 1)).siblings).toEqual([{ thread: keyOf(thread(2)), number: 2, isReady: undefined }]);
        expect((await meet(ledger, 1, 102, 8)).siblings).toEqual([{ thread: keyOf(thread(2)), number: 2, isReady: undefined }]);
      }),
    );

    const changes = [
      { what: "becomes ready", after: { number: 1, seconds: 200 }, isReady: true, wakes: [2] },
      { what: "is closed", after: { number: 1, seconds: 200, state: "merged" as const }, isReady: false, wakes: [2] },
      { what: "moves to another head", after: { number: 1, seconds: 200, head: 4 }, isReady: false, wakes: [2, 4] },
      { what: "is aimed at another base", after: { number: 1, seconds: 200, base: "release" }, isReady: false, wakes: [2, 3] },
      { what: "stays as it was", after: { number: 1, seconds: 200 }, isReady: false, wakes: [] },
    ];
    test.each(changes)("when a thread $what, $wakes.length of those that share its check look again", async ({ after, isReady, wakes }) =>
      given(async (ledger) => {
        await pass(ledger, { number: 1 });
        await pass(ledger, { number: 2 });
        await pass(ledger, { number: 3, base: "release" });
        await pass(ledger, { number: 4, head: 4 });
        for (let claim = await ledger.work.claim(at(1), 60); claim !== undefined; claim = await ledger.work.claim(at(1), 60))
          await ledger.work.finish(claim.lease, at(1));
        await pass(ledger, after, isReady);
        expect(await dueThreads(ledger, at(200))).toEqual(wakes);
      })(),
    );

    test(
      "threads are found by their head, by the head of their last verdict, and by nothing older",
      given(async (ledger) => {
        await pass(ledger, { number: 1, head: 1 });
        await ledger.work.wake({ wakes: [], learnt: [learnt(1, t0, sighted(2, 100))] }, at(100));
        const found = async (head: number) => (await ledger.threads.withHead(12, shaNumber(head))).map((name) => name.number);
        expect([await found(1), await found(2)]).toEqual([[1], [1]]);
        await pass(ledger, { number: 1, head: 2, seconds: 101 });
        expect([await found(1), await found(2)]).toEqual([[], [1]]);
        expect(await ledger.threads.withHead(13, shaNumber(2))).toEqual([]);
      }),
    );

    test(
      "a delivery that comes late does not bring an old head back, nor does a read of a lagging replica",
      given(async (ledger) => {
        await ledger.work.wake({ wakes: [], learnt: [learnt(1, t0, sighted(2, 100)), learnt(1, t0, sighted(1, 50))] }, at(101));
        await meet(ledger, 1, 102, 1);
        expect(await ledger.threads.withHead(12, shaNumber(2))).toEqual([thread(1)]);
        expect(await ledger.threads.withHead(12, shaNumber(1))).toEqual([]);
      }),
    );

    test(
      "open threads are listed by repository, and by base branch where it is known",
      given(async (ledger) => {
        await pass(ledger, { number: 1 });
        await pass(ledger, { number: 2, base: "release" });
        await pass(ledger, { number: 3, state: "merged" });
        await ledger.work.wake({ wakes: [], learnt: [learnt(4, t0)] }, t0);
        const numbers = async (base?: string) => (await ledger.threads.open(12, base)).map((name) => name.number);
        expect(await numbers()).toEqual([1, 2, 4]);
        expect(await numbers("main")).toEqual([1, 4]);
        expect(await ledger.threads.open(13)).toEqual([]);
      }),
    );

    test(
      "a thread is listed under the name under which it was met last",
      given(async (ledger) => {
        await meet(ledger, 1, 1);
        const renamed = { ...thread(1), repository: { id: 12, owner: "other", name: "hammer" } };
        await ledger.work.wake({ wakes: [], learnt: [{ kind: "pull request", thread: renamed, adoptedAt: t0, evidence: [] }] }, at(2));
        expect(await ledger.threads.open(12)).toEqual([renamed]);
      }),
    );
  });

  describe("a list of open threads", () => {
    const listed = (number: number, more: Partial<OpenThread> = {}): OpenThread => ({
      ...{ number, head: shaNumber(1), base: "main", baseTip: shaNumber(500), updatedAt: at(-1000), labels: [] },
      listedAt: at(1000),
      ...more,
    });
    const numbers = async (ledger: Ledger, ...threads: OpenThread[]) =>
      (await ledger.threads.changed(12, threads)).map(({ number }) => number);

    test(
      "names those that no pass was made over, and not those that are as the last pass left them",
      given(async (ledger) => {
        await pass(ledger, { number: 1 });
        expect(await numbers(ledger, listed(1), listed(2))).toEqual([2]);
      }),
    );

    test.each<[string, Partial<OpenThread>]>([
      ["another head", { head: shaNumber(2) }],
      ["another base branch", { base: "release" }],
      ["a base branch that moved", { baseTip: shaNumber(501) }],
      ["a base branch that is gone", { baseTip: undefined }],
      ["a later change", { updatedAt: at(-999) }],
      ["another label", { labels: ["lgtm"] }],
      ["a day without a whole read", { listedAt: at(86_401) }],
    ])("names one with %s", async (_, more) => {
      await given(async (ledger) => {
        await pass(ledger, { number: 1 });
        expect(await numbers(ledger, listed(1, more))).toEqual([1]);
      })();
    });

    test(
      "names one that changed so shortly before the pass that more may have happened in that moment",
      given(async (ledger) => {
        await meet(ledger, 1, 0);
        await ledger.threads.remember(one, learnedFrom({ ...lookAt({}), updatedAt: at(-60) }));
        expect(await numbers(ledger, listed(1, { updatedAt: at(-60) }))).toEqual([1]);
        await ledger.threads.remember(one, learnedFrom({ ...lookAt({ seconds: 1 }), updatedAt: at(-60) }));
        expect(await numbers(ledger, listed(1, { updatedAt: at(-60) }))).toEqual([]);
      }),
    );

    test(
      "stands for one look at the newest where the repository was last seen switched off",
      given(async (ledger) => {
        await pass(ledger, { number: 1 });
        await ledger.threads.noteInactive(12, at(2));
        expect(await numbers(ledger, listed(1), listed(3), listed(2))).toEqual([3]);
        await meet(ledger, 3, 4);
        expect(await numbers(ledger, listed(1), listed(2), listed(3))).toEqual([2, 3]);
      }),
    );
  });

  describe("forgetting", () => {
    const days = (n: number) => n * 24 * 60 * 60;
    const key = orderKeyOf("assign", "assign", "IC_1");

    test(
      "an open thread is kept with its statements and its orders",
      given(async (ledger) => {
        await pass(ledger, { statements: [comment("a", 1)] });
        await ledger.threads.finishOrder(one, key, {}, at(1));
        await ledger.prune(at(days(89)));
        expect((await ledger.threads.remembered(one))?.statements).toHaveLength(1);
        expect((await meet(ledger, 1, days(89))).orders.size).toBe(1);
      }),
    );

    test(
      "a thread closed for a month, or met by nobody for three, is history when it is met again",
      given(async (ledger) => {
        await pass(ledger, { number: 1, state: "closed" });
        await pass(ledger, { number: 2 });
        await ledger.threads.finishOrder(one, key, {}, at(1));
        await ledger.prune(at(days(29)));
        expect(await ledger.threads.remembered(one)).toBeDefined();
        await ledger.prune(at(days(31)));
        expect(await ledger.threads.remembered(one)).toBeUndefined();
        const memory = await meet(ledger, 1, days(32));
        expect([memory.adoptedAt, memory.orders.size, memory.activeSince]).toEqual([at(days(32)), 0, t0]);
        expect(await ledger.threads.remembered(keyOf(thread(2)))).toBeDefined();
        await ledger.prune(at(days(91)));
        expect(await ledger.threads.remembered(keyOf(thread(2)))).toBeUndefined();
      }),
    );
  });
}
