/** Permissions that an organisation did not grant, on the simulated GitHub: each switches off what needs it, by name, and nothing else. */
import { describe, expect, test } from "vitest";
import type { Stage } from "../src/cli/stage.ts";
import { type FeatureName, features, permissionText } from "../src/core/permissions.ts";
import { type Permissions, type Pull, setPermissions, usualPermissions } from "../src/sim/index.ts";
import { telemetry } from "../src/telemetry.ts";
import { type Worked, workOnce } from "../src/work.ts";
import { anvil, atWork, ownedByAlice } from "./anvil.ts";
import { recordingLog } from "./web/deliveries.ts";

const files = {
  OWNERS: ownedByAlice,
  ".github/bowsprit.yaml": "mode: on\n",
};

/** bob has opened a pull request, and the bot has come to rest. */
async function given(permissions: Permissions) {
  const { world, org, alice, bob, repo, installation } = anvil(files, { permissions });
  const { log, lines } = recordingLog();
  const worked: Worked[] = [];
  const off = new Map<number, readonly string[]>();
  const deliverer = world.deliverer();
  const stage = await atWork({
    ...{ world, deliverer, log },
    worked: (work) => worked.push(work),
    withheld: (from, withheld) =>
      off.set(
        from,
        withheld.map(({ name }) => name),
      ),
  });
  const pull = bob.opens(repo, { changes: { "a.go": "package b\n" }, fork: true });
  await stage.settle();
  world.clock.advance(60);
  const said = (level: string) => lines.filter((line) => line.level === level);
  return { world, org, alice, bob, repo, installation, stage, pull, said, worked, off, deliverer };
}
type Office = Awaited<ReturnType<typeof given>>;

/** alice has reviewed and approved it, and the bot has come to rest. */
async function reviewed(permissions: Permissions) {
  const office = await given(permissions);
  office.alice.says(office.pull, "/lgtm\n/approve");
  await office.stage.settle();
  // Where GitHub does not tell of comments, a sweep finds them.
  await office.stage.sweep();
  return office;
}

/** With everything but this. */
function without(permission: string, level?: "read"): Permissions {
  const { [permission]: _, ...rest } = usualPermissions;
  return level === undefined ? rest : { ...rest, [permission]: level };
}

const statusOf = (pull: Pull): string => pull.comments().find(({ author }) => author === "bowsprit[bot]")?.body ?? "";
const summaryOf = (pull: Pull): string => pull.checks().at(-1)?.output.summary ?? "";

/** Everything is looked at once more, an hour later: how many requests that takes, and what is written. */
async function hourLater({ stage, world, worked }: Office) {
  world.clock.advance(3600);
  const [requests, passes] = [world.journal.requests, worked.length];
  await stage.sweep();
  const fresh = worked.slice(passes);
  return {
    requests: world.journal.requests - requests,
    written: fresh.flatMap(({ actions }) => actions.map(({ kind }) => kind)),
    failures: await stage.ledger.work.failures(3),
    waiting: await stage.ledger.work.nextDue(),
  };
}

interface Case {
  readonly permissions: Permissions;
  readonly off: readonly FeatureName[];
  /** Once alice has said /lgtm and /approve. */
  readonly labels: readonly string[];
  readonly reactions: number;
  readonly isGreen: boolean;
  readonly says: "comment and check" | "comment" | "check" | "nothing";
}

const both = ["approved", "lgtm"];
const looking: Case["off"] = ["looking at pull requests", "labels, comments and requests for review"];
const works = { labels: both, reactions: 1, isGreen: true, says: "comment and check" } as const;

const cases: Readonly<Record<string, Case>> = {
  checks: { ...works, permissions: without("checks"), off: ["the required check"], isGreen: false, says: "comment" },
  "checks, only read": { ...works, permissions: without("checks", "read"), off: ["the required check"], isGreen: false, says: "comment" },
  "issues, only read": { ...works, permissions: without("issues", "read"), off: ["reactions to commands"], reactions: 0 },
  issues: { ...works, permissions: without("issues"), off: ["commands in comments", "reactions to commands"], reactions: 0 },
  "pull_requests, only read": {
    ...{ permissions: without("pull_requests", "read"), off: ["labels, comments and requests for review"], says: "check" },
    ...{ labels: [], reactions: 1, isGreen: true },
  },
  members: { ...works, permissions: without("members"), off: ["members and teams"] },
  statuses: { ...works, permissions: without("statuses"), off: ["results of other systems"] },
  merge_queues: { ...works, permissions: without("merge_queues"), off: ["the merge queue"] },
  contents: {
    ...{ permissions: without("contents"), off: ["OWNERS files and options"], says: "nothing" },
    ...{ labels: [], reactions: 0, isGreen: false },
  },
  pull_requests: {
    ...{ permissions: without("pull_requests"), off: looking, says: "nothing" },
    ...{ labels: [], reactions: 0, isGreen: false },
  },
};

describe.each(Object.entries(cases))("without %s", (_, { permissions, off, labels, reactions, isGreen, says }) => {
  const named = features.filter(({ name }) => off.includes(name));

  test("what needs it is off, everything else works, and the bot comes to rest", async () => {
    const office = await reviewed(permissions);
    const { pull } = office;
    const thumbs = pull.comments().flatMap((comment) => comment.reactions);
    expect([pull.labels().toSorted(), thumbs.length]).toEqual([labels, reactions]);
    expect(pull.checks().at(-1)?.conclusion === "success").toBe(isGreen);
    const later = await hourLater(office);
    expect([later.written, later.failures, later.waiting]).toEqual([[], [], undefined]);
    expect(later.requests).toBeLessThanOrEqual((await hourLater(await reviewed(usualPermissions))).requests);
  });

  test("nothing is tried that would be refused, and what is off is one line of the log", async () => {
    const { said, world, installation } = await given(permissions);
    const lines = named.map((feature) => `${feature.name} (${permissionText(feature)})`);
    expect(said("warn").map(({ message, fields }) => [message, fields])).toEqual([
      ["features are off: their permissions are not granted", { installation: installation.id, off: lines }],
    ]);
    expect(said("error")).toEqual([]);
    expect(world.journal.exchanges.filter(({ status }) => status === 403)).toEqual([]);
  });

  test("people are told by name, where anything can be written", async () => {
    const { pull, off: told, installation } = await given(permissions);
    expect(told.get(installation.id)).toEqual(named.map(({ name }) => name));
    const places = { comment: statusOf(pull), check: summaryOf(pull) };
    for (const [place, text] of Object.entries(places)) {
      const isThere = named.every((feature) => text.includes(`\`${permissionText(feature)}\`. ${feature.without}`));
      expect([place, isThere]).toEqual([place, says.includes(place)]);
    }
  });

  test("once it is granted, all is made up for", async () => {
    const { alice, pull, stage, world, installation } = await given(permissions);
    alice.says(pull, "/lgtm\n/approve");
    await stage.settle();
    world.clock.advance(60);
    setPermissions(world, installation, usualPermissions);
    await stage.settle();
    await stage.sweep();
    // Nobody was told which head was there meanwhile, so that a vote is asked for again.
    if (off === looking) alice.says(pull, "/lgtm");
    await stage.settle();
    expect([pull.labels().toSorted(), pull.checks().at(-1)?.conclusion]).toEqual([both, "success"]);
    expect([statusOf(pull), summaryOf(pull)].filter((text) => text.includes("lacks the permission"))).toEqual([]);
  });
});

test("a check that is green stays what it was once the right to write it is taken away, and that is said", async () => {
  const { alice, pull, stage, world, installation, deliverer } = await given(usualPermissions);
  alice.says(pull, "/lgtm\n/approve");
  await stage.settle();
  await deliverer.missing(() => setPermissions(world, installation, without("checks")));
  world.clock.advance(60);
  alice.says(pull, "/hold");
  await stage.settle();
  expect(pull.labels()).toContain("do-not-merge/hold");
  expect(statusOf(pull)).toContain("`checks: write`");
  expect(await stage.ledger.work.failures(1)).toEqual([]);
});

test("a team that an option names is unread by name without members, and asked of nobody", async () => {
  const office = await given(without("members"));
  const { alice, bob, repo, pull, stage, world } = office;
  alice.pushesTo(repo, repo.defaultBranch, { ".github/bowsprit.yaml": "mode: on\nlgtm:\n  trusted_team_for_sticky_lgtm: Leads\n" });
  alice.says(pull, "/lgtm");
  await stage.settle();
  world.clock.advance(60);
  bob.pushes(pull, { "a.go": "package c\n" });
  await stage.settle();
  expect(pull.labels()).toEqual(["lgtm"]);
  expect(summaryOf(pull)).toContain("could not read authorTeams: members and teams are off: the App lacks the permission `members: read`");
  expect(world.journal.exchanges.filter(({ route }) => route.includes("/teams"))).toEqual([]);
  expect((await hourLater(office)).failures).toEqual([]);
});

test("a merge group is let be where no check may be written, without a second try", async () => {
  const office = await given(without("checks", "read"));
  const { stage, world, repo, installation, worked, pull } = office;
  const group = { kind: "merge group", head: pull.head, base: "main", number: pull.number } as const;
  const repository = { id: repo.id, owner: "acme", name: "anvil" };
  const at = world.clock.now() as Parameters<Stage["ledger"]["work"]["counts"]>[0];
  await stage.ledger.work.wake({ wakes: [{ ...group, installation: installation.id, repository } as never] }, at);
  await workOnce(stage.parts.worker);
  expect(worked.at(-1)).toMatchObject({ outcome: "withheld", wake: { kind: "merge group" } });
  expect(await stage.ledger.work.nextDue()).toBeUndefined();
});

test("the metrics name each feature that is off, and readiness counts them", async () => {
  const measured = telemetry(() => ({
    ...{ counts: async () => ({ waiting: 0, running: 0, scheduled: 0, failing: 0, oldestAge: 0 }), isLedgerHealthy: async () => true },
    ...{ freshness: () => ({ sweptAt: undefined, logReadAt: undefined }), proveAccess: async () => {}, now: () => 0 as never },
  }));
  const merging = features.filter(({ name }) => name === "the merge queue");
  measured.withheld(7, merging);
  expect(await measured.metrics()).toContain(
    'bowsprit_features_off{installation="7",feature="the merge queue",permission="merge_queues: read"} 1',
  );
  expect((await measured.readiness()).state.featuresOff).toBe(1);
  measured.withheld(7, []);
  expect(await measured.metrics()).not.toContain("bowsprit_features_off{");
});
