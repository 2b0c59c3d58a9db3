/** What a pull request would make of the jobs: told of what it breaks, in its own files and beside them, and of nothing else. */
import { describe, expect, test } from "vitest";
import type { ChangedFile } from "../../../src/core/facts.ts";
import { jobsConfig } from "../../../src/core/jobs/config.ts";
import { editedJobFiles, proposalOf } from "../../../src/core/jobs/proposal.ts";

const home = "org/repo";
const job = (name: string) => `presubmits: [{name: ${name}, agent: webhook}]`;
const config = (files: Readonly<Record<string, string>>) =>
  jobsConfig(
    Object.entries(files).map(([path, text]) => ({ path, text, home })),
    { repository: home },
  );
const edits = (...changed: readonly ChangedFile[]) => editedJobFiles(changed, (path) => path.endsWith(".yaml"));
const written = (path: string) => edits({ path, status: "modified" });

describe("the job files that are edited", () => {
  test("are those written and those gone, under the name that each had", () =>
    expect(
      edits(
        { path: "a.yaml", status: "modified" },
        { path: "b.yaml", status: "removed" },
        { path: "c.yaml", previousPath: "d.yaml", status: "renamed" },
        { path: "e.yaml", previousPath: "f.yaml", status: "copied" },
        { path: "g.md", previousPath: "h.yaml", status: "renamed" },
        { path: "main.go", status: "added" },
      ),
    ).toEqual({ written: new Set(["a.yaml", "c.yaml", "e.yaml"]), gone: new Set(["b.yaml", "d.yaml", "h.yaml"]) }));
});

describe("a proposal", () => {
  const sound = { "a.yaml": job("a"), "b.yaml": job("b") };
  const broken = { ...sound, "c.yaml": "presubmits: 1" };

  test("tells of a file that it breaks", () =>
    expect(proposalOf(config(sound), config({ ...sound, "a.yaml": "presubmits: 1" }), written("a.yaml"))).toMatchObject({
      faults: [{ file: "a.yaml", line: 1 }],
      leaving: ["a"],
    }));

  test("tells of a file beside that it makes unsound", () =>
    expect(proposalOf(config(sound), config({ ...sound, "a.yaml": job("b") }), written("a.yaml")).faults).toMatchObject([
      { file: "b.yaml", job: "b", what: expect.stringContaining("two jobs are called `b`") },
    ]));

  test("tells nothing of what was wrong before beside its own files", () =>
    expect(proposalOf(config(broken), config({ ...broken, "a.yaml": job("c") }), written("a.yaml")).faults).toEqual([]));

  test("tells what it leaves wrong in a file that it changes", () =>
    expect(proposalOf(config(broken), config({ ...broken, "c.yaml": "presubmits: 2" }), written("c.yaml")).faults).toHaveLength(1));

  test("tells which jobs would be there no longer", () =>
    expect(proposalOf(config(sound), config({ "b.yaml": job("b") }), edits({ path: "a.yaml", status: "removed" }))).toEqual({
      ...{ faults: [], leaving: ["a"], unchecked: 0 },
    }));
});
