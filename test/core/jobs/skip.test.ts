/** `/skip`: which contexts turn green. */
import { describe, expect, test } from "vitest";
import type { RequiredContext } from "../../../src/core/jobs/contexts.ts";
import type { Presubmit } from "../../../src/core/jobs/presubmit.ts";
import { skippedContexts } from "../../../src/core/jobs/skip.ts";
import type { StatusState } from "../../../src/core/jobs/status.ts";
import { always, manual, presubmits } from "./given.ts";

type States = Readonly<Record<string, StatusState>>;

interface More {
  readonly started?: readonly string[];
  readonly required?: readonly RequiredContext[];
}

const skipped = (jobs: readonly Presubmit[], statuses: States, { started = [], required = [] }: More = {}) =>
  skippedContexts({
    ...{ presubmits: jobs, branch: "master", required },
    ...{ statuses: new Map(Object.entries(statuses)), started: new Set(started) },
  });

describe("/skip", () => {
  const jobs = presubmits(
    always("need-a"),
    always("need-b"),
    always("need-c"),
    manual("opt-a", { optional: true }),
    manual("opt-b", { optional: true }),
  );
  test.each<[string, States, readonly string[], readonly string[]]>([
    ["leaves required contexts alone", { "need-a": "success", "need-b": "failure", "need-c": "pending" }, [], []],
    ["turns optional ones green that failed or hang", { "opt-a": "failure", "opt-b": "pending" }, [], ["opt-a", "opt-b"]],
    ["reports nothing that was never reported", { "need-a": "failure" }, [], []],
    ["leaves alone what is green", { "opt-a": "success", "opt-b": "error" }, [], ["opt-b"]],
    ["leaves alone what the same text starts", { "opt-a": "failure" }, ["opt-a"], []],
    ["does nothing where all is green", { "need-a": "success", "opt-a": "success" }, [], []],
    ["leaves alone what no job reports", { "opt-a": "success", foreign: "failure" }, [], []],
  ])("%s", (_, statuses, started, expected) => expect(skipped(jobs, statuses, { started })).toEqual(expected));

  test("turns green what reports nothing, too", () =>
    expect(skipped(presubmits(always("quiet", { skip_report: true })), { quiet: "failure" })).toEqual(["quiet"]));
});

describe("/skip on one branch of several", () => {
  const optional = { optional: true };
  test.each<[string, readonly Presubmit[], readonly string[]]>([
    ["turns green what a job of this branch reports", presubmits(manual("opt", { ...optional, branches: ["master"] })), ["opt"]],
    ["leaves alone what only a job of another branch reports", presubmits(manual("opt", { ...optional, branches: ["^release-"] })), []],
    [
      "leaves alone what a job that is not for this branch reports",
      presubmits(manual("opt", { ...optional, skip_branches: ["master"] })),
      [],
    ],
    [
      "leaves alone what is required here, and optional on another branch alone",
      presubmits(
        always("unit-here", { context: "opt", branches: ["master"] }),
        manual("unit-there", { ...optional, context: "opt", branches: ["release-1"] }),
      ),
      [],
    ],
    [
      "turns green what is optional here, and required on another branch alone",
      presubmits(
        manual("unit-here", { ...optional, context: "opt", branches: ["master"] }),
        always("unit-there", { context: "opt", branches: ["release-1"] }),
      ),
      ["opt"],
    ],
  ])("%s", (_, jobs, expected) => expect(skipped(jobs, { opt: "failure" })).toEqual(expected));
});

test.each<[string, RequiredContext]>([
  ["by its name", { name: "opt", isOthers: false }],
  ["in another case, which GitHub does not tell apart", { name: "OPT", isOthers: false }],
  ["of another App", { name: "opt", isOthers: true }],
])("/skip leaves alone what the base branch requires %s, though the job says that it is optional", (_, required) => {
  const jobs = presubmits(manual("opt", { optional: true }), manual("other", { optional: true }));
  expect(skipped(jobs, { opt: "failure", other: "failure" }, { required: [required] })).toEqual(["other"]);
});
