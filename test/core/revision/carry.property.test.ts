/** Random histories in a real repository: no answer is more generous than git's, and few are less. */
import { beforeAll, describe, expect, test } from "vitest";
import { hasGit } from "../../git.ts";
import { type Tried, tryHistories } from "./histories/trial.ts";
import { leastShare, verdictOn } from "./histories/verdict.ts";

// `npm run conformance` tries 2,000.
describe.skipIf(!hasGit)("over 400 random histories, if git is installed", () => {
  let tried: readonly Tried[] = [];
  beforeAll(() => {
    tried = tryHistories(400, 1);
  }, 120_000);

  test("nothing carries that is not git's merge", () => expect(verdictOn(tried).unsafe).toEqual([]));

  test("nearly everything carries that is", () => {
    const { keepable, kept } = verdictOn(tried);
    expect(keepable.length).toBeGreaterThan(100);
    expect(kept.length).toBeGreaterThanOrEqual(leastShare * keepable.length);
  });

  test("every way to push occurs, and in most rebases both sides edit one file", () => {
    expect([...new Set(tried.map(({ history }) => history.push))].sort()).toEqual(
      ["merged ours", "more commits", "rebased", "replayed", "squashed", "tampered", "took theirs"].sort(),
    );
    expect([...new Set(tried.map(({ truth }) => truth))].sort()).toEqual(["carries", "conflict", "differs"]);
    const rebases = tried.filter(({ history }) => ["rebased", "replayed", "tampered"].includes(history.push));
    expect(rebases.filter(({ history }) => history.sharesFile).length).toBeGreaterThan(rebases.length / 2);
    expect(tried.filter(({ history }) => history.hasRename).length).toBeGreaterThan(5);
  });
});

describe("the verdict", () => {
  const one = (carries: boolean, truth: Tried["truth"], hasRename = false): Tried => ({
    history: { push: "rebased", base: new Map(), commits: [], head: new Map(), newBase: new Map(), hasRename, sharesFile: false },
    truth,
    carry: carries ? { carries, class: "base moved" } : { carries, class: "changed", reason: "differs", paths: [] },
  });
  const many = (count: number, tried: Tried): Tried[] => Array.from({ length: count }, () => tried);

  test.each<[string, Tried[], boolean]>([
    ["one hole is too many", [...many(1999, one(true, "carries")), one(true, "differs")], false],
    ["a conflict that is kept is one", [one(true, "conflict")], false],
    ["98 of 100 are enough", [...many(98, one(true, "carries")), ...many(2, one(false, "carries"))], true],
    ["97 are not", [...many(97, one(true, "carries")), ...many(3, one(false, "carries"))], false],
    ["renames do not count", [one(true, "carries"), ...many(9, one(false, "carries", true))], true],
  ])("%s", (_, tried, isSound) => expect(verdictOn(tried).isSound).toBe(isSound));
});
