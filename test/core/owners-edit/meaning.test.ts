/** What an edit of OWNERS files means: who gains and loses which directories, and which are left with one approver or none. */
import { describe, expect, test } from "vitest";
import { meaningOf } from "../../../src/core/owners-edit/meaning.ts";
import { meaningText } from "../../../src/core/owners-edit/texts.ts";
import { editOf, type Given, options } from "./given.ts";

const told = (edit: Given): string => meaningText(meaningOf(editOf(edit), options())).replaceAll(/^- /gm, "");
const base = {
  OWNERS: "approvers: [root, rose]\n",
  "pkg/OWNERS": "approvers: [anna, paul]\nreviewers: [rita]\n",
  "pkg/sub/OWNERS": "approvers: [sam, sue]\n",
  "pkg/alone/OWNERS": "options: {no_parent_owners: true}\napprovers: [leo, liv]\nreviewers: [lars]\n",
};

describe("an edit", () => {
  test.each<[string, Given, string]>([
    ["that changes nothing for anybody", { changes: { "pkg/OWNERS": `# Ours.\n${base["pkg/OWNERS"]}` } }, ""],
    [
      "that adds an approver and a reviewer",
      { changes: { "pkg/OWNERS": "approvers: [anna, paul, pia]\nreviewers: [rita, rob]\n" } },
      "`pia` may approve `pkg`\n`rob` may review `pkg`",
    ],
    [
      "that takes an approver out, and leaves one",
      { changes: { "pkg/OWNERS": "approvers: [anna]\nreviewers: [rita, paul]\n" } },
      "`paul` may review `pkg`; may no longer approve `pkg`\n`pkg` is left with one approver of its own, `anna`; 2 from above may approve it",
    ],
    [
      "that takes all approvers out",
      { changes: { "pkg/OWNERS": "reviewers: [rita]\n" } },
      "`anna` may no longer approve `pkg`\n`paul` may no longer approve `pkg`\n`pkg` is left without an approver of its own; 2 from above may approve it",
    ],
    [
      "that removes the file",
      { changes: { "pkg/OWNERS": null } },
      "`anna` may no longer approve `pkg`\n`paul` may no longer approve `pkg`\n`rita` may no longer review `pkg`\n`pkg` is left without an approver of its own; 2 from above may approve it",
    ],
    [
      "of the root, which reaches everything that inherits",
      { changes: { OWNERS: "approvers: [rose, ruth]\n" } },
      "`root` may no longer approve everything (the root)\n`ruth` may approve everything (the root)",
    ],
    [
      "that shuts the parents out",
      { changes: { "pkg/sub/OWNERS": "options: {no_parent_owners: true}\napprovers: [sam]\n" } },
      [
        ...["`anna` may no longer approve `pkg/sub`", "`paul` may no longer approve `pkg/sub`", "`root` may no longer approve `pkg/sub`"],
        ...["`rose` may no longer approve `pkg/sub`", "`sue` may no longer approve `pkg/sub`"],
        "`pkg/sub` is left with one approver of its own, `sam`; nobody else may approve it",
      ].join("\n"),
    ],
    [
      "that lets the parents in",
      { changes: { "pkg/alone/OWNERS": "approvers: [leo, liv]\nreviewers: [lars]\n" } },
      [
        ...["`anna` may approve `pkg/alone`", "`paul` may approve `pkg/alone`", "`rita` may review `pkg/alone`"],
        ...["`root` may approve `pkg/alone`", "`rose` may approve `pkg/alone`"],
      ].join("\n"),
    ],
    [
      "that adds a file with one approver",
      { changes: { "new/OWNERS": "approvers: [nina]\n" } },
      "`nina` may approve `new`\n`new` is left with one approver of its own, `nina`; 2 from above may approve it",
    ],
    [
      "that moves a file",
      { changes: { "lib/OWNERS": base["pkg/sub/OWNERS"] }, moved: { "lib/OWNERS": "pkg/sub/OWNERS" } },
      "`sam` may approve `lib`; may no longer approve `pkg/sub`\n`sue` may approve `lib`; may no longer approve `pkg/sub`\n`pkg/sub` is left without an approver of its own; 4 from above may approve it",
    ],
    ["that breaks the file, of which nothing can be told", { changes: { "pkg/OWNERS": "approvers: [" } }, ""],
    ["in an ignored directory", { changes: { "vendor/a/b/OWNERS": "approvers: [nina]\n" } }, ""],
  ])("%s", (_, edit, expected) => expect(told({ before: base, ...edit })).toBe(expected));

  test("of the aliases reaches every directory that names them", () => {
    const before = {
      OWNERS_ALIASES: "aliases: {team: [tina, tom]}",
      OWNERS: "approvers: [root]\n",
      "a/OWNERS": "approvers: [team]\n",
      "a/b/OWNERS": "reviewers: [team]\n",
      "c/OWNERS": "approvers: [team, cleo]\n",
    };
    expect(told({ before, changes: { OWNERS_ALIASES: "aliases: {team: [tina]}" } })).toBe(
      "`tom` may no longer approve `a`, `c`; may no longer review `a/b`\n`a` is left with one approver of its own, `tina`; 1 from above may approve it",
    );
    expect(told({ before, changes: { OWNERS_ALIASES: "aliases: {team: [" } })).toBe("");
  });

  test("counts whom the repository counts", () =>
    expect(told({ before: base, changes: { "pkg/OWNERS": "approvers: [anna, zed]\n" }, collaborators: ["anna", "root"] })).toBe(""));

  test("of hundreds of directories is told in a few lines", () => {
    const places = Object.fromEntries(Array.from({ length: 500 }, (_, index) => [`d${index}/OWNERS`, "approvers: [team, root]\n"]));
    const people = Array.from({ length: 100 }, (_, index) => `person-${index}`);
    const text = told({ before: places, changes: { OWNERS_ALIASES: `aliases: {team: [${people.join(", ")}]}` } });
    expect(text.split("\n")[0]).toBe(
      "`person-0` may approve `d0`, `d1`, `d10`, `d100`, `d101`, `d102`, `d103`, `d104`, `d105`, `d106` and 490 more",
    );
    expect(text.split("\n")).toHaveLength(31);
  });
});
