/** Decide: how the wants of plugins become one verdict, and what a plugin that fails or waits leaves of it. */
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { decide } from "../../src/core/decide.ts";
import type { Source } from "../../src/core/facts.ts";
import { orderKeyOf, threadKeyOf } from "../../src/core/ids.ts";
import type { Order } from "../../src/core/orders.ts";
import { definePlugin, type Plugin, type Wants } from "../../src/core/plugin.ts";
import { broken, met, open } from "../../src/core/reasons.ts";
import { type Change, given, minute } from "../given.ts";

const label = { name: "own", color: "ededed", description: "Its own.", effect: "restricts" } as const;

const plugin = (name: string, wants: Wants | (() => Wants), needs: readonly Source[] = []): Plugin =>
  definePlugin({
    ...{ name, isOnByDefault: true, labels: [label], needs, words: [], options: z.strictObject({}) },
    decide: () => (typeof wants === "function" ? wants() : wants),
  });

const verdictOn = (change: Change, ...plugins: readonly Plugin[]) =>
  decide(given({ plugins: plugins.map(({ name }) => name), ...change }), plugins);

describe("a pull request is ready", () => {
  const sibling = (isReady: boolean | undefined): Change => ({ memory: { siblings: [{ thread: threadKeyOf(1, 2), number: 2, isReady }] } });
  test.each<[string, Change, Wants, boolean, string]>([
    ["when nothing is asked", {}, {}, true, "Ready"],
    ["when all that is asked is given", {}, { reasons: [met("approved")] }, true, "Ready"],
    ["not when something is open", {}, { reasons: [met("approved"), open("needs lgtm")] }, false, "Needs lgtm"],
    ["not when something is broken, which comes first", {}, { reasons: [open("needs lgtm"), broken("bad file")] }, false, "Bad file"],
    ["not as a draft", { thread: { isDraft: true } }, {}, false, "This is a draft"],
    ["not once it is merged", { thread: { state: "merged" } }, {}, false, "Merged"],
    ["not once it is closed", { thread: { state: "closed" } }, {}, false, "Closed"],
    ["not with a broken options file", { problems: ["`a.yaml` is broken"] }, {}, false, "`a.yaml` is broken"],
    ["when the one that shares its check is", sibling(true), {}, true, "Ready"],
    ["not when that is not", sibling(false), {}, false, "Waiting for #2, which has the same head and base branch"],
    ["not when nobody knows whether that is", sibling(undefined), {}, false, "Waiting for #2, which has the same head and base branch"],
  ])("%s", (_, change, wants, isReady, title) => expect(verdictOn(change, plugin("one", wants))).toMatchObject({ isReady, title }));
});

describe("a plugin that cannot decide", () => {
  const other = plugin("other", { labels: [{ label, on: true }], reasons: [met("fine")] });
  const fails = () => {
    throw new Error("oh");
  };
  test("waits for what could not be read, changes no label, and holds nobody else back", () => {
    const verdict = verdictOn({ unread: { files: "too many" } }, plugin("waits", { labels: [{ label, on: false }] }, ["files"]), other);
    expect(verdict).toMatchObject({ isReady: false, labels: [{ on: true }], faults: [] });
    expect(verdict.reasons).toContainEqual({ state: "unread", what: "waits: could not read files: too many" });
    expect(verdict.status).toContain("waits: could not read files: too many");
  });
  test("fails alone", () => {
    const verdict = verdictOn({}, plugin("fails", fails), other);
    expect(verdict).toMatchObject({ isReady: false, labels: [{ on: true }], faults: [{ plugin: "fails", error: new Error("oh") }] });
    expect(verdict.status).not.toContain("oh");
  });
  test("fails if it wants a label that is another's", () => {
    const thief = plugin("thief", { labels: [{ label: { ...label, name: "lgtm" }, on: true }], orders: [] });
    const verdict = verdictOn({}, thief, other);
    expect(verdict.labels.map(({ label: { name } }) => name)).toEqual(["own"]);
    expect(verdict.faults.map(({ plugin }) => plugin)).toEqual(["thief"]);
  });
  test("does not get a label that is another's, on or off, where it takes what no plugin declares", () => {
    const free = (name: string) => ({ label: { ...label, name }, on: true });
    const taker: Plugin = { ...plugin("taker", { labels: [free("area/a"), free("OWN")] }), labels: [], takesOtherLabels: true };
    const { labels, faults } = decide(given({ plugins: ["taker"] }), [taker, other]);
    expect(labels.map(({ label: { name } }) => name)).toEqual(["area/a"]);
    expect(faults).toEqual([]);
  });
});

test("a plugin that is off is not asked", () =>
  expect(verdictOn({ plugins: [] }, plugin("off", { reasons: [open("x")] }))).toMatchObject({ isReady: true, reasons: [] }));

test("plugins speak in the order of their names, and approve's head stands first", () => {
  const lead = { title: "[APPROVALNOTIFIER]", text: "text", meta: "<!-- META -->" };
  const { status } = verdictOn(
    {},
    plugin("b", { notes: ["from b"] }),
    plugin("c", { lead, notes: ["from c"] }),
    plugin("a", { notes: ["from a"] }),
  );
  expect(status).toMatch(/^\[APPROVALNOTIFIER\]\n\ntext\n\n- from a\n- from b\n- from c\n\n<!-- META -->/);
});

test("the earliest wish to look again counts", () =>
  expect(verdictOn({}, plugin("a", { recheckAt: minute(9) }), plugin("b", { recheckAt: minute(7) }), plugin("c", {})).recheckAt).toBe(
    minute(7),
  ));

test("two orders under one key are one", () => {
  const order: Order = { key: orderKeyOf("a", "b", "c"), causedAt: minute(1), guard: {}, does: { kind: "reply", text: "x" } };
  expect(verdictOn({}, plugin("a", { orders: [order, order] })).orders).toHaveLength(1);
});
