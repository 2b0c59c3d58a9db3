/** owners-label: Prow's rows, what is taken off again, and what is never touched. */
import { describe, expect, test } from "vitest";
import { loadPlugins } from "../../src/registry.ts";
import { planOf } from "../ask.ts";
import { type Change, given, labelChange, person, us } from "../given.ts";

const plugins = await loadPlugins();

/** What is written to labels, as `+name` and `-name`, in order. */
const written = (change: Change): string[] =>
  planOf(given({ plugins: ["owners-label"], options: {}, ...change }), plugins).actions.flatMap((action) => {
    if (action.kind === "add label") return [`+${action.label.name}`];
    return action.kind === "remove label" ? [`-${action.name}`] : [];
  });

const filters = (lines: Readonly<Record<string, readonly string[]>>): string =>
  `filters:\n${Object.entries(lines)
    .map(([pattern, labels]) => `  "${pattern}":\n    labels: [${labels.join(", ")}]\n`)
    .join("")}`;

/** Those of Prow's own test. */
const owners = {
  OWNERS: filters({
    "^a\\\\.go$": ["lgtm", "approved", "kind/docs"],
    "^b\\\\.go$": ["lgtm"],
    "^c\\\\.go$": ["lgtm", "dnm/frozen-docs"],
    "\\\\.sh$": ["dnm/bash"],
  }),
};
const all = ["lgtm", "approved", "kind/docs", "dnm/frozen-docs", "dnm/bash"];

/** In Prow `lgtm` and `approved` would be among those that are added: here OWNERS files never give them. */
describe("labels of the changed files are added", () => {
  test.each<[string, readonly string[], readonly string[], readonly string[], readonly string[]]>([
    ["none for other files", ["README"], [], [], []],
    ["none but lgtm, which is not for OWNERS to give", ["b.go"], ["lgtm"], [], []],
    ["all that a file asks for, but lgtm and approved", ["a.go"], all, [], ["+kind/docs"]],
    ["those of several files", ["c.go", "d.sh"], all, [], ["+dnm/bash", "+dnm/frozen-docs"]],
    ["those of files that have some in common", ["a.go", "b.go"], all, [], ["+kind/docs"]],
    ["one that two files ask for, once", ["d.sh", "e.sh"], ["dnm/bash"], [], ["+dnm/bash"]],
    ["those of three files", ["a.go", "b.go", "c.go"], all, [], ["+dnm/frozen-docs", "+kind/docs"]],
    ["nothing for other files where lgtm is on", ["README"], ["lgtm"], ["lgtm"], []],
    ["nothing where lgtm is on already", ["b.go"], ["lgtm"], ["lgtm"], []],
    ["none that the repository lacks", ["d.sh"], ["approved"], [], []],
    ["those that are not on yet", ["c.go", "d.sh"], all, ["dnm/bash", "approved"], ["+dnm/frozen-docs"]],
    ["none that is on", ["d.sh", "e.sh"], ["dnm/bash"], ["dnm/bash"], []],
  ])("%s", (_, files, ownersLabels, labels, expected) => expect(written({ owners, files, ownersLabels, labels })).toEqual(expected));

  test("of both names of a renamed file", () => {
    const file = { path: "README", previousPath: "d.sh", status: "renamed", additions: 0, deletions: 0 } as const;
    expect(written({ owners, files: [file], ownersLabels: all })).toEqual(["+dnm/bash"]);
  });

  test("however they are spelled", () =>
    expect(written({ owners: { OWNERS: "labels: [Area/A]" }, ownersLabels: ["area/a"], labels: ["AREA/a"] })).toEqual([]));

  test("never so many that others find no room", () => {
    const many = Array.from({ length: 150 }, (_, index) => `label-${index}`);
    expect(written({ owners: { OWNERS: `labels: [${many.join(", ")}]` }, ownersLabels: many })).toHaveLength(80);
  });
});

describe("a label that no changed file asks for", () => {
  const onBy = (by: Parameters<typeof labelChange>[0]) => ({ said: [labelChange(by, "dnm/bash", true)], labels: ["dnm/bash"] });
  const robot = person("robot");

  test.each<[string, Change, readonly string[]]>([
    ["goes where OWNERS gave it", onBy(us), ["-dnm/bash"]],
    ["stays where a person set it", onBy("alice"), []],
    ["stays where another bot set it", onBy("some[bot]"), []],
    [
      "stays where a former bot set it, which did so for many reasons",
      { ...onBy(us), said: [labelChange(us, "dnm/bash", true, { formerly: robot })] },
      [],
    ],
    ["stays where nothing says who set it", { labels: ["dnm/bash"] }, []],
    [
      "stays where a person took it off and set it again",
      {
        ...onBy(us),
        said: [labelChange(us, "dnm/bash", true), labelChange("alice", "dnm/bash", false), labelChange("alice", "dnm/bash", true)],
      },
      [],
    ],
    ["stays while an OWNERS file on the way is broken", { ...onBy(us), owners: { ...owners, "a/OWNERS": "labels: [" } }, []],
    ["stays while the changed files are unknown", { ...onBy(us), unread: { files: "too many" } }, []],
    ["goes although nobody knows which labels there are", { ...onBy(us), unread: { ownersLabels: "no answer" } }, ["-dnm/bash"]],
  ])("%s", (_, change, expected) => expect(written({ owners, files: ["a/README"], ...change })).toEqual(expected));
});

test("what somebody took off stays off, whoever it was", () => {
  for (const by of ["alice", "some[bot]"])
    expect(written({ owners, files: ["d.sh"], ownersLabels: all, said: [labelChange(by, "dnm/bash", false)] })).toEqual([]);
});

test("what was taken off when the files went comes back with them", () => {
  const said = [labelChange(us, "dnm/bash", true), labelChange(us, "dnm/bash", false)];
  expect(written({ owners, files: ["d.sh"], ownersLabels: all, said })).toEqual(["+dnm/bash"]);
});

describe("a label that another plugin decides over", () => {
  const names = plugins.flatMap(({ labels }) => labels.map(({ name }) => name));
  const gives = { OWNERS: `labels: [${names.map((name) => name.toUpperCase()).join(", ")}, area/a]` };

  test("is never given, whatever the options say and whether the plugin is on", () => {
    const ownersOptions = { labels_denylist: [] };
    expect(names).toContain("do-not-merge/hold");
    expect(written({ owners: gives, ownersOptions, ownersLabels: [...names, "area/a"] })).toEqual(["+area/a"]);
  });

  test("is never taken off", () => {
    const said = names.map((name) => labelChange(us, name, true));
    expect(written({ labels: names, said, files: ["README"] })).toEqual([]);
  });
});

test("the labels that no OWNERS file may give can be others", () =>
  expect(written({ owners, files: ["c.go", "d.sh"], ownersLabels: all, ownersOptions: { labels_denylist: ["DNM/bash"] } })).toEqual([
    "+dnm/frozen-docs",
  ]));
