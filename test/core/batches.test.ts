/** Batches: what of a plan shares a request, and what must not, whatever fails. */
import { describe, expect, test } from "vitest";
import { type CheckState, sentence, type Write } from "../../src/core/actions.ts";
import { batchesOf } from "../../src/core/batches.ts";
import type { OurCheck } from "../../src/core/facts.ts";
import { instantOf, loginOf, nodeIdOf, orderKeyOf, shaOf } from "../../src/core/ids.ts";
import type { Deed } from "../../src/core/orders.ts";
import type { LabelDefinition } from "../../src/core/plugin.ts";

const label = (name: string, effect: LabelDefinition["effect"]): LabelDefinition => ({ name, color: "ededed", description: "", effect });
const labels = [label("lgtm", "grants"), label("hold", "restricts"), label("help", "informs")];
const [lgtm, hold, help] = labels.map((one): Write => ({ kind: "add label", label: one }));
const without = (name: string): Write => ({ kind: "remove label", name });

const state = (conclusion: CheckState["conclusion"]): CheckState => ({
  ...{ status: conclusion === undefined ? "in_progress" : "completed", conclusion, title: conclusion ?? "waiting", summary: "" },
});
const check = (conclusion: CheckState["conclusion"]): Write => ({
  ...{ kind: "create check", head: shaOf("a".repeat(40)), name: "bowsprit: main", externalId: "main", state: state(conclusion) },
});
const standing = (conclusion: string): OurCheck => ({
  ...{ id: 1, name: "bowsprit: main", externalId: "main", status: "completed", conclusion, title: "", summary: "", startedAt: undefined },
});
const comment = (n: string): Write => ({ kind: "create comment", key: orderKeyOf("a", "b", n), body: n });
const edit: Write = { kind: "edit comment", id: 1, body: "" };
const order = (does: Deed): Write => ({
  ...{ kind: "carry out", order: { key: orderKeyOf("a", "b", "c"), causedAt: instantOf("2026-03-02T10:00:00Z"), guard: {}, does } },
});
const reaction = order({ kind: "react", subject: nodeIdOf("IC_1"), with: "THUMBS_UP" });
const assignment = order({ kind: "assign", people: ["Anna"] });
const request = order({ kind: "request review", people: ["anna"] });

/** Anna alone was seen. */
const has = (...names: readonly string[]) => ({
  ...{ repository: nodeIdOf("R"), labels: new Map(names.map((name) => [name, nodeIdOf(name)])) },
  people: new Map([[loginOf("anna"), nodeIdOf("U_anna")]]),
});

interface Row {
  readonly what: string;
  readonly plan: readonly (Write | undefined)[];
  /** How many of the plan are in each request. */
  readonly sizes: readonly number[];
  readonly green?: boolean;
  readonly lacks?: readonly string[];
}

const rows: readonly Row[] = [
  { what: "nothing is no request", plan: [], sizes: [] },
  { what: "all that belongs to one word is one request", plan: [check(undefined), lgtm, edit, reaction], sizes: [4] },
  { what: "a hold turns the check, sets its label and is told", plan: [check(undefined), hold, edit, reaction], sizes: [4], green: true },
  { what: "what grants does not follow a check that stops being green", plan: [check(undefined), lgtm], sizes: [1, 1], green: true },
  { what: "what grants does not follow a label that restricts", plan: [hold, lgtm], sizes: [1, 1] },
  { what: "what grants does not follow the loss of a label that grants", plan: [without("lgtm"), edit, check("success")], sizes: [2, 1] },
  { what: "the end of a hold and the green check after it grant both", plan: [without("hold"), edit, check("success")], sizes: [3] },
  { what: "a label that nobody declared may do either when it goes", plan: [without("odd"), without("odd"), lgtm], sizes: [1, 1, 1] },
  { what: "a label that only informs may stand anywhere", plan: [help, lgtm, help], sizes: [3] },
  { what: "of two comments each has a request", plan: [comment("1"), edit, comment("2"), reaction], sizes: [2, 2] },
  { what: "people who were seen are assigned with the rest", plan: [check(undefined), lgtm, edit, reaction, assignment], sizes: [5] },
  { what: "they are asked for a review with what restricts", plan: [check(undefined), without("lgtm"), edit, request], sizes: [4] },
  ...(
    [
      ["somebody who was not seen", order({ kind: "assign", people: ["anna", "berta"] })],
      ["a team", order({ kind: "request review", people: ["anna", "acme/anna"] })],
      ["an assignment that is taken back", order({ kind: "unassign", people: ["anna"] })],
      ["a request that is made anew", order({ kind: "request review", people: ["anna"], standing: ["anna"] })],
      ["a request that is taken back", order({ kind: "remove review request", people: ["anna"] })],
      ["a reply", order({ kind: "reply", text: "" })],
    ] as const
  ).map(([what, alone]) => ({ what: `${what} goes alone`, plan: [edit, alone, reaction, edit], sizes: [1, 1, 2] })),
  { what: "a label that the repository lacks goes alone", plan: [check(undefined), lgtm, edit], sizes: [1, 1, 1], lacks: ["lgtm"] },
];

describe("a plan goes out in order", () => {
  test.each(rows)("$what", ({ plan, sizes, green = false, lacks = [] }) => {
    const actions = plan.flatMap((action) => action ?? []);
    const ids = has(...labels.map(({ name }) => name).filter((name) => !lacks.includes(name)));
    const batches = batchesOf(actions, labels, { checks: green ? [standing("success")] : [], ids });
    expect(batches.map((batch) => batch.length)).toEqual(sizes);
    expect(batches.flat().map(sentence)).toEqual(actions.map(sentence));
  });
});
