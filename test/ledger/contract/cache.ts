/** What every store must do as a cache. */
import { expect, test } from "vitest";
import type { Ledger } from "../../../src/ledger/ledger.ts";
import { at, t0 } from "../samples.ts";

type Given = (run: (ledger: Ledger) => Promise<void>) => () => Promise<void>;

export function cacheContract(given: Given): void {
  test(
    "gives back what was put there under that kind and key, and nothing else",
    given(async ({ cache }) => {
      await cache.put("blob", [
        { key: "a", text: "one" },
        { key: "b", text: "" },
      ]);
      await cache.put("tree", [{ key: "a", text: "three" }]);
      await cache.put("blob", [{ key: "a", text: "two" }]);
      expect(await cache.get("blob", ["a", "b", "c"], t0)).toEqual(
        new Map([
          ["a", "two"],
          ["b", ""],
        ]),
      );
    }),
  );

  test(
    "an entry is there until it expires",
    given(async ({ cache }) => {
      await cache.put("person", [{ key: "alice", text: "{}", expiresAt: at(10) }]);
      expect((await cache.get("person", ["alice"], at(9))).size).toBe(1);
      expect((await cache.get("person", ["alice"], at(10))).size).toBe(0);
    }),
  );
}
