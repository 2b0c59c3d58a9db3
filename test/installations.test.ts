/** Installations and repositories that come and go, on the simulated GitHub: where the App may not look, work stops; where it may, it begins. */
import { describe, expect, test } from "vitest";
import type { Stage } from "../src/cli/stage.ts";
import {
  archive,
  type Pull,
  renameRepository,
  selectRepositories,
  setPermissions,
  setSuspended,
  transferRepository,
  uninstall,
  usualPermissions,
} from "../src/sim/index.ts";
import { anvil, atWork, ownedByAlice } from "./anvil.ts";
import { recordingLog } from "./web/deliveries.ts";

/** bob has opened a pull request, and the bot has said what it needs. */
async function given({ permissions = usualPermissions, isHomePrivate = false } = {}) {
  const { world, org, alice, bob, repo, installation } = anvil({ OWNERS: ownedByAlice }, { permissions });
  // Where the App is on selected repositories, it must see this one: options may be there.
  const home = org.repository({ name: ".github", isPrivate: isHomePrivate });
  const { log, lines } = recordingLog();
  const stage = await atWork({ world, deliverer: world.deliverer(), log });
  const pull = bob.opens(repo, { changes: { "a.go": "package b\n" }, fork: true });
  await stage.settle();
  world.clock.advance(60);
  const complaints = () => lines.filter(({ level }) => level !== "info").map(({ message }) => message);
  const requestsDuring = async (during: () => Promise<unknown>) => {
    const before = world.journal.requests;
    await during();
    return world.journal.requests - before;
  };
  return { world, org, alice, bob, repo, home, installation, stage, pull, complaints, requestsDuring };
}

const counts = async ({ stage, world }: Awaited<ReturnType<typeof given>>) =>
  stage.ledger.work.counts(world.clock.now() as Parameters<Stage["ledger"]["work"]["counts"]>[0]);

/** Somebody asked for something that the bot has not looked at yet. */
async function waiting(office: Awaited<ReturnType<typeof given>>) {
  office.alice.says(office.pull, "/lgtm");
  const deliverer = office.world.deliverer();
  await deliverer.deliver(office.stage.parts.receive);
  expect((await counts(office)).waiting).toBe(1);
  return deliverer;
}

describe("what is waiting is dropped at once, without a request and without a complaint, when", () => {
  test.each<[string, (office: Awaited<ReturnType<typeof given>>) => void]>([
    ["the installation is suspended", ({ world, installation }) => setSuspended(world, installation, true)],
    ["the installation is deleted", ({ world, installation }) => uninstall(world, installation)],
    ["the repository is removed from it", ({ world, installation, repo }) => selectRepositories(world, installation, [], [repo])],
  ])("%s", async (_, happens) => {
    const office = await given();
    const deliverer = await waiting(office);
    happens(office);
    const requests = await office.requestsDuring(async () => {
      await deliverer.deliver(office.stage.parts.receive);
      await office.stage.settle();
    });
    expect([requests, await counts(office), office.complaints(), office.pull.labels()]).toEqual([
      0,
      { waiting: 0, running: 0, scheduled: 0, failing: 0, oldestAge: 0 },
      [],
      [],
    ]);
  });
});

describe("where the delivery of that is lost, the work ends at the first refusal, without a complaint, when", () => {
  test.each<[string, (office: Awaited<ReturnType<typeof given>>) => void]>([
    ["the installation is suspended", ({ world, installation }) => setSuspended(world, installation, true)],
    ["the installation is deleted", ({ world, installation }) => uninstall(world, installation)],
  ])("%s", async (_, happens) => {
    const office = await given();
    const deliverer = await waiting(office);
    await deliverer.missing(() => happens(office));
    const requests = await office.requestsDuring(() => office.stage.settle());
    expect(requests).toBeLessThanOrEqual(2);
    expect([await counts(office), office.complaints()]).toEqual([{ waiting: 0, running: 0, scheduled: 0, failing: 0, oldestAge: 0 }, []]);
  });
});

/** What people said while the bot could not look is read when it may again. */
async function hears(office: Awaited<ReturnType<typeof given>>, pull: Pull, back: () => void) {
  await office.stage.settle();
  office.world.clock.advance(3600);
  office.alice.says(pull, "/lgtm");
  await office.stage.settle();
  expect(pull.labels()).toEqual([]);
  back();
  await office.stage.settle();
  expect([pull.labels(), office.complaints()]).toEqual([["lgtm"], []]);
}

describe("what was said meanwhile counts", () => {
  test("once the installation is not suspended any more", async () => {
    const office = await given();
    const { world, installation, pull } = office;
    setSuspended(world, installation, true);
    await hears(office, pull, () => setSuspended(world, installation, false));
  });

  test("once the repository is added again", async () => {
    const office = await given();
    const { world, installation, repo, pull } = office;
    selectRepositories(world, installation, [], [repo]);
    await hears(office, pull, () => selectRepositories(world, installation, [repo]));
  });

  test("once the App is installed again, under another number", async () => {
    const office = await given();
    const { world, installation, org, pull } = office;
    uninstall(world, installation);
    await hears(office, pull, () => world.installs(org));
  });
});

test("permissions that are accepted work at once, though a token from before is still good", async () => {
  const { contents: _, ...fewer } = usualPermissions;
  const office = await given({ permissions: fewer });
  const { world, installation, alice, pull, stage } = office;
  alice.says(pull, "/lgtm");
  await stage.settle();
  expect(pull.labels()).toEqual([]);
  setPermissions(world, installation, usualPermissions);
  await stage.settle();
  expect(pull.labels()).toEqual(["lgtm"]);
});

describe("a thread stays the same thread", () => {
  test.each<[string, string, (office: Awaited<ReturnType<typeof given>>) => void]>([
    ["its repository is renamed", "acme/hammer", ({ repo }) => renameRepository(repo, "hammer")],
    [
      "its repository is transferred to an owner with an installation of their own",
      "cncf/anvil",
      ({ world, repo, alice }) => {
        const owner = world.organization("cncf");
        owner.adds(alice);
        world.installs(owner);
        transferRepository(repo, owner);
      },
    ],
  ])("when %s, with what was waiting there", async (_, name, happens) => {
    const office = await given();
    const { pull, stage, alice, world } = office;
    const comments = pull.comments().length;
    await waiting(office);
    happens(office);
    await stage.settle();
    world.clock.advance(60);
    expect(pull.labels()).toEqual(["lgtm"]);
    alice.says(pull, "/approve");
    await stage.settle();
    expect([pull.labels().toSorted(), pull.comments().filter(({ author }) => author !== "alice")]).toEqual([
      ["approved", "lgtm"],
      expect.objectContaining({ length: comments + 1 }),
    ]);
    const open = await stage.ledger.threads.open(pull.repository.id);
    expect(open.map(({ repository }) => `${repository.owner}/${repository.name}`)).toEqual([name]);
    expect(office.complaints()).toEqual([]);
  });

  test("when its repository is archived, where nothing is written any more", async () => {
    const office = await given();
    await waiting(office);
    archive(office.repo);
    await office.stage.settle();
    expect([office.pull.labels(), office.complaints()]).toEqual([[], []]);
  });
});

test("an organisation's options that the App may not see any more are not taken for absent, whatever it was told with its token", async () => {
  const { world, installation, home, alice, pull, stage } = await given({ isHomePrivate: true });
  selectRepositories(world, installation, [], [home]);
  await stage.settle();
  // Longer than what was seen there is kept, and less than a token lasts.
  world.clock.advance(900);
  alice.says(pull, "/lgtm");
  await stage.settle();
  expect(pull.labels()).toEqual([]);
  selectRepositories(world, installation, [home]);
  world.clock.advance(900);
  await stage.settle();
  expect(pull.labels()).toEqual(["lgtm"]);
});

test("what the organisation's options say counts from the push on, and on threads where nothing happens too", async () => {
  const { world, home, alice, pull, stage } = await given();
  alice.pushesTo(home, home.defaultBranch, { ".github/bowsprit.yaml": "mode: observe\n" });
  await stage.settle();
  alice.says(pull, "/hold");
  await stage.settle();
  expect(pull.labels()).toEqual([]);
  world.clock.advance(60);
  alice.pushesTo(home, home.defaultBranch, { ".github/bowsprit.yaml": "mode: on\n" });
  await stage.settle();
  expect(pull.labels()).toEqual(["do-not-merge/hold"]);
});
