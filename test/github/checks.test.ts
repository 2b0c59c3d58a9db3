/** Checks beyond a pull request's own, on the simulated GitHub: what stands on a commit, what is put there, and what a branch requires. */
import { describe, expect, test } from "vitest";
import type { Check } from "../../src/core/actions.ts";
import { Gone } from "../../src/core/errors.ts";
import { shaOf } from "../../src/core/ids.ts";
import { createCheckRun, requireChecks, usualPermissions } from "../../src/sim/index.ts";
import { stage } from "./stage.ts";

const nowhere = shaOf("0".repeat(39).concat("1"));

function given(options: Parameters<typeof stage>[0] = {}) {
  const made = stage(options);
  const tip = shaOf(made.repository.tip("main") ?? "");
  const check = (title: string, head = tip): Check => ({
    ...{ head, name: "bowsprit: main", externalId: "main" },
    state: { status: "completed", conclusion: "success", title, summary: "Fine." },
  });
  const stands = () => made.github.standingCheck(made.target, tip, "bowsprit: main");
  const place = (...[wanted, insteadOf]: [Check, Awaited<ReturnType<typeof stands>>?]) =>
    made.github.placeCheck(made.target, wanted, insteadOf);
  const runs = () => made.repository.results(tip).current.runs;
  return { ...made, tip, check, stands, place, runs };
}

describe("the check that stands on a commit", () => {
  test("is none where nothing was put", async () => expect(await given().stands()).toBeUndefined());

  test("is what was put there, and what was put in its place", async () => {
    const { check, place, stands, runs } = given();
    await place(check("first"));
    const first = await stands();
    expect(first).toMatchObject({ name: "bowsprit: main", externalId: "main", status: "completed", conclusion: "success", title: "first" });
    await place(check("second"), first);
    expect(await stands()).toMatchObject({ id: first?.id, title: "second", summary: "Fine." });
    expect(runs()).toHaveLength(1);
  });

  test("is the newest of several", async () => {
    const { check, place, stands } = given();
    await place(check("first"));
    await place(check("second"));
    expect(await stands()).toMatchObject({ title: "second" });
  });

  test("is neither another App's, nor one of another name, nor one that goes on", async () => {
    const { world, repository, tip, stands } = given();
    createCheckRun(repository, world.application("ci"), tip, "bowsprit: main", { status: "completed", conclusion: "success" });
    createCheckRun(repository, world.app, tip, "bowsprit: other", { status: "completed", conclusion: "success" });
    createCheckRun(repository, world.app, tip, "bowsprit: main", { status: "in_progress" });
    expect(await stands()).toBeUndefined();
  });
});

describe("a check is not put", () => {
  test("on a commit that is not there", async () => {
    const { github, target, check, place } = given();
    await expect(place(check("first", nowhere))).rejects.toThrow(Gone);
    await expect(github.standingCheck(target, nowhere, "bowsprit: main")).rejects.toThrow(Gone);
  });

  test("where the App may not, which is told by the permission's name", async () => {
    const { check, place, runs } = given({ permissions: { ...usualPermissions, checks: "read" } });
    await expect(place(check("first"))).rejects.toThrow("`checks: write`");
    expect(runs()).toEqual([]);
  });
});

test("a branch requires what its rulesets name, and slashes are no path", async () => {
  const { github, target, repository } = given();
  requireChecks(repository, "release/1.0", ["ci", "bowsprit: release/1.0"]);
  expect([...(await github.requiredChecks(target, "release/1.0"))]).toEqual(["ci", "bowsprit: release/1.0"]);
  expect((await github.requiredChecks(target, "main")).size).toBe(0);
});
