/** The vote comment in the life of a pull request: when it is written, what it is good for, when it is folded away, who cannot forge it. */
import { describe, expect, test } from "vitest";
import type { OurComment } from "../../src/core/facts.ts";
import { nodeIdOf } from "../../src/core/ids.ts";
import type { BaseChange } from "../../src/core/statements.ts";
import lgtm from "../../src/plugins/lgtm.ts";
import { planOf } from "../ask.ts";
import { comment, type Draft, minute, ourComment, person, sha } from "../given.ts";
import { isOn, type Reviewed, reviewed, wants } from "./lgtm-given.ts";

const said = [comment("alice", "/lgtm")];
const written = (change: Reviewed, more: Partial<OurComment> = {}): OurComment[] =>
  (wants(change).comments ?? []).map(({ body }) => ourComment(body, { at: minute(2), ...more }));
const ours = written({ said });
const toRelease: Draft = ({ id, at }) =>
  ({ kind: "base", id, at, by: person("author"), from: "master", to: "release" }) satisfies BaseChange;
const other: Reviewed = { said, pushes: [{ head: "B", at: minute(3) }], now: minute(5) };

describe("it is written", () => {
  test("when a vote turns the label on, with the tree of the head", () => {
    expect(ours).toHaveLength(1);
    expect(ours[0]?.body).toContain(
      `LGTM label has been added.  <details>Git tree hash: ${sha("tree of A")}</details>\n<!-- bowsprit:vote {"v":1,`,
    );
  });

  test("not again while one stands", () => {
    expect(written({ said, ours })).toEqual([]);
    expect(wants({ said, ours }).outdated).toEqual([]);
  });

  test("not again after a squash, which it covers", () => {
    const squashed: Reviewed = { ...other, same: { B: "A" }, ours };
    expect(wants(squashed)).toMatchObject({ labels: [{ on: true }], outdated: [] });
    expect(written(squashed)).toEqual([]);
  });

  test("not where it is not wanted", () => {
    expect(written({ said, options: { lgtm: { store_tree_hash: false } } })).toEqual([]);
    expect(written(other)).toEqual([]);
  });

  test("anew when the label comes back, because the first one was folded away", () => {
    const back: Reviewed = { ...other, pushes: [...(other.pushes ?? []), { head: "A", at: minute(4), isForced: true }] };
    const folded = ours.map((one) => ({ ...one, isMinimized: true }));
    const plan = planOf(reviewed({ ...back, ours: folded }), [lgtm]);
    expect(plan.actions.map(({ kind }) => kind)).toContain("create comment");
    expect(written({ ...back, ours: folded })[0]?.body).not.toBe(ours[0]?.body);
  });
});

describe("it is folded away, before the label goes", () => {
  test.each<[string, Reviewed]>([
    ["another change", other],
    ["a cancel", { said: [...said, comment("bob", "/lgtm cancel")] }],
    ["its author took the vote back", { said: [comment("alice", "/lgtm", { presence: "withdrawn" })] }],
    ["the words were edited", { said: [comment("alice", "/lgtm", { presence: "edited" })] }],
    ["the pull request aims at another branch", { said: [...said, toRelease], thread: { base: { name: "release", tip: sha("release") } } }],
  ])("%s", (_, change) => {
    const plan = planOf(reviewed({ ...change, ours, labels: ["lgtm"] }), [lgtm]).actions.map(({ kind }) => kind);
    expect(plan.indexOf("minimize comment")).toBeGreaterThanOrEqual(0);
    expect(plan.indexOf("minimize comment")).toBeLessThan(plan.indexOf("remove label"));
  });

  test("one of two votes in it does not count any more: the other gets a comment of its own", () => {
    const both = [...said, comment("bob", "/lgtm")];
    const two = written({ said: both });
    const left = { said: [comment("alice", "/lgtm", { presence: "withdrawn" } as const), comment("bob", "/lgtm")], ours: two };
    expect(wants(left)).toMatchObject({ labels: [{ on: true }], outdated: [two[0]?.id] });
    expect(written(left)[0]?.body).not.toContain("said-1");
  });
});

describe("with the ledger lost", () => {
  const lost: Reviewed = { said, isLedgerLost: true, now: minute(60) };

  test("a vote that it holds counts, any other has to be said again", () => {
    expect(isOn({ ...lost, ours })).toBe(true);
    expect(isOn(lost)).toBe(false);
  });

  test("also where its words were deleted by somebody, or its writer is a collaborator no more", () => {
    expect(isOn({ ...lost, said: [comment("alice", "/lgtm", { presence: "gone" })], ours })).toBe(true);
    expect(isOn({ ...lost, said: [], ours })).toBe(true);
    expect(isOn({ ...lost, people: { alice: { isCollaborator: false, isMember: false } }, ours })).toBe(true);
  });

  test.each<[string, string, number, boolean]>([
    ["its writer, since it was given", "alice", 9, false],
    ["its writer, long before", "alice", -20, true],
    ["somebody else", "bob", 9, true],
  ])("where words are gone, and a comment was deleted by %s", (_, by, minutes, on) => {
    const deletion: Draft = () => ({ kind: "act", what: "comment deleted", id: nodeIdOf("deletion"), at: minute(minutes), by: person(by) });
    expect(isOn({ ...lost, said: [deletion], ours })).toBe(on);
    expect(isOn({ ...lost, said: [comment("alice", "/lgtm", { presence: "gone", at: minute(1) }), deletion], ours })).toBe(on);
  });

  test.each([
    ["after it", 9, false],
    ["before it, which the pass that wrote it may not have known", -10, false],
    ["long before it", -20, true],
  ])("a cancel %s", (_, minutes, on) => {
    const cancel = comment("bob", "/lgtm cancel", { id: nodeIdOf("cancel"), at: minute(minutes) });
    expect(isOn({ ...lost, said: [cancel], ours })).toBe(on);
  });

  test.each<[string, Partial<OurComment>]>([
    ["edited", { isEdited: true }],
    ["folded away", { isMinimized: true }],
  ])("%s it proves nothing", (_, more) => {
    expect(isOn({ ...lost, ours: ours.map((one) => ({ ...one, ...more })) })).toBe(false);
  });

  test("the same text by somebody else proves nothing", () => {
    const forged = comment("mallory", ours[0]?.body ?? "");
    expect(isOn({ ...lost, said: [forged], people: { mallory: { isCollaborator: false, isMember: false } } })).toBe(false);
    expect(isOn({ ...lost, said: [...said, forged] })).toBe(false);
  });

  test("a receipt under another person's id is not a vote of whoever wrote the words", () => {
    expect(isOn({ ...lost, said: [comment("bob", "/lgtm", { presence: "gone" })], ours })).toBe(false);
  });
});
