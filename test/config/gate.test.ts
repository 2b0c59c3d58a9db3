import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { mostEarlierVersions } from "../../src/config/history.ts";
import { instantOf } from "../../src/core/ids.ts";
import { commitOf, type Files, gated, plugins } from "./given.ts";

const optionsOf = (files: Files, state = {}) => gated(files, state).options;
const unread = { unread: "GitHub answered 502" };
const short = (where: "repository" | "organisation", version: number) => commitOf({ where, version }).slice(0, 12);

describe("where the bot is active", () => {
  const root = { hasRootOwners: true };
  test.each<[string, Files, Parameters<typeof gated>[1], "off" | "observe" | "on"]>([
    ["no file, no OWNERS", {}, {}, "off"],
    ["no file, no OWNERS, an organisation that says on", { organisation: "mode: on" }, {}, "off"],
    ["an empty file", { repository: "" }, {}, "on"],
    ["a file of comments", { repository: "# soon\n" }, {}, "on"],
    ["root OWNERS", {}, root, "on"],
    ["root OWNERS in a fork", {}, { ...root, isFork: true }, "off"],
    ["the file in an archived repository, to which GitHub takes no write", { repository: "mode: on" }, { isArchived: true }, "observe"],
    ["root OWNERS in an archived repository", {}, { ...root, isArchived: true }, "off"],
    ["a file in a fork", { repository: "mode: on" }, { isFork: true }, "on"],
    ["root OWNERS where the organisation wants a file", { organisation: "activate: explicit" }, root, "off"],
    ["a file where the organisation wants a file", { organisation: "activate: explicit", repository: "" }, root, "on"],
    ["root OWNERS where the organisation says it is enough", { organisation: "activate: owners" }, root, "on"],
    ["root OWNERS, the organisation observes", { organisation: "mode: observe" }, root, "observe"],
    ["root OWNERS, the organisation's file not read", { organisation: unread }, root, "off"],
    ["a file, the organisation's file not read", { organisation: unread, repository: "mode: on" }, root, "observe"],
    ["a file that says off, the organisation's file not read", { organisation: unread, repository: "mode: off" }, root, "off"],
    ["the file not read", { repository: unread }, {}, "observe"],
    ["the file not read, the organisation says off", { repository: unread, organisation: "mode: off" }, {}, "off"],
    ["the organisation's own repository", { repository: "former_bots: []\nactivate: explicit" }, { name: ".github" }, "on"],
    ["the organisation's own repository with OWNERS alone", {}, { name: ".github", ...root }, "on"],
  ])("%s", (_, files, state, mode) => {
    expect(optionsOf(files, state).mode).toBe(mode);
  });

  test("nothing is asked of the organisation where nothing can make the repository active", () => {
    expect(gated({ organisation: "mode: on" }).asked).toEqual(["repository 0"]);
  });

  test("the organisation's own file is read once for its own repository", () => {
    const { asked, options } = gated({ repository: "greet: {whom: [a]}" }, { name: ".github" });
    expect(asked).toEqual(["repository 0"]);
    expect(options.byPlugin.get("greet")).toEqual({ whom: ["a"] });
  });

  test("an unread organisation's file is named with its reason", () => {
    expect(optionsOf({ organisation: unread, repository: "" }).problems).toEqual([
      "could not read the organisation's `.github/bowsprit.yaml` in `org/.github`: GitHub answered 502",
    ]);
  });
});

describe("what a repository may not loosen", () => {
  test.each([
    ["off", "on", "off"],
    ["off", "observe", "off"],
    ["observe", "on", "observe"],
    ["observe", "off", "off"],
    ["on", "observe", "observe"],
    ["on", "off", "off"],
    ["on", "on", "on"],
  ])("mode: the organisation says %s, the repository %s: %s", (organisation, repository, mode) => {
    const { options } = gated({ organisation: `mode: ${organisation}`, repository: `mode: ${repository}` });
    expect(options.mode).toBe(mode);
    const refused = [`\`mode: ${repository}\` is more than the organisation's file allows, so \`mode: ${mode}\` counts`];
    expect(options.problems).toEqual(mode === repository ? [] : refused);
  });

  test("mode stays under the organisation's where the repository inherits nothing", () => {
    expect(optionsOf({ organisation: "mode: observe", repository: "extends: none" }).mode).toBe("observe");
  });

  test.each(["activate: owners", "former_bots: [{login: ci-robot, id: 7, until: 2027-01-31}]"])("a repository cannot say %s", (text) => {
    const { mode, problems } = optionsOf({ repository: text });
    expect(mode).toBe("observe");
    expect(problems.join()).toContain("only the organisation's file may say this");
  });
});

describe("former bots", () => {
  const organisation = "former_bots: [{login: ci-robot, id: 7, until: 2027-01-31}]";
  const robot = [{ id: 7, before: instantOf("2027-02-01T00:00:00Z") }];
  test.each<[string, Files, { name: string } | undefined, unknown]>([
    ["are nobody unless the organisation names them", { repository: "" }, undefined, []],
    ["are the organisation's, each until the end of its last day", { organisation, repository: "" }, undefined, robot],
    ["are also those of a repository that inherits nothing", { organisation, repository: "extends: none" }, undefined, robot],
    ["are named in the organisation's own repository", { repository: organisation }, { name: ".github" }, robot],
    ["are not those that a repository names", { repository: organisation }, undefined, []],
  ])("%s", (_, files, state, expected) => expect(optionsOf(files, state).formerBots).toEqual(expected));
});

describe("layers", () => {
  const review = (files: Files) => optionsOf(files).byPlugin.get("review");
  const defaults = { by_review: false, team: "", strictness: "some", minimum: 1, most: 5, texts: { greeting: "hello", farewell: "bye" } };

  test("an option that nobody wrote has its default, of every plugin", () => {
    expect([...optionsOf({ repository: "" }).byPlugin]).toEqual([
      ["review", defaults],
      ["greet", { whom: [] }],
    ]);
  });

  test("blocks are put together key by key at every depth: repository over organisation over profile", () => {
    const organisation = "extends: strict\nreview: {team: maintainers, by_review: true, texts: {farewell: so long}}";
    expect(review({ organisation, repository: "review: {by_review: false}" })).toEqual({
      ...defaults,
      ...{ strictness: "full", team: "maintainers", texts: { greeting: "welcome", farewell: "so long" } },
    });
  });

  test("a list replaces the one underneath", () => {
    const files = { organisation: "greet: {whom: [a, b]}\nplugins: [greet, review]", repository: "greet: {whom: [c]}\nplugins: [greet]" };
    expect(optionsOf(files)).toMatchObject({ plugins: ["greet"] });
    expect(optionsOf(files).byPlugin.get("greet")).toEqual({ whom: ["c"] });
  });

  test("the repository chooses the profile underneath both files", () => {
    expect(review({ organisation: "review: {team: t}", repository: "extends: strict" })).toMatchObject({ team: "t", strictness: "full" });
  });

  test("extends: none in the organisation's file leaves out the profile only", () => {
    expect(review({ organisation: "extends: none\nreview: {team: t}", repository: "" })).toEqual({ ...defaults, team: "t" });
  });

  test("extends: none in the repository's file leaves out the organisation's too", () => {
    expect(review({ organisation: "extends: strict\nreview: {team: t}", repository: "extends: none" })).toEqual(defaults);
  });

  test("on are the plugins that are on by default, unless a file lists them", () => {
    expect(optionsOf({ repository: "" }).plugins).toEqual(["review"]);
    expect(optionsOf({ repository: "", organisation: "plugins: [greet]" }).plugins).toEqual(["greet"]);
    expect(optionsOf({ repository: "plugins: []", organisation: "plugins: [greet]" }).plugins).toEqual([]);
  });

  test("blocks that are sound alone and not together write nothing and say so", () => {
    const options = optionsOf({ organisation: "review: {most: 2}", repository: "review: {minimum: 3}" });
    expect(options).toMatchObject({
      mode: "observe",
      problems: ["the files' options for `review` do not go together: minimum must not be above most"],
    });
    expect(options.byPlugin.get("review")).toEqual(defaults);
  });

  test("a half given owners.filenames keeps the other name, where Prow would make it empty", () => {
    const { owners } = optionsOf({ organisation: "owners: {mdyaml: true}", repository: "owners: {filenames: {owners: MAINTAINERS}}" });
    expect(owners).toEqual({
      ...{ mdyaml: true, skip_collaborators: false, owners_dir_denylist: [], ignore_preconfigured_defaults: false },
      labels_denylist: ["approved", "lgtm"],
      filenames: { owners: "MAINTAINERS", owners_aliases: "OWNERS_ALIASES" },
    });
  });
});

describe("a broken file", () => {
  test("the newest earlier version that is sound counts, and both commits are named", () => {
    const { options, asked } = gated({ repository: ["review: {tem: x}", "mode: [", "review: {team: kept}", "review: {team: older}"] });
    expect(asked).toEqual(["repository 0", "repository 1", "repository 2", "organisation 0"]);
    expect(options.mode).toBe("on");
    expect(options.byPlugin.get("review")).toMatchObject({ team: "kept" });
    expect(options.problems).toEqual([
      `\`.github/bowsprit.yaml\` is broken at ${short("repository", 0)} (\`review.tem\`, line 1: unknown option; did you mean \`team\`?), so its version of ${short("repository", 2)} counts`,
    ]);
  });

  test("the organisation's falls back too, and keeps restricting", () => {
    const { options } = gated({ organisation: ["mode: sometimes", "mode: observe"], repository: "mode: on" });
    expect(options.mode).toBe("observe");
    expect(options.problems[0]).toContain(`so its version of ${short("organisation", 1)} counts`);
  });

  test("a sound file asks for no earlier version", () => {
    expect(gated({ repository: ["", "mode: ["], organisation: ["", "mode: ["] }).asked).toEqual(["repository 0", "organisation 0"]);
  });

  test.each<[string, Files, string]>([
    ["that never was sound", { repository: ["mode: [", "mode: ["] }, "no earlier version of it is sound"],
    ["whose history could not be read", { repository: ["mode: [", unread] }, "its earlier versions could not be read: GitHub answered 502"],
    [
      "whose sound version is too long ago",
      { repository: [...Array<string>(mostEarlierVersions + 1).fill("mode: ["), "mode: on"] },
      `neither are the ${mostEarlierVersions} versions before it sound`,
    ],
  ])("%s writes nothing", (_, files, why) => {
    const options = optionsOf(files, { hasRootOwners: true });
    expect(options.mode).toBe("observe");
    expect(options.problems[0]).toContain(why);
  });

  test("an organisation's file that never was sound lets nothing be written, and activates nothing by OWNERS", () => {
    expect(optionsOf({ organisation: "mode: [", repository: "mode: on" }).mode).toBe("observe");
    expect(optionsOf({ organisation: "mode: [" }, { hasRootOwners: true }).mode).toBe("off");
  });

  test("many faults are counted, not all listed", () => {
    const [problem] = optionsOf({ repository: "a: 1\nb: 2\nc: 3\nd: 4\ne: 5" }).problems;
    expect(problem).toContain("; and 2 more)");
  });
});

test("no text makes the gate throw, or switches the bot on with plugin options that it does not hold", () => {
  const defaults = [...optionsOf({ repository: "" }).byPlugin];
  const piece = fc.constantFrom(
    ...[
      "mode: on\n",
      "review:",
      "greet: ",
      "{whom: [a]}",
      "\n  team: x\n",
      " *a",
      "&a ",
      "<<: ",
      "- ",
      "? ",
      "__proto__: ",
      "!!set ",
      "\t",
      "|\n",
      "]",
      "'",
    ],
  );
  const garbage = fc.oneof(
    fc.string({ unit: "binary", maxLength: 200 }),
    fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join("")),
  );
  fc.assert(
    fc.property(garbage, garbage, (repository, organisation) => {
      const options = optionsOf({ repository, organisation });
      const hasWord = (word: string) => repository.includes(word) || organisation.includes(word);
      for (const [index, { name }] of plugins.entries())
        if (!hasWord(name)) expect(options.byPlugin.get(name)).toEqual(defaults[index]?.[1]);
      if (options.problems.length > 0) expect(options.mode).not.toBe("on");
    }),
    { numRuns: 500 },
  );
});
