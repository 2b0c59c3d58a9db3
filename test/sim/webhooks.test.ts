/** What the simulated GitHub tells the App, and how its deliveries go astray. */
import { createHmac } from "node:crypto";
import { describe, expect, test } from "vitest";
import {
  archive,
  createCheckRun,
  type Delivery,
  deliveryRequest,
  lossyDeliveries,
  promptDeliveries,
  renameRepository,
  roughDeliveries,
  selectRepositories,
  setCollaborator,
  setPermissions,
  setSuspended,
  transferRepository,
  uninstall,
} from "../../src/sim/index.ts";
import { at, given, told } from "./given.ts";

const change = { changes: { "pkg/a.go": "other\n" }, fork: true };
const accepted = () => Promise.resolve(new Response(null, { status: 202 }));

type Office = Awaited<ReturnType<typeof given>>;
const openedBy = ({ world, bob, repo }: Office) => {
  const pull = bob.opens(repo, change);
  world.outbox.take();
  return pull;
};

describe("what people do is told", () => {
  test.each<[string, string[], (office: Office) => void]>([
    ["opening from a fork; the fork's push is not", ["pull_request.opened"], ({ bob, repo }) => bob.opens(repo, change)],
    ["opening from a branch", ["push", "pull_request.opened"], ({ bob, repo }) => bob.opens(repo, { changes: { x: "1" } })],
    ["an issue", ["issues.opened"], ({ bob, repo }) => bob.opensIssue(repo, "Broken")],
    ["pushing", ["pull_request.synchronize"], (office) => office.bob.pushes(openedBy(office), { x: "1" })],
    ["a new title", ["pull_request.edited"], (office) => office.bob.retitles(openedBy(office), "Better")],
    ["a new text", ["pull_request.edited"], (office) => office.bob.edits(openedBy(office), "Better")],
    [
      "closing and reopening",
      ["pull_request.closed", "pull_request.reopened"],
      (office) => {
        const pull = openedBy(office);
        office.bob.closes(pull);
        office.bob.reopens(pull);
      },
    ],
    [
      "draft and ready",
      ["pull_request.converted_to_draft", "pull_request.ready_for_review"],
      (office) => {
        const pull = openedBy(office);
        office.bob.marksDraft(pull);
        office.bob.marksReady(pull);
      },
    ],
    [
      "labels, the first time with a new label",
      ["label.created", "pull_request.labeled", "pull_request.unlabeled"],
      (office) => {
        const pull = openedBy(office);
        office.alice.labels(pull, "lgtm");
        office.alice.unlabels(pull, "lgtm");
      },
    ],
    [
      "assignees",
      ["pull_request.assigned", "pull_request.unassigned"],
      (office) => {
        const pull = openedBy(office);
        office.alice.assigns(pull, office.alice);
        office.alice.unassigns(pull, office.alice);
      },
    ],
    [
      "review requests",
      ["pull_request.review_requested", "pull_request.review_request_removed"],
      (office) => {
        const pull = openedBy(office);
        office.bob.asks(pull, office.alice);
        office.bob.stopsAsking(pull, office.alice);
      },
    ],
    [
      "comments",
      ["issue_comment.created", "issue_comment.edited", "issue_comment.deleted"],
      (office) => {
        const said = office.alice.says(openedBy(office), "/lgtm");
        office.alice.edits(said, "/hold");
        office.alice.deletes(said);
      },
    ],
    [
      "a review with comments on lines",
      ["pull_request_review.submitted", "pull_request_review_comment.created", "pull_request_review_comment.created"],
      (office) => {
        const lines = [
          { path: "pkg/a.go", body: "a" },
          { path: "pkg/a.go", body: "b" },
        ];
        office.alice.reviews(openedBy(office), "COMMENTED", "see below", { lines });
      },
    ],
    [
      "an edited review",
      ["pull_request_review.submitted", "pull_request_review.edited"],
      (office) => {
        office.alice.edits(office.alice.reviews(openedBy(office), "COMMENTED", "one"), "two");
      },
    ],
    ["merging", ["pull_request.closed", "push"], (office) => office.alice.merges(openedBy(office), "squash")],
    [
      "a queued pull request",
      ["pull_request.enqueued", "push", "merge_group.checks_requested"],
      (office) => office.alice.queues(openedBy(office)),
    ],
    ["a push to a branch", ["push"], ({ alice, repo }) => alice.pushesTo(repo, "main", { x: "1" })],
    [
      "a status and a check by others",
      ["status", "check_run.completed"],
      ({ world, alice, repo }) => {
        const tip = repo.tip("main") ?? "";
        alice.setsStatus(repo, tip, { context: "ci", state: "success" });
        createCheckRun(repo, world.application("ci"), tip, "ci", { status: "completed", conclusion: "success" });
      },
    ],
    [
      "the buttons of a check",
      ["check_run.created", "check_run.rerequested", "check_run.requested_action"],
      ({ world, alice, repo }) => {
        const run = createCheckRun(repo, world.app, repo.tip("main") ?? "", "gate", {});
        alice.rerequests(run);
        alice.presses(run, "again");
      },
    ],
    [
      "people and teams",
      ["organization.member_added", "membership.added", "membership.removed", "organization.member_removed", "member.added"],
      ({ org, carol, repo }) => {
        org.adds(carol);
        const team = org.team("node", [carol]);
        org.removesFromTeam(team, carol);
        org.removes(carol);
        setCollaborator(repo, carol, "write");
      },
    ],
    [
      "repositories",
      ["repository.created", "installation_repositories.added", "repository.renamed", "repository.archived"],
      ({ org }) => {
        const other = org.repository({ name: "other" });
        renameRepository(other, "another");
        archive(other);
      },
    ],
    [
      "the installation",
      ["installation_repositories.removed", "installation.new_permissions_accepted", "installation.deleted"],
      ({ world, repo, installation }) => {
        selectRepositories(world, installation, [], [repo]);
        setPermissions(world, installation, { metadata: "read" });
        uninstall(world, installation);
      },
    ],
  ])("%s", async (_, expected, act) => {
    const office = await given();
    act(office);
    expect(told(office.world)).toEqual(expected);
  });

  test("a queued pull request is a group on a branch of its own, whose checks are asked for", async () => {
    const office = await given();
    const { world, alice, repo } = office;
    const pull = openedBy(office);
    const { head } = alice.queues(pull);
    const base = repo.tip("main");
    const [{ payload } = { payload: {} }] = world.outbox.take().filter(({ event }) => event === "merge_group");
    expect(at(payload, "merge_group")).toMatchObject({
      head_sha: head,
      head_ref: `refs/heads/gh-readonly-queue/main/pr-1-${base}`,
      base_sha: base,
      base_ref: "refs/heads/main",
    });
    expect(repo.store.commit(head).parents).toEqual([base, pull.head]);
    expect(pull.state.state).toBe("OPEN");
  });

  test("what the App does itself comes back, with the bot as its sender", async () => {
    const office = await given();
    const pull = openedBy(office);
    await office.onRepo("POST", "/issues/1/comments", { body: "hello" });
    await office.onRepo("POST", "/issues/1/labels", { labels: ["lgtm"] });
    await office.onRepo("POST", "/check-runs", { name: "gate", head_sha: pull.head });
    const deliveries = office.world.outbox.take();
    expect(deliveries.map(({ event }) => event)).toEqual(["issue_comment", "label", "pull_request", "check_run"]);
    expect(new Set(deliveries.map(({ payload }) => at(payload, "sender.login")))).toEqual(new Set(["bowsprit[bot]"]));
  });

  test("reactions, minimising and a moved base of somebody's pull request are not told", async () => {
    const office = await given();
    const said = office.alice.says(openedBy(office), "hello");
    office.world.outbox.take();
    office.bob.reactsTo(said, "THUMBS_UP");
    office.alice.minimizes(said);
    office.alice.pushesTo(office.repo, "main", { x: "1" });
    expect(told(office.world)).toEqual(["push"]);
  });

  test("an event is told only to an installation with its permission that is not suspended", async () => {
    const office = await given();
    const pull = openedBy(office);
    const { world, installation, alice } = office;
    setPermissions(world, installation, { metadata: "read", pull_requests: "write" });
    world.outbox.take();
    alice.says(pull, "no issues: read, no commands");
    alice.labels(pull, "x");
    expect(told(world)).toEqual(["label.created", "pull_request.labeled"]);
    setSuspended(world, installation, true);
    world.outbox.take();
    alice.labels(pull, "y");
    expect(told(world)).toEqual([]);
  });
});

describe("payloads", () => {
  test("a push lists its commits, oldest first, with the paths that each touched", async () => {
    const { world, alice, bob, repo } = await given();
    const pull = bob.opens(repo, { changes: { "pkg/a.go": "other\n", "new.go": "new\n", "pkg/b.go": null }, fork: true });
    bob.pushes(pull, { "moved.go": { from: "new.go" } }, "Move\n");
    world.outbox.take();
    alice.merges(pull, "squash");
    alice.pushesTo(repo, "main", { x: "1" });
    const commits = world.outbox.take().flatMap(({ event, payload }) => (event === "push" ? [at(payload, "commits")] : []));
    const merged = { added: ["moved.go"], removed: ["pkg/b.go"], modified: ["pkg/a.go"] };
    expect(commits).toMatchObject([[merged], [{ added: ["x"], removed: [], modified: [] }]]);
  });

  test("a synchronize names before, after and when, and the thread by ids", async () => {
    const { world, installation, bob, repo } = await given();
    const pull = bob.opens(repo, change);
    const before = pull.head;
    world.outbox.take();
    world.clock.advance(5);
    const after = bob.pushes(pull, { x: "1" });
    expect(world.outbox.take()[0]?.payload).toMatchObject({
      action: "synchronize",
      before,
      after,
      number: 1,
      installation: { id: installation.id },
      repository: {
        id: repo.id,
        full_name: "kubernetes/kubernetes",
        default_branch: "main",
        fork: false,
        archived: false,
        owner: { login: "kubernetes" },
      },
      sender: { id: bob.id, login: "bob", type: "User" },
      pull_request: {
        id: pull.id,
        node_id: pull.nodeId,
        number: 1,
        state: "open",
        draft: false,
        merged: false,
        updated_at: "2026-03-02T09:00:05Z",
        created_at: "2026-03-02T09:00:00Z",
        user: { login: "bob" },
        head: { sha: after, ref: pull.state.headRef, repo: { full_name: "bob/kubernetes" } },
        base: { ref: "main", sha: pull.state.baseOid },
        labels: [],
      },
    });
  });

  test("a comment's delivery has the issue side of the pull request, and no head", async () => {
    const { world, alice, bob, repo } = await given();
    const said = alice.says(bob.opens(repo, change), "/lgtm");
    const payload = world.outbox.take().at(-1)?.payload;
    expect(payload).toMatchObject({
      action: "created",
      issue: { number: 1, user: { login: "bob" }, pull_request: {} },
      comment: { id: said.id, node_id: said.nodeId, body: "/lgtm", user: { login: "alice" }, created_at: "2026-03-02T09:00:00Z" },
    });
    expect(JSON.stringify(payload)).not.toContain('"head"');
  });

  test("who edited or deleted a comment is the sender, and an edit has the words before", async () => {
    const { world, alice, carol, bob, repo } = await given();
    const said = carol.says(bob.opens(repo, change), "/hold");
    alice.edits(said, "nothing");
    alice.deletes(said);
    const [edited, deleted] = world.outbox
      .take()
      .slice(-2)
      .map(({ payload }) => payload);
    expect(edited).toMatchObject({
      action: "edited",
      sender: { login: "alice" },
      comment: { user: { login: "carol" } },
      changes: { body: { from: "/hold" } },
    });
    expect(deleted).toMatchObject({ action: "deleted", sender: { login: "alice" }, comment: { id: said.id, body: "nothing" } });
  });

  test("they are signed with the App's secret over the very bytes that are sent", async () => {
    const { world, bob, repo } = await given();
    bob.opens(repo, change);
    const delivery = world.outbox.take()[0];
    if (delivery === undefined) throw new Error("nothing was told");
    const request = deliveryRequest(delivery);
    const signature = createHmac("sha256", world.app.webhookSecret)
      .update(await request.clone().text())
      .digest("hex");
    expect(Object.fromEntries(request.headers)).toMatchObject({
      "x-github-event": "pull_request",
      "x-github-delivery": delivery.guid,
      "x-hub-signature-256": `sha256=${signature}`,
    });
  });
});

test("a transferred repository is told to its new owner's installation, under its old id", async () => {
  const { world, repo, installation } = await given();
  const owner = world.organization("cncf");
  const { id } = world.installs(owner);
  world.outbox.take();
  transferRepository(repo, owner);
  expect(world.outbox.take()).toMatchObject([
    {
      event: "repository",
      installation: { id },
      payload: { action: "transferred", repository: { id: repo.id, full_name: "cncf/kubernetes" } },
    },
  ]);
  expect([world.repository("kubernetes/kubernetes"), installation.includes(repo)]).toEqual([undefined, false]);
});

describe("deliveries", () => {
  /** Sends 200 labels through a plan, advancing the clock until nothing is left. */
  async function sent(plan: typeof promptDeliveries, seed: number) {
    const office = await given();
    const pull = openedBy(office);
    for (let index = 0; index < 100; index++) office.alice.says(pull, `${index}`);
    const order = office.world.outbox.waiting.map(({ guid }) => guid);
    const deliverer = office.world.deliverer(plan, seed);
    const arrived: string[] = [];
    const receive = (request: Request) => {
      arrived.push(request.headers.get("x-github-delivery") ?? "");
      return accepted();
    };
    for (let round = 0; round < 130; round++) {
      await deliverer.deliver(receive);
      office.world.clock.advance(1);
    }
    return { order, arrived, deliverer };
  }

  test("arrive once and in order where nothing goes wrong", async () => {
    const { order, arrived } = await sent(promptDeliveries, 1);
    expect(arrived).toEqual(order);
  });

  test("arrive twice, late and shuffled, under the same id", async () => {
    const { order, arrived, deliverer } = await sent(roughDeliveries, 1);
    expect(new Set(arrived)).toEqual(new Set(order));
    expect(arrived.length).toBeGreaterThan(order.length);
    expect([...new Set(arrived)]).not.toEqual(order);
    expect([deliverer.waiting, deliverer.lost]).toEqual([0, []]);
  });

  test("go astray the same way for the same seed, and some are lost", async () => {
    const [one, same, other] = await Promise.all([sent(lossyDeliveries, 3), sent(lossyDeliveries, 3), sent(lossyDeliveries, 4)]);
    expect(same.arrived).toEqual(one.arrived);
    expect(other.arrived).not.toEqual(one.arrived);
    expect(one.deliverer.lost.length).toBeGreaterThan(0);
    expect(new Set(one.arrived).size + one.deliverer.lost.length).toBe(one.order.length);
  });

  test("nothing that happens while all is missed arrives, but what happened before does", async () => {
    const office = await given();
    const pull = openedBy(office);
    const deliverer = office.world.deliverer();
    office.alice.says(pull, "before");
    await deliverer.missing(() => office.bob.pushes(pull, { x: "1" }));
    office.alice.says(pull, "after");
    const arrived: unknown[] = [];
    await deliverer.deliver(async (request) => {
      arrived.push(at(await request.json(), "comment.body"));
      return accepted();
    });
    expect([arrived, deliverer.lost.length]).toEqual([["before", "after"], 1]);
  });

  test("GitHub does not try again by itself, and keeps the id when it is asked to", async () => {
    const office = await given();
    const pull = openedBy(office);
    const deliverer = office.world.deliverer();
    office.alice.says(pull, "hello");
    await deliverer.deliver(() => Promise.reject(new Error("down")));
    expect(await deliverer.deliver(accepted)).toBe(0);
    const failure = deliverer.failed[0];
    const again: (string | null)[] = [];
    const delivery: Delivery | undefined = failure?.delivery;
    if (delivery !== undefined) {
      await deliverer.redeliver(delivery, (request) => {
        again.push(request.headers.get("x-github-delivery"));
        return accepted();
      });
    }
    expect([failure?.reason, again]).toEqual(["down", [delivery?.guid]]);
  });
});
