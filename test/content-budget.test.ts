/** The budget for comments on the simulated GitHub: a hundred pull requests want one at once, and people ask in between. */
import { expect, test } from "vitest";
import type { Pull } from "../src/sim/index.ts";
import { anvil, atWork } from "./anvil.ts";

const hour = 3600;
const anHour = 40;
const sayings = (pull: Pull) => pull.comments().filter(({ author }) => author === "bowsprit[bot]");

test("answers come first, the rest over the next hours, nothing is lost, and no hour has more than it may", async () => {
  const { world, bob, repo } = anvil({ OWNERS: "approvers:\n- alice\n" });
  const created: { readonly at: number; readonly isAnswer: boolean }[] = [];
  const stage = await atWork({
    ...{ world, deliverer: world.deliverer(), contentAnHour: anHour },
    fetch: async (input, init) => {
      const answer = await world.fetch(input, init);
      const body = String(init?.body);
      const ofRest = init?.method === "POST" && /\/(?:comments|requested_reviewers)$/.test(String(input)) ? 1 : 0;
      const count = ofRest + [...body.matchAll(/: (?:addComment|requestReviews)\(/g)].length;
      for (let n = 0; n < count; n += 1) created.push({ at: world.clock.now(), isAnswer: body.includes("bowsprit:order") });
      return answer;
    },
  });
  const start = world.clock.now();
  const pulls = Array.from({ length: 100 }, (_, n) => bob.opens(repo, { changes: { [`${n}.go`]: "package a\n" }, fork: true }));
  await stage.settle(60);
  expect(created.every(({ isAnswer }) => !isAnswer)).toBe(true);
  expect(created).toHaveLength(0.75 * anHour);

  // Nobody may vote for their own change: each of these wants an answer, though the others still wait for their comment.
  world.clock.advance(60);
  const asked = pulls.slice(0, 8);
  for (const pull of asked) bob.says(pull, "/lgtm");
  await stage.settle(120);
  const answers = created.slice(0.75 * anHour);
  expect(answers.filter(({ isAnswer }) => isAnswer)).toHaveLength(asked.length);
  expect(created.length).toBeLessThanOrEqual(anHour);

  await stage.settle(10 * hour);
  for (const { at } of created)
    expect(created.filter((other) => other.at > at - hour && other.at <= at).length).toBeLessThanOrEqual(anHour);
  expect(pulls.map((pull) => sayings(pull).length)).toEqual(pulls.map((pull) => (asked.includes(pull) ? 2 : 1)));
  expect(world.clock.now() - start).toBeLessThan(9 * hour);
  expect(await stage.ledger.work.failures(1)).toEqual([]);
}, 60_000);

test("where the hour's comments are used up, labels and the check are written all the same", async () => {
  const { world, alice, bob, repo } = anvil({ OWNERS: "approvers:\n- alice\n" });
  const stage = await atWork({ world, deliverer: world.deliverer(), contentAnHour: 4 });
  for (let n = 0; n < 3; n += 1) bob.opens(repo, { changes: { [`${n}.go`]: "package a\n" }, fork: true });
  await stage.settle(60);
  const pull = bob.opens(repo, { changes: { "a.go": "package b\n" }, fork: true });
  await stage.settle(60);
  expect([sayings(pull), pull.checks()]).toMatchObject([[], [{ status: "in_progress" }]]);
  world.clock.advance(60);
  alice.says(pull, "/lgtm\n/approve");
  await stage.settle(60);
  expect([sayings(pull), pull.labels().toSorted(), pull.checks().at(-1)?.conclusion]).toEqual([[], ["approved", "lgtm"], "success"]);
  expect(pull.comments().flatMap(({ reactions }) => reactions)).toEqual(["THUMBS_UP"]);
  await stage.settle(3 * hour);
  expect(sayings(pull).map(({ body }) => body.slice(0, 10))).toEqual(expect.arrayContaining(["[APPROVALN", "LGTM label"]));
  expect(sayings(pull)).toHaveLength(2);
  expect(await stage.ledger.work.failures(1)).toEqual([]);
});
