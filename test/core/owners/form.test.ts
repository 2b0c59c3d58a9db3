/** One OWNERS text to its form: what names whom, what names nobody, and what cannot be read at which line. */
import { describe, expect, test } from "vitest";
import { type OwnersForm, ownersForm } from "../../../src/core/owners/form.ts";

/** A form in one line: `approvers=a,b labels=x !npo`, filters behind their pattern. */
function summary(form: OwnersForm): string {
  if (form.kind === "unreadable") return `unreadable at line ${form.fault.line}: ${form.fault.what}`;
  const filters = form.filters.map(({ pattern, lists }) => {
    const named = Object.entries(lists).filter(([, names]) => names.length > 0);
    return [...(pattern === undefined ? [] : [`/${pattern.source}/`]), ...named.map(([name, names]) => `${name}=${names.join(",")}`)].join(
      " ",
    );
  });
  const options = [...(form.options.noParentOwners ? ["!npo"] : []), ...(form.options.autoApproveUnownedSubfolders ? ["!auto"] : [])];
  return [...filters, ...options, ...form.faults.map(({ what }) => `dropped ${what}`)].filter((part) => part !== "").join(" | ");
}

describe("an OWNERS file in the simple form", () => {
  test.each([
    [
      "all four lists",
      "approvers: [a]\nreviewers: [b]\nrequired_reviewers: [c]\nlabels: [d]",
      "approvers=a reviewers=b requiredReviewers=c labels=d",
    ],
    [
      "both options",
      "approvers: [a]\noptions: {no_parent_owners: true, auto_approve_unowned_subfolders: true}",
      "approvers=a | !npo | !auto",
    ],
    ["an option as a YAML 1.1 boolean", "approvers: [a]\noptions: {no_parent_owners: yes}", "approvers=a | !npo"],
    ["a null option", "approvers: [a]\noptions: {no_parent_owners: }", "approvers=a"],
    ["options null", "approvers: [a]\noptions:", "approvers=a"],
    ["camel case in an option", "approvers: [a]\noptions: {noParentOwners: true}", "approvers=a"],
    ["an option outside options", "approvers: [a]\nno_parent_owners: true", "approvers=a"],
    ["keys in another case", "APPROVERS: [a]\nOptions: {No_Parent_Owners: true}", "approvers=a | !npo"],
    ["a long s in a key", "approverſ: [a]", "approvers=a"],
    ["one key in two cases, the lower one first", "approvers: [a]\nApprovers: [b]", "approvers=a"],
    [
      "options in two cases",
      "approvers: [a]\nOptions: {no_parent_owners: true}\noptions: {auto_approve_unowned_subfolders: true}",
      "approvers=a | !npo | !auto",
    ],
    ["a key twice: the last wins", "approvers: [a]\napprovers: [b]", "approvers=b"],
    ["unknown keys", "maintainers: [m]\nemeritus_approvers: old\napprovers: [a]", "approvers=a"],
    ["a number among unknown keys", "emeritus_approvers: [12]\napprovers: [a]", "approvers=a"],
    ["a bare dash: one empty login", "approvers:\n-", "approvers="],
    ["a null list", "approvers:\nreviewers: [b]", "reviewers=b"],
    ["filters beside a list that names somebody", "labels: [x]\nfilters: {'.*': {approvers: [a]}}", "labels=x"],
    ["quoted numbers and booleans", "approvers: ['123', \"yes\"]", "approvers=123,yes"],
    ["a tagged string", "approvers: [!!str 123]", "approvers=123"],
    ["an unknown tag", "approvers: [!login al]", "approvers=al"],
    ["binary", "approvers: [!!binary YWw=]", "approvers=al"],
    ["blanks in quotes", "approvers: [' a ']", "approvers= a "],
    ["an anchor", "approvers: &x [a]\nreviewers: *x", "approvers=a reviewers=a"],
    ["a merge key", "base: &b {approvers: [a]}\n<<: *b\nreviewers: [b]", "approvers=a reviewers=b"],
    ["a merge key after the key it brings", "base: &b {approvers: [a]}\napprovers: [b]\n<<: *b", "approvers=a"],
    ["a merge key before the key it brings", "base: &b {approvers: [a]}\n<<: *b\napprovers: [b]", "approvers=b"],
    [
      "a merge of several: the first wins",
      "x: &x {approvers: [a]}\ny: &y {approvers: [b], reviewers: [r]}\n<<: [*x, *y]",
      "approvers=a reviewers=r",
    ],
    ["JSON", '{"approvers": ["a"]}', "approvers=a"],
    ["JSON indented by tabs", '{\n\t"approvers": ["a"]\n}', "approvers=a"],
  ])("%s", (_, text, expected) => {
    expect(summary(ownersForm(text))).toBe(expected);
  });
});

describe("an OWNERS file that names nobody", () => {
  test.each([
    ["empty", "", ""],
    ["comments only", "# nobody\n", ""],
    ["null", "null", ""],
    ["an empty mapping", "{}", ""],
    ["empty lists", "approvers: []\nreviewers: []", ""],
    ["options only", "options: {no_parent_owners: true}", "!npo"],
    ["filters null", "filters:", ""],
    ["an empty first document", "---\n---\napprovers: [a]", ""],
  ])("%s is readable", (_, text, expected) => {
    expect(summary(ownersForm(text))).toBe(expected);
  });
});

describe("an OWNERS file in the filter form", () => {
  test.each([
    ["patterns and all", "filters:\n  '.*': {approvers: [a]}\n  '\\.go$': {reviewers: [g]}", "approvers=a | /\\.go$/ reviewers=g"],
    ["options", "options: {no_parent_owners: true}\nfilters: {x: {approvers: [a]}}", "/x/ approvers=a | !npo"],
    [
      "numbers and booleans become text",
      "filters: {x: {approvers: [123, yes, 007, 1e3, n, 1.50, 0x10, ~]}}",
      "/x/ approvers=123,true,7,1000,false,1.5,16,",
    ],
    ["infinity becomes text", "filters: {x: {approvers: [.nan, .inf]}}", "/x/ approvers=NaN,+Inf"],
    ["a null filter", "filters: {x: , z: {approvers: [a]}}", "/x/ | /z/ approvers=a"],
    ["a number as pattern", "filters: {1: {approvers: [a]}}", "/1/ approvers=a"],
    ["a boolean as pattern", "filters: {yes: {approvers: [a]}}", "/true/ approvers=a"],
    ["options inside a filter mean nothing", "filters: {x: {approvers: [a], options: {no_parent_owners: true}}}", "/x/ approvers=a"],
    ["filters twice: the last wins", "filters: {x: {approvers: [a]}}\nfilters: {z: {approvers: [b]}}", "/z/ approvers=b"],
    ["empty lists beside filters", "approvers:\nfilters: {x: {approvers: [a]}}", "/x/ approvers=a"],
    [
      "a pattern that is not RE2 is dropped alone",
      "filters: {'(?!x)': {approvers: [a]}, z: {approvers: [b]}}",
      '/z/ approvers=b | dropped filters["(?!x)"]',
    ],
  ])("%s", (_, text, expected) => {
    expect(summary(ownersForm(text))).toBe(expected);
  });
});

describe("an unreadable OWNERS file names the line and the part", () => {
  test.each([
    ["a scalar for a list", "reviewers: [r]\napprovers: alice", "unreadable at line 2: approvers"],
    ["a mapping for a list", "approvers:\n  al: true", "unreadable at line 2: approvers"],
    ["a number in a list", "approvers:\n- al\n- 123", "unreadable at line 3: approvers"],
    ["a boolean in a list", "approvers:\n- al\n- y", "unreadable at line 3: approvers"],
    ["a number among labels", "labels: [12]", "unreadable at line 1: labels"],
    ["a mapping in a list", "approvers:\n- al\n- bo: cy", "unreadable at line 3: approvers"],
    ["a list in a list", "approvers:\n- [al]", "unreadable at line 2: approvers"],
    ["a scalar for required reviewers", "approvers: [al]\nrequired_reviewers: need", "unreadable at line 2: required_reviewers"],
    ["a broken list beside good filters", "approvers: al\nfilters: {x: {approvers: [b]}}", "unreadable at line 1: approvers"],
    ["a quoted option", "approvers: [al]\noptions:\n  no_parent_owners: 'yes'", "unreadable at line 3: options.no_parent_owners"],
    [
      "a number as option",
      "options: {auto_approve_unowned_subfolders: 1}",
      "unreadable at line 1: options.auto_approve_unowned_subfolders",
    ],
    ["options as a list", "approvers: [al]\noptions: []", "unreadable at line 2: options"],
    ["a list on top", "- al", "unreadable at line 1: file"],
    ["a scalar on top", "approvers\n- al", "unreadable at line 1: file"],
    ["a bad value in a filter", "filters:\n  x:\n    approvers: al", 'unreadable at line 3: filters["x"].approvers'],
    ["a list for a filter", "filters:\n  x: [al]", 'unreadable at line 2: filters["x"]'],
    ["filters as a list", "filters: [x]", "unreadable at line 1: filters"],
    ["infinity in a list", "approvers: [.inf]", "unreadable at line 1: approvers"],
    ["infinity anywhere", "note: {a: [.nan]}\napprovers: [al]", "unreadable at line 1: note"],
    ["a null key", "filters:\n  ~: {approvers: [al]}", "unreadable at line 2: YAML"],
    ["a list as key", "? [a, b]\n: x\napprovers: [al]", "unreadable at line 1: YAML"],
    ["a syntax error", "approvers:\n  - al\n - bo", "unreadable at line 3: YAML"],
    ["an unclosed bracket", "approvers: [al, bo\n", "unreadable at line 2: YAML"],
    ["merge conflict marks", "<<<<<<< HEAD\napprovers:\n- al\n=======\napprovers:\n- bo\n>>>>>>> x\n", "unreadable at line 2: YAML"],
    ["an unquoted @", "approvers:\n- @al\n", "unreadable at line 2: YAML"],
    ["a bad escape", 'filters:\n  "\\.go$":\n    approvers: [al]', "unreadable at line 2: YAML"],
    ["an anchor that is not there", "approvers: *nope", "unreadable at line 1: YAML"],
    ["a merge of a scalar", "<<: 1\napprovers: [al]", "unreadable at line 1: YAML"],
    ["a tag that does not fit", "approvers: [al]\nx: !!int al", "unreadable at line 2: YAML"],
  ])("%s", (_, text, expected) => {
    expect(summary(ownersForm(text))).toBe(expected);
  });

  test("the reason says what to do about an unquoted name", () => {
    expect(ownersForm("approvers: [123]")).toMatchObject({ fault: { reason: "123 is read as a number: put the name in quotes" } });
  });
});
