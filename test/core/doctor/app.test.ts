/** Findings about the App: its key, its secret, the clocks, its webhook and what is delivered to it. */
import { describe, expect, test } from "vitest";
import type { Attempt } from "../../../src/core/deliveries.ts";
import { appFindings } from "../../../src/core/doctor/app.ts";
import type { AppFacts, Hook, Identity } from "../../../src/core/doctor/facts.ts";
import { known, unread } from "../../../src/core/facts.ts";
import type { Instant } from "../../../src/core/ids.ts";
import { appFacts, bad, theOne } from "./given.ts";

const found = (change: Partial<AppFacts>) => appFindings({ ...appFacts, ...change });

test("where all is well nothing is to be done", () => {
  expect(bad(found({}))).toEqual([]);
  expect(found({}).map(({ fix }) => fix)).toEqual(["", "", "", "", ""]);
});

test.each<[Identity["kind"], string]>([
  ["refused", "broken"],
  ["unusable", "broken"],
  ["unanswered", "unknown"],
])("a key that is %s is %s, with the reason", (kind, status) => {
  if (kind === "accepted") throw new Error("that key is fine");
  const finding = theOne(found({ identity: { kind, reason: "because" } }), "key");
  expect([finding.status, finding.what.includes("because"), finding.fix === ""]).toEqual([status, true, false]);
});

test.each([
  [0, "ok"],
  [10, "ok"],
  [11, "warn"],
  [25, "warn"],
  [26, "broken"],
  [-10, "ok"],
  [-540, "warn"],
  [-541, "broken"],
])("a clock that is %i seconds ahead is %s", (ahead, status) => {
  const clocks = known({ gitHub: 1000 as Instant, here: (1000 + ahead) as Instant });
  expect(theOne(found({ clocks }), "clock").status).toBe(status);
});

const hook = (change: Partial<Hook>) => known({ ...(appFacts.hook.kind === "known" ? appFacts.hook.value : fail()), ...change });
const fail = (): never => {
  throw new Error("the hook is known here");
};

describe("the webhook", () => {
  test.each<[Partial<Hook>, string]>([
    [{ url: undefined }, "broken"],
    [{ url: "no address" }, "broken"],
    [{ url: "https://bowsprit.example.org/api/github/webhooks" }, "broken"],
    [{ url: "https://example.com/api/github/webhooks" }, "broken"],
    [{ url: "https://notexample.org/api/github/webhooks" }, "ok"],
    [{ url: "https://bot.test/" }, "broken"],
    [{ url: "http://bot.test/api/github/webhooks" }, "warn"],
    [{ contentType: "form" }, "broken"],
    [{ isVerified: false }, "warn"],
  ])("with %o is %s", (change, status) => expect(theOne(found({ hook: hook(change) }), "webhook").status).toBe(status));

  test("without a secret at GitHub is broken", () =>
    expect(theOne(found({ hook: hook({ hasSecret: false }) }), "webhook secret").status).toBe("broken"));

  test("with two secrets here is fine, and says which one has to go", () =>
    expect(theOne(found({ secrets: 2 }), "webhook secret")).toMatchObject({
      status: "ok",
      what: expect.stringContaining("WEBHOOK_SECRET_OLD"),
    }));

  test("that could not be read is unknown in each respect", () => {
    const unknown = unread("because");
    expect(bad(found({ hook: unknown, attempts: unknown }))).toEqual([
      "webhook secret: unknown",
      "webhook: unknown",
      "deliveries: unknown",
    ]);
  });
});

describe("deliveries", () => {
  const attempt = (guid: string, at: number, code: number): Attempt => ({
    ...{ id: at, guid, at: at as Instant, event: "push", code },
    status: code === 202 ? "OK" : code === 0 ? "timed out" : `Invalid HTTP Response: ${code}`,
  });
  const judged = (...attempts: readonly Attempt[]) => theOne(found({ attempts: known(attempts) }), "deliveries");

  test.each<[string, readonly Attempt[], string]>([
    ["none at all", [], "unknown"],
    ["one that arrived", [attempt("a", 1, 202)], "ok"],
    ["one that arrived at the second try", [attempt("a", 1, 503), attempt("a", 2, 202)], "ok"],
    ["one that failed, and a later one that arrived", [attempt("a", 1, 503), attempt("b", 2, 202)], "warn"],
    ["one that arrived, and a later one that failed", [attempt("a", 1, 202), attempt("b", 2, 503)], "broken"],
  ])("%s: %s", (_, attempts, status) => expect(judged(...attempts).status).toBe(status));

  test("are counted by what went wrong, the most frequent first", () => {
    const { what } = judged(attempt("a", 1, 503), attempt("b", 2, 0), attempt("c", 3, 503), attempt("d", 4, 202));
    expect(what).toBe("3 of 4 recent deliveries never arrived: 2 × Invalid HTTP Response: 503, 1 × timed out; the newest did");
  });

  test.each([
    [0, /firewall/],
    [401, /secrets/],
    [404, /path/],
    [503, /process's log/],
    [413, /process's log/],
  ])("that fail with %i are mended at the right place", (code, fix) => expect(judged(attempt("a", 1, code)).fix).toMatch(fix));

  test("refused for their signature show that the secrets differ, unless a later one was taken", () => {
    const secret = (...attempts: readonly Attempt[]) => theOne(found({ attempts: known(attempts) }), "webhook secret").status;
    expect(secret(attempt("a", 1, 401))).toBe("broken");
    expect(secret(attempt("a", 1, 401), attempt("b", 2, 202))).toBe("ok");
  });
});
