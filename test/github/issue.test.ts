/** Looks at issues on the simulated GitHub: one request, whatever stands there. */
import { describe, expect, test } from "vitest";
import { Gone, Withheld } from "../../src/core/errors.ts";
import type { ThreadName } from "../../src/core/look.ts";
import { usualPermissions } from "../../src/sim/index.ts";
import { askedDuring, type StageOptions, stage } from "./stage.ts";

function issueStage(options: StageOptions = {}) {
  const made = stage(options);
  const issue = made.bob.opensIssue(made.repository, "Broken", "/away");
  return { ...made, issue, target: { ...made.target, number: issue.number } satisfies ThreadName };
}

describe("a look at an issue", () => {
  test("shows what it is, and its comments in order, ours apart", async () => {
    const { world, alice, bob, repository, github, issue, target } = issueStage({ files: { OWNERS: "", "a.go": "package a\n" } });
    world.clock.advance(60);
    const first = alice.says(issue, "/away");
    alice.labels(issue, "kind/bug");
    const edited = bob.says(issue, "/back");
    alice.edits(edited, "/back, or not");
    const bot = world.user("helper");
    bot.says(issue, "Hello");
    world.deleteAccount(bot);
    world.clock.advance(60);
    const look = await github.lookAtIssue(target);
    expect(look).toMatchObject({
      now: world.clock.now(),
      me: { slug: "bowsprit" },
      updatedAt: world.clock.now() - 60,
      thread: { number: issue.number, id: issue.nodeId, state: "open", labels: [{ name: "kind/bug" }] },
      repository: { hasRootOwners: true, isArchived: false },
      withheld: [],
      ours: [],
    });
    expect(look.thread.repository).toEqual({ id: repository.id, owner: "acme", name: "widgets", defaultBranch: "main" });
    expect(look.statements.map(({ body, presence, by }) => [body, presence, by?.spelled])).toEqual([
      ["/away", "standing", "Alice"],
      ["/back, or not", "edited", "bob"],
      ["Hello", "standing", undefined],
    ]);
    expect(look.statements[0]).toMatchObject({ id: first.nodeId, kind: "comment", place: "thread" });
  });

  test("is one request on an issue of any length, and brings its newest hundred comments", async () => {
    const { world, alice, github, issue, target } = issueStage();
    for (let n = 1; n <= 150; n += 1) alice.says(issue, `${n}`);
    const bodies: string[] = [];
    const asked = await askedDuring(world, async () => {
      bodies.push(...(await github.lookAtIssue(target)).statements.map(({ body }) => body));
    });
    expect(asked.filter((one) => !one.includes("access_tokens"))).toHaveLength(1);
    expect([bodies.length, bodies[0], bodies.at(-1)]).toEqual([100, "51", "150"]);
  });

  test.each([
    ["a pull request", ({ pull }: ReturnType<typeof issueStage>) => ({ number: pull.number })],
    [
      "an issue that was deleted",
      ({ alice, issue }: ReturnType<typeof issueStage>) => {
        alice.deletesIssue(issue);
        return {};
      },
    ],
    ["an issue of another repository of that name", () => ({ repository: { id: 1, owner: "acme", name: "widgets" } })],
  ])("finds nothing where there is %s", async (_, change) => {
    const made = issueStage();
    const target = { ...made.target, ...change(made) };
    await expect(made.github.lookAtIssue(target)).rejects.toThrow(Gone);
  });

  test.each(["issues", "contents"])("is not tried without the right to read %s", async (name) => {
    const permissions = Object.fromEntries(Object.entries(usualPermissions).filter(([permission]) => permission !== name));
    const { github, target } = issueStage({ permissions });
    await expect(github.lookAtIssue(target)).rejects.toThrow(Withheld);
  });
});
