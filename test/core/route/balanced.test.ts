/** The balanced choice: near people with time first, everybody else with the reason why not, and never somebody who must not be asked. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Login, loginOf } from "../../../src/core/ids.ts";
import { answering } from "../../../src/core/owners/questions.ts";
import type { Standing } from "../../../src/core/route/balanced.ts";
import type { RoutedFile } from "../../../src/core/route/closeness.ts";
import type { WhyNotChosen } from "../../../src/core/route/codes.ts";
import { takesFirst } from "../../../src/core/route/draw.ts";
import { type Routing, routingOf, wantedBy } from "../../../src/core/route/routing.ts";
import { ownersIn, type Tree } from "../owners/given.ts";

interface Case {
  readonly tree: Tree;
  /** Paths, with their changed lines. */
  readonly changed: Readonly<Record<string, number>>;
  readonly author?: string;
  readonly load?: Readonly<Record<string, number>>;
  readonly bars?: Readonly<Record<string, WhyNotChosen>>;
  readonly count?: number;
  readonly max?: number;
  readonly engaged?: number;
  readonly excludesApprovers?: boolean;
  readonly seed?: string;
}

function routing({ tree, changed, load = {}, bars = {}, ...rest }: Case): Routing {
  const answerTo = answering(ownersIn(tree));
  const files: readonly RoutedFile[] = Object.entries(changed).map(([path, lines]) => ({ path, lines, answer: answerTo(path) }));
  const standingOf = (login: Login): Standing => ({ open: load[login] ?? 0, bars: bars[login] === undefined ? [] : [bars[login]] });
  const { count = 2, max = 0, engaged = 0, excludesApprovers = false, seed = "1" } = rest;
  const options = { request_count: count, max_request_count: max, exclude_approvers: excludesApprovers };
  return routingOf({
    ...{ files, standingOf, strategy: "balanced", draw: takesFirst, options, seed },
    author: loginOf(rest.author ?? "author"),
    ...{ wanted: wantedBy(options) - engaged, hasPrimary: engaged > 0 },
  });
}

const asked = (one: Case): string[] => routing(one).chosen.map(({ login, role }) => `${role} ${login}`);
const whyNot = (one: Case, login: string) => routing(one).considered.find((person) => person.login === login)?.whyNot;

const reviewers = (...names: readonly string[]): string => `reviewers: ${JSON.stringify(names)}\n`;
const approvers = (...names: readonly string[]): string => `approvers: ${JSON.stringify(names)}\n`;

const twoLevels: Tree = { OWNERS: reviewers("root1", "root2"), "a/OWNERS": reviewers("ann", "bo") };

describe("who is asked", () => {
  test.each<[string, Case, readonly string[]]>([
    ["the nearest", { tree: twoLevels, changed: { "a/x": 1 }, load: { bo: 1 } }, ["primary ann", "backup bo"]],
    [
      "of equally near people the one with fewer open requests",
      { tree: twoLevels, changed: { "a/x": 1 }, load: { ann: 1 } },
      ["primary bo", "backup ann"],
    ],
    [
      "somebody a directory away where the nearest have more than three open requests",
      { tree: twoLevels, changed: { "a/x": 1 }, load: { ann: 4, bo: 4, root2: 1 } },
      ["primary root1", "backup root2"],
    ],
    ["but not where they have three", { tree: twoLevels, changed: { "a/x": 1 }, load: { ann: 3, bo: 4 } }, ["primary ann", "backup root1"]],
    [
      "the owner of most of the changed lines, and for the rest its own owner",
      { tree: { "a/OWNERS": reviewers("ann"), "b/OWNERS": reviewers("bo") }, changed: { "a/x": 1, "b/x": 50 } },
      ["primary bo", "backup ann"],
    ],
    [
      "a file without lines counts as one",
      { tree: { "a/OWNERS": reviewers("ann"), "b/OWNERS": reviewers("bo") }, changed: { "a/x": 0, "a/y": 0, "b/x": 1 } },
      ["primary ann", "backup bo"],
    ],
    [
      "approvers where there are too few reviewers",
      { tree: { OWNERS: reviewers("ann") + approvers("bo") }, changed: { x: 1 } },
      ["primary ann", "backup bo"],
    ],
    [
      "no approvers where they are excluded",
      { tree: { OWNERS: reviewers("ann") + approvers("bo") }, changed: { x: 1 }, excludesApprovers: true },
      ["primary ann"],
    ],
    [
      "no approver instead of a reviewer further away",
      { tree: { OWNERS: reviewers("ann", "cy"), "a/OWNERS": approvers("bo") }, changed: { "a/x": 1 }, load: { cy: 1 } },
      ["primary ann", "backup cy"],
    ],
    ["no more than the maximum", { tree: twoLevels, changed: { "a/x": 1 }, load: { bo: 1 }, count: 3, max: 1 }, ["primary ann"]],
    [
      "one backup more",
      { tree: twoLevels, changed: { "a/x": 1 }, load: { bo: 1, root2: 1 }, count: 3 },
      ["primary ann", "backup bo", "backup root1"],
    ],
    ["nobody for a count of 0", { tree: { OWNERS: `${reviewers("ann")}required_reviewers: [bo]` }, changed: { x: 1 }, count: 0 }, []],
    ["nobody where nobody owns", { tree: {}, changed: { x: 1 } }, []],
    ["nobody for no files", { tree: twoLevels, changed: {} }, []],
    ["only a backup where one is engaged", { tree: twoLevels, changed: { "a/x": 1 }, load: { bo: 1 }, engaged: 1 }, ["backup ann"]],
    ["nobody where enough are engaged", { tree: twoLevels, changed: { "a/x": 1 }, engaged: 3 }, []],
    [
      "whom any file requires, besides the others and once",
      {
        tree: { OWNERS: reviewers("ann", "bo"), "b/OWNERS": "required_reviewers: [org/sec, cy, ann]" },
        changed: { x: 1, "b/x": 1 },
        load: { bo: 1 },
      },
      ["primary ann", "backup bo", "required cy", "required org/sec"],
    ],
    [
      "whom OWNERS require though they are busy",
      { tree: { OWNERS: "required_reviewers: [ann]" }, changed: { x: 1 }, bars: { ann: "busy" } },
      ["required ann"],
    ],
    [
      "nobody who is required and has passed, wrote it, or is engaged",
      {
        tree: { OWNERS: "required_reviewers: [ann, author, bo]" },
        changed: { x: 1 },
        bars: { ann: "declined", bo: "engaged" },
      },
      [],
    ],
  ])("%s", (_, one, expected) => {
    expect(asked(one)).toEqual(expected);
  });

  test.each<WhyNotChosen>(["bot", "declined", "away", "busy", "capacity", "engaged", "no-account"])(
    "nobody to whom %s applies, near as they may be: it is said why",
    (bar) => {
      const one: Case = { tree: twoLevels, changed: { "a/x": 1 }, bars: { ann: bar }, load: { root2: 1 } };
      expect(asked(one)).toEqual(["primary bo", "backup root1"]);
      expect(whyNot(one, "ann")).toEqual([bar]);
    },
  );

  test("never the author", () => {
    const one: Case = { tree: twoLevels, changed: { "a/x": 1 }, author: "@Ann", load: { root2: 1 } };
    expect(asked(one)).toEqual(["primary bo", "backup root1"]);
    expect(whyNot(one, "ann")).toEqual(["author"]);
  });
});

describe("whom OWNERS require and nobody asks", () => {
  const tree: Tree = {
    OWNERS: reviewers("ann", "bo"),
    "a/OWNERS": "required_reviewers: [cy, org/sec]",
  };
  const changed = { "a/b/x": 3, y: 1 };

  test.each<WhyNotChosen>(["bot", "engaged", "declined", "no-account"])("has a reason: %s", (bar) => {
    const one: Case = { tree, changed, bars: { cy: bar }, load: { cy: 2 } };
    expect(asked(one)).toEqual(["primary ann", "backup bo", "required org/sec"]);
    // One directory away for three of four lines, and a quarter of two directories for the line that is not theirs.
    expect(routing(one).considered.filter(({ login }) => !["ann", "bo"].includes(login))).toEqual([
      { login: "cy", distance: 1.5, lines: 3, load: 2, whyNot: [bar] },
    ]);
  });

  test("has the reason that they wrote it", () => expect(whyNot({ tree, changed, author: "cy" }, "cy")).toEqual(["author"]));

  test("stands there once, with all reasons, where they review it too", () => {
    const { considered } = routing({ tree: { OWNERS: `${reviewers("ann")}required_reviewers: [ann]` }, changed, author: "ann" });
    expect(considered.map(({ login, whyNot }) => [login, whyNot])).toEqual([["ann", ["author"]]]);
  });

  test("is not wanted where nobody is", () => expect(whyNot({ tree, changed, count: 0 }, "org/sec")).toEqual(["not-wanted"]));
});

describe("emeritus", () => {
  test.each<[string, Tree, boolean]>([
    ["in the same file and role", { OWNERS: `${reviewers("ann", "bo")}emeritus_reviewers: [Ann]` }, false],
    ["in the same file as approver only", { OWNERS: `${reviewers("ann", "bo")}emeritus_approvers: [ann]` }, true],
    ["in a nearer file", { OWNERS: reviewers("ann", "bo"), "a/OWNERS": `${approvers("cy")}emeritus_reviewers: [ann]` }, false],
    ["in a file further up", { OWNERS: `${reviewers("bo")}emeritus_reviewers: [ann]`, "a/OWNERS": reviewers("ann") }, true],
    ["by an alias", { OWNERS: `${reviewers("ann", "bo")}emeritus_reviewers: [old]`, OWNERS_ALIASES: "aliases: {old: [ann]}" }, false],
    ["inside a filter", { OWNERS: "filters: {'.*': {reviewers: [ann, bo], emeritus_reviewers: [ann]}}" }, false],
    ["in a list that is none", { OWNERS: `${reviewers("ann", "bo")}emeritus_reviewers: ann` }, true],
  ])("%s: asked: %s %s", (_, tree, isAsked) => {
    const one: Case = { tree, changed: { "a/x": 1 }, excludesApprovers: true };
    expect(asked(one).some((line) => line.endsWith(" ann"))).toBe(isAsked);
    expect(whyNot(one, "ann")).toEqual(isAsked ? [] : ["emeritus"]);
  });
});

describe("reasons", () => {
  test.each<[string, Case, string, readonly string[]]>([
    ["nobody is nearer", { tree: { OWNERS: reviewers("ann") }, changed: { x: 1 } }, "ann", ["nearest"]],
    ["others are busier", { tree: twoLevels, changed: { "a/x": 1 }, load: { bo: 1 }, count: 1 }, "ann", ["nearest", "fewer-open"]],
    ["others are equal", { tree: { OWNERS: reviewers("ann", "bo") }, changed: { x: 1 }, load: {} }, "ann", ["nearest", "drawn"]],
    [
      "others are nearer and busier",
      { tree: twoLevels, changed: { "a/x": 1 }, load: { ann: 9, bo: 9, root2: 1 } },
      "root1",
      ["fewer-open"],
    ],
    [
      "the rest of the change",
      { tree: { "a/OWNERS": reviewers("ann"), "b/OWNERS": reviewers("bo") }, changed: { "a/x": 1, "b/x": 50 } },
      "ann",
      ["other-files", "nearest"],
    ],
    ["an approver fills up", { tree: { OWNERS: reviewers("ann") + approvers("bo") }, changed: { x: 1 } }, "bo", ["approver", "nearest"]],
  ])("for: %s", (_, one, login, codes) => {
    const chosen = routing({ seed: "a", ...one }).chosen.find((person) => person.login === login);
    expect(chosen?.why).toEqual(codes);
  });

  test.each<[string, Case, string, readonly string[]]>([
    ["further away", { tree: twoLevels, changed: { "a/x": 1 } }, "root1", ["further-away"]],
    ["busier", { tree: { OWNERS: reviewers("ann", "bo", "cy") }, changed: { x: 1 }, load: { cy: 2 } }, "cy", ["more-open"]],
    [
      "both",
      { tree: { ...twoLevels, OWNERS: reviewers("root1", "root2") }, changed: { "a/x": 1 }, load: { root1: 3 } },
      "root1",
      ["further-away", "more-open"],
    ],
    ["the draw", { tree: { OWNERS: reviewers("ann", "bo") }, changed: { x: 1 }, count: 1, load: {} }, "bo", ["lost-the-draw"]],
    [
      "not needed as an approver",
      { tree: { OWNERS: reviewers("ann", "bo") + approvers("cy") }, changed: { x: 1 } },
      "cy",
      ["reviewers-suffice"],
    ],
    ["enough are engaged", { tree: twoLevels, changed: { "a/x": 1 }, engaged: 2 }, "ann", ["not-wanted"]],
    [
      "owner of nothing that the backup was asked for",
      { tree: { "a/OWNERS": reviewers("ann", "al"), "b/OWNERS": reviewers("bo") }, changed: { "a/x": 9, "b/x": 1 }, load: { al: 1 } },
      "al",
      ["more-open", "further-away"],
    ],
  ])("against: %s", (_, one, login, codes) => {
    expect(whyNot({ seed: "a", ...one }, login)).toEqual(codes);
  });
});

describe("whatever the change", () => {
  const names = ["ann", "bo", "cy", "di", "ed", "flo"];
  const lists = fc.record({
    reviewers: fc.subarray(names),
    approvers: fc.subarray(names),
    emeritus_reviewers: fc.subarray(names, { maxLength: 2 }),
  });
  const directories = ["", "a/", "a/b/", "c/"];
  const cases = fc.record({
    tree: fc
      .tuple(...directories.map(() => fc.option(lists, { nil: undefined })))
      .map((all) =>
        Object.fromEntries(
          all.flatMap((one, at) => (one === undefined ? [] : [[`${directories[at]}OWNERS`, JSON.stringify(one)] as const])),
        ),
      ),
    changed: fc.dictionary(fc.constantFrom("x", "a/x", "a/b/x", "a/b/c/y", "c/x"), fc.nat({ max: 500 })),
    author: fc.constantFrom(...names),
    load: fc.dictionary(fc.constantFrom(...names), fc.nat({ max: 9 })),
    bars: fc.dictionary(fc.constantFrom(...names), fc.constantFrom<WhyNotChosen>("busy", "away", "declined"), { maxKeys: 2 }),
    count: fc.nat({ max: 4 }),
  });

  test("the same facts give the same choice, nobody who is barred is in it, and everybody named has a reason", () => {
    fc.assert(
      fc.property(cases, (one) => {
        const { chosen, considered } = routing(one);
        expect(routing(one)).toEqual({ chosen, considered });
        const people = chosen.map(({ login }) => login);
        expect(new Set(people).size).toBe(people.length);
        expect(people.length).toBeLessThanOrEqual(one.count);
        for (const { login, whyNot } of considered) {
          const mayNot = login === one.author || one.bars[login] !== undefined;
          expect(people.includes(login)).toBe(whyNot.length === 0);
          if (mayNot) expect(people).not.toContain(login);
        }
      }),
    );
  });

  test("somebody who has more to do than before is not chosen for it", () => {
    fc.assert(
      fc.property(cases, fc.constantFrom(...names), (one, login) => {
        const more = { ...one, load: { ...one.load, [login]: (one.load[login] ?? 0) + 1 } };
        const isPrimary = (of: Case) => routing(of).chosen[0]?.login === login;
        if (isPrimary(more)) expect(isPrimary(one)).toBe(true);
      }),
    );
  });
});
