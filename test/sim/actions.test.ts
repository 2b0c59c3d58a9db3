/** GitHub Actions as a runner: dispatches, runs and their ends, and what is told of them. */
import type { RestEndpointMethodTypes } from "@octokit/rest";
import { describe, expect, test } from "vitest";
import {
  jobPermissions,
  type Permissions,
  runConclusions,
  setPermissions,
  usualPermissions,
  type WorldOptions,
} from "../../src/sim/index.ts";
import { ask, at, column, given, tokenFor, told } from "./given.ts";

const workflow = `
name: E2E
run-name: "\${{ inputs.job }} [\${{ inputs.key }}]"
on:
  workflow_dispatch:
    inputs:
      job: { required: true }
      key: { required: true }
      runtime: { default: containerd }
`;

const inputs = { job: "unit", key: "k1" };

/** The jobs repository, and the App with the right to start jobs. */
async function office(options: WorldOptions & { readonly permissions?: Permissions } = {}) {
  const place = await given(options);
  const { world, org, installation } = place;
  const jobs = org.repository({
    name: "jobs",
    files: { ".github/workflows/e2e.yml": workflow, ".github/workflows/push.yml": "name: Push\non: [push]\n" },
  });
  setPermissions(world, installation, options.permissions ?? jobPermissions);
  const token = await world.faults.without(() => tokenFor(world, installation));
  const onJobs = (method: string, path: string, body?: unknown) => ask(world, token, method, `/repos/kubernetes/jobs/actions${path}`, body);
  const dispatch = (more: object = {}, file = "e2e.yml") =>
    onJobs("POST", `/workflows/${file}/dispatches`, { ref: "main", inputs, ...more });
  world.outbox.take();
  return { ...place, jobs, token, onJobs, dispatch };
}

/** The only run there is. */
function onlyRun({ world }: Pick<Awaited<ReturnType<typeof office>>, "world">) {
  const [run] = world.actions.runs;
  if (run === undefined || world.actions.runs.length !== 1) throw new Error(`there are ${world.actions.runs.length} runs`);
  return run;
}

describe("a dispatch", () => {
  test("is answered by 204 without a word, and its run is found by its title", async () => {
    const place = await office();
    const { status, body } = await place.dispatch();
    expect([status, body]).toEqual([204, undefined]);
    const listed = await place.onJobs("GET", "/runs?event=workflow_dispatch");
    expect(column(listed.body, "workflow_runs", "display_title")).toEqual(["unit [k1]"]);
    expect(Object.fromEntries(onlyRun(place).inputs)).toEqual({ ...inputs, runtime: "containerd" });
  });

  test("tells the run's id to whoever asks for it", async () => {
    const place = await office();
    const { status, body } = await place.dispatch({ return_run_details: true });
    const { id } = onlyRun(place);
    expect([status, body]).toEqual([
      200,
      {
        workflow_run_id: id,
        run_url: `${place.world.api}/repos/kubernetes/jobs/actions/runs/${id}`,
        html_url: `${place.world.web}/kubernetes/jobs/actions/runs/${id}`,
      },
    ]);
  });

  test("that asks for the id is refused by an older Enterprise Server, and starts nothing", async () => {
    const { world, dispatch } = await office();
    world.actions.givesRunDetails = false;
    const { status, body } = await dispatch({ return_run_details: true });
    expect([status, at(body, "message")]).toEqual([422, expect.stringContaining('"return_run_details" is not a permitted key')]);
    expect(world.actions.runs).toEqual([]);
  });

  test.each<[string, number, string, object, string]>([
    ["a workflow that is not on the default branch", 404, "Not Found", {}, "none.yml"],
    ["a ref that is not there", 422, "No ref found for: trunk", { ref: "trunk" }, "e2e.yml"],
    ["a commit in place of a ref", 422, "No ref found for: aaaa", { ref: "a".repeat(40) }, "e2e.yml"],
    ["a workflow that nobody may dispatch", 422, "Workflow does not have 'workflow_dispatch' trigger", {}, "push.yml"],
    [
      "an input that the file does not know",
      422,
      'Unexpected inputs provided: ["colour"]',
      { inputs: { ...inputs, colour: "red" } },
      "e2e.yml",
    ],
    ["without a required input", 422, "Required input 'key' not provided", { inputs: { job: "unit" } }, "e2e.yml"],
  ])("of %s is %i", async (_, code, message, more, file) => {
    const { world, dispatch } = await office();
    const { status, body } = await dispatch(more, file);
    expect([status, at(body, "message")]).toEqual([code, expect.stringContaining(message)]);
    expect(world.actions.runs).toEqual([]);
  });

  test.each([
    ["25 inputs, and 10", 25],
    ["10 inputs", 10],
  ])("may have %s on an Enterprise Server", async (_, most) => {
    const names = Array.from({ length: 26 }, (__, index) => `i${index}`);
    const file = `on:\n  workflow_dispatch:\n    inputs:\n${names.map((name) => `      ${name}: {}\n`).join("")}`;
    const { world, alice, jobs, dispatch } = await office();
    world.actions.mostInputs = most;
    alice.pushesTo(jobs, "main", { ".github/workflows/many.yml": file });
    const many = (count: number) => dispatch({ inputs: Object.fromEntries(names.slice(0, count).map((name) => [name, "x"])) }, "many.yml");
    expect([(await many(most)).status, (await many(most + 1)).status]).toEqual([204, 422]);
  });

  test("needs actions: write, and looking needs actions: read", async () => {
    const reading = await office({ permissions: { ...usualPermissions, actions: "read" } });
    const { status, headers } = await reading.dispatch();
    expect([status, headers.get("x-accepted-github-permissions")]).toEqual([403, "actions=write"]);
    expect((await reading.onJobs("GET", "/runs")).status).toBe(200);
    const without = await office({ permissions: usualPermissions });
    expect((await without.onJobs("GET", "/runs")).status).toBe(403);
  });

  test("whose answer is lost may have started its run", async () => {
    const place = await office();
    place.world.faults.set({ gatewayAfter: 1 });
    expect((await place.dispatch()).status).toBe(502);
    expect(onlyRun(place).title).toBe("unit [k1]");
  });

  test("may be carried out twice, and the answer tells of one run", async () => {
    const { world, dispatch } = await office();
    world.actions.doubled = 1;
    const { body } = await dispatch({ return_run_details: true });
    expect(world.actions.runs.map(({ title }) => title)).toEqual(["unit [k1]", "unit [k1]"]);
    expect(at(body, "workflow_run_id")).toBe(world.actions.runs[0]?.id);
  });

  test("runs the file of the branch, on the newest commit there, as the App's bot", async () => {
    const place = await office();
    const tip = place.alice.pushesTo(place.jobs, "next", { ".github/workflows/e2e.yml": workflow.replace("name: E2E", "name: Next") });
    await place.dispatch({ ref: "next" });
    const { body } = await place.onJobs("GET", `/runs/${onlyRun(place).id}`);
    expect(body).toMatchObject({
      ...{ name: "Next", head_branch: "next", head_sha: tip, event: "workflow_dispatch", pull_requests: [] },
      actor: { login: "bowsprit[bot]", type: "Bot" },
    });
  });
});

describe("a run", () => {
  test("is listed seconds after its dispatch, and is there at once for who knows its id", async () => {
    const place = await office();
    place.world.actions.listedWithin = 120;
    for (let index = 0; index < 20; index += 1) await place.dispatch();
    const listed = async () => at((await place.onJobs("GET", "/runs")).body, "total_count");
    expect(await listed()).not.toBe(20);
    expect((await place.onJobs("GET", `/runs/${place.world.actions.runs.at(-1)?.id}`)).status).toBe(200);
    place.world.clock.advance(120);
    expect(await listed()).toBe(20);
  });

  test("is not there yet for a replica that lags", async () => {
    const place = await office();
    place.world.clock.advance(60);
    await place.dispatch();
    place.world.faults.set({ stale: 1, longestLag: 9 });
    const statuses = new Set<number>();
    for (let index = 0; index < 40; index += 1) statuses.add((await place.onJobs("GET", `/runs/${onlyRun(place).id}`)).status);
    expect(statuses).toContain(404);
  });

  test.each(runConclusions)("goes from queued over in_progress to %s, and each step is told", async (conclusion) => {
    const place = await office();
    await place.dispatch();
    const run = onlyRun(place);
    const seen = async () => {
      const { body } = await place.onJobs("GET", `/runs/${run.id}`);
      return [at(body, "status"), at(body, "conclusion")];
    };
    expect(await seen()).toEqual(["queued", null]);
    place.world.actions.starts(run);
    expect(await seen()).toEqual(["in_progress", null]);
    place.world.actions.ends(run, conclusion);
    expect(await seen()).toEqual(["completed", conclusion]);
    expect(told(place.world)).toEqual(["workflow_run.requested", "workflow_run.in_progress", "workflow_run.completed"]);
  });

  test("is told of with its title, its attempt and its conclusion", async () => {
    const place = await office();
    await place.dispatch();
    place.world.actions.ends(onlyRun(place), "failure");
    const delivery = place.world.outbox.take().at(-1);
    expect(delivery?.payload).toMatchObject({
      action: "completed",
      workflow_run: { id: onlyRun(place).id, display_title: "unit [k1]", run_attempt: 1, conclusion: "failure", pull_requests: [] },
      repository: { name: "jobs" },
    });
  });

  test("is cancelled by 202, and once it has ended by 409", async () => {
    const place = await office();
    await place.dispatch();
    const run = onlyRun(place);
    const cancel = () => place.onJobs("POST", `/runs/${run.id}/cancel`);
    expect([(await cancel()).status, run.progress.conclusion]).toEqual([202, "cancelled"]);
    expect((await cancel()).status).toBe(409);
  });

  test("keeps its id when it is run again, counts the attempt, and requests nothing anew", async () => {
    const place = await office();
    await place.dispatch();
    const run = onlyRun(place);
    place.world.actions.ends(run, "failure");
    told(place.world);
    place.world.actions.reruns(run, place.alice);
    expect(told(place.world)).toEqual([]);
    const { body } = await place.onJobs("GET", `/runs/${run.id}`);
    expect(body).toMatchObject({ run_attempt: 2, status: "queued", conclusion: null, triggering_actor: { login: "alice" } });
  });

  test("that was deleted is 404 and in no list", async () => {
    const place = await office();
    await place.dispatch();
    const { id } = onlyRun(place);
    expect((await place.onJobs("DELETE", `/runs/${id}`)).status).toBe(204);
    expect((await place.onJobs("GET", `/runs/${id}`)).status).toBe(404);
    expect(at((await place.onJobs("GET", "/runs")).body, "total_count")).toBe(0);
  });

  test("waits and works as long as its player says", async () => {
    const place = await office();
    place.world.actions.player = ({ inputs: given }) =>
      given.get("job") === "unit" ? { waits: 5, takes: 60, conclusion: "failure" } : undefined;
    await place.dispatch();
    await place.dispatch({ inputs: { ...inputs, job: "other" } });
    const statuses: string[] = [];
    for (const seconds of [4, 1, 59, 1]) {
      place.world.clock.advance(seconds);
      place.world.actions.play();
      statuses.push(place.world.actions.runs.map(({ progress }) => progress.conclusion ?? progress.status).join(" "));
    }
    expect(statuses).toEqual(["queued queued", "in_progress queued", "in_progress queued", "failure queued"]);
  });
});

describe("a list of runs", () => {
  const titles = async (place: Awaited<ReturnType<typeof office>>, query: string) =>
    column((await place.onJobs("GET", query)).body, "workflow_runs", "display_title");

  test("is newest first, and can be narrowed by actor, branch, commit, event, status and time", async () => {
    const place = await office();
    await place.dispatch({ inputs: { ...inputs, key: "old" } });
    place.world.clock.advance(3600);
    place.alice.pushesTo(place.jobs, "next", { x: "1" });
    await place.dispatch({ ref: "next", inputs: { ...inputs, key: "new" } });
    const [first] = place.world.actions.runs;
    if (first !== undefined) place.world.actions.ends(first, "success");
    const all = ["unit [new]", "unit [old]"];
    expect(await titles(place, "/runs")).toEqual(all);
    expect(await titles(place, "/workflows/e2e.yml/runs")).toEqual(all);
    expect(await titles(place, "/runs?actor=bowsprit%5Bbot%5D&event=workflow_dispatch")).toEqual(all);
    expect(await titles(place, "/runs?actor=alice")).toEqual([]);
    expect(await titles(place, "/runs?event=push")).toEqual([]);
    expect(await titles(place, "/runs?branch=next")).toEqual(["unit [new]"]);
    expect(await titles(place, `/runs?head_sha=${place.jobs.tip("main")}`)).toEqual(["unit [old]"]);
    expect(await titles(place, "/runs?status=success")).toEqual(["unit [old]"]);
    expect(await titles(place, "/runs?status=queued")).toEqual(["unit [new]"]);
    expect(await titles(place, "/runs?created=%3E%3D2026-03-02T10:00:00Z")).toEqual(["unit [new]"]);
    expect(await titles(place, "/runs?created=2026-03-02T08:00:00Z..2026-03-02T09:30:00Z")).toEqual(["unit [old]"]);
    expect(await titles(place, "/runs?created=2026-03-02")).toEqual(all);
  });

  test("ends after a thousand, and its count does not", async () => {
    const place = await office();
    for (let index = 0; index < 1001; index += 1)
      place.world.actions.dispatch(place.jobs, "e2e.yml", "main", new Map(Object.entries(inputs)), place.alice);
    const last = await place.onJobs("GET", "/runs?per_page=100&page=11");
    expect([at(last.body, "total_count"), column(last.body, "workflow_runs", "id")]).toEqual([1001, []]);
  });
});

type Answers = RestEndpointMethodTypes["actions"];
/** Every field of a documented answer that is always there: one left out does not compile. */
type Promised<T> = { readonly [K in keyof T as T extends Record<K, T[K]> ? K : never]: true };

const runFields: Promised<Answers["getWorkflowRun"]["response"]["data"]> = {
  ...{ id: true, node_id: true, head_branch: true, head_sha: true, path: true, run_number: true, event: true, status: true },
  ...{ conclusion: true, workflow_id: true, url: true, html_url: true, pull_requests: true, created_at: true, updated_at: true },
  ...{ jobs_url: true, logs_url: true, check_suite_url: true, artifacts_url: true, cancel_url: true, rerun_url: true },
  ...{ workflow_url: true, head_commit: true, repository: true, head_repository: true, display_title: true },
};
const workflowFields: Promised<Answers["getWorkflow"]["response"]["data"]> = {
  ...{ id: true, node_id: true, name: true, path: true, state: true, created_at: true, updated_at: true },
  ...{ url: true, html_url: true, badge_url: true },
};

test.each([
  ["a run", "/runs/RUN", runFields],
  ["a workflow", "/workflows/e2e.yml", workflowFields],
])("%s has every field that GitHub's description promises", async (_, path, fields) => {
  const place = await office();
  await place.dispatch();
  const { body } = await place.onJobs("GET", path.replace("RUN", String(onlyRun(place).id)));
  expect(Object.keys(fields).filter((field) => at(body, field) === undefined)).toEqual([]);
});
