/** Words on issues, on the simulated GitHub: who is heard, what it costs, and that nothing but a reaction comes of it there. */
import { afterEach, describe, expect, test } from "vitest";
import { catchingUp } from "../src/catch-up.ts";
import { type Stage, stageOn } from "../src/cli/stage.ts";
import { sentence } from "../src/core/actions.ts";
import { type Instant, loginOf } from "../src/core/ids.ts";
import { archive, type Issue, noFaults, type Permissions, type Said, setPermissions, usualPermissions, World } from "../src/sim/index.ts";
import type { Worked } from "../src/work.ts";
import { recordingLog } from "./web/deliveries.ts";

const stages: Stage[] = [];
afterEach(async () => {
  for (const stage of stages.splice(0)) await stage.close();
});

const hour = 3600;
const options = ".github/bowsprit.yaml";
const reviewers = "approvers: [alice]\nreviewers: [alice]\n";

interface Setting {
  readonly files?: Readonly<Record<string, string>>;
  readonly permissions?: Permissions;
}

/** An issue of bob's, an hour old, in a repository that the bot has seen. */
async function given({ files = { OWNERS: reviewers }, permissions = usualPermissions }: Setting = {}) {
  const world = new World({ faults: noFaults });
  const org = world.organization("acme");
  const [alice, bob] = [world.user("alice"), world.user("bob")];
  org.adds(alice);
  const repo = org.repository({ name: "anvil", files: { "a.go": "package a\n", ...files }, collaborators: { alice: "maintain" } });
  const installation = world.installs(org, { permissions });
  const deliverer = world.deliverer();
  const { log, lines } = recordingLog();
  const works: Worked[] = [];
  const stage = await stageOn({ world, deliverer, log, worked: (work) => works.push(work) });
  stages.push(stage);
  const issue = bob.opensIssue(repo, "It breaks", "/away");
  await stage.settle();
  world.clock.advance(hour);
  const settle = async () => {
    await stage.settle();
    world.clock.advance(60);
  };
  const availabilityOf = async (login: string) => {
    const { availability } = await stage.ledger.threads.reviewing({ installation: installation.id });
    return availability.get(loginOf(login));
  };
  const isAway = async (login: string) => (await availabilityOf(login))?.away !== undefined;
  const costOf = async (act: () => unknown): Promise<number> => {
    const before = world.journal.exchanges.length;
    await act();
    await settle();
    return world.journal.exchanges.length - before;
  };
  return { world, org, alice, bob, repo, installation, deliverer, stage, lines, works, issue, settle, availabilityOf, isAway, costOf };
}

type Given = Awaited<ReturnType<typeof given>>;

/** All that the App ever did on an issue, reactions to comments apart. */
const tracesOn = (issue: Issue, { world }: Given): unknown[] => [
  ...issue.comments().filter(({ author }) => author === world.app.bot.restLogin),
  ...issue.state.timeline.filter((item) => "actor" in item && item.actor === world.app.bot),
  ...issue.state.reactions,
];

const acknowledged = ["bowsprit[bot] THUMBS_UP"];

describe("what people say of their time on an issue", () => {
  test("is kept, acknowledged by a reaction and nothing else, and taken back", async () => {
    const here = await given();
    const { alice, issue, settle, availabilityOf } = here;
    const said = alice.says(issue, "Back in December.\r\n\r\n/away until 2099-12-01\r\n/review-capacity 5");
    await settle();
    expect(await availabilityOf("alice")).toEqual({ capacity: 5, away: { before: Date.parse("2099-12-02") / 1000 } });
    expect(said.reactions).toEqual(acknowledged);
    const back = alice.says(issue, "/back");
    await settle();
    expect(await availabilityOf("alice")).toEqual({ capacity: 5, away: undefined });
    expect(back.reactions).toEqual(acknowledged);
    expect(tracesOn(issue, here)).toEqual([]);
  });

  test("keeps requests away on pull requests", async () => {
    const { alice, bob, repo, issue, settle } = await given();
    alice.says(issue, "/away");
    await settle();
    const pull = bob.opens(repo, { changes: { "a.go": "package b\n" }, fork: true });
    await settle();
    expect(pull.reviewRequests()).toEqual([]);
  });

  test("costs a look and a reaction, and any other comment costs nothing", async () => {
    const { alice, bob, issue, costOf } = await given();
    await costOf(() => alice.says(issue, "/back"));
    expect(await costOf(() => alice.says(issue, "/away"))).toBe(2);
    expect(await costOf(() => bob.says(issue, "Nobody is /away here.\n\n/lgtm\n/assign\n/pass\n/help"))).toBe(0);
    expect(await costOf(() => bob.opensIssue(issue.repository, "Another one", "/away"))).toBe(0);
    expect(await costOf(() => alice.assigns(issue, alice))).toBe(0);
    expect(await costOf(() => alice.closes(issue))).toBe(0);
  });

  test("counts once, however often it is delivered", async () => {
    const { world, alice, issue, deliverer, stage, settle, works, isAway } = await given();
    alice.says(issue, "/away");
    const [delivery] = world.outbox.waiting;
    await settle();
    alice.says(issue, "/back");
    await settle();
    if (delivery === undefined) throw new Error("nobody was told");
    await deliverer.redeliver(delivery, stage.parts.receive);
    await settle();
    const done = works.filter(({ wake }) => wake.kind === "issue").map(({ actions }) => actions.map(sentence));
    const carriedOut = ["remember what alice says of their time for reviews", "react with THUMBS_UP"];
    expect(done).toEqual([carriedOut, carriedOut, []]);
    expect(await isAway("alice")).toBe(false);
  });

  test("counts on a closed issue, without a reaction", async () => {
    const here = await given();
    here.alice.closes(here.issue);
    const said = here.alice.says(here.issue, "/away");
    await here.settle();
    expect([await here.isAway("alice"), said.reactions]).toEqual([true, []]);
  });

  test("counts on a locked issue, where GitHub takes no reaction", async () => {
    const here = await given();
    here.alice.locks(here.issue);
    const said = here.alice.says(here.issue, "/away");
    await here.settle();
    expect([await here.isAway("alice"), said.reactions]).toEqual([true, []]);
    expect(here.lines.filter(({ level }) => level !== "info").map(({ message }) => message)).toEqual([
      "GitHub did not take a part of the plan",
    ]);
    expect(here.works.at(-1)).toMatchObject({ wake: { kind: "issue" }, outcome: "done" });
  });

  test("is heard among the comments that stand around it", async () => {
    const { alice, bob, issue, deliverer, settle, availabilityOf } = await given();
    await deliverer.missing(() => {
      for (let n = 0; n < 150; n += 1) bob.says(issue, `${n}`);
    });
    alice.says(issue, "/review-capacity 3");
    await deliverer.missing(() => {
      for (let n = 0; n < 80; n += 1) bob.says(issue, `${n}`);
    });
    await settle();
    expect(await availabilityOf("alice")).toMatchObject({ capacity: 3 });
  });
});

describe("nothing is heard", () => {
  const unsaid: readonly (readonly [string, string])[] = [
    ["in a fence", "```\n/away\n```"],
    ["in a quote", "> /away\n\nReally?"],
    ["in an HTML comment", "<!--\n/away\n-->"],
    ["in the middle of a line", "I am /away"],
  ];
  test.each(unsaid)("%s, at no cost", async (_, text) => {
    const here = await given();
    expect(await here.costOf(() => here.alice.says(here.issue, text))).toBe(0);
    expect(await here.isAway("alice")).toBe(false);
  });

  type Act = (here: Given) => Said | undefined;
  const ineffective: readonly (readonly [string, Act])[] = [
    ["of a bot", ({ world, issue }) => world.actor("robot", "Bot").says(issue, "/away")],
    ["of a mannequin", ({ world, issue }) => world.actor("doll", "Mannequin").says(issue, "/away")],
    [
      "of whoever has deleted their account",
      ({ world, bob, issue }) => {
        const said = bob.says(issue, "/away");
        world.deleteAccount(bob);
        return said;
      },
    ],
    [
      "that was edited before anybody looked",
      ({ alice, issue }) => {
        const said = alice.says(issue, "/away");
        alice.edits(said, "/away until 2099-12-01");
        return said;
      },
    ],
    [
      "that was put into an old comment",
      ({ alice, issue }) => {
        const said = alice.says(issue, "Hm.");
        alice.edits(said, "/away");
        return said;
      },
    ],
    [
      "that was deleted before anybody looked",
      ({ alice, issue }) => {
        alice.deletes(alice.says(issue, "/away"));
        return undefined;
      },
    ],
    ["with an argument that means nothing", ({ alice, issue }) => alice.says(issue, "/away until February")],
  ];
  test.each(ineffective)("from the word %s", async (_, act) => {
    const here = await given();
    here.alice.says(here.issue, "/back");
    await here.settle();
    const said = act(here);
    await here.settle();
    expect(await Promise.all(["alice", "bob", "robot", "doll"].map(here.isAway))).toEqual([false, false, false, false]);
    expect([said?.reactions ?? [], tracesOn(here.issue, here)]).toEqual([[], []]);
    expect(here.works.at(-1)?.outcome).toBe("done");
  });

  test("of what was said before the ledger knew, or more than a day ago", async () => {
    const { world, alice, bob, issue, deliverer, settle, isAway } = await given();
    await deliverer.missing(() => alice.says(issue, "/away"));
    world.clock.advance(hour);
    bob.says(issue, "/away");
    await settle();
    expect([await isAway("alice"), await isAway("bob")]).toEqual([false, true]);
    world.clock.advance(25 * hour);
    bob.says(issue, "/back");
    await settle();
    expect([await isAway("alice"), await isAway("bob")]).toEqual([false, false]);
  });

  test("of a word whose delivery comes a day late", async () => {
    const { world, alice, issue, deliverer, stage, settle, isAway } = await given();
    await deliverer.missing(() => alice.says(issue, "/away"));
    world.clock.advance(25 * hour);
    const [late] = deliverer.lost;
    if (late === undefined) throw new Error("nobody was told");
    await deliverer.redeliver(late, stage.parts.receive);
    await settle();
    expect(await isAway("alice")).toBe(false);
  });

  const modes: readonly (readonly [string, Readonly<Record<string, string>>, Worked["outcome"]])[] = [
    ["where nothing switches the bot on", {}, "off"],
    ["where the bot is off", { OWNERS: reviewers, [options]: "mode: off\n" }, "off"],
    ["where the bot only observes", { OWNERS: reviewers, [options]: "mode: observe\n" }, "done"],
    ["where routing is off", { OWNERS: reviewers, [options]: "plugins: [lgtm, approve]\n" }, "done"],
  ];
  test.each(modes)("%s", async (_, files, outcome) => {
    const here = await given({ files });
    const said = here.alice.says(here.issue, "/away");
    await here.settle();
    expect(here.works.at(-1)).toMatchObject({ wake: { kind: "issue" }, outcome, actions: [] });
    expect([await here.isAway("alice"), said.reactions, tracesOn(here.issue, here)]).toEqual([false, [], []]);
  });

  test("of what was said while the bot was off, once it is on", async () => {
    const { alice, bob, repo, issue, settle, isAway } = await given({ files: { OWNERS: reviewers, [options]: "mode: off\n" } });
    alice.says(issue, "/away");
    await settle();
    alice.pushesTo(repo, "main", { [options]: "mode: on\n" });
    await settle();
    bob.says(issue, "/away");
    await settle();
    expect([await isAway("alice"), await isAway("bob")]).toEqual([false, true]);
  });
});

describe("permissions", () => {
  test("without the right to write on issues the word counts, and nobody tries to react", async () => {
    const here = await given({ permissions: { ...usualPermissions, issues: "read" } });
    const said = here.alice.says(here.issue, "/away");
    await here.settle();
    expect([await here.isAway("alice"), said.reactions]).toEqual([true, []]);
    expect(here.lines.filter(({ level, message }) => level !== "info" && !message.startsWith("features are off"))).toEqual([]);
  });

  test("without the right to read pull requests it counts as well", async () => {
    const { pull_requests: _, ...permissions } = usualPermissions;
    const here = await given({ permissions });
    here.alice.says(here.issue, "/away");
    await here.settle();
    expect(await here.isAway("alice")).toBe(true);
  });

  test("a right that is taken away before anybody looked ends it", async () => {
    const here = await given();
    here.alice.says(here.issue, "/away");
    const { issues: _, ...permissions } = usualPermissions;
    setPermissions(here.world, here.installation, permissions);
    await here.settle();
    expect(await here.isAway("alice")).toBe(false);
    expect(here.works.filter(({ wake }) => wake.kind === "issue").map(({ outcome }) => outcome)).toEqual(["withheld"]);
  });
});

describe("an issue that is no more", () => {
  test("ends the work on it, at the second try", async () => {
    const { alice, issue, settle, works, lines } = await given();
    alice.says(issue, "/away");
    alice.deletesIssue(issue);
    await settle();
    expect(works.filter(({ wake }) => wake.kind === "issue").map(({ outcome }) => outcome)).toEqual(["later", "gone"]);
    expect(lines.filter(({ level }) => level !== "info")).toEqual([]);
  });

  test("in an archived repository nothing is written", async () => {
    const here = await given();
    const said = here.alice.says(here.issue, "/away");
    archive(here.repo);
    await here.settle();
    expect([await here.isAway("alice"), said.reactions]).toEqual([false, []]);
  });
});

test("a word whose delivery failed is found in the delivery log", async () => {
  const { world, alice, issue, deliverer, stage, settle, isAway } = await given();
  const said = alice.says(issue, "/away");
  await deliverer.deliver(async () => new Response("", { status: 503 }));
  await settle();
  expect(await isAway("alice")).toBe(false);
  const now = () => world.clock.now() as Instant;
  const wake = async () => {};
  const catchUp = catchingUp({ github: stage.parts.github, cache: stage.ledger.cache, hear: stage.parts.hear, wake, now });
  expect(await catchUp.readDeliveryLog()).toBe(1);
  await settle();
  expect([await isAway("alice"), said.reactions]).toEqual([true, acknowledged]);
});

test("a word whose delivery is overtaken by that of a later one counts", async () => {
  const { world, alice, bob, issue, deliverer, stage, settle, isAway } = await given();
  await deliverer.missing(() => alice.says(issue, "/away"));
  const [late] = deliverer.lost;
  world.clock.advance(60);
  bob.says(issue, "/back");
  await settle();
  if (late === undefined) throw new Error("nobody was told");
  await deliverer.redeliver(late, stage.parts.receive);
  await settle();
  expect(await isAway("alice")).toBe(true);
});

test("pushes and sweeps look at no issue", async () => {
  const { alice, repo, issue, stage, settle, works } = await given();
  alice.says(issue, "/away");
  await settle();
  works.splice(0);
  alice.pushesTo(repo, "main", { "a.go": "package b\n" });
  await settle();
  await stage.sweep();
  expect(works.filter(({ wake }) => wake.kind === "thread" || wake.kind === "issue")).toEqual([]);
});
