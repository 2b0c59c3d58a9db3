/**
 * verify-owners: the rows of Prow's own tests, and what the plugin wants to be shown and written. Without counterpart are those about a place
 * in the patch (here it is the line of the file) and about Prow's help page. Those about plain issues are a story of routing.
 */
import { describe, expect, test } from "vitest";
import type { OwnersOptions } from "../../src/core/facts.ts";
import verifyOwners from "../../src/plugins/verify-owners.ts";
import { planOf, wantsOf } from "../ask.ts";
import { editOf, type Given, options } from "../core/owners-edit/given.ts";
import { type Change, comment, given } from "../given.ts";

const factsOf = (edit: Given, ownersOptions: Partial<OwnersOptions> = {}, change: Change = {}) =>
  given({
    plugins: ["verify-owners"],
    ownersEdit: editOf(edit, options(ownersOptions)),
    ownersOptions: { skip_collaborators: false, ...ownersOptions },
    ...change,
  });

const wants = (edit: Given, ownersOptions: Partial<OwnersOptions> = {}) => wantsOf(verifyOwners, factsOf(edit, ownersOptions));

/** Each mistake as `level file:line`. */
const marks = (edit: Given, ownersOptions: Partial<OwnersOptions> = {}): string[] =>
  (wants(edit, ownersOptions).annotated?.annotations ?? []).map(({ level, path, line }) => `${level} ${path}:${line}`);

const isLabelled = (edit: Given, ownersOptions: Partial<OwnersOptions> = {}): boolean =>
  wants(edit, ownersOptions).labels?.[0]?.on === true;

const valid = "approvers:\n- alice\nreviewers:\n- bob\nlabels:\n- label1\n";
const validFilters = 'filters:\n  ".*":\n    approvers:\n    - alice\n    labels:\n    - label1\n';
const syntaxError = "approvers:\n- jdoe\nreviewers:\n- alice\n- bob\nrequired_reviewers:\nlabels\n- label1\n";
const syntaxErrorInFilters =
  'filters:\n  ".*":\n    approvers:\n    - jdoe\n    reviewers:\n    - alice\n    - bob\n    labels\n    - label1\n';

describe("the label is set where a file that is edited has a mistake", () => {
  test.each<[string, Given, boolean]>([
    ["no ownership file is touched", { before: { OWNERS: valid }, changes: { "a.go": "a", "b.go": "b" } }, false],
    ["none is touched where the base has filters", { before: { OWNERS: validFilters }, changes: { "a.go": "a" } }, false],
    ["a sound root file", { changes: { OWNERS: valid, "b.go": "b" } }, false],
    ["a sound root file with filters", { changes: { OWNERS: validFilters, "b.go": "b" } }, false],
    ["a root file with a syntax error", { changes: { OWNERS: syntaxError } }, true],
    ["the same with filters", { changes: { OWNERS: syntaxErrorInFilters } }, true],
    ["a root file that gives lgtm", { changes: { OWNERS: "approvers: [jdoe]\nlabels: [label1, lgtm]\n" } }, true],
    ["the same with filters", { changes: { OWNERS: 'filters: {".*": {approvers: [jdoe], labels: [lgtm]}}\n' } }, true],
    ["a root file whose approvers are null", { changes: { OWNERS: "approvers:\nreviewers: [alice]\n" } }, true],
    ["the same with filters", { changes: { OWNERS: 'filters: {".*": {approvers: , reviewers: [alice]}}\n' } }, true],
    ["a root file without approvers", { changes: { OWNERS: "reviewers: [alice]\n" } }, true],
    ["the same with filters", { changes: { OWNERS: 'filters: {".*": {reviewers: [alice]}}\n' } }, true],
    ["a file further down without approvers", { changes: { "pkg/OWNERS": "reviewers: [alice]\n" } }, false],
    ["the same with filters", { changes: { "pkg/OWNERS": 'filters: {".*": {reviewers: [alice]}}\n' } }, false],
    [
      "a file further down that is removed",
      { before: { OWNERS: valid, "pkg/OWNERS": syntaxError }, changes: { "pkg/OWNERS": null } },
      false,
    ],
    ["aliases that are removed", { before: { OWNERS_ALIASES: "aliases: {a: [alice]}" }, changes: { OWNERS_ALIASES: null } }, false],
    [
      "an alias that came to the base meanwhile",
      {
        before: { OWNERS_ALIASES: "aliases: {new-alias: [alice]}" },
        changes: { OWNERS: "approvers:\n- new-alias\n" },
        strangers: ["new-alias"],
      },
      false,
    ],
    ["aliases with an empty member", { changes: { OWNERS_ALIASES: "aliases:\n  foo:\n  -\n  - bob\n" } }, true],
  ])("%s", (_, edit, expected) => expect(isLabelled(edit)).toBe(expected));

  test.each<[string, Given, boolean]>([
    ["an alias without members is a warning", { changes: { OWNERS_ALIASES: "aliases: {foo: {}}" } }, false],
    ["a pattern that is not RE2 is a warning", { changes: { "pkg/OWNERS": 'filters: {"(": {approvers: [alice]}}' } }, false],
    ["a list that is no list", { changes: { "pkg/OWNERS": "approvers: alice\n" } }, true],
    ["LGTM in capitals", { changes: { "pkg/OWNERS": "labels: [LGTM]\n" } }, true],
    ["aliases that are broken in the base", { before: { OWNERS_ALIASES: "aliases: [" }, changes: { "pkg/OWNERS": valid } }, true],
    [
      "aliases that are broken in the base, and mended",
      { before: { OWNERS_ALIASES: "aliases: [" }, changes: { OWNERS_ALIASES: "" } },
      false,
    ],
    ["a mistake that is mended", { before: { OWNERS: syntaxError }, changes: { OWNERS: valid } }, false],
    [
      "a file that was moved, whose names are known",
      { before: { "a/OWNERS": valid }, changes: { "b/OWNERS": valid }, moved: { "b/OWNERS": "a/OWNERS" }, strangers: ["alice"] },
      false,
    ],
  ])("%s", (_, edit, expected) => expect(isLabelled(edit)).toBe(expected));
});

/** Prow names a place in the patch; here it is the line of the file, also where the patch did not add it. */
describe("mistakes stand on their lines", () => {
  test.each<[string, Given, readonly string[]]>([
    ["null approvers of the root", { changes: { OWNERS: "reviewers: [alice]\napprovers:\n" } }, ["failure OWNERS:1"]],
    ["the same with filters", { changes: { OWNERS: 'filters:\n  ".*":\n    approvers:\n' } }, ["failure OWNERS:1"]],
    ["a syntax error, where the parser stopped", { changes: { OWNERS: syntaxError } }, ["failure OWNERS:8"]],
    ["a syntax error in filters", { changes: { OWNERS: syntaxErrorInFilters } }, ["failure OWNERS:9"]],
    ["no approvers", { changes: { OWNERS: "labels: [x]\n" } }, ["failure OWNERS:1"]],
    ["no approvers in filters", { changes: { OWNERS: 'filters: {".*": {labels: [x]}}\n' } }, ["failure OWNERS:1"]],
    ["a sound file", { changes: { OWNERS: valid } }, []],
    ["a sound file with filters", { changes: { OWNERS: validFilters } }, []],
    [
      "labels",
      { changes: { "a/OWNERS": "approvers:\n- alice\nlabels:\n- x\n- lgtm\n- Approved\n" } },
      ["failure a/OWNERS:5", "failure a/OWNERS:6"],
    ],
    [
      "people",
      { changes: { "a/OWNERS": "approvers:\n- alice\n- zee\nreviewers: [bob,\n  Phippy]\n" }, strangers: ["zee", "phippy"] },
      ["failure a/OWNERS:3", "failure a/OWNERS:5"],
    ],
    [
      "a syntax error in lines that the pull request leaves alone",
      { before: { OWNERS: syntaxError }, changes: { OWNERS: `# Ours.\n${syntaxError}` } },
      ["failure OWNERS:9"],
    ],
    ["an alias that is an empty mapping", { changes: { OWNERS_ALIASES: "aliases:\n  foo: {}\n" } }, ["warning OWNERS_ALIASES:2"]],
    ["patterns", { changes: { "a/OWNERS": 'filters:\n  "(":\n    approvers: [alice]\n' } }, ["warning a/OWNERS:3"]],
    [
      "aliases",
      { changes: { OWNERS_ALIASES: "aliases:\n  foo:\n  - alice\n  - zee\n  bar: []\n" }, strangers: ["zee"] },
      ["failure OWNERS_ALIASES:4", "warning OWNERS_ALIASES:5"],
    ],
  ])("%s", (_, edit, expected) => expect(marks(edit)).toEqual(expected));
});

const team = "aliases:\n  foo-reviewers:\n  - alice\n";
const owners = (approvers: readonly string[], reviewers: readonly string[] = []): string =>
  `approvers:\n${approvers.map((name) => `- ${name}\n`).join("")}reviewers:\n${reviewers.map((name) => `- ${name}\n`).join("")}`;
const client = "vendor/k8s.io/client-go/OWNERS";

describe("people who are newly named must be members or collaborators", () => {
  const strangers = ["phippy", "zee", "goldie", "al", "bo"];
  test.each<[string, Given, boolean, Partial<OwnersOptions>?]>([
    ["collaborators are", { changes: { OWNERS: owners(["alice"], ["bob"]) } }, false],
    ["people who are taken out", { before: { OWNERS: owners(["carl", "alice"], ["bob"]) }, changes: { OWNERS: owners(["carl"]) } }, false],
    ["strangers", { changes: { OWNERS: owners(["phippy"], ["zee"]) } }, true],
    ["strangers who are taken out", { before: { OWNERS: owners(["carl", "al"], ["bo"]) }, changes: { OWNERS: owners(["carl"]) } }, false],
    ["strangers, where everybody counts", { changes: { OWNERS: owners(["phippy"], ["zee"]) } }, false, { skip_collaborators: true }],
    ["strangers in aliases", { changes: { OWNERS_ALIASES: "aliases:\n  foo-reviewers:\n  - phippy\n  - zee\n" } }, true],
    ["who is taken out of aliases", { before: { OWNERS_ALIASES: `${team}  - al\n` }, changes: { OWNERS_ALIASES: team } }, false],
    [
      "a collaborator beside strangers who were there",
      {
        before: { OWNERS_ALIASES: "aliases:\n  foo:\n  - phippy\n" },
        changes: { OWNERS_ALIASES: "aliases:\n  foo:\n  - phippy\n  - alice\n" },
      },
      false,
    ],
    [
      "a collaborator who is taken out of aliases",
      { before: { OWNERS_ALIASES: `${team}  - bob\n` }, changes: { OWNERS_ALIASES: team } },
      false,
    ],
    [
      "strangers in aliases, where everybody counts",
      { changes: { OWNERS_ALIASES: "aliases: {foo: [phippy]}" } },
      false,
      { skip_collaborators: true },
    ],
    [
      "an alias, a stranger, and strangers in the alias",
      { changes: { OWNERS: owners(["foo-reviewers", "goldie"]), OWNERS_ALIASES: "aliases:\n  foo-reviewers:\n  - phippy\n" } },
      true,
    ],
    [
      "an alias and collaborators",
      { changes: { OWNERS: owners(["foo-reviewers", "alice"]), OWNERS_ALIASES: team }, strangers: ["foo-reviewers"] },
      false,
    ],
    ["strangers in an ignored directory", { changes: { [client]: owners(["phippy"]) } }, false],
    ["the same where nothing is ignored", { changes: { [client]: owners(["phippy"]) } }, true, { ignore_preconfigured_defaults: true }],
    ["strangers in a directory that is not", { changes: { "vendor/OWNERS": owners(["phippy"]) } }, true],
    [
      "a file of another name",
      { changes: { MAINTAINERS: owners(["phippy"]) } },
      true,
      { filenames: { owners: "MAINTAINERS", owners_aliases: "TEAMS" } },
    ],
    [
      "whoever becomes an approver and was a reviewer",
      { before: { OWNERS: owners(["carl"], ["zee"]) }, changes: { OWNERS: owners(["carl", "zee"]) } },
      true,
    ],
    ["required reviewers, who may be teams", { changes: { OWNERS: "approvers: [alice]\nrequired_reviewers: [org/phippy]\n" } }, false],
    ["an alias that is written in capitals", { changes: { OWNERS: owners(["Foo-Reviewers"]), OWNERS_ALIASES: team } }, false],
    ["a misspelt alias", { changes: { "a/OWNERS": owners(["foo-reviewer"]), OWNERS_ALIASES: team }, strangers: ["foo-reviewer"] }, true],
    ["strangers under another spelling of the key", { changes: { OWNERS_ALIASES: "Aliases: {t: [zee]}\naliases: {u: [bob]}\n" } }, true],
    ["the same for filters", { changes: { "a/OWNERS": "Filters: {x: {approvers: [zee]}}\nfilters: {y: {approvers: [bob]}}\n" } }, true],
    ["somebody who was not looked up", { changes: { "a/OWNERS": owners(["carl"]) }, unasked: ["carl"] }, true],
    [
      "nobody, where the aliases cannot be read and names mean nothing",
      { before: { OWNERS_ALIASES: "aliases: [" }, changes: { OWNERS_ALIASES: "{", "a/OWNERS": owners(["zee"]) } },
      true,
    ],
  ])("%s", (_, edit, expected, more = {}) => {
    // Where everybody counts nobody is looked up.
    const known = more.skip_collaborators ? [] : (edit.strangers ?? strangers);
    expect(isLabelled({ ...edit, strangers: known }, more)).toBe(expected);
  });
});

describe("the options file", () => {
  const mistake = { file: ".github/bowsprit.yaml", line: 3, level: "failure", what: "lgtm.setle: unknown option" } as const;
  test("is looked at as well", () => {
    const edit: Given = { changes: { ".github/bowsprit.yaml": "x" }, more: { optionsMistakes: [mistake] } };
    expect([isLabelled(edit), marks(edit)]).toEqual([true, ["failure .github/bowsprit.yaml:3"]]);
  });
});

describe("/verify-owners", () => {
  const [verify] = verifyOwners.words;
  test.each([
    ["", "verify"],
    ["now", undefined],
  ])("with %j behind it is %s", (rest, expected) => expect(verify?.parse("verify-owners", rest, rest)).toBe(expected));
  test("is acknowledged", () => {
    const facts = factsOf({ changes: { OWNERS: valid } }, {}, { said: [["pat", "/verify-owners"]] });
    expect(planOf(facts, [verifyOwners]).verdict.orders).toMatchObject([{ does: { kind: "react" } }]);
  });
});

describe("where somebody says", () => {
  const said = (edit: Given, change: Change) =>
    planOf(factsOf(edit, {}, change), [verifyOwners]).actions.flatMap((action) => {
      if (action.kind === "add label") return [`+${action.label.name}`];
      return action.kind === "carry out" && action.order.does.kind === "react" ? ["heard"] : [];
    });
  const good: Given = { changes: { OWNERS: valid } };
  const bad: Given = { changes: { OWNERS: syntaxError } };
  const restricted = "+do-not-merge/invalid-owners-file";

  test.each<[string, Given, Change, readonly string[]]>([
    ["/verify-owners, and no such file is edited", { changes: { "a.go": "a" } }, { said: [["pat", "/verify-owners"]] }, ["heard"]],
    ["/verify-owners, and the files are sound", good, { said: [["pat", "/VERIFY-OWNERS "]] }, ["heard"]],
    ["/verify-owners, and one is not", bad, { said: [["pat", "/verify-owners"]] }, [restricted, "heard"]],
    ["/verify owners", good, { said: [["pat", "/verify owners"]] }, []],
    ["/verify-owners in an edit", good, { said: [comment("pat", "/verify-owners", { presence: "edited" })] }, []],
  ])("%s", (_, edit, change, expected) => expect(said(edit, change)).toEqual(expected));
});

describe("a pull request that carries the label", () => {
  const label = "do-not-merge/invalid-owners-file";
  const before = { OWNERS: valid };
  const removed = (edit: Given, carried = label) =>
    planOf(factsOf(edit, {}, { labels: [carried] }), [verifyOwners]).actions.flatMap((action) =>
      action.kind === "remove label" ? [action.name] : [],
    );
  const aliases = { OWNERS_ALIASES: "aliases: {a: [alice]}\n" };

  test.each<[string, Given, readonly string[]]>([
    ["loses it once it edits no such file", { before, changes: { "a.go": "a" } }, [label]],
    ["loses it once only sound aliases are edited", { before, changes: aliases }, [label]],
    ["keeps it while a file has a syntax error", { before, changes: { ...aliases, OWNERS: syntaxError } }, []],
  ])("%s", (_, edit, expected) => expect(removed(edit)).toEqual(expected));

  test("loses it in whatever case it is spelled", () =>
    expect(removed({ before, changes: { "a.go": "a" } }, "Do-Not-Merge/Invalid-Owners-File")).toEqual([
      "Do-Not-Merge/Invalid-Owners-File",
    ]));
});

describe("what is written", () => {
  const mistaken: Given = { changes: { OWNERS: "labels: [lgtm]\n" } };
  const checks = (facts: ReturnType<typeof given>) =>
    planOf(facts, [verifyOwners]).actions.flatMap((action) =>
      action.kind === "create check" && action.name === "bowsprit owners" ? [action] : [],
    );
  const standing = (conclusion: string, title: string, summary: string, externalId = "#1"): Change => ({
    checks: [{ id: 5, name: "bowsprit owners", externalId, status: "completed", conclusion, title, summary, startedAt: undefined }],
  });
  const written = checks(factsOf(mistaken))[0];
  const asWritten = standing("failure", written?.state.title ?? "", written?.state.summary ?? "");

  test("is a check run of its own, with a remark on each line", () => {
    expect(written).toMatchObject({
      state: { status: "completed", conclusion: "failure", title: "2 mistakes in files that say who owns what" },
    });
    expect(written?.annotations).toHaveLength(2);
    expect(written?.state.summary).toContain("`OWNERS:1`: an OWNERS file cannot give the label lgtm");
  });

  test("is not written again, or its annotations would double", () => expect(checks(factsOf(mistaken, {}, asWritten))).toEqual([]));

  test("is a new run where the mistakes are others", () =>
    expect(checks(factsOf({ changes: { OWNERS: "approvers: alice\n" } }, {}, asWritten))).toHaveLength(1));

  test("is written beside that of another pull request with the same head", () =>
    expect(checks(factsOf(mistaken, {}, standing("failure", written?.state.title ?? "", written?.state.summary ?? "", "#2")))).toHaveLength(
      1,
    ));

  test("is nothing where no such file is edited, unless an earlier one must be taken back", () => {
    expect(checks(factsOf({}))).toEqual([]);
    expect(checks(factsOf({}, {}, asWritten))).toMatchObject([{ state: { conclusion: "success" }, annotations: [] }]);
  });

  test("is nothing in silence", () => {
    const silent = { adoptedAt: given().now, memory: { sightings: [], activeSince: given().now } };
    expect(checks(factsOf(mistaken, {}, silent))).toEqual([]);
  });

  test("holds nothing for which GitHub would refuse the whole request", () => {
    const [odd] = checks(factsOf({ changes: { OWNERS: 'approvers: [alice, "x\\0\\ud800\\e"]\n' }, strangers: ["x\u0000\ud800\u001b"] }));
    const texts = [odd?.state.summary ?? "", ...(odd?.annotations ?? []).map(({ message }) => message)];
    expect(texts).toHaveLength(2);
    expect(texts.every((text) => text.isWellFormed() && !/(?!\n)\p{Cc}/u.test(text))).toBe(true);
  });

  test("has at most as many annotations as GitHub takes at once, failures first", () => {
    const names = Array.from({ length: 60 }, (_, index) => `- person-${index}\n`).join("");
    const strangers = Array.from({ length: 60 }, (_, index) => `person-${index}`);
    const patterns = '"(": {}';
    const [action] = checks(factsOf({ changes: { "a/OWNERS": `filters: {${patterns}}`, "b/OWNERS": `approvers:\n${names}` }, strangers }));
    expect(action?.annotations).toHaveLength(50);
    expect(action?.annotations?.every(({ level }) => level === "failure")).toBe(true);
    expect(action?.state.summary).toContain("- and 11 more");
  });

  test("stays within what GitHub takes, whatever the files hold", () => {
    const long = `${"x".repeat(3000)}\ud83d\ude00`;
    const changes = Object.fromEntries(
      Array.from({ length: 50 }, (_, index) => [`${long}${index}/OWNERS`, `approvers: ${"[".repeat(500)}`]),
    );
    const facts = factsOf({ changes });
    const [action] = checks(facts);
    expect(action?.state.summary.length).toBeLessThan(65_535);
    expect(planOf(facts, [verifyOwners]).verdict.status.length).toBeLessThan(65_536);
    for (const { message } of action?.annotations ?? []) expect(message.length).toBeLessThan(400);
  });

  test("turns the gate red, and green again", () => {
    expect(planOf(factsOf(mistaken), [verifyOwners]).verdict).toMatchObject({
      isReady: false,
      title: "2 mistakes in files that say who owns what",
    });
    expect(planOf(factsOf({ changes: { OWNERS: valid } }), [verifyOwners]).verdict.isReady).toBe(true);
    expect(planOf(factsOf({}), [verifyOwners]).verdict).toMatchObject({ isReady: true, reasons: [] });
  });

  test("names nobody in a way that GitHub would mail", () => {
    const { notes, details } = wants({ changes: { "a/OWNERS": "approvers:\n- alice\n- '@zee <b>'\n" }, strangers: ["zee <b>"] });
    expect([...(notes ?? []), ...(details ?? []).map(({ text }) => text)].join("\n")).not.toMatch(/(?<!`)@zee|<b>(?!`)/);
  });
});
