/** The story's repository: what is built by the rules of its file is what the file has in full. */
import { describe, expect, test } from "vitest";
import { changedFiles, repositoryFiles, sizes, toldUsage } from "./told.ts";

const told = toldUsage("../shared/data");

describe.skipIf(told === undefined)("the repository of the story (where its file is there)", () => {
  test("is the one that stands there in full, where that is small", () => {
    if (told !== undefined) expect(repositoryFiles(told, "small")).toEqual(told.story.repository.smallInFull);
  });

  test.each(sizes)("has as many files as are counted: %s", (size) => {
    if (told === undefined) return;
    const files = Object.keys(repositoryFiles(told, size));
    const { sourceFiles, ownersFiles } = told.story.repository.sizes[size];
    expect(files.filter((path) => path.endsWith(".go"))).toHaveLength(sourceFiles);
    expect(files.filter((path) => /(?:^|\/)OWNERS$/.test(path))).toHaveLength(ownersFiles);
  });

  test("is changed in four files, by other names in each pull request", () => {
    if (told === undefined) return;
    expect(Object.keys(changedFiles(told, 2))).toContain("area-000/unit-000/new-2.go");
    expect(Object.values(changedFiles(told, 2)).join("")).not.toContain("{n}");
  });
});
