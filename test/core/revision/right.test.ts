/** Right: who may give LGTM or take it back, and what must not be decided on half a look. */
import { describe, expect, test } from "vitest";
import { known, unread } from "../../../src/core/facts.ts";
import { loginOf, nodeIdOf } from "../../../src/core/ids.ts";
import { ownersOf } from "../../../src/core/owners/tree.ts";
import { ownersOfChange, type Rights, rightOf } from "../../../src/core/revision/right.ts";
import type { Stance } from "../../../src/core/revision/stances.ts";
import { minute, person } from "../../given.ts";

const statement = nodeIdOf("said");
const stance = (by: string, more: Partial<Stance> = {}): Stance => ({
  statement,
  at: minute(1),
  by: person(by),
  wants: "vote",
  how: "word",
  url: undefined,
  ...more,
});
const standing = (isCollaborator: boolean) => new Map([[person("alice").id, { isCollaborator }]]);
const rights = (more: Partial<Rights> = {}): Rights => ({
  ...{ author: person("author"), votes: new Map(), receipts: new Map(), standing: { by: "collaborators", people: known(standing(true)) } },
  ...more,
});

describe("among collaborators", () => {
  test("a collaborator may", () => expect(rightOf(stance("alice"), rights()).kind).toBe("may"));

  test("a member who is no collaborator may not", () => {
    expect(rightOf(stance("alice"), rights({ standing: { by: "collaborators", people: known(standing(false)) } }))).toEqual({
      kind: "may not",
      why: "no collaborator",
    });
  });

  test("somebody who was not looked up is no stranger", () => {
    expect(rightOf(stance("bob"), rights()).kind).toBe("undecided");
  });

  test("our own comment testifies for its voter, and for nobody's cancel", () => {
    const receipts = new Map([[statement, person("bob").id]]);
    expect(rightOf(stance("bob"), rights({ receipts })).kind).toBe("may");
    expect(rightOf(stance("bob", { wants: "cancel" }), rights({ receipts })).kind).toBe("undecided");
    expect(rightOf(stance("carol"), rights({ receipts })).kind).toBe("undecided");
  });
});

describe("among owners", () => {
  const tree = (files: Record<string, string>) =>
    known({
      owners: ownersOf({
        files: new Map(Object.entries(files)),
        reading: {
          mdyaml: false,
          filenames: { owners: "OWNERS", owners_aliases: "OWNERS_ALIASES" },
          owners_dir_denylist: [],
          ignore_preconfigured_defaults: false,
        },
        collaborators: undefined,
      }),
      admins: [],
    });
  const changed = (path: string, previousPath?: string) =>
    known([{ path, status: "modified", additions: 1, deletions: 1, ...(previousPath === undefined ? {} : { previousPath }) } as const]);
  const owners = tree({ OWNERS: "approvers: [root]", "a/OWNERS": "reviewers: [rita]\napprovers: [ann]", "b/OWNERS": "approvers: [bob]" });
  const may = (login: string, files = changed("a/x"), given: Parameters<typeof ownersOfChange>[1] = owners) =>
    rightOf(stance(login), rights({ standing: { by: "owners", owners: ownersOfChange(files, given) } })).kind;

  test.each([
    ["ann", "may"],
    ["rita", "may"],
    ["root", "may"],
    ["bob", "may not"],
  ])("%s %s", (login, expected) => expect(may(login)).toBe(expected));

  test("the owner of the place that a file was moved from may too", () => {
    expect(may("bob", changed("a/x", "b/x"))).toBe("may");
  });

  test("a file that covers the change and cannot be read leaves it open", () => {
    expect(may("bob", changed("a/x"), tree({ OWNERS: "approvers: [root]", "a/OWNERS": "approvers: [" }))).toBe("undecided");
  });

  test("files or owners that could not be read leave it open", () => {
    expect(may("ann", changed("a/x"), unread("502"))).toBe("undecided");
    const noFiles = ownersOfChange(unread("more than 3000"), owners);
    expect(rightOf(stance("ann"), rights({ standing: { by: "owners", owners: noFiles } }))).toEqual({
      kind: "undecided",
      reason: "could not read files: more than 3000",
    });
  });

  test("logins are compared without case", () => {
    expect(ownersOfChange(changed("a/x"), owners)).toMatchObject({
      value: { logins: new Set([loginOf("Ann"), loginOf("rita"), loginOf("root")]) },
    });
  });
});
