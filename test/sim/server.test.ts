/** The simulated GitHub over HTTP, and the page of a thread. */
import { expect, test } from "vitest";
import { createCheckRun, serve } from "../../src/sim/index.ts";
import { given } from "./given.ts";

test("both faces and the page of a thread are served over HTTP, and the page shows text as text", async () => {
  const { world, alice, bob, repo, token } = await given();
  const pull = bob.opens(repo, { title: "<b>bold</b>", changes: { "pkg/a.go": "other\n" }, fork: true });
  alice.says(pull, "<script>alert(1)</script>");
  alice.labels(pull, "kind/<i>");
  createCheckRun(repo, world.app, pull.head, "gate", {
    status: "in_progress",
    output: { title: "Waiting", summary: "", text: null, annotations: [] },
  });
  const { url, close } = await serve(world);
  try {
    const headers = { authorization: `token ${token}` };
    expect(await (await fetch(`${url}/repos/kubernetes/kubernetes/pulls/1`, { headers })).json()).toMatchObject({ number: 1 });
    const body = JSON.stringify({ query: "{ viewer { login } }" });
    expect(await (await fetch(`${url}/graphql`, { method: "POST", headers, body })).json()).toEqual({
      data: { viewer: { login: "bowsprit[bot]" } },
    });
    const page = await (await fetch(`${url}/kubernetes/kubernetes/pull/1`)).text();
    expect(page).toContain("&lt;script&gt;alert(1)&lt;/script&gt;");
    expect(page).toContain("gate: in_progress Waiting");
    expect(page).not.toMatch(/<script|<i>|<b>bold/);
    world.faults.set({ reset: 1 });
    await expect(fetch(`${url}/repos/kubernetes/kubernetes`, { headers })).rejects.toThrow("fetch failed");
  } finally {
    await close();
  }
});

test("an Enterprise Server has REST below /api/v3 and GraphQL at /api/graphql", async () => {
  const { world, token } = await given();
  const { url, close } = await serve(world);
  try {
    const headers = { authorization: `token ${token}` };
    expect(await (await fetch(`${url}/api/v3/repos/kubernetes/kubernetes`, { headers })).json()).toMatchObject({ name: "kubernetes" });
    const body = JSON.stringify({ query: "{ viewer { login } }" });
    expect((await fetch(`${url}/api/graphql`, { method: "POST", headers, body })).status).toBe(200);
  } finally {
    await close();
  }
});

test("a large repository and a pull request over 2,816 files are made quickly", async () => {
  const { org, bob } = await given();
  const files = Object.fromEntries(
    Array.from({ length: 500 }, (_, index) => [`pkg/dir${index % 50}/sub${index}/OWNERS`, `approvers: [user${index}]\n`]),
  );
  const changes = Object.fromEntries(
    Array.from({ length: 2816 }, (_, index) => [`pkg/dir${index % 50}/sub${index % 500}/f${index}.go`, "changed\n"]),
  );
  const times = [1, 2, 3, 4, 5].map((round) => {
    const start = performance.now();
    const pull = bob.opens(org.repository({ name: `large-${round}`, files }), { changes });
    expect(pull.state.commits).toHaveLength(1);
    return performance.now() - start;
  });
  expect(Math.min(...times)).toBeLessThan(1_500);
});
