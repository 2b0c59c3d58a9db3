/** Workflow runs: what a dispatch comes to, whose runs are listed, and lists that are not whole. */
import { describe, expect, test } from "vitest";
import type { Instant } from "../../src/core/ids.ts";
import type { WorkflowPlace } from "../../src/core/jobs/workflows.ts";
import { connect, IncompleteRead } from "../../src/github/index.ts";
import { jobPermissions, setPermissions, uninstall, usualPermissions } from "../../src/sim/index.ts";
import { askedDuring, stage as stageOf } from "./stage.ts";

const place: WorkflowPlace = { owner: "acme", name: "jobs", workflow: "e2e.yml", ref: "main" };
const workflow = `run-name: "\${{ inputs.key }}"\non: {workflow_dispatch: {inputs: {key: {}}}}\n`;

function stage() {
  const given = stageOf({ permissions: jobPermissions });
  const jobs = given.org.repository({ name: "jobs", files: { ".github/workflows/e2e.yml": workflow } });
  const { workflows } = given.github;
  const { world } = given;
  const dispatchedBy = (who: "us" | "alice", key: string) =>
    world.actions.dispatch(jobs, "e2e.yml", "main", new Map([["key", key]]), who === "us" ? world.app.bot : given.alice);
  const around = (seconds: number) => [world.clock.now() - seconds, world.clock.now() + seconds].map((at) => at as Instant);
  const titles = async (seconds = 60) => {
    const [since, until] = around(seconds);
    if (since === undefined || until === undefined) throw new Error("no time");
    const listed = await workflows.runs(place, since, until);
    return listed.kind === "listed" ? listed.runs.map(({ title }) => title) : listed.refusal;
  };
  return { ...given, jobs, workflows, dispatchedBy, titles };
}

describe("a dispatch", () => {
  test("tells the run where the server does, in one request once the way is known", async () => {
    const { world, workflows } = stage();
    await workflows.run(place, 1);
    const asked = await askedDuring(world, async () => {
      const came = await workflows.dispatch(place, { key: "k" });
      const id = world.actions.runs[0]?.id;
      expect(came).toEqual({ kind: "accepted", run: { id, url: `https://github.test/acme/jobs/actions/runs/${id}` } });
    });
    expect(asked).toEqual(["POST /repos/{owner}/{repo}/actions/workflows/{workflow}/dispatches"]);
  });

  test("is sent once more, without asking for the id, where the server does not know of that", async () => {
    const { world, workflows } = stage();
    world.actions.givesRunDetails = false;
    expect(await workflows.dispatch(place, { key: "k" })).toEqual({ kind: "accepted" });
    expect(world.actions.runs).toHaveLength(1);
  });

  test("whose answer is lost is unanswered, and is not repeated", async () => {
    const { world, workflows } = stage();
    await workflows.run(place, 1);
    world.faults.set({ gatewayAfter: 1 });
    expect((await workflows.dispatch(place, { key: "k" })).kind).toBe("unanswered");
    expect(world.actions.runs).toHaveLength(1);
  });

  test("is refused where the App was taken off the repository's owner", async () => {
    const { world, workflows } = stage();
    await workflows.run(place, 1);
    for (const installation of world.app.installations) uninstall(world, installation);
    expect(await workflows.dispatch(place, { key: "k" })).toEqual({ kind: "refused", refusal: { kind: "not installed" } });
    await expect(workflows.run(place, 1)).rejects.toThrow("not installed");
  });

  test("is refused where the repository went to somebody else, to whom GitHub leads on", async () => {
    const { world, github: _, ...given } = stage();
    const { id: appId, privateKey } = world.app;
    const victim = world.organization("victim");
    victim.repository({ name: "jobs", files: { ".github/workflows/e2e.yml": workflow } });
    world.installs(victim, { permissions: jobPermissions });
    const fetch: typeof globalThis.fetch = (input, init) =>
      world.fetch(String(input).replace("/repos/acme/jobs", "/repos/victim/jobs"), init);
    const { workflows } = connect({ ...{ appId, privateKey, baseUrl: world.api, fetch }, clock: () => world.clock.now() });
    expect(await workflows.dispatch(place, { key: "k" })).toEqual({ kind: "refused", refusal: { kind: "not installed" } });
    expect([world.actions.runs, given.jobs.name]).toEqual([[], "jobs"]);
  });

  test("is accepted under a new installation in place of a removed one", async () => {
    const { world, org, workflows } = stage();
    await workflows.run(place, 1);
    for (const installation of world.app.installations) uninstall(world, installation);
    world.installs(org, { permissions: jobPermissions });
    expect((await workflows.dispatch(place, { key: "k" })).kind).toBe("accepted");
    expect(world.actions.runs).toHaveLength(1);
  });
});

describe("a list", () => {
  test("has what we dispatched, the oldest first, and nobody else's", async () => {
    const { dispatchedBy, titles } = stage();
    for (const [who, key] of [
      ["us", "one"],
      ["alice", "forged"],
      ["us", "two"],
    ] as const)
      dispatchedBy(who, key);
    expect(await titles()).toEqual(["one", "two"]);
  });

  test("is read to its end", async () => {
    const { dispatchedBy, titles } = stage();
    const keys = Array.from({ length: 205 }, (_, index) => `k${index}`);
    for (const key of keys) dispatchedBy("us", key);
    expect(await titles()).toEqual(keys);
  });

  test("that GitHub cuts off is no answer", async () => {
    const { dispatchedBy, titles } = stage();
    for (let index = 0; index < 1001; index += 1) dispatchedBy("us", "k");
    await expect(titles()).rejects.toThrow(IncompleteRead);
  });

  test("of more runs than GitHub lists is asked for in parts", async () => {
    const { world, dispatchedBy, titles } = stage();
    const keys = Array.from({ length: 1200 }, (_, index) => `k${index}`);
    for (const [index, key] of keys.entries()) {
      if (index % 100 === 99) world.clock.advance(1);
      dispatchedBy("us", key);
    }
    expect(await titles()).toEqual(keys);
  });

  test("that the App may not see is refused like a dispatch", async () => {
    const { world, titles } = stage();
    for (const installation of world.app.installations) setPermissions(world, installation, usualPermissions);
    expect(await titles()).toEqual({ kind: "no permission", permission: "actions=write" });
    for (const installation of world.app.installations) uninstall(world, installation);
    expect(await titles()).toEqual({ kind: "not installed" });
  });

  test("has the runs of its time alone", async () => {
    const { world, dispatchedBy, titles } = stage();
    dispatchedBy("us", "old");
    world.clock.advance(600);
    dispatchedBy("us", "new");
    expect(await titles(60)).toEqual(["new"]);
  });
});

describe("a run", () => {
  test("that somebody else dispatched is none, though its id is right", async () => {
    const { workflows, dispatchedBy } = stage();
    const [ours, foreign] = [dispatchedBy("us", "k"), dispatchedBy("alice", "k")];
    expect([(await workflows.run(place, ours.id))?.title, await workflows.run(place, foreign.id)]).toEqual(["k", undefined]);
  });

  test.each(["ended", "deleted"])("that was %s meanwhile is cancelled without a complaint", async (what) => {
    const { world, workflows, dispatchedBy } = stage();
    const run = dispatchedBy("us", "k");
    if (what === "ended") world.actions.ends(run, "success");
    else world.actions.deletes(run);
    await workflows.cancel(place, run.id);
    expect(run.progress.conclusion).toBe(what === "ended" ? "success" : null);
  });

  test("is not looked for where the App is not installed: that proves nothing", async () => {
    const { workflows } = stage();
    await expect(workflows.run({ ...place, owner: "other" }, 1)).rejects.toThrow();
  });
});
