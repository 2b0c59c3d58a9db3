/** What of a plan falls away with a feature that is off, and how people are told. */
import { describe, expect, test } from "vitest";
import type { Action } from "../../src/core/actions.ts";
import { decide } from "../../src/core/decide.ts";
import { checkState } from "../../src/core/gate.ts";
import { loginOf, nodeIdOf, orderKeyOf, userIdOf } from "../../src/core/ids.ts";
import type { Deed } from "../../src/core/orders.ts";
import { type FeatureName, features, offText } from "../../src/core/permissions.ts";
import { summaryText } from "../../src/core/report.ts";
import { permitted } from "../../src/core/withheld.ts";
import { comment, given, review, sha, start } from "../given.ts";

const off = (...names: FeatureName[]) => features.filter(({ name }) => names.includes(name));

const facts = given({
  said: [["alice", "/hold"], review("alice", "commented", "/hold"), comment("alice", "/hold", { place: "inline" })],
});
const order = (does: Deed): Action => ({
  kind: "carry out",
  order: { key: orderKeyOf("test", does.kind, "1"), causedAt: start, guard: {}, does },
});
const reactTo = (subject: string) => order({ kind: "react", subject: nodeIdOf(subject), with: "THUMBS_UP" });
const state = { status: "in_progress", conclusion: undefined, title: "t", summary: "s" } as const;
const label = { name: "lgtm", color: "15dd18", description: "Reviewed.", effect: "grants" } as const;

const actions: Readonly<Record<string, Action>> = {
  "a new check": { kind: "create check", head: sha("head"), name: "bowsprit: main", externalId: "main", state },
  "a changed check": { kind: "update check", id: 1, state },
  "a label on": { kind: "add label", label },
  "a label off": { kind: "remove label", name: "lgtm" },
  "a comment": { kind: "create comment", key: orderKeyOf("status", "comment", "1"), body: "b" },
  "an edit": { kind: "edit comment", id: 1, body: "b" },
  "a fold": { kind: "minimize comment", id: nodeIdOf("c") },
  "an assignment": order({ kind: "assign", people: ["alice"] }),
  "a reply": order({ kind: "reply", text: "t" }),
  "a check run made anew": order({ kind: "pass check", on: sha("head"), name: "build", title: "t", summary: "s" }),
  "a reaction to the description": reactTo("body"),
  "a reaction to a comment": reactTo("said-1"),
  "a reaction to a review": reactTo("said-2"),
  "a reaction to a comment on a line": reactTo("said-3"),
};
/** Nothing of it goes to GitHub. */
const noted: Readonly<Record<string, Action>> = {
  "that nobody is to be asked": order({ kind: "request review", people: [] }),
  "what somebody says of themselves": order({
    ...{ kind: "keep setting", by: { id: userIdOf(1), login: loginOf("alice") }, setting: { kind: "back" } },
  }),
};
const reactions = ["a reaction to the description", "a reaction to a comment"];
const checks = ["a new check", "a changed check", "a check run made anew"];
const all = Object.keys(actions);

describe("of a plan falls away", () => {
  test.each<[FeatureName, readonly string[]]>([
    ["the required check", checks],
    ["reactions to commands", reactions],
    ["labels, comments and requests for review", all.filter((name) => ![...reactions, ...checks].includes(name))],
    ["members and teams", []],
    ["the merge queue", []],
  ])("without %s: %j", (name, lost) => {
    const left = permitted(Object.values(actions), off(name), facts.statements);
    expect(Object.entries(actions).flatMap(([what, action]) => (left.includes(action) ? [] : [what]))).toEqual(lost);
  });
});

test.each(Object.entries(noted))("it is noted %s, whatever is off", (_, action) => {
  expect(permitted([action], features, facts.statements)).toEqual([action]);
});

describe("what is off", () => {
  test("stands below the reasons, keeps nobody waiting, and never makes the summary too long for a check run", () => {
    const missing = off("the merge queue");
    const verdict = decide({ ...given({ plugins: [] }), withheld: missing }, []);
    expect(checkState(verdict)).toMatchObject({
      ...{ conclusion: "success", title: "Ready" },
      summary:
        "Nothing is asked of this pull request.\n\n- The merge queue is off: the App lacks the permission `merge_queues: read`. Groups in a merge queue are not told of, and wait in vain for the check.",
    });
    expect(verdict.status).toContain("<summary>Off, because a permission is not granted: the merge queue</summary>");
    const long = [{ state: "open", what: "x".repeat(100_000) }] as const;
    expect(summaryText(long, features).length).toBeLessThan(65_535);
  });

  test("reads as a sentence, of one thing and of several", () =>
    expect(features.map(offText)).toEqual([
      "finding repositories is off",
      "OWNERS files and options are off",
      "looking at pull requests is off",
      "labels, comments and requests for review are off",
      "commands in comments are off",
      "reactions to commands are off",
      "the required check is off",
      "members and teams are off",
      "results of other systems are off",
      "the merge queue is off",
    ]));
});
