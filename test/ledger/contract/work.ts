/** What every store must do as a work set: nothing is lost, and one subject is worked on by one worker at a time. */
import { describe, expect, test } from "vitest";
import type { Wake } from "../../../src/core/memory.ts";
import type { Claim, Ledger } from "../../../src/ledger/ledger.ts";
import { at, learnt, shaNumber, sighted, t0, thread, wakeOf, wakes } from "../samples.ts";

type Given = (run: (ledger: Ledger) => Promise<void>) => () => Promise<void>;

const lease = 60;

async function claimed(ledger: Ledger, seconds: number): Promise<Claim> {
  const claim = await ledger.work.claim(at(seconds), lease);
  if (claim === undefined) throw new Error("nothing is due");
  return claim;
}
const numberOf = (claim: Claim | undefined): number | undefined => (claim?.wake.kind === "thread" ? claim.wake.number : undefined);
const isThorough = (claim: Claim): boolean => claim.wake.kind === "thread" && claim.wake.thoroughly;

export function workContract(given: Given): void {
  describe("the set", () => {
    test(
      "many wakes of one thread are one piece of work",
      given(async (ledger) => {
        for (let n = 0; n < 5; n += 1) await ledger.work.wake(wakes(1), at(n));
        const claim = await claimed(ledger, 10);
        expect(claim.since).toBe(t0);
        await ledger.work.finish(claim.lease, at(11));
        expect(await ledger.work.claim(at(12), lease)).toBeUndefined();
      }),
    );

    test(
      "every kind of wake comes out as it went in",
      given(async (ledger) => {
        const { installation, repository } = thread(1);
        const all: Wake[] = [
          wakeOf(1, true),
          { kind: "issue", installation, repository, number: 1 },
          { kind: "merge group", installation, repository, head: shaNumber(8), base: "main", number: 1 },
          { kind: "merge group", installation, repository, head: shaNumber(9), base: "main" },
          { kind: "commit", installation, repository, sha: shaNumber(7) },
          { kind: "branch", installation, repository, branch: "release 1.0 #2" },
          { kind: "repository", installation, repository, thoroughly: true },
          { kind: "installation", installation, thoroughly: false },
        ];
        await ledger.work.wake({ wakes: all }, t0);
        const out = await Promise.all(all.map(async () => (await claimed(ledger, 1)).wake));
        expect(out).toEqual(all);
      }),
    );

    test(
      "a repository keeps its subject when it is renamed, and work goes to the new name",
      given(async (ledger) => {
        await ledger.work.wake(wakes(1), t0);
        const renamed = { ...thread(1), repository: { id: 12, owner: "acme", name: "hammer" } };
        await ledger.work.wake({ wakes: [{ kind: "thread", ...renamed, thoroughly: false }] }, at(1));
        expect((await claimed(ledger, 2)).wake).toMatchObject({ repository: { name: "hammer" } });
        expect(await ledger.work.claim(at(2), lease)).toBeUndefined();
      }),
    );

    test(
      "all of a repository is wanted where one of two wakes wants it",
      given(async (ledger) => {
        const { installation, repository } = thread(1);
        for (const thoroughly of [true, false])
          await ledger.work.wake({ wakes: [{ kind: "repository", installation, repository, thoroughly }] }, t0);
        expect((await claimed(ledger, 1)).wake).toMatchObject({ kind: "repository", thoroughly: true });
      }),
    );

    test(
      "a claim names the newest deliveries behind it, also when it is tried again, and those after it are for the next",
      given(async (ledger) => {
        for (const id of ["a", "b", "c", "d", "e", "f", "g"]) await ledger.work.wake({ ...wakes(1), causes: [id] }, t0);
        const first = await claimed(ledger, 1);
        expect(first.causes).toEqual(["c", "d", "e", "f", "g"]);
        await ledger.work.retry(first.lease, "no answer", at(2));
        const again = await claimed(ledger, 100);
        expect(again.causes).toEqual(first.causes);
        await ledger.work.wake({ ...wakes(1), causes: ["h"] }, at(101));
        await ledger.work.finish(again.lease, at(102));
        const last = await claimed(ledger, 103);
        expect(last.causes).toEqual(["h"]);
        await ledger.work.again(last.lease, at(200), at(104));
        expect((await claimed(ledger, 260)).causes).toEqual([]);
      }),
    );

    test(
      "what is lost is dropped, under a lease too, and nothing beside it",
      given(async (ledger) => {
        const elsewhere = { ...thread(1), installation: 6, repository: { id: 13, owner: "acme", name: "hammer" } };
        const other: Wake = { kind: "thread", ...elsewhere, thoroughly: false };
        const neighbour: Wake = { kind: "thread", ...thread(1, 14), thoroughly: false };
        await ledger.work.wake(wakes(1), t0);
        const { lease: held } = await claimed(ledger, 1);
        await ledger.work.wake({ wakes: [wakeOf(2), other, neighbour] }, at(2));
        await ledger.work.wake({ wakes: [], lost: [{ installation: 5, repository: 12 }] }, at(3));
        expect(await ledger.work.holds(held, at(3))).toBe(false);
        expect(await ledger.work.retry(held, "too late", at(4))).toBe(false);
        expect([(await claimed(ledger, 5)).wake, (await claimed(ledger, 5)).wake]).toEqual([other, neighbour]);
        await ledger.work.wake({ wakes: [], lost: [{ installation: 6 }] }, at(6));
        await ledger.work.wake({ wakes: [wakeOf(3)], lost: [{ installation: 5 }] }, at(7));
        expect(numberOf(await claimed(ledger, 8))).toBe(3);
        expect(await ledger.work.counts(at(8))).toMatchObject({ waiting: 0, running: 1, scheduled: 0 });
      }),
    );

    test(
      "a wake and its evidence are kept together",
      given(async (ledger) => {
        await ledger.work.wake({ wakes: [wakeOf(1)], learnt: [learnt(1, t0, sighted(1, 0))] }, t0);
        expect(numberOf(await claimed(ledger, 1))).toBe(1);
        expect(await ledger.threads.withHead(12, shaNumber(1))).toEqual([thread(1)]);
      }),
    );

    test(
      "a wake whose evidence cannot be kept is not kept either",
      given(async (ledger) => {
        const broken = learnt(1, t0, { kind: "sighting", sighting: { head: shaNumber(1), at: at(0.5), source: "delivery" } });
        await expect(ledger.work.wake({ wakes: [wakeOf(1)], learnt: [broken] }, t0)).rejects.toThrow();
        expect(await ledger.work.claim(at(1), lease)).toBeUndefined();
      }),
    );
  });

  describe("thoroughness", () => {
    test(
      "sticks to the thread until a pass came to its end, whatever wakes it in between",
      given(async (ledger) => {
        await ledger.work.wake({ wakes: [wakeOf(1, true)] }, t0);
        await ledger.work.wake({ wakes: [wakeOf(1, false)] }, t0);
        const first = await claimed(ledger, 1);
        expect(isThorough(first)).toBe(true);
        await ledger.work.retry(first.lease, "GitHub is down", at(2), at(3));
        const second = await claimed(ledger, 3);
        expect(isThorough(second)).toBe(true);
        await ledger.work.again(second.lease, at(5), at(4));
        expect(isThorough(await claimed(ledger, 5))).toBe(false);
      }),
    );

    test(
      "survives a worker that never came back",
      given(async (ledger) => {
        await ledger.work.wake({ wakes: [wakeOf(1, true)] }, t0);
        await claimed(ledger, 0);
        expect(isThorough(await claimed(ledger, lease))).toBe(true);
      }),
    );

    test(
      "asked for during a pass that is thorough already, it is asked for again",
      given(async (ledger) => {
        await ledger.work.wake({ wakes: [wakeOf(1, true)] }, t0);
        const first = await claimed(ledger, 0);
        await ledger.work.wake({ wakes: [wakeOf(1, true)] }, at(1));
        await ledger.work.finish(first.lease, at(2));
        expect(isThorough(await claimed(ledger, 3))).toBe(true);
      }),
    );
  });

  describe("leases", () => {
    test(
      "one pass at a time on a thread, others in parallel",
      given(async (ledger) => {
        await ledger.work.wake(wakes(1, 2), t0);
        expect([numberOf(await claimed(ledger, 0)), numberOf(await claimed(ledger, 0))].toSorted()).toEqual([1, 2]);
        await ledger.work.wake(wakes(1), at(1));
        expect(await ledger.work.claim(at(1), lease)).toBeUndefined();
      }),
    );

    test(
      "what arrives during a pass is due after it",
      given(async (ledger) => {
        await ledger.work.wake(wakes(1), t0);
        const first = await claimed(ledger, 0);
        await ledger.work.wake(wakes(1), at(5));
        expect(await ledger.work.finish(first.lease, at(10))).toBe(true);
        expect((await claimed(ledger, 10)).since).toBe(at(5));
      }),
    );

    test(
      "what arrives during a pass comes before the time at which the pass asked to be repeated",
      given(async (ledger) => {
        await ledger.work.wake(wakes(1), t0);
        const first = await claimed(ledger, 0);
        await ledger.work.wake(wakes(1), at(5));
        await ledger.work.again(first.lease, at(1000), at(10));
        expect(numberOf(await claimed(ledger, 10))).toBe(1);
      }),
    );

    test(
      "a worker that never came back loses its work when the lease expires, not before",
      given(async (ledger) => {
        await ledger.work.wake(wakes(1), t0);
        const dead = await claimed(ledger, 0);
        expect(await ledger.work.claim(at(lease - 1), lease)).toBeUndefined();
        const heir = await claimed(ledger, lease);
        expect(heir.attempts).toBe(2);
        expect(await ledger.work.holds(dead.lease, at(lease))).toBe(false);
        expect(await ledger.work.holds(heir.lease, at(lease))).toBe(true);
        expect(await ledger.work.finish(dead.lease, at(lease))).toBe(false);
        expect(await ledger.work.retry(dead.lease, "late", at(lease))).toBe(false);
        expect(await ledger.work.again(dead.lease, at(lease), at(lease))).toBe(false);
        expect(await ledger.work.holds(heir.lease, at(lease + 1))).toBe(true);
      }),
    );

    test(
      "an expired lease gives no right to write, even while nobody else took over",
      given(async (ledger) => {
        await ledger.work.wake(wakes(1), t0);
        const slow = await claimed(ledger, 0);
        expect(await ledger.work.holds(slow.lease, at(lease - 1))).toBe(true);
        expect(await ledger.work.holds(slow.lease, at(lease))).toBe(false);
      }),
    );

    test(
      "a lease on finished work does not fit work that came later",
      given(async (ledger) => {
        await ledger.work.wake(wakes(1), t0);
        const first = await claimed(ledger, 0);
        await ledger.work.finish(first.lease, at(1));
        await ledger.work.wake(wakes(1), at(2));
        const second = await claimed(ledger, 2);
        expect(await ledger.work.holds(first.lease, at(3))).toBe(false);
        expect(await ledger.work.finish(first.lease, at(3))).toBe(false);
        expect(await ledger.work.holds(second.lease, at(3))).toBe(true);
      }),
    );

    test(
      "the only process frees at once what its forerunner held, but makes repeated crashes wait",
      given(async (ledger) => {
        await ledger.work.wake(wakes(1), t0);
        await claimed(ledger, 0);
        expect(await ledger.work.release(at(1))).toBe(1);
        expect((await claimed(ledger, 1)).attempts).toBe(2);
        expect(await ledger.work.release(at(2))).toBe(1);
        expect(await ledger.work.claim(at(3), lease)).toBeUndefined();
        expect(numberOf(await claimed(ledger, 60))).toBe(1);
      }),
    );
  });

  describe("time", () => {
    test(
      "failures come back after delays that grow, and are visible until a pass comes to its end",
      given(async (ledger) => {
        await ledger.work.wake(wakes(1), t0);
        const delays: number[] = [];
        let now = 0;
        for (let n = 0; n < 14; n += 1) {
          const claim = await claimed(ledger, now);
          await ledger.work.retry(claim.lease, `failure ${n}`, at(now));
          const due = (await ledger.work.nextDue()) ?? t0;
          delays.push(due - at(now));
          now += due - at(now);
        }
        expect(delays.slice(0, 4)).toEqual([5, 10, 20, 40]);
        expect(delays.at(-1)).toBe(3600);
        expect(await ledger.work.failures(10)).toEqual([{ wake: wakeOf(1), attempts: 14, error: "failure 13", notBefore: at(now) }]);
        await ledger.work.finish((await claimed(ledger, now)).lease, at(now));
        expect(await ledger.work.failures(10)).toEqual([]);
      }),
    );

    test(
      "a time that GitHub named is kept, as often as may be believed",
      given(async (ledger) => {
        await ledger.work.wake(wakes(1), t0);
        for (const seconds of [0, 1, 2])
          await ledger.work.retry((await claimed(ledger, seconds)).lease, "limit", at(seconds), at(seconds + 1));
        await ledger.work.retry((await claimed(ledger, 3)).lease, "limit", at(3), at(4));
        expect(await ledger.work.nextDue()).toBe(at(43));
      }),
    );

    test(
      "a person's act brings failing work back at once",
      given(async (ledger) => {
        await ledger.work.wake(wakes(1), t0);
        await ledger.work.retry((await claimed(ledger, 0)).lease, "GitHub is down", at(0), at(500));
        await ledger.work.wake(wakes(1), at(3));
        expect((await claimed(ledger, 3)).attempts).toBe(2);
      }),
    );

    test(
      "a pass that asks to be repeated is repeated then, and earlier where something arrives",
      given(async (ledger) => {
        await ledger.work.wake(wakes(1, 2), t0);
        for (let n = 0; n < 2; n += 1) await ledger.work.again((await claimed(ledger, 0)).lease, at(100), t0);
        expect(await ledger.work.claim(at(99), lease)).toBeUndefined();
        await ledger.work.wake(wakes(2), at(99));
        const early = await claimed(ledger, 99);
        expect([numberOf(early), early.attempts]).toEqual([2, 1]);
        expect(numberOf(await claimed(ledger, 100))).toBe(1);
      }),
    );

    test(
      "what a pass could not do, and the next cannot either, comes back after delays that grow, and anew where it is something else",
      given(async (ledger) => {
        await ledger.work.wake(wakes(1), t0);
        let now = 0;
        const ends = async (error: string | undefined, asked?: number) => {
          const { lease: own } = await claimed(ledger, now);
          const failing = error === undefined ? undefined : { error, notBefore: at(now + 300) };
          await ledger.work.again(own, asked === undefined ? undefined : at(now + asked), at(now), failing);
          const delay = ((await ledger.work.nextDue()) ?? t0) - at(now);
          now += delay;
          return delay;
        };
        const delays: number[] = [];
        for (let n = 0; n < 12; n += 1) delays.push(await ends("no files"));
        expect([delays[0], delays.at(-1), delays.toSorted((a, b) => a - b)]).toEqual([300, 3600, delays]);
        expect(await ledger.work.failures(1)).toMatchObject([{ attempts: 12, error: "no files" }]);
        // What the pass asks for besides is not put off, and puts nothing back.
        expect([await ends("no files", 7), await ends("no files")]).toEqual([7, 3600]);
        expect(await ends("no owners")).toBe(300);
        await ledger.work.wake(wakes(1), at(now));
        expect(await ends(undefined, 60)).toBe(60);
        expect(await ledger.work.failures(1)).toEqual([]);
        expect(await ends("no owners")).toBe(300);
      }),
    );

    test(
      "people come before sweeps, and sweeps are not starved",
      given(async (ledger) => {
        await ledger.work.wake(wakes(1), t0, "sweep");
        await ledger.work.wake(wakes(2), at(60));
        const urgent = await claimed(ledger, 61);
        expect(numberOf(urgent)).toBe(2);
        await ledger.work.finish(urgent.lease, at(62));
        await ledger.work.wake(wakes(3), at(2000));
        expect(numberOf(await claimed(ledger, 2000))).toBe(1);
      }),
    );

    test(
      "a merge group comes before sweeps as people do: its queue waits",
      given(async (ledger) => {
        const { installation, repository } = thread(1);
        await ledger.work.wake(wakes(1), t0, "sweep");
        await ledger.work.wake({ wakes: [{ kind: "merge group", installation, repository, head: shaNumber(8), base: "main" }] }, at(60));
        expect((await claimed(ledger, 61)).wake.kind).toBe("merge group");
      }),
    );

    test(
      "a thread that a sweep found comes forward when a person acts on it",
      given(async (ledger) => {
        await ledger.work.wake(wakes(1, 2), t0, "sweep");
        await ledger.work.wake(wakes(2), at(1));
        expect(numberOf(await claimed(ledger, 1))).toBe(2);
      }),
    );

    test(
      "counts say what waits, since when, what runs and what fails",
      given(async (ledger) => {
        await ledger.work.wake(wakes(1, 2, 3, 4), t0);
        await ledger.work.retry((await claimed(ledger, 0)).lease, "no", t0);
        await claimed(ledger, 0);
        expect(await ledger.work.counts(at(2))).toEqual({ waiting: 2, running: 1, scheduled: 1, failing: 1, oldestAge: 2 });
      }),
    );

    test(
      "an empty set has no next time",
      given(async (ledger) => {
        expect(await ledger.work.nextDue()).toBeUndefined();
        expect(await ledger.work.counts(t0)).toEqual({ waiting: 0, running: 0, scheduled: 0, failing: 0, oldestAge: 0 });
      }),
    );
  });
}
