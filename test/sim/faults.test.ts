/** What goes wrong with the simulated GitHub's answers. */
import { describe, expect, test } from "vitest";
import { type FaultPlan, noFaults, usualFaults, World } from "../../src/sim/index.ts";
import { at, column, given } from "./given.ts";

const change = { changes: { "pkg/a.go": "other\n" }, fork: true };
const always = (fault: Partial<FaultPlan>): FaultPlan => ({ ...noFaults, ...fault });
const observe =
  '{ repository(owner: "kubernetes", name: "kubernetes") { pullRequest(number: 1) { headRefOid labels(first: 5) { nodes { name } } comments(first: 9) { nodes { body } } } } }';

test("a world has faults unless it is told otherwise", () => {
  expect(new World().faults.plan).toEqual(usualFaults);
});

describe("a write that is answered by 502 or a broken connection", () => {
  test.each<[string, Partial<FaultPlan>, number[]]>([
    ["was not done", { gatewayBefore: 1 }, [0]],
    ["was done all the same", { gatewayAfter: 1 }, [1]],
  ])("%s", async (_, fault, counts) => {
    const { world, bob, repo, onRepo } = await given();
    const pull = bob.opens(repo, change);
    world.faults.set(fault);
    expect((await onRepo("POST", "/issues/1/comments", { body: "hello" })).status).toBe(502);
    expect([pull.comments().length]).toEqual(counts);
  });

  test("may or may not have been done", async () => {
    const { world, bob, repo, onRepo } = await given();
    const pull = bob.opens(repo, change);
    world.faults.set({ reset: 1 });
    for (let index = 0; index < 20; index++)
      await expect(onRepo("POST", "/issues/1/comments", { body: "hello" })).rejects.toThrow("fetch failed");
    expect(pull.comments().length).toBeGreaterThan(0);
    expect(pull.comments().length).toBeLessThan(20);
  });
});

describe("limits", () => {
  test("a secondary limit holds until its time is over", async () => {
    const { world, rest } = await given();
    world.faults.set({ secondaryLimit: 1 });
    const { status, headers } = await rest("GET", "/repos/kubernetes/kubernetes");
    world.faults.set({ secondaryLimit: 1 });
    const wait = Number((await rest("GET", "/repos/kubernetes/kubernetes")).headers.get("retry-after"));
    expect([status, Number(headers.get("retry-after")) > 0]).toEqual([403, true]);
    world.clock.advance(wait - 1);
    expect((await rest("GET", "/repos/kubernetes/kubernetes")).headers.get("retry-after")).toBe("1");
    world.faults.off();
    expect((await rest("GET", "/repos/kubernetes/kubernetes")).status).toBe(200);
  });

  test("the primary limit is 403 in REST, and an error within 200 in GraphQL", async () => {
    const { world, rest } = await given();
    world.faults.set({ primaryLimit: 1 });
    const over = await rest("GET", "/repos/kubernetes/kubernetes");
    expect([over.status, over.headers.get("x-ratelimit-remaining")]).toEqual([403, "0"]);
    const graphql = await rest("POST", "/graphql", { query: "{ viewer { login } }" });
    expect([graphql.status, at(graphql.body, "errors.0.type")]).toEqual([200, "RATE_LIMITED"]);
  });
});

describe("a lagging replica", () => {
  test("shows a moment of the last seconds whole, and never one that is longer ago", async () => {
    const { world, alice, bob, repo, graphql } = await given();
    const pull = bob.opens(repo, change);
    const old = pull.head;
    world.clock.advance(60);
    const moments: unknown[] = [[old, [], []]];
    const note = () => moments.push([pull.head, pull.labels(), pull.comments().map(({ body }) => body)]);
    bob.pushes(pull, { x: "1" });
    note();
    alice.says(pull, "/lgtm");
    note();
    alice.labels(pull, "lgtm");
    note();
    world.faults.set({ stale: 1, longestLag: 9 });
    const seen = async () => {
      const read = at(await graphql(observe), "data.repository.pullRequest");
      return JSON.stringify([at(read, "headRefOid"), column(read, "labels.nodes", "name"), column(read, "comments.nodes", "body")]);
    };
    const shown = new Set<string>();
    for (let index = 0; index < 60; index++) shown.add(await seen());
    expect([...shown].every((moment) => moments.some((known) => JSON.stringify(known) === moment))).toBe(true);
    expect(shown.size).toBeGreaterThan(1);
    world.clock.advance(9);
    for (let index = 0; index < 20; index++) expect(await seen()).toBe(JSON.stringify(moments.at(-1)));
  });

  test("does not know yet what was just made, also in REST", async () => {
    const { world, bob, repo, onRepo } = await given();
    world.clock.advance(60);
    bob.opens(repo, change);
    world.faults.set({ stale: 1, longestLag: 9 });
    const statuses = new Set<number>();
    for (let index = 0; index < 40; index++) statuses.add((await onRepo("GET", "/pulls/1")).status);
    expect(statuses.has(404)).toBe(true);
    world.clock.advance(9);
    expect((await onRepo("GET", "/pulls/1")).status).toBe(200);
  });

  test("never answers a write", async () => {
    const { world, bob, repo, onRepo } = await given();
    bob.opens(repo, change);
    world.faults.set({ stale: 1, longestLag: 9 });
    for (let index = 0; index < 20; index++) expect((await onRepo("POST", "/issues/1/labels", { labels: ["x"] })).status).toBe(200);
  });
});

test("a partial answer has a hole, and an error that leads to it", async () => {
  const { world, bob, repo, graphql } = await given();
  bob.opens(repo, change);
  world.faults.set({ partial: 1 });
  const answer = await graphql(observe);
  const path = at(answer, "errors.0.path");
  expect(Array.isArray(path)).toBe(true);
  expect(at(answer, `data.${Array.isArray(path) ? path.join(".") : ""}`)).toBeNull();
});

test("the same seed brings the same faults", async () => {
  const statuses = async (seed: number) => {
    const { world, rest } = await given({ seed, faults: always({ gatewayBefore: 0.3 }) });
    const all: number[] = [];
    for (let index = 0; index < 40; index++) all.push((await rest("GET", "/repos/kubernetes/kubernetes")).status);
    return { all, noted: world.journal.exchanges.filter(({ fault }) => fault === "gateway before").length };
  };
  const [one, same, other] = [await statuses(5), await statuses(5), await statuses(6)];
  expect(same).toEqual(one);
  expect(other.all).not.toEqual(one.all);
  expect(one.noted).toBe(one.all.filter((status) => status === 502).length);
});

test("faults can be left out for a while", async () => {
  const { world, rest } = await given({ faults: always({ gatewayBefore: 1 }) });
  expect((await world.faults.without(() => rest("GET", "/repos/kubernetes/kubernetes"))).status).toBe(200);
  expect((await rest("GET", "/repos/kubernetes/kubernetes")).status).toBe(502);
});
