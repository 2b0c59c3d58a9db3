/** Scale: an organisation that Prow served for years installs the App, which for an hour says nothing, and then answers whoever speaks. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Stage, stageOn } from "../src/cli/stage.ts";
import { forkOf } from "../src/sim/creation.ts";
import { archive, noFaults, type Organization, type Person, type Pull, type Repository, World } from "../src/sim/index.ts";
import type { Worked } from "../src/work.ts";

const repositories = 300;
const pullsEach = 10;
const hour = 3600;
const day = 24 * hour;
/** Comments, review requests and the like: GitHub refuses above 500. */
const contentAnHour = 400;

const kinds = ["usual", "usual", "usual", "usual", "usual", "no OWNERS", "archived", "fork", "private", "broken options"] as const;
type Kind = (typeof kinds)[number];

/** Where the App is on: by OWNERS alone, neither in forks nor in archives, and not where nobody knows what the options say. */
const isOn = (kind: Kind): boolean => kind === "usual" || kind === "private";

const files = { OWNERS: "approvers:\n- anna\nreviewers:\n- rita\n", "pkg/OWNERS": "approvers:\n- anna\n", "pkg/a.go": "package p\n" };

interface Place {
  readonly kind: Kind;
  readonly pulls: readonly Pull[];
}

interface People {
  readonly anna: Person;
  readonly rita: Person;
  readonly otto: Person;
  readonly prow: Person;
}

function peopleIn(world: World, org: Organization): People {
  const named = { anna: world.user("anna"), rita: world.user("rita"), otto: world.user("otto"), prow: world.user("k8s-ci-robot") };
  for (const member of [named.anna, named.rita, named.prow]) org.adds(member);
  return named;
}

function repositoryOf(org: Organization, kind: Kind, name: string): Repository {
  const world = org.world;
  const given =
    kind === "no OWNERS"
      ? { "pkg/a.go": "package p\n" }
      : kind === "broken options"
        ? { ...files, ".github/bowsprit.yaml": "mode: [\n" }
        : files;
  if (kind === "fork") {
    const upstream = world.organization("upstream").repository({ name, files: given });
    return forkOf(upstream, org);
  }
  return org.repository({ name, files: given, isPrivate: kind === "private" });
}

/** What people and Prow have said and set on a pull request in the course of years. */
function yearsOn(pull: Pull, n: number, { anna, rita, otto, prow }: People): void {
  prow.says(
    pull,
    '[APPROVALNOTIFIER] This PR is **NOT APPROVED**\n\nThis pull-request has been approved by:\n<!-- META={"approvers":["anna"]} -->',
  );
  if (n % 2 === 0) {
    rita.says(pull, "/lgtm\n/assign @anna");
    prow.says(pull, `LGTM label has been added.  <details>Git tree hash: ${pull.repository.store.commit(pull.head).tree}</details>`);
    prow.labels(pull, "lgtm");
  }
  if (n % 3 === 0) {
    anna.says(pull, "/approve");
    prow.labels(pull, "approved");
  }
  if (n % 5 === 0) {
    otto.says(pull, "/hold");
    prow.labels(pull, "do-not-merge/hold");
  }
  if (n % 7 === 0) {
    anna.says(pull, "/cc @rita\n/help");
    prow.labels(pull, "help wanted");
  }
}

const stateOf = (pull: Pull) => ({
  labels: pull.labels(),
  comments: pull.comments().map(({ author, body, reactions }) => ({ author, body, reactions })),
  assignees: pull.assignees(),
  reviewRequests: pull.reviewRequests(),
});

describe("an organisation of 300 repositories with 3,000 open pull requests", () => {
  const world = new World({ faults: noFaults });
  const org = world.organization("kubernetes");
  const people = peopleIn(world, org);
  const places: Place[] = [];
  const worked: Worked[] = [];
  let stage: Stage;
  let before: readonly ReturnType<typeof stateOf>[];
  const pulls = () => places.flatMap((place) => place.pulls);
  const pullsWhere = (isWanted: (kind: Kind) => boolean) => places.flatMap((place) => (isWanted(place.kind) ? place.pulls : []));
  const ours = (pull: Pull) => pull.comments().filter(({ author }) => author === world.app.bot.restLogin);

  beforeAll(async () => {
    for (let n = 0; n < repositories; n += 1) {
      const kind = kinds[n % kinds.length] ?? "usual";
      const repository = repositoryOf(org, kind, `repository-${n}`);
      const opened = Array.from({ length: pullsEach }, (_, at) =>
        people.otto.opens(repository, { changes: { [`pkg/${at}.go`]: "package p\n" }, branch: `change-${at}` }),
      );
      world.clock.advance(2 * day);
      for (const [at, pull] of opened.entries()) yearsOn(pull, n + at, people);
      if (kind === "archived") archive(repository);
      places.push({ kind, pulls: opened });
    }
    world.clock.advance(400 * day);
    stage = await stageOn({ world, deliverer: world.deliverer(), contentAnHour, worked: (work) => worked.push(work) });
    before = pulls().map(stateOf);
    world.installs(org);
    const until = world.clock.now() + hour;
    await stage.settle(hour);
    world.clock.advance(Math.max(0, until - world.clock.now()));
  }, 120_000);

  afterAll(() => stage.close());

  test("is as large as that, and comes to rest without a failure", () => {
    expect([places.length, pulls().length]).toEqual([300, 3000]);
    expect(worked.filter(({ outcome }) => outcome === "failed" || outcome === "later")).toEqual([]);
  });

  test("hears nothing in the first hour: no comment, no label, no order, no reaction", () => {
    expect(pulls().map(stateOf)).toEqual(before);
  });

  test("has a check on every pull request where the App is on, and nowhere else", () => {
    expect(pullsWhere(isOn).filter((pull) => pull.checks().length !== 1)).toEqual([]);
    expect(pullsWhere((kind) => !isOn(kind)).filter((pull) => pull.checks().length > 0)).toEqual([]);
  });

  test("is written nothing but checks", () => {
    const kindsWritten = new Set(worked.flatMap(({ actions, outcome }) => (outcome === "done" ? actions.map(({ kind }) => kind) : [])));
    const writes = world.journal.exchanges.filter(({ isWrite, path }) => isWrite && !path.endsWith("/access_tokens"));
    expect([...new Set(writes.map(({ route }) => route))].toSorted()).toEqual(["/repos/{owner}/{repo}/check-runs", "graphql Write"]);
    expect(kindsWritten).toContain("create check");
  });

  test("sees a person's /lgtm answered within the next pass", async () => {
    const pull = pullsWhere(isOn).find((one) => one.labels().length === 0);
    if (pull === undefined) throw new Error("no pull request without labels");
    const since = worked.length;
    people.rita.says(pull, "/lgtm");
    await stage.settle(0);
    expect(pull.labels()).toEqual(["lgtm"]);
    expect(pull.comments().find(({ body }) => body === "/lgtm")?.reactions).toEqual(["THUMBS_UP"]);
    expect(ours(pull)).toMatchObject([{ body: expect.stringContaining("[APPROVALNOTIFIER]") }]);
    expect(worked.slice(since).filter(({ wake }) => wake.kind === "thread")).toHaveLength(1);
  });

  test("is not flooded where people speak everywhere at once, and who asks something is answered meanwhile", async () => {
    await stage.settle(hour);
    world.clock.advance(2 * hour);
    const spoken = pullsWhere(isOn).slice(100, 600);
    const [asked] = pullsWhere(isOn).slice(-1);
    const begun = world.clock.now();
    for (const pull of spoken) people.rita.says(pull, "Is this still wanted?");
    await stage.settle(hour / 2);
    const first = spoken.filter((pull) => ours(pull).length > 0).length;
    expect(first).toBeGreaterThan(contentAnHour / 2);
    expect(first).toBeLessThan(spoken.length);
    if (asked !== undefined) world.user("pat").says(asked, "/lgtm");
    await stage.settle(0);
    expect(asked === undefined ? [] : ours(asked)).toMatchObject([{ body: expect.stringMatching(/^@pat: /) }]);
    await stage.settle(hour - 60 - (world.clock.now() - begun));
    expect(spoken.filter((pull) => ours(pull).length > 0).length).toBeLessThanOrEqual(contentAnHour);
    await stage.settle(3 * hour);
    expect(spoken.filter((pull) => ours(pull).length !== 1)).toEqual([]);
  });
});
