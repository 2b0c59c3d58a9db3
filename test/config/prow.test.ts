import { describe, expect, test } from "vitest";
import { readFile } from "../../src/config/file.ts";
import { layered } from "../../src/config/layers.ts";
import { profileTexts, rulebookOf } from "../../src/config/profiles.ts";
import { importedFromProw } from "../../src/config/prow.ts";
import { NotProws } from "../../src/config/prow-file.ts";
import { loadPlugins } from "../../src/registry.ts";

const rulebook = rulebookOf(await loadPlugins(), profileTexts());
/** Prow's `help` is another plugin than ours, its `trigger` runs jobs, and its `blunderbuss` is our `route`. */
const defaults = [
  ...rulebook.grammar.plugins
    .map(({ name, isOnByDefault }) => (isOnByDefault ? name : ""))
    .filter((name) => !/^(?:help|jobs|route|trust)?$/.test(name)),
  ...["trigger", "skip", "override", "blunderbuss"],
];
const allOn = `plugins: {org: {plugins: [${defaults.join(", ")}]}}\n`;
const imported = (text: string, name = "repo") => importedFromProw(rulebook, text, { organisation: "org", name });
const optionsFrom = (text: string, name?: string) => imported(allOn + text, name).options;
/** Prow's default, where ours is another one. */
const hash = { lgtm: { store_tree_hash: false } };

describe("which entry of a list holds", () => {
  const entries = (...texts: string[]) => `approve:\n${texts.map((text) => `- ${text}\n`).join("")}`;

  test.each([
    ["the repository's", ["{repos: [org/repo], issue_required: true}"], { issue_required: true }],
    ["the organisation's", ["{repos: [org], issue_required: true}"], { issue_required: true }],
    [
      "the repository's, though the organisation's stands before it",
      ["{repos: [org], issue_required: true}", "{repos: [org/repo], lgtm_acts_as_approve: true}"],
      { lgtm_acts_as_approve: true },
    ],
    [
      "the first of the repository's, and nothing of the second",
      ["{repos: [org/repo], issue_required: true}", "{repos: [org/repo], lgtm_acts_as_approve: true}"],
      { issue_required: true },
    ],
    [
      "the first of the organisation's",
      ["{repos: [org], issue_required: true}", "{repos: [org], lgtm_acts_as_approve: true}"],
      { issue_required: true },
    ],
    ["none of another repository's", ["{repos: [org/other, other/repo, repo], issue_required: true}"], undefined],
    ["none in another case", ["{repos: [Org, Org/repo, org/Repo], issue_required: true}"], undefined],
    ["none where it names no repository", ["{issue_required: true}"], undefined],
  ])("%s", (_, lines, approve) => expect(optionsFrom(entries(...lines))).toEqual(approve === undefined ? hash : { approve, ...hash }));

  test("an entry that says nothing hides what the organisation's says", () =>
    expect(optionsFrom(entries("{repos: [org/repo]}", "{repos: [org], issue_required: true}"))).toEqual(hash));
});

describe("which plugins are on", () => {
  const on = (text: string, name?: string) => imported(text, name).options.plugins;

  test.each([
    [
      "the organisation's and the repository's united",
      "{org: {plugins: [approve, hold]}, org/repo: {plugins: [hold, lgtm]}}",
      ["approve", "hold", "lgtm"],
    ],
    ["the older form of a list", "{org: [approve], org/repo: [lgtm]}", ["approve", "lgtm"]],
    [
      "only the repository's where the organisation excludes it",
      "{org: {plugins: [approve], excluded_repos: [repo]}, org/repo: {plugins: [lgtm]}}",
      ["lgtm"],
    ],
    [
      "all where the organisation excludes another one",
      "{org: {plugins: [approve], excluded_repos: [other]}, org/repo: {plugins: [lgtm]}}",
      ["approve", "lgtm"],
    ],
  ])("%s", (_, section, plugins) => expect(on(`plugins: ${section}`)).toEqual([...plugins, "help"].sort()));

  test("are not written where they are what is on by default", () => expect(optionsFrom("")).toEqual(hash));
});

describe("how OWNERS is read", () => {
  test.each([
    ["mdyamlrepos: [org]", { mdyaml: true }],
    ["mdyamlrepos: [org/repo]", { mdyaml: true }],
    ["labels_denylist: [big]", { labels_denylist: ["big"] }],
    ["labels_denylist: []", { labels_denylist: [] }],
    ["skip_collaborators: [org/repo]", { skip_collaborators: true }],
    ["filenames: {org: {owners: O, owners_aliases: A}}", { filenames: { owners: "O", owners_aliases: "A" } }],
    [
      "filenames: {org: {owners: O, owners_aliases: A}, org/repo: {owners: P, owners_aliases: B}}",
      { filenames: { owners: "P", owners_aliases: "B" } },
    ],
  ])("%s", (line, owners) => expect(optionsFrom(`owners: {${line}}`)).toEqual({ owners, ...hash }));

  test.each([
    "labels_denylist: [approved, lgtm]",
    "labels_denylist:",
    "mdyamlrepos: [org/other]",
    "skip_collaborators: [Org]",
    "filenames: {other: {owners: O}}",
  ])("%s changes nothing here", (line) => expect(optionsFrom(`owners: {${line}}`)).toEqual(hash));

  test("a file name that an entry leaves out stays the usual one, and that is said", () => {
    const { options, noCounterpart } = imported(`${allOn}owners: {filenames: {org: {owners: O}}}`);
    expect(options).toMatchObject({ owners: { filenames: { owners: "O" } } });
    expect(noCounterpart.map(({ what }) => what)).toEqual(["owners.filenames.owners_aliases"]);
  });
});

describe("what has no counterpart", () => {
  const strangers = (text: string) => imported(text).noCounterpart.map(({ what }) => what);

  test("plugins that Bowsprit does not have, each of them once, and other programs", () =>
    expect(
      strangers(
        "{plugins: {org: [approve, cat, cat], org/repo: [cat, dog]}, external_plugins: {org: [{name: rebase}], org/repo: [{name: pick}]}}",
      ),
    ).toEqual(["plugins.cat", "plugins.dog", "external_plugins.rebase", "external_plugins.pick"]));

  test("Prow's help, which is another one than ours", () => {
    const { options, noCounterpart } = imported("plugins: {org: [approve, help]}");
    expect(noCounterpart).toMatchObject([{ what: "plugins.help", why: expect.stringContaining("labels for newcomers") }]);
    expect(options.plugins).toEqual(["approve", "help"]);
  });

  test.each([
    ["a key that our plugin does not know", "approve: [{repos: [org], implicit_self_approve: true}]", "approve.implicit_self_approve"],
    ["a value that our plugin refuses", "approve: [{repos: [org], pr_process_link: here}]", "approve.pr_process_link"],
    ["the settings of a plugin that we do not have", "size: {s: 3}", "size.s"],
    [
      "entries about this repository",
      "require_matching_label: [{org: org, repo: repo}, {org: org, repo: other}]",
      "require_matching_label",
    ],
    ["what stands under its name", "milestone_applier: {org/repo: {main: v1}, org: {dev: v2}}", "milestone_applier.main"],
    [
      "what stands under no name",
      "repo_milestone: {'': {maintainers_team: a}, other/repo: {maintainers_id: 1}}",
      "repo_milestone.maintainers_team",
    ],
  ])("%s", (_, text, what) => {
    const plugins = "plugins: {org: [approve, assign, hold, lgtm, size, require-matching-label, milestoneapplier, milestone]}\n";
    expect(strangers(plugins + text).filter((name) => !name.startsWith("plugins."))).toEqual([what]);
  });

  test("nothing of a plugin that is not enabled here, of another repository, or null", () =>
    expect(
      strangers(`${allOn}size: {s: 3}\nblockades: [{repos: [org]}]\napprove: [{repos: [org], foo: null}, {repos: [org/other], bar: 1}]\n`),
    ).toEqual([]));
});

test("a value that is refused takes no other with it", () =>
  expect(optionsFrom("approve: [{repos: [org], pr_process_link: here, issue_required: yes}]")).toEqual({
    approve: { issue_required: true },
    ...hash,
  }));

test("what equals a built-in profile is written as its name, whatever that says of what Prow does not know", () => {
  const member = "join_org_url: https://git.k8s.io/community/community-membership.md#member, only_org_members: true";
  const text = `lgtm: [{repos: [org], store_tree_hash: true}]\ntriggers: [{repos: [org], ${member}}]\nblunderbuss: {max_request_count: 2, use_status_availability: true}\n`;
  expect(optionsFrom(text)).toEqual({ extends: "sig-node" });
});

test("what Prow's trigger says of trust is said to ours, and Apps by name are not: it knows them by id", () => {
  const says =
    "only_org_members: true, trusted_org: other, trusted_apps: [dependabot], ignore_ok_to_test: true, trigger_github_workflows: true";
  const { options, noCounterpart } = imported(`${allOn}triggers: [{repos: [org], ${says}}]\n`);
  expect(options).toEqual({ trust: { only_org_members: true, trusted_org: "other", ignore_ok_to_test: true }, ...hash });
  expect(noCounterpart.map(({ what }) => what)).toEqual(["triggers.trusted_apps", "triggers.trigger_github_workflows"]);
});

describe("blunderbuss is route", () => {
  test("on where it is enabled, and off where it is not", () => {
    expect(imported("plugins: {org: [approve, blunderbuss]}").options.plugins).toEqual(["approve", "help", "route"]);
    expect(imported("plugins: {org: [approve]}").options.plugins).toEqual(["approve", "help"]);
  });

  test("with all its settings under their names", () => {
    const settings = {
      ...{ request_count: 1, max_request_count: 3, exclude_approvers: true, use_status_availability: true, ignore_drafts: true },
      ...{ ignore_authors: ["robot[bot]"], wait_for_status: { context: "ci" } },
    };
    const { options, noCounterpart } = imported(`${allOn}blunderbuss: ${JSON.stringify(settings)}`);
    expect(options).toEqual({ route: { ...settings, wait_for_status: { context: "ci" } }, ...hash });
    expect(noCounterpart).toEqual([]);
  });

  test("but for those that it does not have", () =>
    expect(imported(`${allOn}blunderbuss: {file_weight_count: 2}`).noCounterpart).toEqual([
      { what: "blunderbuss.file_weight_count", why: "Bowsprit's route has no such option" },
    ]));
});

describe("override is a part of jobs", () => {
  const overriding = (says: string, name?: string) => imported(`${allOn}override: ${says}\n`, name);

  test.each<[string, string, unknown]>([
    ["owners of the root may where Prow lets them", "{allow_top_level_owners: true}", { allow_top_level_owners: true }],
    ["nothing is written where only administrators may", "{allow_top_level_owners: false}", undefined],
    ["teams of the repository", "{allowed_github_teams: {org/repo: [leads]}}", { allowed_github_teams: ["leads"] }],
    ["teams of the organisation", "{allowed_github_teams: {org: [leads]}}", { allowed_github_teams: ["leads"] }],
    [
      "the teams of both, each once",
      "{allowed_github_teams: {org: [leads, admins], org/repo: [ops, leads]}}",
      { allowed_github_teams: ["ops", "leads", "admins"] },
    ],
    ["no teams of another repository", "{allowed_github_teams: {org/other: [leads], Org: [leads]}}", undefined],
    ["no teams where none are listed", "{allowed_github_teams: {org/repo:}}", undefined],
    ["no teams where the key is empty", "{allowed_github_teams:}", undefined],
    [
      "owners and teams together",
      "{allow_top_level_owners: true, allowed_github_teams: {org: [leads]}}",
      { allow_top_level_owners: true, allowed_github_teams: ["leads"] },
    ],
  ])("%s", (_, says, jobs) => {
    const { options, noCounterpart } = overriding(says);
    expect(options).toEqual(jobs === undefined ? hash : { jobs, ...hash });
    expect(noCounterpart).toEqual([]);
  });

  test("of which a name that can be no team's slug is told", () =>
    expect(overriding("{allowed_github_teams: {org: [Node Leads]}}").noCounterpart).toEqual([
      { what: "override.allowed_github_teams", why: "Bowsprit does not take the value: expected a team's slug" },
    ]));

  test("and so is a key that Prow's own override has not got", () =>
    expect(overriding("{allowed_users: [boss]}").noCounterpart).toEqual([
      { what: "override.allowed_users", why: "Bowsprit's jobs has no such option" },
    ]));

  test("that is told where Prow does not run jobs itself", () => {
    const { options, noCounterpart } = imported("plugins: {org: [approve, override, skip]}");
    expect(options.plugins).toEqual(["approve", "help"]);
    expect(noCounterpart).toEqual(
      ["skip", "override"].map((name) => ({
        what: `plugins.${name}`,
        why: "Bowsprit's jobs does it, which is on only where Prow's trigger is",
      })),
    );
  });

  test("that is not enabled says nothing", () => {
    const others = defaults.filter((name) => name !== "override");
    const text = `plugins: {org: {plugins: [${others.join(", ")}]}}\noverride: {allow_top_level_owners: true}\n`;
    expect(imported(text)).toEqual({ options: hash, noCounterpart: [] });
  });

  test.each(["[leads]", "{org: leads}", "{org: [{slug: leads}]}"])("teams as %s are refused, as Prow refuses them", (teams) =>
    expect(() => overriding(`{allowed_github_teams: ${teams}}`)).toThrow(/^override: allowed_github_teams: expected lists/),
  );
});

test("the options mean, as a file, what Prow's file says", () => {
  const { options } = imported(`${allOn}lgtm: [{repos: [org], review_acts_as_lgtm: true}]\nowners: {mdyamlrepos: [org]}\n`);
  const read = readFile(rulebook.grammar, JSON.stringify(options), "repository");
  const file = read.kind === "options" ? read.file : undefined;
  expect(layered(rulebook, { repository: file, organisation: undefined })).toMatchObject({
    mode: "on",
    owners: { mdyaml: true },
    problems: [],
  });
  expect(options).toEqual({ lgtm: { review_acts_as_lgtm: true, store_tree_hash: false }, owners: { mdyaml: true } });
});

test.each([
  ["no YAML", "a: [", /not YAML: .* \(line \d+\)/],
  ["no mapping", "- approve", /not a mapping/],
  ["plugins that are no lists", "plugins: {org: approve}", /^plugins\.org: /],
  ["entries that are no list", `${allOn}approve: {repos: [org]}`, /^approve: expected a list/],
  ["entries whose repos are no names", `${allOn}approve: [{repos: org}]`, /^approve: repos: /],
  ["nothing about the repository", "plugins: {other: [approve]}", /no plugin is enabled for org\/repo/],
  ["no text", "", /not YAML: .* empty/],
])("%s is refused", (_, text, what) => {
  expect(() => imported(text)).toThrow(NotProws);
  expect(() => imported(text)).toThrow(what);
});
