/** What every store must do as the memory of people: what is asked of them, and what they said of their own time. */
import { describe, expect, test } from "vitest";
import { type Instant, loginOf, type NodeId, nodeIdOf, userIdOf } from "../../../src/core/ids.ts";
import type { PersonalSetting, Speaker } from "../../../src/core/route/settings.ts";
import type { Act, Statement } from "../../../src/core/statements.ts";
import type { Ledger } from "../../../src/ledger/ledger.ts";
import { alice, at, comment, keyOf, learnedFrom, lookAt, shaNumber, thread } from "../samples.ts";

type Given = (run: (ledger: Ledger) => Promise<void>) => () => Promise<void>;

const here = { installation: 5 };
const speaker: Speaker = { id: userIdOf(1), login: loginOf("alice") };

async function pass(
  ledger: Ledger,
  number: number,
  asked: readonly string[],
  statements: readonly Statement[] = [],
  state: "open" | "closed" = "open",
) {
  const look = lookAt({ number, statements, state });
  await ledger.threads.meet(thread(number), keyOf(thread(number)), at(0), { sha: shaNumber(1), base: "main" });
  await ledger.threads.remember(keyOf(thread(number)), learnedFrom({ ...look, thread: { ...look.thread, reviewRequests: asked } }));
}

const request = (id: string, whom: string, seconds: number): Act => ({
  ...{ kind: "act", what: "review requested", id: nodeIdOf(id) as NodeId, at: at(seconds), by: undefined, whom },
});

const keeps = (ledger: Ledger, setting: PersonalSetting, said: Instant, by = speaker, installation = 5) =>
  ledger.threads.keepSetting({ installation }, by, setting, said);

const of = async (ledger: Ledger, login = "alice", installation = 5) =>
  (await ledger.threads.reviewing({ installation })).availability.get(loginOf(login));

export function peopleContract(given: Given): void {
  describe("requests for a review", () => {
    test(
      "are counted by person over open threads: those who wait, and those who were heard of since",
      given(async (ledger) => {
        await pass(ledger, 1, ["Alice", "bob", "acme/team", "robot[bot]"]);
        await pass(ledger, 2, ["alice"], [request("r", "Alice", 1), comment("c", 2)]);
        await pass(ledger, 3, ["alice"], [comment("c", 1), request("r", "alice", 2)]);
        await pass(ledger, 4, ["alice", "bob"], [], "closed");
        expect((await ledger.threads.reviewing(here)).requests).toEqual(
          new Map([
            [alice.login, { waiting: 2, answered: 1 }],
            [loginOf("bob"), { waiting: 1, answered: 0 }],
          ]),
        );
      }),
    );

    test(
      "are those of the last look, and of this installation alone",
      given(async (ledger) => {
        await pass(ledger, 1, ["alice"]);
        await pass(ledger, 1, []);
        await pass(ledger, 2, ["bob"]);
        expect((await ledger.threads.reviewing(here)).requests).toEqual(new Map([[loginOf("bob"), { waiting: 1, answered: 0 }]]));
        expect((await ledger.threads.reviewing({ installation: 6 })).requests).toEqual(new Map());
      }),
    );
  });

  test(
    "a request that was made or taken back since the last look counts at once, and the next look corrects it",
    given(async (ledger) => {
      await pass(ledger, 1, ["alice"]);
      await ledger.threads.noteRequests(keyOf(thread(1)), ["Bob", "acme/team"], ["Alice"]);
      expect([...(await ledger.threads.reviewing(here)).requests.keys()]).toEqual(["bob"]);
      await pass(ledger, 1, ["carol"]);
      expect([...(await ledger.threads.reviewing(here)).requests.keys()]).toEqual(["carol"]);
    }),
  );

  describe("what somebody says of their own time", () => {
    test(
      "is nothing until they say something",
      given(async (ledger) => {
        expect(await of(ledger)).toBeUndefined();
      }),
    );

    test(
      "is kept part by part, by person and installation",
      given(async (ledger) => {
        await keeps(ledger, { kind: "capacity", most: 3 }, at(1));
        await keeps(ledger, { kind: "away", before: at(100) }, at(2));
        await keeps(ledger, { kind: "away", before: undefined }, at(3), { id: userIdOf(2), login: loginOf("bob") });
        expect(await of(ledger)).toEqual({ capacity: 3, away: { before: at(100) } });
        expect(await of(ledger, "bob")).toEqual({ capacity: undefined, away: { before: undefined } });
        expect(await of(ledger, "alice", 6)).toBeUndefined();
      }),
    );

    test(
      "is what they said last, in whatever order it is kept",
      given(async (ledger) => {
        await keeps(ledger, { kind: "back" }, at(5));
        await keeps(ledger, { kind: "away", before: undefined }, at(4));
        await keeps(ledger, { kind: "capacity", most: undefined }, at(5));
        await keeps(ledger, { kind: "capacity", most: 2 }, at(4));
        expect(await of(ledger)).toEqual({ capacity: undefined, away: undefined });
        await keeps(ledger, { kind: "away", before: undefined }, at(6));
        expect((await of(ledger))?.away).toEqual({ before: undefined });
      }),
    );

    test(
      "goes with the person to another login",
      given(async (ledger) => {
        await keeps(ledger, { kind: "capacity", most: 3 }, at(1));
        await keeps(ledger, { kind: "back" }, at(2), { ...speaker, login: loginOf("alice-two") });
        expect(await of(ledger, "alice")).toBeUndefined();
        expect((await of(ledger, "alice-two"))?.capacity).toBe(3);
      }),
    );

    test(
      "is what they said last, also where what they said before is heard a day later",
      given(async (ledger) => {
        await keeps(ledger, { kind: "back" }, at(50));
        await ledger.prune(at(86_400));
        await keeps(ledger, { kind: "away", before: undefined }, at(40));
        expect((await of(ledger))?.away).toBeUndefined();
      }),
    );

    test(
      "is forgotten once it says nothing any more, and nothing older can be heard",
      given(async (ledger) => {
        await keeps(ledger, { kind: "away", before: at(100) }, at(1));
        await ledger.prune(at(172_800));
        expect(await of(ledger)).toBeDefined();
        await ledger.prune(at(172_802));
        expect(await of(ledger)).toBeUndefined();
        await keeps(ledger, { kind: "capacity", most: 3 }, at(172_803));
        await ledger.prune(at(1_000_000));
        expect((await of(ledger))?.capacity).toBe(3);
      }),
    );
  });
}
