/** Runs on GitHub Actions: what is dispatched, what a refusal tells people, and what a workflow run's end comes to. */
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { newsOf } from "../../src/core/events/events.ts";
import { progressOf } from "../../src/runners/github-actions.ts";
import { runConclusions, setPermissions, usualPermissions } from "../../src/sim/index.ts";
import { liveRuns, pass, passesFor, stage } from "./stage.ts";

const shipped = readFileSync(new URL("../../config/jobs/node-e2e.workflow.yml", import.meta.url), "utf8");

describe("a dispatch", () => {
  test("hands over the job, the pull request, both commits and the key, on the configured branch", async () => {
    const given = await stage();
    await given.want();
    await pass(given);
    const [run] = given.world.actions.runs;
    const { ticket, id, url, state } = await given.record();
    expect([run?.branch, Object.fromEntries(run?.inputs ?? [])]).toEqual([
      "main",
      {
        ...{ job: "unit", repository: "acme/widgets", pull_request: "1", head_sha: given.pull.head, base_ref: "main", key: ticket },
        base_sha: given.repository.tip("main"),
      },
    ]);
    expect({ id, url, state }).toEqual({
      ...{ id: String(run?.id), url: `https://github.test/acme/jobs/actions/runs/${run?.id}`, state: "running" },
    });
  });

  test("hands over what the job's file adds, which replaces nothing of ours", async () => {
    const given = await stage({ inputs: { runtime: "cri-o", head_sha: "f".repeat(40) }, file: shipped });
    await given.want();
    await pass(given);
    const [run] = given.world.actions.runs;
    expect([run?.inputs.get("runtime"), run?.inputs.get("head_sha")]).toEqual(["cri-o", given.pull.head]);
  });

  test("of the workflow that is shipped starts it, and its run is found by its title", async () => {
    const given = await stage({ file: shipped });
    given.world.actions.givesRunDetails = false;
    await given.want();
    await pass(given);
    await pass(given);
    expect([(await given.record()).state, (await given.record()).id]).toEqual(["running", String(given.world.actions.runs[0]?.id)]);
  });

  test("on a server that tells no id starts once, and the run is found by its key", async () => {
    const given = await stage();
    given.world.actions.givesRunDetails = false;
    await given.want();
    await pass(given);
    expect((await given.record()).id).toBeUndefined();
    await pass(given);
    const [run, ...others] = given.world.actions.runs;
    expect([(await given.record()).id, others]).toEqual([String(run?.id), []]);
  });

  test.each<[string, Parameters<typeof stage>[0], string]>([
    ["the App is not installed where jobs run", { place: { owner: "other" } }, "Install it there."],
    ["the workflow is missing", { place: { workflow: "gone.yml" } }, "Put it at `.github/workflows/gone.yml` on the default branch there."],
    ["the right is missing", { permissions: usualPermissions }, "has to grant it `actions=write`"],
    ["the branch is missing", { place: { ref: "trunk" } }, "`No ref found for: trunk`"],
  ])("that is refused because %s is an error that says what to do, and is not tried again", async (_, options, fix) => {
    const given = await stage(options);
    await given.want();
    const { state, why } = await passesFor(given, 3600);
    expect([state, why]).toEqual(["error", expect.stringContaining(fix)]);
    expect(given.world.journal.counts.get("POST /repos/{owner}/{repo}/actions/workflows/{workflow}/dispatches") ?? 0).toBeLessThanOrEqual(
      1,
    );
  });

  test("of a workflow without the inputs names those that it needs", async () => {
    const given = await stage();
    given.bob.pushesTo(given.jobs, "main", { ".github/workflows/e2e.yml": "on: workflow_dispatch\n" });
    await given.want();
    await pass(given);
    expect((await given.record()).why).toMatch(/Unexpected inputs provided.*`head_sha`/);
  });

  test("that GitHub limits is sent later, once", async () => {
    const given = await stage();
    await given.want();
    given.world.faults.set({ secondaryLimit: 1 });
    const again = await pass(given);
    expect([(await given.record()).state, Number(again) > given.now()]).toEqual(["waiting", true]);
    given.world.faults.off();
    given.world.clock.advance(Number(again) - given.now());
    await pass(given);
    expect([(await given.record()).state, given.world.actions.runs.length]).toEqual(["running", 1]);
  });
});

describe("what others dispatch under the same key", () => {
  test("is not ours, whatever it comes to", async () => {
    const given = await stage();
    given.world.actions.givesRunDetails = false;
    await given.want();
    const { ticket } = await given.record();
    const forged = given.world.actions.dispatch(given.jobs, "e2e.yml", "main", new Map([["key", ticket]]), given.bob);
    given.world.actions.ends(forged, "success");
    await pass(given);
    const { state, id } = await passesFor(given, 600);
    expect([state, id, given.world.actions.runs.map(({ id: one }) => String(one)).indexOf(id ?? "")]).toEqual(["running", id, 1]);
  });
});

test("GitHub's delivery of the end names the run by its ticket", async () => {
  const given = await stage();
  await given.want();
  await pass(given);
  for (const run of liveRuns(given)) given.world.actions.ends(run, "success");
  const told = given.world.outbox.take().filter(({ event }) => event === "workflow_run");
  const self = { appId: given.world.app.id, slug: given.world.app.slug, heardOnIssues: new Set<string>() };
  const news = told.map(({ event, payload }) => newsOf(event, JSON.parse(JSON.stringify(payload)), self));
  const { ticket } = await given.record();
  expect(news.flatMap((one) => (one.kind === "news" ? (one.runs ?? []) : []))).toEqual([ticket]);
});

describe("an end", () => {
  const states = {
    ...{ success: "success", failure: "failure", cancelled: "aborted", timed_out: "error", startup_failure: "error" },
    ...{ neutral: "error", skipped: "error", stale: "error", action_required: "error" },
  } as const;

  test.each(runConclusions)("as %s is what it says and no more", async (conclusion) => {
    const given = await stage();
    await given.want();
    await pass(given);
    for (const run of liveRuns(given)) given.world.actions.ends(run, conclusion);
    expect((await passesFor(given, 600)).state).toBe(states[conclusion]);
  });

  test.each([
    ["completed", undefined],
    ["completed", "splendid"],
    ["queued", "success"],
    ["unheard of", "success"],
  ])("with status %s and conclusion %s is never green", (status, conclusion) => {
    const progress = progressOf({ status, conclusion });
    expect(progress.kind === "ended" && progress.state === "success").toBe(false);
  });

  test("of a run that vanished is an error, and not before replicas can lag no more", async () => {
    const given = await stage();
    await given.want();
    await pass(given);
    for (const run of liveRuns(given)) given.world.actions.deletes(run);
    await pass(given);
    expect((await given.record()).state).toBe("running");
    const { state, why } = await passesFor(given, 600);
    expect([state, why]).toEqual(["error", "The run has vanished from its runner."]);
  });

  test("is not guessed where the right to look was taken away", async () => {
    const given = await stage();
    await given.want();
    await pass(given);
    const installation = given.world.installations.get(given.installation);
    if (installation !== undefined) setPermissions(given.world, installation, usualPermissions);
    given.github.renew(given.installation);
    given.world.clock.advance(600);
    await expect(pass(given)).rejects.toThrow("actions=read");
    expect((await given.record()).state).toBe("running");
  });
});
