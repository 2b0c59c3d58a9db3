/** What a pull request does to OWNERS and options files, as it is read from the simulated GitHub: bounded, and for nothing where it does nothing. */
import { describe, expect, test } from "vitest";
import type { OwnersOptions } from "../../src/core/facts.ts";
import { loginOf } from "../../src/core/ids.ts";
import { connect } from "../../src/github/index.ts";
import { type Permissions, usualPermissions } from "../../src/sim/index.ts";
import { askedDuring, knownValue, type Stage, type StageOptions, sourcesOf, stage } from "./stage.ts";

const files = {
  OWNERS: "approvers: [alice]\n",
  OWNERS_ALIASES: "aliases:\n  team: [alice]\n",
  "pkg/OWNERS": "approvers: [alice]\n",
  "far/OWNERS": "approvers: [team]\n",
  "link/OWNERS": "approvers: [alice]\n",
};

const read = async (made: Stage, owners: Partial<OwnersOptions> = { skip_collaborators: false }) =>
  (await sourcesOf(made, ["ownersEdit"], { owners })).ownersEdit;

const edit = async (made: Stage, owners?: Partial<OwnersOptions>) =>
  knownValue(await sourcesOf(made, ["ownersEdit"], { owners: owners ?? { skip_collaborators: false } }), "ownersEdit");

const staged = (changes: StageOptions["changes"], more: Partial<StageOptions> = {}) =>
  stage({ files, ...(changes === undefined ? {} : { changes }), ...more });

test("a pull request that edits no such file costs nothing", async () => {
  const made = staged({ "pkg/a.go": "a\n" });
  const without = await askedDuring(made.world, () => sourcesOf(made, ["files"]));
  const other = staged({ "pkg/a.go": "a\n" });
  expect(await askedDuring(other.world, () => sourcesOf(other, ["files", "ownersEdit"]))).toEqual(without);
});

test("one that does costs nothing more the second time", async () => {
  const made = staged({ "pkg/OWNERS": "approvers: [zee, alice]\n", OWNERS_ALIASES: "aliases: {team: [zed]}\n" });
  await edit(made);
  const asked = await askedDuring(made.world, () => edit(made));
  expect(asked).toEqual(["graphql Look"]);
});

describe("files", () => {
  test("have their text at the merge base and at the head, of a fork too", async () => {
    const made = staged({ "pkg/OWNERS": "approvers: [alice, Alice]\n", "new/OWNERS": "# New.\noptions: {}\n", "far/OWNERS": null });
    made.alice.pushesTo(made.repository, "main", { "pkg/OWNERS": "approvers: []\n" });
    expect((await edit(made)).files).toEqual([
      { path: "far/OWNERS", kind: "owners", before: files["far/OWNERS"], after: undefined },
      { path: "new/OWNERS", kind: "owners", before: undefined, after: "# New.\noptions: {}\n" },
      { path: "pkg/OWNERS", kind: "owners", before: files["pkg/OWNERS"], after: "approvers: [alice, Alice]\n" },
    ]);
  });

  test("that were moved have both places", async () => {
    const made = staged({ "moved/OWNERS": { from: "pkg/OWNERS" } });
    expect((await edit(made)).files).toEqual([
      { path: "pkg/OWNERS", kind: "owners", before: files["pkg/OWNERS"], after: undefined },
      { path: "moved/OWNERS", kind: "owners", from: "pkg/OWNERS", before: undefined, after: files["pkg/OWNERS"] },
    ]);
  });

  test.each([
    ["too large", `# ${"x".repeat(520_000)}\n`],
    ["a binary file", "\0\0"],
  ])("that are %s say so", async (reason, text) =>
    expect((await edit(staged({ "pkg/OWNERS": text }))).files[0]?.after).toEqual({ reason: expect.stringContaining(reason) }),
  );

  test("are too many to be read where nobody could mean it", async () => {
    const many = Object.fromEntries(Array.from({ length: 501 }, (_, index) => [`d${index}/OWNERS`, "\n"]));
    expect(await read(staged(many))).toEqual({ kind: "unread", reason: expect.stringContaining("more than 500 OWNERS files") });
  });

  test("hold too much to be read where nobody could mean it", async () => {
    const large = `# ${"x".repeat(400_000)}\n`;
    const many = Object.fromEntries(Array.from({ length: 3 }, (_, index) => [`d${index}/OWNERS`, `${large}# ${index}\n`]));
    expect(await read(staged(many))).toEqual({ kind: "unread", reason: "these files hold more than 1048576 bytes" });
  });

  test("of options count on the default branch alone", async () => {
    const made = staged({ ".github/bowsprit.yaml": "mode: on\n" });
    expect((await edit(made)).files.map(({ kind }) => kind)).toEqual(["options"]);
    made.alice.pushesTo(made.repository, "release", {});
    made.alice.retargets(made.pull, "release");
    expect((await edit(made)).files).toEqual([]);
  });
});

describe("the files that it leaves alone", () => {
  test("are read along its paths", async () =>
    expect([...(await edit(staged({ "pkg/OWNERS": "approvers: []\n" }))).others.keys()].toSorted()).toEqual(["OWNERS", "OWNERS_ALIASES"]));

  test("are all read where the aliases change", async () => {
    const { others, isPartial } = await edit(staged({ OWNERS_ALIASES: "aliases: {}\n" }));
    expect([...others.keys()].toSorted()).toEqual(["OWNERS", "far/OWNERS", "link/OWNERS", "pkg/OWNERS"]);
    expect(isPartial).toBe(false);
  });

  test("are those along its paths where GitHub does not list them all, and that is known", async () => {
    const made = staged({ OWNERS_ALIASES: "aliases: {}\n" });
    const fetch: typeof globalThis.fetch = async (input, init) => {
      const answer = await made.world.fetch(input, init);
      return String(input).includes("/git/trees/")
        ? new Response((await answer.text()).replace('"truncated":false', '"truncated":true'), answer)
        : answer;
    };
    const { id: appId, privateKey } = made.world.app;
    const github = connect({ ...{ appId, privateKey, baseUrl: made.world.api, fetch }, clock: () => made.world.clock.now() });
    const { others, isPartial } = await edit({ ...made, github });
    expect([[...others.keys()], isPartial]).toEqual([["OWNERS"], true]);
  });
});

describe("people", () => {
  const named = (...people: readonly string[]) => ({ "pkg/OWNERS": `approvers:\n${people.map((name) => `- "${name}"\n`).join("")}` });

  test("who are newly named are looked up, and strangers told from members and collaborators", async () => {
    const made = staged(named("alice", "Carol", "dave", "zee", "no login", "team"));
    made.org.adds(made.world.user("carol"));
    made.repository.collaborators.set(made.world.user("dave"), "read");
    made.world.user("zee");
    expect([...(await edit(made)).strangers].toSorted()).toEqual(["no login", "zee"].map(loginOf));
  });

  test("are not looked up where everybody counts", async () =>
    expect(await edit(staged(named("zee")), { skip_collaborators: true })).toMatchObject({
      collaborators: undefined,
      strangers: new Set(),
    }));

  test("who join are seen after ten minutes, and at once where somebody says `/verify-owners`", async () => {
    const made = staged(named("zee", "yan"));
    expect((await edit(made)).strangers.size).toBe(2);
    made.org.adds(made.world.user("zee"));
    made.world.clock.advance(60);
    expect((await edit(made)).strangers.size).toBe(2);
    made.bob.says(made.pull, "/verify-owners");
    made.world.clock.advance(60);
    expect((await edit(made)).strangers.size).toBe(1);
    made.org.adds(made.world.user("yan"));
    made.world.clock.advance(600);
    expect((await edit(made)).strangers.size).toBe(0);
  });

  const crowd = (count: number) => Array.from({ length: count }, (_, index) => `zee-${index}`);
  const lookUps = (asked: readonly string[]) => asked.filter((one) => one.includes("{login}")).length;

  test("are compared with the list of members where they are many, and a few of the others looked up", async () => {
    const made = staged(named(...crowd(53), "carol"));
    made.org.adds(made.world.user("carol"));
    const asked = await askedDuring(made.world, async () => {
      const { strangers, unasked } = await edit(made);
      expect([strangers.size, strangers.has(loginOf("carol")), unasked.size]).toEqual([53, false, 0]);
    });
    expect(lookUps(asked)).toBe(10);
    expect(asked.filter((one) => one.endsWith("/members"))).toHaveLength(1);
  });

  test("cost nothing more for ten minutes, whatever is said", async () => {
    const made = staged(named(...crowd(53)));
    await edit(made);
    made.bob.says(made.pull, "Look at this.");
    made.world.clock.advance(300);
    expect(await askedDuring(made.world, () => edit(made))).toEqual(["graphql Look"]);
    made.bob.says(made.pull, "/verify-owners");
    made.world.clock.advance(60);
    expect((await askedDuring(made.world, () => edit(made))).length).toBeLessThanOrEqual(11);
  });

  test("are told from strangers by nobody's list where it shows only those who show themselves", async () => {
    const permissions: Permissions = Object.fromEntries(Object.entries(usualPermissions).filter(([name]) => name !== "members"));
    expect(await read(staged(named(...crowd(9)), { permissions }))).toMatchObject({ kind: "unread" });
  });

  test("are not all known where the organisation has more members than are listed", async () => {
    const made = staged(named(...crowd(9)));
    for (let at = 0; at <= 3000; at += 1) made.org.adds(made.world.user(`member-${at}`));
    const { strangers, unasked } = await edit(made);
    expect([strangers.size, [...unasked]]).toEqual([5, ["zee-5", "zee-6", "zee-7", "zee-8"]]);
  });

  test("make it unread where the App may not ask who is a member", async () => {
    const permissions: Permissions = Object.fromEntries(Object.entries(usualPermissions).filter(([name]) => name !== "members"));
    expect(await read(staged(named("zee"), { permissions }))).toMatchObject({ kind: "unread", reason: expect.stringContaining("members") });
    expect(await read(staged({ "pkg/a.go": "a\n" }, { permissions }))).toMatchObject({ kind: "known" });
  });
});

test("an options file is looked into by whoever knows how", async () => {
  const made = staged({ ".github/bowsprit.yaml": "mode: on\n" });
  const asked: string[] = [];
  const { id: appId, privateKey } = made.world.app;
  const mistake = { file: ".github/bowsprit.yaml", line: 1, level: "failure", what: "no" } as const;
  const checkOptions = (text: string, { owner, name }: { readonly owner: string; readonly name: string }) => {
    asked.push(`${owner}/${name}: ${text}`);
    return [mistake];
  };
  const github = connect({
    ...{ appId, privateKey, baseUrl: made.world.api, fetch: made.world.fetch, checkOptions },
    clock: () => made.world.clock.now(),
  });
  expect((await edit({ ...made, github })).optionsMistakes).toEqual([mistake]);
  expect(asked).toEqual(["acme/widgets: mode: on\n"]);
});

test("the first look at an edit reads what it shares with the OWNERS files of the base once", async () => {
  const made = staged({ "pkg/OWNERS": "approvers: [alice, bob]\n" });
  const asked = await askedDuring(made.world, () =>
    sourcesOf(made, ["files", "owners", "revisions", "ownersEdit"], { owners: { skip_collaborators: false } }),
  );
  expect(asked.toSorted()).toEqual([
    "GET /orgs/{org}/members/{login}",
    "GET /repos/{owner}/{repo}/collaborators",
    "GET /repos/{owner}/{repo}/collaborators/{login}",
    "GET /repos/{owner}/{repo}/compare/{basehead}",
    "POST /app/installations/{installation}/access_tokens",
    "graphql Blobs",
    "graphql Directories",
    "graphql Look",
    "graphql Objects",
  ]);
});
