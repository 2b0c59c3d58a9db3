/** Orders: when something that happens once may still happen. */
import { describe, expect, test } from "vitest";
import { later, orderKeyOf } from "../../src/core/ids.ts";
import { markOf, type Order, orderLifetime, orderState } from "../../src/core/orders.ts";
import { type Change, given, minute, sha } from "../given.ts";

const key = orderKeyOf("plugin", "what", "said-1");
const order: Order = { key, causedAt: minute(1), guard: {}, does: { kind: "reply", text: "yes" } };
const record = (state: "started" | "done") => ({ key, state, at: minute(2), outcome: {} });
const { head } = given().thread;

describe("an order is", () => {
  test.each<[string, Partial<Order>, Change, ReturnType<typeof orderState>]>([
    ["due", {}, {}, "due"],
    ["done once its record says so", {}, { orders: [record("done")] }, "done"],
    ["undecided where a crash came in between", {}, { orders: [record("started")] }, "undecided"],
    [
      "not touched by the record of another one",
      {},
      { orders: [{ ...record("done"), key: orderKeyOf("plugin", "what", "said-2") }] },
      "due",
    ],
    ["due a day after its cause", {}, { now: later(minute(1), orderLifetime) }, "due"],
    ["void a second later", {}, { now: later(minute(1), orderLifetime + 1) }, "void"],
    ["void if begun and older than that", {}, { now: later(minute(1), orderLifetime + 1), orders: [record("started")] }, "void"],
    ["done however old it is", {}, { now: later(minute(1), orderLifetime + 1), orders: [record("done")] }, "done"],
    ["void if caused before the thread was met", {}, { adoptedAt: minute(2) }, "void"],
    ["void if caused in the second in which the thread was met", {}, { adoptedAt: minute(1) }, "void"],
    ["due if caused a second later", {}, { adoptedAt: later(minute(1), -1) }, "due"],
    ["due on its head", { guard: { head } }, {}, "due"],
    ["void on another head", { guard: { head: sha("other") } }, {}, "void"],
    ["due while the pull request is open", { guard: { isOpen: true } }, {}, "due"],
    ["void once it is closed", { guard: { isOpen: true } }, { thread: { state: "closed" } }, "void"],
    ["void once it is merged", { guard: { isOpen: true } }, { thread: { state: "merged" } }, "void"],
    ["void while it is open, if it is about a closed one", { guard: { isOpen: false } }, {}, "void"],
    ["due on a closed one where nothing else is said", {}, { thread: { state: "closed" } }, "due"],
    ["void on another head, though it was begun", { guard: { head: sha("other") } }, { orders: [record("started")] }, "void"],
  ])("%s", (_, more, change, expected) => expect(orderState({ ...order, ...more }, given({ now: minute(3), ...change }))).toBe(expected));
});

test("the mark of an order ends no HTML comment before its end", () => {
  expect(markOf(key)).toBe("<!-- bowsprit:order plugin/what/said-1 -->");
  expect(markOf(orderKeyOf("plugin", "what", "-->x")).indexOf("-->")).toBe(markOf(orderKeyOf("plugin", "what", "x")).length - 3);
});
