/** Findings about repositories: why the bot is off, what is broken in what it reads, and the one line that a repository gets among many. */
import { describe, expect, test } from "vitest";
import type { ActiveFacts, RepositoryFacts } from "../../../src/core/doctor/facts.ts";
import { homeFinding, ownerFindings } from "../../../src/core/doctor/organisation.ts";
import { repositoryFindings } from "../../../src/core/doctor/repository.ts";
import { known, unread } from "../../../src/core/facts.ts";
import { active, app, bad, options, repository, theOne } from "./given.ts";

const found = (change: Partial<RepositoryFacts> = {}) => repositoryFindings("acme/widgets", known({ ...repository, ...change }), app);
const foundIn = (change: Partial<ActiveFacts>) => found({ active: { ...active, ...change } });
const usual = "classic branch protection: unknown";

test("where all is well, classic branch protection is unknown all the same", () => expect(bad(found())).toEqual([usual]));

test("a repository that the installation does not include is broken; one that could not be read is unknown", () => {
  expect(bad(repositoryFindings("acme/widgets", known(undefined), app))).toEqual(["repository: broken"]);
  expect(bad(repositoryFindings("acme/widgets", unread("because"), app))).toEqual(["repository: unknown"]);
});

const off = { ...options, mode: "off" } as const;

test.each<[string, Partial<RepositoryFacts>, RegExp]>([
  ["neither file is there", { hasRootOwners: false }, /neither/],
  ["the file says so", { hasOptionsFile: true, isFork: true }, /mode: off/],
  ["it is archived", { isArchived: true, isFork: true }, /archived/],
  ["it is a fork", { isFork: true }, /fork/],
  ["the organisation wants options files", {}, /activate: explicit/],
  ["the organisation's file is not known", { options: { ...off, problems: ["could not read it"] } }, /not known/],
])("it is off because %s", (_, change, why) => {
  const finding = theOne(found({ options: off, active: undefined, ...change }), "active");
  expect([finding.status, finding.what]).toEqual(["warn", expect.stringMatching(why)]);
});

test.each<[string, Partial<RepositoryFacts>, string]>([
  ["on", {}, "ok"],
  ["in mode observe by choice", { options: { ...options, mode: "observe" } }, "ok"],
  ["in mode observe because its options are not known", { options: { ...options, mode: "observe", problems: ["broken"] } }, "warn"],
  ["archived, with an options file", { isArchived: true, hasOptionsFile: true }, "warn"],
])("%s", (_, change, status) => expect(theOne(found(change), "active").status).toBe(status));

test("what is wrong with options files is told as the check tells it", () =>
  expect(theOne(found({ options: { ...options, problems: ["one", "two"] } }), "options")).toMatchObject({
    ...{ status: "broken", what: "acme/widgets: one; two" },
  }));

describe("where it is active", () => {
  test.each<[string, Partial<ActiveFacts>, string[]]>([
    ["OWNERS files that do not parse", { owners: known(new Map([["pkg/OWNERS", "]["]])) }, ["OWNERS: broken", usual]],
    ["no OWNERS file", { owners: known(new Map()) }, ["OWNERS: warn", usual]],
    ["OWNERS files that could not be read", { owners: unread("because") }, ["OWNERS: unknown", usual]],
    ["a file too large to be read", { owners: known(new Map([["OWNERS", { reason: "too large" }]])) }, ["OWNERS: broken", usual]],
    ["missing labels", { labels: known(new Set()) }, ["labels: warn", usual]],
    ["unknown labels", { labels: unread("because") }, ["labels: unknown", usual]],
  ])("%s", (_, change, expected) => expect(bad(foundIn(change))).toEqual(expected));

  const jobs = {
    ...{ repository: "acme/jobs", workflow: "e2e.yml", isThere: known(true) },
    granted: { actions: "write", statuses: "write" },
  };
  test.each<[string, Partial<NonNullable<ActiveFacts["jobs"]>>, string[]]>([
    ["can run", {}, []],
    ["may not be started", { granted: { statuses: "write" } }, ["jobs: broken"]],
    [
      "may not be started, so that nobody can look for the workflow",
      { granted: { statuses: "write" }, isThere: unread("no") },
      ["jobs: broken"],
    ],
    ["may not be reported", { granted: { actions: "write", statuses: "read" } }, ["jobs: warn"]],
    ["have no workflow", { isThere: known(false) }, ["jobs: broken"]],
    ["have a workflow of which nothing is known", { isThere: unread("because") }, ["jobs: unknown"]],
  ])("jobs that %s", (_, change, expected) => expect(bad(foundIn({ jobs: { ...jobs, ...change } }))).toEqual([...expected, usual]));

  test("the commands that make labels are safe to paste", () =>
    expect(theOne(foundIn({ labels: known(new Set()) }), "labels").fix).toContain(
      "--description 'Looks good; that'\\''s all' --repo acme/widgets",
    ));
});

test.each([
  ["is visible", true, true, "ok"],
  ["is visible on selected repositories", false, true, "ok"],
  ["does not exist", true, false, "ok"],
  ["may exist and is not shown", false, false, "broken"],
])("the organisation's repository that %s", (_, coversAll, isVisible, status) =>
  expect(homeFinding("acme", coversAll, known(isVisible)).status).toBe(status),
);

describe("among many", () => {
  const examined = (name: string, change: Partial<RepositoryFacts>) => ({ name, facts: known({ ...repository, ...change }) });
  const broken = { ...active, owners: known(new Map([["OWNERS", "]["]])), labels: known(new Set<string>()) };

  test("a repository gets one line, with the worst of it, and none where nothing is worse than ok or where it is off", () => {
    const all = [examined("acme/a", {}), examined("acme/b", { active: broken }), examined("acme/c", { options: off, active: undefined })];
    const [summary, ...lines] = ownerFindings("acme", known(all), 0, app);
    expect(summary).toMatchObject({ status: "ok", what: "acme: 3 looked at, of which 2 on, 0 in mode observe, 1 off" });
    expect(lines.map(({ status, what }) => [status, what])).toEqual([["broken", expect.stringMatching(/^acme\/b: OWNERS/)]]);
    expect(lines[0]?.what).not.toContain("missing");
  });

  test("a repository that is off and has broken options gets its line", () => {
    const all = [examined("acme/c", { options: { ...off, problems: ["broken"] }, active: undefined })];
    expect(bad(ownerFindings("acme", known(all), 0, app))).toEqual(["repository: broken"]);
  });

  test("those that were not looked at are told, and so is a list that could not be read", () => {
    expect(bad(ownerFindings("acme", known([examined("acme/a", {})]), 7, app))).toEqual(["repositories: unknown"]);
    expect(bad(ownerFindings("acme", unread("because"), 0, app))).toEqual(["repositories: unknown"]);
    expect(bad(ownerFindings("acme", known([]), 0, app))).toEqual(["repositories: warn"]);
  });
});
