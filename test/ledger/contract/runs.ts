/** What every store must do as the memory of runs: a cause has one run, which is asked for by one process at a time and ends once. */
import { describe, expect, test } from "vitest";
import { nodeIdOf, orderKeyOf, userIdOf } from "../../../src/core/ids.ts";
import type { NewRun, RunNote, RunRecord } from "../../../src/core/jobs/records.ts";
import { type Abort, type Cause, runKeyOf } from "../../../src/core/jobs/run.ts";
import { ticketIn } from "../../../src/core/jobs/runner.ts";
import type { Ledger } from "../../../src/ledger/ledger.ts";
import { at, keyOf, shaNumber, thread } from "../samples.ts";

type Given = (run: (ledger: Ledger) => Promise<void>) => () => Promise<void>;

const asked = (statement: string): Cause => ({ kind: "asked", statement: nodeIdOf(statement), by: userIdOf(1), isByTrusted: true });

export const wantedRun = (statement = "IC_1", job = "unit", more: Partial<NewRun> = {}): NewRun => ({
  ...{ key: runKeyOf(asked(statement), job), job, context: `ci/${job}`, cause: asked(statement), runner: "github-actions", inputs: {} },
  causedAt: at(0),
  ...{ head: shaNumber(1), base: { name: "main", tip: shaNumber(2) } },
  ...more,
});

/** A ticket that nobody has. */
const unknown = [ticketIn(`[${"f".repeat(32)}]`)].filter((ticket) => ticket !== undefined);
const one = keyOf(thread(1));
const { key } = wantedRun();
const name = { thread: one, key };
const place = { runner: "github-actions", repository: "acme/jobs", workflow: "e2e.yml", ref: "main" } as const;

async function want(ledger: Ledger, runs: readonly NewRun[] = [wantedRun()], number = 1, seconds = 0): Promise<void> {
  await ledger.threads.meet(thread(number), keyOf(thread(number)), at(seconds), { sha: shaNumber(1), base: "main" });
  await ledger.runs.settle(keyOf(thread(number)), { wanted: runs, sought: [], aborted: [], answered: [] }, at(seconds));
}

const abort = (ledger: Ledger, why: Abort, seconds: number) =>
  ledger.runs.settle(one, { wanted: [], sought: [], aborted: [{ key, why }], answered: [] }, at(seconds));

async function record(ledger: Ledger): Promise<RunRecord> {
  const [found] = await ledger.runs.ofThread(one);
  if (found === undefined) throw new Error("there is no run");
  return found;
}

const note = (ledger: Ledger, what: RunNote, seconds = 9) => ledger.runs.note(name, what, at(seconds));
const success: RunNote = { kind: "ended", state: "success" };

export function runsContract(given: Given): void {
  describe("wanting", () => {
    test(
      "twice is wanting once, whatever the second one says",
      given(async (ledger) => {
        await want(ledger);
        const before = await record(ledger);
        await want(ledger, [wantedRun("IC_1", "unit", { head: shaNumber(7) })], 1, 5);
        expect(await ledger.runs.ofThread(one)).toEqual([before]);
      }),
    );

    test(
      "keeps all that is known of a run",
      given(async (ledger) => {
        const run = wantedRun("IC_1", "unit", { workflow: "own.yml", inputs: { runtime: "cri-o" }, timeLimit: 60, runner: "webhook" });
        await want(ledger, [run]);
        expect(await record(ledger)).toEqual({
          ...run,
          ...{ thread: one, target: thread(1), state: "waiting", createdAt: at(0), tries: 0, lost: 0, isSole: false, twins: [] },
          ticket: expect.stringMatching(/^[0-9a-f]{32}$/),
        });
      }),
    );

    test.each<[string, Cause]>([
      ["a head", { kind: "head", head: shaNumber(1), base: "main", attempt: 2 }],
      ["a person", asked("IC_1")],
      ["somebody who is gone", { kind: "asked", statement: nodeIdOf("IC_1"), by: undefined, isByTrusted: false }],
    ])("for %s gives the cause back as it was", (_, cause) =>
      given(async (ledger) => {
        await want(ledger, [wantedRun("IC_1", "unit", { cause })]);
        expect((await record(ledger)).cause).toEqual(cause);
      })(),
    );

    test(
      "gives each run a ticket of its own, and the same run the same ticket in every ledger",
      given(async (ledger) => {
        await want(ledger, [wantedRun("IC_1"), wantedRun("IC_2"), wantedRun("IC_1", "lint")]);
        await want(ledger, [wantedRun("IC_1")], 2);
        const records = [...(await ledger.runs.ofThread(one)), ...(await ledger.runs.ofThread(keyOf(thread(2))))];
        expect(new Set(records.map(({ ticket }) => ticket)).size).toBe(4);
        // As `printf '12#1 asked:IC_1:unit' | sha256sum` has it.
        expect(records[0]?.ticket).toBe("477428d208b6df6de2f8874d9531aca1");
      }),
    );

    test(
      "is recorded together with what it answers, or not at all",
      given(async (ledger) => {
        await want(ledger, []);
        const order = orderKeyOf("jobs", "asked", "IC_1");
        const status = { context: "ci/e2e", state: "success", description: "Skipped", url: undefined } as const;
        const outcome = { answer: { head: shaNumber(1), reply: "These can be started.", notes: ["One was not."], statuses: [status] } };
        const broken = { ...wantedRun("IC_2"), job: undefined } as unknown as NewRun;
        await expect(
          ledger.runs.settle(one, { wanted: [wantedRun(), broken], sought: [], aborted: [], answered: [{ key: order, outcome }] }, at(1)),
        ).rejects.toThrow();
        expect(await ledger.runs.ofThread(one)).toEqual([]);
        await ledger.runs.settle(one, { wanted: [wantedRun()], sought: [], aborted: [], answered: [{ key: order, outcome }] }, at(1));
        const { orders } = await ledger.threads.meet(thread(1), one, at(2), { sha: shaNumber(1), base: "main" });
        expect(orders.get(order)?.outcome).toEqual(outcome);
        expect([orders.get(order)?.state, (await ledger.runs.ofThread(one)).length]).toEqual(["done", 1]);
      }),
    );
  });

  describe("asking a runner", () => {
    test(
      "is the right of one among many who try at once",
      given(async (ledger) => {
        await want(ledger);
        const turns = await Promise.all([1, 2, 3, 4].map((seconds) => ledger.runs.begin(name, 0, at(seconds), place)));
        expect(turns.filter(Boolean)).toHaveLength(1);
        expect(await record(ledger)).toMatchObject({ state: "starting", tries: 1, lost: 0, startedAt: at(1), triedAt: at(1) });
      }),
    );

    test(
      "again counts the one before it as lost, and keeps the time of the first",
      given(async (ledger) => {
        await want(ledger);
        await ledger.runs.begin(name, 0, at(1), place);
        expect(await ledger.runs.begin(name, 0, at(200), place)).toBe(false);
        expect(await ledger.runs.begin(name, 1, at(200), place)).toBe(true);
        expect(await record(ledger)).toMatchObject({ tries: 2, lost: 1, startedAt: at(1), triedAt: at(200) });
      }),
    );

    test(
      "that was put off leaves nothing lost, and an older try cannot take it up",
      given(async (ledger) => {
        await want(ledger);
        await ledger.runs.begin(name, 0, at(1), place);
        expect(await note(ledger, { kind: "postponed" })).toBe(true);
        expect(await ledger.runs.begin(name, 0, at(50), place)).toBe(false);
        expect(await ledger.runs.begin(name, 1, at(60), place)).toBe(true);
        expect(await record(ledger)).toMatchObject({ tries: 2, lost: 0, startedAt: at(60) });
      }),
    );

    test(
      "keeps where it was asked for first, whatever is set up later, and nothing of a place that put it off",
      given(async (ledger) => {
        const elsewhere = { runner: "webhook", url: "https://ci.test/" } as const;
        await want(ledger);
        expect((await record(ledger)).place).toBeUndefined();
        await ledger.runs.begin(name, 0, at(1), elsewhere);
        await note(ledger, { kind: "postponed" });
        expect((await record(ledger)).place).toBeUndefined();
        await ledger.runs.begin(name, 1, at(60), place);
        await ledger.runs.begin(name, 2, at(300), elsewhere);
        expect((await record(ledger)).place).toEqual(place);
        await note(ledger, { kind: "postponed" });
        expect((await record(ledger)).place).toEqual(place);
      }),
    );

    test(
      "for a run that ended is refused",
      given(async (ledger) => {
        await want(ledger);
        await ledger.runs.begin(name, 0, at(1), place);
        await note(ledger, success);
        expect(await ledger.runs.begin(name, 1, at(10), place)).toBe(false);
      }),
    );
  });

  describe("an end", () => {
    test(
      "is final: no later note, abort or report changes it",
      given(async (ledger) => {
        await want(ledger);
        await ledger.runs.begin(name, 0, at(1), place);
        await note(ledger, { kind: "started", id: "77", url: "https://ci.test/77" }, 2);
        expect(await note(ledger, { kind: "ended", state: "failure", why: "It failed." }, 3)).toBe(true);
        const before = await record(ledger);
        expect(before).toMatchObject({ state: "failure", id: "77", url: "https://ci.test/77", why: "It failed.", endedAt: at(3) });
        expect(await note(ledger, success)).toBe(false);
        expect(await note(ledger, { kind: "started", id: "78" })).toBe(false);
        expect(await note(ledger, { kind: "postponed" })).toBe(false);
        await abort(ledger, "pushed", 9);
        expect(await record(ledger)).toEqual(before);
      }),
    );

    test(
      "comes at once where a run is aborted that nobody was asked for",
      given(async (ledger) => {
        await want(ledger);
        await abort(ledger, "pushed", 9);
        expect(await record(ledger)).toMatchObject({ state: "aborted", abort: "pushed", endedAt: at(9), isSole: true });
      }),
    );

    test(
      "is waited for where a runner was asked, and the first reason to abort stays",
      given(async (ledger) => {
        await want(ledger);
        await ledger.runs.begin(name, 0, at(1), place);
        await abort(ledger, "pushed", 9);
        await abort(ledger, "closed", 10);
        expect(await record(ledger)).toMatchObject({ state: "starting", abort: "pushed" });
      }),
    );

    test(
      "of one thread's run is none of another thread's with the same key",
      given(async (ledger) => {
        await want(ledger, [wantedRun()], 2);
        await want(ledger);
        await abort(ledger, "closed", 9);
        const states = async (number: number) => (await ledger.runs.ofThread(keyOf(thread(number)))).map(({ state }) => state);
        expect([await states(1), await states(2)]).toEqual([["aborted"], ["waiting"]]);
      }),
    );

    test(
      "leaves room to note, once, that nothing else runs under the ticket",
      given(async (ledger) => {
        await want(ledger);
        await ledger.runs.begin(name, 0, at(1), place);
        await note(ledger, success);
        expect(await note(ledger, { kind: "sole", twins: ["https://ci.test/78"] })).toBe(true);
        expect(await note(ledger, { kind: "sole", twins: [] })).toBe(false);
        expect(await record(ledger)).toMatchObject({ state: "success", isSole: true, twins: ["https://ci.test/78"] });
      }),
    );
  });

  describe("a run of an earlier ledger", () => {
    const seek = (ledger: Ledger) => ledger.runs.settle(one, { wanted: [], sought: [wantedRun()], aborted: [], answered: [] }, at(50));

    test(
      "is sought under the time of its cause, takes nobody's room, and is not asked for",
      given(async (ledger) => {
        await want(ledger, []);
        await seek(ledger);
        expect(await record(ledger)).toMatchObject({ state: "sought", createdAt: at(0), causedAt: at(0), tries: 0 });
        expect([await ledger.runs.live(12, "unit"), await ledger.runs.begin(name, 0, at(51), place)]).toEqual([[], false]);
      }),
    );

    test(
      "goes on here once it is found, whether it was sought or waits",
      given(async (ledger) => {
        const taken = { kind: "taken over", place, id: "77", url: "https://ci.test/77" } as const;
        await want(ledger, []);
        await seek(ledger);
        expect(await note(ledger, taken, 60)).toBe(true);
        expect(await record(ledger)).toMatchObject({ state: "running", id: "77", place, startedAt: at(60), triedAt: at(60), tries: 0 });
        expect(await note(ledger, { ...taken, id: "78" }, 61)).toBe(false);
        await want(ledger, [wantedRun()], 2);
        const other = { thread: keyOf(thread(2)), key };
        expect(await ledger.runs.note(other, taken, at(60))).toBe(true);
        expect(await ledger.runs.ofThread(other.thread)).toMatchObject([{ state: "running", id: "77" }]);
      }),
    );

    test(
      "that is to be taken back is sought all the same, and is forgotten where nobody has it",
      given(async (ledger) => {
        await want(ledger, []);
        await seek(ledger);
        await abort(ledger, "pushed", 55);
        expect(await record(ledger)).toMatchObject({ state: "sought", abort: "pushed" });
        expect([await note(ledger, { kind: "absent" }), await ledger.runs.ofThread(one)]).toEqual([true, []]);
        await want(ledger);
        expect([await note(ledger, { kind: "absent" }), (await record(ledger)).state]).toEqual([false, "waiting"]);
      }),
    );
  });

  describe("a runner's name for a run", () => {
    test(
      "is the first that was told",
      given(async (ledger) => {
        await want(ledger);
        await ledger.runs.begin(name, 0, at(1), place);
        await note(ledger, { kind: "started" });
        await note(ledger, { kind: "started", id: "77", url: "https://ci.test/77" });
        await note(ledger, { kind: "started", id: "78", url: "https://ci.test/78" });
        expect(await record(ledger)).toMatchObject({ id: "77", url: "https://ci.test/77" });
      }),
    );
  });

  describe("a report", () => {
    const told = async (ledger: Ledger) => {
      await want(ledger, [wantedRun("IC_1", "unit", { runner: "webhook" })]);
      await ledger.runs.begin(name, 0, at(1), place);
      const { ticket } = await record(ledger);
      return (state: "running" | "success" | "failure", seconds: number, runner: "webhook" | "github-actions" = "webhook") =>
        ledger.runs.report({ runner, ticket, at: at(seconds), state, url: `https://ci.test/${seconds}`, why: "So it is." }, at(500));
    };

    test(
      "is kept, and makes the thread due",
      given(async (ledger) => {
        const report = await told(ledger);
        const { ticket } = await record(ledger);
        expect(await report("running", 20)).toBe("kept");
        expect(await ledger.work.claim(at(500), 60)).toMatchObject({ wake: { kind: "thread", number: 1 } });
        expect(await record(ledger)).toMatchObject({ state: "running", id: ticket, url: "https://ci.test/20" });
        expect(await report("running", 20)).toBe("over");
        expect(await report("failure", 20)).toBe("kept");
        expect(await record(ledger)).toMatchObject({ state: "failure", why: "So it is.", endedAt: at(500) });
      }),
    );

    test(
      "that comes after the end, or that a newer one overtook, changes nothing and wakes nobody",
      given(async (ledger) => {
        const report = await told(ledger);
        await report("running", 20);
        const running = await record(ledger);
        expect([await report("success", 19), await record(ledger)]).toEqual(["over", running]);
        await report("failure", 30);
        const claim = await ledger.work.claim(at(500), 60);
        if (claim !== undefined) await ledger.work.finish(claim.lease, at(500));
        const failed = await record(ledger);
        expect([await report("success", 40), await report("failure", 30), await record(ledger)]).toEqual(["over", "over", failed]);
        expect(await ledger.work.claim(at(500), 60)).toBeUndefined();
      }),
    );

    test(
      "of a run that nobody was asked for, that another runner has, or that is not known, changes nothing",
      given(async (ledger) => {
        const report = await told(ledger);
        expect(await report("success", 20, "github-actions")).toBe("over");
        await note(ledger, { kind: "postponed" });
        expect(await report("success", 20)).toBe("over");
        expect((await record(ledger)).state).toBe("waiting");
        for (const ticket of unknown)
          expect(await ledger.runs.report({ runner: "webhook", ticket, at: at(1), state: "success" }, at(1))).toBe("unknown");
      }),
    );
  });

  describe("an end", () => {
    const isDue = async (ledger: Ledger): Promise<unknown> => (await ledger.work.claim(at(60), 60))?.wake;

    test(
      "wakes the thread whose run has waited longest for the same job",
      given(async (ledger) => {
        await want(ledger);
        await want(ledger, [wantedRun("IC_9", "lint")], 4, 1);
        await want(ledger, [wantedRun("IC_2")], 2, 2);
        await want(ledger, [wantedRun("IC_3")], 3, 3);
        await ledger.runs.begin(name, 0, at(4), place);
        await note(ledger, { kind: "started", id: "7" });
        expect(await isDue(ledger)).toBeUndefined();
        await note(ledger, success);
        expect(await isDue(ledger)).toMatchObject({ kind: "thread", number: 2 });
        expect(await isDue(ledger)).toBeUndefined();
      }),
    );

    test(
      "that is told twice, or of a job for which nobody waits, wakes nobody",
      given(async (ledger) => {
        await want(ledger);
        await want(ledger, [wantedRun("IC_9", "lint")], 2, 1);
        await ledger.runs.begin(name, 0, at(4), place);
        await note(ledger, success);
        expect(await isDue(ledger)).toBeUndefined();
        await want(ledger, [wantedRun("IC_2")], 2, 2);
        await note(ledger, success);
        expect(await isDue(ledger)).toBeUndefined();
      }),
    );
  });

  describe("runs are found", () => {
    test(
      "by job, in all threads of a repository, while they live, in the order in which they were wanted",
      given(async (ledger) => {
        await want(ledger, [wantedRun("IC_2")], 2);
        await want(ledger, [wantedRun("IC_1"), wantedRun("IC_1", "lint")]);
        await ledger.threads.meet(thread(3, 13), keyOf(thread(3, 13)), at(0), { sha: shaNumber(1), base: "main" });
        await ledger.runs.settle(keyOf(thread(3, 13)), { wanted: [wantedRun("IC_3")], sought: [], aborted: [], answered: [] }, at(0));
        const numbers = async () => (await ledger.runs.live(12, "unit")).map(({ target }) => target.number);
        expect(await numbers()).toEqual([2, 1]);
        await abort(ledger, "closed", 9);
        expect(await numbers()).toEqual([2]);
      }),
    );

    test(
      "by what a delivery tells of their ends: their threads become due, and tickets of others are passed over",
      given(async (ledger) => {
        await want(ledger);
        const { ticket } = await record(ledger);
        await ledger.work.wake({ wakes: [], runs: [...unknown, ticket], causes: ["a"] }, at(5));
        expect(await ledger.work.claim(at(5), 60)).toMatchObject({ wake: { kind: "thread", ...thread(1) }, causes: ["a"] });
        expect(await ledger.work.claim(at(5), 60)).toBeUndefined();
      }),
    );

    test(
      "no more once their thread is forgotten",
      given(async (ledger) => {
        await want(ledger);
        const { ticket } = await record(ledger);
        await ledger.prune(at(91 * 24 * 60 * 60));
        await ledger.work.wake({ wakes: [], runs: [ticket] }, at(92 * 24 * 60 * 60));
        expect([await ledger.runs.ofThread(one), await ledger.work.nextDue()]).toEqual([[], undefined]);
      }),
    );
  });
}
