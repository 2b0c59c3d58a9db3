/** How people read what a push made of a reviewed change: each reason in words, files of strangers made harmless, and a proof for every yes. */
import { describe, expect, test } from "vitest";
import { lossOf, pushOutcomes, short } from "../../../src/core/revision/carry-report.ts";
import type { Pushed } from "../../../src/core/revision/pushes.ts";
import { type Carry, type CarryReason, type Revision, revisionKey } from "../../../src/core/revision/revision.ts";
import { minute, sha } from "../../given.ts";

const url = "https://github.com/org/repo";
const reviewed: Revision = { head: sha("A"), tree: sha("tree"), mergeBase: sha("base"), mergeBaseTree: sha("tree of base") };
const now: Revision = { head: sha("B"), tree: sha("other tree"), mergeBase: sha("newer base"), mergeBaseTree: sha("tree of newer base") };
const lost = (reason: CarryReason, ...paths: readonly string[]): Extract<Carry, { carries: false }> => ({
  ...{ carries: false, class: "changed" },
  ...{ reason, paths },
});
const compare = `([compare](${url}/compare/${reviewed.head}..${now.head}))`;

describe("a loss", () => {
  test.each<[CarryReason, string]>([
    ["differs", "not as reviewed: `a.go`"],
    ["conflict", "changed on both sides in the same place: `a.go`"],
    ["mode", "permissions changed beside other changes: `a.go`"],
    ["symlink", "a symbolic link changed on both sides: `a.go`"],
    ["submodule", "a submodule changed on both sides: `a.go`"],
    ["rename", "edited on one side and moved on the other: `a.go`"],
    ["too large", "too large to be compared: `a.go`"],
    ["unreadable", "not to be read any more: `a.go`"],
    ["contents not given", "without their contents: `a.go`"],
  ])("for the reason %s says why, and where to look", (reason, words) => {
    expect(lossOf(lost(reason, "a.go"), reviewed, now, url)).toBe(`${words} ${compare}`);
  });

  test("of ten files leaves open whether there are more", () => {
    const paths = Array.from({ length: 10 }, (_, at) => `${at}`);
    expect(lossOf(lost("differs", ...paths), reviewed, now, url)).toContain("`8`, `9` and perhaps more (");
    expect(lossOf(lost("differs", ...paths.slice(1)), reviewed, now, url)).toContain("`8`, `9` (");
  });

  test("of no file that is known has words as well", () => {
    expect(lossOf(lost("differs"), reviewed, now, url)).toBe(`not as reviewed: something in it ${compare}`);
  });

  test("under an unchanged head leads to what lies between the bases", () => {
    const link = `([compare](${url}/compare/${reviewed.mergeBase}..${now.mergeBase}))`;
    expect(lossOf(lost("differs", "a.go"), reviewed, { ...now, head: reviewed.head }, url)).toContain(link);
  });

  test.each([
    ["a`b.go", "``a`b.go``"],
    ["`", "`` ` ``"],
    ["a\n/lgtm\n", "`a /lgtm `"],
    ["<!-- @everybody **x**", "`<!-- @everybody **x**`"],
    // A byte that is no UTF-8: GitHub would replace half a character, and the comment would differ from what we want for ever.
    ["caf\udce9.go", "`caf\ufffd.go`"],
  ])("names the file %j as code", (path, code) => {
    expect(lossOf(lost("differs", path), reviewed, now, url)).toBe(`not as reviewed: ${code} ${compare}`);
  });
});

describe("a push", () => {
  const pushed = (revision: Revision | undefined, carry?: Carry, more: Partial<Pushed> = {}): Pushed => ({
    ...{ head: revision?.head ?? sha("gone"), at: minute(1), revision, commits: 1, isForced: true },
    carries: new Map(carry === undefined ? [] : [[revisionKey(reviewed), carry]]),
    ...more,
  });
  const outcome = (...pushes: readonly Pushed[]) => pushOutcomes([reviewed], pushes, url).at(-1);
  const moved: Carry = { carries: true, class: "base moved" };
  const merge = `\`git -c merge.renames=false -c merge.directoryRenames=false merge-tree --write-tree --merge-base=${reviewed.mergeBase} ${reviewed.head} ${now.mergeBase}\``;
  const b = short(now.head);

  test.each<[string, readonly Pushed[], string, string | undefined]>([
    [
      "that replayed the change",
      [pushed(now, moved)],
      `${b} (rebase) is the same change on another base`,
      `${merge} prints \`${now.tree}\`, the tree of ${b}`,
    ],
    [
      "that merged the base",
      [pushed(now, moved, { isForced: false })],
      `${b} (base merged in) is the same change on another base`,
      `${merge} prints \`${now.tree}\`, the tree of ${b}`,
    ],
    [
      "that squashed",
      [pushed(reviewed, undefined, { commits: 3 }), pushed({ ...reviewed, head: now.head }, { carries: true, class: "same change" })],
      `${b} (squash) is the same files on the same base`,
      `\`git diff ${reviewed.head} ${now.head}\` prints nothing`,
    ],
    [
      "that reworded, on a base with the same files",
      [pushed({ ...reviewed, head: now.head, mergeBase: now.mergeBase }, { carries: true, class: "same change" })],
      `${b} (reword) is the same files on the same base`,
      `\`git diff ${reviewed.head} ${now.head}; git diff ${reviewed.mergeBase} ${now.mergeBase}\` prints nothing`,
    ],
    [
      "that went back",
      [pushed(reviewed, { carries: true, class: "same commit" })],
      `${short(reviewed.head)} is the very commit`,
      undefined,
    ],
  ])("%s is told with the command that proves it", (_, pushes, text, proof) => {
    expect(outcome(...pushes)).toEqual({ text, carries: true, ...(proof === undefined ? {} : { proof }) });
  });

  test("of another change says so, with no proof", () => {
    expect(outcome(pushed(now, lost("differs", "a.go")))).toEqual({
      text: `${b} is another change; not as reviewed: \`a.go\` ${compare}`,
      carries: false,
    });
  });

  test.each<[string, Pushed, string]>([
    ["was gone before anybody looked", pushed(undefined), `${short(sha("gone"))} was gone again before it was compared`],
    ["nobody compared", pushed(now), `${b} was not compared`],
  ])("that %s proves nothing either way", (_, push, text) => expect(outcome(push)).toEqual({ text, carries: undefined }));

  test("of what may have been one of two changes is as good as the worse of them", () => {
    const other: Revision = { ...reviewed, head: sha("other"), tree: sha("tree of the other") };
    const both = new Map<string, Carry>([
      [revisionKey(reviewed), moved],
      [revisionKey(other), lost("differs", "a.go")],
    ]);
    const told = (carries: Pushed["carries"]) => pushOutcomes([reviewed, other], [pushed(now, undefined, { carries })], url)[0]?.carries;
    expect(told(both)).toBe(false);
    expect(told(new Map([...both, [revisionKey(other), moved]]))).toBe(true);
    expect(told(new Map([...both].slice(0, 1)))).toBeUndefined();
  });
});
