/** lgtm: what a former bot's label is worth, by what its own comments prove, and what becomes of it later. */
import { describe, expect, test } from "vitest";
import { later, loginOf, nodeIdOf, type Sha } from "../../src/core/ids.ts";
import type { VoteRecord } from "../../src/core/memory.ts";
import { reasonsText } from "../../src/core/report.ts";
import { comment, type Draft, labelChange, minute, ourComment, person, sha, start, us } from "../given.ts";
import { isOn, type Reviewed, revisionAt, wants } from "./lgtm-given.ts";

const robot = person("k8s-ci-robot", "bot");
const tree = sha("tree of A");

const line = (named: Sha | string): string => `LGTM label has been added.  <details>Git tree hash: ${named}</details>`;
const names = (named: Sha | string, more: Parameters<typeof comment>[2] = {}): Draft => comment(robot, line(named), more);
const sets = (on = true): Draft => labelChange(us, "lgtm", on, { formerly: robot });

/** Rita's word, Prow's label and its comment; then the ledger meets the thread. */
const prow = (...after: readonly Draft[]): Reviewed => ({
  ...{ said: [comment("rita", "/lgtm"), sets(), ...after], labels: ["lgtm"], isLedgerLost: true, adoptedAt: minute(30), now: minute(31) },
});
const labelled = nodeIdOf("said-2");

describe("a standing label of a former bot", () => {
  test.each<[string, Reviewed, boolean]>([
    ["counts where its comment names the tree of the head", prow(names(tree)), true],
    ["counts under another name of the bot", prow(comment({ ...robot, spelled: "robot2" }, line(tree))), true],
    ["does not where the comment names another tree", prow(names(sha("other"))), false],
    ["does not where the newest comment names another tree", prow(names(tree), names(sha("other"))), false],
    ["does not where the newest comment names none, because Prow could not read the commit", prow(names(tree), names("")), false],
    ["does not without a comment", prow(), false],
    ["does not by an edited comment", prow(names(tree, { presence: "edited" })), false],
    ["counts by an older comment where a newer one was edited", prow(names(tree), names(sha("other"), { presence: "edited" })), true],
    ["does not by a deleted comment", prow(names(tree, { presence: "gone" })), false],
    ["does not by a person's comment", prow(comment("mallory", line(tree))), false],
    ["does not by another bot's comment", prow(comment("other[bot]", line(tree))), false],
    ["does not by a comment on a line", prow(names(tree, { place: "inline" })), false],
    ["does not by a comment that quotes it", prow(comment(robot, `@mallory: no such user.\n\n>${line(tree)}`)), false],
    ["does not by a comment that quotes it first", prow(comment(robot, `${line(tree)}\n\nsaid mallory`)), false],
    ["does not once the bot has taken it off", prow(names(tree), sets(false)), false],
    ["does not where the label is gone", { ...prow(names(tree)), labels: [] }, false],
    ["does not once somebody who may took it off by hand", prow(names(tree), labelChange("anna", "lgtm", false)), false],
    ["does not once we have taken it off", prow(names(tree), labelChange(us, "lgtm", false)), false],
    ["does not once somebody who may has cancelled", prow(names(tree), comment("anna", "/lgtm cancel")), false],
    ["is its own, whoever else set it before", prow(names(tree), labelChange("anna", "lgtm", false), sets()), true],
  ])("%s", (_, change, expected) => expect(isOn(change)).toBe(expected));

  test("given for another branch does not count", () => {
    const retargeted: Draft = ({ id, at }) => ({ kind: "base", id, at, by: person("author"), from: "release", to: "master" });
    expect(isOn(prow(names(tree), retargeted))).toBe(false);
  });

  test("does not come back once we wrote down votes of our own, although they were folded away", () => {
    const body = `${line(tree)}\n<!-- bowsprit:vote {} -->`;
    expect(isOn({ ...prow(names(tree)), ours: [ourComment(body, { isMinimized: true })] })).toBe(false);
  });
});

describe("what is taken over", () => {
  const record: VoteRecord = {
    ...{ statement: labelled, by: robot.id, login: loginOf("k8s-ci-robot"), at: minute(2), isEntitled: true, baseRef: "master" },
    sight: { kind: "known", revisions: [revisionAt("A")], isFinal: true },
  };

  test("is recorded as the bot's vote on the revision of now", () => expect(wants(prow(names(tree))).votes).toContainEqual(record));
  test("is not recorded where nothing is", () => {
    expect(wants(prow()).votes?.map(({ statement }) => statement)).not.toContain(labelled);
  });

  const pushed = (change: Partial<Reviewed>): Reviewed => ({
    ...{ ...prow(names(tree)), votes: [record], pushes: [{ head: "B", at: later(minute(30), 30), isForced: true }] },
    ...change,
  });
  test.each<[string, Reviewed, boolean]>([
    ["outlives a squash", pushed({ same: { B: "A" } }), true],
    ["does not outlive another change", pushed({}), false],
    ["does not outlive a merge that takes nothing from the base", pushed({ same: { B: "A" }, rebased: ["B"] }), false],
    ["comes back with the change that it was about", { ...prow(names(tree)), votes: [record], labels: [] }, true],
  ])("%s", (_, change, expected) => expect(isOn(change)).toBe(expected));

  test("is written down in a comment of ours that outlives the ledger", () => {
    const body = wants(prow(names(tree))).comments?.[0]?.body ?? "";
    expect(body).toContain(`"id":${robot.id},"statement":"${labelled}"`);
    const kept = pushed({ votes: [], ours: [ourComment(body)] });
    expect([isOn({ ...kept, same: { B: "A" } }), isOn(kept), isOn({ ...kept, same: { B: "A" }, rebased: ["B"] })]).toEqual([
      true,
      false,
      false,
    ]);
  });

  test("is shown as imported wherever it is shown", () => {
    const { reasons = [], details } = wants(prow(names(tree)));
    expect(reasonsText(reasons)).toContain("LGTM imported from k8s-ci-robot");
    expect(details?.[0]?.text).toContain(`imported from k8s-ci-robot on \`${sha("A").slice(0, 8)}\``);
    const lost = wants(pushed({}));
    expect(lost.notes?.join()).toContain(`imported from k8s-ci-robot on \`${sha("A").slice(0, 8)}\` (not as reviewed`);
    expect(reasonsText(wants(prow()).reasons ?? [])).toContain(
      "no LGTM could be imported from k8s-ci-robot: no unedited comment of it names a tree",
    );
  });

  test("is asked again of the person behind it once the change is another one, and not of the bot", () => {
    const review = wants(pushed({})).orders?.filter(({ does }) => does.kind === "request review");
    expect(review?.map(({ does }) => does)).toEqual([{ kind: "request review", people: ["rita"] }]);
  });
});

describe("without a proof", () => {
  const asked = (change: Reviewed) => wants(change).orders?.filter(({ key }) => key === `lgtm/again/${labelled}`) ?? [];
  const acted = minute(40);

  test("the last who voted before is asked, because of what somebody did since", () => {
    const change = { ...prow(comment("pat", "hello", { at: acted })), now: minute(41) };
    expect(asked(change)).toMatchObject([{ causedAt: acted, guard: { head: sha("A") }, does: { kind: "reply" } }]);
    expect(asked(change)[0]?.does).toMatchObject({
      text: expect.stringMatching(/^@rita:.*k8s-ci-robot gave the label, and no unedited comment of it names a tree.*`\/lgtm`/s),
    });
  });
  test("nobody is asked where nobody's word is behind the label", () => {
    expect(asked({ ...prow(), said: [comment("pat", "nice"), sets()] })).toEqual([]);
  });
  test("nobody is asked where another vote counts", () => {
    const said = [comment("rita", "/lgtm"), sets(), comment("anna", "/lgtm", { at: acted })];
    expect(asked({ said, labels: ["lgtm"], now: minute(41), adoptedAt: start })).toEqual([]);
  });
});
