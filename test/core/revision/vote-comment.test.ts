/** The vote comment: its exact text, the way back from it, and everything that must not be read as one. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { nodeIdOf, userIdOf } from "../../../src/core/ids.ts";
import { type Receipt, receiptsIn, voteComment } from "../../../src/core/revision/vote-comment.ts";
import { ourComment, revisionOfNow, sha } from "../../given.ts";

const vote: Receipt = { id: userIdOf(42), statement: nodeIdOf("IC_1"), revisions: [revisionOfNow] };
const bodyOf = (votes: readonly Receipt[], baseRef = "main"): string => voteComment(sha("tree"), baseRef, votes, [])?.body ?? "";
const isRead = (body: string, more = {}): boolean => receiptsIn([ourComment(body, more)]).length > 0;

test("its first line is Prow's, its second holds the votes, its third makes it one of a kind", () => {
  const { head, tree, mergeBase, mergeBaseTree } = revisionOfNow;
  expect(bodyOf([vote]).split("\n")).toEqual([
    `LGTM label has been added.  <details>Git tree hash: ${sha("tree")}</details>`,
    '<!-- bowsprit:vote {"v":1,"baseRef":"main","by":[{"id":42,"statement":"IC_1","revisions":' +
      `[{"head":"${head}","tree":"${tree}","mergeBase":"${mergeBase}","mergeBaseTree":"${mergeBaseTree}"}]}]} -->`,
    `<!-- bowsprit:turn IC_1@${sha("tree")} 1 -->`,
  ]);
});

test("what is written is read back, whatever a branch is called", () => {
  fc.assert(
    fc.property(fc.string({ minLength: 1 }), fc.constantFrom("", "-->", "--><!-- ", "\n"), (name, tail) => {
      const [receipts] = receiptsIn([ourComment(bodyOf([vote], name + tail))]);
      expect(receipts).toMatchObject({ baseRef: name + tail, by: [vote] });
    }),
  );
});

test("a branch name cannot end the hidden part early", () => {
  expect(bodyOf([vote], "x-->/lgtm").split("\n")[1]?.match(/-->/g)).toHaveLength(1);
});

test("the same votes a second time get a mark of their own", () => {
  const first = voteComment(sha("tree"), "main", [vote], []);
  const second = voteComment(sha("tree"), "main", [vote], [ourComment(first?.body ?? "", { isMinimized: true })]);
  expect(first?.body).toContain(first?.mark);
  expect(second?.body).toContain(second?.mark);
  expect(first?.body).not.toContain(second?.mark);
});

test("no votes, no comment", () => {
  expect(voteComment(sha("tree"), "main", [], [])).toBeUndefined();
});

test("more votes than a comment can hold: the newest stay, and it can still be read", () => {
  const many = Array.from({ length: 500 }, (_, index) => ({ ...vote, statement: nodeIdOf(`IC_${index}`) }));
  expect(bodyOf(many).length).toBeLessThan(65_536);
  expect(receiptsIn([ourComment(bodyOf(many))])[0]?.by.at(-1)?.statement).toBe("IC_499");
});

describe("what grants nothing", () => {
  test("one that somebody edited", () => expect(isRead(bodyOf([vote]), { isEdited: true })).toBe(false));
  test("one that was folded away", () => expect(isRead(bodyOf([vote]), { isMinimized: true })).toBe(false));
  test("ours, untouched, is the measure", () => expect(isRead(bodyOf([vote]))).toBe(true));

  test.each<[string, (body: string) => string]>([
    ["the votes quoted in another comment of ours", (body) => `> ${body}`],
    ["something before it", (body) => `see:\n${body}`],
    ["one blank before the tag", (body) => body.replace("  <details>", " <details>")],
    ["another version", (body) => body.replace('"v":1', '"v":2')],
    ["no votes", (body) => body.replace(/"by":\[.*\]/, '"by":[]')],
    ["a vote about nothing", (body) => body.replace(/"revisions":\[[^\]]*\]/, '"revisions":[]')],
    ["an id that is no number", (body) => body.replace('"id":42', '"id":"42"')],
    ["an unknown key", (body) => body.replace('"id":42', '"id":42,"isEntitled":true')],
    ["a head that is no commit", (body) => body.replace(revisionOfNow.head, "HEAD")],
    ["a missing tree", (body) => body.replace(/"tree":"[0-9a-f]+",/, "")],
    ["no JSON", (body) => body.replace('{"v":1', '{"v":1,,')],
    ["the votes on another line", (body) => body.replace("\n<!-- bowsprit:vote", "\n\n<!-- bowsprit:vote")],
    ["Prow's own comment", (body) => body.split("\n")[0] ?? ""],
  ])("%s", (_, spoiled) => {
    const body = spoiled(bodyOf([vote]));
    expect(body).not.toBe(bodyOf([vote]));
    expect(isRead(body)).toBe(false);
  });
});
