/** What one read and what is remembered make together: edits, deletions, order, and when a whole read is due. */
import { describe, expect, test } from "vitest";
import type { OurComment } from "../../src/core/facts.ts";
import { isBeforeChange, isBehind, oursNow, type Showing, type Shown, statementsNow, whyReadWhole } from "../../src/core/history.ts";
import { type Instant, later, type NodeId, nodeIdOf } from "../../src/core/ids.ts";
import type { Remembered } from "../../src/core/memory.ts";
import type { Comment, Statement } from "../../src/core/statements.ts";
import { comment, labelChange, minute, ourComment, person, review, sha } from "../given.ts";

const [alice, mallory] = [person("alice"), person("mallory")];
const placed = (name: string, at = minute(1)) => ({ id: nodeIdOf(name), at });

const said = (name: string, body: string, more: Partial<Comment> = {}, at = minute(1)): Statement =>
  comment(alice, body, more)(placed(name, at));
const edited = (name: string, body: string): Statement => said(name, body, { presence: "edited" });
const deletion = (name: string): Statement => ({ kind: "act", what: "comment deleted", by: mallory, ...placed(name, minute(5)) });
const dismissal = (name: string): Statement => ({ kind: "act", what: "dismissed", by: mallory, ...placed(name, minute(5)) });

const showing = (statements: readonly (Statement | Shown)[], more: Partial<Showing> = {}): Showing => ({
  shown: statements.map((one) => ("statement" in one ? one : { statement: one })),
  ...{ ours: [], changed: [], changedOurs: [], isChangedCut: false, isWhole: true, threadStarts: new Set() },
  counts: { timeline: statements.length, inline: 0 },
  ...more,
});

const remembered = (statements: readonly Statement[], more: Partial<Remembered> = {}): Remembered => ({
  ...{ statements, ours: [], withdrawn: new Set(), submittedOn: new Map(), readWholeAt: minute(2) },
  counts: { timeline: statements.length, inline: 0 },
  ...more,
});

const only = (statements: readonly Statement[]) => {
  expect(statements).toHaveLength(1);
  return statements[0];
};

describe("an edited text", () => {
  const hold = said("c", "/hold");

  test("keeps what it said when it was first read", () => {
    const first = statementsNow(showing([edited("c", "never mind")]), remembered([hold]));
    expect(only(first)).toMatchObject({ presence: "edited", body: "never mind", firstBody: "/hold" });
    const second = statementsNow(showing([edited("c", "at all")]), remembered(first));
    expect(only(second)).toMatchObject({ body: "at all", firstBody: "/hold" });
  });

  test("that was never read before its edit has no first body", () => {
    expect(only(statementsNow(showing([edited("c", "x")]), undefined))).not.toHaveProperty("firstBody");
  });

  test.each([
    ["its author, as a delivery told", alice.id, true, undefined],
    ["its author, and no delivery told", alice.id, false, "/hold"],
    ["somebody else after it was told that its author had", mallory.id, true, "/hold"],
    ["somebody who cannot be named", undefined, true, "/hold"],
  ])("by %s", (_, editor, isTold, firstBody) => {
    const shown: Shown = { statement: edited("c", "x"), ...(editor === undefined ? {} : { lastEditor: editor }) };
    const withdrawn: ReadonlySet<NodeId> = new Set(isTold ? [nodeIdOf("c")] : []);
    const now = only(statementsNow(showing([shown]), remembered([hold], { withdrawn })));
    expect(now).toMatchObject({ presence: "edited" });
    expect(now && "firstBody" in now ? now.firstBody : undefined).toBe(firstBody);
  });

  test("does not become unedited through a replica that lags", () => {
    const before = edited("c", "/lgtm");
    expect(statementsNow(showing([said("c", "/lgtm")]), remembered([before]))).toEqual([before]);
  });
});

describe("a text that a whole read does not show", () => {
  test("is gone, or withdrawn where its author is known to have deleted it", () => {
    const before = remembered([said("a", "/hold"), said("b", "/hold")], { withdrawn: new Set([nodeIdOf("b")]) });
    expect(statementsNow(showing([]), before).map((one) => "presence" in one && one.presence)).toEqual(["gone", "withdrawn"]);
  });

  test("stays as it is where the read was not whole", () => {
    const before = said("a", "/hold");
    expect(statementsNow(showing([], { isWhole: false }), remembered([before]))).toEqual([before]);
  });

  test("counts no longer once a delivery told that its author took it back, shown or not", () => {
    const told = remembered([said("a", "/lgtm")], { withdrawn: new Set([nodeIdOf("a")]) });
    expect(only(statementsNow(showing([], { isWhole: false }), told))).toMatchObject({ presence: "withdrawn" });
    expect(only(statementsNow(showing([said("a", "/lgtm")]), told))).toMatchObject({ presence: "withdrawn" });
  });
});

test("a label that was set by hand is forgotten with its event, one that was taken off is not", () => {
  const on = labelChange(alice, "lgtm", true)(placed("on"));
  const off = labelChange(alice, "lgtm", false)(placed("off"));
  expect(statementsNow(showing([]), remembered([on, off]))).toEqual([off]);
});

describe("a review", () => {
  const approved = review(alice, "approved", "")(placed("r"));

  test("is on the commit that the delivery of its submission named", () => {
    const submittedOn = new Map([[nodeIdOf("r"), sha("head")]]);
    expect(only(statementsNow(showing([approved]), remembered([], { submittedOn })))).toMatchObject({ submittedOn: sha("head") });
    expect(only(statementsNow(showing([approved]), undefined))).not.toHaveProperty("submittedOn");
  });

  test("tells that also of its comments on lines", () => {
    const told = remembered([], { submittedOn: new Map([[nodeIdOf("r"), sha("head")]]) });
    const line = said("line", "/lgtm", { place: "inline", review: nodeIdOf("r") });
    expect(only(statementsNow(showing([line]), told))).toMatchObject({ submittedOn: sha("head") });
    expect(only(statementsNow(showing([said("reply", "/lgtm", { place: "inline" })]), told))).not.toHaveProperty("submittedOn");
  });

  test("that was dismissed stays so", () => {
    const dismissed = review(alice, "dismissed", "")(placed("r"));
    expect(statementsNow(showing([approved]), remembered([dismissed]))).toEqual([dismissed]);
    const older = showing([], { isWhole: false, changed: [{ statement: dismissed }] });
    expect(statementsNow(older, remembered([approved]))).toEqual([dismissed]);
  });
});

test("what is in one second keeps GitHub's order, after the description and before inline comments", () => {
  const at = minute(0);
  const all = [
    said("inline", "3", { place: "inline" }, at),
    said("first", "1", {}, at),
    said("second", "2", {}, at),
    said("body", "0", { place: "body" }, at),
    said("late", "4", {}, minute(9)),
  ];
  const bodies = statementsNow(showing(all), undefined).map((one) => "body" in one && one.body);
  expect(bodies).toEqual(["0", "1", "2", "3", "4"]);
  const [inline, first, ...rest] = all;
  if (inline === undefined || first === undefined) throw new Error("nothing was said");
  expect(statementsNow(showing(rest, { isWhole: false }), remembered([inline, first])).map(({ id }) => id)).toEqual(
    statementsNow(showing(all), undefined).map(({ id }) => id),
  );
});

describe("a whole read", () => {
  const old = said("old", "x");
  const part = { isWhole: false, counts: { timeline: 1, inline: 0 } };
  const why = (now: Showing, before: Remembered | undefined, at = minute(10)) => whyReadWhole(now, before, at);

  test("is not due where everything adds up", () => {
    expect(why(showing([old], part), remembered([old]))).toBeUndefined();
    const one = showing([old, said("new", "y")], { ...part, counts: { timeline: 2, inline: 0 } });
    expect(why(one, remembered([old]))).toBeUndefined();
    const ours = showing([old], { ...part, ours: [ourComment("z")], counts: { timeline: 2, inline: 0 } });
    expect(why(ours, remembered([old]))).toBeUndefined();
    const inline = said("i", "z", { place: "inline" });
    const thread = { isWhole: false, counts: { timeline: 1, inline: 1 }, threadStarts: new Set([inline.id]) };
    expect(why(showing([old, inline], thread), remembered([old]))).toBeUndefined();
  });

  test.each<[string, Showing, Remembered | undefined]>([
    ["never read whole", showing([old], part), undefined],
    ["never read whole", showing([old], part), remembered([old], { readWholeAt: undefined })],
    ["deleted", showing([old, deletion("d")], { ...part, counts: { timeline: 2, inline: 0 } }), remembered([old])],
    ["dismissed", showing([old, dismissal("d")], { ...part, counts: { timeline: 2, inline: 0 } }), remembered([old])],
    ["timeline", showing([old], { ...part, counts: { timeline: 2, inline: 0 } }), remembered([old])],
    ["inline", showing([old], { ...part, counts: { timeline: 1, inline: 1 } }), remembered([old])],
    ["may have changed", showing([old], { ...part, isChangedCut: true, changed: [{ statement: said("old", "y") }] }), remembered([old])],
  ])("is due: %s", (reason, now, before) => {
    expect(why(now, before)).toContain(reason);
  });

  test("is due once a day", () => {
    const aDay = later(minute(2), 24 * 60 * 60);
    expect(why(showing([old], part), remembered([old]), aDay)).toBeUndefined();
    expect(why(showing([old], part), remembered([old]), later(aDay, 1))).toContain("day");
  });
});

describe("a read that lacks what was seen within the last minute", () => {
  const old = said("c", "/hold");
  const soon = later(minute(1), 59);

  test("comes from a replica that lags", () => {
    expect(isBehind(showing([]), remembered([old]), soon)).toBe(true);
    expect(isBehind(showing([]), remembered([], { ours: [ourComment("x", { at: minute(1) })] }), soon)).toBe(true);
  });

  test.each<[string, Showing, Remembered]>([
    ["a delivery told of its deletion", showing([]), remembered([old], { withdrawn: new Set([old.id]) })],
    ["the timeline tells of a deletion", showing([deletion("d")]), remembered([old])],
    ["it was gone before", showing([]), remembered([said("c", "/hold", { presence: "gone" })])],
    ["the read was not whole", showing([], { isWhole: false }), remembered([old])],
  ])("does not where %s", (_, now, before) => {
    expect(isBehind(now, before, soon)).toBe(false);
  });

  test("does not after that minute", () => {
    expect(isBehind(showing([]), remembered([old]), later(minute(1), 60))).toBe(false);
  });
});

test("our own comments are those of now, the oldest first", () => {
  const of = (name: string, at: number, more: Partial<OurComment> = {}) => ourComment(name, { at: minute(at), ...more });
  const before = remembered([], { ours: [of("old", 1), of("changed", 2), of("deleted", 3)] });
  const changed = of("changed", 2, { isMinimized: true });
  const part = showing([], { isWhole: false, ours: [of("new", 4)], changedOurs: [changed] });
  expect(oursNow(part, before).map(({ body, isMinimized }) => [body, isMinimized])).toEqual([
    ["old", false],
    ["changed", true],
    ["deleted", false],
    ["new", false],
  ]);
  expect(oursNow(showing([], { ours: [of("old", 1)] }), before).map(({ body }) => body)).toEqual(["old"]);
});

describe("a read that knows of no change that a delivery told of", () => {
  test.each<[string, Instant | undefined, Instant, boolean]>([
    ["is of a replica that lags", minute(3), minute(3.2), true],
    ["is believed after a minute", minute(3), minute(4.5), false],
    ["is not looked for where no delivery told of one", undefined, minute(3), false],
    ["is none where it shows that very second", minute(2), minute(3), false],
  ])("%s", (_, changedAt, now, expected) => {
    expect(isBeforeChange(minute(2), remembered([], changedAt === undefined ? {} : { changedAt }), now)).toBe(expected);
  });
});
