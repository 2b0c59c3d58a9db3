/** Sources read from the simulated GitHub: whole or unread with a reason, and for nothing a second time. */
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { instantOf, loginOf, nodeIdOf, orderKeyOf, shaOf, userIdOf } from "../../src/core/ids.ts";
import { descriptionOf } from "../../src/core/jobs/status.ts";
import type { Memory } from "../../src/core/memory.ts";
import { connect } from "../../src/github/index.ts";
import { type Permissions, usualPermissions } from "../../src/sim/index.ts";
import { askedDuring, knownValue, type Stage, sourcesOf, stage } from "./stage.ts";

const without = (permission: string): Permissions =>
  Object.fromEntries(Object.entries(usualPermissions).filter(([name]) => name !== permission));

describe("changed files", () => {
  test("are read to the end", async () => {
    const many = Object.fromEntries(Array.from({ length: 250 }, (_, index) => [`d/${index}.go`, "x\n"]));
    const files = knownValue(await sourcesOf(stage({ changes: many }), ["files"]), "files");
    expect(files).toHaveLength(250);
    expect(files[0]).toMatchObject({ status: "added", additions: 1, deletions: 0 });
  });

  test("have both names where one was renamed", async () => {
    const text = "one\ntwo\nthree\nfour\n";
    const made = stage({ files: { "old/a.go": text }, changes: { "new/a.go": { from: "old/a.go" }, "b.go": "b\n" } });
    const files = knownValue(await sourcesOf(made, ["files"]), "files");
    expect(files).toContainEqual(expect.objectContaining({ path: "new/a.go", previousPath: "old/a.go", status: "renamed" }));
    expect(files).toContainEqual(expect.objectContaining({ path: "b.go", status: "added" }));
  });

  test("that GitHub had not counted yet are read again once it has", async () => {
    const made = stage({ changes: { "b.go": "b\n", "c.go": "c\n" } });
    let isBehind = true;
    const early = (body: string) =>
      body
        .replaceAll('"changedFiles":2', '"changedFiles":1')
        .replace(/"totalCount":2(.*?"nodes":\[\{"path".*?\}),\{.*?\}\]/, '"totalCount":1$1]');
    const fetch: typeof globalThis.fetch = async (input, init) => {
      const answer = await made.world.fetch(input, init);
      return isBehind ? new Response(early(await answer.text()), answer) : answer;
    };
    const { id: appId, privateKey } = made.world.app;
    const github = connect({ ...{ appId, privateKey, baseUrl: made.world.api, fetch }, clock: () => made.world.clock.now() });
    expect(knownValue(await sourcesOf({ ...made, github }, ["files"]), "files")).toHaveLength(1);
    isBehind = false;
    expect(knownValue(await sourcesOf({ ...made, github }, ["files"]), "files")).toHaveLength(2);
  });

  test("come from the two trees where GitHub does not list them all", async () => {
    const many = Object.fromEntries(Array.from({ length: 3001 }, (_, index) => [`d${index % 7}/e/${index}.go`, "x\n"]));
    const files = { "old/moved.go": "one\ntwo\nthree\n", "old/gone.go": "gone\n", "old/edited.go": "before\n", "old/same.go": "same\n" };
    const changes = { ...many, "new/moved.go": { from: "old/moved.go" }, "old/gone.go": null, "old/edited.go": "after\n" };
    const made = stage({ files, changes });
    const asked = await askedDuring(made.world, async () => {
      const found = knownValue(await sourcesOf(made, ["files"]), "files");
      expect(found).toHaveLength(3001 + 4);
      const others = found.filter(({ path }) => !(path in many));
      expect(others.map(({ path, status }) => [path, status])).toEqual([
        ["new/moved.go", "added"],
        ["old/edited.go", "modified"],
        ["old/gone.go", "removed"],
        ["old/moved.go", "removed"],
      ]);
      // Nobody counted lines: no number is better than a wrong one.
      expect(found.every((file) => !("additions" in file))).toBe(true);
    });
    expect(asked.filter((route) => route.includes("Trees"))).toHaveLength(3);
  });

  test.each<[string, (body: string) => string, { againIn?: unknown }]>([
    [
      "for some time where a replica lacks a directory",
      (body) => body.replace(/"t0":\{.*?\]\}/, '"t0":null'),
      { againIn: expect.any(Number) },
    ],
    [
      "for good where a directory is told otherwise than its id says",
      (body) => body.replace(/("t0":\{.*?"entries":\[)\{.*?\},?/, "$1"),
      {},
    ],
  ])("are unread %s", async (_, alter, more) => {
    const made = stage({ changes: Object.fromEntries(Array.from({ length: 3001 }, (_, index) => [`d/${index}.go`, "x\n"])) });
    const fetch: typeof globalThis.fetch = async (input, init) => {
      const answer = await made.world.fetch(input, init);
      return String(init?.body).includes("query Trees") ? new Response(alter(await answer.text()), answer) : answer;
    };
    const { id: appId, privateKey } = made.world.app;
    const github = connect({ ...{ appId, privateKey, baseUrl: made.world.api, fetch }, clock: () => made.world.clock.now() });
    expect((await sourcesOf({ ...made, github }, ["files"])).files).toEqual({ kind: "unread", reason: expect.any(String), ...more });
  });

  test("are unread where more directories differ than may be read", async () => {
    const many = Object.fromEntries(Array.from({ length: 5001 }, (_, index) => [`d${index}/a.go`, "x\n"]));
    const { files, owners } = await sourcesOf(stage({ changes: many }), ["files", "owners"]);
    // Nobody comes back by itself for what no time mends.
    expect(files).toEqual({ kind: "unread", reason: expect.stringContaining("5000 directories") });
    expect(owners).toEqual({ kind: "unread", reason: expect.stringContaining("5000 directories") });
  });
});

describe("OWNERS", () => {
  const files = {
    OWNERS: "approvers: [alice, Carol]\n",
    OWNERS_ALIASES: "aliases:\n  team: [dave]\n",
    "pkg/OWNERS": "approvers: [team]\n",
    "pkg/deep/x.go": "x\n",
    "elsewhere/OWNERS": "approvers: [mallory]\n",
  };

  test("are read along the changed paths only, at the tip of the base branch", async () => {
    const made = stage({ files, changes: { "pkg/deep/y.go": "y\n" } });
    made.alice.pushesTo(made.repository, "main", { "pkg/OWNERS": "approvers: [erin]\n" });
    const { owners } = knownValue(await sourcesOf(made, ["owners"]), "owners");
    expect([...owners.places.keys()].toSorted()).toEqual(["", "pkg"]);
    expect([...(owners.places.get("pkg")?.ownerships[0]?.approvers ?? [])]).toEqual(["erin"]);
  });

  test("of both names of a renamed file are read", async () => {
    const text = "one\ntwo\nthree\n";
    const made = stage({
      files: { ...files, "elsewhere/z.go": text },
      changes: { "pkg/z.go": { from: "elsewhere/z.go" } },
    });
    const { owners } = knownValue(await sourcesOf(made, ["owners"]), "owners");
    expect([...owners.places.keys()].toSorted()).toEqual(["", "elsewhere", "pkg"]);
  });

  test("count collaborators only, unless told otherwise", async () => {
    const made = stage({ files, changes: { "a.go": "a\n" } });
    const counted = knownValue(await sourcesOf(made, ["owners"], { owners: { skip_collaborators: false } }), "owners");
    expect([...(counted.owners.places.get("")?.ownerships[0]?.approvers ?? [])]).toEqual(["alice"]);
    const all = knownValue(await sourcesOf(made, ["owners"]), "owners");
    expect([...(all.owners.places.get("")?.ownerships[0]?.approvers ?? [])]).toEqual(["alice", "carol"]);
  });

  test.each([
    ["too large", `# ${"x".repeat(520_000)}\napprovers: [alice]\n`],
    ["a binary file", "\0\0"],
    ["not UTF-8", new Uint8Array([0x23, 0xff, 0x0a])],
  ])("that are %s are broken, not missing", async (reason, text) => {
    const made = stage({ files: { ...files, "pkg/OWNERS": text }, changes: { "pkg/a.go": "a\n" } });
    const { owners } = knownValue(await sourcesOf(made, ["owners"]), "owners");
    expect(owners.places.get("pkg")?.broken).toMatchObject({ file: "pkg/OWNERS", reason: expect.stringContaining(reason) });
  });

  test("a replica that lacks the commit does not show a directory without OWNERS", async () => {
    const made = stage({ files, changes: { "a.go": "a\n" } });
    let lacks = "nothing";
    const fetch: typeof globalThis.fetch = (input, init) =>
      made.world.fetch(input, { ...init, ...(init?.body ? { body: String(init.body).replaceAll(lacks, "0".repeat(40)) } : {}) });
    const { id: appId, privateKey } = made.world.app;
    const github = connect({ ...{ appId, privateKey, baseUrl: made.world.api, fetch }, clock: () => made.world.clock.now() });
    const seen = knownValue(await sourcesOf({ ...made, github }, ["owners"]), "owners");
    expect([...seen.owners.places.keys()]).toEqual([""]);
    const { number } = made.bob.opens(made.repository, { changes: { "pkg/a.go": "a\n" }, fork: true });
    const other = { ...made, github, target: { ...made.target, number } };
    lacks = (await github.look(other.target, undefined, false)).thread.base.tip;
    expect(await sourcesOf(other, ["owners"])).toMatchObject({
      owners: { kind: "unread", reason: expect.stringContaining("cannot be read") },
    });
    lacks = "nothing";
    expect([...knownValue(await sourcesOf(other, ["owners"]), "owners").owners.places.keys()]).toEqual(["", "pkg"]);
  });

  test("that do not parse at the root name the administrators among those who spoke", async () => {
    const made = stage({ files: { OWNERS: "approvers: [\n" }, changes: { OWNERS: "approvers: [alice]\n" } });
    made.repository.collaborators.set(made.alice, "admin");
    made.alice.says(made.pull, "/approve");
    made.bob.says(made.pull, "/approve");
    expect(knownValue(await sourcesOf(made, ["owners"]), "owners").admins).toEqual([loginOf("alice")]);
  });
});

describe("people", () => {
  const spoken = (made: Stage) => {
    made.alice.says(made.pull, "/lgtm");
    made.bob.says(made.pull, "thanks");
    made.world.user("carol").says(made.pull, "/hold");
    return made;
  };

  test("are looked up by id, and only those who said a word", async () => {
    const made = spoken(stage());
    const people = knownValue(await sourcesOf(made, ["people"]), "people");
    expect([...people]).toEqual([
      [made.alice.id, { isCollaborator: true }],
      [made.world.user("carol").id, { isCollaborator: false }],
    ]);
  });
});

describe("members", () => {
  const reading = { trust: { otherOrganisation: "", paths: [] } };
  const spoken = (made: Stage) => {
    made.alice.says(made.pull, "/ok-to-test");
    made.world.user("carol").says(made.pull, "/test all");
    made.world.user("dora").says(made.pull, "thanks");
    return made;
  };

  test("are looked up by id: the author, and those who said a word", async () => {
    const made = spoken(stage());
    const members = knownValue(await sourcesOf(made, ["members"], { reading }), "members");
    expect([...members].map(([id, { isMember }]) => [id, isMember])).toEqual([
      [made.bob.id, false],
      [made.alice.id, true],
      [made.world.user("carol").id, false],
    ]);
  });

  test("are unread where the App may not ask: a private member must not look like a stranger", async () => {
    const { members, people } = await sourcesOf(spoken(stage({ permissions: without("members") })), ["members", "people"], { reading });
    expect(members).toEqual({ kind: "unread", reason: expect.stringContaining("members=read") });
    expect(people.kind).toBe("known");
  });

  test("of another organisation count where they show it; where they do not, nobody knows", async () => {
    const made = spoken(stage());
    const other = made.world.organization("other");
    other.adds(made.world.user("carol"), { isPublic: true });
    other.adds(made.bob);
    const asked = { trust: { otherOrganisation: "other", paths: [] } };
    const members = knownValue(await sourcesOf(made, ["members"], { reading: asked }), "members");
    expect(members.get(userIdOf(made.world.user("carol").id))).toEqual({ isMember: false, isMemberOfTrusted: true });
    expect(members.get(userIdOf(made.bob.id))).toEqual({ isMember: false, isMemberOfTrusted: undefined });
    expect(members.get(userIdOf(made.alice.id))).toEqual({ isMember: true, isMemberOfTrusted: false });
  });
});

describe("overriders", () => {
  const jobs = { jobs: { files: [], runners: [], overridingTeams: ["leads", "lost"] } };

  test("are those who ask for an override that is not settled, by their rights in the repository and their teams", async () => {
    const made = stage();
    const [root, lead, pat] = [made.world.user("root"), made.world.user("lead"), made.world.user("pat")];
    made.org.adds(root, { role: "admin" });
    made.org.adds(lead);
    made.org.team("Leads", [lead]);
    made.world.clock.advance(60);
    for (const person of [root, lead, pat, made.alice]) person.says(made.pull, "/override unit");
    made.world.user("dora").says(made.pull, "/test all");
    const found = knownValue(await sourcesOf(made, ["overriders"], { reading: jobs }), "overriders");
    expect([...found]).toEqual([
      [root.id, { isAdministrator: true, isInAllowedTeam: false }],
      [lead.id, { isAdministrator: false, isInAllowedTeam: true }],
      [pat.id, { isAdministrator: false, isInAllowedTeam: false }],
      [made.alice.id, { isAdministrator: false, isInAllowedTeam: false }],
    ]);
  });

  test("are not asked for where nobody says the word, or what was said is settled", async () => {
    const made = stage();
    made.world.clock.advance(60);
    const { nodeId } = made.alice.says(made.pull, "/override unit");
    const key = orderKeyOf("jobs", "asked", nodeId ?? "none");
    const memory = { orders: new Map([[key, { key, state: "done", at: instantOf("2026-01-01T00:00:00Z"), outcome: {} } as const]]) };
    const asked = await askedDuring(made.world, async () => {
      expect(knownValue(await sourcesOf(made, ["overriders"], { reading: jobs, memory }), "overriders").size).toBe(0);
    });
    expect(asked.filter((what) => what.includes("/permission"))).toEqual([]);
  });

  test("are unread where a team may not be asked and nothing else entitles", async () => {
    const made = stage({ permissions: without("members") });
    const root = made.world.user("root");
    made.org.adds(root, { role: "admin" });
    made.world.clock.advance(60);
    root.says(made.pull, "/override unit");
    expect((await sourcesOf(made, ["overriders"], { reading: jobs })).overriders.kind).toBe("known");
    made.alice.says(made.pull, "/override unit");
    expect((await sourcesOf(made, ["overriders"], { reading: jobs })).overriders.kind).toBe("unread");
  });
});

describe("guarded paths", () => {
  const reading = { trust: { otherOrganisation: "", paths: [".github/", "Makefile"] } };

  test("are told apart by content and mode, at the head and at the base", async () => {
    const made = stage({ files: { Makefile: "all:\n", ".github/w.yml": "a: 1\n" }, changes: { ".github/w.yml": "a: 2\n" } });
    const guarded = knownValue(await sourcesOf(made, ["guarded"], { reading }), "guarded");
    const [head, base] = [guarded.get(shaOf(made.pull.head)), guarded.get(shaOf(made.repository.tip("main") ?? ""))];
    expect(head?.get("Makefile")).toBe(base?.get("Makefile"));
    expect(head?.get(".github/")).not.toBe(base?.get(".github/"));
    expect([...(head?.values() ?? [])].every((entry) => entry !== null)).toBe(true);
  });

  test("that are not there are known as nothing", async () => {
    const made = stage();
    const guarded = knownValue(await sourcesOf(made, ["guarded"], { reading }), "guarded");
    expect(guarded.get(shaOf(made.pull.head))?.get("Makefile")).toBeNull();
  });
});

describe("revisions", () => {
  test("know the merge base and both trees", async () => {
    const made = stage();
    const fork = made.repository.tip("main");
    made.alice.pushesTo(made.repository, "main", { "later.go": "package later\n" });
    const { now } = knownValue(await sourcesOf(made, ["revisions"]), "revisions");
    const { store } = made.repository;
    expect(now).toMatchObject({ head: made.pull.head, tree: store.commit(made.pull.head).tree, mergeBase: fork });
    expect(now.mergeBaseTree).toBe(store.commit(fork ?? "").tree);
  });

  test("of an earlier head are read too", async () => {
    const made = stage();
    const reviewed = made.pull.head;
    made.world.clock.advance(60);
    made.alice.says(made.pull, "/lgtm");
    made.world.clock.advance(60);
    made.bob.squashes(made.pull);
    made.world.clock.advance(60);
    const look = await made.github.look(made.target, undefined, false);
    const said = look.statements.find((one) => one.kind === "comment" && one.body === "/lgtm")?.id ?? nodeIdOf("none");
    const sightings: Memory["sightings"] = [
      { head: shaOf(reviewed), at: look.thread.createdAt, source: "opened" },
      { head: look.thread.head, at: look.now, source: "read" },
    ];
    const more = { reading: { binding: new Set([said]) }, memory: { sightings } };
    const sight = knownValue(await sourcesOf(made, ["revisions"], more), "revisions").sights.get(said);
    const { tree } = made.repository.store.commit(reviewed);
    expect(sight).toMatchObject({ kind: "known", revisions: expect.arrayContaining([expect.objectContaining({ head: reviewed, tree })]) });
  });
});

describe("teams and labels", () => {
  test("a team is found by its display name", async () => {
    const made = stage();
    made.org.team("Release Managers", [made.bob]);
    made.org.team("Others", [made.alice]);
    const teams = ["Release Managers", "Others", "Nobody"];
    expect(knownValue(await sourcesOf(made, ["authorTeams"], { reading: { teams } }), "authorTeams")).toEqual(
      new Set(["Release Managers"]),
    );
  });

  test("teams are unread without the permission", async () => {
    const made = stage({ permissions: without("members") });
    expect((await sourcesOf(made, ["authorTeams"], { reading: { teams: ["x"] } })).authorTeams.kind).toBe("unread");
  });
});

describe("labels of OWNERS", () => {
  const files = { OWNERS: "approvers: [alice]\nlabels: [Area/Root, area/none, lgtm]\n" };
  const sources = ["files", "owners", "ownersLabels"] as const;
  test("are looked up by name, without case, where they are to be given", async () => {
    const made = stage({ files, labels: ["area/root", "lgtm"] });
    const found = knownValue(await sourcesOf(made, sources), "ownersLabels");
    expect([...found.keys()]).toEqual(["area/root"]);
  });

  test("cost nothing where the thread has them, or OWNERS give none", async () => {
    const made = stage({ files: { OWNERS: "approvers: [alice]\nlabels: [area/root]\n" }, labels: ["area/root"] });
    made.alice.labels(made.pull, "area/root");
    made.world.clock.advance(120);
    expect(await askedDuring(made.world, () => sourcesOf(made, sources))).not.toContain("graphql LabelsNamed");
    const bare = stage({ files: { OWNERS: "approvers: [alice]\n" } });
    expect(await askedDuring(bare.world, () => sourcesOf(bare, sources))).not.toContain("graphql LabelsNamed");
  });

  test("come with the review load where that is wanted too, and on their own where GitHub shows the load alone", async () => {
    const both = [...sources, "reviewLoad"] as const;
    const candidates = { reading: { candidates: () => [loginOf("alice")] } };
    const made = stage({ files, labels: ["area/root"] });
    const names = async (stage: typeof made) => [...knownValue(await sourcesOf(stage, both, candidates), "ownersLabels").keys()];
    const asked = await askedDuring(made.world, async () => expect(await names(made)).toEqual(["area/root"]));
    expect(asked.filter((route) => /ReviewLoad|LabelsNamed/.test(route))).toEqual(["graphql ReviewLoad"]);
    const other = stage({ files, labels: ["area/root"] });
    const fetch: typeof globalThis.fetch = async (input, init) => {
      const answer = await other.world.fetch(input, init);
      if (!String(init?.body).includes("query ReviewLoad")) return answer;
      const { data } = z.object({ data: z.record(z.string(), z.unknown()) }).parse(await answer.json());
      const errors = [{ type: "NOT_FOUND", path: ["repository"], message: "Could not resolve to a Repository" }];
      return Response.json({ data: { ...data, repository: null }, errors }, { headers: answer.headers });
    };
    const { id: appId, privateKey } = other.world.app;
    const github = connect({ ...{ appId, privateKey, baseUrl: other.world.api, fetch }, clock: () => other.world.clock.now() });
    expect(await names({ ...other, github })).toEqual(["area/root"]);
  });

  test("that the repository lacks are not asked for again at once", async () => {
    const made = stage({ files });
    expect(await askedDuring(made.world, () => sourcesOf(made, sources))).toContain("graphql LabelsNamed");
    expect(await askedDuring(made.world, () => sourcesOf(made, sources))).not.toContain("graphql LabelsNamed");
  });

  test("are unread with the files", async () => {
    const many = Object.fromEntries(Array.from({ length: 5001 }, (_, index) => [`d${index}/a.go`, "x\n"]));
    const { ownersLabels } = await sourcesOf(stage({ files, changes: many }), sources);
    expect(ownersLabels).toMatchObject({ kind: "unread", reason: expect.stringContaining("5000 directories") });
  });
});

test("a second pass over an unchanged thread asks for nothing but the look", async () => {
  const made = stage({ files: { OWNERS: "approvers: [alice]\n" } });
  made.alice.says(made.pull, "/lgtm");
  made.world.clock.advance(120);
  const all = ["files", "owners", "people", "revisions", "authorTeams", "ownersLabels"] as const;
  await sourcesOf(made, all, { owners: { skip_collaborators: false } });
  const asked = await askedDuring(made.world, () => sourcesOf(made, all, { owners: { skip_collaborators: false } }));
  expect(asked).toEqual(["graphql Look"]);
});

test("the first pass over a small pull request takes few requests", async () => {
  const made = stage({ files: { OWNERS: "approvers: [alice]\n" } });
  const asked = await askedDuring(made.world, () => sourcesOf(made, ["files", "owners", "revisions", "ownersLabels"]));
  expect(asked.toSorted()).toEqual([
    "GET /repos/{owner}/{repo}/compare/{basehead}",
    "POST /app/installations/{installation}/access_tokens",
    "graphql Look",
    "graphql Objects",
  ]);
});

describe("review load", () => {
  const load = ["files", "owners", "reviewLoad"] as const;
  const of = (...names: readonly string[]) => ({ reading: { candidates: () => names.map((name) => loginOf(name)) } });
  const candidates = of("alice", "carol", "ghost", "odd name", "dave");

  function loaded() {
    const made = stage();
    const [carol, dave] = [made.world.user("carol"), made.world.user("dave")];
    for (const person of [carol, dave]) made.org.adds(person);
    made.bob.asks(made.bob.opens(made.repository, { changes: { "c.go": "c\n" }, fork: true }), carol);
    carol.busyUntil = null;
    made.world.clock.advance(60);
    return { ...made, carol, dave };
  }

  test("of the candidates is read in one request: open requests, who is busy, and who is nobody", async () => {
    const made = loaded();
    const asked = await askedDuring(made.world, async () => {
      const read = knownValue(await sourcesOf(made, load, candidates), "reviewLoad");
      expect(read).toEqual(
        new Map([
          [loginOf("alice"), { node: nodeIdOf(made.alice.nodeId), open: 0, isBusy: false }],
          [loginOf("carol"), { node: nodeIdOf(made.carol.nodeId), open: 1, isBusy: true }],
          [loginOf("ghost"), undefined],
          [loginOf("odd name"), undefined],
          [loginOf("dave"), { node: nodeIdOf(made.dave.nodeId), open: 0, isBusy: false }],
        ]),
      );
    });
    expect(asked.filter((route) => route.endsWith("ReviewLoad"))).toHaveLength(1);
    expect(made.world.journal.unimitated).toEqual([]);
  });

  test("is kept for minutes, and read anew after them", async () => {
    const made = loaded();
    const reads = async () =>
      (await askedDuring(made.world, () => sourcesOf(made, load, candidates))).filter((route) => route.endsWith("ReviewLoad"));
    expect([(await reads()).length, (await reads()).length]).toEqual([1, 0]);
    made.world.clock.advance(601);
    expect(await reads()).toHaveLength(1);
  });

  test("is read of the first 25 only, and costs nothing where there are none", async () => {
    const people = Array.from({ length: 30 }, (_, at) => `p${at}`);
    const read = knownValue(await sourcesOf(stage(), load, of(...people)), "reviewLoad");
    expect([...read.keys()]).toEqual(people.slice(0, 25));
    const made = stage();
    expect(await askedDuring(made.world, () => sourcesOf(made, load))).not.toContain("graphql ReviewLoad");
  });

  test("that is answered in part is no load, brings nobody back, and takes nothing else with it", async () => {
    const made = loaded();
    const fetch: typeof globalThis.fetch = async (input, init) => {
      const answer = await made.world.fetch(input, init);
      if (!String(init?.body).includes("query ReviewLoad")) return answer;
      const body = { data: { q0: null }, errors: [{ type: "FORBIDDEN", path: ["q0"], message: "Resource not accessible by integration" }] };
      return Response.json(body, { headers: answer.headers });
    };
    const { id: appId, privateKey } = made.world.app;
    const github = connect({ ...{ appId, privateKey, baseUrl: made.world.api, fetch }, clock: () => made.world.clock.now() });
    const sources = await sourcesOf({ ...made, github }, load, candidates);
    expect(sources.reviewLoad).toEqual({ kind: "unread", reason: expect.stringContaining("q0") });
    expect(sources.files.kind).toBe("known");
  });

  test("is unread where nobody knows who owns the change", async () => {
    expect((await sourcesOf(loaded(), ["files", "reviewLoad"])).reviewLoad).toMatchObject({ kind: "unread" });
  });
});

describe("statuses", () => {
  test("are those of the head, the newest of each context", async () => {
    const made = stage();
    expect(knownValue(await sourcesOf(made, ["statuses"]), "statuses")).toEqual(new Map());
    made.alice.setsStatus(made.repository, made.pull.head, { context: "tide", state: "pending" });
    expect(knownValue(await sourcesOf(made, ["statuses"]), "statuses")).toEqual(
      new Map([["tide", { context: "tide", state: "pending", description: "", url: undefined, at: expect.any(Number) }]]),
    );
  });

  test("name a base commit, of which is told whether it belongs to the base branch; GitHub is asked of each but once", async () => {
    const made = stage();
    const { world, repository, alice, pull } = made;
    const earlier = repository.tip("main") ?? "";
    const apart = alice.pushesTo(repository, "lax", { "LAX.md": "All passes here.\n" });
    const now = alice.pushesTo(repository, "main", { "MORE.md": "More.\n" });
    const bases = { earlier, apart, now, gone: "f".repeat(40) };
    for (const [context, base] of Object.entries(bases))
      alice.setsStatus(repository, pull.head, { context, state: "success", description: descriptionOf("Job succeeded.", shaOf(base)) });
    alice.setsStatus(repository, pull.head, { context: "none", state: "success", description: "All is well." });
    const isOfBase = async () =>
      [...knownValue(await sourcesOf(made, ["statuses"]), "statuses").values()].map((status) => [status.context, status.isOfBase]);
    const expected = [
      ["apart", false],
      ["earlier", true],
      ["gone", false],
      ["none", undefined],
      ["now", true],
    ];
    expect((await isOfBase()).toSorted()).toEqual(expected);
    const again = await askedDuring(world, async () => expect((await isOfBase()).toSorted()).toEqual(expected));
    expect(again.filter((route) => route.includes("compare"))).toEqual([]);
  });

  test("need their right", async () => {
    const { statuses } = await sourcesOf(stage({ permissions: without("statuses") }), ["statuses"]);
    expect(statuses).toMatchObject({ kind: "unread" });
  });
});
