/** OWNERS_ALIASES: what defines aliases, what makes the file unreadable, and how names are replaced. */
import { describe, expect, test } from "vitest";
import { loginOf } from "../../../src/core/ids.ts";
import { aliasesForm, expanded } from "../../../src/core/owners/aliases.ts";

function read(text: string): unknown {
  const form = aliasesForm(text);
  return form.kind === "readable" ? Object.fromEntries(form.aliases) : `line ${form.fault.line}: ${form.fault.what}`;
}

describe("OWNERS_ALIASES", () => {
  test.each([
    ["PC1 two lists", "aliases:\n  team1: [alice, bob]\n  team2: [carl]", { team1: ["alice", "bob"], team2: ["carl"] }],
    ["PC2 members as the keys of a flow mapping", "aliases:\n  team1: {alice, bob}", { team1: ["alice", "bob"] }],
    ["members as the keys of a mapping with values", "aliases:\n  t:\n    alice: x\n    bob: [z]", { t: ["alice", "bob"] }],
    ["PC3 an empty mapping", "aliases:\n  x: {}", { x: [] }],
    ["PC4 an alias without value", "aliases:\n  x:", { x: [] }],
    ["an empty list", "aliases:\n  x: []", { x: [] }],
    ["names and members are lowered and lose one @", "aliases:\n  '@Team': ['@Ann', '@@Bob']", { team: ["ann", "@bob"] }],
    ["blanks stay", "aliases:\n  t: [' ann ']", { t: [" ann "] }],
    ["a number as name", "aliases:\n  12: [ann]", { "12": ["ann"] }],
    ["the key in another case", "Aliases:\n  t: [ann]", { t: ["ann"] }],
    ["an alias twice: the last wins", "aliases:\n  t: [ann]\n  t: [bob]", { t: ["bob"] }],
    ["a merge key", "base: &b {t: [ann]}\naliases:\n  <<: *b\n  u: [bob]", { t: ["ann"], u: ["bob"] }],
    ["only the first document", "aliases:\n  t: [ann]\n---\naliases:\n  t: [bob]", { t: ["ann"] }],
    ["CRLF", "aliases:\r\n  t:\r\n  - ann\r\n", { t: ["ann"] }],
    ["a byte order mark", "\ufeffaliases:\n  t: [ann]", { t: ["ann"] }],
    ["no key aliases", "t: [ann]", {}],
    ["an empty file", "", {}],
    ["aliases null", "aliases:", {}],
  ])("defines: %s", (_, text, aliases) => {
    expect(read(text)).toEqual(aliases);
  });

  test.each([
    ["PC5 a second alias indented into the first one's list", "aliases:\n  t:\n  - ann\n  - u:\n    - bob", "line 4: aliases.t"],
    ["PC6 an empty string", "aliases:\n  x: ''", "line 2: aliases.x"],
    ["a string", "aliases:\n  a: [ann]\n  x: bob", "line 3: aliases.x"],
    ["a number", "aliases:\n  x: 12", "line 2: aliases.x"],
    ["a boolean", "aliases:\n  x: yes", "line 2: aliases.x"],
    ["a number among members", "aliases:\n  x: [ann, 12]", "line 2: aliases.x"],
    ["a boolean among members", "aliases:\n  x: [ann, yes]", "line 2: aliases.x"],
    ["a bare dash among members", "aliases:\n  x: [ann,\n    ~]", "line 3: aliases.x"],
    ["aliases as a list", "aliases:\n- x", "line 2: aliases"],
    ["a list on top", "- x", "line 1: file"],
    ["infinity anywhere", "note: .inf\naliases:\n  x: [ann]", "line 1: note"],
    ["a syntax error", "aliases:\n  t:\n  - ann\n - bob", "line 4: YAML"],
  ])("is unreadable: %s", (_, text, place) => {
    expect(read(text)).toBe(place);
  });

  test("of two names that differ only in case the first in order of bytes counts, and the other is reported", () => {
    const form = aliasesForm("aliases:\n  t: [ann]\n  T: [bob]");
    expect(form).toMatchObject({ kind: "readable", faults: [{ line: 2, what: "aliases.t" }] });
    expect(read("aliases:\n  t: [ann]\n  T: [bob]")).toEqual({ t: ["bob"] });
  });
});

describe("names in a list are replaced by the members of aliases", () => {
  const aliases = new Map(
    Object.entries({
      "team/t1": ["u1", "u2"],
      "team/t2": ["u1", "u3"],
      "team/t3": [],
      a1: ["b1"],
      b1: ["cc"],
      c1: ["a2"],
      a2: ["dd"],
      x: ["x", "ann"],
    }).map(([name, members]) => [loginOf(name), members.map(loginOf)]),
  );

  test.each([
    ["EA1", ["abc", "def"], ["abc", "def"]],
    ["EA2", ["abc", "team/t1"], ["abc", "u1", "u2"]],
    ["EA3", ["u1", "team/t1"], ["u1", "u2"]],
    ["EA4", ["u1", "team/t1", "team/t2"], ["u1", "u2", "u3"]],
    ["EA5 case does not matter", ["Team/T1"], ["u1", "u2"]],
    ["EA6 an alias without members", ["Team/T3"], []],
    ["an alias inside an alias stays a login", ["a1"], ["b1"]],
    ["unless it is listed too and sorts later", ["a1", "b1"], ["cc"]],
    ["not if it is listed and sorts earlier", ["c1", "a2"], ["a2", "dd"]],
    ["an alias among its own members stays", ["x"], ["ann", "x"]],
    ["one leading @ goes", ["@team/t1", "@@al"], ["@al", "u1", "u2"]],
    ["letters are lowered one by one", ["\u0130ΑΣ"], ["iασ"]],
  ])("%s", (_, names, people) => {
    expect([...expanded(names, aliases)].sort()).toEqual(people);
  });
});
