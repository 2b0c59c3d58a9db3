/** Prow's procedure by the cases of Prow's own tests, and the surprises in it that people rely on. */
import { describe, expect, test } from "vitest";
import { loginOf } from "../../../src/core/ids.ts";
import { type Answer, answering } from "../../../src/core/owners/questions.ts";
import { type Draw, seededDraw, takesFirst, takesLast } from "../../../src/core/route/draw.ts";
import { asSent, prowChoice, type RequestOptions } from "../../../src/core/route/prow.ts";
import { ownersIn } from "../owners/given.ts";
import { answer, type SaidOfFile } from "./given.ts";

const draws: readonly Draw[] = [takesFirst, takesLast, ...Array.from({ length: 30 }, (_, seed) => seededDraw(seed))];

interface Asked extends Partial<RequestOptions> {
  readonly busy?: readonly string[];
}

function sent(answers: readonly Answer[], draw: Draw, { busy = [], ...options }: Asked): readonly string[] {
  const passedOver = new Set<string>(busy);
  return asSent(
    prowChoice({
      answers,
      author: loginOf("author"),
      options: { request_count: 2, max_request_count: 0, exclude_approvers: false, ...options },
      draw,
      isPassedOver: (login) => passedOver.has(login),
    }),
  );
}

/** All sets of people that some draw asks, each as a sorted list. */
function outcomes(answers: readonly Answer[], options: Asked): readonly string[] {
  return [...new Set(draws.map((draw) => [...new Set(sent(answers, draw, options))].sort().join(" ")))].sort();
}

const owned: Readonly<Record<string, SaidOfFile["reviewers"] & { readonly required?: readonly string[] }>> = {
  a: { key: "1", leaf: ["alice"], layers: [["al"]], required: ["ben"] },
  b: { key: "2", leaf: ["bob"], layers: [["al"]] },
  bb: { key: "3", leaf: ["bob", "ben"], layers: [["al"]] },
  c: { key: "4", leaf: ["cole", "carl", "chad"], layers: [["charles"], ["ben"]] },
  e: { key: "5", leaf: ["erick", "ellen"], layers: [["erick", "evan"]] },
  ee: { key: "5", leaf: ["erick", "ellen"], layers: [["erick", "evan"]], required: ["chris", "charles"] },
  f: { key: "", leaf: ["author"], layers: [["author", "non-author"]] },
};

type Row = readonly [files: string, count: number, cap: number, asked: readonly string[]];

const rows: readonly Row[] = [
  ["c", 3, 0, ["carl chad cole"]],
  ["c", 4, 0, ["carl chad charles cole"]],
  ["c", 5, 0, ["ben carl chad charles cole"]],
  ["a b", 2, 0, ["alice ben bob"]],
  ["a b", 3, 0, ["al alice ben bob"]],
  ["a", 1, 1, ["alice ben"]],
  ["e", 3, 0, ["ellen erick evan"]],
  ["e", 1, 0, ["ellen", "erick"]],
  ["b bb", 1, 0, ["ben bob"]],
  ["a b", 1, 0, ["alice ben bob"]],
  ["a b", 1, 1, ["alice ben"]],
  ["f", 1, 0, ["non-author"]],
  ["f", 0, 0, [""]],
];

describe("of people named in one role", () => {
  const answersTo = (files: string, role: "reviewers" | "approvers") =>
    files.split(" ").map((file) => {
      const { required = [], ...said } = owned[file] ?? {};
      const key = said.key === undefined ? {} : { key: said.key };
      return answer(role === "reviewers" ? { reviewers: said, required } : { reviewers: key, approvers: said, required });
    });

  test.each(rows)("a change of %s asks %i reviewers, at most %i: %j", (files, count, cap, asked) => {
    const options = { request_count: count, max_request_count: cap, exclude_approvers: true };
    expect(outcomes(answersTo(files, "reviewers"), options)).toEqual(asked);
  });

  test.each(rows)("a change of %s asks %i approvers where nobody reviews, at most %i: %j", (files, count, cap, asked) => {
    expect(outcomes(answersTo(files, "approvers"), { request_count: count, max_request_count: cap })).toEqual(asked);
  });
});

const mixed: Readonly<Record<string, SaidOfFile>> = {
  a: { reviewers: { key: "1", leaf: ["alice"], layers: [["al"]] }, approvers: { key: "1", leaf: ["alice"], layers: [["al"]] } },
  b: { reviewers: { key: "2", leaf: ["bob"] }, approvers: { key: "2", leaf: ["brad"], layers: [["jeff"]] } },
  c: {
    reviewers: { key: "4", leaf: ["cole", "carl", "chad"], layers: [["charles"]] },
    approvers: { key: "4", leaf: ["evan"], layers: [["jeff"]] },
  },
  e: {
    reviewers: { key: "5", leaf: ["erick", "ellen"], layers: [["erick", "evan"]] },
    approvers: { key: "5", leaf: ["erick", "evan"] },
  },
  ee: {
    reviewers: { key: "5", leaf: ["erick", "ellen"], layers: [["erick", "evan"]] },
    approvers: { key: "5", leaf: ["erick", "evan"], layers: [["larry"]] },
  },
  f: { approvers: { key: "6", leaf: ["leafApprover1", "leafApprover2"], layers: [["approver1"]] } },
  g: { approvers: { key: "7", leaf: ["leafApprover1", "leafApprover2"], layers: [["Approver1"]] } },
};

describe("approvers fill up", () => {
  test.each<Row>([
    ["b", 3, 0, ["bob brad jeff"]],
    ["b", 1, 0, ["bob"]],
    ["a b", 5, 0, ["al alice bob brad jeff"]],
    ["a", 3, 0, ["al alice"]],
    ["e", 2, 0, ["ellen erick"]],
    ["e ee", 4, 0, ["ellen erick evan larry"]],
    ["f", 3, 2, ["leafapprover1 leafapprover2"]],
    ["g", 3, 2, ["leafapprover1 leafapprover2"]],
    ["g", 0, 0, [""]],
  ])("a change of %s, %i people, at most %i: %j", (files, count, cap, asked) => {
    const answers = files.split(" ").map((file) => answer(mixed[file] ?? {}));
    expect(outcomes(answers, { request_count: count, max_request_count: cap })).toEqual(asked);
  });

  test("and may overshoot the count", () => {
    const said = answer({ reviewers: { key: "1", leaf: ["ann"] }, approvers: { key: "1", leaf: ["bo", "cy"] } });
    expect(outcomes([said], { request_count: 2 })).toEqual(["ann bo cy"]);
  });

  test("but not where approvers are excluded", () => {
    expect(outcomes([answer(mixed.b ?? {})], { request_count: 3, exclude_approvers: true })).toEqual(["bob"]);
  });
});

describe("somebody who is busy", () => {
  const alone = ["ann", "bo", "cy"].map((name) => answer({ reviewers: { key: name, leaf: [name], layers: [[name]] } }));

  test("is not asked, and nobody takes the place where there is nobody else", () => {
    expect(outcomes(alone, { request_count: 3, busy: ["bo"] })).toEqual(["ann cy"]);
  });

  test("leaves the place to the next", () => {
    const said = answer({ reviewers: { key: "1", leaf: ["ann", "bo"], layers: [["ann", "bo"], ["cy"]] } });
    expect(outcomes([said], { request_count: 2, busy: ["ann"] })).toEqual(["bo cy"]);
  });

  test("is asked all the same where OWNERS require it", () => {
    expect(outcomes([answer({ required: ["ann"] })], { busy: ["ann"] })).toEqual(["ann"]);
  });
});

describe("surprises that are kept", () => {
  test("the count is a floor: each OWNERS area gives one person", () => {
    const areas = ["1", "2", "3"].map((key) => answer({ reviewers: { key, leaf: [`p${key}`] } }));
    expect(outcomes(areas, { request_count: 1 })).toEqual(["p1 p2 p3"]);
  });

  test("of filters at the root only those for the first file without a nearer reviewer give one person", () => {
    const filters = { OWNERS: "filters: {'\\.go$': {reviewers: [gopher]}, '\\.md$': {reviewers: [writer]}}" };
    const answerTo = answering(ownersIn(filters));
    const answers = ["a.go", "b.md"].map(answerTo);
    expect(outcomes(answers, { request_count: 1 })).toEqual(["gopher"]);
    expect(outcomes(answers, { request_count: 2 })).toEqual(["gopher writer"]);
    expect(outcomes(answers.toReversed(), { request_count: 1 })).toEqual(["writer"]);
  });

  test("the maximum cuts off by the alphabet, whoever was drawn first", () => {
    const areas = ["zed", "amy"].map((name) => answer({ reviewers: { key: name, leaf: [name] } }));
    expect(outcomes(areas, { request_count: 2, max_request_count: 1 })).toEqual(["amy"]);
  });

  test("whom a second file of one area requires is not asked", () => {
    const files = [answer({ reviewers: { key: "1" } }), answer({ reviewers: { key: "1" }, required: ["late"] })];
    expect(outcomes(files, {})).toEqual([""]);
  });

  test("who is required stands behind the others, the author and those drawn before among them", () => {
    const said = answer({ reviewers: { key: "1", leaf: ["ann"] }, required: ["ann", "author", "org/team"] });
    expect(sent([said], takesFirst, { max_request_count: 1 })).toEqual(["ann", "ann", "author", "org/team"]);
  });

  test("an empty name in OWNERS is drawn as nobody", () => {
    const said = answer({ reviewers: { key: "1", leaf: ["", "ann"], layers: [["", "ann"]] } });
    expect(outcomes([said], { request_count: 1 })).toEqual(["", "ann"]);
  });
});

test("the same seed asks the same people, and not every seed the same", () => {
  const said = answer({ reviewers: { key: "1", leaf: Array.from({ length: 20 }, (_, at) => `p${at}`) } });
  expect(sent([said], seededDraw(7), {})).toEqual(sent([said], seededDraw(7), {}));
  expect(outcomes([said], {}).length).toBeGreaterThan(10);
});
