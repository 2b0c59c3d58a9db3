/** Findings about a branch's rules: whether the check is required, of whom, and what else stands between a pull request and its merge. */
import { describe, expect, test } from "vitest";
import { type BranchOf, branchFindings } from "../../../src/core/doctor/branch.ts";
import type { Rule } from "../../../src/core/doctor/facts.ts";
import { known, unread } from "../../../src/core/facts.ts";
import { app, bad, pinned, theOne } from "./given.ts";

const of: BranchOf = { repository: "acme/widgets", mode: "on", app };
const found = (rules: readonly Rule[], mode: BranchOf["mode"] = "on") =>
  branchFindings({ name: "main", rules: known(rules) }, { ...of, mode });

const required = (name: string, from?: number): Rule => ({ kind: "required checks", checks: [{ name, app: from }] });
const other = app + 1;

describe("the required check", () => {
  test.each<[string, readonly Rule[], BranchOf["mode"], string[]]>([
    ["pinned to this App", [pinned], "on", []],
    ["pinned by one ruleset, not by another", [required("bowsprit: main"), pinned], "on", []],
    ["not pinned", [required("bowsprit: main")], "on", ["required check: warn"]],
    ["pinned to another App", [required("bowsprit: main", other)], "on", ["required check: broken"]],
    ["pinned to this App and to another", [pinned, required("bowsprit: main", other)], "on", ["required check: broken"]],
    ["of another branch as well", [pinned, required("bowsprit: release", app)], "on", ["required check: broken"]],
    ["of another branch, from another App", [pinned, required("bowsprit: release", other)], "on", []],
    ["of another system as well", [pinned, required("ci")], "on", []],
    ["absent", [required("ci")], "on", ["required check: warn"]],
    ["absent while the bot only observes", [], "observe", []],
    ["required while the bot only observes", [pinned], "observe", ["required check: broken"]],
  ])("%s", (_, rules, mode, expected) => expect(bad(found(rules, mode))).toEqual(expected));

  test("that is absent comes with a ruleset for this one branch and this App", () => {
    const { fix } = theOne(found([]), "required check");
    const ruleset: unknown = JSON.parse(fix.slice(fix.indexOf("\n{")));
    expect(ruleset).toMatchObject({
      ...{ target: "branch", enforcement: "active", conditions: { ref_name: { include: ["refs/heads/main"], exclude: [] } } },
      rules: [
        { type: "required_status_checks", parameters: { required_status_checks: [{ context: "bowsprit: main", integration_id: app }] } },
      ],
    });
  });

  test("is unknown where the rules are", () => {
    expect(bad(branchFindings({ name: "main", rules: unread("because") }, of))).toEqual(["required check: unknown"]);
  });
});

describe("the rest", () => {
  const queue = (grouping: "ALLGREEN" | "HEADGREEN"): Rule => ({ kind: "merge queue", grouping, method: "SQUASH" });
  const pulls = (change: Partial<Extract<Rule, { kind: "pull request" }>>): Rule => ({
    ...{ kind: "pull request", approvals: 0, needsCodeOwners: false, mergeMethods: undefined },
    ...change,
  });

  test.each<[string, readonly Rule[], string[]]>([
    ["a queue that merges what passes", [queue("ALLGREEN")], []],
    ["a queue that merges what does not", [queue("HEADGREEN")], ["merge queue: warn"]],
    ["approving reviews of GitHub's own", [pulls({ approvals: 2 })], ["merge settings: warn"]],
    ["code owners", [pulls({ needsCodeOwners: true })], ["merge settings: warn"]],
    ["both", [pulls({ approvals: 1, needsCodeOwners: true })], ["merge settings: warn", "merge settings: warn"]],
    ["pull requests alone", [pulls({})], []],
  ])("%s", (_, rules, expected) => expect(bad(found([pinned, ...rules]))).toEqual(expected));

  test("merge methods are those that all rulesets allow", () => {
    const rules = [pulls({ mergeMethods: ["squash", "rebase"] }), pulls({ mergeMethods: ["squash", "merge"] }), pulls({})];
    expect(theOne(found(rules, "observe"), "merge settings").what).toBe("acme/widgets, branch main: rulesets allow to merge by squash");
  });
});
