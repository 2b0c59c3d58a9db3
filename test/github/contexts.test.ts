/** What a branch requires and which check runs stand on a head, on the simulated GitHub: whole, or unread with the reason. */
import { describe, expect, test } from "vitest";
import type { Source } from "../../src/core/facts.ts";
import { instantOf, orderKeyOf } from "../../src/core/ids.ts";
import { checksRule, createCheckRun, protectBranch, requireChecks, setRules, usualPermissions } from "../../src/sim/index.ts";
import { askedDuring, knownValue, type ReadOptions, sourcesOf, stage } from "./stage.ts";

/** Alice has asked for something. */
function asked(text = "/override ci", options: Parameters<typeof stage>[0] = {}) {
  const made = stage(options);
  made.world.clock.advance(60);
  const said = made.alice.says(made.pull, text);
  const read = (source: Source, more: ReadOptions = {}) => sourcesOf(made, [source], more);
  return { ...made, said, read };
}

const without = (permission: string) => Object.fromEntries(Object.entries(usualPermissions).filter(([name]) => name !== permission));

describe("what the base branch requires", () => {
  const found = async ({ read }: ReturnType<typeof asked>) => knownValue(await read("requiredContexts"), "requiredContexts");

  test("is what rulesets and classic protection say, each name once, and of no other branch", async () => {
    const made = asked();
    expect(await found(made)).toEqual([]);
    requireChecks(made.repository, "main", ["ci", "both"]);
    protectBranch(made.repository, "main", ["both", "classic"]);
    requireChecks(made.repository, "other", ["other"]);
    expect(await found(made)).toEqual(["ci", "both", "classic"].map((name) => ({ name, isOthers: false })));
  });

  test("may be another App's to say, or ours", async () => {
    const made = asked();
    const other = made.world.application("ci");
    setRules(made.repository, "main", [checksRule(["theirs", "both"], other), checksRule(["ours"], made.world.app), checksRule(["both"])]);
    protectBranch(made.repository, "main", ["classic"], other);
    expect((await found(made)).map(({ name, isOthers }) => [name, isOthers])).toEqual([
      ["theirs", true],
      ["both", true],
      ["ours", false],
      ["classic", true],
    ]);
  });

  test("is read to the last page", async () => {
    const made = asked();
    setRules(
      made.repository,
      "main",
      Array.from({ length: 150 }, (_, n) => checksRule([`ci-${n}`])),
    );
    expect(await found(made)).toHaveLength(150);
  });

  test.each([
    ["/override-cancel", false],
    ["/override", false],
    ["/test all", false],
    ["/override-sticky a", true],
    ["/skip", true],
  ])("is asked after %s: %s", async (text, isAsked) => {
    const made = asked(text);
    const requests = await askedDuring(made.world, () => made.read("requiredContexts"));
    expect(requests.some((what) => what.includes("/branches/"))).toBe(isAsked);
  });

  test("is not asked once the request is settled", async () => {
    const made = asked();
    const key = orderKeyOf("jobs", "asked", made.said.nodeId ?? "none");
    const memory = { orders: new Map([[key, { key, state: "done", at: instantOf("2026-01-01T00:00:00Z"), outcome: {} } as const]]) };
    const requests = await askedDuring(made.world, () => made.read("requiredContexts", { memory }));
    expect(requests.filter((what) => what.includes("/branches/"))).toEqual([]);
  });

  test("is unread without the right to read branches", async () => {
    const made = asked("/override ci", { permissions: without("metadata") });
    expect((await made.read("requiredContexts")).requiredContexts).toMatchObject({ kind: "unread" });
  });
});

describe("check runs on the head", () => {
  const states = async ({ read }: ReturnType<typeof asked>) =>
    knownValue(await read("checkRuns"), "checkRuns").map(({ name, state }) => `${name}: ${state}`);

  test.each([
    ["success", "success"],
    ["neutral", "success"],
    ["skipped", "failed"],
    ["failure", "failed"],
    ["cancelled", "failed"],
    ["timed_out", "failed"],
    ["action_required", "failed"],
    ["stale", "failed"],
  ] as const)("that ended as %s count as %s", async (conclusion, state) => {
    const made = asked();
    createCheckRun(made.repository, made.world.application("ci"), made.pull.head, "build", { status: "completed", conclusion });
    expect(await states(made)).toEqual([`build: ${state}`]);
  });

  test("that go on are pending, and of one name the best counts, whoever made it", async () => {
    const made = asked();
    const [ci, other] = [made.world.application("ci"), made.world.application("other")];
    const run = (app: typeof ci, name: string, conclusion?: "success" | "failure") =>
      createCheckRun(
        made.repository,
        app,
        made.pull.head,
        name,
        conclusion === undefined ? { status: "in_progress" } : { status: "completed", conclusion },
      );
    run(ci, "build", "failure");
    run(other, "build");
    run(ci, "lint", "failure");
    run(made.world.app, "lint", "success");
    expect(await states(made)).toEqual(["build: pending", "lint: success"]);
  });

  test("are read to the last page", async () => {
    const made = asked();
    for (let n = 0; n < 205; n += 1)
      createCheckRun(made.repository, made.world.application("ci"), made.pull.head, `build-${n}`, { status: "queued" });
    expect(await states(made)).toHaveLength(205);
  });

  test("are unread without the right to write them, because nothing could come of it", async () => {
    const made = asked("/override ci", { permissions: without("checks") });
    expect((await made.read("checkRuns")).checkRuns).toEqual({ kind: "unread", reason: expect.stringContaining("checks: write") });
  });

  test.each(["/skip", "/override-cancel", "/retest"])("are not asked for after %s", async (text) => {
    const made = asked(text);
    const requests = await askedDuring(made.world, () => made.read("checkRuns"));
    expect(requests.filter((what) => what.includes("check-runs"))).toEqual([]);
  });
});
