/** Who is asked for reviews, as GitHub's search counts it, who is busy, and what was reported on a commit. */
import { describe, expect, test } from "vitest";
import { setStatus } from "../../src/sim/index.ts";
import { at, given } from "./given.ts";

const change = { changes: { "pkg/a.go": "other\n" }, fork: true };

/** Two pull requests that ask Alice, one of them through a team, and one that asks nobody. */
async function asked() {
  const office = await given();
  const { world, org, alice, bob, repo, graphql } = office;
  const team = org.team("sig-node", [alice]);
  const [first, second] = [bob.opens(repo, change), bob.opens(repo, { changes: { "pkg/b.go": "other\n" } })];
  bob.opens(repo, change);
  bob.asks(first, alice);
  bob.asks(second, team);
  world.clock.advance(60);
  const count = async (query: string): Promise<unknown> =>
    at(
      await graphql("query ($q: String!) { search(type: ISSUE, query: $q, first: 1) { issueCount } }", { q: query }),
      "data.search.issueCount",
    );
  return { ...office, team, first, second, count };
}

const openOnes = "org:kubernetes is:pr is:open";

describe("a search", () => {
  test("counts the open pull requests on which somebody is asked, by name or by a team", async () => {
    const { count } = await asked();
    expect(await count(`${openOnes} review-requested:Alice`)).toBe(2);
    expect(await count(`${openOnes} user-review-requested:alice`)).toBe(1);
    expect(await count(`${openOnes} review-requested:bob`)).toBe(0);
    expect(await count(openOnes)).toBe(3);
  });

  test("no longer counts those that are reviewed, closed or drafts", async () => {
    const { world, alice, bob, first, second, count } = await asked();
    alice.reviews(first, "COMMENTED", "Hm.");
    bob.marksDraft(second);
    world.clock.advance(60);
    expect(await count(`${openOnes} review-requested:alice`)).toBe(1);
    expect(await count(`${openOnes} draft:false review-requested:alice`)).toBe(0);
    bob.closes(second);
    world.clock.advance(60);
    expect(await count(`${openOnes} review-requested:alice`)).toBe(0);
  });

  test("runs behind what the pull request itself shows", async () => {
    const { world, alice, bob, repo, count } = await asked();
    bob.asks(bob.opens(repo, change), alice);
    expect(await count(`${openOnes} review-requested:alice`)).toBe(2);
    world.clock.advance(60);
    expect(await count(`${openOnes} review-requested:alice`)).toBe(3);
  });

  test("finds nothing for a name that nobody bears, and nothing in repositories out of sight", async () => {
    const { world, count } = await asked();
    const other = world.organization("secret");
    const hidden = other.repository({ name: "hidden", isPrivate: true, files: { a: "1\n" } });
    world.user("eve").opens(hidden, { changes: { a: "2\n" } });
    world.clock.advance(60);
    expect(await count(`${openOnes} review-requested:nobody-at-all`)).toBe(0);
    expect(await count("org:secret is:pr")).toBe(0);
  });

  test("is not imitated beyond the qualifiers that it knows", async () => {
    const { world, graphql } = await asked();
    const answer = await graphql('{ search(type: ISSUE, query: "crash is:pr", first: 1) { issueCount } }');
    expect(at(answer, "errors.0.type")).toBe("NOT_IMITATED");
    expect(world.journal.unimitated).toHaveLength(1);
  });
});

test("a commit's status has the newest of each context, and none where nobody reported", async () => {
  const { carol, repo, first, second, graphql } = await asked();
  setStatus(repo, carol, first.head, { context: "ci", state: "pending" });
  setStatus(repo, carol, first.head, { context: "CI", state: "success", description: "fine" });
  const read = (oid: string) =>
    graphql(
      'query ($oid: GitObjectID!) { repository(owner: "kubernetes", name: "kubernetes") { object(oid: $oid) { ... on Commit { status { contexts { context state description } } } } } }',
      { oid },
    );
  expect(at(await read(first.head), "data.repository.object.status.contexts")).toEqual([
    { context: "CI", state: "SUCCESS", description: "fine" },
  ]);
  expect(at(await read(second.head), "data.repository.object")).toEqual({ status: null });
});

test("a busy person's status says so until it ends, and other people have none", async () => {
  const { world, alice, carol, graphql } = await given();
  const status = async (login: string): Promise<unknown> =>
    at(await graphql(`{ user(login: "${login}") { status { indicatesLimitedAvailability } } }`), "data.user.status");
  alice.busyUntil = world.clock.now() + 60;
  carol.busyUntil = null;
  expect(await status("alice")).toEqual({ indicatesLimitedAvailability: true });
  expect(await status("carol")).toEqual({ indicatesLimitedAvailability: true });
  world.clock.advance(61);
  expect(await status("alice")).toBeNull();
  expect(await status("bob")).toBeNull();
});
