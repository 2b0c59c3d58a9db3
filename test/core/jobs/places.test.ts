/** Which files are job files, and where they are looked for. */
import { describe, expect, test } from "vitest";
import { jobPlaces } from "../../../src/core/jobs/places.ts";

describe("job files", () => {
  test.each<[string, string[], string[]]>([
    [".prow.yaml", [".prow.yaml"], [".prow.yml", "a/.prow.yaml", "prow.yaml"]],
    ["./.prow.yaml", [".prow.yaml"], []],
    [
      ".prow/",
      [".prow/a.yaml", ".prow/b/c.yml", ".prow/.hidden.yaml"],
      [".prow/..a.yaml", ".prow/..data/a.yaml", ".prow/README.md", "a/.prow/a.yaml", ".prowl/a.yaml"],
    ],
    ["ci/*.yaml", ["ci/a.yaml"], ["ci/a/b.yaml", "ci/a.yml", "ci/ayaml", "cd/a.yaml"]],
    ["config/jobs/**/sig-*.yaml", ["config/jobs/sig-a.yaml", "config/jobs/x/y/sig-b.yaml"], ["config/jobs/x/a.yaml", "sig-a.yaml"]],
    ["a+b(c)/*.yaml", ["a+b(c)/x.yaml"], ["aab(c)/x.yaml"]],
  ])("%s", (place, are, areNot) => {
    const { isJobFile } = jobPlaces([place]);
    expect([...are, ...areNot].filter(isJobFile)).toEqual(are);
  });
});

describe("where they are looked for", () => {
  test.each<[string[], string[]]>([
    [
      [".prow.yaml", ".prow/"],
      ["", ".prow"],
    ],
    [["ci/jobs.yaml"], ["ci"]],
    [["config/jobs/*/a*.yaml"], ["config/jobs"]],
    [["**/jobs.yaml"], [""]],
  ])("%j: begins with %j", (files, roots) => expect(jobPlaces(files).roots).toEqual(roots));

  test.each<[string, string, boolean]>([
    [".prow/", ".prow/deep", true],
    [".prow/", "src", false],
    [".prow/", ".prow/..data", false],
    [".prow/", ".prow/.data", true],
    [".prow.yaml", "src", false],
    ["ci/*.yaml", "ci/deep", false],
    ["config/**/a.yaml", "config/deep/er", true],
    ["**/jobs.yaml", "anywhere/at/all", true],
  ])("%s may be found in %s: %s", (place, directory, may) => expect(jobPlaces([place]).mayHold(directory)).toBe(may));
});
