/** What every store must do as the memory of offers: once a week a branch, whoever asks, and a crash only delays it. */
import { expect, test } from "vitest";
import { offerEvery, offerLapse } from "../../../src/core/gate.ts";
import type { Ledger } from "../../../src/ledger/ledger.ts";
import { at } from "../samples.ts";

type Given = (run: (ledger: Ledger) => Promise<void>) => () => Promise<void>;

const repository = 12;
const start = ({ offers }: Ledger, seconds: number, branch = "main", id = repository) => offers.start(id, branch, at(seconds));

export function offersContract(given: Given): void {
  test(
    "of many who ask at once one gets the right",
    given(async (ledger) => {
      const turns = await Promise.all([1, 2, 3, 4].map(() => start(ledger, 0)));
      expect(turns.filter((turn) => turn !== undefined)).toEqual(["first"]);
    }),
  );

  test(
    "what was done is due again a week later, and not a second before",
    given(async (ledger) => {
      await start(ledger, 0);
      await ledger.offers.finish(repository, "main", { why: "may not" }, at(5));
      expect(await start(ledger, 5 + offerEvery - 1)).toBeUndefined();
      expect(await start(ledger, 5 + offerEvery)).toBe("weekly");
    }),
  );

  test(
    "what was begun and not ended is taken up again by one, who knows it may have been done",
    given(async (ledger) => {
      await start(ledger, 0);
      expect(await start(ledger, offerLapse - 1)).toBeUndefined();
      expect(await start(ledger, offerLapse)).toBe("again");
      expect(await start(ledger, offerLapse)).toBeUndefined();
    }),
  );

  test(
    "each branch and each repository has its own",
    given(async (ledger) => {
      await start(ledger, 0);
      expect([await start(ledger, 0, "trunk"), await start(ledger, 0, "main", 13)]).toEqual(["first", "first"]);
    }),
  );

  test(
    "whether any was made is known until the repository is switched off, and then the next is the first",
    given(async (ledger) => {
      expect(await ledger.offers.wereMade(repository)).toBe(false);
      await start(ledger, 0);
      expect([await ledger.offers.wereMade(repository), await ledger.offers.wereMade(13)]).toEqual([true, false]);
      await ledger.threads.noteInactive(repository, at(1));
      expect(await ledger.offers.wereMade(repository)).toBe(false);
      expect(await start(ledger, 2)).toBe("first");
    }),
  );

  test(
    "what was offered is not forgotten with old threads",
    given(async (ledger) => {
      await start(ledger, 0);
      await ledger.offers.finish(repository, "main", {}, at(0));
      await ledger.prune(at(offerEvery - 1));
      expect(await start(ledger, offerEvery - 1)).toBeUndefined();
    }),
  );
}
