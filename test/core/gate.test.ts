/** The gate: what the check says, and which pull request a merge group is about. */
import { describe, expect, test } from "vitest";
import { checkName, checkState, groupState, queuedNumber, turnedAway } from "../../src/core/gate.ts";
import { broken, met, open, type Reason } from "../../src/core/reasons.ts";
import { given, sha } from "../given.ts";

const tip = sha("tip");
const verdict = (title: string, ...reasons: readonly Reason[]) => ({
  ...{ title, reasons },
  isReady: reasons.every(({ state }) => state === "met"),
  withheld: [],
});
const ready = verdict("Ready", met("approved"));
const unready = verdict("Needs **lgtm**", met("approved"), open("needs lgtm"));
const mistaken = verdict("`OWNERS` is no YAML", broken("`OWNERS` is no YAML"));
const unseen = verdict("Could not read files", { state: "unread", what: "could not read files" });
const master = given().thread;
const aimedAt = (name: string) => ({ number: 1, base: { ...master.base, name } });

test("the name tells the base branch, slashes and all", () => expect(checkName("release/1.0")).toBe("bowsprit: release/1.0"));

describe("the check says", () => {
  test.each([
    ["of a ready pull request", ready, "completed", "success", "Ready"],
    ["of one that waits for somebody", unready, "in_progress", undefined, "Needs lgtm"],
    ["of one with something to mend", mistaken, "completed", "failure", "OWNERS is no YAML"],
    ["of one that could not be read", unseen, "in_progress", undefined, "Could not read files"],
  ])("%s", (_, seen, status, conclusion, title) => expect(checkState(seen)).toMatchObject({ status, conclusion, title }));

  test.each([
    ["of a group with a ready pull request", "master", ready, "success", "Ready"],
    ["of a group with one that waits for somebody", "master", unready, "failure", "Needs lgtm"],
    ["of a group with one to mend", "master", mistaken, "failure", "OWNERS is no YAML"],
    ["of a group with one that could not be read", "master", unseen, "failure", "Could not read files"],
    ["of a group with one that is aimed elsewhere by now", "laxer", ready, "failure", "#1 is aimed at laxer now"],
  ])("%s, which it never leaves waiting", (_, base, seen, conclusion, title) =>
    expect(groupState("master", aimedAt(base), seen)).toMatchObject({ status: "completed", conclusion, title }),
  );

  test("why a group is turned away, in one line that GitHub keeps as it is", () =>
    expect(turnedAway(` ${"x".repeat(300)}`)).toMatchObject({ status: "completed", conclusion: "failure", title: "x".repeat(249) }));
});

describe("a merge group's ref tells its pull request", () => {
  test.each([
    [`refs/heads/gh-readonly-queue/main/pr-123-${tip}`, "main", 123],
    [`refs/heads/gh-readonly-queue/release/1.0/pr-7-${tip}`, "release/1.0", 7],
    [`refs/heads/gh-readonly-queue/main/pr-7-${tip}${"a".repeat(24)}`, "main", 7],
    [`refs/heads/gh-readonly-queue/a/pr-1-${tip}/pr-2-${tip}`, `a/pr-1-${tip}`, 2],
  ])("%s", (ref, base, number) => expect(queuedNumber(ref, base)).toBe(number));

  test.each([
    ["of another branch", `refs/heads/gh-readonly-queue/laxer/pr-123-${tip}`],
    ["without its commit", "refs/heads/gh-readonly-queue/main/pr-123"],
    ["with a commit that is none", `refs/heads/gh-readonly-queue/main/pr-123-${"g".repeat(40)}`],
    ["with no number", `refs/heads/gh-readonly-queue/main/pr--${tip}`],
    ["with number 0", `refs/heads/gh-readonly-queue/main/pr-0-${tip}`],
    ["with a number beyond all numbers", `refs/heads/gh-readonly-queue/main/pr-${"9".repeat(30)}-${tip}`],
    ["with more behind it", `refs/heads/gh-readonly-queue/main/pr-123-${tip}\n`],
    ["that is a tag", `refs/tags/gh-readonly-queue/main/pr-123-${tip}`],
    ["of nothing", ""],
  ])("not one %s", (_, ref) => expect(queuedNumber(ref, "main")).toBeUndefined());
});
